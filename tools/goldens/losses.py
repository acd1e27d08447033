#!/usr/bin/env python3
"""Writes what the references make of the losses, values and gradients: the numbers of LossGoldensTest and ThreeTowersTest.

    pip install torch==2.7.1 open_clip_torch==3.3.0 jax==0.10.2 flax==0.12.8 ml_collections==1.1.0 einops==0.8.2 safetensors
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/losses.py

Run it from the repository's root. All in float64.
"""

import pathlib
import sys
import types

import flax.training.checkpoints  # it and torch look for TensorFlow, hence before what stands in for it
from open_clip.loss import ClipLoss, SigLipLoss

sys.modules["tensorflow"] = types.ModuleType("tensorflow")  # big_vision reads files with it, and none is read here
for name in ("tensorflow.io", "tensorflow.io.gfile"):
    sys.modules[name] = types.ModuleType(name)

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F
from big_vision import utils
from safetensors.torch import save_file

OUT = pathlib.Path("threetowers-losses/src/test/resources/io/threetowers/losses")
SCALES = {"warm": (10.0, -10.0), "sharp": (1 / 0.07, -2.71)}


def open_clip(loss, left, right, scale, bias):
    """Gradients with respect to the embeddings, the logarithm of the scale and the bias."""
    given = [value for value in (left, right, np.log(scale), bias) if value is not None]
    inputs = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in given]
    value = loss(*inputs[:2], inputs[2].exp(), *inputs[3:])
    return value.detach(), torch.autograd.grad(value, inputs)


def big_vision(loss, left, right, scale, bias):
    arguments = tuple(jnp.asarray(value) for value in (left, right, np.log(scale), bias))
    value, gradients = jax.value_and_grad(loss, argnums=(0, 1, 2, 3))(*arguments)
    return torch.from_numpy(np.array(value)), [torch.from_numpy(np.array(gradient)) for gradient in gradients]


def big_vision_softmax(left, right, scale, bias):
    return utils.bidirectional_contrastive_loss(left, right, jnp.exp(scale), reduction=True)[0]


def big_vision_sigmoid(left, right, scale, bias):
    """The lines of trainers/proj/image_text/siglip.py, which stand inside its main function."""
    logits = jnp.dot(left, right.T) * jnp.exp(scale) + bias
    m1_diag1 = -jnp.ones_like(logits) + 2 * jnp.eye(left.shape[0])
    return jnp.mean(-jnp.sum(jax.nn.log_sigmoid(m1_diag1 * logits), axis=-1))


def losses():
    random = np.random.default_rng(0)
    sides = [random.standard_normal((33, 17)) for _ in range(2)]
    sides[1] += 0.5 * sides[0]
    left, right = (np.float32(side / np.linalg.norm(side, axis=1, keepdims=True)).astype(np.float64) for side in sides)
    tensors = {"left": torch.from_numpy(left), "right": torch.from_numpy(right)}
    for kind, (scale, bias) in SCALES.items():
        found = {
            "softmax/open-clip": open_clip(ClipLoss(), left, right, scale, None),
            "sigmoid/open-clip": open_clip(SigLipLoss(), left, right, scale, bias),
            "softmax/big-vision": big_vision(big_vision_softmax, left, right, scale, 0.0),
            "sigmoid/big-vision": big_vision(big_vision_sigmoid, left, right, scale, bias),
        }
        for name, (value, gradients) in found.items():
            tensors[f"{name}/{kind}/value"] = value
            for what, gradient in zip(("left", "right", "logit_scale", "logit_bias"), gradients):
                tensors[f"{name}/{kind}/{what}"] = gradient
            print(name, kind, float(value))
    save(tensors, "losses.safetensors")


def info_nce(a, b, scale):
    logits = scale * F.normalize(a) @ F.normalize(b).T
    own = torch.arange(len(a))
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


def three_towers():
    """Of the paper's section 3: the mean of image-text, image-third and text-third, each third pair under two linear heads."""
    generator = torch.Generator().manual_seed(1)
    shapes = {"towers.image.weight": (5, 6), "towers.text.weight": (5, 6), "towers.third.weight": (3, 6),
              "heads.img-third.weight": (4, 5), "heads.img-third.bias": (4,), "heads.third-img.weight": (4, 3),
              "heads.third-img.bias": (4,), "heads.txt-third.weight": (4, 5), "heads.txt-third.bias": (4,),
              "heads.third-txt.weight": (4, 3), "heads.third-txt.bias": (4,)}
    p = {name: torch.randn(shape, generator=generator).float().double() for name, shape in shapes.items()}
    p["losses.nce.logit_scale"] = torch.tensor([np.log(10)], dtype=torch.float32).double()
    for name, parameter in p.items():
        parameter.requires_grad = not name.startswith("towers.third")
    pixels, text = (torch.randint(0, 256, (9, 6), generator=generator) for _ in range(2))

    def tower(name, x):
        return (x / 255) @ p[f"towers.{name}.weight"].T

    def head(name, x):
        return x @ p[f"heads.{name}.weight"].T + p[f"heads.{name}.bias"]

    f, g, h = tower("image", pixels.double()), tower("text", text.double()), tower("third", pixels.double())
    scale = p["losses.nce.logit_scale"].exp()
    edges = (info_nce(f, g, scale),
             info_nce(head("img-third", f), head("third-img", h), scale),
             info_nce(head("txt-third", g), head("third-txt", h), scale))
    loss = sum(edges) / 3
    loss.backward()
    tensors = {"image": pixels, "text": text, "loss": loss.detach(), "edges": torch.stack(edges).detach()}
    for name, parameter in p.items():
        tensors[name] = parameter.detach()
        if parameter.grad is not None:
            tensors[f"grad.{name}"] = parameter.grad
    print("three towers", float(loss), [float(edge) for edge in edges])
    save(tensors, "three-towers.safetensors")


def save(tensors, name):
    OUT.mkdir(parents=True, exist_ok=True)
    floats = {key: value.float().contiguous() if value.is_floating_point() else value for key, value in tensors.items()}
    save_file(floats, OUT / name)


if __name__ == "__main__":
    losses()
    three_towers()
