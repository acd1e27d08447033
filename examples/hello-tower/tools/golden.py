"""Writes what the tests compare with, made by torch and torchvision. By hand, in this folder:

    pip install -r tools/requirements.txt
    python3 tools/golden.py

golden.safetensors   input, output and gradients of the network in weights/emoji-resnet.safetensors, in eval mode
resnet18.txt         names and shapes of torchvision's ResNet-18
"""

from pathlib import Path

import torch
import torchvision
from safetensors.torch import load_file, save_file
from torch import nn
from torchvision.models.resnet import BasicBlock, ResNet
from torchvision.transforms import Normalize

PROJECT = Path(__file__).resolve().parents[1]
WEIGHTS = PROJECT / "weights" / "emoji-resnet.safetensors"
TESTS = PROJECT / "src" / "test" / "resources" / "org" / "example" / "resnet"
WIDTHS, DEPTHS = [16, 32, 64, 128], [2, 2, 2, 1]
NORMALIZE = Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])  # ImageNet's, as in torchvision's recipes
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


class NarrowResNet(ResNet):
    """torchvision's, with its names and its forward pass, but of other widths."""

    def __init__(self, widths: list[int], depths: list[int], classes: int):
        super().__init__(BasicBlock, depths, num_classes=classes)
        self.inplanes = widths[0]
        self.conv1 = nn.Conv2d(3, widths[0], 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        for stage, (width, depth) in enumerate(zip(widths, depths)):
            stride = 1 if stage == 0 else 2
            setattr(self, f"layer{stage + 1}", self._make_layer(BasicBlock, width, depth, stride))
        self.fc = nn.Linear(widths[-1], classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


def pretrained() -> nn.Module:
    """Without its classifier: normalised images (B, 3, side, side) to rows (B, D)."""
    state = load_file(WEIGHTS)
    model = NarrowResNet(WIDTHS, DEPTHS, len(state["fc.bias"]))
    model.load_state_dict(state)
    model.fc = nn.Identity()
    return model.eval()


def images() -> torch.Tensor:
    """Noise, and a slope of colours, (2, 64, 64, 3) of whole numbers from 0 to 255.

    So large that the last layers still see several pixels (here 2 x 2): over a single one, a wrong mean would go unseen.
    """
    noise = torch.randint(0, 256, (64, 64, 3), generator=torch.Generator().manual_seed(0))
    row, column = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
    return torch.stack([noise, torch.stack([row * 4, column * 4, 255 - 2 * row - column], 2)])


def golden(model: nn.Module, input: torch.Tensor) -> dict[str, torch.Tensor]:
    output = model(NORMALIZE(input.permute(0, 3, 1, 2) / 255))
    (output * torch.arange(output.numel()).sin().view_as(output)).sum().backward()
    parameters = dict(model.named_parameters())
    gradients = {f"grad.{name}": parameters[name].grad.contiguous() for name in GRADIENTS}
    return {"input": input.half(), "output": output.detach().contiguous(), **gradients}


if __name__ == "__main__":
    save_file(golden(pretrained(), images()), TESTS / "golden.safetensors")
    with open(TESTS / "resnet18.txt", "w") as lines:
        for name, value in torchvision.models.resnet18().state_dict().items():
            lines.write(f"{name} {tuple(value.shape)}\n".replace(",)", ")"))
