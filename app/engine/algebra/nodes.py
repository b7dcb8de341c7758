"""The tree of a checked formula: made node by node, with constants folded and sizes held within limits."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from app.engine.algebra.tokens import FUNCTIONS, refused

MAX_DEPTH = 60
MAX_CONSTANT = 1e12
MIN_CONSTANT = 1e-30
MAX_EXPONENT = 100
MAX_DEGREE = 100


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a checked formula.

    `operation` is "number", "variable", "constant", one of add, multiply, divide, power, negative, or the name of a
    function. Sums and products have two or more arguments; a difference is a sum with a negative. `name` is a
    variable's or constant's name, or a number as it was typed. `value` is the number that a constant subtree stands
    for, `exact` the same as a fraction where that is exact; `degree` bounds the power of the variables, counting
    nested exponents.
    """

    operation: str
    arguments: tuple["Node", ...] = ()
    name: str = ""
    value: float | None = None
    exact: Fraction | None = None
    degree: float = 0.0
    depth: int = 0


_ARITHMETIC: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": math.pow,
    "negative": lambda a: -a,
}
_EXACT: dict[str, Callable[..., Fraction]] = {
    "add": Fraction.__add__,
    "multiply": Fraction.__mul__,
    "divide": Fraction.__truediv__,
    "negative": Fraction.__neg__,
}


def number(column: int, text: str) -> Node:
    """A number as it was typed. 0.1 is 1/10 exactly."""
    value = float(text)
    _check_size(column, value)
    return Node("number", name=text, value=value, exact=Fraction(text) if value else Fraction(0))


def combine(column: int, operation: str, *arguments: Node) -> Node:
    """A node of `operation`; all-constant arguments fold to a number, whose size is checked."""
    depth = 1 + max(argument.depth for argument in arguments)
    if depth > MAX_DEPTH:
        raise refused(column, f"at most {MAX_DEPTH} nested operations", "more")
    degree = max(argument.degree for argument in arguments)
    values = [argument.value for argument in arguments if argument.value is not None]
    if len(values) < len(arguments):
        if operation == "divide" and arguments[1].value == 0:
            raise refused(column, "a divisor other than 0", "0")
        return Node(operation, arguments, degree=degree, depth=depth)
    try:
        value = float((_ARITHMETIC.get(operation) or FUNCTIONS[operation])(*values))
    except (ArithmeticError, ValueError):
        numbers = ", ".join(f"{value:g}" for value in values)
        raise refused(column, "a finite real number", f"{operation}({numbers})") from None
    _check_size(column, value)
    return Node(operation, arguments, value=value, exact=_exact(operation, arguments), depth=depth)


def joined(column: int, operation: str, left: Node, right: Node) -> Node:
    """`left` + `right` or `left` · `right`, where `left` may be a chain of the same that goes on."""
    if left.operation != operation or left.value is not None:
        return combine(column, operation, left, right)
    depth = max(left.depth, right.depth + 1)
    if depth > MAX_DEPTH:
        raise refused(column, f"at most {MAX_DEPTH} nested operations", "more")
    return replace(left, arguments=(*left.arguments, right), degree=max(left.degree, right.degree), depth=depth)


def power(column: int, base: Node, exponent: Node) -> Node:
    """`base` to the `exponent`, one of which is a constant."""
    if exponent.value is None:
        if base.value is None or base.value <= 0:
            raise refused(
                column,
                "an exponent that is a number, or a base that is a positive number",
                "a variable exponent (write exp(exponent * log(base)))",
            )
        return combine(column, "power", base, exponent)
    if abs(exponent.value) > MAX_EXPONENT:
        raise refused(column, f"exponents of at most {MAX_EXPONENT} in size", f"{exponent.value:g}")
    raised = combine(column, "power", base, exponent)
    degree = base.degree * max(1.0, abs(exponent.value))
    if degree > MAX_DEGREE:
        raise refused(column, f"powers of a letter up to {MAX_DEGREE}", f"{degree:g}")
    return replace(raised, degree=degree)


def _check_size(column: int, value: float) -> None:
    if not abs(value) <= MAX_CONSTANT:
        raise refused(column, f"constants of at most {MAX_CONSTANT:g} in size", f"{value:g}")
    if 0 < abs(value) < MIN_CONSTANT:
        raise refused(column, f"constants of at least {MIN_CONSTANT:g} in size, or 0", f"{value:g}")


def _exact(operation: str, arguments: tuple[Node, ...]) -> Fraction | None:
    """The exact value of an operation on fractions, None where it is not rational, or would be very long."""
    numbers = [argument.exact for argument in arguments if argument.exact is not None]
    if len(numbers) < len(arguments):
        return None
    if any(max(exact.denominator.bit_length(), exact.numerator.bit_length()) > 2000 for exact in numbers):
        return None
    if operation == "power":
        base, exponent = numbers
        short = base.denominator.bit_length() <= 100 >= base.numerator.bit_length()
        return base ** int(exponent) if short and exponent.denominator == 1 else None
    exactly = _EXACT.get(operation)
    return exactly(*numbers) if exactly else None


def growth(node: Node) -> tuple[int, int, int]:
    """Sizes of a formula, of one partial derivative and of a second one, written out by the product and chain rules."""
    if node.value is not None:
        return 1, 0, 0
    if node.operation == "variable":
        return 1, 1, 0
    sizes = [growth(argument) for argument in node.arguments]
    size = 1 + sum(part[0] for part in sizes)
    first = sum(part[1] for part in sizes)
    second = sum(part[2] for part in sizes)
    if node.operation in ("add", "negative"):
        return size, first, second
    if sum(part[1] > 0 for part in sizes) == 1 and node.operation in ("multiply", "divide"):
        constant = size - max(part[0] for part in sizes)
        return size, first + constant, second + constant
    # Each factor's derivative is written with all other factors.
    ways = max(1, sum(part[1] > 0 for part in sizes) - 1) if node.operation == "multiply" else 1
    return size, first + ways * size, second + 2 * ways * first + (ways * ways + 1) * size


__all__ = ["Node", "combine", "growth", "joined", "number", "power"]
