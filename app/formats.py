"""A trace as JSON, NDJSON, CSV, NPZ or safetensors: one place for REST, the WebSocket and the command line."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.trace import RunTrace, Trace

MEDIA_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "npz": "application/x-npz",
    "safetensors": "application/vnd.safetensors",
}

NUMPY = orjson.OPT_SERIALIZE_NUMPY


def dumps(value: Any) -> bytes:
    """JSON in which NaN and the infinities are null; NumPy arrays are lists."""
    return orjson.dumps(value, option=NUMPY, default=_fallback)


def _fallback(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    raise TypeError(f"cannot encode {type(value).__name__}")


def run_values(run: RunTrace) -> dict[str, Any]:
    """A run of a trace as the contract has it; whole-number columns are integers."""
    columns = {name: _whole(name, values) for name, values in run.columns.items()}
    return {"label": run.label, "outcome": run.outcome, "columns": columns}


def _whole(name: str, values: FloatArray) -> Any:
    if name in ("step", "evaluations", "batch_size"):
        return values.astype(np.int64)
    return np.ascontiguousarray(values)


def to_json(trace: Trace) -> bytes:
    """The contract's JSON document."""
    return dumps({"experiment": trace.experiment.complete(), "runs": [run_values(run) for run in trace.runs]})


def ndjson_rows(trace: Trace) -> Iterator[bytes]:
    """One JSON object a row: run (number), label, then the columns."""
    for index, run in enumerate(trace.runs):
        names = list(run.columns)
        columns = [_whole(name, run.columns[name]).tolist() for name in names]
        for values in zip(*columns, strict=True):
            yield dumps({"run": index, "label": run.label, **dict(zip(names, values, strict=True))}) + b"\n"


def csv_header(trace: Trace) -> list[str]:
    """run, label, then every column of any run; vectors as name_0, name_1 …"""
    names: dict[str, None] = {"run": None, "label": None}
    for run in trace.runs:
        for name, values in run.columns.items():
            flat = [name] if values.ndim == 1 else [f"{name}_{i}" for i in range(values.shape[1])]
            names.update(dict.fromkeys(flat))
    return list(names)


def csv_text(trace: Trace, header: list[str] | None) -> str:
    """Rows in long form; with `header` None the trace's own header comes first. Numbers that are none are empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header is None:
        header = csv_header(trace)
        writer.writerow(header)
    for index, run in enumerate(trace.runs):
        flat = _flat_columns(run)
        rows = len(next(iter(flat.values()), []))
        blank = [""] * rows
        columns = [flat.get(name, blank) for name in header[2:]]
        writer.writerows([index, run.label, *values] for values in zip(*columns, strict=True))
    return out.getvalue()


def _flat_columns(run: RunTrace) -> dict[str, list[Any]]:
    flat: dict[str, list[Any]] = {}
    for name, values in run.columns.items():
        whole = _whole(name, values)
        parts = {name: whole} if whole.ndim == 1 else {f"{name}_{i}": whole[:, i] for i in range(whole.shape[1])}
        for key, part in parts.items():
            flat[key] = [value if np.isfinite(value) else "" for value in part.tolist()]
    return flat


def tensors(trace: Trace) -> dict[str, FloatArray]:
    """Tensors by the contract's names, `runs.<i>.<column>`."""
    return {
        f"runs.{index}.{name}": values for index, run in enumerate(trace.runs) for name, values in run.columns.items()
    }


TYPES = {"float64": "F64", "float32": "F32", "uint8": "U8", "int32": "I32", "int64": "I64"}


def frame(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """A safetensors document; written here, as the library takes three times as long."""
    described = _described(tuple([(name, values.dtype, values.shape) for name, values in arrays.items()]))
    text = b'{"__metadata__":' + orjson.dumps(metadata) + described
    text += b" " * (-len(text) % 8)  # the format asks for arrays that begin at a multiple of 8 bytes
    return b"".join([len(text).to_bytes(8, "little"), text, *[values.tobytes() for values in arrays.values()]])


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


def to_safetensors(trace: Trace) -> bytes:
    """One safetensors document with the experiment in its metadata."""
    return frame(tensors(trace), trace_metadata(trace))


def to_npz(trace: Trace) -> bytes:
    """A NumPy archive of the same arrays; `experiment`, `outcomes` and `labels` are JSON text."""
    out = io.BytesIO()
    texts: dict[str, Any] = {name: np.array(text) for name, text in trace_metadata(trace).items()}
    np.savez(out, allow_pickle=False, **texts, **tensors(trace))
    return out.getvalue()


ENCODERS: dict[str, Callable[[Trace], bytes]] = {
    "json": to_json,
    "ndjson": lambda trace: b"".join(ndjson_rows(trace)),
    "csv": lambda trace: csv_text(trace, None).encode(),
    "npz": to_npz,
    "safetensors": to_safetensors,
}
