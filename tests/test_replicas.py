"""Several processes behind one address: one dies in the middle, and nobody lacks a row or has another number."""

import asyncio
import json
import os
import signal
import ssl
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np
from safetensors.numpy import load
from starlette.testclient import TestClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.proxies import nginx, proxy
from tests.real_server import real_server
from tests.replicas import Watched

VALLEY = {"kind": "landscape", "name": "rosenbrock", "samples": 64, "noise": 3.0}
CIRCLE = {"kind": "network", "dataset": {"name": "circle"}, "hidden": [{"units": 8}]}
EXPERIMENTS: list[dict[str, Any]] = [
    *(
        {"problem": VALLEY, "runs": [{"batch_size": 8, "learning_rate": 1e-5}], "steps": 40_000, "seed": n}
        for n in (1, 2)
    ),
    *({"problem": CIRCLE, "runs": [{"batch_size": 8, "optimizer": "adam"}], "steps": 4000, "seed": n} for n in (3, 4)),
]
"""One for each client."""
WHOLE = "/api/v1/traces?format=safetensors&columns=loss,gradient_norm"
QUESTION = {"problem": CIRCLE, "runs": [{"batch_size": 8}], "steps": 5000}
"""Its answer takes a while."""
ASKING = 4
BEFORE = 1
"""Frames that each client has when a process dies; it reads no more until then, so all are in the middle."""


class Client:
    """Somebody who gets rows as the page does: after a loss it connects again and asks for the row that comes next."""

    def __init__(self, address: str, experiment: dict[str, Any], trust: ssl.SSLContext | None = None) -> None:
        self._address, self._experiment, self._trust = address, experiment, trust
        self.pieces: list[dict[str, np.ndarray]] = []
        self.next = self.losses = 0
        self.amid = asyncio.Event()

    @property
    def _whole(self) -> bool:
        return self.next > self._experiment["steps"]

    async def all_rows(self, going_on: asyncio.Event) -> None:
        while not self._whole:
            try:
                async with connect(self._address, ssl=self._trust, compression=None, max_queue=1) as socket:
                    await self._rest(socket, going_on)
            except (WebSocketException, OSError):
                self.losses += 1
                await asyncio.sleep(0.1)

    async def _rest(self, socket: ClientConnection, going_on: asyncio.Event) -> None:
        asked = {"type": "advance", "id": 1, "experiment": self._experiment, "columns": ["loss", "gradient_norm"]}
        await socket.send(json.dumps(asked | {"from": self.next, "to": self._experiment["steps"]}))
        while not self._whole:
            data = await socket.recv()
            assert isinstance(data, bytes), data
            length = int.from_bytes(data[:8], "little")
            about = json.loads(data[8 : 8 + length])["__metadata__"]
            assert int(about["from"]) == self.next
            self.pieces.append(load(data))
            self.next = int(about["to"]) + 1
            if len(self.pieces) == BEFORE:
                assert not self._whole
                self.amid.set()
                await going_on.wait()


async def through(clients: list[Client], kill: Callable[[], None]) -> None:
    """Everybody gets all rows, though `kill` is called while all of them are in the middle."""
    going_on = asyncio.Event()
    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        for client in clients:
            tasks.create_task(client.all_rows(going_on))
        for client in clients:
            await client.amid.wait()
        kill()
        going_on.set()


def assert_all_there(clients: list[Client], one_process: TestClient) -> None:
    """The same bits as one process has that nothing happens to; somebody was there when one died."""
    assert any(client.losses for client in clients)
    for client, experiment in zip(clients, EXPERIMENTS, strict=True):
        for name, values in load(one_process.post(WHOLE, json=experiment).content).items():
            found = np.concatenate([piece[name] for piece in client.pieces])
            np.testing.assert_array_equal(found, values, err_msg=name, strict=True)


async def test_one_of_three_workers_dies(client: TestClient) -> None:
    with real_server(workers=3) as server:
        until(lambda: len(server.workers) == 3)
        watched, before = Watched(server.workers), server.workers
        clients = [Client(server.stream, experiment) for experiment in EXPERIMENTS]

        def kill() -> None:
            os.kill(max(before, key=lambda worker: watched.clients([worker])), signal.SIGKILL)

        await through(clients, kill)
        assert_all_there(clients, client)
        until(lambda: len(server.workers) == 3 and server.workers != before)


async def test_one_of_two_replicas_behind_nginx_dies(client: TestClient, tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(real_server(workers=2, root_path="/fallline")) for _ in range(2)]
        until(lambda: all(len(server.workers) == 2 for server in servers))
        watched = Watched(worker for server in servers for worker in server.workers)
        front = stack.enter_context(proxy(nginx, tmp_path, [server.port for server in servers], "/fallline"))
        address = f"wss://localhost:{front.port}/fallline/api/v1/stream"
        clients = [Client(address, experiment, front.trust) for experiment in EXPERIMENTS]
        asking = stack.enter_context(httpx.Client(base_url=front.origin, verify=front.trust, timeout=60))
        threads = stack.enter_context(ThreadPoolExecutor(ASKING))
        answers: list[Future[httpx.Response]] = []

        def kill() -> None:
            def connected() -> int:
                return sum(watched.clients(server.workers) for server in servers)

            streams = connected()
            for seed in range(ASKING):
                answers.append(threads.submit(asking.post, f"/fallline{WHOLE}", json=QUESTION | {"seed": seed}))
            until(lambda: connected() == streams + ASKING)
            max(servers, key=lambda server: watched.clients(server.workers)).kill()

        await through(clients, kill)
        assert_all_there(clients, client)
        assert [answer.result().status_code for answer in answers] == [200] * ASKING


def until(there: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.05)
