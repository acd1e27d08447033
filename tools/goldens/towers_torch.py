#!/usr/bin/env python3
"""Writes the goldens of towers whose references are written in torch: tiny models with random weights.

    pip install torch==2.7.1 transformers==4.57.6 open_clip_torch==3.3.0 timm==1.0.31 safetensors
    PYTHONPATH=<a checkout of facebookresearch/dinov2> XFORMERS_DISABLED=1 python tools/goldens/towers_torch.py

See tower_golden.py for what is in a golden. Run it from the repository's root.
"""

from functools import partial

import numpy
import open_clip
import timm.models.vision_transformer as timm_vit
import torch
import transformers as hf
from dinov2.models.vision_transformer import DinoVisionTransformer
from safetensors.torch import load_file, save_file

from tower_golden import CLIP, HALF, IMAGENET, TEXT, VIT, images, pixels, randomize, word_level, write

SIZE = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40)
IMAGE = dict(image_size=24, patch_size=8)
X = images(24)


def hugging_face_vit():
    model = randomize(hf.ViTModel(hf.ViTConfig(**SIZE, **IMAGE)), 1)
    folder = VIT / "huggingface-vit"
    model.save_pretrained(folder)
    write(folder, model, X, lambda m: m(pixels(X, HALF)).pooler_output, "embeddings.cls_token")


def hugging_face_clip():
    text = dict(SIZE, vocab_size=40, max_position_embeddings=10, eos_token_id=39, bos_token_id=38, pad_token_id=39)
    model = randomize(hf.CLIPModel(hf.CLIPConfig(dict(text), dict(SIZE, **IMAGE), projection_dim=12)), 2)
    model.save_pretrained(VIT / "huggingface-clip")
    model.save_pretrained(TEXT / "huggingface-clip")
    write(VIT / "huggingface-clip", model, X, lambda m: m.get_image_features(pixels(X, CLIP)),
          "vision_model.embeddings.class_embedding")
    ids = torch.tensor([[38, 5, 6, 7, 39, 39, 39, 39, 39, 39], [38, 1, 2, 3, 4, 5, 36, 37, 9, 39]])
    mask = torch.tensor([[1] * 5 + [0] * 5, [1] * 10])
    write(TEXT / "huggingface-clip", model, ids, lambda m: m.get_text_features(ids, attention_mask=mask))
    word_level(TEXT / "huggingface-clip", 40, {38: "<|startoftext|>", 39: "<|endoftext|>"})


def hugging_face_siglip():
    text = dict(SIZE, vocab_size=32, max_position_embeddings=8, projection_size=24)
    x = images(28)  # of which patches cover 24 pixels
    model = randomize(hf.SiglipModel(hf.SiglipConfig(dict(text), dict(SIZE, image_size=28, patch_size=8))), 3)
    model.save_pretrained(VIT / "huggingface-siglip")
    model.save_pretrained(TEXT / "huggingface-siglip")
    write(VIT / "huggingface-siglip", model, x, lambda m: m.get_image_features(pixels(x, HALF)))
    ids = torch.tensor([[5, 6, 7, 1, 1, 1, 1, 1], [2, 3, 4, 5, 30, 31, 9, 1]])
    write(TEXT / "huggingface-siglip", model, ids, lambda m: m.get_text_features(ids))
    word_level(TEXT / "huggingface-siglip", 32, {0: "<pad>", 1: "</s>", 2: "<unk>"})


def hugging_face_dinov2():
    sizes = dict(SIZE, **IMAGE, mlp_ratio=2)
    sizes.pop("intermediate_size")
    plain = randomize(hf.Dinov2Model(hf.Dinov2Config(**sizes)), 4)
    registers = randomize(hf.Dinov2WithRegistersModel(
        hf.Dinov2WithRegistersConfig(**sizes, num_register_tokens=3, use_swiglu_ffn=True)), 5)
    for name, model in (("huggingface-dinov2", plain), ("huggingface-dinov2-registers", registers)):
        model.save_pretrained(VIT / name)
        write(VIT / name, model, X, lambda m: m(pixels(X, IMAGENET)).pooler_output, "embeddings.cls_token")


def facebook_dinov2():
    """With the names of the published files, which torch saves."""
    model = DinoVisionTransformer(img_size=24, patch_size=8, embed_dim=24, depth=2, num_heads=3, mlp_ratio=2,
                                  init_values=1.0, ffn_layer="swiglufused", block_chunks=0, num_register_tokens=3)
    save_torch(VIT / "dinov2" / "weights.pth", randomize(model, 6))
    write(VIT / "dinov2", model, X, lambda m: m(pixels(X, IMAGENET)), "cls_token")


