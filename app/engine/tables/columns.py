"""What each column of a table holds: numbers, words, dates or nothing; and which of them are of use as inputs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from app.engine.datasets.custom import LARGEST
from app.engine.tables.cells import Grid
from app.engine.tables.choices import Refused
from app.engine.tables.cleaning import cleaned
from app.engine.tables.dates import DATE
from app.engine.tables.numbers import MARKS, Mark, is_missing, plain

Kind = Literal["number", "words", "date", "empty"]
MAX_CATEGORIES = 20
"""Most different words of an input: each becomes an input of its own."""
NAMES = 0.5
"""Share of different words in a column from which on they are names, no categories."""
FEW_NAMES = 5
"""Rows beyond which words that are all different are names."""
ODD = 0.2
"""Most cells that are no numbers in a column of numbers: mistakes, which are refused one by one."""
COUNTER = re.compile(r"(?:.*[^a-z])?(?:id|index|idx|no|nr|row|unnamed: 0|#)\.?|", re.IGNORECASE)
CAPITAL_ID = re.compile(r".*[a-z](?:Id|ID)")


@dataclass
class Column:
    """A column with what was found in it."""

    name: str
    cells: list[str]
    named: bool
    """Whether its name stands in the table."""
    kind: Kind = "empty"
    mark: Mark = "."
    missing: int = 0
    present: list[str] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)
    """Places of cells that are no numbers, in a column of numbers."""

    @cached_property
    def texts_by_mark(self) -> dict[Mark, list[str | None]]:
        """The number in every cell as Python writes it, by the decimal mark; None where there is none."""
        return {mark: [plain(cell, mark) for cell in self.cells] for mark in MARKS}

    @property
    def texts(self) -> list[str | None]:
        """The number in every cell, by the column's own mark."""
        return self.texts_by_mark[self.mark]

    @cached_property
    def evidence(self) -> Mark | None:
        """The decimal mark that it must have: by the other one fewer cells are numbers; None if as many."""
        point, comma = (len(self.cells) - self.texts_by_mark[mark].count(None) for mark in MARKS)
        return None if point == comma else "." if point > comma else ","

    @cached_property
    def different(self) -> int:
        """How many different cells there are, beside the missing ones."""
        return len(set(self.present))

    def numbers(self, rows: Sequence[int]) -> list[float | None]:
        """The numbers of all rows, None where one is missing; raises `Refused` for the first cell that is none."""
        values: list[float | None] = []
        for cell, text, row in zip(self.cells, self.texts, rows, strict=True):
            if text is None and is_missing(cell):
                values.append(None)
                continue
            where = f"row {row}, column {self.name!r}"
            if text is None:
                raise Refused(f"{where}: expected a number, got {cell[:40]!r}; it could be left out", "leave_out")
            value = float(text)
            if abs(value) > LARGEST:
                raise Refused(f"{where}: expected a number from -{LARGEST:g} to {LARGEST:g}, got {cell[:40]!r}")
            values.append(value + 0.0)
        return values

    def summary(self) -> dict[str, Any]:
        """For the preview: what it holds."""
        told: dict[str, Any] = {
            "name": self.name, "kind": self.kind, "missing": self.missing, "different": self.different,
            "categories": None, "low": None, "high": None,
        }  # fmt: skip
        if self.kind == "number":
            read = [float(text) for text in self.texts if text is not None]
            told |= {"low": min(read), "high": max(read)}
        elif self.kind == "words" and self.different <= MAX_CATEGORIES:
            told["categories"] = sorted(set(self.present))
        return told

    def of_no_use(self) -> str:
        """Why it is no input unless somebody wants it; empty where it is one."""
        rows = len(self.cells)
        if self.kind == "empty":
            return "every cell is missing"
        if self.kind == "date":
            return "it holds dates or times"
        if self._counts():
            return "it only counts the rows"
        if rows > 1 and self.different == 1 and not self.missing:
            return f"every cell is the same, {self.present[0][:40]!r}"
        if self.kind == "words" and self._are_names():
            return f"it holds names: {self.different:,} different words in {rows:,} rows"
        return ""

    def _are_names(self) -> bool:
        """Too many different words for categories: no two rows alike, or more than there are inputs for."""
        few = self.different == len(self.present) > FEW_NAMES
        return few or self.different > max(MAX_CATEGORIES, NAMES * len(self.present))

    def _counts(self) -> bool:
        nameless = not self.named or COUNTER.fullmatch(self.name) or CAPITAL_ID.fullmatch(self.name)
        if self.kind != "number" or self.missing or not nameless or len(self.cells) < 2 or self.odd:
            return False
        numbers = [float(text or 0) for text in self.texts]
        return all(b - a == 1 for a, b in pairwise(numbers))


def columns_of(
    grid: Grid, names: Sequence[str], named: Sequence[bool], mark: Mark | None, said: list[str]
) -> list[Column]:
    """All columns with their kinds; `said` gets a sentence where a decimal mark had to be supposed."""
    columns = [
        Column(name, cleaned(name, cells, said), has)
        for name, cells, has in zip(names, grid.columns, named, strict=True)
    ]
    marks: Counter[Mark] = Counter()
    for column in columns:
        column.present = [cell for cell in column.cells if not is_missing(cell)]
        column.missing = len(column.cells) - len(column.present)
        if column.evidence is not None:
            marks[column.evidence] += 1
    supposed: Mark = mark or (marks.most_common(1)[0][0] if marks else _usual(grid, columns))
    for column in columns:
        column.mark = mark or column.evidence or supposed
        _find_kind(column)
        _tell_mark(column, mark, said)
    return columns


def _usual(grid: Grid, columns: Sequence[Column]) -> Mark:
    """Where nothing tells, commas in a table that commas separate group thousands; elsewhere they are decimal marks."""
    commas = any(
        text is not None and "," in cell
        for column in columns
        for cell, text in zip(column.cells, column.texts_by_mark[","], strict=True)
    )
    return "," if grid.separator != "," and commas else "."


def _find_kind(column: Column) -> None:
    present = column.present
    if not present:
        return
    odd = [i for i, text in enumerate(column.texts) if text is None and not is_missing(column.cells[i])]
    if len(odd) <= max(1, ODD * len(present)) and len(present) - len(odd) >= len(odd):
        column.kind, column.odd = "number", odd
    else:
        column.kind = "date" if all(DATE.fullmatch(cell) for cell in present) else "words"


def _tell_mark(column: Column, mark: Mark | None, said: list[str]) -> None:
    if column.kind != "number":
        return
    both = zip(column.cells, column.texts, *column.texts_by_mark.values(), strict=True)
    found = next(((cell, text) for cell, text, *ways in both if _differs(cell, text, ways)), None)
    if found is None:
        return
    if found[0].startswith("("):
        said.append(f"Column {column.name!r}: {found[0]!r} is read as {found[1]}, below 0 for its brackets.")
        return
    name = "comma" if column.mark == "," else "point"
    open_to_doubt = mark is None and column.evidence is None
    doubt = "; it could also be read the other way: say the decimal mark if it should" if open_to_doubt else ""
    said.append(f"Column {column.name!r}: {found[0]!r} is read as {found[1]}, with a decimal {name}{doubt}.")


def _differs(cell: str, text: str | None, ways: Sequence[str | None]) -> bool:
    """Whether the number is not the one that a program would read."""
    return text is not None and (cell.startswith("(") or (ways[0] != ways[1] and cell.replace("−", "-") != text))
