#!/usr/bin/env python3
"""Writes what the references' preprocessors make of pictures, for images of 32 pixels: the numbers of PreprocessingTest.

Some are plain pixels; others are files, of odd sizes and all kinds of colour, which both sides decode by themselves. What is
transparent stands on white, as our decoder has it, where the references show what is below.

    pip install transformers==4.57.6 torchvision==0.22.1 pillow==11.2.1 safetensors numpy
    python tools/goldens/preprocessing.py

Run it from the repository's root.
"""

import numpy as np
import torch
import transformers as hf
from PIL import Image
from images import on_white, picture
from safetensors.torch import save_file
from torchvision import transforms

from tower_golden import VIT

PLAIN = dict(do_rescale=False, do_normalize=False)
SQUARE = dict(height=32, width=32)


def processors():
    """By preset; as in the preprocessor_config.json of each, with 32 pixels for 224 and 37 for 256.

    CLIP and DINOv2 crop by torchvision, which Hugging Face's processors follow but for half a pixel of an odd margin.
    """
    return {
        "clip-vit-b32": torchvision(32),
        "vit-b16": hugging_face(hf.ViTImageProcessor(size=SQUARE, resample=2, **PLAIN)),
        "siglip-b16-224": hugging_face(hf.SiglipImageProcessor(size=SQUARE, resample=3, **PLAIN)),
        "dinov2-s14": torchvision(37),
    }


def torchvision(shorter):
    steps = [transforms.Resize(shorter, transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(32)]
    return lambda image: np.asarray(transforms.Compose(steps)(image))


def hugging_face(processor):
    return lambda image: processor(image, return_tensors="np").pixel_values[0].transpose(1, 2, 0)


def files():
    """Encoded pictures, and what the processors are given of each."""
    grey, palette, alpha = picture(53, 37, "L", seed=3), picture(31, 64, seed=4).quantize(200), picture(45, 45, "RGBA", seed=5)
    return {
        "grey.png": (grey, grey.convert("RGB")),
        "palette.png": (palette, palette.convert("RGB")),
        "alpha.png": (alpha, on_white(alpha)),
        "portrait.jpg": (picture(47, 83, seed=6), None),
        "grey.jpg": (picture(99, 33, "L", seed=7), None),
    }


if __name__ == "__main__":
    tensors = {}
    folder = VIT / "preprocessing"
    folder.mkdir(exist_ok=True)
    for name, (image, seen) in files().items():
        image.save(folder / name, quality=95)
        seen = seen or Image.open(folder / name).convert("RGB")
        for preset, process in processors().items():
            tensors[f"{name}/{preset}"] = torch.from_numpy(process(seen).astype(np.float16).copy())
    for shape, image in (("wide", picture(61, 43)), ("tall", picture(50, 90, seed=1)), ("small", picture(20, 17, seed=2))):
        tensors[shape] = torch.from_numpy(np.asarray(image).astype(np.float16))
        for preset, process in processors().items():
            tensors[f"{shape}/{preset}"] = torch.from_numpy(process(image).astype(np.float16).copy())
    save_file(tensors, VIT / "preprocessing.safetensors")
    print({name: tuple(tensor.shape) for name, tensor in tensors.items()})
