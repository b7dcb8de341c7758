"""Traces as text with a line for each row, written part by part: NDJSON and CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson
from numpy.typing import NDArray

from app.engine.runs.row_stream import Part
from app.engine.runs.traces import Trace
from app.formats.jsontext import written

QUOTED = "\r\n"
"""Ends of lines by the csv module's rules, which are its reason to put quotes around a field."""
SEPARATORS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""What JSON may leave as it is, but some take for the end of a line."""

Rows = Callable[[Sequence[Part], Iterable[Part | None]], Iterator[bytes | None]]


def ndjson_rows(heads: Sequence[Part], parts: Iterable[Part | None]) -> Iterator[bytes | None]:  # noqa: ARG001  # CSV needs heads
    """One JSON object a row: run (number), label, then the columns. None where nothing has come yet."""
    for part in parts:
        yield None if part is None else _lines(part)


def _lines(part: Part) -> bytes:
    """Rows are written together and then parted, which is twice as fast as one by one; a column has no "},{" in it."""
    columns = [_listed(written(name, values)) for name, values in part.columns.items()]
    rows = orjson.dumps([dict(zip(part.columns, values, strict=True)) for values in zip(*columns, strict=True)])
    label = orjson.dumps(part.label).decode().translate(SEPARATORS).encode()
    lead = b'{"run":%d,"label":%b,' % (part.run, label)
    return lead + (b"}\n" + lead).join(rows[2:-2].split(b"},{")) + b"}\n"


def _listed(values: NDArray[Any] | list[list[int]]) -> list[Any]:
    return values if isinstance(values, list) else list(values.tolist())


def csv_rows(heads: Sequence[Part], parts: Iterable[Part | None]) -> Iterator[bytes | None]:
    """Long form: run, label, then every column of any run, vectors as name_0, name_1 …; no number is an empty field.

    The samples of a batch are one field, with spaces between them.
    """
    names: dict[str, None] = {}
    for head in heads:
        names.update(dict.fromkeys(_flat(head)))
    yield _text(["run", "label", *names]) + b"\n"
    for part in parts:
        yield None if part is None else _table(part, list(names))


def _table(part: Part, names: list[str]) -> bytes:
    """Numbers are written as in JSON, which is twice as fast as one by one; null becomes nothing."""
    flat = _flat(part)
    blank = [None] * len(next(iter(flat.values()), []))
    rows = orjson.dumps(list(zip(*[flat.get(name, blank) for name in names], strict=True)))
    lead = _text([part.run, part.label]) + b","
    lines = rows[2:-2].replace(b"null", b"").split(b"],[")
    return lead + (b"\n" + lead).join(lines) + b"\n"


def _flat(part: Part) -> dict[str, list[Any]]:
    flat: dict[str, list[Any]] = {}
    for name, values in part.columns.items():
        numbers = written(name, values)
        if isinstance(numbers, list):
            flat[name] = [" ".join(map(str, row)) for row in numbers]
        elif numbers.ndim == 1:
            flat[name] = numbers.tolist()
        else:
            flat.update({f"{name}_{i}": numbers[:, i].tolist() for i in range(numbers.shape[1])})
    return flat


def _text(fields: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator=QUOTED).writerow(fields)
    return out.getvalue().removesuffix(QUOTED).encode()


def parts_of(trace: Trace) -> list[Part]:
    """A trace that is there already, in parts."""
    return [Part(index, run.label, run.columns) for index, run in enumerate(trace.runs)]


ROWS: dict[str, Rows] = {"ndjson": ndjson_rows, "csv": csv_rows}
