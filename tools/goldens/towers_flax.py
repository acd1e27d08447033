#!/usr/bin/env python3
"""Writes the goldens of towers whose reference is big_vision, in Flax: tiny models with random weights.

    pip install jax==0.10.2 flax==0.12.8 ml_collections==1.1.0 einops==0.8.2 torch==2.7.1 safetensors
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/towers_flax.py

See tower_golden.py for what is in a golden. Run it from the repository's root.
"""

import sys
import types

import flax.training.checkpoints  # looks for TensorFlow, hence before what stands in for it

sys.modules["tensorflow"] = types.ModuleType("tensorflow")  # big_vision reads files with it, and none is read here
for name in ("tensorflow.io", "tensorflow.io.gfile"):
    sys.modules[name] = types.ModuleType(name)

import jax

jax.config.update("jax_default_matmul_precision", "highest")

import jax.numpy as jnp
import numpy as np
import torch
from big_vision import utils
from big_vision.models import vit
from big_vision.models.proj.image_text import text_transformer, two_towers
from safetensors.torch import save_file

from tower_golden import HALF, TEXT, VIT, images, pixels, word_level

X = images(24)
PIXELS = jnp.asarray(pixels(X, HALF).permute(0, 2, 3, 1).numpy(), jnp.float32)
IDS = np.array([[5, 6, 7, 1, 1, 1, 1, 1], [2, 3, 4, 5, 30, 31, 9, 1]])
SIZE = dict(width=24, depth=2, mlp_dim=40, num_heads=3)
IMAGE = dict(SIZE, patch_size=(8, 8))


def value(name, shape, random):
    """No entry is at 0 or 1. What enters the first norm is so small that a wrong epsilon shows."""
    noise = random.standard_normal(shape).astype(np.float32)
    if name.endswith("scale"):
        return 1 + 0.2 * noise
    if name.startswith("embedding/kernel") or name.startswith("img/embedding/kernel"):
        return 0.003 * noise
    if any(word in name for word in ("embedding", "cls", "probe")):
        return 0.03 * noise
    if name.endswith("bias") or len(shape) < 2:
        return 0.1 * noise
    return noise / np.sqrt(shape[0]).astype(np.float32)


def parameters(model, *inputs, seed):
    tree = model.init(jax.random.PRNGKey(0), *inputs)["params"]
    random = np.random.default_rng(seed)
    drawn = [value(name, leaf.shape, random) for name, leaf in utils.tree_flatten_with_names(tree)[0]]
    return jax.tree.unflatten(jax.tree.structure(tree), drawn)


def by_name(tree):
    return {name: np.asarray(leaf) for name, leaf in utils.tree_flatten_with_names(tree)[0]}


def old_names(tensors):
    """As the original release wrote them: positions with those of the class token, modules numbered across classes."""
    renamed = {}
    for name, tensor in tensors.items():
        name = name.replace("MultiHeadDotProductAttention_0", "MultiHeadDotProductAttention_1")
        if "encoderblock" in name:
            name = name.replace("LayerNorm_1", "LayerNorm_2").replace("MlpBlock_0", "MlpBlock_3")
        renamed[name] = tensor
    positions = renamed.pop("pos_embedding")
    own = np.full_like(positions[:, :1], 0.01)
    renamed["Transformer/posembed_input/pos_embedding"] = np.concatenate([own, positions], 1)
    renamed["cls"] = renamed["cls"] - own
    return renamed


def old_gradients(tensors):
    """The row of the class token's position has the gradient of the class token, which counts once."""
    renamed = old_names(tensors)
    positions = renamed["Transformer/posembed_input/pos_embedding"]
    positions[:, :1] = 0
    renamed["cls"] = tensors["cls"]
    return renamed


def write(folder, weights, gradients, inputs, output):
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "weights.npz", **weights)
    save_file({"input": inputs, "output": torch.from_numpy(np.array(output))}, folder / "golden.safetensors")
    save_file({name: torch.from_numpy(np.array(g)).contiguous() for name, g in gradients.items()}, folder / "gradients.safetensors")
    print(folder.name, output.shape, np.asarray(output).ravel()[:3])


def scalar(output):
    return (output * jnp.sin(jnp.arange(output.size, dtype=jnp.float32)).reshape(output.shape)).sum()


def compute(model, tree, *inputs):
    def forward(tree):
        output, _ = model.apply({"params": tree}, *inputs)
        return scalar(output), output

    gradients, output = jax.grad(forward, has_aux=True)(tree)
    return output, by_name(gradients)


def vision(name, seed, convert=lambda tensors: tensors, convert_gradients=lambda tensors: tensors, **options):
    model = vit.Model(**IMAGE, **options)
    tree = parameters(model, PIXELS, seed=seed)
    output, gradients = compute(model, tree, PIXELS)
    write(VIT / name, convert(by_name(tree)), convert_gradients(gradients), X.half(), output)


def text(name, seed, **options):
    model = text_transformer.Model(vocab_size=32, **SIZE, **options)
    tree = parameters(model, IDS, seed=seed)
    output, gradients = compute(model, tree, IDS)
    write(TEXT / name, by_name(tree), gradients, torch.from_numpy(IDS), output)


def lit():
    """Both towers of a LiT checkpoint in one file, each with its head; params/ is what training adds."""
    model = two_towers.Model(
        image=dict(IMAGE, pool_type="tok", head_zeroinit=False), text=dict(SIZE, vocab_size=32), out_dim=(20, 12))
    tree = parameters(model, PIXELS, IDS, seed=60)
    weights = {f"params/{name}": tensor for name, tensor in by_name(tree).items()}
    image = dict(model.image, num_classes=20)
    output, gradients = compute(vit.Model(**image), tree["img"], PIXELS)
    write(VIT / "lit", weights, gradients, X.half(), output)
    output, gradients = compute(text_transformer.Model(num_classes=12, **model.text), tree["txt"], IDS)
    write(TEXT / "lit", weights, gradients, torch.from_numpy(IDS), output)


if __name__ == "__main__":
    vision("big-vision-gap", 50, pool_type="gap")
    vision("big-vision-map", 51, pool_type="map")
    vision("big-vision-scan", 52, pool_type="gap", scan=True)
    vision("big-vision-head", 53, pool_type="tok", rep_size=16, num_classes=12, head_zeroinit=False)
    vision("vit-jax", 54, old_names, old_gradients, pool_type="tok", rep_size=16)
    text("big-vision", 55, num_classes=12)
    text("big-vision-map", 56, num_classes=None, pool_type="map", scan=True)
    lit()
    for name in ("big-vision", "big-vision-map", "lit"):
        word_level(TEXT / name, 32, {0: "<pad>", 1: "</s>", 2: "<unk>"})
