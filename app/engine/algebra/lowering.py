"""SymPy expressions lowered to programs. Imported on first use, for SymPy loads slowly."""

import math
from collections.abc import Sequence

import numpy as np
import sympy

from app.engine.algebra.operations import OPERATIONS
from app.engine.algebra.program import Operand, Program, Recorder, registers
from app.engine.algebra.symbolic import SYMBOLS, Expression

MAX_MULTIPLIED_POWER = 64
SMALLEST_DIVISOR = 1e-150


def _constant(name: str, operands: Sequence[float]) -> float:
    with np.errstate(all="ignore"):
        return float(OPERATIONS[name].arrays(*map(np.float64, operands)))


class _Lowering:
    """Records expressions, with constants folded and neutral factors left out."""

    def __init__(self, dimension: int) -> None:
        self.recorder = Recorder()
        self._lowered: dict[Expression, Operand] = {
            symbol: self.recorder.input(symbol.name) for symbol in SYMBOLS[:dimension]
        }

    def _emit(self, name: str, *operands: Operand) -> Operand:
        """The register that holds `name`(`operands`), or its value where all operands are constants."""
        numbers = [operand for operand in operands if isinstance(operand, float)]
        if len(numbers) == len(operands):
            return _constant(name, numbers)
        if (name == "multiply" and 1.0 in numbers) or (name == "add" and 0.0 in numbers):
            return registers(operands)[0]
        if name == "multiply" and -1.0 in numbers:
            return self._emit("negative", *registers(operands))
        return self.recorder.record(name, *operands)

    def lower(self, expression: Expression) -> Operand:
        """The register or constant that holds the expression's value."""
        if expression not in self._lowered:
            self._lowered[expression] = self._lower(expression)
        return self._lowered[expression]

    def _lower(self, expression: Expression) -> Operand:
        if expression.is_Number or expression.is_NumberSymbol:
            return _to_float(expression)
        if expression.is_Add:
            return self._sum(expression)
        if expression.is_Mul:
            return self._product(expression)
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        return self._function(type(expression).__name__, [self.lower(argument) for argument in expression.args])

    def _function(self, name: str, arguments: list[Operand]) -> Operand:
        if name in OPERATIONS:
            return self._emit(name, *arguments)
        if name == "hypot":
            squares = [self._emit("multiply", argument, argument) for argument in arguments]
            return self._emit("sqrt", self._emit("add", *squares))
        if name == "floored":
            return self._emit("maximum", arguments[0], SMALLEST_DIVISOR)
        if name == "rootabs":
            return self._emit("sqrt", self._emit("absolute", arguments[0]))
        root = self._emit("sqrt", arguments[0])
        if name == "cosroot":
            return self._emit("cos", root)
        if name == "sincroot":
            length = self._emit("maximum", root, SMALLEST_DIVISOR)
            return self._emit("divide", self._emit("sin", length), length)
        raise NotImplementedError(f"no floating-point form of the function {name!r}")

    def _sum(self, expression: Expression) -> Operand:
        """Positive terms, then negative ones subtracted; a size that all coefficients share is taken out."""
        terms = [term.as_coeff_Mul() for term in expression.args]
        size = abs(terms[0][0])
        if _to_float(size) != 1 and all(abs(coefficient) == size for coefficient, _ in terms):
            rest = sympy.Add(*(factor if coefficient > 0 else -factor for coefficient, factor in terms))
            return self._emit("multiply", _to_float(size), self.lower(rest))
        terms.sort(key=lambda term: bool(term[0] < 0))
        total: Operand | None = None
        for coefficient, factor in terms:
            if total is None:
                total = self._scaled(coefficient, self.lower(factor))
            else:
                name = "subtract" if coefficient < 0 else "add"
                total = self._emit(name, total, self._scaled(abs(coefficient), self.lower(factor)))
        assert total is not None
        return total

    def _scaled(self, coefficient: Expression, value: Operand) -> Operand:
        return self._emit("multiply", _to_float(coefficient), value)

    def _product(self, expression: Expression) -> Operand:
        """Factors in the order in which they were computed, so that equal products meet; one division at the end."""
        coefficient, rest = expression.as_coeff_Mul()
        above: list[Operand] = []
        below: list[Operand] = []
        for factor in sympy.Mul.make_args(rest):
            base, exponent = factor.as_base_exp()
            if factor.is_Pow and exponent.is_Number and exponent < 0:
                below.append(self._power(base, -exponent))
            else:
                above.append(self.lower(factor))
        numerator = self._multiplied([_to_float(coefficient), *above])
        return self._emit("divide", numerator, self._multiplied(below)) if below else numerator

    def _multiplied(self, factors: list[Operand]) -> Operand:
        constant = float(math.prod(factor for factor in factors if isinstance(factor, float)))
        computed = sorted(registers(factors))
        if not computed:
            return constant
        product: Operand = computed[0]
        for register in computed[1:]:
            product = self._emit("multiply", product, register)
        return self._emit("multiply", constant, product)

    def _power(self, base: Expression, exponent: Expression) -> Operand:
        if exponent.is_Number and exponent < 0:
            return self._emit("divide", 1.0, self._power(base, -exponent))
        value = self.lower(base)
        if exponent.is_Integer and exponent <= MAX_MULTIPLIED_POWER:
            return self._multiplied_power(value, int(exponent))
        if exponent.is_Rational and exponent.q == 2 and exponent <= MAX_MULTIPLIED_POWER:
            return self._multiplied_power(self._emit("sqrt", value), int(exponent.p))
        return self._emit("power", value, self.lower(exponent))

    def _multiplied_power(self, value: Operand, exponent: int) -> Operand:
        if exponent == 1:
            return value
        if exponent % 2:
            return self._emit("multiply", self._multiplied_power(value, exponent - 1), value)
        half = self._multiplied_power(value, exponent // 2)
        return self._emit("multiply", half, half)


def _to_float(number: Expression) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, 1 if number > 0 else -1)


def lower(expressions: list[Expression], dimension: int) -> Program:
    """One program whose outputs are the values of the expressions in x (and y)."""
    lowering = _Lowering(dimension)
    outputs = [lowering.lower(expression) for expression in expressions]
    return lowering.recorder.program(outputs)
