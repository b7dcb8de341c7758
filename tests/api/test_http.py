"""HTTP as its standards have it: HEAD, Allow, Accept, bodies in chunks, errors of the server's own."""

import base64
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.accept import preferred
from app.engine.experiment import Experiment
from app.errors import BadRequest, at, json_path
from app.formats import MEDIA_TYPES, dumps
from app.main import create_app
from app.settings import Settings
from tests.real_server import RealServer, real_server

BOWL = {"problem": {"kind": "landscape", "name": "bowl", "samples": 64}, "steps": 10}
LINK = Experiment.model_validate(BOWL).payload()
GRID = base64.urlsafe_b64encode(dumps({"problem": BOWL["problem"], "resolution": 41})).decode().rstrip("=")
ADDRESSES = [
    "/", "/landscapes", "/networks", "/reference", "/api/docs", f"/api/v1/surfaces?s={GRID}",
    "/healthz", "/readyz", "/metrics", "/api/v1/catalog", "/api/v1/experiment.schema.json", "/api/v1/openapi.json",
    "/api/v1/qr?text=a", f"/api/v1/traces?e={LINK}", f"/api/v1/traces?e={LINK}&format=csv",
    f"/api/v1/traces?e={LINK}&format=npz", f"/api/v1/figures?e={LINK}", f"/api/v1/figures?e={LINK}&format=html",
    "/static/js/transport/stream.js", "/static/nothing.js", "/nothing", "/api/v1/traces?e=!!!", "/api/v1/surfaces",
]  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[RealServer]:
    with real_server() as made:
        yield made


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_has_the_headers_of_get_and_no_body(client: TestClient, address: str, encoding: str) -> None:
    got = client.get(address, headers={"Accept-Encoding": encoding})
    head = client.head(address, headers={"Accept-Encoding": encoding})
    assert (head.status_code, head.content) == (got.status_code, b"")
    passing = {"x-request-id"} | ({"content-length"} if address == "/metrics" else set())
    assert [item for item in head.headers.items() if item[0] not in passing] == [
        item for item in got.headers.items() if item[0] not in passing
    ]


