"""Frames and arrays as cells: they go the way of text, so that nothing is read in two ways."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from app.engine.tables.cells import Grid
from app.engine.tables.choices import Refused


def framed(source: Any) -> tuple[Grid, list[str]]:
    """Cells and names of a pandas or polars frame, of columns by name, or of an array of rows."""
    if isinstance(source, Mapping) or hasattr(source, "columns"):
        names = [str(name).strip() for name in (source if isinstance(source, Mapping) else source.columns)]
        keys = list(source if isinstance(source, Mapping) else source.columns)
        columns = [[_cell(value) for value in _values(source[key])] for key in keys]
    else:
        rows = np.asarray(source)
        if rows.ndim != 2:
            raise Refused(f"expected rows of columns, got an array of {rows.ndim} dimensions")
        names = [f"x{number}" for number in range(1, rows.shape[1])] + ["target"]
        columns = [[_cell(value) for value in column] for column in rows.T.tolist()]
    lengths = {len(column) for column in columns}
    if len(columns) < 2 or len(lengths) != 1:
        raise Refused(f"expected 2 columns or more, all of the same length, got {len(columns)} of {sorted(lengths)}")
    return Grid(columns, list(range(1, len(columns[0]) + 1)), "\t"), names


def _values(column: Any) -> Iterable[Any]:
    for name in ("to_list", "tolist"):
        if hasattr(column, name):
            found: Iterable[Any] = getattr(column, name)()
            return found
    return list(column)


def _cell(value: Any) -> str:
    if value is None or value != value or str(value) in ("NaT", "<NA>"):  # NaN is not itself
        return ""
    return str(value).strip()
