"""A drawn digit as MNIST would have it: scaled into 20 × 20, strokes as wide as MNIST's, centred by mass in 28 × 28.

Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray

INNER = 20
SIDE = 28
INK = 24
"""Darkness from which a pixel counts as drawn on, of 255."""
PEN = 2.5
"""Width of a stroke, pixels of 28: that of MNIST's on average, measured as twice their ink over their outline."""
TOGETHER = 256
"""Pieces of strokes that are drawn at once: all of a long scribble would take much memory."""

Stroke = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class _Extent:
    """Where ink lies on the paper, as (row, column), and how many pixels of the pen come on top of that."""

    low: FloatArray
    high: FloatArray
    margin: float


def as_mnist(picture: NDArray[np.uint8], strokes: Sequence[Stroke] = ()) -> NDArray[np.uint8]:
    """A picture (h, w), ink 255 on paper 0, and strokes of points (x, y) on it, as an MNIST image (28, 28).

    A picture is scaled with the strokes it has. Strokes given as points are drawn after scaling, so that they are as
    wide as MNIST's however large the digit was drawn. Blank paper stays blank.
    """
    lines = [np.array(stroke, float)[:, ::-1] for stroke in strokes]
    extents = [*_of_picture(picture), *_of_lines(lines)]
    if not extents:
        return np.zeros((SIDE, SIDE), np.uint8)
    scale = _scale(extents)
    low = np.min([one.low - one.margin / scale for one in extents], axis=0)
    high = np.max([one.high + one.margin / scale for one in extents], axis=0)
    # Whole pixels, with what is missing to them on both sides alike: proportions are kept.
    rows, columns = (max(1, int(np.ceil(extent - 1e-6))) for extent in (high - low) * scale)
    corner = (low + high - np.array([rows, columns]) / scale) / 2
    small = _resized(picture.astype(float), corner, (rows, columns), scale)
    for line in lines:
        small = np.maximum(small, 255 * _inked((line - corner) * scale, rows, columns))
    return _centred(small)


def _of_picture(picture: NDArray[np.uint8]) -> list[_Extent]:
    rows, columns = (np.flatnonzero((picture > INK).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return []
    return [_Extent(np.array([rows[0], columns[0]]), np.array([rows[-1] + 1, columns[-1] + 1]), 0.0)]


def _of_lines(lines: Sequence[FloatArray]) -> list[_Extent]:
    if not lines:
        return []
    points = np.vstack(lines)
    return [_Extent(points.min(axis=0), points.max(axis=0), PEN / 2)]


def _scale(extents: Sequence[_Extent]) -> float:
    """Pixels of 28 for a unit of the paper: the longer side of all that is drawn, with the pen, takes INNER of them."""
    return min(
        (INNER - first.margin - last.margin) / max(float((last.high - first.low).max()), 1e-9)
        for first in extents
        for last in extents
    )


def _resized(picture: FloatArray, corner: FloatArray, shape: tuple[int, int], scale: float) -> FloatArray:
    """Mean over the area that each new pixel covers; beyond the picture is paper."""
    down, across = (_shares(shape[axis], picture.shape[axis], corner[axis], scale) for axis in (0, 1))
    return np.asarray(down @ picture @ across.T)


def _shares(new: int, old: int, start: float, scale: float) -> FloatArray:
    """How much of each new pixel is taken by each old one, (new, old)."""
    edges = start + np.arange(new + 1) / scale
    low, high = edges[:-1, None], edges[1:, None]
    pixels = np.arange(old)
    overlap = np.clip(np.minimum(high, pixels + 1) - np.maximum(low, pixels), 0, None)
    return np.asarray(overlap * scale)


def _inked(line: FloatArray, rows: int, columns: int) -> FloatArray:
    """How much of each pixel (rows, columns) a round pen covers along a line; it fades over one pixel."""
    centres = np.indices((rows, columns)).reshape(2, 1, -1) + 0.5
    ends = line if len(line) > 1 else np.repeat(line, 2, axis=0)
    distance = np.full(rows * columns, np.inf)
    for first in range(0, len(ends) - 1, TOGETHER):
        pieces = ends[first : first + TOGETHER + 1].T[:, :, None]
        start, way = pieces[:, :-1], np.diff(pieces, axis=1)
        along = ((centres - start) * way).sum(axis=0) / np.maximum((way**2).sum(axis=0), 1e-12)
        apart = centres - start - np.clip(along, 0, 1) * way
        distance = np.minimum(distance, np.hypot(*apart).min(axis=0))
    return np.asarray(np.clip(PEN / 2 + 0.5 - distance, 0, 1).reshape(rows, columns))


def _centred(small: FloatArray) -> NDArray[np.uint8]:
    """In the middle by its mass, as far as there is room."""
    mass = small.sum()
    centre_y = float((small.sum(axis=1) * np.arange(small.shape[0])).sum() / mass)
    centre_x = float((small.sum(axis=0) * np.arange(small.shape[1])).sum() / mass)
    # Where MNIST's own digits have their centre: rows and columns are counted from 0.
    top = int(np.clip(round(SIDE / 2 - centre_y), 0, SIDE - small.shape[0]))
    left = int(np.clip(round(SIDE / 2 - centre_x), 0, SIDE - small.shape[1]))
    seen = np.zeros((SIDE, SIDE))
    seen[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8)
