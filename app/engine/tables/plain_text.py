"""Tables as people type them into plain text: between bars, or in columns of spaces below a title."""

import re
from collections import Counter

from app.engine.tables.around import Trimmed
from app.engine.tables.numbers import MARKS, plain

DASHES = re.compile(r":?-+:?")
OF_RULES = frozenset("|-:+= \t")
MOST_TITLES = 5
LEAST_ALIKE = 3
"""Rows below a title from which their width is known."""


def unbarred(text: str, said: list[str]) -> str:
    """A table in bars without the bars at its ends and its rules, which become blank lines so that rows keep their
    numbers; any other text as it is."""
    lines = text.split("\n")
    there = [number for number, line in enumerate(lines) if line.strip()]
    rules = {number for number in there if _is_border(lines[number])}
    if not rules and len(there) > 1 and _is_below_names(lines[there[1]]):
        rules = {there[1]}
    rows = [lines[number] for number in there if number not in rules]
    if not rules or not rows or any("|" not in row for row in rows):
        return text
    said.append("Its rows stand between bars; rules of dashes are left out.")
    return "\n".join("" if number in rules else _between(line) for number, line in enumerate(lines))


def _is_border(line: str) -> bool:
    """+---+=====+"""
    text = line.strip()
    return len(text) > 2 and text[0] == text[-1] == "+" and set(text) <= set("+-=")


def _is_below_names(line: str) -> bool:
    """|---|:-:|, as Markdown has it below the names."""
    text = line.strip()
    if "|" not in text or not set(text) <= OF_RULES:
        return False
    return all(DASHES.fullmatch(cell.strip()) for cell in text.removeprefix("|").removesuffix("|").split("|"))


def _between(line: str) -> str:
    return line.strip().removeprefix("|").removesuffix("|")


def above_spaces(text: str) -> Trimmed:
    """Columns by spaces without the titles above them, lines of more or fewer words than the rows below have."""
    lines = text.split("\n")
    there = [(place, line.split()) for place, line in enumerate(lines) if line.strip()]
    widths = Counter(len(words) for _, words in there)
    untouched = Trimmed(text, 0, [], [], [])
    if len(there) < LEAST_ALIKE + 1:
        return untouched
    width, alike = widths.most_common(1)[0]
    titles = 0
    while (
        titles < min(MOST_TITLES, len(there)) and len(there[titles][1]) != width and not _begins_row(there[titles][1])
    ):
        titles += 1
    names_of_r = titles == 1 and len(there[0][1]) == width - 1  # those lack the name of the first column
    if not titles or names_of_r or alike < max(LEAST_ALIKE, len(there) - titles) or width < 2:
        return untouched
    begin = there[titles][0]
    above = [" ".join(words) for _, words in there[:titles]]
    return Trimmed("\n".join(lines[begin:]), begin, above, [], [])


def _begins_row(words: list[str]) -> bool:
    return any(plain(words[0], mark) is not None for mark in MARKS)
