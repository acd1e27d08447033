"""Prints the numbers of RetrievalTest: recall and ranks of three small distance matrices, by sorting them.

The matrices are the reference's own cases (big_vision, evaluators/proj/image_text/image_text_retrieval_test.py).
pip install numpy==2.4.6
"""

import numpy as np

TEXT_IMAGE = np.array([0, 0, 1, 1, 2, 2, 3, 3])
A = [[0, 0, .1, .5, .1, .2, .5, .1], [.5, .4, 0, 0, .4, .2, .6, .4], [.5, .4, .1, .5, 0, 0, .8, .3], [.5, .4, .1, .5, .3, .2, 0, 0]]
B = [[.8, .8, .1, .5, .1, .2, .5, .1], [.5, .4, 0, 0, .4, .2, .6, .4], [.5, .4, .1, .5, 0, .8, .8, .3], [.5, .4, .1, .5, .4, .2, .3, .3]]
C = [list(row) for row in B]
C[0][6] = .1


def report(name, ranks):
    recall = {k: float(np.mean(ranks < k)) for k in (1, 5, 10)}
    # open_clip counts ranks from 1 and rounds the median down (open_clip_train/train.py, get_clip_metrics).
    print(name, recall, "median", int(np.floor(np.median(ranks))) + 1, "mean", float(np.mean(ranks)) + 1)


for name, case in (("A", A), ("B", B), ("C", C)):
    distances = np.array(case, dtype=np.float32)
    order = np.argsort(distances, axis=1, kind="stable")
    report(name + " image to text", np.argmax(TEXT_IMAGE[order] == np.arange(4)[:, None], axis=1))
    order = np.argsort(distances.T, axis=1, kind="stable")
    report(name + " text to image", np.argmax(order == TEXT_IMAGE[:, None], axis=1))
