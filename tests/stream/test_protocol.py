"""What the stream owes its clients: one end for each advance, errors with their places, abuse told from bad luck."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from app.service import Service
from app.settings import Settings
from app.stream.socket import Client, _serve
from app.stream.wire import Wire
from tests.engine.networks import small
from tests.stream.test_stream import STREAM, advance, metadata_of, rows

BOWL = {"problem": {"kind": "landscape", "name": "bowl"}, "steps": 5}
NETWORK = {"problem": small(), "steps": 5}


def ask(socket: Any, number: int, experiment: dict, **more: object) -> None:
    socket.send_text(json.dumps({"type": "advance", "id": number, "experiment": experiment, "to": 5} | more))


def ends(socket: Any, *numbers: int) -> dict[int, list[str]]:
    """How each of these advances ended, by its id, once all of them have."""
    found: dict[int, list[str]] = {}
    while not set(numbers) <= set(found):
        message = socket.receive()
        if message.get("bytes") is not None:
            metadata = metadata_of(message["bytes"])
            if metadata["last"] == "true":
                found.setdefault(int(metadata["id"]), []).append("last")
        else:
            answer = json.loads(message["text"])
            found.setdefault(answer["id"], []).append(answer["type"])
    return found


@pytest.fixture
def gate(client: TestClient) -> Generator[threading.Event, None, None]:
    """Holds the compute thread until it is set."""
    opened = threading.Event()
    service = client.app.state.service  # type: ignore[attr-defined]

    def waiting() -> Generator[None, None, None]:
        opened.wait(30)
        yield

    async def hold() -> None:
        while service.compute.waiting:  # what is prepared for the first visitor
            await asyncio.sleep(0.001)
        service.compute._submit(waiting())

    client.portal.call(hold)  # type: ignore[union-attr]
    yield opened
    opened.set()


def test_an_id_in_use_is_refused(client: TestClient, race: dict, gate: threading.Event) -> None:
    with client.websocket_connect(STREAM) as socket:
        ask(socket, 7, race)
        ask(socket, 7, BOWL)
        answer = json.loads(socket.receive_text())
        assert (answer["type"], answer["id"]) == ("error", 7)
        assert answer["problem"]["errors"][0]["path"] == "$.id"
        gate.set()
        assert len(rows([socket.receive_bytes()], "runs.1.loss")) == 6  # the race, not the bowl


def test_an_id_may_replace_itself(client: TestClient, race: dict, gate: threading.Event) -> None:
    with client.websocket_connect(STREAM) as socket:
        ask(socket, 7, race)
        ask(socket, 7, BOWL, replaces=7)
        assert json.loads(socket.receive_text()) == {"type": "cancelled", "id": 7}
        gate.set()
        assert "runs.1.loss" not in socket.receive_bytes().decode("latin-1")


def settles(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold: who is told of an end may hear of it before the queue does."""
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.005)
    return holds()


def test_one_socket_has_sixteen_advances_and_leaves_none_behind(
    client: TestClient, race: dict, gate: threading.Event
) -> None:
    compute = client.app.state.service.compute  # type: ignore[attr-defined]
    with client.websocket_connect(STREAM) as socket:
        for number in range(17):
            ask(socket, number, race | {"seed": number})
        assert "16 advances" in json.loads(socket.receive_text())["problem"]["detail"]
        for number in range(60):
            ask(socket, 3, race | {"seed": number}, replaces=3)
            assert json.loads(socket.receive_text()) == {"type": "cancelled", "id": 3}
        assert settles(lambda: compute.waiting <= 17)  # with the one at the gate
    assert settles(lambda: compute.waiting <= 1)
    gate.set()


def test_each_advance_has_one_end(client: TestClient, race: dict, gate: threading.Event) -> None:
    with client.websocket_connect(STREAM) as socket:
        for number in (1, 2, 3):
            ask(socket, number, race | {"seed": number})
        socket.send_text('{"type": "cancel", "id": 1}')
        socket.send_text('{"type": "cancel", "id": 1}')
        socket.send_text('{"type": "cancel", "id": 99}')
        ask(socket, 4, {"problem": None})
        ask(socket, 5, race, replaces=2)
        assert ends(socket, 1, 2) == {1: ["cancelled"], 2: ["cancelled"]}
        gate.set()
        assert ends(socket, 3, 4, 5) == {3: ["last"], 4: ["error"], 5: ["last"]}
        socket.send_text('{"type": "cancel", "id": 5}')
        ask(socket, 6, race)
        assert ends(socket, 6) == {6: ["last"]}


