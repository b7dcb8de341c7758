"""A new kind of problem is one file, and one more for whoever tells of it; nothing else has to know of it.

Kinds are part of the experiment's schema, which is made once: the files lie in the engine's folders from the start of a
process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).parent / "new_kind"
ASK = """
import sys
from importlib import import_module

for room in ("problems", "telling"):
    import_module(f"app.engine.{room}").__path__.append(f"{sys.argv[1]}/{room}")

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load
from starlette.testclient import TestClient

from app.engine import Experiment, explain, trace
from app.engine.maps.together import run_together
from app.engine.optimizers import optimizers
from app.main import create_app

ELLIPSOID, BARE = {"kind": "ellipsoid", "curvatures": [1, 2, 5]}, {"kind": "bare"}
OPTIMIZERS = ["sgd", "adam", "newton", "lbfgs"]
runs = [{"optimizer": name, "learning_rate": 0.1} for name in OPTIMIZERS]
race = {"problem": ELLIPSOID, "runs": runs, "steps": 30}
bare = {"problem": BARE, "steps": 5}
answers = {}

with TestClient(create_app()) as client:

    def post(name, path, body):
        reply = client.post(f"/api/v1/{path}", json=body)
        answers[name] = {"status": reply.status_code, "type": reply.headers["content-type"]}
        if "json" in reply.headers["content-type"]:
            answers[name]["body"] = reply.json()

    def stream(name, message):
        with client.websocket_connect("/api/v1/stream") as socket:
            socket.send_text(json.dumps({"type": "advance", "id": 1, **message}))
            got = socket.receive()
            answers[name] = json.loads(got["text"]) if got.get("text") else {
                tensor: values.tolist() for tensor, values in load(got["bytes"]).items()
            }

    post("normalize", "experiments/normalize", race)
    post("trace", "traces", race)
    post("curvature", "traces?columns=sharpness,stability_limit", race)
    post("table", "traces?format=csv", race)
    post("figure", "figures", race)
    post("replay", "figures?format=html", race)
    post("explanation", "explanations", {"experiment": race, "run": 0, "step": 3})
    post("sample", "explanations", {"experiment": race, "run": 0, "step": 3, "sample": 0})
    post("surface", "surfaces", {"problem": ELLIPSOID, "resolution": 11})
    post("line", "surfaces", {"problem": ELLIPSOID, "resolution": 11, "window": [[0, 1]]})
    post("samples", "samples", {"problem": ELLIPSOID})
    post("start", "traces", {**race, "runs": [{"start": [1, 2]}]})
    stream("stream", {"experiment": race, "to": 30, "columns": ["loss", "parameters"]})
    stream("probes", {"experiment": race, "to": 3, "probes": [{"name": "weights"}]})
    post("bare", "traces", bare)
    post("bare curvature", "traces?columns=sharpness", bare)
    post("bare newton", "traces", {**bare, "runs": [{"optimizer": "newton"}]})
    post("bare normalize", "experiments/normalize", bare)
    post("bare figure", "figures", bare)
    post("bare explanation", "explanations", {"experiment": bare, "run": 0, "step": 3})
    post("bare surface", "surfaces", {"problem": BARE})
    post("bare samples", "samples", {"problem": BARE})
    answers["schema"] = client.get("/api/v1/experiment.schema.json").json()

