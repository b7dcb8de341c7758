"""From text to cells: pandas reads the rows; which separator, and whether there are names, is found out here."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.engine.tables.around import Trimmed, trimmed
from app.engine.tables.choices import Refused, TableChoices
from app.engine.tables.plain_text import above_spaces, unbarred

SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars", " ": "spaces"}
NAMED = {"tab": "\t", "\\t": "\t", "space": " ", "spaces": " ", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}
LOOKED_AT = 60
"""Rows from which the separator is found."""
FILLED = 0.7
"""Share of cells that the rows must have at least under a separator that is the right one."""
MOST_COLUMNS = 1000
LEADING = re.compile(r"(?:[ \t]*\n)+")
SAID = re.compile(r'"?sep=(\\t|[^\n])"?[ \t;,]*(?:\n|$)', re.IGNORECASE)
LONG_ROW = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
INNER_SPACE = re.compile(r"\d[ \t]+[-+]?\d+$")


class Grid(NamedTuple):
    """Cells column by column, as text without spaces around it; what is not there is empty."""

    columns: list[list[str]]
    rows: list[int]
    """The number of each row, counted from 1 as a spreadsheet does."""
    separator: str = ","


def cells_of(text: str, choices: TableChoices, said: list[str]) -> Grid:
    """All rows that are not blank; `said` gets a sentence for whatever is not plain."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise Refused(
            "expected text, got bytes that are none (a zero byte); is it a spreadsheet's own format?", "encoding"
        )
    if not text.strip():
        raise Refused("expected a table, got no text")
    before, separator = 0, choices.separator
    if (line := SAID.match(text)) is not None and separator is None:
        separator, text, before = NAMED.get(line[1], line[1]), text[line.end() :], 1
        said.append(f"The first line says that columns are separated by {SEPARATORS.get(separator, separator)}.")
    text = unbarred(text, said)
    if (blank := LEADING.match(text)) is not None:
        before += blank[0].count("\n")
        text = text[blank.end() :]
    if not text.strip():
        raise Refused("expected a table, got no text")
    parts = {name: _table_in(text, name, choices) for name in _narrow(text, separator, before)}
    chosen = _separator({name: part.text for name, part in parts.items()}) if separator is None else next(iter(parts))
    if separator is None and chosen != ",":
        said.append(f"Columns are separated by {SEPARATORS[chosen]}.")
    part = parts[chosen]
    part.tell(said)
    before += part.before
    return _grid(_read(part.text, chosen, before), before, chosen)


def _narrow(text: str, separator: str | None, before: int) -> list[str]:
    """Separators under which the first row is not wider than any table, which nobody need read to know."""
    wanted = list(SEPARATORS) if separator is None else [_one(separator)]
    first = text.partition("\n")[0]
    widths = {name: (len(first.split()) if name == " " else first.count(name) + 1) for name in wanted}
    found = [name for name, width in widths.items() if width <= MOST_COLUMNS]
    if not found or (max(widths.values()) > MOST_COLUMNS and all(widths[name] == 1 for name in found)):
        raise Refused(
            f"row {before + 1}: expected 2 to {MOST_COLUMNS:,} columns, got {max(widths.values()):,}", "separator"
        )
    return found


def _table_in(text: str, separator: str, choices: TableChoices) -> Trimmed:
    """The table without titles and notes."""
    if choices.around == "keep":
        return Trimmed(text, 0, [], [], [])
    return above_spaces(text) if separator == " " else trimmed(text, separator)


def _one(separator: str) -> str:
    found = NAMED.get(separator.lower(), separator)
    if len(found) != 1 or found in '"\n\r':
        raise Refused(f"separator: expected one character, tab or space, got {separator!r}", "separator")
    return found


def _frame(text: str, separator: str, rows: int | None = None, width: int | None = None) -> Any:
    """What pandas reads, every cell as text: None where a row ends early."""
    import pandas

    try:
        return _read_csv(pandas, text, separator, rows, width)
    except csv.Error as error:  # quotes that do not fit this separator, or a cell without end
        raise ValueError(str(error)) from None


