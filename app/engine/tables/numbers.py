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
NO_ANSWER = frozenset(
    [
        "prefer not to say", "prefer not to answer", "no answer", "not answered", "no response", "don't know",
        "don’t know", "dont know", "unknown", "not known", "not available", "not applicable", "absent", "n.a.", "n. a.",
        "k.a.", "k. a.", "keine angabe", "keine angaben", "weiss nicht", "unbekannt",
        "fehlt", "nd", "n/d", "s/o", "tbd",
    ]
)  # fmt: skip
"""Words that say in a column of numbers that nothing is known; among words they may be a category."""
KNOWN_UNITS = frozenset(
    [
        "mm", "cm", "dm", "m", "km", "in", "ft", "yd", "mi", "mg", "g", "kg", "t", "lb", "oz", "ml", "cl", "l", "s",
        "sec", "min", "h", "hr", "d", "ms", "v", "mv", "kv", "a", "ma", "w", "kw", "kwh", "j", "kj", "n", "pa",
        "hpa", "kpa", "bar", "hz", "khz", "c", "°c", "f", "°f", "k", "mol", "%", "°", "m/s", "km/h", "mph", "m²",
        "m2", "m³", "m3", "cm²", "cm2", "cm³", "cm3", "g/l", "mg/l", "€", "$", "£", "eur", "usd", "chf", "years",
        "months", "days", "hours", "minutes", "seconds",
    ]
)  # fmt: skip
"""What may stand below the name of a column, where it is the only one of numbers."""
MEASURED = re.compile(r"([-+−]?(?:\d[\d.,'’\u00a0\u202f\u2009 ]*)?\d)\s*((?:[^\W\d_]|[°µ])[^\d\s]*[23]?|/\s?\d+)")
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


def measured(cell: str) -> tuple[str, str] | None:
    """The number and the unit of a cell such as "12 kg" or "7/10"; None where it is none."""
    found = MEASURED.fullmatch(cell)
    if found is None or not any(PATTERNS[mark].fullmatch(found[1].replace("−", "-")) for mark in MARKS):
        return None
    return found[1], found[2].replace(" ", "")


def plain(cell: str, mark: Mark) -> str | None:
    """The number in a cell as Python writes it; None where there is none."""
    if BARE[mark].fullmatch(cell):
        return cell
    text = cell.replace("−", "-")
    if text.startswith("(") and text.endswith(")"):  # as accountants write what is below 0
        inner = plain(text[1:-1].strip(), mark)
        return None if inner is None or inner[0] in "-+" else f"-{inner}"
    if not PATTERNS[mark].fullmatch(text):
        found = AROUND.fullmatch(text) if not UNIT_SET.isdisjoint(text) else None
        if found is None or not PATTERNS[mark].fullmatch(text := found[1] + found[2]):
            return None
    other = "," if mark == "." else "."
    return text.translate({ord(sign): None for sign in other + SPACES}).replace(mark, ".")


def unit(cells: Iterable[str]) -> str | None:
    """The first sign beside a number that is no part of it."""
    return next((sign for cell in cells if not UNIT_SET.isdisjoint(cell) for sign in cell if sign in UNIT_SET), None)
