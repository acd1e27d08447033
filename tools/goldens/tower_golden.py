"""What the generators of the towers' goldens share: random values, a scalar, the files.

A golden is a folder with a file of weights in the reference's own format and names, golden.safetensors with input and
output, and gradients.safetensors with the gradient of sum(output * sin(0, 1, 2, ...)) by the names of the weights, so that
the table that reads the weights reads the gradients, too. The reference computes in float64 where it can.
"""

import json
import pathlib
import re

import torch
from safetensors.torch import save_file

VIT = pathlib.Path("threetowers-towers-vit/src/test/resources/io/threetowers/towers/vit/goldens")
TEXT = pathlib.Path("threetowers-towers-text/src/test/resources/io/threetowers/towers/text/goldens")
HALF = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
CLIP = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))

NORM = re.compile(r"norm|ln_|LayerNorm|layrnorm")
EMBEDDING = re.compile(r"embed|conv1|cls|token|position|register|latent|probe", re.IGNORECASE)


def value(name, shape, generator):
    """No entry is at 0 or 1. What enters the first norm is so small that a wrong epsilon shows."""
    noise = torch.randn(shape, generator=generator)
    if NORM.search(name):
        return (0.0 if name.endswith("bias") else 1.0) + 0.2 * noise
    if re.search(r"lambda|gamma|ls\d", name):
        return 0.5 + 0.2 * noise
    if EMBEDDING.search(name):
        return (0.003 if len(shape) == 4 else 0.03) * noise
    if len(shape) < 2:
        return 0.1 * noise
    return noise / shape[-1] ** 0.5


def randomize(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(value(name, parameter.shape, generator))
    return model.eval()


def images(side, seed=7):
    return torch.randint(0, 256, (2, side, side, 3), generator=torch.Generator().manual_seed(seed))


def pixels(images, colours):
    mean, std = (torch.tensor(numbers, dtype=torch.float64) for numbers in colours)
    return ((images / 255 - mean) / std).permute(0, 3, 1, 2)


def write(folder, model, inputs, forward, class_token=None, rename=lambda name: name):
    """A row that is added to the class token has its gradient, which therefore counts once, with the row."""
    folder.mkdir(parents=True, exist_ok=True)
    model = model.double()
    torch.set_default_dtype(torch.float64)
    output = forward(model)
    torch.set_default_dtype(torch.float32)
    weights = torch.sin(torch.arange(output.numel(), dtype=torch.float64)).reshape(output.shape)
    names, parameters = zip(*model.named_parameters())
    gradients = torch.autograd.grad((output * weights).sum(), parameters, allow_unused=True)
    found = {rename(name): g.float().contiguous() for name, g in zip(names, gradients) if g is not None}
    if class_token:
        found[class_token].zero_()
    stored = inputs.half() if inputs.dim() == 4 else inputs
    save_file({"input": stored, "output": output.detach().float().contiguous()}, folder / "golden.safetensors")
    save_file(found, folder / "gradients.safetensors")
    print(folder.name, tuple(output.shape), output.flatten()[:3].tolist())


def word_level(folder, size, special):
    """A tokenizer of as many words as the model has embeddings."""
    words = {special.get(i, f"w{i}"): i for i in range(size)}
    added = [dict(id=i, content=word, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
             for i, word in special.items()]
    model = dict(type="WordLevel", vocab=words, unk_token="w9")
    tokenizer = dict(version="1.0", added_tokens=added, pre_tokenizer=dict(type="WhitespaceSplit"), model=model)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer) + "\n")
