"""Every malformed request gets problem details that name the place; never a 500."""

import pytest
from starlette.testclient import TestClient

GOOD = {"problem": {"kind": "landscape", "name": "bowl", "samples": 64}, "steps": 10}


def with_run(**run: object) -> dict:
    return {**GOOD, "runs": [run]}


CASES = [
    ({**GOOD, "steps": 0}, "$.steps"),
    ({**GOOD, "steps": 10**9}, "$.steps"),
    ({**GOOD, "steps": "many"}, "$.steps"),
    ({**GOOD, "steps": None}, "$.steps"),
    ({**GOOD, "seed": -1}, "$.seed"),
    ({**GOOD, "runs": []}, "$.runs"),
    ({**GOOD, "runs": [{}] * 100}, "$.runs"),
    ({**GOOD, "runs": "all"}, "$.runs"),
    ({**GOOD, "colour": "red"}, "$.colour"),
    ({"problem": {"kind": "landscape", "name": "alps"}}, "$.problem"),
    ({"problem": {"kind": "mountain"}}, "$.problem.kind"),
    ({"problem": {}}, "$.problem.kind"),
    ({"problem": None}, "$.problem"),
    ({}, "$.problem"),
    ({"problem": {"kind": "landscape", "name": "bowl", "samples": 0}}, "$.problem.samples"),
    ({"problem": {"kind": "landscape", "name": "bowl", "noise": -1}}, "$.problem.noise"),
    ({"problem": {"kind": "formula", "expression": "__import__('os')"}}, "$.problem.expression"),
    ({"problem": {"kind": "formula", "expression": "x" * 10_000}}, "$.problem.expression"),
    ({"problem": {"kind": "formula", "expression": "x" * 10_001}}, "$.problem.expression"),
    ({"problem": {"kind": "formula", "expression": "1/2x"}}, "$.problem.expression"),
    ({"problem": {"kind": "formula", "expression": "x y", "window": [[-3, 3]]}}, "$.problem"),
    ({"problem": {"kind": "formula", "expression": "x**2", "window": [[3, -3]]}}, "$.problem.window"),
    (with_run(optimizer="adamm"), "$.runs[0].optimizer.name"),
    (with_run(optimizer={"name": "sgd", "momentum": 2}), "$.runs[0].optimizer.momentum"),
    (with_run(optimizer={"name": "sgd", "speed": 2}), "$.runs[0].optimizer.speed"),
    (with_run(optimizer=7), "$.runs[0].optimizer"),
    (with_run(learning_rate=-1), "$.runs[0].learning_rate"),
    (with_run(learning_rate="fast"), "$.runs[0].learning_rate"),
    (with_run(learning_rate=1e300), "$.runs[0].learning_rate"),
    (with_run(learning_rate={"name": "cosinus", "initial": 1}), "$.runs[0].learning_rate.name"),
    (with_run(learning_rate={"name": "cosine"}), "$.runs[0].learning_rate.initial"),
    (with_run(batch_size=0), "$.runs[0].batch_size"),
    (with_run(batch_size=65), "$.runs[0].batch_size"),
    (with_run(batch_size=1.5), "$.runs[0].batch_size"),
    (with_run(start=[1]), "$.runs[0].start"),
    (with_run(start=[1, 1e9]), "$.runs[0].start"),
    (with_run(start=["a", "b"]), "$.runs[0].start[0]"),
    (with_run(gradient_clipping={"norm": -1}), "$.runs[0].gradient_clipping.norm"),
    (with_run(gradient_clipping={}), "$.runs[0].gradient_clipping"),
    (with_run(changes=[{"at": 5}, {"at": 2}]), "$.runs[0].changes[1].at"),
    (with_run(changes=[{"at": 5, "nesterov": True}]), "$.runs[0].changes[0].nesterov"),
    (with_run(changes=[{"at": 5, "momentum": 2}]), "$.runs[0].changes[0].momentum"),
    (with_run(changes=[{"at": 5, "batch_size": 65}]), "$.runs[0].changes[0].batch_size"),
    (with_run(changes=[{"learning_rate": 1}]), "$.runs[0].changes[0].at"),
]


