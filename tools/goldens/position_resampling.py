"""Golden values of resampled position embeddings, for ExpressionValuesTest.

timm's own function on a grid that is neither linear nor symmetric, up and down; big_vision's is scipy's zoom of order 1.

    pip install torch==2.7.1 timm==1.0.31 scipy==1.17.1
    python tools/goldens/position_resampling.py
"""

import numpy as np
import scipy.ndimage
import torch
from timm.layers import resample_abs_pos_embed


def positions(n, width=2):
    """(1, n * n, width): (i * i + 3 * channel) mod 7, exact in float32."""
    i = torch.arange(n * n).reshape(n * n, 1)
    channel = torch.arange(width).reshape(1, width)
    return ((i * i + 3 * channel) % 7).float().unsqueeze(0)


def show(name, values):
    numbers = ", ".join(f"{value:.7g}f" for value in np.asarray(values).ravel())
    print(f"{name}: {numbers}")


for source, target in [(3, 4), (4, 3), (5, 2)]:
    grid = positions(source)
    new = resample_abs_pos_embed(grid, [target, target], num_prefix_tokens=0)
    show(f"bicubic {source} to {target}", new)
    zoomed = scipy.ndimage.zoom(
        grid.reshape(source, source, 2).numpy(), (target / source, target / source, 1), order=1
    )
    show(f"bilinear {source} to {target}", zoomed)
