"""One client's stream: it asks for rows, the server computes as far as needed and answers in frames."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Generator, Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.engine.experiment import Experiment
from app.engine.probes.base import Array
from app.engine.runs.cut import check_columns
from app.engine.runs.probing import asked_probes, check_probes, probing
from app.engine.runs.race import Race
from app.engine.runs.traces import Trace, slice_of
from app.errors import BadRequest, problem, problem_of, validated
from app.formats import dumps, frame, outcomes_text, tensors
from app.service import Service
from app.stream.messages import MESSAGE, Advance, Cancel

router = APIRouter()

QUICK_ROWS = 192
"""Rows of light runs that are computed on the event loop: well under a millisecond."""
AHEAD_ROWS = 96
"""Rows computed beyond those asked for: they will be asked for next, and a call costs as much as twenty rows."""
FRAME_SECONDS = 0.025
"""A long advance sends what it has at this interval."""
LOCK_SECONDS = 0.002
"""How long the event loop waits where the compute thread works on the same run."""
MAX_OPEN = 16
MAX_ABUSE = 20
KEPT_RACES = 8


@router.websocket("/api/v1/stream")
async def stream(socket: WebSocket) -> None:
    """Rows of experiments on demand; see the documentation of the stream for its messages."""
    service: Service = socket.app.state.service
    await socket.accept()
    if service.connections >= service.settings.max_connections:
        await socket.close(1013, "the server has as many connections as it takes")
        return
    service.connections += 1
    client = Client(socket, service)
    try:
        await client.serve()
    except WebSocketDisconnect:
        pass
    finally:
        service.connections -= 1
        client.drop_all()


class Client:
    """A connection with the advances it has under way."""

    def __init__(self, socket: WebSocket, service: Service) -> None:
        self._socket = socket
        self._service = service
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._races: OrderedDict[bytes, Race] = OrderedDict()
        self._abuse = 0

    def drop_all(self) -> None:
        """Cancel what is under way."""
        for task in self._tasks.values():
            task.cancel()

    async def serve(self) -> None:
        """Take messages until the client leaves or has sent too much nonsense."""
        while True:
            event = await self._socket.receive()
            if event["type"] == "websocket.disconnect":
                return
            await self._take(event.get("text"))
            if self._abuse >= MAX_ABUSE:
                await self._socket.close(1008, "too many malformed messages")
                return

    async def _take(self, text: str | None) -> None:
        number: int | None = None
        try:
            raw = self._parsed(text)
            number = raw.get("id") if isinstance(raw.get("id"), int) else None
            message = validated(MESSAGE.validate_python, raw)
            if isinstance(message, Cancel):
                self._cancel(message.id)
                return
            await self._advance(message)
        except Exception as error:
            self._abuse += 1
            await self._tell(number, error)

    def _parsed(self, text: str | None) -> dict[str, Any]:
        limit = self._service.settings.max_message_bytes
        if text is None:
            raise BadRequest("message", "JSON text", "binary data")
        if len(text) > limit:
            raise BadRequest("message", f"at most {limit:,} bytes", f"{len(text):,}")
        try:
            raw = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise BadRequest("message", f"JSON ({error})", text) from None
        if not isinstance(raw, dict):
            raise BadRequest("message", "a JSON object", raw)
        return raw

    def _cancel(self, number: int) -> None:
        task = self._tasks.pop(number, None)
        if task is not None:
            task.cancel()

    async def _advance(self, message: Advance) -> None:
        if message.replaces is not None:
            self._cancel(message.replaces)
        self._service.counters["advances"] += 1
        trace = self._at_once(message)
        if trace is not None:
            self._abuse = 0
            await self._socket.send_bytes(encoded(message, trace, message.first, message.last, True))
            return
        if len(self._tasks) >= MAX_OPEN:
            raise BadRequest("message", f"at most {MAX_OPEN} advances under way", len(self._tasks))
        self._tasks[message.id] = asyncio.create_task(self._later(message))

    def _at_once(self, message: Advance) -> Trace | None:
        """The rows, where they are there already or few enough to compute now; None where the thread should."""
        race = None if message.probes else self._races.get(orjson.dumps(message.experiment))
        if race is None or not race.problem.keeps_vectors:
            return None
        if race.missing(message.last) > (QUICK_ROWS if race.light else 0):
            return None
        _check(race, message)
        ahead = min(message.last + 1 + AHEAD_ROWS, race.experiment.steps + 1)
        for run in race.runs:
            if run.missing(message.last + 1) and not run.extend(ahead, LOCK_SECONDS):
                return None
        return slice_of(race, message.first, message.last, message.columns)

    def _race(self, message: Advance) -> Race:
        key = orjson.dumps(message.experiment)
        race = self._races.get(key)
        if race is None:
            experiment = validated(Experiment.model_validate, message.experiment)
            self._service.check(experiment)
            race = self._service.live.race(experiment)
            self._races[key] = race
            if len(self._races) > KEPT_RACES:
                self._races.popitem(last=False)
        self._races.move_to_end(key)
        return race

    async def _later(self, message: Advance) -> None:
        try:
            async for data in self._service.compute.stream(self._frames(message)):
                await self._socket.send_bytes(data)
            self._abuse = 0
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._abuse += 1
            await self._tell(message.id, error)
        finally:
            if self._tasks.get(message.id) is asyncio.current_task():
                del self._tasks[message.id]

    def _frames(self, message: Advance) -> Generator[bytes | None, None, None]:
        """Work for the compute thread: frames in step order, the last with everything that was left."""
        race = self._race(message)
        _check(race, message)
        asked = validated(asked_probes, {"probes": list(message.probes)})
        check_probes(race, asked)
        self._service.check_vectors(race, message.columns, message.last - message.first + 1)
        sent, until = message.first, time.perf_counter() + FRAME_SECONDS
        for _ in race.compute(message.last):
            yield None
            if time.perf_counter() > until:
                # Runs that have ended have all their rows; if all have, what is left goes into the last frame.
                done = min((run.rows for run in race.runs if run.ended is None), default=message.last + 1) - 1
                if sent <= done < message.last:
                    yield encoded(message, slice_of(race, sent, done, message.columns), sent, done, False)
                    sent = done + 1
                until = time.perf_counter() + FRAME_SECONDS
        arrays, notes = yield from probing(race, message.last, asked)
        trace = slice_of(race, sent, message.last, message.columns)
        yield encoded(message, trace, sent, message.last, True, arrays, notes)

    async def _tell(self, number: int | None, error: Exception) -> None:
        details = problem_of(error) or problem(500, "Server error", "Something went wrong on the server.")
        await self._socket.send_text(dumps({"type": "error", "id": number, "problem": details}).decode())


def _check(race: Race, message: Advance) -> None:
    steps = race.experiment.steps
    if message.last > steps:
        raise BadRequest("$.to", f"at most {steps}, the experiment's steps", message.last)
    if message.first > message.last:
        raise BadRequest("$.from", f"at most {message.last}, the step of 'to'", message.first)
    if message.columns is not None:
        check_columns(race, message.columns)


def encoded(
    message: Advance,
    trace: Trace,
    first: int,
    last: int,
    final: bool,
    arrays: Mapping[str, Array] | None = None,
    notes: Mapping[str, Any] | None = None,
) -> bytes:
    """A frame of rows `first` to `last`, and what probes found at `last`."""
    metadata = {
        "id": str(message.id), "from": str(first), "to": str(last),
        "last": "true" if final else "false", "outcomes": outcomes_text(trace),
    }  # fmt: skip
    if notes:
        metadata["notes"] = dumps(notes).decode()
    return frame({**tensors(trace), **arrays} if arrays else tensors(trace), metadata)
