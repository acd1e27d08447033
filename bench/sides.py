"""What the scripts beside it share: processes that do one step when they are told, their shapes and what those cost."""

import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WIDTHS = {"S": (384, 12), "B": (768, 12), "L": (1024, 24)}  # of images; depth
TEXT = {"S": (384, 6), "B": (512, 8), "L": (768, 12)}  # heads; depth is 12
EMBEDDING = 512


class Side:
    """A process that does one step for each line that it is given, and answers with its milliseconds; it is warm."""

    def __init__(self, command, args):
        environment = dict(os.environ, OMP_NUM_THREADS=str(args.threads), MKL_NUM_THREADS=str(args.threads))
        self.cuda = args.device == "cuda"
        before = device_bytes() if self.cuda else 0
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=HOME)
        for _ in range(args.warm_up):
            self.ask()
        self.device_bytes = device_bytes() - before if self.cuda else 0

    def ask(self, request="step"):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("a side has ended early: " + " ".join(self.process.args))
        self.last = json.loads(line)
        return self.last["step"]

    def peak_bytes(self):
        """Of the process on the CPU; on a GPU what it has taken of the device, which both engines keep."""
        return self.device_bytes if self.cuda else self.last["peakBytes"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def device_bytes():
    query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    return int(subprocess.run(query, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[0]) << 20


def bench(method, size, batch, args, *more):
    """Our side."""
    width, heads = TEXT[size[0]]
    towers = ["image"] + (["third"] if method == "three-towers" else [])
    return ["./threetowers", "bench", f"experiments/bench/{method}.yaml", *(f"towers.{tower}.size={size}" for tower in towers),
            f"towers.text={{width: {width}, heads: {heads}}}", f"towers.text.length={args.tokens}", f"loader.batch={batch}",
            f"precision={args.precision}", f"device={'gpu' if args.device == 'cuda' else 'cpu'}", *more, "--on-request"]


def measure(args, *commands, ask=()):
    """Milliseconds of each side in each round, bytes of each side at most, and what else the last side is asked for.

    Who begins a round changes, and processes are started several times: each has its own luck with where its memory lies.
    """
    rounds, memory, answers = [], [0] * len(commands), []
    for start in range(args.starts):
        sides = [Side(command, args) for command in commands]
        for i in range(args.pairs * start // args.starts, args.pairs * (start + 1) // args.starts):
            measured = {side: side.ask() for side in (sides if i % 2 == 0 else sides[::-1])}
            rounds.append([measured[side] for side in sides])
        memory = [max(most, side.peak_bytes()) for most, side in zip(memory, sides)]
        answers += [sides[-1].ask(request) for request in ask]
        for side in sides:
            side.close()
    return rounds, memory, answers


def ratio(rounds, one=0, other=1):
    """Median of one side's time to another's with the 95 % interval of that median, by bootstrap."""
    ratios = [times[one] / times[other] for times in rounds]
    draw = random.Random(0)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(10000))
    return statistics.median(ratios), medians[249], medians[9749]


def speed(rounds, side, batch):
    """Samples per second."""
    return batch / statistics.median(times[side] for times in rounds) * 1e3


def encoder(width, depth, tokens):
    """Floating-point operations of a forward pass: 24 T D² and 4 T² D in each block, of matrix products alone."""
    return depth * (24 * tokens * width**2 + 4 * tokens**2 * width) + 2 * width * EMBEDDING


def image_flops(size):
    (width, depth), patch = WIDTHS[size[0]], int(size.split("/")[1])
    patches = (224 // patch) ** 2
    return encoder(width, depth, patches + 1) + 6 * patches * patch**2 * width


def text_flops(size, tokens):
    return encoder(TEXT[size[0]][0], 12, tokens)


def step_flops(method, size, batch, tokens):
    """A trained tower runs back at twice the cost of forth."""
    image, text = image_flops(size), text_flops(size, tokens)
    return batch * {"clip": 3 * image + 3 * text, "lit": image + 3 * text, "three-towers": 4 * image + 3 * text}[method]


def arguments(parser):
    parser.add_argument("--tokens", type=int, default=77)
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--starts", type=int, default=3, help="how often the processes are started for these pairs")
    parser.add_argument("--warm-up", type=int, default=3)
    return parser
