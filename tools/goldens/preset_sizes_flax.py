#!/usr/bin/env python3
"""Prints the parameters, positions aside, of big_vision's models that our presets are named after: more numbers of PresetsTest.

    pip install jax==0.10.2 flax==0.12.8 ml_collections==1.1.0 einops==0.8.2 torch==2.7.1 transformers==4.57.6
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/preset_sizes_flax.py

No weight is drawn: JAX tells the shapes. The sizes are those of the published files: vit_jax's configs (representation_size) for
ImageNet-21k, vision_transformer's model_cards for LiT, whose BERTs flaxformer builds and Hugging Face counts here.
"""

import sys
import types

import flax.training.checkpoints  # it and torch look for TensorFlow, hence before what stands in for it
import transformers as hf
import torch

bert_model, bert_config = hf.BertModel, hf.BertConfig
sys.modules["tensorflow"] = types.ModuleType("tensorflow")  # big_vision reads files with it, and none is read here
for name in ("tensorflow.io", "tensorflow.io.gfile"):
    sys.modules[name] = types.ModuleType(name)

import jax
import jax.numpy as jnp
from big_vision.models import vit
from big_vision.models.proj.image_text import text_transformer

IN21K = {"b32": "B/32", "b16": "B/16", "l32": "L/32", "l16": "L/16", "h14": "H/14"}


def size(model, example):
    parameters = jax.eval_shape(lambda: model.init(jax.random.PRNGKey(0), example))["params"]
    return sum(leaf.size for path, leaf in jax.tree_util.tree_leaves_with_path(parameters) if "pos_embedding" not in str(path))


def bert(width, depth, heads, head):
    with torch.device("meta"):
        model = bert_model(bert_config(hidden_size=width, num_hidden_layers=depth, num_attention_heads=heads,
                                       intermediate_size=4 * width), add_pooling_layer=False)
    counted = sum(parameter.numel() for name, parameter in model.named_parameters() if "position" not in name)
    return counted + width * head + head


if __name__ == "__main__":
    images, ids = jnp.zeros((1, 224, 224, 3)), jnp.zeros((1, 16), jnp.int32)
    for preset, variant in IN21K.items():
        print(f'"vit-{preset}-in21k, {size(vit.Model(variant=variant, pool_type="tok", rep_size=True), images)}",')
    print(f'"lit-b16b, {size(vit.Model(num_classes=768, variant="B/16", pool_type="tok"), images)}",')
    print(f'"lit-text-b16b, {bert(768, 12, 12, 768)}",')
    print(f'"lit-text-l16l, {bert(1024, 24, 16, 1024)}",')
    for preset, variant in {"l16s": "S", "l16ti": "Ti"}.items():
        model = text_transformer.Model(num_classes=1024, variant=variant, vocab_size=16_000)
        print(f'"lit-text-{preset}, {size(model, ids)}",')
