"""Times our training step and open_clip's in turn, step by step, and prints a table of ratios. See README.md beside it.

    python bench/compare.py --size S/16 B/32 --batch 16 16 --pairs 15
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXT = {"S": "{width: 384, heads: 6}", "B": "{width: 512, heads: 8}", "L": "{width: 768, heads: 12}"}


class Side:
    """A process that does one step for each line that it is given."""

    def __init__(self, command, threads):
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=HERE.parent)

    def step(self):
        self.process.stdin.write("step\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("a side has ended early: " + " ".join(self.process.args))
        self.last = json.loads(line)
        return self.last["step"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def ours(method, size, batch, args, cached):
    towers = ["towers.image.size=" + size, "towers.text=" + TEXT[size[0]], f"towers.text.length={args.tokens}"]
    if method == "three-towers":
        towers.append("towers.third.size=" + size)
    if cached:
        towers.append(("towers.image" if method == "lit" else "towers.third") + ".view=clean")
    return ["./threetowers", "bench", f"experiments/bench/{method}.yaml", *towers, f"loader.batch={batch}",
            f"precision={args.precision}", f"device={'gpu' if args.device == 'cuda' else 'cpu'}", "--on-request"]


def theirs(method, size, batch, args):
    return [sys.executable, str(HERE / "open_clip_step.py"), "--method", method, "--size", size, "--batch", str(batch),
            "--tokens", str(args.tokens), "--precision", args.precision, "--device", args.device]


def interval(ratios):
    """95 % of the median, by bootstrap."""
    draw = random.Random(0)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(10000))
    return medians[249], medians[9749]


def pairs(one, other, args):
    sides = Side(one, args.threads), Side(other, args.threads)
    for _ in range(args.warm_up):
        for side in sides:
            side.step()
    times = []
    for i in range(args.pairs):
        first, second = sides if i % 2 == 0 else sides[::-1]
        measured = {first: first.step(), second: second.step()}
        times.append((measured[sides[0]], measured[sides[1]]))
    for side in sides:
        side.close()
    return times, sides[0].last["peakBytes"], sides[1].last["peakBytes"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", nargs="+", default=["B/32", "B/16", "S/16"])
    parser.add_argument("--batch", nargs="+", type=int, default=[16, 8, 16])
    parser.add_argument("--method", nargs="+", default=["clip", "lit", "three-towers"])
    parser.add_argument("--cached", action="store_true", help="our frozen tower from memory, theirs in every step")
    parser.add_argument("--tokens", type=int, default=77)
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--warm-up", type=int, default=3)
    args = parser.parse_args()
    print("| method | size | batch | ours, samples/s | open_clip | time, ours / theirs | 95 % interval | memory, ours / theirs |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for method in args.method:
        for size, batch in zip(args.size, args.batch, strict=True):
            times, mine, other = pairs(ours(method, size, batch, args, args.cached), theirs(method, size, batch, args), args)
            ratios = [a / b for a, b in times]
            low, high = interval(ratios)
            speed = [batch / statistics.median(column) * 1e3 for column in zip(*times)]
            print(f"| {method} | {size} | {batch} | {speed[0]:.2f} | {speed[1]:.2f} | {statistics.median(ratios):.3f} | {low:.3f} to {high:.3f} "
                  f"| {mine / 1e9:.2f} / {other / 1e9:.2f} GB = {mine / other:.2f} |", flush=True)


main()
