"""Rate tests over HTTP: the numbers of the library, limits, and errors with their places."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.engine import rate_test
from app.formats import dumps
from app.main import create_app
from app.settings import Settings

VALLEY: dict[str, Any] = {"problem": {"kind": "landscape", "name": "rosenbrock"}, "runs": [{}, {"optimizer": "adam"}]}
XOR: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}]},
    "runs": [{"batch_size": 8}],
}
CLIFF: dict[str, Any] = {"problem": {"kind": "formula", "expression": "exp(x^2)"}, "runs": [{"start": [2.5]}]}


@pytest.mark.parametrize(
    ("experiment", "asked"),
    [
        (VALLEY, {}),
        (VALLEY, {"run": 1, "low": 1e-3, "high": 100, "steps": 50, "smoothing": 2, "stop_factor": 1.5}),
        (XOR, {"steps": 60}),
        (CLIFF, {"high": 1e6}),
    ],
    ids=["plain", "all", "network", "cliff"],
)
def test_a_test_is_that_of_the_library(client: TestClient, experiment: Any, asked: dict[str, Any]) -> None:
    answer = client.post("/api/v1/rate-tests", json={"experiment": experiment, **asked})
    assert answer.status_code == 200, answer.text
    assert answer.content == dumps(rate_test(experiment, **asked))
    assert client.post("/api/v1/rate-tests", json={"experiment": experiment, **asked}).content == answer.content


@pytest.mark.parametrize(
    ("asked", "path", "expected"),
    [
        ({"run": 2}, "$.run", "0 … 1"),
        ({"low": 0}, "$.low", "greater than 0"),
        ({"low": 1, "high": 0.1}, "$.high", "at least 2, twice the smallest rate"),
        ({"high": 1e300}, "$.high", "less than or equal to 1000000"),
        ({"steps": 1}, "$.steps", "greater than or equal to 5"),
        ({"steps": 12}, "$.steps", "at least 21, as no step more than doubles the rate"),
        ({"smoothing": 0.5}, "$.smoothing", "a whole number"),
        ({"stop_factor": 0.5}, "$.stop_factor", "greater than 1"),
        ({"lowest": 1}, "$.lowest", ""),
        ({"experiment": {"problem": {"kind": "landscape", "name": "hill"}}}, "$.experiment.problem.name", ""),
        ({"experiment": {**VALLEY, "runs": [{"optimizer": "rprop"}]}}, "$.experiment.runs[0].optimizer",
         "an optimizer whose steps follow the learning rate; Rprop takes it for the first step alone"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_has_a_place(client: TestClient, asked: dict[str, Any], path: str, expected: str) -> None:
    answer = client.post("/api/v1/rate-tests", json={"experiment": VALLEY} | asked)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["path"] == path, answer.text
    assert expected in error["expected"]


def test_work_has_a_limit() -> None:
    with TestClient(create_app(Settings(max_rows=50))) as client:
        answer = client.post("/api/v1/rate-tests", json={"experiment": VALLEY})
        assert answer.status_code == 422
        assert answer.json()["setting"] == "FALLLINE_MAX_ROWS"
        assert answer.json()["errors"][0]["path"] == "$.steps"
        assert client.post("/api/v1/rate-tests", json={"experiment": VALLEY, "steps": 49}).status_code == 200
    with TestClient(create_app(Settings(max_request_bytes=2**20))) as client:
        wide = {**XOR, "problem": {**XOR["problem"], "hidden": [{"units": 256}, {"units": 256}]}}
        answer = client.post("/api/v1/rate-tests", json={"experiment": wide})
        assert answer.json()["setting"] == "FALLLINE_MAX_REQUEST_BYTES"
        assert answer.json()["errors"][0]["path"].startswith("$.experiment.")
