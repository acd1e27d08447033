#!/usr/bin/env python3
"""Loads exports in the programs that they were written for, and compares embeddings with those that the run gave.

    pip install torch==2.7.1 transformers==4.57.6 open_clip_torch==3.3.0 torchvision==0.22.1 safetensors jax==0.4.38 flax==0.10.2
    ./threetowers export RUN --format FORMAT --out DIR --check DIR.safetensors
    PYTHONPATH=<a checkout of google-research/big_vision> python tools/goldens/check_export.py DIR …

Prints a line for each DIR: the greatest difference of an entry of the normalised embeddings, and, where the folder says how
texts and images are prepared, whether the ids are the same and how far the pixels are apart, in levels of 255. Fails above 1e-5.
The seeds of --check are fixed: the same run gives the same examples.
"""

import json
import os
import sys
import types
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # before the libraries that read it

import numpy
import open_clip
import torch
import transformers
from PIL import Image
from safetensors import safe_open

LIMIT = 1e-5


def normalised(x):
    x = torch.as_tensor(numpy.array(x)) if not torch.is_tensor(x) else x
    return x.detach() / x.detach().norm(dim=-1, keepdim=True)


class Check:
    """Examples and embeddings of a run."""

    def __init__(self, path):
        with safe_open(path, "pt") as file:
            self.tensors = {name: file.get_tensor(name) for name in file.keys()}
            self.texts = json.loads(file.metadata()["texts"])
        self.pictures = [Image.fromarray(picture.numpy().astype(numpy.uint8)) for picture in self.tensors["picture"]]
        self.image = self.tensors["image"].to(torch.uint8)  # (B, side, side, 3)
        self.text = self.tensors["text"]  # (B, length)

    def pixels(self, mean, std):
        """(B, 3, side, side)"""
        values = self.image.float() / 255
        return ((values - torch.tensor(mean)) / torch.tensor(std)).permute(0, 3, 1, 2)

    def up_to(self, end):
        """(B, length): 1 up to the first end."""
        ends = (self.text == end).int()
        return (ends.cumsum(1) - ends == 0).long()

    def differences(self, image, text):
        return [
            (normalised(image) - self.tensors["image_embedding"]).abs().max().item(),
            (normalised(text) - self.tensors["text_embedding"]).abs().max().item(),
        ]


def levels(ours, theirs, std):
    """Mean and greatest distance of two preparations, of 255."""
    distance = (ours - theirs).abs() * 255 * torch.tensor(std).view(1, 3, 1, 1)
    return f"pixels {distance.mean():.2f} apart on average, {distance.max():.1f} at most"


def read_huggingface(folder, check):
    config = json.loads((folder / "config.json").read_text())
    model = getattr(transformers, config["architectures"][0])
    model, report = model.from_pretrained(folder, output_loading_info=True)
    assert not any(report.values()), report
    prepare = transformers.AutoImageProcessor.from_pretrained(folder, use_fast=False)
    pixels = check.pixels(prepare.image_mean, prepare.image_std)
    notes = [levels(pixels, prepare(check.pictures, return_tensors="pt")["pixel_values"], prepare.image_std)]
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    ids = tokenizer(check.texts, padding="max_length", truncation=True, return_tensors="pt")["input_ids"]
    notes.append("ids the same" if torch.equal(ids, check.text) else "IDS DIFFER")
    mask = {}
    if config["text_config"]["model_type"] == "bert":
        mask["attention_mask"] = check.up_to(tokenizer.eos_token_id)
    with torch.no_grad():
        image = model.eval().get_image_features(pixel_values=pixels)
        text = model.get_text_features(input_ids=check.text, **mask)
    return check.differences(image, text), [config["architectures"][0], *notes]


def read_open_clip(folder, check):
    name = f"local-dir:{folder}"
    model, _, prepare = open_clip.create_model_and_transforms(name)
    settings = json.loads((folder / "open_clip_config.json").read_text())["preprocess_cfg"]
    pixels = check.pixels(settings["mean"], settings["std"])
    theirs = torch.stack([prepare(picture) for picture in check.pictures])
    notes = [levels(pixels, theirs, settings["std"])]
    ids = open_clip.get_tokenizer(name)(check.texts)
    notes.append("ids the same" if torch.equal(ids, check.text) else "IDS DIFFER")
    with torch.no_grad():
        model.eval()
        return check.differences(model.encode_image(pixels), model.encode_text(check.text)), notes


def read_big_vision(folder, check):
    import flax.training.checkpoints  # noqa: F401, looks for TensorFlow, hence before what stands in for it
    import ml_collections

    for name in ("tensorflow", "tensorflow.io", "tensorflow.io.gfile"):  # only opens files
        sys.modules[name] = types.ModuleType(name)
    sys.modules["tensorflow.io.gfile"].GFile = open
    import jax

    jax.config.update("jax_default_matmul_precision", "highest")
    from big_vision.models.proj.image_text import two_towers

    whole = json.loads((folder / "config.json").read_text())
    config = ml_collections.ConfigDict(whole["model"])
    model = two_towers.Model(**config)
    params = two_towers.load(None, str(folder / "checkpoint.npz"), config)
    assert whole["pp_image"].endswith("value_range(-1, 1)"), whole["pp_image"]
    pixels = check.pixels([0.5] * 3, [0.5] * 3).permute(0, 2, 3, 1).numpy()
    image, text, _ = model.apply({"params": params}, pixels, check.text.numpy())
    return check.differences(image, text), [whole["pp_image"]]


def read_torchscript(folder, check):
    model = torch.jit.load(folder / "model.pt")
    with torch.no_grad():
        image = model.encode_image(check.image)
        text = model.encode_text(check.text)
        logits = model(check.image, check.text)
    state = model.state_dict()
    expected = image @ text.T
    if "logit_scale" in state:
        expected = expected * state["logit_scale"].exp()
    expected = expected + state.get("logit_bias", 0)
    assert torch.allclose(logits, expected, atol=1e-4), (logits, expected)
    return check.differences(image, text), [f"{len(state)} parameters, such as {next(iter(state))}"]


def reader(folder):
    if (folder / "model.pt").exists():
        return read_torchscript
    if (folder / "open_clip_config.json").exists():
        return read_open_clip
    return read_big_vision if (folder / "checkpoint.npz").exists() else read_huggingface


def main():
    failed = False
    for argument in sys.argv[1:]:
        folder = Path(argument).resolve()
        read = reader(folder)
        (image, text), notes = read(folder, Check(f"{folder}.safetensors"))
        failed |= not max(image, text) <= LIMIT or "IDS DIFFER" in notes
        print(f"{folder.name} ({read.__name__[5:]}): image {image:.1e}, text {text:.1e}; {'; '.join(notes)}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
