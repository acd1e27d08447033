#!/usr/bin/env python3
"""Writes the references' learning rate schedules point by point: the numbers of ScheduleGoldensTest.

    pip install torch==2.7.1 open_clip_torch==3.3.0 jax==0.10.2 flax==0.12.8 ml_collections==1.1.0 einops==0.8.2
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/schedules.py

Run it from the repository's root. A line is the schedule as the experiment file has it, a tab, and the multiplier of each step.
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

jax.config.update("jax_enable_x64", True)

from big_vision import utils
from open_clip_train import scheduler

OUT = pathlib.Path("threetowers-core/src/test/resources/io/threetowers/core/experiment/schedules.tsv")
TOTAL, BATCH, EXAMPLES = 60, 8, 100


def big_vision(**options):
    """One float32 each, as the reference returns it."""
    schedule = utils.create_learning_rate_schedule(TOTAL, BATCH, EXAMPLES, **options)
    return [float(schedule(float(step))) for step in range(TOTAL + 1)]


class Optimizer:
    param_groups = []


def open_clip(kind, *lengths):
    schedule = getattr(scheduler, kind)(Optimizer(), 1.0, *lengths)
    return [schedule(step) for step in range(TOTAL)]


SCHEDULES = {
    "{shape: cosine}": big_vision(decay_type="cosine"),
    "{shape: cosine, warmup: 7 steps}": big_vision(decay_type="cosine", warmup_steps=7),
    "{shape: cosine, warmup: 10%, cooldown: 5}": big_vision(decay_type="cosine", warmup_percent=0.1, cooldown_steps=5),
    "{shape: linear, warmup: 7 steps}": big_vision(decay_type="linear", warmup_steps=7),
    "{shape: linear, warmup: 40 examples, end: 0.1}": big_vision(decay_type="linear", warmup_examples=40, end=0.1),
    "{shape: rsqrt, warmup: 7 steps}": big_vision(decay_type="rsqrt", warmup_steps=7),
    "{shape: rsqrt, warmup: 7 steps, timescale: 10, cooldown: 20%}":
        big_vision(decay_type="rsqrt", warmup_steps=7, timescale=10, cooldown_percent=0.2),
    "{shape: rsqrt, warmup: 1 epochs, timescale: 80 examples}":
        big_vision(decay_type="rsqrt", warmup_epochs=1, timescale_examples=80),
    "{shape: constant, warmup: 7 steps, cooldown: 9}": big_vision(decay_type="stair", warmup_steps=7, cooldown_steps=9),
    "{shape: cosine, warmup: 7 steps, warmup-start: first-step}": open_clip("cosine_lr", 7, TOTAL),
    "{shape: constant, warmup: 7 steps, warmup-start: first-step}": open_clip("const_lr", 7, TOTAL),
    "{shape: constant, warmup: 7 steps, warmup-start: first-step, cooldown: 9}": open_clip("const_lr_cooldown", 7, TOTAL, 9),
}

if __name__ == "__main__":
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with open(OUT, "w", encoding="utf-8") as golden:
        for schedule, multipliers in SCHEDULES.items():
            golden.write(schedule + "\t" + " ".join(f"{multiplier:.9g}" for multiplier in multipliers) + "\n")
    print(len(SCHEDULES), "schedules")
