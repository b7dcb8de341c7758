"""Numbers as people write them: decimal points or commas, thousands in groups, a currency, a per cent sign."""

import re
from collections.abc import Iterable
from typing import Literal

Mark = Literal[".", ","]
MARKS: tuple[Mark, Mark] = (".", ",")
SPACES = " '’\u00a0\u202f\u2009"
"""What stands between thousands beside points and commas."""
UNITS = "$€£¥%"
UNIT_SET = frozenset(UNITS)
MISSING = frozenset(
    [
        "",
        "?",
        "-",
        "--",
        "–",
        "—",
        ".",
        "na",
        "n/a",
        "#n/a",
        "nan",
        "-nan",
        "null",
        "none",
        "<na>",
        "#na",
        "nil",
        "missing",
    ]
)
AROUND = re.compile(rf"([-+]?)[\s{UNITS}]*(.*?)[\s{UNITS}]*")


def _pattern(mark: Mark) -> "re.Pattern[str]":
    point = re.escape(mark)
    other = "," if mark == "." else r"\."
    whole = rf"(?:\d+|\d{{1,3}}(?:[{other}{SPACES}]\d{{3}})+)"
    return re.compile(rf"[-+]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][-+]?\d+)?")


PATTERNS: dict[Mark, "re.Pattern[str]"] = {mark: _pattern(mark) for mark in MARKS}
BARE: dict[Mark, "re.Pattern[str]"] = {
    ".": re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"[-+]?\d+", re.ASCII),
}
"""Most numbers: they stand as Python writes them."""


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return cell.lower() in MISSING


def plain(cell: str, mark: Mark) -> str | None:
    """The number in a cell as Python writes it; None where there is none."""
    if BARE[mark].fullmatch(cell):
        return cell
    text = cell.replace("−", "-")
    if not PATTERNS[mark].fullmatch(text):
        found = AROUND.fullmatch(text) if not UNIT_SET.isdisjoint(text) else None
        if found is None or not PATTERNS[mark].fullmatch(text := found[1] + found[2]):
            return None
    other = "," if mark == "." else "."
    return text.translate({ord(sign): None for sign in other + SPACES}).replace(mark, ".")


def unit(cells: Iterable[str]) -> str | None:
    """The first sign beside a number that is no part of it."""
    return next((sign for cell in cells if not UNIT_SET.isdisjoint(cell) for sign in cell if sign in UNIT_SET), None)
