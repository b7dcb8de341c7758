"""Real sockets: clients that do not read, clients that vanish, a server that stops. Nothing is left behind."""

import asyncio
import json
import signal
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.real_server import RealServer, real_server

VALLEY = {"problem": {"kind": "landscape", "name": "rosenbrock", "samples": 64, "noise": 3.0}}
LONG = VALLEY | {"runs": [{"batch_size": 8, "learning_rate": 1e-5}], "steps": 300_000}
NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "spiral"}, "hidden": [{"units": 256}, {"units": 64}]},
    "runs": [{"batch_size": 8}],
    "steps": 70,
}
UPGRADE = (
    b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def server() -> Iterator[RealServer]:
    with real_server() as made:
        yield made


def asking(number: int, experiment: dict[str, Any], **more: object) -> str:
    return json.dumps({"type": "advance", "id": number, "experiment": experiment} | more)


def posted(query: str, experiment: dict[str, Any]) -> bytes:
    """A request for a trace."""
    body = json.dumps(experiment).encode()
    head = f"Host: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return f"POST /api/v1/traces{query} HTTP/1.1\r\n{head}".encode() + body


def tcp(server: RealServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def reset(connection: socket.socket) -> None:
    """Close as a machine does that is switched off: the peer gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def raw_client(server: RealServer, accepted: bool = True) -> socket.socket:
    connection = tcp(server)
    connection.sendall(UPGRADE)
    if accepted:
        assert connection.recv(1024).startswith(b"HTTP/1.1 101")
    return connection


def frame(text: str) -> bytes:
    """A masked text frame."""
    data = text.encode()
    return struct.pack("!BBQ", 0x81, 0xFF, len(data)) + b"\0\0\0\0" + data


def quiet(server: RealServer) -> None:
    """The server goes on, has nothing left to do, and has nothing to complain about."""
    server.until("connections", 0)
    server.until("computations_waiting", 0)
    assert server.log == ""


@asynccontextmanager
async def connected(server: RealServer) -> AsyncIterator[ClientConnection]:
    """A client that holds hardly more than it has been asked to read; nothing here takes longer than a minute."""
    async with asyncio.timeout(60), connect(server.stream, max_size=None, max_queue=1, compression=None) as client:
        yield client


async def all_of(connection: ClientConnection) -> list[bytes]:
    """Frames of one advance, up to its last."""
    frames: list[bytes] = []
    while not frames or b'"last":"true"' not in frames[-1][:2000]:
        message = await connection.recv()
        assert isinstance(message, bytes), message
        frames.append(message)
    return frames


async def test_a_client_that_does_not_read_is_not_computed_for(server: RealServer) -> None:
    """Hundreds of megabytes are asked for; the server holds a few, and the job goes on once the client reads."""
    async with connected(server) as warm:
        await warm.send(asking(0, LONG, to=300_000, columns=["step"]))
        await all_of(warm)
    before = server.resident
    async with connected(server) as client:
        for number in range(16):
            await client.send(asking(number, LONG, to=300_000))
        server.until("computations_waiting", 0)
        assert server.resident - before < 40 * MEGABYTE
        finished = 0
        received = 0
        while finished < 16:
            message = await client.recv()
            assert isinstance(message, bytes)
            assert len(message) <= 2**18 + 4096
            received += len(message)
            finished += b'"last":"true"' in message[:2000]
    assert received > 400 * MEGABYTE
    quiet(server)


async def test_vectors_of_a_network_are_not_computed_ahead(server: RealServer) -> None:
    before = server.resident
    async with connected(server) as client:
        await client.send(asking(1, NETWORK, to=70, columns=["parameters", "update"]))
        await client.recv()
        server.until("computations_waiting", 0)
        assert server.resident - before < 60 * MEGABYTE
        await client.send(json.dumps({"type": "cancel", "id": 1}))
        while isinstance(message := await client.recv(), bytes):
            pass
        assert json.loads(message) == {"type": "cancelled", "id": 1}
    quiet(server)


def test_rows_over_rest_are_not_computed_ahead(server: RealServer) -> None:
    request = posted("?format=ndjson", VALLEY | {"steps": 900_000, "runs": [{"learning_rate": 1e-5}]})
    with tcp(server) as client:
        client.sendall(request)
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
        server.until("computations_waiting", 0)
        assert sum(len(client.recv(2**16)) for _ in range(200)) > 0
        server.until("computations_waiting", 0)
        reset(client)
    quiet(server)


def test_clients_that_are_cut_off_leave_nothing(server: RealServer) -> None:
    """At every stage: before the answer to the upgrade, while rows are computed, while frames are under way."""
    for number in range(30):
        reset(raw_client(server, accepted=False))
        reset(raw_client(server))
        asked = raw_client(server)
        asked.sendall(frame(asking(number, LONG | {"seed": number}, to=300_000)))
        if number % 2:
            assert asked.recv(2**16)
        reset(asked)
    quiet(server)


async def test_clients_that_close_while_frames_are_sent_leave_nothing(server: RealServer) -> None:
    for number in range(20):
        client = await connect(server.stream, max_size=None, compression=None)
        for k in range(8):
            await client.send(asking(k, LONG, to=300_000 - number))
        await client.recv()
        await client.close()
    quiet(server)


async def test_clients_that_close_without_a_word_leave_nothing(server: RealServer) -> None:
    for _ in range(20):
        client = raw_client(server)
        client.sendall(frame("nonsense") * 40)
        client.close()
    quiet(server)


async def test_a_message_far_too_large_ends_the_connection_quietly(server: RealServer) -> None:
    async with connected(server) as client:
        await client.send(asking(1, LONG, to=300_000))
        await client.recv()
        with pytest.raises(ConnectionClosed):
            await client.send("x" * 5_000_000)
            while True:
                await client.recv()
    quiet(server)


async def test_a_server_that_stops_says_so_to_everybody() -> None:
    with real_server() as server:
        async with connected(server) as client:
            await client.send(asking(1, LONG, to=300_000))
            await client.recv()
            cut_off = raw_client(server)
            cut_off.sendall(frame(asking(2, LONG | {"seed": 1}, to=300_000)))
            server.process.send_signal(signal.SIGTERM)
            reset(cut_off)
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert await asyncio.to_thread(server.process.wait, 10) is not None
        assert server.log == ""


def test_a_request_that_outlasts_the_server_gets_an_answer() -> None:
    request = posted("", LONG | {"runs": [{"learning_rate": 1e-6, "batch_size": 8}] * 8, "steps": 999_999})
    with real_server(max_rows=10**7, max_request_bytes=2**40) as server, tcp(server) as client:
        client.sendall(request)
        server.until("computations_waiting", 1)
        server.process.send_signal(signal.SIGTERM)
        answer = client.recv(2**16)
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"Server stopping" in answer + client.recv(2**16)
        server.process.wait(10)
        assert "Traceback" not in server.log
