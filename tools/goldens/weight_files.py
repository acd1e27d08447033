"""Writes threetowers-core/src/test/resources/io/threetowers/core/weights/: the same few tensors in every format, each by
the library that owns it. Prints nothing.

pip install numpy==2.2.6 torch==2.7.1 safetensors==0.5.3 ml_dtypes==0.6.0 onnx==1.23.2
"""

import json
import pathlib
import pickle
import zipfile
from collections import OrderedDict

import ml_dtypes
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file

target = pathlib.Path(__file__).parents[2] / "threetowers-core/src/test/resources/io/threetowers/core/weights"
target.mkdir(parents=True, exist_ok=True)

# --- NumPy: every type and order that big_vision and its kin write, with slashes in the names.
ramp = np.arange(6, dtype=np.float32).reshape(2, 3) / 4
arrays = {
    "img/Transformer/encoderblock_0/LayerNorm_0/scale": ramp[0],
    "img/embedding/kernel": ramp,
    "img/fortran": np.asfortranarray(ramp),
    "img/half": ramp.astype(np.float16),
    "img/double": ramp.astype(np.float64),
    "img/bfloat": ramp.astype(ml_dtypes.bfloat16),
    "txt/ids": np.array([1, -2, 1 << 40], np.int64),
    "txt/int": np.array([1, -2], np.int32),
    "t": np.array(2.5, np.float32),
    "empty": np.zeros((0, 3), np.float32),
}
np.savez(target / "stored.npz", **arrays)
np.savez_compressed(target / "deflated.npz", **arrays)
np.savez(target / "big-endian.npz", x=ramp.astype(">f4"))
np.savez(target / "objects.npz", x=np.array([{"a": 1}], dtype=object))
np.savez(target / "nan.npz", x=np.array([1, np.nan, np.inf], np.float32))

# --- PyTorch: views of shared storages, every type, a parameter, tied weights.
base = torch.arange(24, dtype=torch.float32)
state = OrderedDict(
    plain=base[:6].clone().reshape(2, 3) / 4,
    transposed=base.reshape(4, 6).t(),
    sliced=base.reshape(4, 6)[1:3, ::2],
    tail=base[20:],
    repeated=torch.tensor([[7.0]]).expand(2, 3),
    half=torch.tensor([1, -2.5, 65504]).half(),
    bfloat=torch.tensor([1, 3.140625, -2]).bfloat16(),
    double=torch.tensor([0.1], dtype=torch.float64),
    steps=torch.tensor(1 << 40),
    ints=torch.tensor([1, -2], dtype=torch.int32),
    parameter=torch.nn.Parameter(torch.tensor([0.5, -0.5])),
    empty=torch.zeros(0, 3),
)
state._metadata = OrderedDict(version=1)
torch.save(state, target / "state.pt")
torch.save(state, target / "state-legacy.pt", _use_new_zipfile_serialization=False)
torch.save(state, target / "state-protocol4.pt", pickle_protocol=4)
two = OrderedDict(weight=torch.ones(2), bias=torch.zeros(1))
torch.save({"state_dict": two, "epoch": 3, "name": "é", "lr": 0.1, "optimizer": {"state": {0: {"exp_avg": torch.ones(2)}}}},
           target / "checkpoint.pt")
torch.save({"model": two, "ema": two, "epoch": 3}, target / "two-models.pt")
torch.save({"weight": torch.tensor([1.0, float("nan"), float("inf")])}, target / "nan.pt")
torch.save([1, 2], target / "list.pt")


class Inner(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 1)
        self.scale = torch.nn.Parameter(torch.tensor(3.0))
        self.sizes = [1, 2]

    def forward(self, x):
        return self.linear(x) * self.scale + self.sizes[0]


class Outer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.visual = Inner()
        self.register_buffer("mask", torch.arange(3))

    def forward(self, x):
        return self.visual(x)


outer = Outer()
with torch.no_grad():
    outer.visual.linear.weight.copy_(torch.tensor([[1.5, -2.0]]))
    outer.visual.linear.bias.fill_(0.25)
torch.jit.script(outer).save(str(target / "module.pt"))


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("echo run > ran.txt",)


torch.save({"weight": torch.ones(1), "x": Evil()}, target / "runs-a-command.pt")
(target / "runs-a-command.pkl").write_bytes(pickle.dumps(Evil(), 2))
with zipfile.ZipFile(target / "documents.zip", "w") as archive:
    archive.writestr("readme.txt", "no weights")

# --- safetensors in two shards, and PyTorch's own.
shards = {"model-00001-of-00002.safetensors": {"a": torch.ones(2)}, "model-00002-of-00002.safetensors": {"b": torch.zeros(1, 2).bfloat16()}}
for name, tensors in shards.items():
    save_file(tensors, target / name, metadata={"format": "pt"})
index = {"metadata": {"total_size": 12}, "weight_map": {key: name for name, tensors in shards.items() for key in tensors}}
(target / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))

# --- ONNX, as PyTorch's exporter folds a linear layer: two anonymous matrices, one of them without bias.
def node(op, inputs, output, name=""):
    return helper.make_node(op, inputs, [output], name=name)


matrix = np.arange(6, dtype=np.float32).reshape(3, 2)
initializers = [
    numpy_helper.from_array(matrix, "onnx::MatMul_7"),
    numpy_helper.from_array(matrix + 1, "onnx::MatMul_8"),
    numpy_helper.from_array(np.array([1, 2], np.float32), "dense.bias"),
    numpy_helper.from_array(np.array([[1, 2], [3, 4]], np.float32), "kept.weight"),
    numpy_helper.from_array(np.array([1.5], np.float16), "half"),
    helper.make_tensor("floats", TensorProto.FLOAT, [3], [0.5, -1, 2]),
    helper.make_tensor("doubles", TensorProto.DOUBLE, [1], [0.1]),
    helper.make_tensor("longs", TensorProto.INT64, [2], [-1, 1 << 40]),
    helper.make_tensor("halves", TensorProto.FLOAT16, [2], [1.5, -2]),
    helper.make_tensor("scalar", TensorProto.FLOAT, [], [4]),
]
nodes = [
    node("MatMul", ["x", "onnx::MatMul_7"], "y", "/dense/MatMul"),
    node("Add", ["dense.bias", "y"], "z", "/dense/Add"),
    node("MatMul", ["x", "onnx::MatMul_8"], "p", "/head/projection/MatMul"),
    node("MatMul", ["z", "kept.weight"], "k", "/kept/MatMul"),
    node("Add", ["k", "z"], "out"),
]
value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
graph = helper.make_graph(nodes, "g", [value("x", [1, 3])], [value("out", [1, 2]), value("p", [1, 2])], initializers)
model = helper.make_model(graph, producer_name="goldens")
onnx.checker.check_model(model)
onnx.save(model, target / "model.onnx")
onnx.save(model, target / "external.onnx", save_as_external_data=True, location="external.onnx_data", size_threshold=0)
