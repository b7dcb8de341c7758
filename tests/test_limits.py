"""Every limit of the settings is hit here: its refusal is one sentence that names it, and says when to come again."""

import asyncio
import json
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from contextvars import Context
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.clients import Client, asking
from app.compute import Compute
from app.main import create_app
from app.service import Service
from app.settings import Settings
from tests.stream.test_stream import STREAM, advance

BOWL: dict[str, Any] = {"problem": {"kind": "landscape", "name": "bowl", "samples": 64}, "steps": 10}
XOR: dict[str, Any] = {"problem": {"kind": "network", "dataset": "xor", "hidden": [{"units": 3}]}, "steps": 10}
RATES = {"path": "learning_rate", "from": 0.01, "to": 0.1, "count": 5}
TRACES = "/api/v1/traces"
ASKED: dict[str, tuple[float, str, dict[str, Any]]] = {
    "max_steps": (9, TRACES, BOWL),
    "max_runs": (1, TRACES, BOWL | {"runs": [{}, {}]}),
    "max_parameters": (12, "/api/v1/samples", {"problem": XOR["problem"]}),
    "max_samples": (63, "/api/v1/surfaces", {"problem": BOWL["problem"]}),
    "max_rows": (10, TRACES, BOWL),
    "max_streamed_rows": (10, f"{TRACES}?format=csv", BOWL),
    "max_cells": (4, "/api/v1/sweeps", {"experiment": BOWL, "x": RATES}),
    "max_map_rows": (54, "/api/v1/sweeps", {"experiment": BOWL, "x": RATES}),
    "max_network_map_rows": (54, "/api/v1/sweeps", {"experiment": XOR, "x": RATES}),
    "max_plane_products": (12, "/api/v1/planes", {"experiment": XOR, "resolution": 3}),
    "max_resolution": (11, "/api/v1/surfaces", {"problem": BOWL["problem"], "resolution": 12}),
    "max_request_bytes": (2**20, TRACES, BOWL | {"steps": 100_000}),
    "max_numbers": (100, f"{TRACES}?columns=parameters", XOR),
    "max_sharpness_work": (100, f"{TRACES}?columns=sharpness", XOR),
    "max_seconds": (1e-6, TRACES, BOWL | {"steps": 100_000}),
}
"""What is too much by a little, and the setting."""
LIMITS = {name for name in Settings.model_fields if name.startswith("max_") or name == "cache_bytes"}


@contextmanager
def serving(**settings: Any) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(**settings))) as client:
        yield client


def token(letter: str) -> dict[str, str]:
    return {"Fallline-Client": letter * 22}


def opening(letter: str) -> str:
    return f"{STREAM}?client={letter * 22}"


def refusal(answer: Any, status: int, setting: str) -> dict[str, Any]:
    details: dict[str, Any] = answer.json()
    assert (answer.status_code, details["setting"]) == (status, f"FALLLINE_{setting.upper()}"), details
    assert details["setting"] in details["detail"]
    assert ("retry-after" in answer.headers) == (status in (429, 503))
    return details


def test_every_limit_is_hit() -> None:
    assert not LIMITS - {*ASKED, *(name.removeprefix("test_") for name in globals())}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_too_large_is_refused_by_the_name_of_the_setting(name: str) -> None:
    value, address, body = ASKED[name]
    with serving(**{name: value}) as client:
        refusal(client.post(address, json=body), 422, name)
    with serving() as client:
        assert client.post(address, json=body | {"steps": 10} if "steps" in body else body).status_code == 200


def test_the_stream_has_the_same_limits() -> None:
    with serving(max_steps=9) as client, client.websocket_connect(STREAM) as socket:
        socket.send_text(json.dumps({"type": "advance", "id": 1, "experiment": BOWL, "to": 5}))
        assert json.loads(socket.receive_text())["problem"]["setting"] == "FALLLINE_MAX_STEPS"


def test_max_body_bytes() -> None:
    with serving(max_body_bytes=1024) as client:
        refusal(client.post(TRACES, json=BOWL | {"runs": [{"label": "x" * 1024}]}), 413, "max_body_bytes")


def test_max_message_bytes() -> None:
    """In bytes, whatever the letters."""
    with serving(max_message_bytes=1024) as client, client.websocket_connect(STREAM) as socket:
        for text, refused in (("{}" + " " * 1022, False), ("é" * 600, True), ("x" * 1025, True)):
            socket.send_text(text)
            problem = json.loads(socket.receive_text())["problem"]
            assert (problem.get("setting") == "FALLLINE_MAX_MESSAGE_BYTES") == refused, problem


def closed(client: TestClient, address: str) -> str:
    """Why a socket was closed as soon as it was open."""
    with client.websocket_connect(address) as socket, pytest.raises(WebSocketDisconnect) as gone:
        socket.receive_text()
    assert gone.value.code == 1013
    assert len(gone.value.reason.encode()) <= 123
    return gone.value.reason


def test_max_connections() -> None:
    with serving(max_connections=1) as client:
        with client.websocket_connect(opening("a")):
            assert "FALLLINE_MAX_CONNECTIONS" in closed(client, opening("b"))
        with client.websocket_connect(opening("b")) as socket:
            advance(socket, 1, BOWL, 0, 1)


