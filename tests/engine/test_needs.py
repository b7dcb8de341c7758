"""What an experiment will need is said before it begins, and is about what it takes."""

import gc
import tracemalloc
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.engine.experiment import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.needs import needs_of
from app.errors import json_path
from app.main import create_app
from app.settings import Settings

WORDS = {"kind": "network", "dataset": {"name": "sentiment", "words": 400}, "hidden": [{"units": 8}]}
HEAVY: list[tuple[str, dict[str, Any]]] = [
    ("$.steps", {"problem": {"kind": "landscape"}, "runs": [{"optimizer": "adam"}] * 2, "steps": 40_000}),
    ("$.runs[0].optimizer", {"problem": WORDS, "runs": [{"optimizer": "lbfgs"}], "steps": 60}),
    ("$.problem", {"problem": {"kind": "network", "dataset": {"name": "sentiment", "words": 2000}}, "steps": 2}),
    ("$.runs[1].batch_size", {
        "problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 5000}, "hidden": [{"units": 200}] * 3},
        "runs": [{"batch_size": 8}, {}], "steps": 3,
    }),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), HEAVY, ids=[path for path, _ in HEAVY])
def test_the_estimate_bounds_what_is_taken(path: str, body: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(body)
    LiveRuns().race(Experiment.model_validate({**body, "steps": 1}))  # files are read once in each process
    gc.collect()
    tracemalloc.start()
    race = LiveRuns().race(experiment)
    for _ in race.compute(experiment.steps):
        pass
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    needs = needs_of(experiment)
    assert path in {json_path(need.location) for need in needs}
    assert taken <= sum(need.nbytes for need in needs) <= 30 * taken


@pytest.mark.parametrize(("path", "body"), HEAVY, ids=[path for path, _ in HEAVY])
def test_what_needs_too_much_is_refused_before_it_begins(path: str, body: dict[str, Any]) -> None:
    most = max(need.nbytes for need in needs_of(Experiment.model_validate(body)))
    app = create_app(Settings(max_request_bytes=max(2**20, most // 2)))
    with TestClient(app) as client:
        details = client.post("/api/v1/traces", json=body).json()
        assert details["setting"] == "FALLLINE_MAX_REQUEST_BYTES"
        assert details["errors"][0]["path"].startswith("$.")
        assert "MB" in details["detail"]
        for call in ("traces?format=ndjson", "explanations"):
            answer = client.post(f"/api/v1/{call}", json={"experiment": body} if call == "explanations" else body)
            if path != "$.steps" or call == "explanations":
                assert answer.status_code == 422, answer.text
        with client.websocket_connect("/api/v1/stream") as socket:
            socket.send_json({"type": "advance", "id": 1, "experiment": body, "to": 1})
            assert socket.receive_json()["problem"]["setting"] == "FALLLINE_MAX_REQUEST_BYTES"
