"""The names of a table's columns: in its first row, in its first two, or made up."""

import re
from collections.abc import Sequence

from app.engine.tables.cells import Grid
from app.engine.tables.choices import Refused, TableChoices
from app.engine.tables.numbers import KNOWN_UNITS, MARKS, is_missing, measured, plain

IN_BRACKETS = re.compile(r"[\[(][^\])]{1,20}[\])]")
SHOWN = 4
"""Names that are listed in a sentence."""


def named(grid: Grid, choices: TableChoices, said: list[str]) -> tuple[Grid, list[str], list[bool]]:
    """The rows below the names, the names, and which of them stand in the table."""
    first = [column[0] for column in grid.columns]
    if choices.has_header is False or (choices.has_header is None and not _is_header(grid)):
        names = [f"x{number}" for number in range(1, len(first))] + ["target"]
        said.append(
            "There is no row of names: the columns are called "
            + ", ".join(names[:2] + ["…"] * (len(names) > 3) + names[2:][-1:])
            + "."
        )
        return grid, names, [True] * len(names)
    rows = 2 if choices.header == "two" or (choices.header is None and _has_two_rows(grid)) else 1
    if rows > len(grid.rows):
        raise Refused(f"header: expected two rows of names, got {len(grid.rows)} row in all", "header")
    found = first if rows == 1 else _joined(first, [column[1] for column in grid.columns])
    names = [name or f"column {number}" for number, name in enumerate(found, 1)]
    if rows == 2:
        listed = ", ".join(repr(name) for name in names[:SHOWN]) + ", …" * (len(names) > SHOWN)
        said.append(f"The names stand in two rows: the columns are called {listed}.")
    words = all(not any(map(is_number, column[1:])) for column in grid.columns)
    if choices.header is None and words:
        said.append("The table holds words alone: its first row is taken for names.")
    below = Grid([column[rows:] for column in grid.columns], grid.rows[rows:], grid.separator)
    return below, names, [bool(name) for name in found]


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, or one with its unit."""
    return any(plain(cell, mark) is not None for mark in MARKS) or measured(cell) is not None


def _is_header(grid: Grid) -> bool:
    """Words above numbers, or a first row without any number."""
    for column in grid.columns:
        first, below = column[0], [cell for cell in column[1:] if not is_missing(cell)]
        if not is_missing(first) and not is_number(first) and below and all(map(is_number, below)):
            return True
    return not any(is_number(column[0]) for column in grid.columns)


def _has_two_rows(grid: Grid) -> bool:
    """Groups with gaps above names, or units below names: above numbers alone, in a row that has none itself."""
    if len(grid.rows) < 4:
        return False
    first, second = ([column[place] for column in grid.columns] for place in (0, 1))
    if any(map(is_number, (*first, *second))):
        return False
    above_numbers = [
        cell
        for cell, column in zip(second, grid.columns, strict=True)
        if (below := [cell for cell in column[2:] if not is_missing(cell)]) and all(map(is_number, below))
    ]
    words = [cell for cell in above_numbers if not is_missing(cell)]
    groups = "" in first and all(second)
    return bool(words) and (groups or len(words) > 1 or _is_unit(words[0]))


def _is_unit(cell: str) -> bool:
    return IN_BRACKETS.fullmatch(cell) is not None or cell.casefold() in KNOWN_UNITS


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """A group's name holds for the columns to its right that have none; units stand in brackets."""
    groups = "" in first
    names, group = [], ""
    for above, below in zip(first, second, strict=True):
        group = above or (group if groups else "")
        if is_missing(below):
            names.append(group)
        elif groups:
            names.append(f"{group} {below}".strip())
        else:
            names.append(f"{group} {below if IN_BRACKETS.fullmatch(below) else f'({below})'}")
    return names
