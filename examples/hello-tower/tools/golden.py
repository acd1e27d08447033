"""Writes what the tests compare with, made by torch and torchvision: run it after pretrain.py, the same way.

    golden.safetensors   input, output and gradients of the network in weights/emoji-resnet.safetensors, in eval mode
    resnet18.txt         names and shapes of torchvision's ResNet-18
"""

from pathlib import Path

import torch
import torchvision
from safetensors.torch import load_file, save_file

from pretrain import DEPTHS, NORMALIZE, WEIGHTS, WIDTHS, NarrowResNet

TESTS = Path(__file__).parents[1] / "src" / "test" / "resources" / "org" / "example" / "resnet"
GRADIENTS = [
    "conv1.weight",
    "bn1.weight",
    "bn1.bias",
    "layer1.1.conv2.weight",
    "layer2.0.downsample.0.weight",
    "layer2.0.downsample.1.weight",
    "layer3.1.bn2.bias",
    "layer4.0.bn1.weight",
    "layer4.0.downsample.1.bias",
]


def images() -> torch.Tensor:
    """Noise, and a slope of colours, (2, 64, 64, 3) of whole numbers from 0 to 255."""
    noise = torch.randint(0, 256, (64, 64, 3), generator=torch.Generator().manual_seed(0))
    row, column = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
    return torch.stack([noise, torch.stack([row * 4, column * 4, 255 - 2 * row - column], 2)])


def golden() -> dict[str, torch.Tensor]:
    state = load_file(WEIGHTS)
    model = NarrowResNet(WIDTHS, DEPTHS, len(state["fc.bias"]))
    model.load_state_dict(state)
    model.fc = torch.nn.Identity()
    model.eval()
    input = images()
    output = model(NORMALIZE(input.permute(0, 3, 1, 2) / 255))
    (output * torch.arange(output.numel()).sin().view_as(output)).sum().backward()
    parameters = dict(model.named_parameters())
    gradients = {f"grad.{name}": parameters[name].grad.contiguous() for name in GRADIENTS}
    return {"input": input.half(), "output": output.detach().contiguous(), **gradients}


TESTS.mkdir(parents=True, exist_ok=True)
save_file(golden(), TESTS / "golden.safetensors")
with open(TESTS / "resnet18.txt", "w") as lines:
    for name, value in torchvision.models.resnet18().state_dict().items():
        lines.write(f"{name} {tuple(value.shape)}\n".replace(",)", ")"))
