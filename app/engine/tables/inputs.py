"""Inputs from columns: numbers as they are, words as one input for each category."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.engine.tables.choices import Refused
from app.engine.tables.columns import MAX_CATEGORIES, Column
from app.engine.tables.names import distinct, shortened
from app.engine.tables.numbers import is_missing, unit

UNKNOWN = "(missing)"
"""The category of missing words, where rows are kept that have some."""


class Inputs(NamedTuple):
    """The inputs of the rows that are kept."""

    rows: list[list[float]]
    names: list[str]
    columns: list[dict[str, Any]]
    """The table's columns that they come from, with their categories."""
    missing: list[tuple[int, int]]
    """Row and input of every missing number, counted from 0; 0 stands there."""


def inputs_of(columns: Sequence[Column], rows: Sequence[int], kept: Sequence[int], said: list[str]) -> Inputs:
    """The inputs of the rows at the places `kept`; `rows` are their numbers in the table."""
    names: list[str] = []
    origins: list[dict[str, Any]] = []
    values: list[list[float]] = []
    missing: list[tuple[int, int]] = []
    for column in columns:
        if column.kind == "number":
            tell_unit(column, said)
            read = column.numbers(rows)
            missing += [(place, len(names)) for place, i in enumerate(kept) if read[i] is None]
            values.append([read[i] or 0.0 for i in kept])
            names.append(column.name)
            origins.append({"name": column.name, "categories": None})
            continue
        words = [UNKNOWN if is_missing(column.cells[i]) else column.cells[i] for i in kept]
        categories = _categories(column, words)
        values += [[float(word == category) for word in words] for category in categories]
        names += [f"{column.name}={category}" for category in categories]
        origins.append({"name": column.name, "categories": shortened(categories)})
        said.append(
            f"Column {column.name!r} holds words: each of {', '.join(categories)} becomes an input that is 1 or 0."
        )
    # A column may be called what a category of another is.
    return Inputs([list(row) for row in zip(*values, strict=True)], distinct(shortened(names)), origins, missing)


def _categories(column: Column, words: Sequence[str]) -> list[str]:
    found = sorted(set(words))
    if len(found) > MAX_CATEGORIES:
        raise Refused(
            f"column {column.name!r}: expected at most {MAX_CATEGORIES} different words, got {len(found):,}; "
            "it could be left out",
            "leave_out",
        )
    return found


def tell_unit(column: Column, said: list[str]) -> None:
    """Say which signs beside numbers were passed over."""
    sign = unit(column.present)
    if sign is not None:
        said.append(f"Column {column.name!r}: the sign {sign} beside its numbers is passed over.")