def timm_towers():
    common = dict(img_size=24, patch_size=8, embed_dim=24, depth=2, num_heads=3, mlp_ratio=2, num_classes=0)
    towers = {
        "timm": dict(),
        "timm-gap": dict(class_token=False, global_pool="avg", fc_norm=False),
        "timm-fc-norm": dict(class_token=False, global_pool="avg", fc_norm=True),
        "timm-map": dict(class_token=False, global_pool="map", act_layer=partial(torch.nn.GELU, approximate="tanh")),
        "timm-registers": dict(reg_tokens=3, no_embed_class=True, init_values=1.0,
                               mlp_layer=timm_vit.SwiGLUPacked, act_layer=torch.nn.SiLU),
    }
    seeds = {"timm": 7, "timm-gap": 8, "timm-map": 9, "timm-registers": 10, "timm-fc-norm": 11}
    for name, options in towers.items():
        model = randomize(timm_vit.VisionTransformer(**common, **options), seeds[name])
        (VIT / name).mkdir(parents=True, exist_ok=True)
        save_file(model.state_dict(), VIT / name / "model.safetensors")
        write(VIT / name, model, X, lambda m: m(pixels(X, HALF)), "cls_token" if name == "timm" else None)


def hugging_face_dual_encoder():
    """A ViT and a BERT under linear maps, as VisionTextDualEncoderModel has them: over the poolers."""
    vision, text = hf.ViTModel(hf.ViTConfig(**SIZE, **IMAGE)), hf.BertModel(hf.BertConfig(**SIZE, vocab_size=40, max_position_embeddings=16))
    config = hf.VisionTextDualEncoderConfig.from_vision_text_configs(vision.config, text.config, projection_dim=12)
    model = randomize(hf.VisionTextDualEncoderModel(config, vision, text), 50)
    ids = torch.tensor([[2, 5, 6, 7, 3, 0, 0, 0, 0, 0], [2, 10, 22, 33, 4, 5, 36, 37, 9, 3]])
    name = "huggingface-dual-encoder"
    model.save_pretrained(VIT / name)
    model.save_pretrained(TEXT / name)
    write(VIT / name, model, X, lambda m: m.get_image_features(pixels(X, HALF)), "vision_model.embeddings.cls_token")
    write(TEXT / name, model, ids, lambda m: m.get_text_features(ids, attention_mask=(ids != 0).long()))
    word_level(TEXT / name, 40, {0: "[PAD]", 1: "[UNK]", 2: "[CLS]", 3: "[SEP]"})


def dinov2_resampled():
    """Images smaller than those of the positions, each reference resampling in its own way; of the gradients one norm's alone."""
    facebook = partial(DinoVisionTransformer, img_size=40, patch_size=8, embed_dim=24, depth=2, num_heads=3, mlp_ratio=2,
                       init_values=1.0, block_chunks=0)
    sizes = dict(SIZE, image_size=40, patch_size=8, mlp_ratio=2)
    sizes.pop("intermediate_size")
    models = {
        "dinov2-resampled": facebook(),
        "dinov2-registers-resampled": facebook(num_register_tokens=3, interpolate_antialias=True, interpolate_offset=0.0),
        "huggingface-dinov2-resampled": hf.Dinov2Model(hf.Dinov2Config(**sizes)),
        "huggingface-dinov2-registers-resampled": hf.Dinov2WithRegistersModel(
            hf.Dinov2WithRegistersConfig(**sizes, num_register_tokens=3)),
    }
    for seed, (name, model) in enumerate(models.items(), 60):
        randomize(model, seed)
        folder = VIT / name
        folder.mkdir(parents=True, exist_ok=True)
        save_file(model.state_dict(), folder / "model.safetensors")
        ours = name.startswith("dinov2")
        write(folder, model, X, lambda m: m(pixels(X, IMAGENET)) if ours else m(pixels(X, IMAGENET)).pooler_output)
        gradients = load_file(folder / "gradients.safetensors")
        golden = load_file(folder / "golden.safetensors")
        golden["grad.norm.weight"] = gradients["norm.weight" if ours else "layernorm.weight"]
        save_file(golden, folder / "golden.safetensors")
        (folder / "gradients.safetensors").unlink()


def clip():
    """OpenAI's class with quick GELU; then open_clip's with exact GELU, whose text tower stands under text."""
    vision = dict(layers=2, width=24, head_width=8, patch_size=8, image_size=24)
    text = dict(context_length=10, vocab_size=40, width=24, heads=3, layers=2)
    models = {
        "open-clip-quick": open_clip.CLIP(12, open_clip.CLIPVisionCfg(**vision), open_clip.CLIPTextCfg(**text), quick_gelu=True),
        "open-clip": open_clip.CustomTextCLIP(12, open_clip.CLIPVisionCfg(**vision), open_clip.CLIPTextCfg(**text)),
    }
    ids = torch.tensor([[38, 5, 6, 7, 39, 0, 0, 0, 0, 0], [38, 1, 2, 3, 4, 5, 36, 37, 9, 39]])
    for seed, (name, model) in enumerate(models.items(), 20):
        randomize(model, seed)
        for folder in (VIT / name, TEXT / name):
            save_torch(folder / "open_clip_pytorch_model.bin", model)
        write(VIT / name, model, X, lambda m: m.encode_image(pixels(X, CLIP)), "visual.class_embedding")
        write(TEXT / name, model, ids, lambda m: m.encode_text(ids))
        word_level(TEXT / name, 40, {0: "<pad>", 38: "<|startoftext|>", 39: "<|endoftext|>"})


