"""The values of a person's formula over a window, which has been looked over for places where it has none."""

import math

import numpy as np

from app.engine.algebra.formula import Formula
from app.engine.algebra.functions import values_of
from app.engine.datasets.base import Undrawable
from app.engine.declaration import FloatArray

Sides = tuple[tuple[float, float], ...]

LARGEST = 1e30
CHUNK = 1024
"""Points that are computed at once: a long formula has thousands of intermediate values at each."""
POINTS = {1: 1000, 2: 64}
"""Of each side of a window that is looked over, by the number of sides."""
NEARER = {1: 6, 2: 11}
"""How often the surroundings of the highest point are looked at more closely: until neighbouring numbers are met."""
STEEP = 1e6
"""A formula that rises so many times higher near its highest point has a pole there."""


class FormulaValues:
    """A formula on arrays of points; raises `Undrawable` where the window has points that it has no value at."""

    def __init__(self, formula: Formula, sides: Sides) -> None:
        self._formula, self._sides = formula, sides
        self._values = values_of(formula)
        self.evenly = self.at(_spread(sides))
        """Its values at points spread evenly over the window."""
        self._look_for_poles()

    def at(self, points: FloatArray) -> FloatArray:
        """The values (n,) at points (d, n) of the window."""
        values = self._found(points)
        wrong = np.flatnonzero(~(np.abs(values) <= LARGEST))
        if len(wrong):
            self._refuse(points[:, wrong[0]], values[wrong[0]])
        return values

    def _found(self, points: FloatArray) -> FloatArray:
        pieces = [self._values(points[:, begin : begin + CHUNK]) for begin in range(0, points.shape[1], CHUNK)]
        return np.concatenate(pieces)

    def _look_for_poles(self) -> None:
        """Look at the surroundings of the highest point, and at those of the highest one there."""
        sides, values = self._sides, self.evenly
        highest = max(1.0, float(np.abs(values).max()))
        for _ in range(NEARER[len(sides)]):
            points = _spread(sides)
            # A place without a value between others, as 0 for sin(x)/x, is no pole.
            sizes = np.nan_to_num(np.abs(self._found(points)), nan=0.0, posinf=np.inf)
            peak = points[:, sizes.argmax()]
            if sizes.max() > STEEP * highest:
                self._refuse(peak, np.inf)
            sides = _around(peak, sides, self._sides)

    def _refuse(self, point: FloatArray, value: float) -> None:
        named = list(zip(self._formula.letters, self._sides, point.tolist(), strict=True))
        window = " and ".join(
            f"{letter} from {_said(side[0], side)} to {_said(side[1], side)}" for letter, side, _ in named
        )
        place = ", ".join(f"{letter} = {_said(at, side)}" for letter, side, at in named)
        if np.isnan(value):
            raise Undrawable("formula", f"a number everywhere for {window}", f"none near {place}")
        if np.isinf(value):
            raise Undrawable("formula", f"finite values for {window}", f"ever larger ones near {place}")
        raise Undrawable("formula", f"values of at most 10³⁰ in size for {window}", f"{value:.3g} near {place}")


def _said(number: float, side: tuple[float, float]) -> str:
    """A coordinate as people write it, as fine as its side of the window needs."""
    decimals = 4 - math.ceil(math.log10(side[1] - side[0]))
    return f"{round(number, decimals) + 0.0:.10g}".replace("-", "−")


def _spread(sides: Sides) -> FloatArray:
    """Points (d, n) in the middle of equal cells: neither the ends nor the middle of a window are among them."""
    count = POINTS[len(sides)]
    axes = [low + (high - low) * (np.arange(count) + 0.5) / count for low, high in sides]
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes)])


def _around(point: FloatArray, sides: Sides, whole: Sides) -> Sides:
    """The neighbouring cells of a point, as far as they are in the whole window."""
    cells = [(high - low) / POINTS[len(sides)] for low, high in sides]
    return tuple(
        (max(low, at - cell), min(high, at + cell))
        for at, cell, (low, high) in zip(point.tolist(), cells, whole, strict=True)
    )
