"""A drawn digit as MNIST would have it: cropped, scaled into 20 × 20, centred by mass in 28 × 28.

Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition.
"""

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray

INNER = 20
SIDE = 28
INK = 24
"""Darkness from which a pixel counts as drawn on, of 255."""


def as_mnist(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture (h, w), ink 255 on paper 0, as an MNIST image (28, 28); blank paper stays blank."""
    rows, columns = (np.flatnonzero((picture > INK).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return np.zeros((SIDE, SIDE), np.uint8)
    cropped = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(float)
    height, width = cropped.shape
    scale = INNER / max(height, width)
    small = _resized(cropped, max(1, round(height * scale)), max(1, round(width * scale)))
    mass = small.sum()
    centre_y = float((small.sum(axis=1) * np.arange(small.shape[0])).sum() / mass)
    centre_x = float((small.sum(axis=0) * np.arange(small.shape[1])).sum() / mass)
    # Where MNIST's own digits have their centre: rows and columns are counted from 0.
    top = int(np.clip(round(SIDE / 2 - centre_y), 0, SIDE - small.shape[0]))
    left = int(np.clip(round(SIDE / 2 - centre_x), 0, SIDE - small.shape[1]))
    seen = np.zeros((SIDE, SIDE))
    seen[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8)


def _resized(picture: FloatArray, rows: int, columns: int) -> FloatArray:
    """Mean over the area that each new pixel covers."""
    return np.asarray(_shares(rows, picture.shape[0]) @ picture @ _shares(columns, picture.shape[1]).T)


def _shares(new: int, old: int) -> FloatArray:
    """How much of each old pixel lies in each new one, (new, old); rows add up to 1."""
    edges = np.linspace(0, old, new + 1)
    low, high = edges[:-1, None], edges[1:, None]
    pixels = np.arange(old)
    overlap = np.clip(np.minimum(high, pixels + 1) - np.maximum(low, pixels), 0, None)
    return np.asarray(overlap / overlap.sum(axis=1, keepdims=True))
