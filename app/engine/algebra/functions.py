"""A formula's value, gradient and Hessian as fast functions: on Python floats, on arrays, and into fixed buffers."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.algebra.bounds import always_finite
from app.engine.algebra.formula import Formula, parse
from app.engine.algebra.operations import ON_ARRAYS, ON_FLOATS
from app.engine.algebra.printing import array_source, float_source, function, plan_source
from app.engine.algebra.program import Program
from app.engine.algebra.recorded import Recorded
from app.engine.algebra.typesetting import latex, letter_latex
from app.engine.declaration import FloatArray

if TYPE_CHECKING:
    from app.engine.algebra.symbolic import Symbolic

Point = Callable[..., tuple[float, ...]]
"""Coordinates ↦ value and partial derivatives, on Python floats."""

Plan = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""Parameters (d, R) ↦ values (R) and gradients (d, R), which lie in the plan's own arrays."""

GradientPlan = Callable[[FloatArray], FloatArray]
"""Parameters (d, R) ↦ gradients (d, R), which lie in the plan's own array."""


LETTERS = {1: ("w",), 2: ("w₁", "w₂")}
"""What parameters are called, by dimension."""


class Functions:
    """Value, gradient and Hessian of one formula, each compiled on first use.

    Arrays of parameters have shape (d, …); values then have shape (…), gradients (d, …), Hessians (d, d, …).
    Overflow gives inf or nan, never an exception or a warning.
    """

    def __init__(
        self, formula: str, gradient: tuple[str, ...] = (), dimension: int | None = None, as_typed: bool = False
    ) -> None:
        """`gradient` gives partial derivatives in forms that keep more digits than the derived ones.

        LaTeX of derivatives has w for x and w₁, w₂ for x, y, but for a formula that somebody typed.
        """
        self._formula = parse(formula, dimension)
        self.letters = self._formula.letters if as_typed else LETTERS[self._formula.dimension]
        self._gradient = tuple(parse(partial, self._formula.dimension) for partial in gradient)
        self.dimension = self._formula.dimension

    @cached_property
    def _derived(self) -> "Symbolic | Recorded":
        """The formula's value and derivatives as programs."""
        if self._formula.long:
            return Recorded(self._formula)
        from app.engine.algebra.symbolic import Symbolic

        return Symbolic(self._formula, self._gradient, tuple(map(letter_latex, self.letters)))

    @cached_property
    def _program(self) -> Program:
        return self._derived.value_and_gradient()

    @cached_property
    def point(self) -> Point:
        """(x, y) ↦ (f, ∂f/∂x, ∂f/∂y) on Python floats; in one dimension x ↦ (f, f′)."""

        def fallback(*coordinates: float) -> tuple[float, ...]:
            f, g = self.value_and_gradient(np.array(coordinates))
            return (float(f), *g.tolist())

        point: Point = function("point", float_source(self._program), ON_FLOATS, fallback=fallback)
        return point

    @cached_property
    def _evaluate_value(self) -> Callable[..., tuple[Any, ...]]:
        return _array_function(self._derived.value())

    @cached_property
    def _evaluate(self) -> Callable[..., tuple[Any, ...]]:
        return _array_function(self._program)

    @cached_property
    def _evaluate_hessian(self) -> Callable[..., tuple[Any, ...]]:
        return _array_function(self._derived.hessian())

    def value(self, w: FloatArray) -> FloatArray:
        """f at parameters (d, …): an array (…)."""
        with np.errstate(all="ignore"):
            return np.asarray(self._evaluate_value(*w)[0], dtype=float)

    def value_and_gradient(self, w: FloatArray) -> tuple[FloatArray, FloatArray]:
        """f (…) and ∇f (d, …) at parameters (d, …)."""
        gradient = np.empty(np.shape(w))
        with np.errstate(all="ignore"):
            value, *partials = self._evaluate(*w)
            for row, partial in enumerate(partials):
                gradient[row] = partial
        return np.asarray(value, dtype=float), gradient

    def hessian(self, w: FloatArray) -> FloatArray:
        """∇²f (d, d, …) at parameters (d, …)."""
        result = np.empty((self.dimension, *np.shape(w)))
        with np.errstate(all="ignore"):
            entries = self._evaluate_hessian(*w)
            if self.dimension == 1:
                result[0, 0] = entries[0]
            else:
                result[0, 0], result[0, 1], result[1, 1] = entries
                result[1, 0] = result[0, 1]
        return result

    @cached_property
    def _plans(self) -> "_Plans":
        return _Plans(self._program)

    @cached_property
    def _gradient_plans(self) -> "_Plans":
        return _Plans(self._program.only(self._program.outputs[1:]))

    def bound(self, shape: tuple[int, ...]) -> Plan:
        """A plan for parameters of one `shape` (d, R): w ↦ (f (R), ∇f (d, R)), without allocating anything.

        The returned arrays are the plan's own and are overwritten by its next call; a plan belongs to one thread.
        """
        value, gradient = np.empty(shape[1:]), np.empty(shape)
        plan: Plan = self._plans.bind((value, gradient), [value, *gradient])
        return plan

    def bound_gradient(self, shape: tuple[int, ...]) -> GradientPlan:
        """The same without the value, w ↦ ∇f (d, R), to the same bits."""
        gradient = np.empty(shape)
        plan: GradientPlan = self._gradient_plans.bind(gradient, list(gradient))
        return plan

    def always_finite(self, radius: float) -> bool:
        """Whether f and ∇f are surely numbers wherever no coordinate is larger than `radius`; False if in doubt."""
        return always_finite(self._program, radius)

    def forget_derivation(self) -> None:
        """Give up what derived it, and all that SymPy remembers of it: more than the compiled functions take."""
        from sympy.core.cache import clear_cache

        self.__dict__.pop("_derived", None)
        clear_cache()

    @cached_property
    def latex(self) -> str:
        """LaTeX of the formula as it was read, in the letters of its text."""
        return latex(self._formula)

    @cached_property
    def gradient_latex(self) -> tuple[str, ...]:
        """LaTeX of the partial derivatives; empty for long formulas."""
        return self._derived.gradient_latex


class _Plans:
    """What plans of one program have in common: their compiled source, and which buffers they need."""

    def __init__(self, program: Program) -> None:
        source, self._buffers, constants = plan_source(program)
        self._make = function("make", source, ON_ARRAYS)
        self._constants = list(map(np.array, constants))

    def bind(self, result: Any, outputs: list[FloatArray]) -> Any:
        """A plan that writes into `outputs` and returns `result`."""
        scratch = [np.empty(outputs[0].shape) for _ in range(self._buffers)]
        return self._make(result, *outputs, *scratch, *self._constants)


def values_of(formula: Formula) -> Callable[[FloatArray], FloatArray]:
    """What a formula gives at points (d, …), as an array (…), where nobody asks for its derivatives.

    It is computed as it is written: nothing is simplified, and a quotient of two zeros is no number.
    """
    evaluate = _array_function(Recorded(formula).value())

    def values(points: FloatArray) -> FloatArray:
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(evaluate(*points)[0], dtype=float), points.shape[1:])

    return values


def _array_function(program: Program) -> Callable[..., tuple[Any, ...]]:
    evaluate: Callable[..., tuple[Any, ...]] = function("evaluate", array_source(program), ON_ARRAYS)
    return evaluate


__all__ = ["Functions", "GradientPlan", "Plan", "Point", "values_of"]
