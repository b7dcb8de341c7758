"""Long formulas as programs, and their derivatives, operation by operation.

SymPy's derivatives of a sum over many data take half a minute; the time for these grows with the formula's length. They
are not simplified, so nobody reads them as LaTeX. The slope of √u where u is 0 is 0 if u does not change there.
"""

from collections.abc import Callable
from functools import cached_property, reduce

from app.engine.algebra.folding import Folding
from app.engine.algebra.formula import Formula, FormulaError
from app.engine.algebra.nodes import Node
from app.engine.algebra.operations import OPERATIONS
from app.engine.algebra.program import Operand, Operation, Program

INPUTS = ("x", "y")
SMALLEST_DIVISOR = 1e-150
_NAMES = {"abs": "absolute", "max": "maximum", "min": "minimum"}

Emit = Callable[..., Operand]
Slope = Callable[[Emit, int, Operand], Operand]
"""Emits the derivative of an operation by its argument, given its result and its argument."""


def _one_minus_square(emit: Emit, u: Operand) -> Operand:
    return emit("subtract", 1.0, emit("multiply", u, u))


SLOPES: dict[str, Slope] = {
    "negative": lambda _emit, _out, _u: -1.0,
    "sign": lambda _emit, _out, _u: 0.0,
    "absolute": lambda emit, _out, u: emit("sign", u),
    "sin": lambda emit, _out, u: emit("cos", u),
    "cos": lambda emit, _out, u: emit("negative", emit("sin", u)),
    "tan": lambda emit, out, _u: emit("add", 1.0, emit("multiply", out, out)),
    "asin": lambda emit, _out, u: emit("divide", 1.0, emit("sqrt", _one_minus_square(emit, u))),
    "acos": lambda emit, _out, u: emit("divide", -1.0, emit("sqrt", _one_minus_square(emit, u))),
    "atan": lambda emit, _out, u: emit("divide", 1.0, emit("add", 1.0, emit("multiply", u, u))),
    "sinh": lambda emit, _out, u: emit("cosh", u),
    "cosh": lambda emit, _out, u: emit("sinh", u),
    "tanh": lambda emit, out, _u: _one_minus_square(emit, out),
    "exp": lambda _emit, out, _u: out,
    "expm1": lambda emit, _out, u: emit("exp", u),
    "log": lambda emit, _out, u: emit("divide", 1.0, u),
    "sqrt": lambda emit, out, _u: emit("divide", 0.5, emit("maximum", out, SMALLEST_DIVISOR)),
    "logistic": lambda emit, out, u: emit("multiply", out, emit("logistic", emit("negative", u))),
    "softplus": lambda emit, _out, u: emit("logistic", u),
}


