"""Times our training step and open_clip's in turn, step by step, and prints a table of ratios. See README.md beside it.

    python bench/compare.py --size S/16 B/32 --batch 16 16 --pairs 15
"""

import argparse
import statistics
import sys
from pathlib import Path

from sides import arguments, bench, measure, ratio, speed, step_flops


def theirs(method, size, batch, args):
    return [sys.executable, str(Path(__file__).with_name("open_clip_step.py")), "--method", method, "--size", size, "--batch", str(batch),
            "--tokens", str(args.tokens), "--precision", args.precision, "--device", args.device]


def main():
    parser = arguments(argparse.ArgumentParser())
    parser.add_argument("--size", nargs="+", default=["B/32", "B/16", "S/16"])
    parser.add_argument("--batch", nargs="+", type=int, default=[16, 8, 16])
    parser.add_argument("--method", nargs="+", default=["clip", "lit", "three-towers"])
    args = parser.parse_args()
    print("| method | size | batch | ours, samples/s | open_clip | time, ours / theirs | 95 % interval | memory, ours / theirs "
          "| GFLOP/s, of a matrix product's |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for method in args.method:
        for size, batch in zip(args.size, args.batch, strict=True):
            rounds, peaks, matrices = measure(args, bench(method, size, batch, args), theirs(method, size, batch, args), ask=["matrix"] * 5)
            memory = [peak / 1e9 for peak in peaks]
            matrix = statistics.median(matrices)
            median, low, high = ratio(rounds)
            reached = step_flops(method, size, 1, args.tokens) * speed(rounds, 0, batch) / 1e9
            print(f"| {method} | {size} | {batch} | {speed(rounds, 0, batch):.2f} | {speed(rounds, 1, batch):.2f} | {median:.3f} "
                  f"| {low:.3f} to {high:.3f} | {memory[0]:.2f} / {memory[1]:.2f} GB = {memory[0] / memory[1]:.2f} "
                  f"| {reached:,.0f} of {matrix:,.0f} = {reached / matrix:.2f} |", flush=True)


main()
