"""Input features: the columns of a data set, and what can be made of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray

Feature = Callable[[FloatArray, int, int], FloatArray]

DERIVED: dict[str, Callable[..., FloatArray]] = {
    "x^2": lambda x, *_: x**2,
    "y^2": lambda _, y: y**2,
    "x*y": lambda x, y: x * y,
    "sin(x)": lambda x, *_: np.sin(np.pi * x),
    "sin(y)": lambda _, y: np.sin(np.pi * y),
    "x^3": lambda x, *_: x**3,
}
"""Features of planar data and of curves; the sines have period 2, about the width of the data."""
NEEDS_Y = ("y^2", "x*y", "sin(y)")


def offered(columns: Sequence[str]) -> tuple[str, ...]:
    """Names of the features that data with these columns can have as inputs."""
    if tuple(columns) == ("x", "y"):
        return (*columns, *DERIVED)
    if tuple(columns) == ("x",):
        return (*columns, *(name for name in DERIVED if name not in NEEDS_Y))
    return tuple(columns)


def featured(raw: NDArray[Any], columns: Sequence[str], chosen: Sequence[str]) -> NDArray[Any]:
    """The features `chosen` (n, len(chosen)) of raw inputs (n, d)."""
    if tuple(chosen) == tuple(columns):
        return raw
    positions = {name: index for index, name in enumerate(columns)}
    parts = [raw[:, positions[name]] if name in positions else DERIVED[name](*raw.T) for name in chosen]
    return np.stack(parts, axis=1)