class _Recording(Folding):
    """Records trees, and derivatives of what has been recorded."""

    def __init__(self, formula: Formula) -> None:
        super().__init__()
        names = INPUTS[: formula.dimension]
        self._letters: dict[str, Operand] = {
            letter: self.recorder.input(name) for letter, name in zip(formula.letters, names, strict=True)
        }

    def lowered(self, node: Node) -> Operand:
        """The register or constant that holds the node's value."""
        if node.value is not None:
            return node.value
        if node.operation == "variable":
            return self._letters[node.name]
        if node.operation == "power":
            return self._power(*node.arguments)
        arguments = [self.lowered(argument) for argument in node.arguments]
        if node.operation in ("add", "multiply", "max", "min"):
            name = _NAMES.get(node.operation, node.operation)
            return reduce(lambda left, right: self.emit(name, left, right), arguments)
        return self._function(node.operation, arguments)

    def _function(self, name: str, arguments: list[Operand]) -> Operand:
        if name == "hypot":
            squares = [self.emit("multiply", argument, argument) for argument in arguments]
            return self.emit("sqrt", self.emit("add", *squares))
        if name == "rootabs":
            return self.emit("sqrt", self.emit("absolute", *arguments))
        if name == "cosroot":
            return self.emit("cos", self.emit("sqrt", *arguments))
        name = _NAMES.get(name, name)
        if name not in OPERATIONS:
            raise FormulaError(f"formula: expected a shorter formula around {name}, got one of many operations")
        return self.emit(name, *arguments)

    def _power(self, base: Node, exponent: Node) -> Operand:
        value = self.lowered(base)
        if exponent.value is None:
            if base.operation == "constant" and base.name == "e":
                return self.emit("exp", self.lowered(exponent))
            return self.emit("power", value, self.lowered(exponent))
        size = abs(exponent.value)
        if size == 0:
            return 1.0
        root = size % 1 == 0.5
        if size % 1 and not root:
            return self.emit("power", value, exponent.value)
        raised = self.multiplied_power(self.emit("sqrt", value) if root else value, int(2 * size if root else size))
        return raised if exponent.value > 0 else self.emit("divide", 1.0, raised)

    def slopes(self, output: Operand, letter: int) -> Operand:
        """The derivative of an output by an input, by the chain rule from the inputs on."""
        program = self.recorder.program([output])
        slopes: dict[int, Operand] = {**dict.fromkeys(program.inputs, 0.0), letter: 1.0}
        for operation in program.operations:
            slopes[operation.target] = self._slope(operation, slopes)
        return slopes.get(output, 0.0) if isinstance(output, int) else 0.0

    def _slope(self, operation: Operation, slopes: dict[int, Operand]) -> Operand:
        inner = [slopes[operand] if isinstance(operand, int) else 0.0 for operand in operation.operands]
        if all(_is_zero(slope) for slope in inner):
            return 0.0
        match operation.name:
            case "add" | "subtract":
                return self._combined(operation.name, *inner)
            case "multiply":
                a, b = operation.operands
                return self._combined("add", self._times(inner[0], b), self._times(inner[1], a))
            case "divide":
                above = self._combined("subtract", inner[0], self._times(inner[1], operation.target))
                return self.emit("divide", above, operation.operands[1])
            case "maximum" | "minimum":
                return self._of_larger(operation, inner)
            case "power":
                return self._of_power(operation, inner)
        return self._times(inner[0], SLOPES[operation.name](self.emit, operation.target, operation.operands[0]))

    def _of_larger(self, operation: Operation, inner: list[Operand]) -> Operand:
        """The slope of the larger, or the smaller; the mean where both are equal."""
        sign = self.emit("sign", self.emit("subtract", *operation.operands))
        kept = self._times(self._combined("subtract", *inner), sign)
        larger = operation.name == "maximum"
        twice = self._combined("add" if larger else "subtract", self._combined("add", *inner), kept)
        return self.emit("multiply", 0.5, twice)

    def _of_power(self, operation: Operation, inner: list[Operand]) -> Operand:
        base, exponent = operation.operands
        if isinstance(exponent, float):
            lower = self.emit("power", base, exponent - 1.0)
            return self._times(inner[0], self.emit("multiply", exponent, lower))
        return self._times(inner[1], self.emit("multiply", operation.target, self.emit("log", base)))

    def _times(self, slope: Operand, factor: Operand) -> Operand:
        return 0.0 if _is_zero(slope) else self.emit("multiply", slope, factor)

    def _combined(self, name: str, left: Operand, right: Operand) -> Operand:
        """A sum or a difference of slopes, of which some are 0."""
        if _is_zero(right):
            return left
        if _is_zero(left):
            return right if name == "add" else self.emit("negative", right)
        return self.emit(name, left, right)


def _is_zero(operand: Operand) -> bool:
    return isinstance(operand, float) and operand == 0


class Recorded:
    """Value, gradient and Hessian of a long formula as programs."""

    gradient_latex: tuple[str, ...] = ()

    def __init__(self, formula: Formula) -> None:
        self._recording = _Recording(formula)
        self._letters = range(formula.dimension)
        self._value = self._recording.lowered(formula.tree)

    @cached_property
    def _gradient(self) -> list[Operand]:
        return [self._recording.slopes(self._value, letter) for letter in self._letters]

    def value(self) -> Program:
        """The value alone."""
        return self._recording.recorder.program([self._value])

    def value_and_gradient(self) -> Program:
        """The value and the partial derivatives."""
        return self._recording.recorder.program([self._value, *self._gradient])

    def hessian(self) -> Program:
        """[f″] in one dimension, [f_xx, f_xy, f_yy] in two."""
        pairs = [(row, column) for row in self._letters for column in self._letters if row <= column]
        return self._recording.recorder.program(
            [self._recording.slopes(self._gradient[row], column) for row, column in pairs]
        )


__all__ = ["Recorded"]
