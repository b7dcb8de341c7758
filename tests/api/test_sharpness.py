"""The sharpness of networks over REST and the stream: the same numbers by every way, thinned, within limits."""

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient

from app.engine import trace
from app.main import create_app
from app.settings import Settings
from tests.engine.networks import small

COLUMNS = ["step", "loss", "sharpness", "stability_limit"]
RACE: dict[str, Any] = {
    "problem": small(evaluate_every=4),
    "runs": [{"learning_rate": 0.1, "optimizer": {"name": "sgd", "momentum": 0.5}}, {"optimizer": "adam"}],
    "steps": 23,
}


def test_every_way_gives_the_same_numbers(client: TestClient) -> None:
    expected = trace(RACE, COLUMNS, 5)
    query = f"columns={','.join(COLUMNS)}&every=5"
    answer = client.post(f"/api/v1/traces?{query}", json=RACE).json()
    table = list(csv.DictReader(io.StringIO(client.post(f"/api/v1/traces?{query}&format=csv", json=RACE).text)))
    lines = client.post(f"/api/v1/traces?{query}&format=ndjson", json=RACE).text.splitlines()
    with client.websocket_connect("/api/v1/stream") as socket:
        message = {"type": "advance", "id": 1, "experiment": RACE, "from": 0, "to": 23, "columns": COLUMNS, "every": 5}
        socket.send_text(json.dumps(message))
        frames = [load(socket.receive()["bytes"])]
        while not (frames[-1]["runs.0.step"] == 23).any():
            frames.append(load(socket.receive()["bytes"]))
    for index, run in enumerate(expected.runs):
        sharpness = run["sharpness"]
        assert run["step"].tolist() == [0, 5, 10, 15, 20, 23]
        assert np.isfinite(sharpness).all()
        assert answer["runs"][index]["columns"]["sharpness"] == sharpness.tolist()
        assert [float(row["sharpness"]) for row in table if row["run"] == str(index)] == sharpness.tolist()
        assert [row["sharpness"] for row in map(json.loads, lines) if row["run"] == index] == sharpness.tolist()
        streamed = np.concatenate([frame[f"runs.{index}.sharpness"] for frame in frames])
        np.testing.assert_array_equal(streamed, sharpness)
    np.testing.assert_allclose(expected.runs[0]["stability_limit"], 3 / expected.runs[0]["sharpness"])
    assert np.isnan(expected.runs[1]["stability_limit"]).all()


def test_an_explanation_has_the_sharpness_of_its_step(client: TestClient) -> None:
    told = client.post("/api/v1/explanations", json={"experiment": RACE, "run": 0, "step": 10}).json()["stability"]
    row = trace(RACE, COLUMNS, 5).runs[0]
    assert told["sharpness"] == row["sharpness"][2]
    assert told["limit"] == pytest.approx(row["stability_limit"][2])
    assert told["ratio"] == pytest.approx(0.1 / told["limit"])
    large = RACE | {"problem": small(hidden=[{"units": 200}, {"units": 200}])}
    assert client.post("/api/v1/explanations", json={"experiment": large}).json()["stability"] is None


def test_too_much_sharpness_is_refused_with_the_limit() -> None:
    parameters, samples = 54, 60
    most = 10 * 2 * samples * parameters
    with TestClient(create_app(Settings(max_sharpness_work=most))) as client:
        refused = client.post("/api/v1/traces?columns=sharpness", json=RACE)
        assert refused.status_code == 422
        assert "FALLLINE_MAX_SHARPNESS_WORK" in refused.text
        assert refused.json()["errors"][0]["path"] == "?columns"
        assert client.post("/api/v1/traces?columns=sharpness&every=5", json=RACE).status_code == 200
        assert client.post("/api/v1/traces?columns=loss", json=RACE).status_code == 200
