"""Makes this tower from a PyTorch model. Put yours into build(); then, in this project's folder:

    pip install -r tools/requirements.txt
    python3 tools/convert.py

It writes
    weights/${type}.safetensors                         parameters and buffers
    src/main/resources/…/${type}.script                 the forward pass, as torch traces it
    src/main/resources/…/${type}.txt                    names and shapes, in the order in which the script takes them
    src/test/resources/…/golden.safetensors         an input, its output and gradients: what the tests compare with
"""

import io
import re
import shlex
import warnings
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

# As in the pretraining: side of the images in pixels; red, green and blue of pixels from 0 to 1 (these are ImageNet's).
SIDE, MEAN, STD = 64, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def build() -> nn.Module:
    """Your model with its weights and without its classifier: normalised images (B, 3, SIDE, SIDE) to rows (B, D)."""
    layers = []
    for before, after in [(3, 32), (32, 64), (64, 128), (128, 256)]:
        layers += [nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


# From here on, nothing needs to change.

torch.manual_seed(0)
torch.backends.mha.set_fastpath_enabled(False)  # it has no gradients
warnings.simplefilter("ignore", torch.jit.TracerWarning)  # a trace that fits no other batch fails the tests
MODEL = build().eval()
PARAMETERS = {name: value.detach() for name, value in MODEL.named_parameters()}
BUFFERS = {name: value for name, value in MODEL.named_buffers() if value.is_floating_point()}
TENSORS = {name: value.float().contiguous() for name, value in {**PARAMETERS, **BUFFERS}.items()}


def forward(x: Tensor, p: list[Tensor]) -> Tensor:
    """From pixels (B, SIDE, SIDE, 3), 0 to 255, and the values of TENSORS, to rows (B, D)."""
    for name, value in zip(TENSORS, p):
        owner, _, attribute = name.rpartition(".")
        vars(MODEL.get_submodule(owner))[attribute] = value  # which Python finds before the module's own
    return MODEL(torch.stack([(x[..., i] / 255 - MEAN[i]) / STD[i] for i in range(3)], 1))


def classifier_left_on(images: Tensor) -> str:
    """Stops at an nn.Identity that took no layer's place; a remark if the rows are a linear layer's, which may be rightly so."""
    names = {module: name for name, module in MODEL.named_modules()}
    calls = []
    hooks = [module.register_forward_hook(lambda *call: calls.append(call)) for module in names]
    with torch.no_grad():
        rows = forward(images, list(TENSORS.values()))
    for hook in hooks:
        hook.remove()
    called = {module for module, _, _ in calls}
    layers = [names[module] for module, _, _ in calls if not list(module.children()) and list(module.parameters())]
    for module, name in names.items():
        if isinstance(module, nn.Identity) and module not in called:
            raise SystemExit(
                f"model.{name} was never called: PyTorch takes any attribute for a new one; the last layer is named"
                f" '{layers[-1]}', and print(model) shows all names"
            )
    linear = [names[module] for module, _, output in calls if isinstance(module, nn.Linear) and output is rows]
    return f" (of the linear layer '{linear[-1]}': if that is your number of classes, the classifier is still on)" if linear else ""


def script(images: Tensor) -> str:
    """The code of forward; what torch keeps beside it, numbers mostly, is written into it."""
    traced = torch.jit.trace(forward, (images, list(TENSORS.values())), check_trace=False)
    code, constants = torch.jit.load(io.BytesIO(traced.save_to_buffer())).code_with_constants

    def literal(found: re.Match) -> str:
        value = constants.const_mapping[found[1]]
        if value.dim() == 0:
            return repr(value.item())
        if value.numel() > 256:
            raise SystemExit(
                f"the model has a table of {value.numel()} numbers that is no parameter and no buffer of floats, and too long to"
                " write into the script: register it as a float buffer, and cast it where it is used"
            )
        kind = {torch.int64: 4, torch.float32: 6, torch.bool: 11}[value.dtype]
        flat = f"torch.tensor({value.flatten().tolist()}, dtype={kind}, device=ops.prim.device(x))"
        return f"torch.reshape({flat}, {list(value.shape)})"

    return "# Made by tools/convert.py.\n" + re.sub(r"CONSTANTS\.(c\d+)", literal, code)


def golden(images: Tensor) -> dict[str, Tensor]:
    """The output, and the gradients of the ten smallest parameters, for which all others are passed through."""
    leaves = {name: value.clone().requires_grad_(name in PARAMETERS) for name, value in TENSORS.items()}
    output = forward(images, list(leaves.values()))
    (output * torch.arange(output.numel()).sin().view_as(output)).sum().backward()
    trained = [name for name in sorted(PARAMETERS, key=lambda name: leaves[name].numel()) if leaves[name].grad is not None]
    gradients = {f"grad.{name}": leaves[name].grad.contiguous() for name in trained[:10]}
    return {"input": images.half(), "output": output.detach().contiguous(), **gradients}


def main() -> None:
    noise = torch.randint(0, 256, (SIDE, SIDE, 3))
    slope = (torch.arange(SIDE) * 255 // SIDE)[:, None, None].expand(SIDE, SIDE, 3)
    images = torch.stack([noise, slope]).byte()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        shape = tuple(forward(images, list(TENSORS.values())).shape)
    if len(shape) != 2 or shape[0] != len(images):
        raise SystemExit(f"the model makes {shape} of {len(images)} images; it must be ({len(images)}, D), a row for each")
    remark = classifier_left_on(images)
    text, expected = script(images), golden(images)
    rows = [f"side {SIDE}", f"width {shape[1]}", f"flops {counter.get_total_flops() // len(images)}"]
    for name, value in TENSORS.items():
        rows.append(" ".join(["parameter" if name in PARAMETERS else "constant", name, *map(str, value.shape)]))
    project = Path(__file__).resolve().parents[1]
    resources = [project / "src" / part / "resources" / "${package}".replace(".", "/") for part in ["main", "test"]]
    for folder in [*resources, project / "weights"]:
        folder.mkdir(parents=True, exist_ok=True)
    (resources[0] / "${type}.script").write_text(text, encoding="utf-8")
    (resources[0] / "${type}.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    save_file(expected, resources[1] / "golden.safetensors")
    save_file(TENSORS, project / "weights" / "${type}.safetensors")
    rows[1] += remark
    build_again = f"mvn -B -f {shlex.quote(str(project))} verify"
    print(*rows, f"{len(TENSORS)} tensors in weights/${type}.safetensors; now: {build_again}", sep="\n")


if __name__ == "__main__":
    main()
