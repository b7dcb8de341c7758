"""Whole traces as one document, written in pieces so that nobody waits for a large one."""

from collections.abc import Callable, Iterator
from typing import Any

from app.engine.runs.traces import RunTrace, Trace
from app.formats.jsontext import array_pieces, dumps, written
from app.formats.tensors import npz_pieces, safetensors_pieces


def run_values(run: RunTrace) -> dict[str, Any]:
    """A run of a trace as the contract has it; whole-number columns are integers."""
    columns = {name: written(name, values) for name, values in run.columns.items()}
    return {"label": run.label, "outcome": run.outcome, "columns": columns}


def json_pieces(trace: Trace) -> Iterator[bytes]:
    """The contract's JSON document: the experiment, then the runs with their columns."""
    yield b'{"experiment":' + dumps(trace.experiment.complete()) + b',"runs":['
    for index, run in enumerate(trace.runs):
        lead = b"," if index else b""
        yield lead + b'{"label":' + dumps(run.label) + b',"outcome":' + dumps(run.outcome) + b',"columns":{'
        for place, (name, values) in enumerate(run.columns.items()):
            yield (b"," if place else b"") + dumps(name) + b":"
            yield from array_pieces(written(name, values))
        yield b"}}"
    yield b"]}"


def to_json(trace: Trace) -> bytes:
    """The contract's JSON document."""
    return b"".join(json_pieces(trace))


DOCUMENTS: dict[str, Callable[[Trace], Iterator[bytes]]] = {
    "json": json_pieces,
    "npz": npz_pieces,
    "safetensors": safetensors_pieces,
}
