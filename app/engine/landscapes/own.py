"""A person's own formula as a landscape: a start point and a learning rate are found by looking at the surface."""

import math

import numpy as np

from app.engine.algebra.formula import FormulaError
from app.engine.algebra.functions import Functions
from app.engine.declaration import FloatArray
from app.engine.landscapes.base import Interval, Landscape

GRID = 25
LOG_SPREAD = 8.0
"""Contours become logarithmic where the highest point is this many times farther from the lowest than the median."""
CANDIDATES = ((-0.7, 0.6), (0.7, 0.6), (-0.6, -0.7), (0.6, -0.7), (-0.35, 0.3), (0.35, -0.3), (0.1, 0.15), (0.0, 0.0))
"""Start points to try, in units of the window's half width from its centre."""
RATES = (1e-6, 10.0)


def from_formula(expression: str, window: tuple[Interval, ...] | None = None) -> Landscape:
    """The landscape of a formula in one or two letters, over a window of one or two intervals.

    A window of two intervals makes a formula in one letter two-dimensional. Without a window it is −3 … 3 in each
    letter. Raises `FormulaError` for a formula that cannot be read or that is nowhere finite.
    """
    functions = Functions(expression, (), len(window) if window else None, as_typed=True)
    sides = window or ((-3.0, 3.0),) * functions.dimension
    latex = functions.latex
    values = functions.value(_grid(sides))
    if not np.isfinite(values).any():
        raise FormulaError("formula: expected finite values somewhere in the window, got none")
    start = _start(functions, sides)
    landscape = Landscape(
        name="formula",
        title="Your own formula",
        lesson="A landscape of your own making.",
        family="Your own",
        formula=expression,
        latex=latex,
        letters=functions.letters,
        domain=sides,
        window=sides,
        start=start,
        learning_rate=_learning_rate(functions, sides, start),
        log=functions.dimension == 2 and _spans_decades(values),
        smoothness="",
    )
    landscape.__dict__["functions"] = functions
    _ = landscape.gradient_latex
    functions.forget_derivation()
    return landscape


def _grid(window: tuple[Interval, ...]) -> FloatArray:
    """Points (d, N) spread evenly over the window."""
    axes = [np.linspace(low, high, GRID) for low, high in window]
    return np.array([axis.ravel() for axis in np.meshgrid(*axes)])


def _start(functions: Functions, window: tuple[Interval, ...]) -> tuple[float, ...]:
    """The first candidate with a finite value and a finite slope that is not 0; else the centre."""
    for offsets in CANDIDATES:
        point = tuple(
            float(f"{(low + high) / 2 + offset * (high - low) / 2:.3g}")
            for (low, high), offset in zip(window, offsets, strict=False)
        )
        inside = all(low <= x <= high for x, (low, high) in zip(point, window, strict=True))
        value, *gradient = functions.point(*point)
        if inside and math.isfinite(value) and 1e-9 < math.hypot(*gradient) < math.inf:
            return point
    return tuple((low + high) / 2 for low, high in window)


def _learning_rate(functions: Functions, window: tuple[Interval, ...], start: tuple[float, ...]) -> float:
    """0.2 / median |λ|max over the window, at most 1/|λ|max at the start, rounded down to 1, 2 or 5 times 10ᵏ."""
    points = np.concatenate([np.array(start)[:, None], _grid(window)], axis=1)
    hessians = np.moveaxis(functions.hessian(points), -1, 0)
    finite = np.asarray(np.isfinite(hessians).all(axis=(1, 2)))
    if not finite.any():
        return 0.01
    sharpness = np.abs(np.linalg.eigvalsh(hessians[finite])).max(axis=1)
    curved = sharpness[sharpness > 0]
    rate = 0.2 / float(np.median(curved)) if curved.size else 0.1
    if finite[0] and sharpness[0] > 0:
        rate = min(rate, 1 / float(sharpness[0]))
    return _rounded_down(min(max(rate, RATES[0]), RATES[1]))


def _rounded_down(rate: float) -> float:
    power = math.floor(math.log10(rate) + 1e-9)
    leading = rate / 10.0**power
    return float(f"{5 if leading >= 5 else 2 if leading >= 2 else 1}e{power}")


def _spans_decades(values: FloatArray) -> bool:
    """True where the highest point is far above the typical one."""
    finite = values[np.isfinite(values)]
    low, typical, high = np.quantile(finite, (0.0, 0.5, 1.0))
    return bool(high - low > LOG_SPREAD * (typical - low) > 0)