def test_a_newer_advance_replaces_an_older_one(client: TestClient, race: dict) -> None:
    with client.websocket_connect(STREAM) as socket:
        ask(socket, 1, race | {"steps": 100_000}, to=100_000)
        ask(socket, 2, race, replaces=1)
        assert ends(socket, 2) == {1: ["cancelled"], 2: ["last"]}
        assert {metadata_of(frame)["id"] for frame in advance(socket, 3, race, 0, 5)} == {"3"}


def test_frames_are_small(client: TestClient, race: dict) -> None:
    with client.websocket_connect(STREAM) as socket:
        long = race | {"steps": 20_000}
        frames = advance(socket, 1, long, 0, 20_000)
        again = advance(socket, 2, long, 0, 20_000)
    assert max(len(frame) for frame in frames + again) < 2**18 + 4096
    assert len(again) > 10
    assert rows(again, "runs.0.parameters").tobytes() == rows(frames, "runs.0.parameters").tobytes()


def test_a_busy_server_is_no_abuse(race: dict) -> None:
    with TestClient(create_app(Settings(max_waiting=1))) as client, client.websocket_connect(STREAM) as socket:
        service = client.app.state.service  # type: ignore[attr-defined]
        advance(socket, 0, race, 0, 5)
        service.compute._limits = Settings.model_construct(**dict(Settings(), max_waiting=0))
        for number in range(1, 31):
            ask(socket, number, race | {"seed": 100 + number})
            assert json.loads(socket.receive_text())["problem"]["status"] == 503
        service.compute._limits = Settings(max_waiting=1)
        assert len(advance(socket, 31, race, 0, 5)) == 1


@pytest.mark.parametrize("text", ["nonsense", '{"type": "advance", "id": 1, "experiment": {}, "to": 1}'])
def test_repeated_abuse_closes_the_socket(client: TestClient, text: str) -> None:
    with client.websocket_connect(STREAM) as socket, pytest.raises(WebSocketDisconnect) as closed:
        for _ in range(25):
            socket.send_text(text)
            socket.receive_text()
    assert closed.value.code == 1008


def test_a_server_that_stops_closes_with_1012(client: TestClient, race: dict, gate: threading.Event) -> None:
    with client.websocket_connect(STREAM) as socket:
        ask(socket, 1, race)
        ask(socket, 1, race)
        socket.receive_text()  # the first one is under way
        stopping = threading.Thread(target=client.app.state.service.compute.stop)  # type: ignore[attr-defined]
        stopping.start()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        gate.set()
        stopping.join()
    assert closed.value.code == 1012


TEXTS: list[tuple[str, str]] = [
    ("hello", "$"), ("[]", "$"), ("null", "$"), ("{}", "$.type"), ('{"type": "dance", "id": 1}', "$.type"),
    ('{"type": "cancel"}', "$.id"), ('{"type": "ping"}', "$.id"), ('{"type": "ping", "id": 1, "to": 3}', "$.to"),
    ("x" * 300_000, "$"), ("[" * 100_000, "$"),
]  # fmt: skip
ADVANCES: list[tuple[dict[str, Any], str]] = [
    ({"experiment": None}, "$.experiment"),
    ({"experiment": {}}, "$.experiment.problem"),
    ({"experiment": BOWL | {"runs": [{"learning_rate": -1}]}}, "$.experiment.runs[0].learning_rate"),
    ({"experiment": BOWL | {"runs": [{}, {"optimizer": "adamm"}]}}, "$.experiment.runs[1].optimizer.name"),
    ({"experiment": BOWL | {"runs": [{"batch_size": 10**6}]}}, "$.experiment.runs[0].batch_size"),
    ({"experiment": BOWL | {"runs": [{"changes": [{"at": 5}, {"at": 2}]}]}}, "$.experiment.runs[0].changes[1].at"),
    ({"experiment": BOWL | {"steps": 900_000}}, "$.experiment.steps"),
    ({"to": 6}, "$.to"),
    ({"from": 4, "to": 3}, "$.from"),
    ({"columns": ["colour"]}, "$.columns"),
    ({"probes": [{"name": "boundary"}]}, "$.probes[0].name"),
    ({"experiment": NETWORK, "probes": [{"name": "boundary", "resolution": 10**6}]}, "$.probes[0].resolution"),
    ({"experiment": NETWORK, "probes": [{"name": "weights"}, {"name": "boundery"}]}, "$.probes[1].name"),
    ({"experiment": NETWORK, "probes": [{"name": "weights"}, {"name": "weights"}]}, "$.probes[1].name"),
    ({"experiment": NETWORK, "probes": [{"name": "weights", "runs": [0, 3]}]}, "$.probes[0].runs[1]"),
    ({"experiment": NETWORK, "probes": [{"name": "weights", "runs": ["a"]}]}, "$.probes[0].runs[0]"),
    ({"experiment": NETWORK, "probes": [{"name": "weights", "colour": 1}]}, "$.probes[0].colour"),
    ({"experiment": NETWORK, "probes": [{"name": "weights"}, {"name": "prediction", "inputs": [[0, 0], [1]]}]},
     "$.probes[1].inputs[1]"),
    ({"experiment": NETWORK, "probes": [{"name": "prediction", "text": "good"}]}, "$.probes[0].text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path"), TEXTS, ids=range(len(TEXTS)))
