"""Big maps of a real server: whoever goes away leaves nothing running, and the server takes its processes with it."""

import asyncio
import json
import signal
import urllib.request
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.engine import sweep
from app.engine.maps.pieces import Piece
from app.main import create_app
from app.settings import Settings
from app.spread.hands import Lost
from app.spread.sweeping import with_silences
from tests.real_server import RealServer, real_server
from tests.spread.swept import LONG, STACKED, XOR, alive, resting, until, used


@pytest.fixture
def server() -> Iterator[RealServer]:
    with real_server(sweep_seconds=0) as server:
        yield server


def asked(server: RealServer, body: dict[str, Any]) -> urllib.request.Request:
    headers = {"Content-Type": "application/json", "Accept": "application/x-ndjson"}
    return urllib.request.Request(f"{server.address}/api/v1/sweeps", json.dumps(body).encode(), headers)


def children(pid: int) -> list[int]:
    """Processes that compute for a server."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (thread / "children").read_text().split()]
    return [child for child in set(found) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


async def computing(server: RealServer) -> list[int]:
    """The children, as soon as both compute."""
    pids = await until(lambda: len(children(server.process.pid)) == 2 and children(server.process.pid))
    await until(lambda: all(used(pid) > 0.9 for pid in pids), 60)
    return list(pids)


BIG = {**LONG, "x": {"path": "problem.hidden[0].units", "values": [1, 5, 6, 7, 8]}}


async def test_whoever_goes_away_frees_the_machine(server: RealServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    body = json.dumps(BIG).encode()
    head = f"POST /api/v1/sweeps HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    writer.write(f"{head}\r\nAccept: application/x-ndjson\r\n\r\n".encode() + body)
    pids = await computing(server)
    writer.close()
    del reader
    await asyncio.wait_for(resting(pids), 20)
    with await asyncio.to_thread(urllib.request.urlopen, asked(server, STACKED), timeout=60) as answer:
        lines = [json.loads(line) for line in answer]
    cells = {cell for line in lines for cell in line.get("cells", [])}
    assert len(cells) == 48 * 20
    assert children(server.process.pid) == pids
    assert not server.log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_the_server_takes_its_processes_with_it(server: RealServer, how: int) -> None:
    waiting = asyncio.create_task(asyncio.to_thread(urllib.request.urlopen, asked(server, BIG), timeout=60))
    pids = await computing(server)
    server.process.send_signal(how)
    await until(lambda: not [pid for pid in pids if alive(pid)], 15)
    await asyncio.gather(waiting, return_exceptions=True)


def test_far_cells_come_with_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.sweeps.TELLING_SECONDS", 0.0)
    body = {"experiment": {**XOR, "steps": 20}, "x": {"path": "batch_size", "values": [1, 2, 3, 4, 5]}}
    with TestClient(create_app(Settings())) as client:
        lines = client.post("/api/v1/sweeps", json=body, headers={"Accept": "application/x-ndjson"}).text.splitlines()
    heading, *rest = map(json.loads, lines)
    assert heading["x"] == sweep(**body)["x"]
    told = [line for line in rest if "done" in line]
    assert [line["done"] for line in told] == [1, 2, 3, 4]
    assert all(line["of"] == 5 and line["seconds_left"] is None for line in told)


def test_who_waits_long_for_the_first_cells_is_told_that_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.sweeps.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("app.api.sweeps.TELLING_SECONDS", 0.01)
    body = {**STACKED, "experiment": {**XOR, "steps": 1_000}, "y": None}
    with TestClient(create_app(Settings(sweep_seconds=60))) as client:
        lines = client.post("/api/v1/sweeps", json=body, headers={"Accept": "application/x-ndjson"}).text.splitlines()
    heading, first, *_ = map(json.loads, lines)
    assert heading["unit"] == ""
    assert first == {"done": 0, "of": 48, "seconds_left": None}


async def test_silence_is_noticed() -> None:
    async def pieces() -> AsyncGenerator[Piece, None]:
        for number in range(2):
            await asyncio.sleep(0.2 * number)
            yield Piece.empty(np.array([number]))

    told = [piece and int(piece.cells[0]) async for piece in with_silences(pieces(), 0.02)]
    assert told[0] == 0
    assert told[-1] == 1
    assert told[1:-1] == [None] * len(told[1:-1])
    assert told[1:-1]


def test_what_fails_on_the_way_is_said_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(sweep_seconds=0))
    hands: Any = app.state.service.hands
    compute, count = hands.compute, iter(range(9))

    async def failing(part: Any) -> Any:
        if next(count):
            raise Lost("a part of the sweep ended its process 3 times")
        return await compute(part)

    monkeypatch.setattr(hands, "compute", failing)
    monkeypatch.setattr(type(hands), "width", lambda _: asyncio.sleep(0, 1))
    with TestClient(app) as client:
        answer = client.post("/api/v1/sweeps", json=STACKED, headers={"Accept": "application/x-ndjson"})
        assert answer.status_code == 200
        *_, last = map(json.loads, answer.text.splitlines())
        assert last["error"]["title"] == "Computation lost"
        assert "3 times" in last["error"]["detail"]
        assert client.post("/api/v1/sweeps", json=STACKED).status_code == 503
