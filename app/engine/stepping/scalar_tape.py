"""Numbers and arrays that stand in for those of a step, and remember what an optimizer's own code does to them.

An update that runs on them leaves an expression for each coordinate. Only what IEEE arithmetic determines to the last
bit is let through, so that the same expression on Python floats gives the same bits; all else raises `Untraceable`.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

Argument = "Term | float"

UFUNCS = frozenset(
    ("add", "subtract", "multiply", "divide", "negative", "absolute", "sqrt", "square", "sign", "maximum", "minimum")
) | frozenset(("less", "less_equal", "greater", "greater_equal"))
"""Functions of NumPy that can be printed; each result depends on its own coordinate alone."""


class Untraceable(Exception):
    """An operation that cannot be written as straight-line arithmetic on floats."""


class _StandIn:
    """What numbers and arrays that stand in have in common: they refuse whatever asks for their value."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # equality is noted down, not answered

    def __bool__(self) -> bool:
        raise Untraceable("a branch that depends on a value")

    def __array__(self, *_arguments: Any, **_settings: Any) -> NoReturn:
        raise Untraceable("a real array is asked for")

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: tuple[Any, ...] | None = None, where: Any = True
    ) -> Any:
        if method != "__call__" or ufunc.__name__ not in UFUNCS:
            raise Untraceable(f"np.{ufunc.__name__}")
        result = elementwise(ufunc.__name__, *inputs)
        return result if out is None else _stored(out[0], result, where)

    def __array_function__(self, function: Any, _types: Any, arguments: Any, settings: Any) -> Any:
        known: dict[Any, Callable[..., Any]] = {np.copyto: _stored, np.clip: _clip, np.where: _where}
        if function not in known:
            raise Untraceable(f"np.{getattr(function, '__name__', function)}")
        return known[function](*arguments, **settings)

    def __add__(self, other: Any) -> Any:
        return elementwise("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return elementwise("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return elementwise("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return elementwise("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return elementwise("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return elementwise("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return elementwise("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return elementwise("divide", other, self)

    def __neg__(self) -> Any:
        return elementwise("negative", self)

    def __lt__(self, other: Any) -> Any:
        return elementwise("less", self, other)

    def __le__(self, other: Any) -> Any:
        return elementwise("less_equal", self, other)

    def __gt__(self, other: Any) -> Any:
        return elementwise("greater", self, other)

    def __ge__(self, other: Any) -> Any:
        return elementwise("greater_equal", self, other)


class Term(_StandIn):
    """A number that is known only when the printed steps run: an operation on terms and constants.

    `plain` says that it is a Python number where the optimizer runs on arrays, and no NumPy scalar: the two have
    powers of their own. `never` are values that it is known not to have.
    """

    __slots__ = ("arguments", "never", "operation", "plain")

    def __init__(
        self, operation: str, arguments: tuple[Any, ...], plain: bool = False, never: tuple[float, ...] = ()
    ) -> None:
        self.operation, self.arguments, self.plain, self.never = operation, arguments, plain, never

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int | float) and other in self.never:
            return False
        raise Untraceable("a branch that depends on a value")

    def __pow__(self, other: Any) -> "Term":
        return _power(self, other)

    def __rpow__(self, other: Any) -> "Term":
        return _power(other, self)


class Array(_StandIn):
    """An array (d,), or () for a single number that changes in place: one term for each coordinate."""

    __slots__ = ("ndim", "terms")

    def __init__(self, terms: list[Any], ndim: int = 1) -> None:
        self.terms, self.ndim = terms, ndim

    def __eq__(self, other: object) -> bool:
        raise Untraceable("a branch that depends on a value")

    @property
    def shape(self) -> tuple[int, ...]:
        """(d,) or ()."""
        return (len(self.terms),) * self.ndim

    def item(self) -> Any:
        """The single number, as Python's own."""
        if self.ndim:
            raise Untraceable("a coordinate of its own")
        return Term("same", (self.terms[0],), plain=True)

    def __setitem__(self, where: object, value: Any) -> None:
        if where not in (..., ()):
            raise Untraceable("a part of an array")
        _stored(self, value)

    def __iadd__(self, other: Any) -> "Array":
        return _stored(self, elementwise("add", self, other))

    def __isub__(self, other: Any) -> "Array":
        return _stored(self, elementwise("subtract", self, other))

    def __imul__(self, other: Any) -> "Array":
        return _stored(self, elementwise("multiply", self, other))

    def __itruediv__(self, other: Any) -> "Array":
        return _stored(self, elementwise("divide", self, other))

    def __pow__(self, other: Any) -> Term:
        if self.ndim or not _is_plain(other):
            raise Untraceable("a power of a vector")
        return Term("array_power", (self.terms[0], other))


def elementwise(name: str, *operands: Any) -> Any:
    """One operation on each coordinate: an array where an operand is a vector, else a number."""
    width = max((len(operand.terms) for operand in operands if isinstance(operand, Array) and operand.ndim), default=0)
    if not width:
        plain = all(_is_plain(operand) for operand in operands)
        return Term(name, tuple(_coordinate(operand, 0) for operand in operands), plain)
    return Array([Term(name, tuple(_coordinate(operand, axis) for operand in operands)) for axis in range(width)])


def _is_plain(operand: Any) -> bool:
    """Whether it is a number of Python's own where the optimizer runs on arrays."""
    if isinstance(operand, Term):
        return operand.plain
    return isinstance(operand, int | float) and not isinstance(operand, np.generic)


def _coordinate(operand: Any, axis: int) -> Any:
    if isinstance(operand, Term):
        return operand
    if isinstance(operand, Array):
        return operand.terms[axis if operand.ndim else 0]
    if isinstance(operand, np.generic) or (isinstance(operand, np.ndarray) and operand.ndim == 0):
        operand = operand.item()
    if isinstance(operand, int | float):
        return operand
    raise Untraceable(f"a {type(operand).__name__} as an operand")


def _power(base: Any, exponent: Any) -> Term:
    if not (_is_plain(base) and _is_plain(exponent)):
        raise Untraceable("a power of a NumPy scalar")
    return Term("power", (base, exponent), plain=True)


def _stored(target: Any, value: Any, where: Any = True) -> Array:
    """`value` written into `target` in place; with `where` only where that holds."""
    if not isinstance(target, Array) or (isinstance(value, Array) and value.ndim > target.ndim):
        raise Untraceable("an array that the step does not have")
    fresh = [_coordinate(value, axis) for axis in range(len(target.terms))]
    if where is not True:
        held = [_coordinate(where, axis) for axis in range(len(target.terms))]
        triples = zip(held, fresh, target.terms, strict=True)
        fresh = [Term("select", triple) for triple in triples]
    target.terms = fresh
    return target


def _clip(values: Any, least: Any, most: Any, out: Any) -> Array:
    return _stored(out, elementwise("minimum", elementwise("maximum", values, least), most))


def _where(condition: Any, yes: Any, no: Any) -> Term:
    """`np.where` with a condition that is known: a NumPy scalar."""
    if not isinstance(condition, bool | np.bool_):
        raise Untraceable("np.where")
    return Term("same", (_coordinate(yes if condition else no, 0),))


def terms_in_order(outputs: list[Any]) -> list[Term]:
    """Every term that the outputs need, each after those that it needs itself."""
    order: list[Term] = []
    seen: set[int] = set()

    def visit(term: Any) -> None:
        if isinstance(term, Term) and id(term) not in seen:
            seen.add(id(term))
            for argument in term.arguments:
                visit(argument)
            order.append(term)

    for output in outputs:
        visit(output)
    return order
