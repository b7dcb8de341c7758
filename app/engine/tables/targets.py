"""Targets from columns: classes with their names, or numbers, of one column or of several."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from app.engine.tables.choices import Refused
from app.engine.tables.classes import look_like_labels, named_classes
from app.engine.tables.columns import Column
from app.engine.tables.inputs import tell_unit
from app.engine.tables.names import shortened
from app.engine.tables.numbers import plain

Task = Literal["classes", "regression"]
HOLDS = {"words": "words", "date": "dates or times", "empty": "no cell that is not missing"}
SHOWN = 10
"""Classes that are named in a sentence."""


class Targets(NamedTuple):
    """The targets of the rows that are kept."""

    values: list[Any]
    """A number a row; a list of numbers a row where there are several targets."""
    names: list[str]
    class_names: list[str] | None
    """None for a regression."""


def targets_of(
    columns: Sequence[Column], rows: Sequence[int], kept: Sequence[int], task: Task | None, said: list[str]
) -> Targets:
    """The targets of the rows at the places `kept`; `rows` are their numbers in the table."""
    names = [column.name for column in columns]
    if len(columns) > 1:
        if task == "classes":
            raise Refused("task: expected regression, since there are several targets", "task")
        other = next((column for column in columns if column.kind != "number"), None)
        if other is not None:
            raise Refused(
                f"target: expected numbers in each of several targets, got {HOLDS[other.kind]} in {other.name!r}",
                "target",
            )
        said.append("Several targets are a regression, with one answer for each.")
        numbers = [_numbers(column, rows, kept, said) for column in columns]
        return Targets([list(row) for row in zip(*numbers, strict=True)], names, None)
    column = columns[0]
    labels = [column.cells[i] for i in kept]
    if (task or _suited(column, labels, said)) == "regression":
        return Targets(_numbers(column, rows, kept, said), names, None)
    texts = [plain(label, column.mark) for label in labels]
    numeric = [text for text in texts if text is not None]
    values, classes = named_classes(labels, numeric if len(numeric) == len(labels) else None)
    said.append(f"{len(classes)} classes: {', '.join(classes[:SHOWN])}{', …' if len(classes) > SHOWN else ''}.")
    return Targets(values, names, shortened(classes))


def _numbers(column: Column, rows: Sequence[int], kept: Sequence[int], said: list[str]) -> list[float]:
    if column.kind != "number":
        place = next((i for i in kept if plain(column.cells[i], column.mark) is None), kept[0])
        where = f"row {rows[place]}, column {column.name!r}"
        raise Refused(f"{where}: expected a number for a regression, got {column.cells[place][:40]!r}", "task")
    tell_unit(column, said)
    read = column.numbers(rows)
    return [value for i in kept if (value := read[i]) is not None]


def _suited(column: Column, labels: Sequence[str], said: list[str]) -> Task:
    texts = [plain(label, column.mark) for label in labels]
    if column.kind == "date":
        raise Refused(
            f"target: expected numbers or classes, got dates or times in {column.name!r}; they could be written as "
            "numbers, such as days or seconds",
            "target",
        )
    if column.kind != "number":
        said.append(f"Target {column.name!r} holds words: they are classes.")
        return "classes"
    numbers = [float(text) for text in texts if text is not None]
    if len(numbers) == len(labels) > 1 and look_like_labels(numbers):
        said.append(f"Target {column.name!r} holds few whole numbers, which look like labels: they are classes.")
        return "classes"
    whole = all(number.is_integer() for number in numbers)
    kind = "whole numbers that look like a quantity" if whole else "numbers"
    said.append(f"Target {column.name!r} holds {kind}: a regression.")
    return "regression"
