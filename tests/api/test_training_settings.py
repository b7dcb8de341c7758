"""Class weights, softmax outputs and given batches over the API: the same numbers by every way, errors by place."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from app.engine import trace
from tests.stream.test_stream import STREAM, advance, rows

ROWS = {
    "name": "custom",
    "inputs": [[0.3, -0.2], [0.5, 0.1], [-0.4, 0.9], [0.2, 0.2], [1.0, -0.5]],
    "targets": [0, 1, 2, 2, 1],
}
NETWORK = {"kind": "network", "dataset": ROWS, "hidden": [{"units": 2}]}
WEIGHTED = {"name": "cross_entropy", "class_weights": [1, 5, 2]}
RACE: dict[str, Any] = {
    "problem": {**NETWORK, "loss": {"name": "mse", "reduction": "half_sum"}, "output_activation": "softmax"},
    "runs": [{"batches": [[0, 3], [1, 2, 4], [2]], "loss": WEIGHTED}, {"batch_size": 2}, {}],
    "steps": 9,
    "seed": 2,
}
COLUMNS = "step,loss,batch_loss,batch,evaluations"
BATCHES = [[0, 3], [1, 2, 4], [2]] * 3 + [[0, 3]]


def test_every_way_has_the_same_numbers(client: TestClient, tmp_path: Path) -> None:
    own = trace(RACE, COLUMNS)
    document = client.post(f"/api/v1/traces?columns={COLUMNS}", json=RACE).json()
    columns = [run["columns"] for run in document["runs"]]
    assert columns[0]["batch"] == BATCHES
    assert columns[2]["batch"] == [[0, 1, 2, 3, 4]] * 10
    for run, answered in zip(own.runs, columns, strict=True):
        np.testing.assert_array_equal(answered["batch_loss"], run["batch_loss"])
        assert answered["batch"] == [row[row == row].astype(int).tolist() for row in run["batch"]]

    lines = client.post(f"/api/v1/traces?columns={COLUMNS}&format=ndjson", json=RACE).text.splitlines()
    assert [json.loads(line)["batch"] for line in lines] == [batch for run in columns for batch in run["batch"]]
    text = client.post(f"/api/v1/traces?columns={COLUMNS}&format=csv", json=RACE).text
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["batch"] for row in table[:3]] == ["0 3", "1 2 4", "2"]
    assert [float(row["batch_loss"]) for row in table[:10]] == columns[0]["batch_loss"]

    arrays = load(client.post(f"/api/v1/traces?columns={COLUMNS}&format=safetensors", json=RACE).content)
    with client.websocket_connect(STREAM) as socket:
        frames = [*advance(socket, 1, RACE, 0, 4, columns=COLUMNS.split(","))]
        frames += advance(socket, 2, RACE, 5, 9, columns=COLUMNS.split(","))
    for index, run in enumerate(own.runs):
        for name, values in run.columns.items():
            np.testing.assert_array_equal(arrays[f"runs.{index}.{name}"], values, err_msg=name)
            np.testing.assert_array_equal(rows(frames, f"runs.{index}.{name}"), values, err_msg=name)

    file, out = tmp_path / "race.json", tmp_path / "out.csv"
    file.write_text(json.dumps(RACE))
    assert CliRunner().invoke(app, ["trace", str(file), "-c", COLUMNS, "-o", str(out)]).exit_code == 0
    assert out.read_text() == text


def test_links_keep_them(client: TestClient) -> None:
    answer = client.post("/api/v1/experiments/normalize", json=RACE).json()
    query = answer["link"].split("#")[1]
    again = client.get(f"/api/v1/traces?{query}&columns=batch,loss").json()
    assert again["experiment"] == answer["experiment"]
    assert again["runs"][0]["columns"]["batch"] == BATCHES


def sample_of(client: TestClient, experiment: dict[str, Any], sample: int, run: int = 0) -> dict[str, Any]:
    body = {"experiment": experiment, "run": run, "step": 0, "sample": sample}
    return dict(client.post("/api/v1/explanations", json=body).json()["sample"])


def test_a_weight_stands_where_it_multiplies(client: TestClient) -> None:
    weighted = {"problem": {**NETWORK, "loss": WEIGHTED}, "runs": [{}], "steps": 3}
    plain = {"problem": {**NETWORK, "loss": "cross_entropy"}, "runs": [{}], "steps": 3}
    mean = np.mean([1, 5, 2, 2, 5])
    total = 0.0
    for index, label in enumerate(ROWS["targets"]):
        ours, theirs = sample_of(client, weighted, index), sample_of(client, plain, index)
        factor = WEIGHTED["class_weights"][label] / mean  # type: ignore[index, operator]
        assert ours["output"]["weight"] == pytest.approx(factor)
        assert theirs["output"]["weight"] is None
        assert ours["loss"] == pytest.approx(factor * theirs["loss"])
        assert ours["target"] == theirs["target"] == ours["output"]["wanted"]
        np.testing.assert_allclose(
            ours["layers"][-1]["delta"], factor * np.array(theirs["layers"][-1]["delta"]), rtol=1e-12
        )
        total += ours["share"]
    assert total == pytest.approx(ours["mean_loss"])
    assert ours["output"]["loss_latex"].startswith(r"\ell = w\,\ell_1")


def test_softmax_outputs_are_told_with_their_slopes(client: TestClient) -> None:
    sample = sample_of(client, {**RACE, "runs": [{}]}, 1)
    z, y = np.array(sample["layers"][-1]["z"]), np.array([0, 1, 0])
    p = np.exp(z) / np.exp(z).sum()
    output = sample["output"]
    assert output["activation"] == "softmax"
    np.testing.assert_allclose(output["exponentials"], np.exp(z), rtol=1e-12)
    np.testing.assert_allclose(output["values"], p, rtol=1e-12)
    np.testing.assert_allclose(sample["probabilities"], p, rtol=1e-12)
    assert output["wanted"] == y.tolist()
    assert sample["loss"] == pytest.approx(0.5 * ((p - y) ** 2).sum(), rel=1e-12)
    np.testing.assert_allclose(sample["layers"][-1]["delta"], (np.diag(p) - np.outer(p, p)) @ (p - y), atol=1e-14)
    assert r"\sum_i p_i" in output["slope_latex"]


@pytest.mark.parametrize(
    ("part", "path", "expected"),
    [
        ({"problem": {"loss": {"name": "hinge", "class_weights": [1, 2]}}}, "$.problem.loss.class_weights",
         "3 weights, one a class (these are 2)"),
        ({"problem": {"loss": {"name": "hinge", "class_weights": [1, 0, 2]}}}, "$.problem.loss.class_weights[1]",
         "greater than 0"),
        ({"problem": {"loss": {"name": "hinge", "class_weights": "even"}}}, "$.problem.loss.class_weights",
         "'balanced'"),
        ({"problem": {"dataset": "sine", "loss": {"name": "mse", "class_weights": "balanced"}}},
         "$.problem.loss.class_weights", "null, as a regression has no classes"),
        ({"problem": {"output_activation": "softmax"}}, "$.problem.output_activation",
         "identity: what classes make of their outputs follows from the loss, but for mse, mae, huber"),
        ({"runs": [{}, {"loss": {"name": "mse", "class_weights": [1]}}]}, "$.runs[1].loss.class_weights",
         "at least 2 items"),
        ({"runs": [{}, {"loss": {"name": "mse", "class_weights": [1, 1]}}]}, "$.runs[1].loss.class_weights",
         "3 weights, one a class (these are 2)"),
        ({"runs": [{"batches": [[0], [1, 5]]}]}, "$.runs[0].batches[1][1]",
         "a number from 0 to 4, one of 5 samples"),
        ({"runs": [{"batches": [[0], [-1]]}]}, "$.runs[0].batches[1][0]", "greater than or equal to 0"),
        ({"runs": [{"batches": [[0]], "batch_size": 1}]}, "$.runs[0].batch_size",
         "null, as the batches are given"),
    ],
)  # fmt: skip
def test_mistakes_are_named(client: TestClient, part: dict[str, Any], path: str, expected: str) -> None:
    body = {"problem": NETWORK | part.get("problem", {}), "runs": part.get("runs", [{}])}
    answer = client.post("/api/v1/traces", json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["path"] == path
    assert expected in error["expected"]


def test_predictions_of_softmax_outputs_have_probabilities(client: TestClient) -> None:
    body = {"experiment": {**RACE, "runs": [{}]}, "run": 0, "step": 9, "inputs": [[0.1, 0.2]]}
    answer = client.post("/api/v1/predictions", json=body).json()
    assert np.sum(answer["probabilities"]) == pytest.approx(1)


def test_remedies_do_not_touch_given_batches(client: TestClient) -> None:
    """Every verdict along the way is an answer, whatever it advises."""
    noisy = {"problem": {"kind": "landscape", "name": "rosenbrock", "samples": 8, "noise": 30.0}, "steps": 60}
    for run in (
        {"batches": [[0], [5], [3]], "learning_rate": 0.002},
        {"batches": [[1, 2], [4]], "learning_rate": 5e-4},
    ):
        for step in (20, 59, 60):
            answer = client.post(
                "/api/v1/explanations", json={"experiment": {**noisy, "runs": [run]}, "run": 0, "step": step}
            )
            assert answer.status_code == 200, answer.text
            remedy = answer.json()["diagnosis"].get("remedy") or {}
            assert "batch_size" not in remedy.get("change", {})
