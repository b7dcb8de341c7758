"""The order in which a map's cells are computed: a coarse picture first, then what lies between."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

COARSE = 13
"""Cells a side of the first picture, about."""


def coarse_to_fine(columns: int, rows: int) -> Iterator[NDArray[np.int64]]:
    """Numbers of the cells, row by row of the map, level by level: each cell once."""
    y, x = np.divmod(np.arange(columns * rows), columns)
    across, down = _stride(columns), _stride(rows)
    fresh = np.ones(columns * rows, dtype=bool)
    while fresh.any():
        level = np.flatnonzero(fresh & (x % across == 0) & (y % down == 0))
        fresh[level] = False
        across, down = max(1, across // 2), max(1, down // 2)
        if len(level):
            yield level


def _stride(count: int) -> int:
    """The smallest power of two at which no more are left than a side of the first picture has."""
    stride = 1
    while count > COARSE * stride:
        stride *= 2
    return stride
