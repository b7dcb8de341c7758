"""Measures over HTTP: the numbers of the library, limits, and errors with their places."""

from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from app.engine.measures.asking import measure
from app.formats import dumps
from app.main import create_app
from app.settings import Settings

PARABOLA: dict[str, Any] = {"problem": {"kind": "landscape", "name": "parabola_1d"}, "steps": 30}
XOR: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}},
    "runs": [{"learning_rate": 0.5}],
    "steps": 20,
}


@pytest.mark.parametrize(
    ("experiment", "wanted"),
    [
        (PARABOLA, "outcome"),
        (PARABOLA, {"name": "threshold", "low": 0.5, "high": 8}),
        (PARABOLA, {"name": "winner", "by": {"name": "steps_to_loss", "loss": 0.01}}),
        (XOR, {"name": "accuracy_at", "step": 10}),
        (XOR, "weight_slope"),
    ],
)
def test_an_answer_is_that_of_the_library(client: TestClient, experiment: Any, wanted: Any) -> None:
    answer = client.post("/api/v1/measures", json={"experiment": experiment, "measure": wanted})
    assert answer.status_code == 200, answer.text
    assert answer.content == dumps(measure(experiment, wanted))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"experiment": PARABOLA}, "$.measure"),
        ({"experiment": PARABOLA, "measure": "nothing"}, "$.measure.name"),
        ({"experiment": PARABOLA, "measure": {"loss": 1}}, "$.measure.name"),
        ({"experiment": PARABOLA, "measure": "steps_to_loss"}, "$.measure"),
        ({"experiment": PARABOLA, "measure": {"name": "steps_to_loss"}}, "$.measure.loss"),
        ({"experiment": PARABOLA, "measure": {"name": "steps_to_loss", "loss": "x"}}, "$.measure.loss"),
        ({"experiment": PARABOLA, "measure": "outcome", "run": 1}, "$.run"),
        ({"experiment": {}, "measure": "outcome"}, "$.experiment.problem"),
        ({"experiment": PARABOLA, "measure": "accuracy_at"}, "$.measure.name"),
        ({"experiment": PARABOLA, "measure": {"name": "column_at", "step": 31}}, "$.measure.step"),
        ({"experiment": PARABOLA, "measure": {"name": "column_at", "column": "no"}}, "$.measure"),
        ({"experiment": PARABOLA, "measure": {"name": "threshold", "low": 3, "high": 1}}, "$.measure.high"),
        ({"experiment": PARABOLA, "measure": {"name": "threshold", "path": "x", "low": 1, "high": 2}},
         "$.measure.path"),
        ({"experiment": PARABOLA, "measure": {"name": "winner", "by": "neuron"}}, "$.measure.wins"),
        ({"experiment": PARABOLA, "measure": {"name": "winner", "by": "neuron", "wins": "less"}}, "$.measure.by.name"),
        ({"experiment": PARABOLA, "measure": {"name": "first_setting", "values": [1], "by": "outcome"}},
         "$.measure.at_least"),
        ({"experiment": XOR, "measure": {"name": "neuron", "sample": 4000}}, "$.measure.sample"),
        ({"experiment": XOR, "measure": {"name": "neuron", "layer": 9}}, "$.measure.layer"),
    ],
)  # fmt: skip
def test_mistakes_are_said_with_their_place(client: TestClient, body: Any, path: str) -> None:
    answer = client.post("/api/v1/measures", json=body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path], answer.text


def test_many_trials_of_a_long_run_are_too_much() -> None:
    body = {"experiment": {**PARABOLA, "steps": 500}, "measure": {"name": "threshold", "low": 1, "high": 8}}
    with TestClient(create_app(Settings(max_rows=20_000))) as client:
        answer = client.post("/api/v1/measures", json=body)
        assert answer.status_code == 422
        found = answer.json()
        assert found["setting"] == "FALLLINE_MAX_ROWS"
        assert found["errors"][0]["path"] == "$.experiment.steps"
        assert client.post("/api/v1/measures", json={**body, "measure": "outcome"}).status_code == 200


def test_numbers_that_are_none_are_null(client: TestClient) -> None:
    body = {"experiment": {**PARABOLA, "runs": [{"learning_rate": 9}]}, "measure": "final_loss"}
    answer = client.post("/api/v1/measures", json=body)
    assert orjson.loads(answer.content)["value"] is None