def test_head_is_answered_over_a_real_connection(server: RealServer) -> None:
    """Several on one connection: a body, or a length that is not kept, would disturb what follows."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        for address in ("/", "/api/v1/catalog", f"/api/v1/traces?e={LINK}&format=csv", "/static/js/transport/rest.js"):
            client.sendall(f"HEAD {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            answer = client.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200"), answer
            assert answer.endswith(b"\r\n\r\n"), answer
    assert server.log == ""


def test_head_computes_no_more_than_its_headers_need() -> None:
    long = Experiment.model_validate({**BOWL, "steps": 1_000_000}).payload()
    with TestClient(create_app(Settings())) as client:
        assert client.head(f"/api/v1/traces?e={long}&format=ndjson").status_code == 200
        compute = client.app.state.service.compute  # type: ignore[attr-defined]
        client.get("/healthz")
        assert compute.waiting <= 1


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("PUT", "/api/v1/traces", "GET, HEAD, POST"),
        ("OPTIONS", "/api/v1/figures", "GET, HEAD, POST"),
        ("GET", "/api/v1/explanations", "POST"),
        ("HEAD", "/api/v1/explanations", "POST"),
        ("DELETE", "/api/v1/catalog", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
        ("POST", "/static/js/transport/rest.js", "GET, HEAD"),
    ],
)
def test_methods_that_are_not_there_name_those_that_are(
    client: TestClient, method: str, address: str, allowed: str
) -> None:
    answer = client.request(method, address)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/traces", "application/json"), ("/api/v1/datasets/csv", "text/csv")]
)
@pytest.mark.parametrize("said", ["Transfer-Encoding: chunked", "Content-Length: 1500000"])
def test_a_body_over_the_limit_gets_413(server: RealServer, path: str, kind: str, said: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{said}\r\n\r\n".encode())
        piece = b" " * 50_000
        for _ in range(30):
            client.sendall(piece if "Length" in said else b"%x\r\n%b\r\n" % (len(piece), piece))
        client.sendall(b"" if "Length" in said else b"0\r\n\r\n")
        answer = client.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413"), answer
        assert b"application/problem+json" in answer
        answer += client.recv(65536) if answer.endswith(b"\r\n\r\n") else b""
        assert b"FALLLINE_MAX_BODY_BYTES" in answer
    assert server.log == ""


ACCEPTED = [
    ("", "json"), ("*/*", "json"), ("text/csv", "csv"), ("text/csv;q=0.1, application/json", "json"),
    ("application/json;q=0.2, text/csv;q=0.9", "csv"), ("text/*", "csv"), ("text/csv, */*", "csv"),
    ("text/csv, application/json", "csv"), ("application/json, text/csv", "json"), ("text/html", "json"),
    ("application/json;q=0, text/csv;q=0.1", "csv"), ("*/*;q=0.1, application/x-npz", "npz"),
    ("TEXT/CSV ; Q=1.0", "csv"), ("text/csv; charset=utf-8", "csv"), ("application/*, application/json;q=0", "ndjson"),
    ("text/csv;q=", "json"), ("text/csv;q=nan", "json"), (",;q=1,,", "json"), ("application/json;q=0", "json"),
    ("application/vnd.safetensors;q=0.5,text/csv;q=0.4", "safetensors"),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "name"), ACCEPTED)
def test_the_client_s_preference_is_honoured(client: TestClient, accept: str, name: str) -> None:
    assert preferred(accept, MEDIA_TYPES) == name
    answer = client.post("/api/v1/traces", json=BOWL, headers={"Accept": accept})
    assert answer.headers["content-type"] == MEDIA_TYPES[name]


def test_every_call_with_formats_looks_at_preferences(client: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert client.post("/api/v1/figures", json=BOWL, headers=browser).text.startswith("<!doctype html>")
    assert "data" in client.post("/api/v1/figures", json=BOWL, headers={"Accept": "text/html;q=0.1, */*"}).json()
    surface = {"problem": BOWL["problem"], "resolution": 11}
    liked = {"Accept": "text/csv, application/vnd.safetensors;q=0.5, application/json;q=0.4"}
    assert client.post("/api/v1/surfaces", json=surface, headers=liked).headers["content-type"].endswith("safetensors")
    assert client.post("/api/v1/surfaces?format=csv", json=surface).json()["errors"][0]["path"] == "?format"


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_an_unforeseen_error_is_logged_under_the_id_that_the_answer_has(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: BaseException, query: str
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.service.slicing", failing)
    monkeypatch.setattr("app.service.first_parts", failing)
    with TestClient(create_app(Settings())) as client, caplog.at_level(logging.ERROR, "fallline"):
        body = {**BOWL, "runs": [{"label": "a private label"}]}
        answer = client.post(f"/api/v1/traces{query}", json=body, headers={"X-Forwarded-For": "203.0.113.9"})
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert "content-security-policy" in answer.headers
        problem = answer.json()
        assert problem["request_id"] in problem["detail"]
        assert "Traceback" not in answer.text
        assert "boom" not in answer.text
        (record,) = [record for record in caplog.records if record.name == "fallline"]
        assert record.getMessage() == f"request {problem['request_id']}: POST /api/v1/traces failed"
        assert record.exc_info is not None
        for secret in ("private", "203.0.113.9", "testclient"):
            assert secret not in caplog.text
        monkeypatch.undo()
        assert client.post("/api/v1/traces", json=BOWL).status_code == 200


def test_a_dead_compute_thread_is_told_and_started_again(client: TestClient) -> None:
    compute = client.app.state.service.compute  # type: ignore[attr-defined]
    assert client.get("/readyz").json() == {"status": "ok"}
    thread, compute._thread = compute._thread, threading.Thread()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "dead"})
    assert client.get("/readyz").json() == {"status": "ok"}
    assert client.post("/api/v1/traces", json=BOWL).status_code == 200
    compute.stop()
    thread.join(5)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "stopping"})
    assert client.post("/api/v1/traces", json=BOWL).json()["title"] == "Server stopping"


def test_places_of_mistakes_are_put_together() -> None:
    with pytest.raises(BadRequest) as mistake, at("a"), at("b", 1):
        raise BadRequest(("c",), "less", 2)
    assert str(mistake.value) == "$.a.b[1].c: expected less, got 2"
    assert json_path(("query", "columns")) == "?columns"


@pytest.mark.parametrize(
    ("call", "body", "path"),
    [
        ("traces", {**BOWL, "steps": 900_000}, "$.steps"),
        ("traces?columns=step,colour", BOWL, "?columns"),
        ("traces?columns=step,colour&format=csv", BOWL, "?columns"),
        ("explanations", {"experiment": {**BOWL, "steps": 900_000}}, "$.experiment.steps"),
        ("explanations", {"experiment": {**BOWL, "runs": [{"batch_size": 65}]}}, "$.experiment.runs[0].batch_size"),
        ("explanations", {"experiment": BOWL, "sample": 3}, "$.sample"),
        ("explanations", {"experiment": BOWL, "run": 3}, "$.run"),
        ("surfaces", {"problem": {"kind": "landscape", "name": "alps"}}, "$.problem.name"),
        ("surfaces", {"problem": BOWL["problem"], "batch": {"size": 65}}, "$.batch.size"),
    ],
)
def test_paths_lead_into_the_request(client: TestClient, call: str, body: dict, path: str) -> None:
    answer = client.post(f"/api/v1/{call}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path
    assert answer.json()["detail"].startswith(path)
