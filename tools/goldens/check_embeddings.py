"""Reads a folder that `threetowers embed` wrote with what its readers use: numpy, pandas, and clip-retrieval's own index step,
its metadata reader and autofaiss' reader of aligned files; prints what they found.

    python check_embeddings.py DIR

pip install numpy==1.26.4 pandas==2.2.3 pyarrow==15.0.2 autofaiss==2.17.0 faiss-cpu==1.15.1 fire==0.5.0 flask flask_restful flask_cors \
    prometheus-client h5py requests pillow && pip install --no-deps clip-retrieval==2.45.0
"""

import importlib.util
import sys
import tempfile
import types
from pathlib import Path

import faiss
import numpy as np
import pandas as pd
from embedding_reader import EmbeddingReader

# The package's __init__ imports models that its index step does without.
package = types.ModuleType("clip_retrieval")
package.__path__ = importlib.util.find_spec("clip_retrieval").submodule_search_locations
sys.modules["clip_retrieval"] = package
from clip_retrieval.clip_back import ParquetMetadataProvider  # noqa: E402
from clip_retrieval.clip_index import clip_index  # noqa: E402

folder = Path(sys.argv[1])


def rows(name):
    return np.concatenate([np.load(file) for file in sorted((folder / f"{name}_emb").glob("*.npy"))]).astype(np.float32)


images, texts = rows("img"), rows("text")
table = pd.concat(pd.read_parquet(file) for file in sorted((folder / "metadata").glob("*.parquet")))
assert len(images) == len(texts) == len(table)
print("img", images.shape, "text", texts.shape, "columns", list(table.columns))
print("lengths of rows from %.6f to %.6f" % tuple(np.quantile(np.linalg.norm(images, axis=1), [0, 1])))
similarity = images @ texts.T
for name, matrix in (("image_to_text", similarity), ("text_to_image", similarity.T)):
    ranks = (matrix > np.diag(matrix)[:, None]).sum(1)
    print(name, {f"R@{k}": round(float((ranks < k).mean()), 4) for k in (1, 5, 10)})

aligned = EmbeddingReader(
    str(folder / "img_emb"), file_format="parquet_npy", metadata_folder=str(folder / "metadata"), meta_columns=list(table.columns)
)
read = pd.concat(frame for _, frame in aligned(batch_size=64, show_progress=False))
assert list(read["image_path"]) == list(table["image_path"])

with tempfile.TemporaryDirectory() as temporary:
    index_folder = temporary + "/index"
    clip_index(str(folder), index_folder, nb_cores=2, max_index_memory_usage="1G", current_memory_available="2G")
    index = faiss.read_index(index_folder + "/image.index")
    provider = ParquetMetadataProvider(index_folder + "/metadata")
    last = len(images) - 1
    distances, ids = index.search(images[last:], 3)
    print("clip-retrieval's image index:", index.ntotal, "rows of", index.d)
    print("nearest to the last image:", distances[0].round(4).tolist(), provider.get(ids[0], ["image_path", "caption"]))
    assert ids[0][0] == last
