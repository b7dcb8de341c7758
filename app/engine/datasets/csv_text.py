"""Tables pasted or uploaded as text: columns of numbers, the target last."""

import csv
import io
import math
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Literal, NamedTuple

from app.engine.datasets.custom import LARGEST, MAX_CLASSES, MAX_FEATURES, MAX_ROWS

Task = Literal["classes", "regression"]
SEPARATORS = "\t;,"
LONGEST_NAME = 60


class Table(NamedTuple):
    """The settings of the data set `custom` that a text stands for."""

    inputs: list[list[float]]
    targets: list[float]
    feature_names: list[str]
    class_names: list[str] | None
    """None for a regression."""
    task: Task


def parse_csv(text: str, task: Task | None = None) -> Table:
    """Read a table: numbers, and in the last column the target.

    Separated by commas, semicolons or tabs; except with commas, "1,5" is read as 1.5. A first row without any number
    among the inputs is the header. Targets that are not all numbers are classes, sorted by name; so are whole numbers
    of at most 20 values that occur twice on average, unless `task` says otherwise; other numbers are a regression.

    Raises `ValueError` that names the row, counted from 1 as a spreadsheet does with the header, and the column.
    """
    separator = _separator(text)
    rows = _rows(text, separator)
    header = _header(rows, separator)
    names = header or [f"x{number}" for number in range(1, len(rows[0][1]))] + ["target"]
    body = rows[1:] if header else rows
    if not 2 <= len(body) <= MAX_ROWS:
        raise ValueError(f"expected 2 to {MAX_ROWS:,} rows of data, got {len(body):,}")
    inputs = [
        [_number(cell, separator, row, name) for cell, name in zip(cells[:-1], names, strict=False)]
        for row, cells in body
    ]
    labels = [_filled(cells[-1], row, names[-1]) for row, cells in body]
    targets, class_names = _targets(labels, [row for row, _ in body], names[-1], separator, task)
    return Table(inputs, targets, names[:-1], class_names, "regression" if class_names is None else "classes")


def _separator(text: str) -> str:
    """The first that splits the first rows all alike; failing that, the one that splits the first row most."""
    widths = {separator: _widths(text, separator) for separator in SEPARATORS}
    for separator, found in widths.items():
        if len(set(found)) == 1 and found[0] > 1:
            return separator
    return max(SEPARATORS, key=lambda separator: max(widths[separator][:1], default=0))


