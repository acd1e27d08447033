#!/usr/bin/env python3
"""Prints the parameters, positions aside, of the models that our presets are named after: the numbers of PresetsTest.

    pip install torch==2.7.1 timm==1.0.31 open_clip_torch==3.3.0 transformers==4.57.6
    python tools/goldens/preset_sizes.py

No weight is read or drawn: torch's meta device has shapes alone.
"""

import open_clip
import timm
import torch
import transformers as hf

TIMM = {"vit-ti16": "vit_tiny_patch16_224", "vit-s32": "vit_small_patch32_224", "vit-s16": "vit_small_patch16_224",
        "vit-b32": "vit_base_patch32_224", "vit-b16": "vit_base_patch16_224", "vit-l32": "vit_large_patch32_224",
        "vit-l16": "vit_large_patch16_224", "siglip-b16-224": "vit_base_patch16_siglip_224",
        "siglip-b16-256": "vit_base_patch16_siglip_256", "siglip-b16-384": "vit_base_patch16_siglip_384",
        "siglip-b16-512": "vit_base_patch16_siglip_512", "siglip-l16-256": "vit_large_patch16_siglip_256",
        "siglip-l16-384": "vit_large_patch16_siglip_384", "siglip-so400m-14-224": "vit_so400m_patch14_siglip_224",
        "siglip-so400m-14-384": "vit_so400m_patch14_siglip_384"}
DINO = {"s": "small", "b": "base", "l": "large", "g": "giant"}
OPEN_CLIP = {"clip-{}-b32": "ViT-B-32", "clip-{}-b16": "ViT-B-16", "clip-{}-l14": "ViT-L-14", "clip-{}-l14-336": "ViT-L-14-336",
             "openclip-{}-b32": "ViT-B-32", "openclip-{}-b16": "ViT-B-16", "openclip-{}-l14": "ViT-L-14",
             "openclip-{}-h14": "ViT-H-14", "openclip-{}-g14": "ViT-g-14", "openclip-{}-bigg14": "ViT-bigG-14"}
SIGLIP = {"b16": (768, 12, 12, 3072), "l16": (1024, 24, 16, 4096),
          "so400m-14-224": (1152, 27, 16, 4304), "so400m-14-384": (1152, 27, 16, 4304)}
BERT = {"minilm-l6": (384, 6, 12, 1536), "minilm-l12": (384, 12, 12, 1536), "bge-small": (384, 12, 12, 1536),
        "bert-base": (768, 12, 12, 3072), "bge-base": (768, 12, 12, 3072), "bert-large": (1024, 24, 16, 4096),
        "bge-large": (1024, 24, 16, 4096)}


def size(model):
    return sum(parameter.numel() for name, parameter in model.named_parameters() if "posit" not in name and "pos_embed" not in name)


def hugging_face(config, width, depth, heads, mlp, **options):
    return config(hidden_size=width, num_hidden_layers=depth, num_attention_heads=heads, intermediate_size=mlp, **options)


def image_towers():
    for preset, name in TIMM.items():
        yield preset, timm.create_model(name, num_classes=0)
    for suffix, registers in (("", ""), ("-reg", "reg4_")):
        for letter, word in DINO.items():
            yield f"dinov2-{letter}14{suffix}", timm.create_model(f"vit_{word}_patch14_{registers}dinov2", num_classes=0)
    for preset, model in clips():
        yield preset.format("vit"), model.visual


def text_towers():
    for preset, model in clips():
        del model.visual, model.logit_scale
        yield preset.format("text"), model
    for preset, sizes in SIGLIP.items():
        yield f"siglip-text-{preset}", hf.SiglipTextModel(hugging_face(hf.SiglipTextConfig, *sizes))
    for preset, sizes in BERT.items():
        yield preset, hf.BertModel(hugging_face(hf.BertConfig, *sizes), add_pooling_layer=False)


def clips():
    for preset, name in OPEN_CLIP.items():
        config = open_clip.get_model_config(name)
        yield preset, open_clip.CLIP(config["embed_dim"], config["vision_cfg"], config["text_cfg"])


if __name__ == "__main__":
    with torch.device("meta"):
        for preset, model in (*image_towers(), *text_towers()):
            print(f'"{preset}, {size(model)}",')
