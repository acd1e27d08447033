"""Times our training step against itself, and holds predicted memory against measured. See README.md beside it.

    python bench/ourselves.py lit --size B/32 L/16 --batch 16 16 --tokens 16
    python bench/ourselves.py three-towers --size B/32 S/16 --batch 16 16
    python bench/ourselves.py micro-batches --size S/16 --batch 64
    python bench/ourselves.py memory --size S/16 B/32 --batch 16 32
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

from sides import HOME, arguments, bench, image_flops, measure, ratio, speed, text_flops

FEW = "data.train.shards=[data/emoji/test-concept-000.tar.gz]"  # 191 images are soon embedded


def lit(size, batch, args):
    """LiT on a warm cache against LiT whose frozen tower runs in every step, on the same images."""
    cached = bench("lit", size, batch, args, FEW, "towers.image.view=clean", "towers.image.cache=true")
    times, _, _ = measure(args, bench("lit", size, batch, args, FEW), cached)
    image, text = image_flops(size), text_flops(size, args.tokens)
    arithmetic = (image + 3 * text) / (3 * text)
    faster, low, high = ratio(times)
    print(f"| {size} | {batch} | {speed(times, 1, batch):.2f} | {speed(times, 0, batch):.2f} | {faster:.3f} | {arithmetic:.3f} "
          f"| {faster / arithmetic:.3f} | {low / arithmetic:.3f} to {high / arithmetic:.3f} |", flush=True)


def three_towers(size, batch, args):
    """Three Towers on a warm cache against CLIP with as many heads and losses of the same width."""
    cached = bench("three-towers", size, batch, args, FEW, "towers.third.view=clean", "towers.third.cache=true")
    times, _, _ = measure(args, cached, bench("clip-heads", size, batch, args, FEW))
    median, low, high = ratio(times)
    print(f"| {size} | {batch} | {speed(times, 0, batch):.2f} | {speed(times, 1, batch):.2f} | {median:.3f} | {low:.3f} to {high:.3f} |", flush=True)


def micro_batches(size, batch, args):
    """Both towers in 8 pieces against the batch as a whole, and against a batch of one piece."""
    piece = batch // 8
    pieces = [f"towers.{tower}.micro-batch={piece}" for tower in ("image", "text")]
    commands = bench("clip", size, batch, args, *pieces), bench("clip", size, batch, args), bench("clip", size, piece, args)
    times, peaks, _ = measure(args, *commands)
    memory = [peak / 1e9 for peak in peaks]
    median, low, high = ratio(times)
    print(f"| {size} | 8 x {piece} | {median:.3f} | {low:.3f} to {high:.3f} | {memory[0]:.2f} | {memory[1]:.2f} | {memory[2]:.2f} "
          f"| {memory[0] / memory[2]:.3f} |", flush=True)


def memory(size, batch, args):
    """What 'check' predicts of a run and what that run holds at most."""
    settings = bench("clip", size, batch, args, FEW, *args.set)[2:-1]
    environment = dict(os.environ, OMP_NUM_THREADS=str(args.threads))
    check = subprocess.run(["./threetowers", "check", *settings], cwd=HOME, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    predicted = float(re.search(r"peak memory: .*?([0-9.]+) GB", check.stdout)[1])
    with tempfile.TemporaryDirectory() as folder:
        command = ["./threetowers", "train", *settings, "train.duration=4 steps", "--run", folder + "/run"]
        process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("training failed: " + " ".join(command))
    held = usage.ru_maxrss * 1024 / 1e9
    print(f"| {size} | {batch} | {' '.join(args.set) or '-'} | {predicted:.2f} | {held:.2f} | {predicted / held:.2f} |", flush=True)


TABLES = {
    "lit": (lit, "| size | batch | samples/s, cached | samples/s | faster by | arithmetic | reached | 95 % interval |"),
    "three-towers": (three_towers, "| size | batch | samples/s | CLIP with heads | time to CLIP's | 95 % interval |"),
    "micro-batches": (micro_batches, "| size | pieces | time to the whole batch's | 95 % interval | peak GB | whole | one piece | peak to one piece's |"),
    "memory": (memory, "| size | batch | settings | predicted GB | measured GB | predicted to measured |"),
}


def main():
    parser = arguments(argparse.ArgumentParser())
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("--size", nargs="+", default=["S/16"])
    parser.add_argument("--batch", nargs="+", type=int, default=[16])
    parser.add_argument("--set", nargs="*", default=[], help="further settings, for 'memory'")
    args = parser.parse_args()
    row, header = TABLES[args.table]
    print(header)
    print("|" + " --- |" * (header.count("|") - 1))
    for size, batch in zip(args.size, args.batch, strict=True):
        row(size, batch, args)


main()
