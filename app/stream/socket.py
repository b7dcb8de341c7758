"""One client's stream: it asks for rows, the server computes as far as needed and answers in frames."""

import asyncio
import time
from collections.abc import Generator
from contextlib import aclosing, suppress
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.websockets import WebSocket

from app.clients import Busy
from app.compute import Stopped
from app.engine.experiment import Experiment
from app.engine.runs.race import Race
from app.errors import BadRequest, LimitExceeded, at, problem_of, unexpected, validated
from app.formats import dumps
from app.metrics import STREAM
from app.service import Service
from app.stream.frames import Frame, at_once, frames
from app.stream.messages import Advance, Cancel, Ping, read
from app.stream.wire import STUCK_SECONDS, Gone, Wire

router = APIRouter()

MAX_OPEN = 16
MAX_ABUSE = 20


@router.websocket("/api/v1/stream")
async def stream(socket: WebSocket) -> None:
    """Rows of experiments on demand; see the documentation of the stream for its messages."""
    service: Service = socket.app.state.service
    wire = Wire(socket)
    with suppress(Gone):
        await wire.accept()
        try:
            with service.clients.connected():
                await _serve(Client(wire, service), wire)
        except Busy as error:
            service.metrics.answered(STREAM, error.status, setting=error.setting)
            await wire.close(1013, str(error))


async def _serve(client: "Client", wire: Wire) -> None:
    """Serve a client in a task of its own until it leaves, is sent away, or cannot be reached any more."""
    tasks = [asyncio.create_task(client.serve()), asyncio.create_task(wire.lost.wait())]
    try:
        while not wire.stuck:
            done, _ = await asyncio.wait(tasks, timeout=STUCK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if done:
                break
    finally:
        client.drop_all()
        for task in tasks:
            task.cancel()


class Client:
    """A connection with the advances it has under way."""

    def __init__(self, wire: Wire, service: Service) -> None:
        self._wire = wire
        self._service = service
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._abuse = 0

    def drop_all(self) -> None:
        """Give up what is under way; nobody is there to be told."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    async def serve(self) -> None:
        """Take messages until the client leaves or has sent too much nonsense."""
        with suppress(Gone):
            while self._abuse < MAX_ABUSE:
                await self._take(await self._wire.receive())
            self.drop_all()
            await self._wire.close(1008, "too many malformed messages")

    async def _take(self, text: str | bytes) -> None:
        number: int | None = None
        try:
            raw = self._parsed(text)
            number = raw["id"] if type(raw.get("id")) is int else None
            message = validated(read, raw)
            if isinstance(message, Ping):
                await self._tell("pong", message.id)
            elif isinstance(message, Cancel):
                await self._cancel(message.id)
            else:
                await self._advance(message)
        except Gone:
            raise
        except Exception as error:
            await self._refuse(number, error)

    def _parsed(self, text: str | bytes) -> dict[str, Any]:
        limit = self._service.settings.max_message_bytes
        if isinstance(text, bytes):
            raise BadRequest((), "JSON text", "binary data")
        size = len(text) if text.isascii() else len(text.encode())
        if size > limit:
            raise LimitExceeded((), f"at most {limit:,} bytes", f"{size:,}", "FALLLINE_MAX_MESSAGE_BYTES")
        try:
            raw = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise BadRequest((), f"JSON ({error})", text) from None
        if not isinstance(raw, dict):
            raise BadRequest((), "a JSON object", raw)
        return raw

    async def _cancel(self, number: int) -> None:
        """Give up an advance, and say so: it has no other end. One that has ended stays as it is."""
        task = self._tasks.pop(number, None)
        if task is not None:
            task.cancel()
            await self._tell("cancelled", number)

    async def _advance(self, message: Advance) -> None:
        self._service.clients.count()
        if message.id in self._tasks and message.id != message.replaces:
            raise BadRequest(("id",), "an id that is not in use", message.id)
        if message.replaces is not None:
            await self._cancel(message.replaces)
        begin = time.perf_counter()
        race = None if message.probes else self._service.known(message.experiment)
        data = None if race is None else at_once(race, message)
        if data is not None:
            self._abuse = 0
            await self._wire.send(data)
            self._service.metrics.answered(STREAM, 200, time.perf_counter() - begin)
        elif len(self._tasks) >= MAX_OPEN:
            raise BadRequest((), f"at most {MAX_OPEN} advances under way", len(self._tasks))
        else:
            self._tasks[message.id] = asyncio.create_task(self._later(message))

    async def _later(self, message: Advance) -> None:
        try:
            with suppress(Gone):
                await self._answer(message)
        finally:
            self._ended(message.id)

    async def _answer(self, message: Advance) -> None:
        """Frame by frame, as the client takes them; or else an error."""
        begin = time.perf_counter()
        try:
            async with aclosing(self._service.compute.stream(self._frames(message))) as answer:
                async for data, last in answer:
                    await self._wire.send(data)
                    if last:
                        self._ended(message.id)  # at once, so that it cannot be cancelled as well
                        self._abuse = 0
                        self._service.metrics.answered(STREAM, 200, time.perf_counter() - begin)
        except Gone:
            raise
        except Stopped:
            await self._wire.close(1012, "the server is shutting down")
        except Exception as error:
            await self._refuse(message.id, error)

    def _ended(self, number: int) -> None:
        if self._tasks.get(number) is asyncio.current_task():
            del self._tasks[number]

    def _frames(self, message: Advance) -> Generator[Frame | None, None, None]:
        """Work for the compute thread: the experiment's race, and its frames."""
        with at("experiment"):
            race = yield from self._race(message)
        yield from frames(self._service, race, message)

    def _race(self, message: Advance) -> Generator[None, None, Race]:
        race = self._service.known(message.experiment)
        if race is None:
            experiment = validated(Experiment.model_validate, message.experiment)
            self._service.check(experiment)
            race = yield from self._service.live.racing(experiment)
            self._service.remember(message.experiment, race)
        return race

    async def _refuse(self, number: int | None, error: Exception) -> None:
        """Tell of an error. Only what the client did wrong counts against it, not what the server could not do."""
        details = problem_of(error) or unexpected(error, "an advance of the stream")
        if details["status"] < 500 and "retry_after" not in details:
            self._abuse += 1
        self._service.metrics.answered(STREAM, details["status"], setting=details.get("setting", ""))
        await self._tell("error", number, problem=details)

    async def _tell(self, kind: str, number: int | None, **more: object) -> None:
        await self._wire.send(dumps({"type": kind, "id": number, **more}).decode())
