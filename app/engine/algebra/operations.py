"""The operations that every computed expression is made of, and the one table of how each is written."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """How an operation is written."""

    arrays: Function
    """Its function on arrays, called as f(operands…, out)."""
    floats: str | Function
    """On Python floats: a template, which serves for arrays too unless it branches, or a function."""

    def template(self, name: str, operands: int, on_arrays: bool) -> str:
        """What to put the operands' texts into: the template that fits, else a call by the operation's name."""
        if isinstance(self.floats, str) and not (on_arrays and " if " in self.floats):
            return self.floats
        return f"{name}({', '.join(f'{{{place}}}' for place in range(operands))})"


def logistic(z: Any, out: Any = None) -> Any:
    """1/(1 + e^−z) on arrays: e^−z may overflow to infinity, which gives the right 0."""
    result = np.negative(z, out)
    if out is None:
        return 1.0 / (1.0 + np.exp(result))
    np.exp(out, out)
    np.add(out, 1.0, out)
    return np.reciprocal(out, out)


def sincroot2(q: Any, out: Any = None) -> Any:
    """(sin t − t cos t)/t³ at t = √q on arrays; below t = 0.3 its series, for the difference cancels there."""
    q = np.asarray(q, dtype=float)
    near = q < 0.09
    far = np.where(near, 1.0, q)
    t = np.sqrt(far)
    series = 1 / 3 + q * (-1 / 30 + q * (1 / 840 + q * (-1 / 45360 + q * (1 / 3991680 - q / 518918400))))
    return np.add(np.where(near, series, (np.sin(t) - t * np.cos(t)) / (t * far)), 0.0, out)


def _scalar_array_power(base: float, exponent: float) -> float:
    """The power of an array (), which NumPy computes in other ways than that of a number."""
    return float(np.asarray(base, dtype=float) ** exponent)


def _scalar_logistic(z: float) -> float:
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    power = math.exp(z)
    return power / (1 + power)


def _scalar_softplus(z: float) -> float:
    return (z if z > 0 else 0.0) + math.log1p(math.exp(-abs(z)))


OPERATIONS: dict[str, Spelling] = {
    "add": Spelling(np.add, "({0} + {1})"),
    "subtract": Spelling(np.subtract, "({0} - {1})"),
    "multiply": Spelling(np.multiply, "({0} * {1})"),
    "divide": Spelling(np.divide, "({0} / {1})"),
    "negative": Spelling(np.negative, "(-{0})"),
    "square": Spelling(np.square, "({0} * {0})"),
    "less": Spelling(np.less, "({0} < {1})"),
    "less_equal": Spelling(np.less_equal, "({0} <= {1})"),
    "greater": Spelling(np.greater, "({0} > {1})"),
    "greater_equal": Spelling(np.greater_equal, "({0} >= {1})"),
    # As NumPy's: what is no number stays none; the sign of 0 is 0. NumPy's own two take `out` by keyword alone.
    "maximum": Spelling(lambda a, b, out=None: np.maximum(a, b, out=out), "({0} if {0} > {1} or {0} != {0} else {1})"),
    "minimum": Spelling(lambda a, b, out=None: np.minimum(a, b, out=out), "({0} if {0} < {1} or {0} != {0} else {1})"),
    "sign": Spelling(np.sign, "(1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else 0.0 if {0} == 0.0 else {0})"),
    "select": Spelling(lambda held, a, b, out=None: np.positive(np.where(held, a, b), out), "({1} if {0} else {2})"),
    "absolute": Spelling(np.absolute, abs),
    "power": Spelling(np.power, math.pow),
    "array_power": Spelling(lambda base, exponent, out=None: np.positive(base**exponent, out), _scalar_array_power),
    "logistic": Spelling(logistic, _scalar_logistic),
    "softplus": Spelling(lambda z, out=None: np.logaddexp(0.0, z, out), _scalar_softplus),
    "sincroot2": Spelling(sincroot2, lambda q: float(sincroot2(q))),
    **{
        name: Spelling(getattr(np, name), getattr(math, name))
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "sqrt")
    },
    **{name: Spelling(getattr(np, "arc" + name[1:]), getattr(math, name)) for name in ("asin", "acos", "atan")},
}
"""Every operation by its name. Functions on Python floats may raise where NumPy gives inf or nan."""

ON_FLOATS: dict[str, Any] = {
    "inf": math.inf,
    "nan": math.nan,
    **{name: spelling.floats for name, spelling in OPERATIONS.items() if callable(spelling.floats)},
}
"""The names that code on Python floats may use."""

ON_ARRAYS: dict[str, Any] = {
    "inf": math.inf,
    "nan": math.nan,
    "copyto": np.copyto,
    "errstate": np.errstate,
    **{name: spelling.arrays for name, spelling in OPERATIONS.items()},
}
"""The names that code on arrays may use."""
