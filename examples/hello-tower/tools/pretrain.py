"""Trains torchvision's ResNet, made narrow, on the emoji's 98 sub-groups, and saves it as torch does: weights/emoji-resnet.safetensors.

By hand, from the root of Three Towers; some minutes on two cores:

    pip install -r examples/hello-tower/tools/requirements.txt
    python3 examples/hello-tower/tools/pretrain.py

Sees the six styles of the train shards only. Prints the accuracy there and on the two test splits, whose style is a seventh.
"""

import io
import json
import tarfile
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional
from torchvision.transforms.functional import pil_to_tensor

from golden import DEPTHS, NORMALIZE, WEIGHTS, WIDTHS, NarrowResNet

ROOT = Path(__file__).parents[3]
EPOCHS, BATCH, LR = 20, 128, 3e-3


def examples(split: str) -> tuple[torch.Tensor, list[str]]:
    """Images (N, 3, 64, 64) uint8 and the names of their sub-groups."""
    images, names = [], []
    for shard in sorted((ROOT / "data" / "emoji").glob(f"{split}-[0-9]*.tar.gz")):
        with tarfile.open(shard) as tar:
            for member in tar:
                content = tar.extractfile(member).read()
                if member.name.endswith(".json"):
                    names.append(json.loads(content)["subgroup"])
                elif member.name.endswith(".png"):
                    images.append(pil_to_tensor(Image.open(io.BytesIO(content)).convert("RGB")))
    assert len(images) == len(names)
    return torch.stack(images), names


def augment(images: torch.Tensor) -> torch.Tensor:
    """Each image of (B, 3, 64, 64) cut to 50-100 % of its area, and its brightness and contrast changed by up to 30 %."""
    side = torch.empty(len(images), 1).uniform_(0.5, 1).sqrt()
    shift = torch.empty(len(images), 2).uniform_(-1, 1) * (1 - side)
    theta = torch.cat([torch.diag_embed(side.expand(-1, 2)), shift[:, :, None]], 2)
    cut = functional.grid_sample(images, functional.affine_grid(theta, images.shape, False), align_corners=False)
    brightness, contrast = torch.empty(2, len(images), 1, 1, 1).uniform_(0.7, 1.3)
    mean = cut.mean((1, 2, 3), keepdim=True)
    return ((cut - mean) * contrast + mean * brightness).clamp(0, 1)


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    with torch.no_grad():
        found = torch.cat([model(NORMALIZE(part / 255)).argmax(1) for part in images.split(512)])
    return (found == labels).float().mean().item()


def train(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, weight_decay=0.05)
    steps = len(images) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LR, total_steps=EPOCHS * steps, pct_start=0.1)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    model.train()
    for epoch in range(EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(images))[: steps * BATCH].view(steps, BATCH):
            batch = NORMALIZE(augment(images[rows] / 255))
            loss = loss_of(model(batch.contiguous(memory_format=torch.channels_last)), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / steps:.3f}", flush=True)


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # so small a network is no faster with two
    images, names = examples("train")
    classes = sorted(set(names))

    def labels(of: list[str]) -> torch.Tensor:
        return torch.tensor([classes.index(name) for name in of])

    model = NarrowResNet(WIDTHS, DEPTHS, len(classes)).to(memory_format=torch.channels_last)
    train(model, images, labels(names))
    # fp16 halves the file; what is measured is what was saved.
    state = {name: value.half() if value.is_floating_point() else value for name, value in model.state_dict().items()}
    save_file({name: value.contiguous() for name, value in state.items()}, WEIGHTS)
    model.load_state_dict(state)
    model.eval()
    for split in ["train", "test-style", "test-concept"]:
        images, names = examples(split)
        print(f"{split}: {accuracy(model, images, labels(names)):.1%} of {len(names)}")


if __name__ == "__main__":
    main()