def _widths(text: str, separator: str) -> list[int]:
    reader = csv.reader(io.StringIO(text.strip("\ufeff"), newline=""), delimiter=separator, skipinitialspace=True)
    widths: list[int] = []
    # What the csv module cannot read is reported when the rows are read.
    with suppress(csv.Error):
        widths.extend(len(cells) for cells in islice(reader, 20) if any(cell.strip() for cell in cells))
    return widths


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Rows with their numbers, without the blank ones."""
    reader = csv.reader(io.StringIO(text.strip("\ufeff"), newline=""), delimiter=separator, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, [cell.strip() for cell in cells]))
                _check_size(rows)
    except csv.Error as error:
        raise ValueError(f"row {len(rows) + 1}: {error}") from None
    if not rows:
        raise ValueError("expected a table, got no text")
    return rows


def _check_size(rows: Sequence[tuple[int, list[str]]]) -> None:
    (_, first), (number, cells) = rows[0], rows[-1]
    if len(rows) > MAX_ROWS + 1:
        raise ValueError(f"expected 2 to {MAX_ROWS:,} rows of data, got more")
    if not 2 <= len(first) <= MAX_FEATURES + 1:
        raise ValueError(
            f"row {number}: expected 2 to {MAX_FEATURES + 1} columns separated by commas, semicolons or tabs, "
            f"got {len(first)}"
        )
    if len(cells) != len(first):
        raise ValueError(f"row {number}: expected {len(first)} columns, got {len(cells)}")


def _header(rows: Sequence[tuple[int, list[str]]], separator: str) -> list[str] | None:
    first = rows[0][1]
    if any(_read(cell, separator) is not None for cell in first[:-1]):
        return None
    names = [cell or f"column {number}" for number, cell in enumerate(first, 1)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"row {rows[0][0]}: expected different names of columns, got {twice[:LONGEST_NAME]!r} twice")
    return _shortened(names)


def _shortened(names: Sequence[str]) -> list[str]:
    """Different names of at most so many characters; of those that begin alike the later ones end in a number."""
    shortened: list[str] = []
    taken = {name for name in names if len(name) <= LONGEST_NAME}
    for name in names:
        short, number = name[:LONGEST_NAME], 1
        while len(name) > LONGEST_NAME and short in taken:
            number += 1
            end = f"… {number}"
            short = name[: LONGEST_NAME - len(end)] + end
        taken.add(short)
        shortened.append(short)
    return shortened


def _read(cell: str, separator: str) -> float | None:
    """The number in a cell; None where there is none."""
    try:
        return float(cell if separator == "," else cell.replace(",", "."))
    except ValueError:
        return None


def _filled(cell: str, row: int, column: str) -> str:
    if not cell:
        raise ValueError(f"row {row}, column {column!r}: expected a target, got nothing")
    return cell


def _number(cell: str, separator: str, row: int, column: str) -> float:
    value = _read(cell, separator)
    where = f"row {row}, column {column!r}"
    if value is None:
        raise ValueError(f"{where}: expected a number, got {repr(cell[:40]) if cell else 'nothing'}")
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError(f"{where}: expected a number from -1,000,000 to 1,000,000, got {cell[:40]!r}")
    return value


def _targets(
    labels: list[str], rows: list[int], column: str, separator: str, task: Task | None
) -> tuple[list[float], list[str] | None]:
    """Targets, and names of the classes unless it is a regression."""
    values = [_read(label, separator) for label in labels]
    numbers = [value for value in values if value is not None]
    numeric = len(numbers) == len(labels) and (task != "classes" or all(map(math.isfinite, numbers)))
    if task == "regression" or (task is None and numeric and not _look_like_classes(numbers)):
        return [_number(label, separator, row, column) for label, row in zip(labels, rows, strict=True)], None
    found = _sorted_classes(labels, separator) if numeric else {label: label for label in sorted(set(labels))}
    names = list(dict.fromkeys(found.values()))
    if not 2 <= len(names) <= MAX_CLASSES:
        raise ValueError(f"column {column!r}: expected 2 to {MAX_CLASSES} classes, got {len(names)}")
    number_of = {name: float(number) for number, name in enumerate(names)}
    return [number_of[found[label]] for label in labels], _shortened(names)


def _sorted_classes(labels: Sequence[str], separator: str) -> dict[str, str]:
    """Names of the classes by label, from the smallest number on; labels of the same number, 1 and 1.0, share one.

    Numbers are compared digit by digit: names of many digits, such as those of articles, differ in the last.
    """
    exact = {label: _exact(label if separator == "," else label.replace(",", ".")) for label in set(labels)}
    names: dict[Decimal, str] = {}
    for label in sorted(exact, key=lambda label: (exact[label], len(label), label)):
        names.setdefault(exact[label], _plain(exact[label], label))
    return {label: names[exact[label]] for label in sorted(exact, key=lambda label: exact[label])}


def _exact(text: str) -> Decimal:
    """The number with all its digits; one of too many places is what a float makes of it."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal(float(text))


def _plain(number: Decimal, label: str) -> str:
    """The shortest usual way to write a number; the label itself where a float is not that number."""
    usual = float(number)
    if Decimal(repr(usual)) != number:
        return label
    return repr(usual).removesuffix(".0") if usual else "0"


def _look_like_classes(numbers: Sequence[float]) -> bool:
    values = set(numbers)
    return all(value.is_integer() for value in values) and len(values) <= min(MAX_CLASSES, len(numbers) / 2)
