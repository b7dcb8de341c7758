"""What spreadsheets write around a table: titles and empty rows above it, notes and a row of totals below."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.engine.tables.dates import DATE
from app.engine.tables.numbers import MARKS, plain

SHOWN = 3
"""Lines that are named in a sentence."""
TOTALS = re.compile(
    r"((grand )?totals?|totale?|sum|average|mean|summe|gesamt|mittelwert|durchschnitt|somme):?", re.IGNORECASE
)
"""First cells of rows that are no rows of the table, but sums or means of them."""


class Trimmed(NamedTuple):
    """The table alone."""

    text: str
    before: int
    """Lines above it."""
    above: list[str]
    below: list[str]
    totals: list[str]

    def tell(self, said: list[str]) -> None:
        """Say what was left out."""
        for lines, where in ((self.above, "above"), (self.below, "below")):
            if lines:
                count = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
                said.append(f"{count} {where} the table {_are(lines)} left out: {_listed(lines)}.")
        if self.totals:
            said.append(f"The last row, {_listed(self.totals)}, sums up the others and is left out.")


def _are(lines: Sequence[str]) -> str:
    return "is" if len(lines) == 1 else "are"


def _listed(lines: Sequence[str]) -> str:
    return ", ".join([repr(line[:60]) for line in lines[:SHOWN]] + ["…"] * (len(lines) > SHOWN))


class _Row(NamedTuple):
    begin: int
    end: int
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    @property
    def text(self) -> str:
        return ", ".join(self.filled)

    @property
    def has_numbers(self) -> bool:
        return any(map(_is_value, self.cells))


def _is_value(cell: str) -> bool:
    return DATE.fullmatch(cell) is not None or any(plain(cell, mark) is not None for mark in MARKS)


def trimmed(text: str, separator: str) -> Trimmed:
    """The table without what stands around it, if its columns are separated so; else the text as it is."""
    untouched = Trimmed(text, 0, [], [], [])
    lines = text.split("\n")
    try:
        rows = _rows(lines, separator)
    except csv.Error:
        return untouched
    there = [row for row in rows if row.filled]
    if not there:
        return untouched
    (width, count), *_ = Counter(len(row.cells) for row in there).most_common(1)
    if width < 2 or count < 2 or 2 * count < len(there):
        return untouched
    first = _first(rows, width)
    last = _last(rows, first, width)
    totals = _totals(rows, first, last)
    end = last - len(totals)
    above = [row.text for row in rows[:first] if row.filled]
    below = [row.text for row in rows[last + 1 :] if row.filled]
    if not (above or below or totals):
        return untouched
    begin = rows[first].begin
    kept = "\n".join(lines[begin : rows[end].end])
    return Trimmed(kept, begin, above, below, [row.cells[0] for row in totals])


def _rows(lines: Sequence[str], separator: str) -> list[_Row]:
    rows, begin = [], 0
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator, skipinitialspace=True)
    for cells in reader:
        rows.append(_Row(begin, reader.line_num, [cell.strip() for cell in cells]))
        begin = reader.line_num
    return rows


def _first(rows: Sequence[_Row], width: int) -> int:
    """Place of the first row that is no title."""
    place = 0
    while place < len(rows) - 2 and (not rows[place].filled or _is_title(rows, place, width)):
        place += 1
    return place


def _is_title(rows: Sequence[_Row], place: int, width: int) -> bool:
    row = rows[place]
    if not row.cells[0] or (row.has_numbers and _is_value(row.cells[0])):
        return False
    blank_follows = not rows[place + 1].filled
    following = next((other for other in rows[place + 1 :] if other.filled), None)
    if following is None:
        return False
    lone = len(row.filled) == 1
    above_names = not following.has_numbers
    if len(row.cells) == width:
        return lone and (blank_follows or above_names)
    if len(row.cells) == width - 1:  # names that lack the one of the first column, or a title
        return blank_follows or above_names or (lone and " " in row.text)
    return lone or blank_follows or above_names


def _last(rows: Sequence[_Row], first: int, width: int) -> int:
    """Place of the last row that is no note."""
    full = [place for place in range(first, len(rows)) if len(rows[place].cells) == width and _is_full(rows[place])]
    last = full[-1] if full else len(rows) - 1
    tail = [row for row in rows[last + 1 :] if row.filled]
    if not tail:
        return last
    if last - first < 2:
        return len(rows) - 1
    counted = [_is_value(rows[place].cells[0]) for place in full[1:]]
    numbers_first = sum(counted) > len(counted) / 2
    parted = not rows[last + 1].filled
    begins = tail[0]
    is_note = parted or numbers_first or (len(begins.filled) == 1 and len(begins.cells) < width)
    words = all(row.cells[0] and not _is_value(row.cells[0]) for row in tail)
    return last if is_note and words else len(rows) - 1


def _is_full(row: _Row) -> bool:
    return len(row.filled) >= 2


def _totals(rows: Sequence[_Row], first: int, last: int) -> list[_Row]:
    """Rows at the end that sum up the others, by their first cell."""
    found: list[_Row] = []
    while last - len(found) - first > 2 and rows[last - len(found)].cells[:1] != []:
        row = rows[last - len(found)]
        if not TOTALS.fullmatch(row.cells[0]):
            break
        found.insert(0, row)
    return found
