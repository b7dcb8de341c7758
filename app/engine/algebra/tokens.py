"""The text of a formula: its alphabet, its names, and its tokens."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

MAX_LENGTH = 10_000
MAX_DIGITS = 30
MAX_INDEX_DIGITS = 2

CONSTANTS = {"π": math.pi, "e": math.e}


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
    "max": max,
    "min": min,
    "logistic": _logistic,
    "softplus": lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))),
    "hypot": math.hypot,
    "rootabs": lambda z: math.sqrt(abs(z)),
    "cosroot": lambda z: math.cos(math.sqrt(z)),
}
"""Functions by name, on numbers. `hypot`, `rootabs` (√|u|) and `cosroot` (cos √u) have derivatives that stay finite
at 0."""

ALIASES = {"ln": "log", "sigmoid": "logistic", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "Abs": "abs"}
ARITY = {"hypot": (2, 2), "max": (2, 100), "min": (2, 100)}
"""Fewest and most arguments of a function that has not exactly one."""

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
LATIN = "abcdklmnopqrstuvwxyz"
"""Letters that variables may have. e is a number, i and j are √−1 in books, f, g and h are functions."""

_SPELLED = {"pi": "π", **{name: letter for letter, name in GREEK.items()}}
_SAME = str.maketrans("−–·⋅×∗÷µϕϑ", "--****/μφθ")
"""Characters that look like others and mean the same."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_INDEX = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_TOKEN = re.compile(
    r"(?P<space>[ \t\u00a0\u2009\u202f]+)|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>(?:[A-Za-z]+|[{''.join(GREEK)}π])(?:_?[0-9]+|_?[₀-₉]+)?)"
    r"|(?P<power>[⁺⁻]?[⁰¹²³⁴-⁹]+)|(?P<operator>\*\*|[-+*/^(),|=√])"
)
EXPECTED = f"numbers, letters such as x, y, π, e, + - * / ^, brackets, |x| and the functions {', '.join(FUNCTIONS)}"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, and its column from 1.

    `kind` is number, constant, letter, function, word (a name that is none of these), power (superscript digits),
    operator or end. `text` has the one spelling that all others of it are taken for; the text of a letter is the
    letter with its index, as in x or w₁.
    """

    kind: str
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """Cut `text` into tokens, with one of kind "end" as the last; a character outside the alphabet is an error."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"formula: expected at most {MAX_LENGTH} characters, got {len(text)}")
    found: list[Token] = []
    plain = text.translate(_SAME)
    position = 0
    while position < len(text):
        match = _TOKEN.match(plain, position)
        if match is None:
            character = text[position]
            raise refused(position + 1, EXPECTED, f"{character!r} (U+{ord(character):04X})")
        kind, piece = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(_token(kind, piece, position + 1))
        position = match.end()
    return [*_without_joined(found), Token("end", "", len(text) + 1)]


def _token(kind: str, piece: str, column: int) -> Token:
    if kind in ("number", "power") and sum(map(str.isdigit, piece)) > MAX_DIGITS:
        raise refused(column, f"numbers of at most {MAX_DIGITS} digits", f"{len(piece)} characters")
    return _name(piece, column) if kind == "name" else Token(kind, piece.replace("**", "^"), column)


def _name(piece: str, column: int) -> Token:
    name = ALIASES.get(piece, piece)
    if name in FUNCTIONS:
        return Token("function", name, column)
    name = _SPELLED.get(piece, piece)
    if name in CONSTANTS:
        return Token("constant", name, column)
    lowered = piece.translate(_LOWERED)
    base = lowered.rstrip("0123456789").rstrip("_")
    digits = lowered[len(base) :].lstrip("_")
    base = _SPELLED.get(base, base)
    if base not in GREEK and (len(base) > 1 or base not in LATIN):
        return Token("word", piece, column)
    if len(digits) > MAX_INDEX_DIGITS:
        raise refused(column, f"an index of at most {MAX_INDEX_DIGITS} digits", f"{piece[:40]!r}")
    return Token("letter", base + digits.translate(_INDEX), column)


def _without_joined(found: list[Token]) -> Iterable[Token]:
    """`xy` and `xe` as products: words of x, y, e and letters that stand alone elsewhere in the text."""
    alone = {token.text for token in found if token.kind == "letter"} | {"x", "y"}
    for token in found:
        if token.kind != "word" or not alone.issuperset(token.text.replace("e", "x")):
            yield token
            continue
        for place, letter in enumerate(token.text):
            yield Token("constant" if letter == "e" else "letter", letter, token.column + place)


def raised(superscript: str) -> str:
    """-1 of ⁻¹."""
    return superscript.translate(_RAISED)


def parts(letter: str) -> tuple[str, str]:
    """A letter and the digits of its index: w and 1 of w₁."""
    return letter[0], letter[1:].translate(_LOWERED)


def unknown(name: str, called: bool) -> str:
    """A name that is none, and what may have been meant; `called` where a bracket follows."""
    known = [*LATIN, *_SPELLED, *FUNCTIONS, *ALIASES]
    begun = next((one for one in sorted(known, key=len, reverse=True) if len(one) > 1 and name.startswith(one)), "")
    near = f"{begun}({name[len(begun) :]})" if not called and (begun in FUNCTIONS or begun in ALIASES) else ""
    near = near or next(iter(get_close_matches(name.lower(), known, n=1)), "")
    hint = f" (did you mean {near[:40]!r}?)" if near else ""
    return f"the unknown name {name[:40]!r}{hint}"


__all__ = [
    "ALIASES",
    "ARITY",
    "CONSTANTS",
    "FUNCTIONS",
    "FormulaError",
    "Token",
    "parts",
    "raised",
    "refused",
    "tokens",
    "unknown",
]
