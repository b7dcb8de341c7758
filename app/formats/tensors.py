"""Traces as arrays: safetensors, for the stream too, and NumPy archives."""

import io
import math
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


TYPES = {"float64": "F64", "float32": "F32", "uint8": "U8", "int32": "I32", "int64": "I64"}


def frame(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """A safetensors document; written here, as the library takes three times as long."""
    return b"".join(_pieces(arrays, metadata))


def _pieces(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> list[bytes]:
    described = _described(tuple([(name, values.dtype, values.shape) for name, values in arrays.items()]))
    text = b'{"__metadata__":' + orjson.dumps(metadata) + described
    text += b" " * (-len(text) % 8)  # the format asks for arrays that begin at a multiple of 8 bytes
    return [len(text).to_bytes(8, "little"), text, *[values.tobytes() for values in arrays.values()]]


@lru_cache(maxsize=256)
def _described(arrays: tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...]) -> bytes:
    """The rest of a header behind its metadata; a stream's frames differ in their numbers, hardly ever in this."""
    entries: list[bytes] = []
    begin = 0
    for name, kind, shape in arrays:
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
    """A NumPy archive of the same arrays; `experiment`, `outcomes` and `labels` are JSON text."""
    out = io.BytesIO()
    texts: dict[str, Any] = {name: np.array(text) for name, text in trace_metadata(trace).items()}
    np.savez(out, allow_pickle=False, **texts, **tensors(trace))
    yield out.getvalue()


def to_npz(trace: Trace) -> bytes:
    """A NumPy archive of the same arrays; `experiment`, `outcomes` and `labels` are JSON text."""
    return b"".join(npz_pieces(trace))
