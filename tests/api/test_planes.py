"""Planes over HTTP: the numbers of the library, limits, and errors with their places."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.engine import plane
from app.formats import dumps
from app.main import create_app
from app.settings import Settings

XOR: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}]},
    "runs": [{"batch_size": 8}, {"optimizer": "adam"}],
    "steps": 20,
}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"run": 1, "step": 7, "plane": {"kind": "random", "seed": 2}, "over": "test", "vectors": False},
        {"plane": {"kind": "between", "other": {"run": 1, "step": 3}}, "over": {"batch": 4}, "path_every": 3},
    ],
    ids=str,
)
def test_a_plane_is_that_of_the_library(client: TestClient, asked: dict[str, Any]) -> None:
    answer = client.post("/api/v1/planes", json={"experiment": XOR, "resolution": 5, **asked})
    assert answer.status_code == 200, answer.text
    assert answer.content == dumps(plane(XOR, resolution=5, **asked))


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"run": 2}, "$.run"),
        ({"step": 21}, "$.step"),
        ({"step": 1}, "$.plane.kind"),
        ({"until": 21}, "$.until"),
        ({"plane": {"kind": "tilted"}}, "$.plane.kind"),
        ({"plane": {"kind": "random", "normalization": "neuron"}}, "$.plane.normalization"),
        ({"plane": {"kind": "weights", "indices": [0]}}, "$.plane.indices"),
        ({"plane": {"kind": "weights", "indices": [0, 999]}}, "$.plane.indices"),
        ({"plane": {"kind": "directions", "u": [1], "v": [2]}}, "$.plane.u"),
        ({"plane": {"kind": "between", "other": {"run": 5}}}, "$.plane.other.run"),
        ({"plane": {"kind": "points", "others": [{"step": 3}, {"step": 50}]}}, "$.plane.others[1].step"),
        ({"plane": {"kind": "between", "other": {}}}, "$.plane.other"),
        ({"window": [[0, 1]]}, "$.window"),
        ({"window": [[0, 0], [0, 1]]}, "$.window[0]"),
        ({"over": "all"}, "$.over"),
        ({"over": {"batch": 21}}, "$.over.batch"),
        ({"over": {"step": 2}}, "$.over.batch"),
        ({"resolution": 1}, "$.resolution"),
        ({"resolution": 500}, "$.resolution"),
        ({"path_every": 0}, "$.path_every"),
        ({"experiment": XOR | {"steps": 2000}, "path_every": 2}, "$.path_every"),
        ({"experiment": {"problem": {"kind": "landscape", "name": "rosenbrock"}}}, "$.experiment.problem.kind"),
        ({"experiment": XOR | {"steps": 1_000_000}}, "$.experiment.steps"),
    ],
    ids=str,
)
def test_what_is_wrong_has_a_place(client: TestClient, asked: dict[str, Any], path: str) -> None:
    answer = client.post("/api/v1/planes", json={"experiment": XOR, "resolution": 3} | asked)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path, answer.text


def test_work_has_a_limit() -> None:
    with TestClient(create_app(Settings(max_plane_products=10_000))) as client:
        answer = client.post("/api/v1/planes", json={"experiment": XOR, "resolution": 9})
        assert answer.status_code == 422
        assert answer.json()["setting"] == "FALLLINE_MAX_PLANE_PRODUCTS"
        assert client.post("/api/v1/planes", json={"experiment": XOR, "resolution": 2}).status_code == 200
    with TestClient(create_app(Settings(max_numbers=50))) as client:
        answer = client.post("/api/v1/planes", json={"experiment": XOR, "resolution": 2, "path_every": 1})
        assert answer.json()["errors"][0]["path"] == "$.path_every"


def test_a_plane_of_no_samples_has_a_place(client: TestClient) -> None:
    dataset = {"name": "custom", "inputs": [[0], [1], [2]], "targets": [0.0, 1.0, 1.5], "task": "regression"}
    body = {"experiment": {"problem": {"kind": "network", "dataset": dataset}, "steps": 9}, "over": "test"}
    answer = client.post("/api/v1/planes", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == "$.over"
