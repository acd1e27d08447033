#!/usr/bin/env python3
"""Writes what the references' evaluators make of random embeddings: the numbers of MetricsGoldensTest.

    pip install torch==2.7.1 open_clip_torch==3.3.0 numpy==2.2.6 safetensors
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/metrics.py

Run it from the repository's root.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from big_vision.evaluators.proj.image_text import image_text_retrieval as bv
from open_clip.zero_shot_classifier import build_zero_shot_classifier
from open_clip_train.train import get_clip_metrics
from open_clip_train.zero_shot import accuracy
from safetensors.torch import save_file

OUT = pathlib.Path("threetowers-core/src/test/resources/io/threetowers/core/builtin")
TEMPLATES = ["{}", "a photo of a {}", "the {} in the wild"]


class Table:
    """A text tower that looks texts up; the tokenizer beside it gives their places."""

    def __init__(self, rows):
        self.rows = rows

    def encode_text(self, ids, normalize=False):
        return F.normalize(self.rows[ids], dim=-1) if normalize else self.rows[ids]


def zero_shot(tensors):
    """Twelve classes under three templates, sixty images of them."""
    generator = torch.Generator().manual_seed(0)
    names = [f"class{i}" for i in range(12)]
    prompts = [template.format(name) for name in names for template in TEMPLATES]
    rows = F.normalize(torch.randn((len(prompts), 8), generator=generator), dim=-1)
    labels = torch.randint(0, 11, (60,), generator=generator)  # of the last class there is none
    images = F.normalize(rows[3 * labels] + 0.9 * torch.randn((60, 8), generator=generator), dim=-1)
    classifier = build_zero_shot_classifier(
        Table(rows), lambda texts: torch.tensor([prompts.index(text) for text in texts]), names, TEMPLATES)
    logits = 100.0 * images @ classifier
    top1, top5 = accuracy(logits, labels, topk=(1, 5))
    right = logits.argmax(1) == labels
    per_class = [right[labels == label].float().mean().item() for label in range(12) if (labels == label).any()]
    tensors |= {"prompts": rows, "images": images, "labels": labels}
    return {"templates": TEMPLATES, "prompts": prompts, "zeroshot-top1": top1 / 60, "zeroshot-top5": top5 / 60,
            "zeroshot-mean-per-class": sum(per_class) / len(per_class)}


def retrieval(tensors):
    """Forty images of one to four captions each by big_vision; as many pairs by open_clip, which knows one caption."""
    generator = torch.Generator().manual_seed(1)
    images = F.normalize(torch.randn((40, 6), generator=generator), dim=-1)
    owner = torch.repeat_interleave(torch.arange(40), torch.randint(1, 5, (40,), generator=generator))
    texts = F.normalize(images[owner] + 0.8 * torch.randn((len(owner), 6), generator=generator), dim=-1)
    distances = -(images @ texts.T).numpy()
    first = torch.tensor([owner.tolist().index(i) for i in range(40)])
    tensors |= {"retrieval.images": images, "retrieval.texts": texts, "retrieval.owner": owner}
    return {"image_to_text": bv.image_to_text_retrieval_eval(distances, owner.tolist()),
            "text_to_image": bv.text_to_image_retrieval_eval(distances, owner.tolist()),
            "pairs": {name: float(value) for name, value in
                      get_clip_metrics(images, texts[first], torch.tensor(100.0)).items()}}


def plain(value):
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else (
        float(value) if isinstance(value, np.floating) else value)


if __name__ == "__main__":
    arrays = {}
    golden = {"zeroshot": zero_shot(arrays), "retrieval": retrieval(arrays)}
    save_file({name: array.contiguous() for name, array in arrays.items()}, OUT / "metrics.safetensors")
    (OUT / "metrics.json").write_text(json.dumps(plain(golden), indent=1) + "\n")
    print(json.dumps(plain(golden)))
