"""open_clip's training step on arrays that lie ready; one step for each line on standard input, its milliseconds on standard output.
For the line "matrix" it answers with the rate of a product of two matrices, in GFLOP/s.

forward, ClipLoss, backward, clipping by norm 1, AdamW: open_clip_train/train.py, train_one_epoch, without its logging.
The third tower of Three Towers, which open_clip does not have, is a frozen visual tower with linear heads around it.
"""

import argparse
import json
import resource
import sys
import time
from contextlib import nullcontext

import open_clip
import torch
from open_clip.loss import ClipLoss

from sides import EMBEDDING, TEXT, WIDTHS



def model(size, tokens):
    name, patch = size.split("/")
    width, depth = WIDTHS[name]
    text_width, text_heads = TEXT[name]
    return open_clip.CLIP(
        embed_dim=EMBEDDING,
        vision_cfg={"image_size": 224, "layers": depth, "width": width, "patch_size": int(patch)},
        text_cfg={"context_length": tokens, "vocab_size": 49408, "width": text_width, "heads": text_heads, "layers": 12},
    )


class ThreeTowers(torch.nn.Module):
    """Kossen et al., 2023, arXiv 2305.16999, section 3: three edges of equal weight."""

    def __init__(self, clip, third):
        super().__init__()
        self.clip, self.third = clip, third.requires_grad_(False)
        self.heads = torch.nn.ModuleList(torch.nn.Linear(EMBEDDING, EMBEDDING) for _ in range(4))

    def forward(self, images, texts, loss):
        image, text = self.clip.encode_image(images), self.clip.encode_text(texts)
        with torch.no_grad():
            third = self.third(images)
        img_third, txt_third, third_img, third_txt = (
            head(x) for head, x in zip(self.heads, (image, text, third, third))
        )
        scale, unit = self.clip.logit_scale.exp(), torch.nn.functional.normalize
        pairs = ((image, text), (img_third, third_img), (txt_third, third_txt))
        return sum(loss(unit(a, dim=-1), unit(b, dim=-1), scale) for a, b in pairs) / 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--method", choices=("clip", "lit", "three-towers"), required=True)
    parser.add_argument("--size", required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--tokens", type=int, default=77)
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    device = torch.device(args.device)
    torch.manual_seed(0)
    clip = model(args.size, args.tokens).to(device).train()
    loss = ClipLoss()
    if args.method == "lit":
        clip.lock_image_tower()
    whole = ThreeTowers(clip, model(args.size, args.tokens).visual.to(device).eval()).to(device) if args.method == "three-towers" else clip
    trained = [(name, p) for name, p in whole.named_parameters() if p.requires_grad]
    plain = [p for name, p in trained if p.ndim < 2 or "bn" in name or "ln" in name or "bias" in name or "logit_scale" in name]
    rest = [p for name, p in trained if not any(p is q for q in plain)]
    optimizer = torch.optim.AdamW(
        [{"params": plain, "weight_decay": 0.0}, {"params": rest, "weight_decay": 0.2}], lr=1e-4, betas=(0.9, 0.98), eps=1e-6
    )
    images = torch.randn(args.batch, 3, 224, 224, device=device)
    texts = torch.randint(1, 40000, (args.batch, args.tokens), device=device)
    texts[:, -1] = 49407
    autocast = torch.autocast(device.type, dtype=torch.bfloat16) if args.precision == "bf16" else nullcontext()

    def step():
        optimizer.zero_grad()
        with autocast:
            if args.method == "three-towers":
                total = whole(images, texts, loss)
            else:
                total = loss(*clip(images, texts)[:3])
        total.backward()
        torch.nn.utils.clip_grad_norm_(whole.parameters(), 1.0, norm_type=2.0)
        optimizer.step()
        with torch.no_grad():
            clip.logit_scale.clamp_(0, 4.6052)
        return total.item()  # open_clip reads it for its log; it waits for the device

    def matrix(width=4096 if device.type == "cpu" else 8192):
        """Of the step's type, GFLOP/s."""
        dtype = torch.bfloat16 if args.precision == "bf16" else torch.float32
        one, other = torch.randn(2, width, width, device=device, dtype=dtype)
        started = time.perf_counter()
        (one @ other)[0, 0].item()
        return 2 * width**3 / (time.perf_counter() - started) / 1e9

    for line in sys.stdin:
        if line.strip() == "matrix":
            print(json.dumps({"step": matrix(), "peakBytes": 0}), flush=True)
            continue
        started = time.perf_counter()
        step()
        milliseconds = (time.perf_counter() - started) * 1e3
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"step": milliseconds, "peakBytes": peak}), flush=True)


main()
