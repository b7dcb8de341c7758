"""Maps of landscapes: bands of loss between contour lines, as on a topographic map."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.landscapes import Landscape
from app.pages.reference_drawing import Plane, nice_step, rings_data

RESOLUTION, FINE = 85, 141
TINTS = 11
MOST_LEVELS, MOST_LOG_LEVELS = 13, 18
RANK = 0.22
"""Share of the rank in the choice of a tint, so that neither a steep wall nor a wide plain takes all of them."""
CROWDED = 14_000
"""Characters of lines beyond which these would hide the colours."""
SCALE = 2
"""Lines are drawn on a grid of half pixels."""
TOLERANCE = 0.25
THINNINGS = 3
LONGEST_CHORD = 40.0
INDEX = 4
"""Every fourth or fifth contour is stronger."""


@dataclass(frozen=True)
class Field:
    """Heights on a grid over a window, `z[j, i]` at (x[i], y[j]), and the levels of their contour lines."""

    z: FloatArray
    levels: tuple[float, ...]
    step: float
    index_step: float


def heights(landscape: Landscape) -> FloatArray:
    """Losses over the window, or their logarithms above the minimum; what is not finite counts as the highest."""
    resolution = FINE if landscape.log else RESOLUTION  # valleys that a logarithm shows are narrow
    axes = [np.linspace(low, high, resolution) for low, high in landscape.window]
    z = landscape.functions.value(np.stack(np.meshgrid(*axes, indexing="xy")))
    if landscape.log:
        lowest = min((minimum.value for minimum in landscape.minima), default=float(np.nanmin(z)))
        above = z - lowest
        z = np.log10(np.maximum(above, above[above > 0].min()))
    finite = np.isfinite(z)
    return np.where(finite, z, z[finite].max())


def field(landscape: Landscape) -> Field:
    """Heights with round levels, about a dozen; a decade's parts where the heights are logarithms."""
    z = heights(landscape)
    low, high = np.quantile(z, [0.002, 0.998 if landscape.log else 0.97])
    span = float(high - low) or 1.0
    if landscape.log:
        step = next((step for step in (0.125, 0.25, 0.5, 1, 2, 4) if span / step <= MOST_LOG_LEVELS), 8)
        index_step = max(1.0, 4 * step) if step != 0.5 else 2.0
    else:
        step = nice_step(span / MOST_LEVELS)
        leading = round(step / 10 ** math.floor(math.log10(step) + 1e-9))
        index_step = step * (4 if leading == 5 else 5)
    first = math.ceil(low / step + 1e-6)
    top = high if landscape.log else high - 0.02 * span
    levels = tuple(number * step for number in range(first, math.floor(top / step) + 1))
    return Field(z, levels, step, index_step)


def ground(shown: Field, plane: Plane) -> str:
    """The map of a landscape with two parameters: the highest band first, each lower one painted upon it."""
    tints = _tints(shown)
    x, y = compact_frame(plane)
    parts = [f'<path class="band t{tints[-1]}" d="M{x[0]} {y[0]}H{x[1]}V{y[1]}H{x[0]}z"/>']
    for number in range(len(shown.levels) - 1, -1, -1):
        level = shown.levels[number]
        data = rings_data(*outlines(shown.z, level, plane), SCALE)
        share = level / shown.index_step
        strong = " index" if abs(share - round(share)) < 1e-6 else ""
        if data:
            parts.append(f'<path class="band t{tints[number]}{strong}" d="{data}"/>')
    content = "".join(parts)
    crowded = " crowded" if len(content) > CROWDED else ""
    return f'<g class="ground{crowded}" transform="scale({1 / SCALE:g})">{content}</g>'


def compact_frame(plane: Plane) -> tuple[tuple[int, int], tuple[int, int]]:
    """Left and right, top and bottom of the frame on the grid that the lines are drawn on."""
    left, top = round(SCALE * plane.left), round(SCALE * plane.top)
    return (left, left + round(SCALE * plane.width)), (top, top + round(SCALE * plane.height))


def _tints(shown: Field) -> list[int]:
    """The tint of the band below each level and of the band above the last; 0 is the lowest loss."""
    low, high = np.quantile(shown.z, [0.002, 0.995])
    span = float(high - low) or 1.0
    edges = [float(low), *shown.levels, float(high)]
    ranks = np.sort(shown.z, axis=None)
    chosen = []
    for below, above in pairwise(edges):
        middle = (below + above) / 2
        rank = np.searchsorted(ranks, middle) / ranks.size
        share = (1 - RANK) * min(1.0, max(0.0, (middle - float(low)) / span)) + RANK * float(rank)
        chosen.append(min(TINTS - 1, round(share * (TINTS - 1))))
    return chosen