def test_max_client_connections() -> None:
    with serving(max_client_connections=2, address_share=2) as client, ExitStack() as open_ones:
        for letter in "aabb":  # behind one address
            open_ones.enter_context(client.websocket_connect(opening(letter)))
        assert "FALLLINE_MAX_CLIENT_CONNECTIONS" in closed(client, opening("a"))
        for _ in range(4):  # an address stands for two
            open_ones.enter_context(client.websocket_connect(STREAM))
        assert "FALLLINE_MAX_CLIENT_CONNECTIONS" in closed(client, STREAM)
        with client.websocket_connect(opening("c")) as socket:
            advance(socket, 1, BOWL, 0, 1)


def test_max_client_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("app.clients.time.monotonic", lambda: now[0])
    with serving(max_client_requests=1, address_share=2) as client:

        def taken(count: int, **headers: str) -> int:
            asked = [client.get("/api/v1/qr?text=a", headers=headers) for _ in range(count)]
            return [answer.status_code for answer in asked].index(429) if asked[-1].status_code == 429 else count

        assert [taken(8, **token("a")), taken(4, **token("b")), taken(12)] == [5, 4, 10]
        details = refusal(client.get("/api/v1/qr?text=a", headers=token("a")), 429, "max_client_requests")
        assert details["retry_after"] == 1
        assert client.get("/healthz", headers=token("a")).status_code == 200
        now[0] += 2
        assert taken(8, **token("a")) == 2
        with client.websocket_connect(opening("a")) as socket:
            socket.send_text(json.dumps({"type": "advance", "id": 1, "experiment": BOWL, "to": 1}))
            problem = json.loads(socket.receive_text())["problem"]
            assert (problem["status"], problem["setting"]) == (429, "FALLLINE_MAX_CLIENT_REQUESTS")
            now[0] += 2
            advance(socket, 2, BOWL, 0, 1)
        assert "FALLLINE_MAX_CLIENT_REQUESTS" in client.get("/metrics").text


@contextmanager
def held(client: TestClient, *whose: str) -> Iterator[None]:
    """A computation of each of these clients is under way or waits, until the block ends."""
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    gate, begun = threading.Event(), threading.Semaphore(0)

    def stuck(*_: object) -> Iterator[None]:
        begun.release()
        gate.wait(20)
        yield

    service.live.preparing = stuck  # type: ignore[method-assign,assignment]
    with ThreadPoolExecutor() as pool:
        for letter in whose:
            pool.submit(client.post, "/api/v1/samples", json={"problem": XOR["problem"]}, headers=token(letter))
        begun.acquire(timeout=20)
        while service.compute.waiting < len(whose):
            client.get("/healthz")
        try:
            yield
        finally:
            gate.set()


def test_max_waiting() -> None:
    with serving(max_waiting=3) as client, held(client, *"aab"):
        assert client.get("/readyz").json() == {"status": "busy"}
        refusal(client.post("/api/v1/formulas", json={"expression": "x"}, headers=token("c")), 503, "max_waiting")


def test_max_client_waiting() -> None:
    with serving(max_client_waiting=2) as client:
        with held(client, *"aab"):
            refused = client.post("/api/v1/formulas", json={"expression": "x"}, headers=token("a"))
            refusal(refused, 429, "max_client_waiting")
            compute = client.app.state.service.compute  # type: ignore[attr-defined]
            assert sum(compute.lengths().values()) == 2  # one is under way
        assert client.post("/api/v1/formulas", json={"expression": "x"}, headers=token("a")).status_code == 200


def context_of(client: str) -> Context:
    context = Context()
    context.run(asking.set, Client(client))
    return context


async def test_max_client_running() -> None:
    begun, gate = threading.Semaphore(0), threading.Event()

    def work() -> Generator[None, None, None]:
        begun.release()
        while not gate.is_set():
            time.sleep(0.001)
            yield

    compute = Compute(Settings(max_client_running=2, slice_seconds=1e-4))
    tasks = [asyncio.create_task(compute.run(work()), context=context_of(client)) for client in "aaaab"]
    for _ in range(3):
        assert await asyncio.to_thread(begun.acquire, timeout=20)
    assert compute.waiting == 5
    assert not begun.acquire(blocking=False)
    gate.set()
    await asyncio.gather(*tasks)
    assert begun.acquire(blocking=False)
    assert begun.acquire(blocking=False)
    await asyncio.to_thread(compute.stop)


def test_cache_bytes() -> None:
    with serving(cache_bytes=2**20) as client:
        store = client.app.state.service.live.store  # type: ignore[attr-defined]
        for seed in range(8):
            assert client.post(TRACES, json=BOWL | {"steps": 2000, "seed": seed}).status_code == 200
            assert store.used <= 2**20


def test_a_token_is_no_more_than_letters() -> None:
    """What is none counts by address."""
    clients = Service(Settings()).clients
    for given, name in ((b"a" * 22, "token " + "a" * 22), (b"short", "address h"), (b"a" * 65, "address h")):
        assert clients.of({"type": "http", "headers": [(b"fallline-client", given)], "client": ("h", 1)}).name == name
