"""A person's formula in x (and y), read safely: nothing of the text is ever evaluated as Python.

The text is cut into tokens of a fixed alphabet, parsed by `ast`, and rebuilt node by node as a small tree of
numbers, variables and listed functions. Everything else is refused with a `FormulaError` before any arithmetic.
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

from app.engine.algebra.tokens import (
    ALIASES,
    ARITY,
    CONSTANTS,
    EXPECTED,
    FUNCTIONS,
    VARIABLES,
    FormulaError,
    plain_number,
    refused,
    tokens,
)

MAX_LENGTH = 500
MAX_DEPTH = 30
MAX_NODES = 200
MAX_CONSTANT = 1e12
MIN_CONSTANT = 1e-30
MAX_EXPONENT = 20
MAX_DEGREE = 100
MAX_GROWTH = 2000


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a checked formula.

    `operation` is "number", "variable", "constant", one of add, subtract, multiply, divide, power, negative, or the
    name of a function. `value` is the number that a constant subtree stands for, `exact` the same as a fraction
    where that is exact; `degree` bounds the power of the variables, counting nested exponents.
    """

    operation: str
    arguments: tuple["Node", ...] = ()
    name: str = ""
    value: float | None = None
    exact: Fraction | None = None
    degree: float = 0.0


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: its text, its tree, and its letters as typed, one a dimension.

    In one dimension the tree has x for the letter, whichever it is.
    """

    text: str
    tree: Node
    letters: tuple[str, ...]

    @property
    def dimension(self) -> int:
        """Of its parameter space, 1 or 2."""
        return len(self.letters)


_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_ARITHMETIC: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": math.pow,
    "negative": lambda a: -a,
}


class _Reader:
    """Walks the syntax tree once and rebuilds it as checked nodes."""

    def __init__(self, columns: list[int]) -> None:
        self._columns = columns
        self._nodes = 0
        self.variables: set[str] = set()

    def column(self, node: ast.AST) -> int:
        """Column of a syntax node in the text as it was written, from 1."""
        offset = int(getattr(node, "col_offset", 0))
        return self._columns[min(offset, len(self._columns) - 1)]

    def read(self, node: ast.expr, depth: int = 0) -> Node:
        """The checked node for a syntax node; a chain a + b + c counts as one level."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise refused(self.column(node), f"at most {MAX_NODES} numbers, names and operations", "more")
        if depth > MAX_DEPTH:
            raise refused(self.column(node), f"at most {MAX_DEPTH} nested operations", "more")
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name():
                return self._name(node)
            case ast.UnaryOp(op=ast.USub()):
                return self._combine(node, "negative", self.read(node.operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.read(node.operand, depth + 1)
            case ast.BinOp() if type(node.op) in _BINARY:
                operation = _BINARY[type(node.op)]
                left = self.read(node.left, depth + (operation == "power"))
                right = self.read(node.right, depth + 1)
                if operation == "power":
                    return self._power(node, left, right)
                return self._combine(node, operation, left, right)
            case ast.Call(func=ast.Name(), keywords=[]):
                return self._call(node, depth)
        raise refused(self.column(node), EXPECTED, f"a Python {type(node).__name__}")

    def _number(self, node: ast.Constant) -> Node:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise refused(self.column(node), "a number", repr(node.value)[:40])
        value = float(node.value)
        self._check_size(node, value)
        # repr is the shortest decimal that means this float, so 0.1 becomes 1/10 exactly.
        exact = Fraction(node.value) if isinstance(node.value, int) else Fraction(repr(node.value))
        return Node("number", value=value, exact=exact)

    def _check_size(self, node: ast.AST, value: float) -> None:
        if not abs(value) <= MAX_CONSTANT:
            raise refused(self.column(node), f"constants of at most {MAX_CONSTANT:g} in size", f"{value:g}")
        if 0 < abs(value) < MIN_CONSTANT:
            raise refused(self.column(node), f"constants of at least {MIN_CONSTANT:g} in size, or 0", f"{value:g}")

    def _name(self, node: ast.Name) -> Node:
        if node.id in VARIABLES:
            self.variables.add(node.id)
            return Node("variable", name=node.id, degree=1.0)
        if node.id in CONSTANTS:
            return Node("constant", name=node.id, value=CONSTANTS[node.id])
        if node.id in FUNCTIONS or node.id in ALIASES:
            raise refused(self.column(node), f"brackets after the function {node.id}", "none")
        raise refused(self.column(node), "x, y, pi, e or a function", self._unknown(node.id))

    @staticmethod
    def _unknown(name: str) -> str:
        near = get_close_matches(name, [*VARIABLES, *CONSTANTS, *FUNCTIONS, *ALIASES], n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return f"the unknown name {name[:40]!r}{hint}"

    def _call(self, node: ast.Call, depth: int) -> Node:
        assert isinstance(node.func, ast.Name)
        name = ALIASES.get(node.func.id, node.func.id)
        if name not in FUNCTIONS:
            raise refused(self.column(node), f"one of the functions {', '.join(FUNCTIONS)}", self._unknown(name))
        expected = ARITY.get(name, 1)
        if len(node.args) != expected:
            raise refused(
                self.column(node), f"{expected} argument{'s' * (expected > 1)} of {name}", f"{len(node.args)}"
            )
        return self._combine(node, name, *(self.read(argument, depth + 1) for argument in node.args))

    def _power(self, node: ast.BinOp, base: Node, exponent: Node) -> Node:
        if exponent.value is None:
            if base.value is None or base.value <= 0:
                raise refused(
                    self.column(node.right),
                    "an exponent that is a number, or a base that is a positive number",
                    "a variable exponent (write exp(exponent * log(base)))",
                )
            return Node("power", (base, exponent), degree=exponent.degree)
        if abs(exponent.value) > MAX_EXPONENT:
            expected = f"exponents of at most {MAX_EXPONENT} in size"
            raise refused(self.column(node.right), expected, f"{exponent.value:g}")
        power = self._combine(node, "power", base, exponent)
        degree = base.degree * max(1.0, abs(exponent.value))
        if degree > MAX_DEGREE:
            raise refused(self.column(node), f"powers of x and y up to {MAX_DEGREE}", f"{degree:g}")
        return Node("power", power.arguments, value=power.value, exact=power.exact, degree=degree)

    def _combine(self, node: ast.AST, operation: str, *arguments: Node) -> Node:
        """A node of `operation`; all-constant arguments fold to a number, whose size is checked."""
        degree = max(argument.degree for argument in arguments)
        values = [argument.value for argument in arguments if argument.value is not None]
        if len(values) < len(arguments):
            if operation == "divide" and arguments[1].value == 0:
                raise refused(self.column(node), "a divisor other than 0", "0")
            return Node(operation, arguments, degree=degree)
        try:
            value = (_ARITHMETIC.get(operation) or FUNCTIONS[operation])(*values)
        except (ArithmeticError, ValueError):
            numbers = ", ".join(f"{number:g}" for number in values)
            raise refused(self.column(node), "a finite real number", f"{operation}({numbers})") from None
        self._check_size(node, value)
        return Node(operation, arguments, value=value, exact=_exact(operation, arguments))


def _exact(operation: str, arguments: tuple[Node, ...]) -> Fraction | None:
    """The exact value of an operation on fractions, None where it is not rational."""
    exact = [argument.exact for argument in arguments]
    if any(number is None for number in exact):
        return None
    numbers = [number for number in exact if number is not None]
    if operation == "power":
        small = (
            numbers[1].denominator == 1
            and numbers[0].denominator.bit_length() <= 100 >= numbers[0].numerator.bit_length()
        )
        return numbers[0] ** int(numbers[1]) if small else None
    if operation not in _ARITHMETIC:
        return None
    result = {"add": Fraction.__add__, "subtract": Fraction.__sub__, "multiply": Fraction.__mul__}.get(operation)
    if operation == "negative":
        return -numbers[0]
    return result(*numbers) if result else numbers[0] / numbers[1]


def _growth(node: Node) -> tuple[int, int, int]:
    """Sizes of a formula, of one partial derivative and of a second one, written out by the product and chain rules."""
    if node.value is not None:
        return 1, 0, 0
    if node.operation == "variable":
        return 1, 1, 0
    sizes = [_growth(argument) for argument in node.arguments]
    size = 1 + sum(part[0] for part in sizes)
    first = sum(part[1] for part in sizes)
    second = sum(part[2] for part in sizes)
    if node.operation in ("add", "subtract", "negative"):
        return size, first, second
    if sum(part[1] > 0 for part in sizes) == 1 and node.operation in ("multiply", "divide"):
        constant = size - max(part[0] for part in sizes)
        return size, first + constant, second + constant
    return size, first + size, second + 2 * first + 2 * size


@lru_cache(maxsize=16)
def parse(text: str, dimension: int | None = None) -> Formula:
    """Read a formula in x, in y, or in both. `^` and `**` mean power, `ln` is `log`.

    The dimension is the number of letters; `dimension` = 2 makes a formula in one letter two-dimensional.
    Raises `FormulaError`.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"formula: expected at most {MAX_LENGTH} characters, got {len(text)}")
    found = tokens(text)
    if not found:
        raise FormulaError("formula: expected an expression in x (and y), got an empty text")
    columns: list[int] = []
    pieces: list[str] = []
    for token in found:
        piece = "**" if token.text == "^" else plain_number(token) if token.kind == "number" else token.text
        pieces.append(piece + " ")
        columns.extend([token.column] * (len(piece) + 1))
    reader = _Reader(columns)
    try:
        body = ast.parse("".join(pieces).strip(), mode="eval").body
    except SyntaxError as error:
        column = columns[min(max((error.offset or 1) - 1, 0), len(columns) - 1)]
        raise refused(column, "a complete expression", f"{text[column - 1 : column + 19]!r} ({error.msg})") from None
    except (ValueError, RecursionError, MemoryError):
        raise FormulaError("formula: expected a simpler expression, got one too deeply nested") from None
    tree = reader.read(body)
    if _growth(tree)[2] > MAX_GROWTH:
        raise FormulaError(f"formula: expected second derivatives of at most {MAX_GROWTH} terms, got more; shorten it")
    if not reader.variables:
        raise FormulaError("formula: expected x (and y) to occur, got a constant")
    letters = VARIABLES if dimension == 2 else tuple(sorted(reader.variables))
    if dimension == 1 and len(letters) == 2:
        raise FormulaError("formula: expected one letter alone in one dimension, got x and y")
    return Formula(text, _in_x(tree) if letters == ("y",) else tree, letters)


def _in_x(node: Node) -> Node:
    """The same in x instead of y."""
    name = "x" if node.operation == "variable" else node.name
    return replace(node, name=name, arguments=tuple(_in_x(argument) for argument in node.arguments))


__all__ = ["Formula", "FormulaError", "Node", "parse"]
