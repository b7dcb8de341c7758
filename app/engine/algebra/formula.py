"""A person's formula in one or two letters, read safely: nothing of the text is ever evaluated as Python.

The text is cut into tokens of a fixed alphabet (`tokens.py`), parsed by a grammar of its own (`grammar.py`), and built
up as a small tree of numbers, variables and listed functions (`nodes.py`). Everything else is refused with a
`FormulaError` before any arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.engine.algebra.grammar import Parser
from app.engine.algebra.nodes import Node, growth
from app.engine.algebra.tokens import GREEK, LATIN, MAX_LENGTH, FormulaError, Token, parts, refused, tokens

LONG = 120
LONG_DERIVATIVES = 2000


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: its text, its tree, and its letters, one a dimension, as x or w₁."""

    text: str
    tree: Node
    letters: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether it or its second derivatives are so large that nobody reads them as formulas."""
        size, _, second = growth(self.tree)
        return size > LONG or second > LONG_DERIVATIVES

    @property
    def dimension(self) -> int:
        """Of its parameter space, 1 or 2."""
        return len(self.letters)


@lru_cache(maxsize=16)
def parse(text: str, dimension: int | None = None) -> Formula:
    """Read a formula in one or two letters, with or without `f(x, y) =`, `y =` before it.

    Its letters are those on the left side in brackets, else those that occur, in the order of the alphabet and of
    their indices. The dimension is their number; `dimension` = 2 makes a formula in one letter two-dimensional.
    Raises `FormulaError`.
    """
    found = tokens(text)
    output, declared, right = _sides(found)
    if right[0].kind == "end":
        came = "nothing after =" if output else "an empty text"
        raise FormulaError(f"formula: expected an expression in x (and y), got {came}")
    parser = Parser(right, declared, output)
    tree = parser.whole()
    if not parser.letters:
        raise FormulaError("formula: expected x (and y) to occur, got a constant")
    return Formula(text, tree, _in_dimension(declared or tuple(sorted(parser.letters, key=_place)), dimension))


def _in_dimension(letters: tuple[str, ...], dimension: int | None) -> tuple[str, ...]:
    if dimension == 1 and len(letters) == 2:
        raise FormulaError(f"formula: expected one letter alone in one dimension, got {' and '.join(letters)}")
    if dimension == 2 and len(letters) == 1:
        return tuple(sorted((*letters, _partner(letters[0])), key=_place))
    return letters


def _place(letter: str) -> tuple[int, int]:
    """Where a letter stands among all: a before b, Latin before Greek, w₁ before w₂."""
    base, index = parts(letter)
    return (LATIN + "".join(GREEK)).index(base), int(index or -1)


def _partner(letter: str) -> str:
    """The letter of the other axis, where a formula has but one: x and y, w₁ and w₂, a and b."""
    if letter[1:]:
        return letter[0] + ("₁" if letter[1:] == "₂" else "₂")
    letters = LATIN.replace("z", "") + "".join(GREEK)
    return {"y": "x", "z": "x", "ω": "ψ"}.get(letter) or letters[letters.index(letter) + 1]


def _sides(found: Sequence[Token]) -> tuple[str, tuple[str, ...], Sequence[Token]]:
    """The name on the left of =, its letters in brackets, and the tokens on the right."""
    equals = [place for place, token in enumerate(found) if token.text == "="]
    if not equals:
        return "", (), found
    if len(equals) > 1:
        raise refused(found[equals[1]].column, "one = at most", "a second one")
    left, right = found[: equals[0]], found[equals[0] + 1 :]
    if not left or left[0].kind not in ("letter", "word"):
        raise refused(found[0].column, "a name before =, as in f(x, y) = or y =", "none")
    return left[0].text, _declared(left[1:]), right


def _declared(after: Sequence[Token]) -> tuple[str, ...]:
    """The letters of `(x, y)`; none where there are no brackets."""
    if not after:
        return ()
    inside = after[1:-1]
    letters = tuple(token.text for token in inside[::2])
    commas = all(token.text == "," for token in inside[1::2])
    framed = after[0].text == "(" and after[-1].text == ")" and len(inside) % 2 == 1
    if not framed or not commas or any(token.kind != "letter" for token in inside[::2]):
        raise refused(after[0].column, "letters in brackets before =, as in f(x, y) =", "something else")
    if len(letters) > 2 or len(set(letters)) < len(letters):
        raise refused(inside[-1].column, "one letter, or two different ones, before =", ", ".join(letters)[:40])
    return letters


__all__ = ["MAX_LENGTH", "Formula", "FormulaError", "Node", "parse"]