@pytest.mark.parametrize(("body", "path"), CASES, ids=[f"{i}-{path}" for i, (_, path) in enumerate(CASES)])
def test_field_is_named(client: TestClient, body: dict, path: str) -> None:
    response = client.post("/api/v1/traces", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    problem = response.json()
    assert {"type", "title", "status", "detail", "errors"} <= set(problem)
    assert problem["errors"][0]["path"].startswith(path), problem
    assert set(problem["errors"][0]) == {"path", "expected", "got"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("place", ['{"learning_rate": %s}', '{"start": [%s, 1]}'])
def test_numbers_that_are_none_are_refused(client: TestClient, number: str, place: str) -> None:
    body = '{"problem": {"kind": "landscape", "name": "bowl"}, "runs": [' + place % number + "]}"
    response = client.post("/api/v1/traces", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 100_000, b'{"problem":' * 1000]
)
def test_malformed_bodies(client: TestClient, body: bytes) -> None:
    response = client.post("/api/v1/traces", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"].startswith("application/problem+json")


def test_huge_body_is_refused(client: TestClient) -> None:
    response = client.post("/api/v1/traces", content=b" " * 2_000_000, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "FALLLINE_MAX_BODY_BYTES" in response.json()["detail"]


def test_limit_names_the_setting(client: TestClient) -> None:
    response = client.post("/api/v1/traces", json={**GOOD, "steps": 900_000})
    assert response.status_code == 422
    assert response.json()["setting"] == "FALLLINE_MAX_ROWS"
    assert "400,000" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "names"),
    [("?format=xls", "safetensors"), ("?columns=step,colour", "gradient_norm"), ("?every=0", "every")],
)
def test_bad_queries_list_what_there_is(client: TestClient, query: str, names: str) -> None:
    response = client.post(f"/api/v1/traces{query}", json=GOOD)
    assert response.status_code == 422
    assert names in response.text


def test_unknown_paths_and_methods_are_problems_too(client: TestClient) -> None:
    assert client.get("/api/v1/nothing").json()["status"] == 404
    response = client.get("/api/v1/explanations")
    assert response.status_code == 405
    assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        {"experiment": GOOD, "run": 3},
        {"experiment": GOOD, "step": 11},
        {"experiment": GOOD, "step": -1},
        {"experiment": {}, "step": 1},
    ],
)
def test_bad_explanations(client: TestClient, body: dict) -> None:
    assert client.post("/api/v1/explanations", json=body).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"problem": GOOD["problem"], "resolution": 5},
        {"problem": GOOD["problem"], "resolution": 1000},
        {"problem": GOOD["problem"], "window": [[0, 1]]},
        {"problem": GOOD["problem"], "window": [[0, 0], [0, 1]]},
        {"problem": GOOD["problem"], "batch": {"size": 65}},
    ],
)
def test_bad_surfaces(client: TestClient, body: dict) -> None:
    assert client.post("/api/v1/surfaces", json=body).status_code == 422


@pytest.mark.parametrize("body", ["[" * 100_000, '{"steps":' + "1" * 5000 + "}"], ids=["deep", "digits"])
def test_json_that_no_reader_takes_is_said_to_be_that(client: TestClient, body: str) -> None:
    answer = client.post("/api/v1/traces", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert "too deep, or has a number with too many digits" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("sweeps", {"x": {"path": "learning_rate", "values": []}}, "$.x.values: expected at least 1 item, got []"),
        ("sweeps", {"x": {"path": "a" * 121, "values": [1]}}, "$.x.path: expected text of at most 120 characters"),
        (
            "sweeps",
            {"x": {"path": "seed", "from": 1e308, "to": -1e308}},
            "$.x.to: expected ends that are a finite number",
        ),
        ("planes", {"plane": {"kind": "zz"}}, "$.plane.kind: expected one of 'pca', 'random'"),
        ("predictions", {"inputs": []}, "$.inputs: expected at least 1 item, got []"),
    ],
)
def test_lengths_and_kinds_are_said_in_our_words(client: TestClient, path: str, body: dict, detail: str) -> None:
    kind = {"kind": "landscape", "name": "bowl"} if path == "sweeps" else {"kind": "network", "dataset": "xor"}
    answer = client.post(f"/api/v1/{path}", json={"experiment": {"problem": kind, "steps": 5}, **body})
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]