def _read_csv(pandas: Any, text: str, separator: str, rows: int | None, width: int | None) -> Any:
    return pandas.read_csv(
        io.StringIO(text, newline=""),
        sep=r"\s+" if separator == " " else separator,
        engine="c" if separator == " " else "python",
        header=None,
        names=None if width is None else list(range(width)),
        index_col=False,
        dtype=object,
        keep_default_na=False,
        na_values=[],
        skip_blank_lines=False,
        skipinitialspace=True,
        nrows=rows,
    )


def _read(text: str, separator: str, before: int) -> list[list[str | None]]:
    """Rows of cells; names that lack the one of the first column, as R writes them, are moved to the right."""
    try:
        return _cells(_frame(text, separator))
    except ValueError as error:
        found = LONG_ROW.search(str(error))
        if found is None or found[2] != "2" or int(found[3]) != int(found[1]) + 1:
            raise _refused(error, before) from None
        width = int(found[3])
    try:
        rows = _cells(_frame(text, separator, width=width))
    except ValueError as error:
        raise _refused(error, before) from None
    names = rows[0][:-1]
    rows[0] = ["", *names] if any(row[-1] for row in rows[1:]) else [*names, ""]
    return rows


def _refused(error: ValueError, before: int) -> Refused:
    """What pandas says, in our words; `before` lines stand above what it was given."""
    found = LONG_ROW.search(str(error))
    if found is None:
        return Refused(f"expected a table, got {_lowered(str(error))}", "separator")
    width, line, saw = map(int, found.groups())
    return Refused(f"row {line + before}: expected {width} columns, got {saw}", "separator")


def _cells(frame: Any) -> list[list[str | None]]:
    rows: list[list[str | None]] = frame.to_numpy(dtype=object).tolist()
    return [[cell.strip() if isinstance(cell, str) else None for cell in row] for row in rows]


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:160].strip()


def _separator(texts: Mapping[str, str]) -> str:
    """The first that splits the first rows alike; failing that, the one that splits the first row most."""
    widths: dict[str, int] = {}
    for separator, text in texts.items():
        try:
            rows = _cells(_frame(text, separator, LOOKED_AT))
        except ValueError as error:
            found = LONG_ROW.search(str(error))
            if found is not None:
                widths[separator] = int(found[1])
                if found[2] == "2" and int(found[3]) == int(found[1]) + 1 > 2 and separator != " ":
                    return separator
            continue
        filled = [row for row in rows if any(row)]
        widths[separator] = len(filled[0]) if filled else 1
        if (
            len(filled)
            and len(filled[0]) > 1
            and _fits(filled)
            and not (separator == "," and _split_decimals(text, filled))
        ):
            return separator
    return max(SEPARATORS, key=lambda separator: widths.get(separator, 0))


def _fits(rows: list[list[str | None]]) -> bool:
    there = sum(cell is not None for row in rows for cell in row)
    return there >= FILLED * sum(map(len, rows))


def _split_decimals(text: str, rows: list[list[str | None]]) -> bool:
    """Whether commas are decimal marks in columns that spaces separate: "1,5 2,5"."""
    split = sum(bool(INNER_SPACE.search(cell)) for row in rows for cell in row if cell)
    if split < len(rows) / 2:
        return False
    try:
        spaced = _cells(_frame(text, " ", LOOKED_AT))
    except ValueError:
        return False
    return _fits([row for row in spaced if any(row)])


def _grid(rows: list[list[str | None]], before: int, separator: str) -> Grid:
    cells_alone = separator != " "  # then a row of empty cells is one, and a blank line has none
    kept = [
        (number, row)
        for number, row in enumerate(rows, before + 1)
        if any(row) or (cells_alone and None not in row and len(row) > 1)
    ]
    width = len(kept[0][1])
    if not 2 <= width <= MOST_COLUMNS:
        raise Refused(
            f"row {kept[0][0]}: expected 2 to {MOST_COLUMNS:,} columns, separated by commas, semicolons, tabs, bars or "
            f"spaces, got {width}",
            "separator",
        )
    for number, row in kept:
        if None in row:
            raise Refused(f"row {number}: expected {width} columns, got {row.index(None)}", "separator")
    columns = [[cell or "" for cell in column] for column in zip(*(row for _, row in kept), strict=True)]
    return Grid(columns, [number for number, _ in kept], separator)
