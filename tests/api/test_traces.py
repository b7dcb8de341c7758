"""POST /api/v1/traces: the contract, the five formats, and the same numbers in each."""

import csv
import io
import json

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient

from app.engine.experiment import Experiment
from app.engine.runs.traces import trace

CONTRACT = [
    "step",
    "epoch",
    "loss",
    "batch_loss",
    "learning_rate",
    "gradient_norm",
    "parameters",
    "gradient",
    "batch_gradient",
    "update",
]


def post(client: TestClient, race: dict, query: str = "", **headers: str) -> bytes:
    response = client.post(f"/api/v1/traces{query}", json=race, headers=headers)
    assert response.status_code == 200, response.text
    return response.content


def test_json_follows_the_contract(client: TestClient, race: dict) -> None:
    answer = json.loads(post(client, race))
    assert answer["experiment"]["runs"][0]["optimizer"]["dampening"] == 0
    run = answer["runs"][0]
    assert run["label"] == "momentum"
    assert set(run["outcome"]) == {"status", "step", "message"}
    assert set(CONTRACT) | {"state.velocity"} == set(run["columns"])
    assert run["columns"]["step"] == list(range(51))
    assert run["columns"]["update"][-1] == [None, None]
    assert len(run["columns"]["parameters"][0]) == 2
    assert run["columns"]["learning_rate"][19:21] == [0.0005, 0.0002]


def test_every_format_has_the_engine_s_numbers(client: TestClient, race: dict) -> None:
    expected = trace(Experiment.model_validate(race))
    loss = expected.runs[0].columns["loss"]
    update = expected.runs[0].columns["update"]

    document = json.loads(post(client, race))
    np.testing.assert_array_equal(document["runs"][0]["columns"]["loss"], loss)

    rows = [json.loads(line) for line in post(client, race, "?format=ndjson").splitlines()]
    np.testing.assert_array_equal([row["loss"] for row in rows if row["run"] == 0], loss)
    assert len(rows) == 102

    table = list(csv.DictReader(io.StringIO(post(client, race, "?format=csv").decode())))
    np.testing.assert_array_equal([float(row["loss"]) for row in table if row["run"] == "0"], loss)
    assert table[50]["update_0"] == ""
    np.testing.assert_array_equal([float(row["update_1"]) for row in table[:50]], update[:-1, 1])

    archive = np.load(io.BytesIO(post(client, race, "?format=npz")))
    np.testing.assert_array_equal(archive["runs.0.loss"], loss)

    tensors = load(post(client, race, "?format=safetensors"))
    np.testing.assert_array_equal(tensors["runs.0.update"], update)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv, application/json;q=0.5", "text/csv"),
        ("application/vnd.safetensors", "application/vnd.safetensors"),
    ],
)
def test_accept_chooses_the_format(client: TestClient, race: dict, accept: str, content_type: str) -> None:
    response = client.post("/api/v1/traces", json=race, headers={"Accept": accept})
    assert response.headers["content-type"].startswith(content_type)


def test_columns_are_picked_and_rows_thinned(client: TestClient, race: dict) -> None:
    run = json.loads(post(client, race, "?columns=step,loss,sharpness&every=20"))["runs"][0]
    assert list(run["columns"]) == ["step", "loss", "sharpness"]
    assert run["columns"]["step"] == [0, 20, 40, 50]


def test_a_diverged_run_has_null_where_there_is_no_number(client: TestClient) -> None:
    body = {"problem": {"kind": "landscape", "name": "bowl"}, "runs": [{"learning_rate": 1e6}], "steps": 100}
    text = post(client, body).decode()
    assert "NaN" not in text
    assert "Infinity" not in text
    assert json.loads(text)["runs"][0]["outcome"]["status"] == "diverged"


def test_formula_works_as_a_landscape_does(client: TestClient) -> None:
    body = {
        "problem": {"kind": "formula", "expression": "x^2 + 3*y**2", "window": [[-3, 3], [-3, 3]]},
        "runs": [{"learning_rate": 0.1, "start": [1, 1]}],
        "steps": 2,
    }
    columns = json.loads(post(client, body))["runs"][0]["columns"]
    np.testing.assert_allclose(columns["parameters"], [[1, 1], [0.8, 0.4], [0.64, 0.16]], atol=1e-15)
    np.testing.assert_allclose(columns["loss"], [4, 1.12, 0.4864], atol=1e-15)


def test_link_and_normalize_round_trip(client: TestClient, race: dict) -> None:
    answer = client.post("/api/v1/experiments/normalize", json=race).json()
    payload = answer["link"].removeprefix("/landscapes#e=")
    assert Experiment.from_payload(payload) == Experiment.model_validate(race)
    again = client.post("/api/v1/experiments/normalize", json=answer["experiment"]).json()
    assert again == answer
