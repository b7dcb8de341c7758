"""The text of a formula: its alphabet, its functions by name, and its tokens."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

MAX_BRACKETS = 30
MAX_DIGITS = 30

CONSTANTS = {"pi": math.pi, "e": math.e}
VARIABLES = ("x", "y")


class FormulaError(ValueError):
    """A formula that cannot be used; the message says where, what was expected and what came."""


def refused(column: int, expected: str, came: str) -> FormulaError:
    """The error of something at a column, counted from 1."""
    return FormulaError(f"formula, column {column}: expected {expected}, got {came}")


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _sign(z: float) -> float:
    return float((z > 0) - (z < 0))


FUNCTIONS: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": math.fabs,
    "sign": _sign,
    "logistic": _logistic,
    "softplus": lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))),
    "hypot": math.hypot,
    "rootabs": lambda z: math.sqrt(abs(z)),
    "cosroot": lambda z: math.cos(math.sqrt(z)),
}
"""Functions by name, on numbers. `hypot`, `rootabs` (√|u|) and `cosroot` (cos √u) have derivatives that stay finite
at 0."""

ALIASES = {"ln": "log", "sigmoid": "logistic", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "Abs": "abs"}
ARITY = {"hypot": 2}

_TOKEN = re.compile(
    r"(?P<space>[ \t]+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<operator>\*\*|[-+*/^(),])"
)
EXPECTED = f"numbers, x, y, pi, e, + - * / ^, brackets and the functions {', '.join(FUNCTIONS)}"


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name, an operator or a bracket, and its column from 1."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """Cut `text` into tokens; a character outside the alphabet, and `2x`, are errors."""
    found: list[Token] = []
    position = depth = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            character = text[position]
            raise refused(position + 1, EXPECTED, f"{character!r} (U+{ord(character):04X})")
        token = Token(str(match.lastgroup), match.group(), position + 1)
        depth += (token.text == "(") - (token.text == ")")
        if depth > MAX_BRACKETS:
            raise refused(token.column, f"at most {MAX_BRACKETS} nested brackets", "more")
        if token.kind == "number" and sum(map(str.isdigit, token.text)) > MAX_DIGITS:
            raise refused(token.column, f"numbers of at most {MAX_DIGITS} digits", f"{len(token.text)} characters")
        if token.kind != "space":
            found.append(token)
        position = match.end()
    for before, after in pairwise(found):
        _check_neighbours(before, after)
    return found


def _check_neighbours(before: Token, after: Token) -> None:
    """Refuse `2x`, `sin x`, `(x)(y)`: products are written out, functions have brackets."""
    if before.kind == "name" and (before.text in FUNCTIONS or before.text in ALIASES):
        if after.text != "(":
            raise refused(after.column, f"brackets after the function {before.text}", f"{after.text!r}")
        return
    value = before.kind == "number" or before.text == ")" or before.text in VARIABLES or before.text in CONSTANTS
    if (after.kind in ("number", "name") and (value or before.kind == "name")) or (after.text == "(" and value):
        expected = f"an operator between {before.text!r} and {after.text!r} (a product is written with *)"
        raise refused(after.column, expected, f"{after.text!r}")


def plain_number(token: Token) -> str:
    """Leading zeros are decimal for people and a syntax error for Python."""
    return re.sub(r"^0+(?=\d)", "", token.text)
