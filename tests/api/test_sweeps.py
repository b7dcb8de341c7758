"""Maps over HTTP: the numbers of the library, in one piece or coarse to fine, limits, and errors with their places."""

from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from app.engine import sweep
from app.formats import dumps
from app.main import create_app
from app.settings import Settings

VALLEY: dict[str, Any] = {"problem": {"kind": "landscape", "name": "rosenbrock"}, "steps": 40}
XOR: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}},
    "runs": [{}, {"optimizer": "adam"}],
    "steps": 10,
}
RATES = {"from": 1e-4, "to": 1, "count": 6, "scale": "log"}
MOMENTA = {"path": "optimizer.momentum", "values": [0, 0.5, 0.9]}


@pytest.mark.parametrize(
    "body",
    [
        {"experiment": VALLEY, "x": RATES},
        {"experiment": VALLEY, "x": RATES, "y": MOMENTA, "measure": {"name": "steps_to_loss", "loss": 1}},
        {"experiment": XOR, "run": 1, "x": RATES, "y": {"path": "batch_size", "values": [1, 4]}, "measure": "outcome"},
    ],
)
def test_a_map_is_that_of_the_library_in_one_piece_and_in_many(client: TestClient, body: dict[str, Any]) -> None:
    alone = sweep(**body)
    answer = client.post("/api/v1/sweeps", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.content == dumps(alone)
    lines = client.post("/api/v1/sweeps", json=body, headers={"Accept": "application/x-ndjson"})
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    heading, *pieces = map(orjson.loads, lines.text.splitlines())
    assert heading == {name: alone[name] for name in ("x", "y", "measure", "unit")}
    found = {c: pair for p in pieces for c, *pair in zip(p["cells"], p["values"], p["outcomes"], strict=True)}
    flat = [[cell for row in alone[name] for cell in row] for name in ("values", "outcomes")]
    assert [found[cell] for cell in range(len(found))] == [list(pair) for pair in zip(*flat, strict=True)]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"x": {"path": "learning_rat", "values": [1]}}, "$.x.path"),
        ({"x": {"path": "learning_rate", "values": [0.1, -1]}}, "$.x.values[1]"),
        ({"y": {"path": "optimizer.momentum", "from": 0, "to": 2}}, "$.y.to"),
        ({"y": RATES}, "$.y.path"),
        ({"x": {"from": 1}}, "$.x.to"),
        ({"x": {"from": 1, "to": 2, "count": 201}}, "$.x.count"),
        ({"x": {"from": 0, "to": 2, "scale": "log"}}, "$.x.from"),
        ({"x": {"values": []}}, "$.x.values"),
        ({"run": 1}, "$.run"),
        ({"measure": "winner"}, "$.measure"),
        ({"measure": {"name": "accuracy_at"}}, "$.measure"),
        ({"experiment": {**VALLEY, "steps": 0}}, "$.experiment.steps"),
        (
            {"experiment": {**VALLEY, "steps": 999_999}, "y": {**MOMENTA, "values": list(range(50))}},
            "$.experiment.steps",
        ),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
def test_what_is_wrong_has_a_place(client: TestClient, change: dict[str, Any], path: str, accept: str) -> None:
    body = {"experiment": VALLEY, "x": RATES} | change
    answer = client.post("/api/v1/sweeps", json=body, headers={"Accept": accept})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"].startswith(path)


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        ({"values": [-1]}, "$.x.values[0]: expected learning_rate to be greater than 0, got -1"),
        ({"path": "batch_size", "values": [0.5]}, "$.x.values[0]: expected batch_size to be a whole number, got 0.5"),
        ({"path": "learning_rate.gamma", "values": [1]}, "$.x.path: expected nothing below learning_rate, got 'gamma'"),
        ({"path": "start rate", "values": [1]}, "got 'start rate'"),
        (
            {"path": "problem.samples", "values": [8]},
            "$.x.values[0]: expected problem.samples to go with batch_size = 32 "
            "(there: a batch size of at most 8, the number of samples), got 8",
        ),
    ],
    ids=str,
)
def test_a_setting_that_does_not_fit_is_said_in_our_words(client: TestClient, axis: dict[str, Any], said: str) -> None:
    experiment = {**VALLEY, "runs": [{"batch_size": 32}]}
    detail = client.post("/api/v1/sweeps", json={"experiment": experiment, "x": axis}).json()["detail"]
    assert said in detail


def test_a_map_of_networks_has_a_limit_of_its_own() -> None:
    with TestClient(create_app(Settings(max_network_map_rows=100))) as client:
        answer = client.post("/api/v1/sweeps", json={"experiment": XOR, "x": {**RATES, "count": 40}})
        assert answer.status_code == 422
        assert "FALLLINE_MAX_NETWORK_MAP_ROWS" in answer.text
        assert client.post("/api/v1/sweeps", json={"experiment": VALLEY, "x": RATES}).status_code == 200