def bert():
    """Its class token, its pooler, and the mean over real tokens that sentence-transformers takes (MiniLM)."""
    config = hf.BertConfig(**SIZE, vocab_size=40, max_position_embeddings=16)
    ids = torch.tensor([[2, 5, 6, 7, 3, 0, 0, 0, 0, 0], [2, 10, 22, 33, 4, 5, 36, 37, 9, 3]])
    mask = (ids != 0).long()

    def cut(m):
        """The towers' rows are shorter than the positions of the file."""
        return m(ids, attention_mask=mask)

    def mean(m):
        states = cut(m).last_hidden_state
        return (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)

    pools = {"bert-first": lambda m: cut(m).last_hidden_state[:, 0], "bert-pooler": lambda m: cut(m).pooler_output, "bert-mean": mean}
    for seed, (name, forward) in enumerate(pools.items(), 30):
        model = randomize(hf.BertModel(config), seed)
        model.save_pretrained(TEXT / name)
        write(TEXT / name, model, ids, forward)
        word_level(TEXT / name, 40, {0: "[PAD]", 1: "[UNK]", 2: "[CLS]", 3: "[SEP]"})


def big_vision_bert():
    """BERT under a head, with the names and layouts of flaxformer (bert_checkpoint_converter.py), in which LiT has it."""
    model = torch.nn.Sequential(
        hf.BertModel(hf.BertConfig(**SIZE, vocab_size=40, max_position_embeddings=16, hidden_act="gelu_pytorch_tanh"),
                     add_pooling_layer=False),
        torch.nn.Linear(24, 12))
    randomize(model, 40)
    ids = torch.tensor([[2, 5, 6, 7, 3, 0, 0, 0, 0, 0], [2, 10, 22, 33, 4, 5, 36, 37, 9, 3]])
    folder = TEXT / "big-vision-bert"
    write(folder, model, ids, lambda m: m[1](m[0](ids, attention_mask=(ids != 0).long()).last_hidden_state[:, 0]))
    numpy.savez(folder / "weights.npz", **flaxformer({name: p.float() for name, p in model.state_dict().items()}))
    gradients = flaxformer(load_file(folder / "gradients.safetensors"))
    save_file({name: torch.from_numpy(g) for name, g in gradients.items()}, folder / "gradients.safetensors")
    word_level(folder, 40, {0: "[PAD]", 1: "[UNK]", 2: "[CLS]", 3: "[SEP]"})


def flaxformer(tensors):
    parts = [("0.embeddings.word_embeddings", "embedder/embedders_token_ids"),
             ("0.embeddings.position_embeddings", "embedder/embedders_position_ids"),
             ("0.embeddings.token_type_embeddings", "embedder/embedders_segment_ids"),
             ("0.embeddings.LayerNorm", "layer_norm"), ("0.encoder.layer.", "encoder_block/layer_sequence/layers_"),
             (".attention.self.", "/attention_block/attention_layer/"), (".attention.output.dense", "/attention_block/dense_layer"),
             (".attention.output.LayerNorm", "/attention_block/layer_norm"), (".intermediate.dense", "/mlp_block/mlp/dense_layer"),
             (".output.dense", "/mlp_block/dense_layer"), (".output.LayerNorm", "/mlp_block/layer_norm")]
    renamed = {}
    for name, tensor in tensors.items():
        for theirs, flax in parts:
            name = name.replace(theirs, flax)
        name, kind = name.rsplit(".", 1)
        if kind == "weight":
            kind = "embedding" if "embedders" in name else "scale" if "norm" in name else "kernel"
        tensor = tensor.T if kind == "kernel" else tensor
        path = "head" if name == "1" else f"BertEncoder_0/{name}"
        renamed[f"{path}/{kind}"] = tensor.contiguous().numpy()
    return renamed


def save_torch(path, model):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), path)


if __name__ == "__main__":
    for make in (hugging_face_vit, hugging_face_clip, hugging_face_siglip, hugging_face_dinov2, facebook_dinov2,
                 timm_towers, clip, bert, big_vision_bert, hugging_face_dual_encoder, dinov2_resampled):
        make()
    for folder in (VIT, TEXT):
        for config in folder.glob("*/*config.json"):
            config.unlink()  # nothing reads them
