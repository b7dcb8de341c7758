"""Straight-line programs: SymPy expressions lowered to a flat list of operations in which equal values occur once.

The same program is printed as a function on Python floats, as a function on arrays, and as a plan of NumPy calls
into preallocated buffers (compiled.py).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from app.engine.algebra.symbolic import SYMBOLS, Expression
from app.engine.declaration import FloatArray

Argument = int | float
"""An operand: the index of a register (int) or a constant (float)."""

MAX_MULTIPLIED_POWER = 64
SMALLEST_DIVISOR = 1e-150


@dataclass(frozen=True, slots=True)
class Operation:
    """register[`target`] = `name`(`arguments`)."""

    target: int
    name: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Operations in order, and where the outputs lie. Registers 0 … `inputs` − 1 hold the variables."""

    inputs: int
    operations: tuple[Operation, ...]
    outputs: tuple[Argument, ...]

    def last_uses(self) -> dict[int, int]:
        """For each register the index of the last operation that reads it; outputs are read at the end."""
        uses: dict[int, int] = {}
        for index, operation in enumerate(self.operations):
            for argument in operation.arguments:
                if isinstance(argument, int):
                    uses[argument] = index
        for output in self.outputs:
            if isinstance(output, int):
                uses[output] = len(self.operations)
        return uses


def logistic(z: Any, out: Any = None) -> Any:
    """1/(1 + e^−z) on arrays: e^−z may overflow to infinity, which gives the right 0."""
    result = np.negative(z, out)
    if out is None:
        return 1.0 / (1.0 + np.exp(result))
    np.exp(out, out)
    np.add(out, 1.0, out)
    return np.reciprocal(out, out)


def softplus(z: Any, out: Any = None) -> Any:
    """log(1 + e^z) on arrays, without overflow."""
    return np.logaddexp(0.0, z, out)


def maximum(a: Any, b: Any, out: Any = None) -> Any:
    """The larger of two, NaN where either is; NumPy's own takes `out` by keyword alone."""
    return np.maximum(a, b, out=out)


def sincroot2(q: Any, out: Any = None) -> Any:
    """(sin t − t cos t)/t³ at t = √q on arrays; below t = 0.3 its series, for the difference cancels there."""
    q = np.asarray(q, dtype=float)
    near = q < 0.09
    far = np.where(near, 1.0, q)
    t = np.sqrt(far)
    series = 1 / 3 + q * (-1 / 30 + q * (1 / 840 + q * (-1 / 45360 + q * (1 / 3991680 - q / 518918400))))
    return np.add(np.where(near, series, (np.sin(t) - t * np.cos(t)) / (t * far)), 0.0, out)


ARRAY: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "negative": np.negative,
    "pow": np.power,
    "maximum": maximum,
    "absolute": np.absolute,
    "logistic": logistic,
    "softplus": softplus,
    "sincroot2": sincroot2,
    **{
        name: getattr(np, name)
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "sqrt", "sign")
    },
    **{name: getattr(np, "arc" + name[1:]) for name in ("asin", "acos", "atan")},
}
"""The operations on arrays, called as f(arguments…, out)."""

_DIRECT = frozenset(
    (
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "exp",
        "expm1",
        "log",
        "sign",
        "absolute",
        "logistic",
        "softplus",
        "sincroot2",
    )
)


def _constant(name: str, *arguments: float) -> float:
    with np.errstate(all="ignore"):
        return float(ARRAY[name](*(np.float64(argument) for argument in arguments)))


