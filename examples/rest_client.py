"""Four ways to read a trace over REST, with NumPy and the standard library: python rest_client.py http://localhost:8000

As arrays (safetensors or NumPy's own archives), by address (as a spreadsheet or `pandas.read_csv` would), and line by
line while it is still being computed. All four give the same numbers.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

Arrays = dict[str, NDArray[np.float64]]

EXPERIMENT = {
    "problem": {"kind": "landscape", "name": "rosenbrock"},
    "runs": [
        {"label": "momentum", "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.001},
        {"label": "Adam", "optimizer": "adam", "learning_rate": 0.05},
    ],
    "steps": 200,
}


def post(address: str, path: str, body: Any, **query: str) -> Any:
    """The server's answer, to be read; raises `ValueError` with the server's own words where it refuses."""
    request = Request(
        f"{address}/api/v1/{path}?{urlencode(query)}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    try:
        return urlopen(request)
    except HTTPError as error:
        problem = json.load(error)
        raise ValueError(f"{problem['title']}: {problem['detail']}") from None


def by_safetensors(address: str, experiment: dict[str, Any]) -> Arrays:
    """Arrays by name, `runs.0.loss` and so on: vectors have the shape (rows, d)."""
    with post(address, "traces", experiment, format="safetensors") as answer:
        return load(answer.read())


def by_npz(address: str, experiment: dict[str, Any]) -> Arrays:
    """The same without a further library."""
    with post(address, "traces", experiment, format="npz") as answer, np.load(io.BytesIO(answer.read())) as archive:
        return {name: archive[name] for name in archive.files if name.startswith("runs.")}


def table_address(address: str, experiment: dict[str, Any], columns: str) -> str:
    """An address that a spreadsheet, a browser or `pandas.read_csv` can open."""
    with post(address, "experiments/normalize", experiment) as answer:
        link = json.load(answer)["link"].partition("#")[2]
    return f"{address}/api/v1/traces?{link}&{urlencode({'format': 'csv', 'columns': columns})}"


def by_address(table: str) -> Iterator[dict[str, str]]:
    """Rows of a table: run, label, then the columns; vectors are `parameters_0`, `parameters_1`."""
    with urlopen(table) as answer:
        yield from csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline=""))


def by_line(address: str, experiment: dict[str, Any], columns: str) -> Iterator[dict[str, Any]]:
    """A row at a time, as the server computes them. Stop reading, and it stops computing."""
    with post(address, "traces", experiment, format="ndjson", columns=columns) as answer:
        for line in answer:
            yield json.loads(line)


def main(address: str) -> None:
    """Read the same trace four times."""
    arrays = by_safetensors(address, EXPERIMENT)
    for run in (0, 1):
        print(f"run {run}: {len(arrays[f'runs.{run}.loss'])} rows, last loss {arrays[f'runs.{run}.loss'][-1]:.6g}")

    archive = by_npz(address, EXPERIMENT)
    assert archive.keys() == arrays.keys()
    print(f"npz: {len(archive)} arrays, parameters of shape {archive['runs.0.parameters'].shape}")

    table = table_address(address, EXPERIMENT, "step,loss")
    print(f"table: {table}")
    losses = [float(row["loss"]) for row in by_address(table) if row["label"] == "Adam"]
    print(f"csv: last loss of Adam {losses[-1]:.6g}")
    assert losses == arrays["runs.1.loss"].tolist()

    # A long run that is left as soon as it is good enough: a million steps are asked for, and few are computed.
    long_run = {**EXPERIMENT, "runs": EXPERIMENT["runs"][:1], "steps": 1_000_000}
    row = next(row for row in by_line(address, long_run, "step,loss") if row["loss"] < 1e-3)
    print(f"ndjson: loss {row['loss']:.6g} at step {row['step']}")

    try:
        by_npz(address, {**EXPERIMENT, "steps": 0})
    except ValueError as error:
        print(f"refused: {error}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
