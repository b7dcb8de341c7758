"""JSON text, in which what is not a number is null."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app.engine.columns import COLUMNS, RAGGED
from app.engine.declaration import FloatArray

NUMPY = orjson.OPT_SERIALIZE_NUMPY
WHOLE = frozenset(column.name for column in COLUMNS if column.whole)
"""Columns that are written as integers."""
BLOCK = 65_536
"""Numbers that are written in one go: the interpreter is not given away meanwhile."""


def dumps(value: Any) -> bytes:
    """JSON in which NaN and the infinities are null; NumPy arrays are lists."""
    return orjson.dumps(value, option=NUMPY, default=_fallback)


def _fallback(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    raise TypeError(f"cannot encode {type(value).__name__}")


def written(name: str, values: FloatArray) -> NDArray[Any] | list[list[int]]:
    """The values of a column as they are written: in one piece, some as integers, batches as long as they are."""
    if name in RAGGED:
        return [row[row == row].astype(int).tolist() for row in values]
    return values.astype(np.int64) if name in WHOLE else np.ascontiguousarray(values)


def array_pieces(values: NDArray[Any] | list[list[int]]) -> Iterator[bytes]:
    """JSON of an array in pieces of some hundred thousand bytes."""
    rows = max(1, BLOCK // max(1, np.size(values[:1])))
    yield b"["
    for first in range(0, len(values), rows):
        yield (b"," if first else b"") + dumps(values[first : first + rows])[1:-1]
    yield b"]"