def test_malformed_messages_get_an_error_and_the_socket_lives(
    client: TestClient, race: dict, text: str, path: str
) -> None:
    with client.websocket_connect(STREAM) as socket:
        socket.send_text(text)
        answer = json.loads(socket.receive_text())
        assert (answer["type"], answer["problem"]["status"]) == ("error", 422)
        assert answer["problem"]["errors"][0]["path"] == path
        assert len(rows(advance(socket, 2, race, 0, 5), "runs.0.loss")) == 6


@pytest.mark.parametrize(("more", "path"), ADVANCES, ids=[path for _, path in ADVANCES])
def test_paths_lead_into_the_message(client: TestClient, race: dict, more: dict, path: str) -> None:
    with client.websocket_connect(STREAM) as socket:
        ask(socket, 1, **({"experiment": BOWL} | more))
        answer = json.loads(socket.receive_text())
        assert (answer["type"], answer["id"], answer["problem"]["status"]) == ("error", 1, 422)
        assert answer["problem"]["errors"][0]["path"] == path, answer
        assert answer["problem"]["detail"].startswith(f"{path}: ")
        assert len(rows(advance(socket, 2, race, 0, 5), "runs.0.loss")) == 6


@pytest.mark.parametrize("error", [RuntimeError("boom"), MemoryError(), KeyboardInterrupt(), SystemExit(3)])
def test_an_unforeseen_error_costs_one_advance(
    client: TestClient, race: dict, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    error: BaseException,
) -> None:  # fmt: skip
    def failing(*_: object) -> None:
        raise error

    with client.websocket_connect(STREAM) as socket:
        with monkeypatch.context() as patched, caplog.at_level(logging.ERROR, "fallline"):
            patched.setattr("app.stream.frames.slicing", failing)
            ask(socket, 1, race | {"runs": [{"label": "a private label"}]})
            problem = json.loads(socket.receive_text())["problem"]
        assert problem["status"] == 500
        assert problem["request_id"] in problem["detail"]
        assert "Traceback" not in json.dumps(problem)
        (record,) = caplog.records
        assert problem["request_id"] in record.getMessage()
        assert record.exc_info is not None
        assert "private" not in caplog.text
        assert "testclient" not in caplog.text
        assert len(advance(socket, 2, race, 0, 5)) == 1


async def test_a_client_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf:
        """A connection that stays, on which nothing comes and nothing can be sent."""

        async def receive(self) -> dict[str, str]:
            await asyncio.Event().wait()
            raise AssertionError

        async def send_text(self, _: str) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr("app.stream.wire.STUCK_SECONDS", 0.01)
    monkeypatch.setattr("app.stream.socket.STUCK_SECONDS", 0.01)
    wire = Wire(Deaf())  # type: ignore[arg-type]
    sending = asyncio.create_task(wire.send("hello"))
    async with asyncio.timeout(10):
        await _serve(Client(wire, Service(Settings())), wire)
    sending.cancel()


def counted(client: TestClient) -> float:
    """How many advances the metrics count."""
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith('fallline_requests_total{kind="stream"'))


def test_a_ping_is_answered_at_once_and_counts_as_nothing(
    client: TestClient, race: dict, gate: threading.Event
) -> None:
    with client.websocket_connect(STREAM) as socket:
        for number in range(16):
            ask(socket, number, race | {"seed": number})
        for number in (16, 3, 3):  # an id of its own, or one that is in use
            socket.send_text(json.dumps({"type": "ping", "id": number}))
            assert json.loads(socket.receive_text()) == {"type": "pong", "id": number}
        before = counted(client)
        for number in range(100, 140):
            socket.send_text(json.dumps({"type": "ping", "id": number}))
            assert json.loads(socket.receive_text()) == {"type": "pong", "id": number}
        assert counted(client) == before
        gate.set()
        assert ends(socket, *range(16)) == {number: ["last"] for number in range(16)}
        assert (before, counted(client)) == (0, 16)


def test_what_pages_asked_before_there_were_pings_is_answered(client: TestClient) -> None:
    heartbeat = {"problem": {"kind": "landscape", "name": "bowl"}, "steps": 1}
    with client.websocket_connect(STREAM) as socket:
        ask(socket, 1, heartbeat, to=0, columns=["step"])
        assert metadata_of(socket.receive_bytes())["last"] == "true"
