#!/usr/bin/env python3
"""Writes the parameters that the references' optimizers reach, step by step: the numbers of OptimizerGoldensTest.

    pip install torch==2.7.1 jax==0.10.2 flax==0.12.8 optax==0.2.8 ml_collections==1.1.0 einops==0.8.2 safetensors
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/optimizers.py

Run it from the repository's root. A golden holds the first values (p.NAME), the gradients of every step (g.STEP.NAME) and the
values after it (p.STEP.NAME).
"""

import pathlib
import sys
import types

import flax.training.checkpoints  # it and torch look for TensorFlow, hence before what stands in for it
import torch._dynamo

sys.modules["tensorflow"] = types.ModuleType("tensorflow")  # big_vision reads files with it, and none is read here
for name in ("tensorflow.io", "tensorflow.io.gfile"):
    sys.modules[name] = types.ModuleType(name)

import jax
import jax.numpy as jnp
import ml_collections
import numpy as np
import optax
import torch
from big_vision import optax as bv_optax
from safetensors.torch import save_file

OUT = pathlib.Path("threetowers-core/src/test/resources/io/threetowers/core/train")
STEPS, WARMUP = 5, 2
# Factored (two axes of 32 and more), factored with a third axis, not factored, and without decay.
SHAPES = {"wide": (33, 35), "heads": (32, 2, 34), "narrow": (6, 40), "bias": (7,)}


def draw(seed):
    """Gradients whose norm is above and below 1, and which are zero here and there."""
    generator = torch.Generator().manual_seed(seed)
    p = {name: 0.1 * torch.randn(shape, generator=generator) for name, shape in SHAPES.items()}
    steps = []
    for step in range(STEPS):
        size = 0.1 if step % 3 else 0.004
        steps.append({name: (size * torch.randn(shape, generator=generator)).half().float() for name, shape in SHAPES.items()})
        steps[-1]["narrow"][:, step] = 0
    return p, steps


def name_of(key):
    """As our rule of what decays expects it: matrices decay, biases do not."""
    return "bias" if key == "bias" else f"{key}.weight"


def golden(name, first, gradients, values):
    tensors = {f"p.{name_of(key)}": value for key, value in first.items()}
    for step in range(STEPS):
        tensors |= {f"g.{step}.{name_of(key)}": value.half() for key, value in gradients[step].items()}
        tensors |= {f"p.{step}.{name_of(key)}": value.float() for key, value in values[step].items()}
    OUT.mkdir(parents=True, exist_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, OUT / f"{name}.safetensors")
    print(name, values[-1]["bias"][:3].tolist())


def adamw():
    """As open_clip trains: betas .9 and .98, epsilon 1e-6, decay .2 of matrices, norm clipped to 1, cosine after 2 steps."""
    first, gradients = draw(0)
    p = {key: value.double().requires_grad_() for key, value in first.items()}
    groups = [{"params": [p["bias"]], "weight_decay": 0.0},
              {"params": [p[key] for key in p if key != "bias"], "weight_decay": 0.2}]
    optimizer = torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.98), eps=1e-6)
    values = []
    for step in range(STEPS):
        rate = 0.01 * (step + 1) / WARMUP if step < WARMUP else 0.005 * (1 + np.cos(np.pi * (step - WARMUP) / (STEPS - WARMUP)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        for key, value in p.items():
            value.grad = gradients[step][key].double()
        torch.nn.utils.clip_grad_norm_(p.values(), 1.0)
        optimizer.step()
        values.append({key: value.detach().clone() for key, value in p.items()})
    golden("adamw", first, gradients, values)


def adafactor(name, **options):
    """As Three Towers trains: big_vision's Adafactor, its own decay, norm clipped to 1, cosine after 2 steps of warm-up."""
    first, gradients = draw(1)
    config = ml_collections.ConfigDict(dict(
        optax_name="big_vision.scale_by_adafactor", optax=options, grad_clip_norm=1.0, lr=0.01, wd=0.001,
        wd_mults=[("(wide|heads|narrow)", 1.0)], schedule=dict(warmup_steps=WARMUP, decay_type="cosine")))
    p = {key: jnp.asarray(value.numpy()) for key, value in first.items()}
    tx, _ = bv_optax.make(config, p, sched_kw=dict(total_steps=STEPS, batch_size=8, data_size=64))
    state = tx.init(p)
    values = []
    for step in range(STEPS):
        updates, state = jax.jit(tx.update)({key: jnp.asarray(value.numpy()) for key, value in gradients[step].items()}, state, p)
        p = optax.apply_updates(p, updates)
        values.append({key: torch.from_numpy(np.array(value)) for key, value in p.items()})
    golden(name, first, gradients, values)


if __name__ == "__main__":
    adamw()
    adafactor("adafactor", beta2_cap=0.5)
    adafactor("adafactor-float32", dtype_momentum="float32")
    adafactor("adafactor-clipped", dtype_momentum="float32", clipping_threshold=0.9)
