"""Writes threetowers-core/src/test/resources/io/threetowers/core/weights/golden.safetensors and prints nothing.

pip install numpy==2.4.6 safetensors==0.8.0
"""

import pathlib

import numpy as np
from safetensors.numpy import save

tensors = {
    "blocks.0.attn.qkv.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
    "a.half": np.array([1.0, -2.5, 65504.0, 6e-8], dtype=np.float16),
    "step": np.array(500, dtype=np.int64),
    "naïve": np.zeros((0, 3), dtype=np.float32),
}
target = pathlib.Path(__file__).parents[2] / "threetowers-core/src/test/resources/io/threetowers/core/weights"
target.mkdir(parents=True, exist_ok=True)
(target / "golden.safetensors").write_bytes(save(tensors, metadata={"run": 'emoji "3T"'}))

# The writer's own types: every float in one width.
floats = {k: v.astype(np.float32) if v.dtype == np.float16 else v for k, v in tensors.items()}
(target / "golden-f32.safetensors").write_bytes(save(floats, metadata={"run": 'emoji "3T"'}))
halves = {k: v.astype(np.float16) if v.dtype == np.float32 else v for k, v in tensors.items()}
(target / "golden-f16.safetensors").write_bytes(save(halves, metadata={"run": 'emoji "3T"'}))
