"""Numbers and arrays that stand in for those of a step, and record what an optimizer's own code does to them.

An update that runs on them leaves a program on the single coordinates. Only what IEEE arithmetic determines to the
last bit is let through, so that the same program on Python floats gives the same bits; all else raises `Untraceable`.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from app.engine.algebra.program import Operand, Recorder

UFUNCS = frozenset(
    ("add", "subtract", "multiply", "divide", "negative", "absolute", "sqrt", "square", "sign", "maximum", "minimum")
) | frozenset(("less", "less_equal", "greater", "greater_equal"))
"""Functions of NumPy that are let through; each result depends on its own coordinate alone."""


class Untraceable(Exception):
    """An operation that cannot be written as straight-line arithmetic on floats."""


class _StandIn:
    """What numbers and arrays that stand in have in common: they refuse whatever asks for their value."""

    __slots__ = ("recorder",)
    __hash__ = None  # type: ignore[assignment]  # equality is noted down, not answered
    recorder: Recorder

    def __bool__(self) -> bool:
        raise Untraceable("a branch that depends on a value")

    def __array__(self, *_arguments: Any, **_settings: Any) -> NoReturn:
        raise Untraceable("a real array is asked for")

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: tuple[Any, ...] | None = None, where: Any = True
    ) -> Any:
        if method != "__call__" or ufunc.__name__ not in UFUNCS:
            raise Untraceable(f"np.{ufunc.__name__}")
        result = self._elementwise(ufunc.__name__, *inputs)
        return result if out is None else _stored(out[0], result, where)

    def __array_function__(self, function: Any, _types: Any, arguments: Any, settings: Any) -> Any:
        known: dict[Any, Callable[..., Any]] = {np.copyto: _stored, np.clip: _clip, np.where: _where}
        if function not in known:
            raise Untraceable(f"np.{getattr(function, '__name__', function)}")
        return known[function](*arguments, **settings)

    def _elementwise(self, name: str, *operands: Any) -> Any:
        """One operation on each coordinate: an array where an operand is a vector, else a number."""
        width = max(
            (len(operand.held) for operand in operands if isinstance(operand, Array) and operand.ndim), default=0
        )
        held: list[Operand] = [
            self.recorder.record(name, *(_coordinate(operand, axis) for operand in operands))
            for axis in range(width or 1)
        ]
        if width:
            return Array(self.recorder, held)
        return Term(self.recorder, held[0], plain=all(map(_is_plain, operands)))

    def __add__(self, other: Any) -> Any:
        return self._elementwise("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._elementwise("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._elementwise("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._elementwise("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._elementwise("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._elementwise("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._elementwise("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._elementwise("divide", other, self)

    def __neg__(self) -> Any:
        return self._elementwise("negative", self)

    def __lt__(self, other: Any) -> Any:
        return self._elementwise("less", self, other)

    def __le__(self, other: Any) -> Any:
        return self._elementwise("less_equal", self, other)

    def __gt__(self, other: Any) -> Any:
        return self._elementwise("greater", self, other)

    def __ge__(self, other: Any) -> Any:
        return self._elementwise("greater_equal", self, other)


class Term(_StandIn):
    """A number that is known only when the printed steps run; `held` is the program's operand for it.

    `plain` says that it is a Python number where the optimizer runs on arrays, and no NumPy scalar: the two have
    powers of their own. `never` are values that it is known not to have.
    """

    __slots__ = ("held", "never", "plain")

    def __init__(self, recorder: Recorder, held: Operand, plain: bool = False, never: tuple[float, ...] = ()) -> None:
        self.recorder, self.held, self.plain, self.never = recorder, held, plain, never

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int | float) and other in self.never:
            return False
        raise Untraceable("a branch that depends on a value")

    def __pow__(self, other: Any) -> "Term":
        return self._power(self, other)

    def __rpow__(self, other: Any) -> "Term":
        return self._power(other, self)

    def _power(self, base: Any, exponent: Any) -> "Term":
        if not (_is_plain(base) and _is_plain(exponent)):
            raise Untraceable("a power of a NumPy scalar")
        register = self.recorder.record("power", _coordinate(base, 0), _coordinate(exponent, 0))
        return Term(self.recorder, register, plain=True)


class Array(_StandIn):
    """An array (d,), or () for a single number that changes in place: `held` has an operand for each coordinate."""

    __slots__ = ("held", "ndim")

    def __init__(self, recorder: Recorder, held: list[Operand], ndim: int = 1) -> None:
        self.recorder, self.held, self.ndim = recorder, held, ndim

    def __eq__(self, other: object) -> bool:
        raise Untraceable("a branch that depends on a value")

    @property
    def shape(self) -> tuple[int, ...]:
        """(d,) or ()."""
        return (len(self.held),) * self.ndim

    def item(self) -> Term:
        """The single number, as Python's own."""
        if self.ndim:
            raise Untraceable("a coordinate of its own")
        return Term(self.recorder, self.held[0], plain=True)

    def __setitem__(self, where: object, value: Any) -> None:
        if where not in (..., ()):
            raise Untraceable("a part of an array")
        _stored(self, value)

    def __iadd__(self, other: Any) -> "Array":
        return _stored(self, self._elementwise("add", self, other))

    def __isub__(self, other: Any) -> "Array":
        return _stored(self, self._elementwise("subtract", self, other))

    def __imul__(self, other: Any) -> "Array":
        return _stored(self, self._elementwise("multiply", self, other))

    def __itruediv__(self, other: Any) -> "Array":
        return _stored(self, self._elementwise("divide", self, other))

    def __pow__(self, other: Any) -> Term:
        if self.ndim or not _is_plain(other):
            raise Untraceable("a power of a vector")
        return Term(self.recorder, self.recorder.record("array_power", self.held[0], _coordinate(other, 0)))


def _is_plain(operand: Any) -> bool:
    """Whether it is a number of Python's own where the optimizer runs on arrays."""
    if isinstance(operand, Term):
        return operand.plain
    return isinstance(operand, int | float) and not isinstance(operand, np.generic)


def _coordinate(operand: Any, axis: int) -> Operand:
    if isinstance(operand, Term):
        return operand.held
    if isinstance(operand, Array):
        return operand.held[axis if operand.ndim else 0]
    if isinstance(operand, np.generic) or (isinstance(operand, np.ndarray) and operand.ndim == 0):
        operand = operand.item()
    if isinstance(operand, int | float):
        return float(operand)
    raise Untraceable(f"a {type(operand).__name__} as an operand")


def _stored(target: Any, value: Any, where: Any = True) -> Array:
    """`value` written into `target` in place; with `where` only where that holds."""
    if not isinstance(target, Array) or (isinstance(value, Array) and value.ndim > target.ndim):
        raise Untraceable("an array that the step does not have")
    for axis, kept in enumerate(target.held):
        fresh = _coordinate(value, axis)
        if where is not True:
            fresh = target.recorder.record("select", _coordinate(where, axis), fresh, kept)
        target.held[axis] = fresh
    return target


def _clip(values: _StandIn, least: Any, most: Any, out: Any) -> Array:
    return _stored(out, np.minimum(np.maximum(values, least), most))


def _where(condition: Any, yes: Any, no: Any) -> Any:
    """`np.where` with a condition that is known: a NumPy scalar."""
    chosen = yes if condition else no
    if not isinstance(condition, bool | np.bool_) or isinstance(chosen, Array):
        raise Untraceable("np.where")
    return Term(chosen.recorder, chosen.held) if isinstance(chosen, Term) else np.float64(chosen)
