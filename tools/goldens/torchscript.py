#!/usr/bin/env python3
"""Writes the goldens of the tower type torchscript: tiny networks with random weights, traced or scripted.

    pip install torch==2.7.1 numpy==2.4.6 safetensors==0.8.0
    python tools/goldens/torchscript.py

image.pt is a residual network with batch norms, ParameterList and a tied layer, whose result is a dictionary; text.pt is
scripted, takes ids and mask, and gives a row for each token. golden.*.safetensors: input, output and gradients of
sum(output * sin(0, 1, 2, ...)). The others are the mistakes that people make. Run it from the repository's root.
"""

import pathlib
import zipfile
from enum import Enum

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

OUT = pathlib.Path("threetowers-testkit/src/test/resources/io/threetowers/testkit/torchscript")
MEAN, STD = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
WIDTH, SIDE, WORDS, LENGTH, END = 12, 16, 40, 8, 39


class Residual(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.conv = nn.Conv2d(WIDTH, WIDTH, 3, padding=1, bias=False)
        self.norm = norm

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)) + x)


class Images(nn.Module):
    """The device of a new tensor and the tensor `table` end up as constants of a trace; `unused` has no gradient."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, WIDTH, 3, stride=2, bias=False), nn.BatchNorm2d(WIDTH), nn.ReLU())
        self.layers = nn.ModuleList([Residual(nn.BatchNorm2d(WIDTH)), Residual(nn.BatchNorm2d(WIDTH))])
        self.layers[1].conv.weight = self.layers[0].conv.weight
        self.scales = nn.ParameterList([nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.ones(()))])
        self.fixed = nn.Parameter(torch.full((WIDTH,), 2.0), requires_grad=False)
        self.register_buffer("mask", torch.tensor([0.0, float("-inf")]))

    def forward(self, x):
        x = self.stem(x)
        for layer in self.layers:
            x = layer(x)
        table = torch.linspace(0, 1, WIDTH)
        pooled = x.mean([2, 3]) * self.scales[0] * self.scales[1] * self.fixed + table + torch.exp(self.mask).sum()
        return {"pooled": pooled + torch.zeros(x.shape[0], WIDTH, device=x.device), "map": x}


class Order(Enum):
    SUM_FIRST = "sum-first"


class Texts(nn.Module):
    """Scripted, so that attributes of other types stay: an enum, a list, and dropout, which eval mode leaves out."""

    def __init__(self):
        super().__init__()
        self.order = Order.SUM_FIRST
        self.embed = nn.Embedding(WORDS, WIDTH)
        self.mix = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Dropout(0.5), nn.Linear(2 * WIDTH, WIDTH))
        self.norms = [1.0, 2.0]

    def forward(self, ids: Tensor, mask: Tensor, scale: float = 1.0):
        x = self.embed(ids) * mask.unsqueeze(2)
        before = torch.cumsum(x, 1) / self.norms[1] if self.order == Order.SUM_FIRST else x
        return self.mix(x + before) * scale, mask

    @torch.jit.export
    def encode(self, ids: Tensor) -> Tensor:
        return self.forward(ids, torch.ones_like(ids), 1.0)[0].mean(1)


def randomize(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / parameter[0].numel() ** 0.5 if parameter.dim() > 1 else 1 + 0.2 * noise)
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(0.1 * torch.randn(buffer.shape, generator=generator))
            if name.endswith("running_var"):
                buffer.copy_(0.5 + torch.rand(buffer.shape, generator=generator))
    return model.eval()


def golden(name, model, inputs, output):
    weights = torch.sin(torch.arange(output.numel())).reshape(output.shape)
    names, parameters = zip(*((n, p) for n, p in model.named_parameters() if p.requires_grad))
    gradients = torch.autograd.grad((output * weights).sum(), parameters)
    found = {f"grad.{n}": g.contiguous() for n, g in zip(names, gradients)}
    save_file({"input": inputs, "output": output.detach().contiguous(), **found}, OUT / f"golden.{name}.safetensors")
    print(name, tuple(output.shape), output.flatten()[:3].tolist())


def images():
    model = randomize(Images(), 1)
    noise = torch.randint(0, 256, (2, SIDE, SIDE, 3), generator=torch.Generator().manual_seed(3))
    pixels = ((noise / 255 - MEAN) / STD).permute(0, 3, 1, 2)
    torch.jit.trace(model, pixels, strict=False).save(OUT / "image.pt")
    golden("image", model, noise.half(), model(pixels)["pooled"])


def texts():
    model = randomize(Texts(), 2)
    ids = torch.tensor([[38, 5, 6, 7, END, 0, 0, 0], [38, 1, 2, 3, 4, 5, 36, END]])
    mask = torch.tensor([[1] * 5 + [0] * 3, [1] * 8])
    torch.jit.script(model).save(OUT / "text.pt")
    tokens = model(ids, mask)[0]
    golden("text", model, ids, (tokens * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True))


class Plain(nn.Module):
    """One that works; the mistakes are its variants."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, WIDTH, 3, stride=4)
        self.norm = nn.BatchNorm2d(WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.conv(x)).mean([2, 3])


class FixedBatch(Plain):
    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.conv(x)).flatten(2).mean(2).view(int(x.shape[0]), WIDTH)




def mistakes():
    x = torch.randn(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(4))

    def trace(model, name, example=x):
        torch.jit.trace(model, example, check_trace=False).save(OUT / name)

    trace(randomize(Plain(), 5), "plain.pt")
    trace(randomize(Plain(), 5).train(), "training-mode.pt")
    trace(randomize(FixedBatch(), 5), "fixed-batch.pt")
    trace(randomize(Plain(), 5).double(), "double.pt", x.double())
    torch.jit.freeze(torch.jit.trace(randomize(Plain(), 5), x)).save(OUT / "frozen.pt")
    torch.save(randomize(Plain(), 5).state_dict(), OUT / "state.pt")


def device_of_a_gpu():
    """The trace of a machine with a GPU names its device; no such machine is needed to write the name."""
    with zipfile.ZipFile(OUT / "image.pt") as source, zipfile.ZipFile(OUT / "gpu.pt", "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".py"):
                content = content.replace(b'torch.device("cpu")', b'torch.device("cuda:0")')
            target.writestr(entry.filename, content)


def hostile():
    """Code that nobody would write by mistake."""
    with zipfile.ZipFile(OUT / "plain.pt") as source, zipfile.ZipFile(OUT / "writes-files.pt", "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("code/__torch__.py"):
                content = content.replace(b"    return ", b'    torch.save(x, "stolen")\n    return ')
            target.writestr(entry.filename, content)


def slim():
    """Positions in the Python source, which are larger than the rest and nobody needs."""
    for file in OUT.glob("*.pt"):
        with zipfile.ZipFile(file) as archive:
            kept = [(e, archive.read(e)) for e in archive.infolist() if "debug_pkl" not in e.filename]
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for entry, content in kept:
                archive.writestr(zipfile.ZipInfo(entry.filename), content)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    images()
    texts()
    mistakes()
    device_of_a_gpu()
    hostile()
    slim()