def outlines(z: FloatArray, level: float, plane: Plane) -> tuple[FloatArray, NDArray[np.int64]]:
    """Points (n, 2) in pixels of closed lines around all that lies below `level`, and the lines' lengths.

    At the frame the lines run just outside it.
    """
    padded = np.pad(z, 1, constant_values=np.inf)
    below = padded < level
    if not below.any():
        return np.empty((0, 2)), np.empty(0, dtype=np.int64)
    edges, lengths = _chains(below)
    places = _places(padded, level, edges, plane)
    for _ in range(THINNINGS):
        places, lengths = _thinned(places, lengths)
    return places, lengths


def _segments(below: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Pairs (n, 2) of edges of the grid that a line joins; edges are 2·node, to the right, or one more, upwards."""
    columns = below.shape[1]
    case = below[:-1, :-1].astype(np.int64) + 2 * below[:-1, 1:] + 4 * below[1:, 1:] + 8 * below[1:, :-1]
    row, column = np.nonzero((case > 0) & (case < 15))
    node = row * columns + column
    sides = np.stack([2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1], axis=1)
    joined = SIDES[case[row, column]]
    pairs = np.take_along_axis(sides[:, np.newaxis, :], np.maximum(joined, 0), axis=2)
    return np.asarray(pairs[joined[:, :, 0] >= 0])


SIDES = np.full((16, 2, 2), -1)
"""Which sides of a cell (lower, right, upper, left) lines join, by the corners that lie below the level."""
for _case, _joined in {
    1: [(0, 3)], 2: [(0, 1)], 3: [(1, 3)], 4: [(1, 2)], 5: [(0, 3), (1, 2)], 6: [(0, 2)], 7: [(2, 3)],
    8: [(2, 3)], 9: [(0, 2)], 10: [(0, 1), (2, 3)], 11: [(1, 2)], 12: [(1, 3)], 13: [(0, 1)], 14: [(0, 3)],
}.items():  # fmt: skip
    SIDES[_case, : len(_joined)] = _joined


def _chains(below: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The edges along each closed line, one line after the other, and the lines' lengths."""
    pairs = _segments(below)
    names, place = np.unique(pairs, return_inverse=True)
    ends = place.reshape(pairs.shape)
    here, there = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    # Every edge lies between two cells, so that exactly two others are joined to it.
    neighbours = there[np.argsort(here, kind="stable")].reshape(-1, 2).tolist()
    seen = bytearray(len(names))
    order: list[int] = []
    lengths: list[int] = []
    for first in range(len(names)):
        begin, edge = len(order), first
        while not seen[edge]:
            seen[edge] = 1
            order.append(edge)
            one, other = neighbours[edge]
            edge = other if seen[one] else one
        if len(order) > begin:
            lengths.append(len(order) - begin)
    return names[order], np.asarray(lengths)


def _places(padded: FloatArray, level: float, edges: NDArray[np.int64], plane: Plane) -> FloatArray:
    """Pixels (n, 2) at which a level cuts edges of the grid."""
    rows, columns = padded.shape
    upward, node = edges % 2, edges // 2
    row, column = node // columns, node % columns
    here, there = padded[row, column], padded[row + upward, column + 1 - upward]
    # Beyond the frame everything is infinitely high: there the line lies a little outside.
    outside = np.isinf(here) | np.isinf(there)
    with np.errstate(invalid="ignore"):
        share = np.where(outside, 0.5, (level - here) / (there - here))
    i = (column + share * (1 - upward) - 1) / (columns - 3)
    j = (row + share * upward - 1) / (rows - 3)
    return np.stack([plane.left + plane.width * i, plane.top + plane.height * (1 - j)], axis=1)


def _thinned(places: FloatArray, lengths: NDArray[np.int64]) -> tuple[FloatArray, NDArray[np.int64]]:
    """Lines without those of every second point that lie next to the line through their neighbours."""
    ends = np.cumsum(lengths)
    begins = ends - lengths
    after, before = np.arange(1, len(places) + 1), np.arange(-1, len(places) - 1)
    after[ends - 1], before[begins] = begins, ends - 1
    chord, away = places[after] - places[before], places - places[before]
    reach = np.maximum(np.hypot(chord[:, 0], chord[:, 1]), 1e-9)
    near = np.abs(chord[:, 0] * away[:, 1] - chord[:, 1] * away[:, 0]) < TOLERANCE * reach
    odd = (np.arange(len(places)) - np.repeat(begins, lengths)) % 2 == 1
    keep = ~(near & odd & (reach < LONGEST_CHORD))
    return places[keep], np.add.reduceat(keep.astype(np.int64), begins)
