"""Writes the files of NpyFileTest, and reads the one of ParquetTextsTest with what reads it at clip-retrieval.

    python npy_golden.py threetowers-core/src/test/resources/io/threetowers/core/embed

pip install numpy==1.26.4 pandas==2.2.3 pyarrow==15.0.2
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

folder = Path(sys.argv[1])
# Powers of two and halves: exact in both types, and no golden number depends on how a machine rounds.
rows = np.array([[0.5, -0.25, 1.0], [2.0, -0.125, 0.0], [0.75, 0.0625, -1.0], [1.5, -2.0, 4.0]], np.float32)
np.save(folder / "four-rows-f4.npy", rows)
np.save(folder / "four-rows-f2.npy", rows.astype(np.float16))
np.save(folder / "twelve-rows-f4.npy", np.concatenate([rows] * 3))

table = folder / "texts.parquet"
if table.exists():
    frame = pd.read_parquet(table)
    print(pq.ParquetFile(table).schema)
    assert list(frame.columns) == ["image_path", "caption", "schema"], frame.columns
    assert list(frame["image_path"]) == ["a/1", "a/2", "b"]
    assert list(frame["caption"]) == ["grinning face", "", "Füße 🙂 \"quoted\", \n two lines"]
    assert list(frame["schema"]) == ["x", "y", "x"]
    print(frame)