problem, adam = Experiment.model_validate(race).problem.build(0), optimizers["adam"]()
answers["sweep"] = run_together(problem, adam, np.array([0.01, 0.1]), 30).loss.tolist()
answers["python"] = trace(race).runs[0]["loss"].tolist()
answers["explain"] = explain(race, 0, 3)
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What a server says that has two kinds of problem more."""
    command = [sys.executable, "-c", ASK, str(FILES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def columns(answers: dict[str, Any], name: str, run: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = answers[name]["body"]["runs"][run]["columns"]
    return found


def test_an_experiment_is_completed_and_outlined(answers: dict[str, Any]) -> None:
    body = answers["normalize"]["body"]
    assert body["experiment"]["problem"] == {"kind": "ellipsoid", "curvatures": [1, 2, 5]}
    assert body["link"].startswith("/landscapes#e=")
    assert body["problem"]["parameters"] == 3
    assert body["problem"]["suggested_rate"] == 0.2
    assert body["problem"]["probes"] == []
    assert body["problem"]["columns"][-3:] == ["batch_gradient", "update", "state.<name>"]
    assert "Ellipsoid" in answers["schema"]["$defs"]


def test_a_trace_has_the_numbers_of_the_formula(answers: dict[str, Any]) -> None:
    for k, (parameters, loss) in enumerate(
        zip(*[columns(answers, "trace")[name] for name in ("parameters", "loss")], strict=True)
    ):
        expected = [(1 - 0.1 * a) ** k for a in (1, 2, 5)]
        assert parameters == pytest.approx(expected, rel=1e-12)
        assert loss == pytest.approx(sum(a * w**2 for a, w in zip((1, 2, 5), expected, strict=True)) / 2, rel=1e-12)
    assert all(columns(answers, "trace", run)["loss"][-1] < 4 for run in range(4))
    assert columns(answers, "curvature")["sharpness"] == pytest.approx([5] * 31)
    assert columns(answers, "curvature")["stability_limit"] == pytest.approx([0.4] * 31)
    assert columns(answers, "bare")["loss"] == pytest.approx([0.64**k for k in range(6)])


def test_every_door_gives_the_same_numbers(answers: dict[str, Any]) -> None:
    losses = columns(answers, "trace")["loss"]
    assert answers["python"] == losses
    for run in range(4):
        for name in ("loss", "parameters"):
            assert answers["stream"][f"runs.{run}.{name}"] == columns(answers, "trace", run)[name]
    assert answers["sweep"][1] == pytest.approx(columns(answers, "trace", 1)["loss"][-1])
    assert answers["explain"] == answers["explanation"]["body"]


def test_a_step_is_explained_with_a_remedy_that_was_tried(answers: dict[str, Any]) -> None:
    body = answers["explanation"]["body"]
    assert body["parameters"] == columns(answers, "trace")["parameters"][3]
    assert body["lines"][0]["value"] == body["next"]
    diagnosis = body["diagnosis"]
    assert diagnosis["verdict"] == "above"
    assert diagnosis["remedy"]["change"] == {"learning_rate": pytest.approx(0.15)}


def test_surface_data_and_figures_are_those_of_the_kind(answers: dict[str, Any]) -> None:
    surface = answers["surface"]["body"]
    assert surface["z"][0][10] == pytest.approx(0.5 * (4 + 2 * 4))
    assert answers["samples"]["body"]["axes"][0] == 1
    for name in ("figure", "bare figure"):
        assert {trace["meta"]["role"] for trace in answers[name]["body"]["data"]} == {"line", "head"}
    assert answers["replay"] == {"status": 200, "type": "text/html; charset=utf-8"}
    assert answers["table"]["status"] == 200


@pytest.mark.parametrize(
    ("name", "path", "detail"),
    [
        ("sample", "$.sample", "an ellipsoid has no samples"),
        ("line", "$.window", "expected 2 sides, got ((0.0, 1.0),)"),
        ("start", "$.runs[0].start", "expected 3 numbers, one a parameter"),
        ("bare curvature", "?columns", "unknown column 'sharpness'"),
        ("bare newton", "$.runs[0].optimizer", "that needs no second derivatives"),
        ("bare explanation", "$.experiment.problem.kind", "whose steps are explained, got 'bare'"),
        (
            "bare surface",
            "$.problem.kind",
            "expected ellipsoid or landscape or formula or network of one weight and one bias",
        ),
        ("bare samples", "$.problem.kind", "expected ellipsoid or network, got 'bare'"),
    ],
)
def test_what_a_kind_does_not_offer_is_refused(answers: dict[str, Any], name: str, path: str, detail: str) -> None:
    assert answers[name]["status"] == 422
    body = answers[name]["body"]
    assert detail in body["detail"]
    assert [error["path"] for error in body["errors"]] == [path]


def test_a_kind_without_probes_says_so(answers: dict[str, Any]) -> None:
    assert "offers no probes" in answers["probes"]["problem"]["detail"]


def test_a_bare_kind_is_outlined_too(answers: dict[str, Any]) -> None:
    assert answers["bare normalize"]["body"]["problem"]["parameters"] == 1
