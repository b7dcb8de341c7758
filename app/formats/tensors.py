"""Traces as arrays: safetensors, for the stream too, and NumPy archives."""

import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.runs.traces import Trace
from app.formats.jsontext import dumps


def tensors(trace: Trace) -> dict[str, FloatArray]:
    """Tensors by the contract's names, `runs.<i>.<column>`."""
    return {
        f"runs.{index}.{name}": values for index, run in enumerate(trace.runs) for name, values in run.columns.items()
    }


PIECE_BYTES = 2**20
"""Bytes that are written in one go: about a millisecond."""
TYPES = {"float64": "F64", "float32": "F32", "uint8": "U8", "int32": "I32", "int64": "I64"}
KINDS: dict[int, np.dtype[Any]] = {np.dtype(name).num: np.dtype(name) for name in TYPES}
"""Types by their numbers, which are many times faster to look up by."""


def frame(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """A safetensors document; written here, as the library takes three times as long."""
    return b"".join(_pieces(arrays, metadata))


def _pieces(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> list[bytes]:
    described = _described(tuple([(name, values.dtype.num, values.shape) for name, values in arrays.items()]))
    text = b'{"__metadata__":' + orjson.dumps(metadata) + described
    text += b" " * (-len(text) % 8)  # the format asks for arrays that begin at a multiple of 8 bytes
    return [len(text).to_bytes(8, "little"), text, *[values.tobytes() for values in arrays.values()]]


@lru_cache(maxsize=256)
def _described(arrays: tuple[tuple[str, int, tuple[int, ...]], ...]) -> bytes:
    """The rest of a header behind its metadata; a stream's frames differ in their numbers, hardly ever in this."""
    entries: list[bytes] = []
    begin = 0
    for name, number, shape in arrays:
        kind = KINDS[number]
        end = begin + kind.itemsize * math.prod(shape)
        entry = {"dtype": TYPES[kind.name], "shape": shape, "data_offsets": (begin, end)}
        entries.append(b"," + orjson.dumps(name) + b":" + orjson.dumps(entry))
        begin = end
    return b"".join(entries) + b"}"


def trace_metadata(trace: Trace) -> dict[str, str]:
    """The experiment and the outcomes, as JSON text."""
    return {
        "experiment": dumps(trace.experiment.complete()).decode(),
        "outcomes": outcomes_text(trace),
        "labels": dumps([run.label for run in trace.runs]).decode(),
    }


def outcomes_text(trace: Trace) -> str:
    """The runs' outcomes as JSON text."""
    return dumps([run.outcome for run in trace.runs]).decode()


def safetensors_pieces(trace: Trace) -> Iterator[bytes]:
    """One safetensors document with the experiment in its metadata."""
    yield from _pieces(tensors(trace), trace_metadata(trace))


def to_safetensors(trace: Trace) -> bytes:
    """One safetensors document with the experiment in its metadata."""
    return b"".join(safetensors_pieces(trace))


def npz_pieces(trace: Trace) -> Iterator[bytes]:
    """A NumPy archive of the same arrays; `experiment`, `outcomes` and `labels` are JSON text.

    Written here, array by array and piece by piece: `numpy.savez` writes all of it in one go, and the time of day too.
    """
    texts: dict[str, NDArray[Any]] = {name: np.array(text) for name, text in trace_metadata(trace).items()}
    out = _Pieces()
    with zipfile.ZipFile(out, "w") as archive:
        for name, values in {**texts, **tensors(trace)}.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                array = np.ascontiguousarray(values).reshape(values.shape)
                np.lib.format.write_array_header_1_0(member, np.lib.format.header_data_from_array_1_0(array))
                text = array.reshape(-1).view(np.uint8).data
                for begin in range(0, len(text), PIECE_BYTES):
                    member.write(text[begin : begin + PIECE_BYTES])
                    yield from out.taken()
    yield from out.taken()


class _Pieces(io.RawIOBase):
    """Takes what is written until it is asked for; it cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Take some bytes."""
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> list[bytes]:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return pieces


def to_npz(trace: Trace) -> bytes:
    """A NumPy archive of the same arrays; `experiment`, `outcomes` and `labels` are JSON text."""
    return b"".join(npz_pieces(trace))
