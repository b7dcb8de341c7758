"""SymPy expressions lowered to programs. Imported on first use, for SymPy loads slowly."""

import math
from collections.abc import Iterable
from typing import Any

import sympy

from app.engine.algebra.folding import Folding
from app.engine.algebra.operations import OPERATIONS
from app.engine.algebra.program import Operand, Program, registers

Expression = Any
"""A SymPy expression; SymPy has no types."""

MAX_MULTIPLIED_POWER = 100
SMALLEST_DIVISOR = 1e-150


class _Lowering(Folding):
    """Records expressions."""

    def __init__(self, symbols: Iterable[Expression]) -> None:
        super().__init__()
        self._lowered: dict[Expression, Operand] = {symbol: self.recorder.input(symbol.name) for symbol in symbols}

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

    def _sum(self, expression: Expression) -> Operand:
        """Positive terms, then negative ones subtracted; a size that all coefficients share is taken out."""
        terms = [term.as_coeff_Mul() for term in expression.args]
        size = abs(terms[0][0])
        if _to_float(size) != 1 and all(abs(coefficient) == size for coefficient, _ in terms):
            rest = sympy.Add(*(factor if coefficient > 0 else -factor for coefficient, factor in terms))
            return self.emit("multiply", _to_float(size), self.lower(rest))
        terms.sort(key=lambda term: bool(term[0] < 0))
        total: Operand | None = None
        for coefficient, factor in terms:
            if total is None:
                total = self._scaled(coefficient, self.lower(factor))
            else:
                name = "subtract" if coefficient < 0 else "add"
                total = self.emit(name, total, self._scaled(abs(coefficient), self.lower(factor)))
        assert total is not None
        return total

    def _scaled(self, coefficient: Expression, value: Operand) -> Operand:
        return self.emit("multiply", _to_float(coefficient), value)

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
        return self.emit("divide", numerator, self._multiplied(below)) if below else numerator

    def _multiplied(self, factors: list[Operand]) -> Operand:
        constant = float(math.prod(factor for factor in factors if isinstance(factor, float)))
        computed = sorted(registers(factors))
        if not computed:
            return constant
        product: Operand = computed[0]
        for register in computed[1:]:
            product = self.emit("multiply", product, register)
        return self.emit("multiply", constant, product)

    def _power(self, base: Expression, exponent: Expression) -> Operand:
        if exponent.is_Number and exponent < 0:
            return self.emit("divide", 1.0, self._power(base, -exponent))
        value = self.lower(base)
        if exponent.is_Integer and exponent <= MAX_MULTIPLIED_POWER:
            return self.multiplied_power(value, int(exponent))
        if exponent.is_Rational and exponent.q == 2 and exponent <= MAX_MULTIPLIED_POWER:
            return self.multiplied_power(self.emit("sqrt", value), int(exponent.p))
        return self.emit("power", value, self.lower(exponent))


def _to_float(number: Expression) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, 1 if number > 0 else -1)


def lower(expressions: Iterable[Expression], symbols: Iterable[Expression]) -> Program:
    """One program whose outputs are the values of the expressions in these symbols."""
    lowering = _Lowering(symbols)
    outputs = [lowering.lower(expression) for expression in expressions]
    return lowering.recorder.program(outputs)