class _Lowering:
    """Emits operations, each distinct one once."""

    def __init__(self, dimension: int) -> None:
        self.operations: list[Operation] = []
        self._inputs = dimension
        self._known: dict[tuple[str, tuple[str, ...]], int] = {}
        self._lowered: dict[Expression, Argument] = {symbol: index for index, symbol in enumerate(SYMBOLS[:dimension])}

    def emit(self, name: str, *arguments: Argument) -> Argument:
        """The register that holds `name`(`arguments`), or its value where all arguments are constants."""
        numbers = [argument for argument in arguments if isinstance(argument, float)]
        if len(numbers) == len(arguments):
            return _constant(name, *numbers)
        if (name == "multiply" and 1.0 in numbers) or (name == "add" and 0.0 in numbers):
            return next(argument for argument in arguments if isinstance(argument, int))
        if name == "multiply" and -1.0 in numbers:
            return self.emit("negative", *(argument for argument in arguments if isinstance(argument, int)))
        # By text, because register 1 and the constant 1.0 are equal as numbers.
        key = (name, tuple(map(repr, arguments)))
        if key not in self._known:
            self._known[key] = self._inputs + len(self.operations)
            self.operations.append(Operation(self._known[key], name, arguments))
        return self._known[key]

    def lower(self, expression: Expression) -> Argument:
        """The register or constant that holds the expression's value."""
        if expression not in self._lowered:
            self._lowered[expression] = self._lower(expression)
        return self._lowered[expression]

    def _lower(self, expression: Expression) -> Argument:
        if expression.is_Number or expression.is_NumberSymbol:
            return _to_float(expression)
        if expression.is_Add:
            return self._sum(expression)
        if expression.is_Mul:
            return self._product(expression)
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        return self._function(type(expression).__name__, [self.lower(argument) for argument in expression.args])

    def _function(self, name: str, arguments: list[Argument]) -> Argument:
        if name in _DIRECT:
            return self.emit(name, *arguments)
        if name == "hypot":
            squares = [self.emit("multiply", argument, argument) for argument in arguments]
            return self.emit("sqrt", self.emit("add", *squares))
        if name == "floored":
            return self.emit("maximum", arguments[0], SMALLEST_DIVISOR)
        if name == "rootabs":
            return self.emit("sqrt", self.emit("absolute", arguments[0]))
        root = self.emit("sqrt", arguments[0])
        if name == "cosroot":
            return self.emit("cos", root)
        if name == "sincroot":
            length = self.emit("maximum", root, SMALLEST_DIVISOR)
            return self.emit("divide", self.emit("sin", length), length)
        raise NotImplementedError(f"no floating-point form of the function {name!r}")

    def _sum(self, expression: Expression) -> Argument:
        """Positive terms, then negative ones subtracted; a size that all coefficients share is taken out."""
        terms = [term.as_coeff_Mul() for term in expression.args]
        size = abs(terms[0][0])
        if _to_float(size) != 1 and all(abs(coefficient) == size for coefficient, _ in terms):
            rest = sympy.Add(*(factor if coefficient > 0 else -factor for coefficient, factor in terms))
            return self.emit("multiply", _to_float(size), self.lower(rest))
        terms.sort(key=lambda term: bool(term[0] < 0))
        total: Argument | None = None
        for coefficient, factor in terms:
            if total is None:
                total = self._scaled(coefficient, self.lower(factor))
            else:
                name = "subtract" if coefficient < 0 else "add"
                total = self.emit(name, total, self._scaled(abs(coefficient), self.lower(factor)))
        assert total is not None
        return total

    def _scaled(self, coefficient: Expression, value: Argument) -> Argument:
        return self.emit("multiply", _to_float(coefficient), value)

    def _product(self, expression: Expression) -> Argument:
        """Factors in the order in which they were computed, so that equal products meet; one division at the end."""
        coefficient, rest = expression.as_coeff_Mul()
        above: list[Argument] = []
        below: list[Argument] = []
        for factor in sympy.Mul.make_args(rest):
            base, exponent = factor.as_base_exp()
            if factor.is_Pow and exponent.is_Number and exponent < 0:
                below.append(self._power(base, -exponent))
            else:
                above.append(self.lower(factor))
        numerator = self._multiplied([_to_float(coefficient), *above])
        return self.emit("divide", numerator, self._multiplied(below)) if below else numerator

    def _multiplied(self, factors: list[Argument]) -> Argument:
        constants = math.prod(factor for factor in factors if isinstance(factor, float))
        registers = sorted(factor for factor in factors if isinstance(factor, int))
        product: Argument = float(constants)
        for index, register in enumerate(registers):
            product = register if index == 0 else self.emit("multiply", product, register)
        return self.emit("multiply", float(constants), product) if registers else product

    def _power(self, base: Expression, exponent: Expression) -> Argument:
        if exponent.is_Number and exponent < 0:
            return self.emit("divide", 1.0, self._power(base, -exponent))
        value = self.lower(base)
        if exponent.is_Integer and exponent <= MAX_MULTIPLIED_POWER:
            return self._multiplied_power(value, int(exponent))
        if exponent.is_Rational and exponent.q == 2 and exponent <= MAX_MULTIPLIED_POWER:
            return self._multiplied_power(self.emit("sqrt", value), int(exponent.p))
        return self.emit("pow", value, self.lower(exponent))

    def _multiplied_power(self, value: Argument, exponent: int) -> Argument:
        if exponent == 1:
            return value
        if exponent % 2:
            return self.emit("multiply", self._multiplied_power(value, exponent - 1), value)
        half = self._multiplied_power(value, exponent // 2)
        return self.emit("multiply", half, half)


def _to_float(number: Expression) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, 1 if number > 0 else -1)


def lower(expressions: list[Expression], dimension: int) -> Program:
    """One program whose outputs are the values of the expressions in x (and y)."""
    lowering = _Lowering(dimension)
    outputs = tuple(lowering.lower(expression) for expression in expressions)
    return _without_dead(Program(dimension, tuple(lowering.operations), outputs))


def _without_dead(program: Program) -> Program:
    """The same program without operations that nothing reads, registers renumbered."""
    live = {output for output in program.outputs if isinstance(output, int)}
    for operation in reversed(program.operations):
        if operation.target in live:
            live.update(argument for argument in operation.arguments if isinstance(argument, int))
    number = {index: index for index in range(program.inputs)}
    kept: list[Operation] = []

    def renamed(argument: Argument) -> Argument:
        return number[argument] if isinstance(argument, int) else argument

    for operation in program.operations:
        if operation.target in live:
            number[operation.target] = program.inputs + len(kept)
            arguments = tuple(renamed(argument) for argument in operation.arguments)
            kept.append(Operation(number[operation.target], operation.name, arguments))
    return Program(program.inputs, tuple(kept), tuple(renamed(output) for output in program.outputs))


__all__ = ["ARRAY", "Argument", "FloatArray", "Operation", "Program", "lower"]
