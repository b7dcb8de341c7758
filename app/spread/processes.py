"""Processes of this machine that compute parts of sweeps; started when the first is wanted."""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

from app.compute import Stopped
from app.engine.maps.parts import Part
from app.engine.maps.pieces import Piece
from app.spread.child import Answer, serve
from app.spread.hands import ATTEMPTS, Lost

GRACE = 1.0
"""Seconds in which a process has to stop what nobody wants any more; then it is ended."""
IDLE = 60.0
"""Seconds after which processes without work are ended: they hold memory."""
SPAWN = get_context("spawn")
"""Children begin empty: what is forked beside threads may stand still for ever."""
STARTING = threading.Lock()
LOG = logging.getLogger("fallline")


class Gone(Exception):
    """A child has died."""


class Worker:
    """A child and the pipes to it. `ask` waits in a thread, the rest belongs to the event loop."""

    def __init__(self, cache_bytes: int) -> None:
        self.number = 0
        self.asking = self._ended = False
        self._parts, theirs = SPAWN.Pipe()
        listening, self._stops = SPAWN.Pipe(duplex=False)
        self._theirs: tuple[Connection, ...] = (theirs, listening)
        self.process = SPAWN.Process(
            target=serve, args=(theirs, listening, cache_bytes), name="fallline sweep", daemon=True
        )

    def next(self) -> int:
        """The number of the part that is asked for next."""
        self.number += 1
        self.asking = True
        return self.number

    def ask(self, number: int, part: Part) -> Answer:
        """What becomes of a part; raises `Gone` when the child dies meanwhile."""
        try:
            self._start()
            self._parts.send((number, part))
            answer: Answer = self._parts.recv()
            return answer
        except (EOFError, OSError) as error:
            raise Gone from error
        finally:
            self.asking = False

    def _start(self) -> None:
        with STARTING:
            if self._ended:
                raise Gone
            if self.process.pid is None:
                self.process.start()
                for end in self._theirs:  # else nobody would see that the child has closed its own
                    end.close()

    def stop(self, number: int) -> None:
        """Nobody wants part `number` any more."""
        try:
            self._stops.send_bytes(number.to_bytes(8))
        except OSError:  # it has died
            return

    def end_if_still_at(self, number: int) -> None:
        """End the child if it did not stop."""
        if self.asking and self.number == number:
            self.kill()

    def kill(self) -> None:
        """End the child at once; whoever waits for it gets `Gone`."""
        with STARTING:
            self._ended = True
            if self.process.pid is not None:
                self.process.kill()

    def clear(self) -> None:
        """Leave nothing of it behind."""
        self.kill()
        if self.process.pid is not None:
            self.process.join()
        for end in (self._parts, self._stops, *self._theirs):
            end.close()


class Processes:
    """So many children at most. A part whose child dies is computed again by another one, to the same bits."""

    def __init__(self, count: int, cache_bytes: int) -> None:
        self._count, self._cache_bytes = count, cache_bytes
        self._room = asyncio.Semaphore(count)
        self._threads = ThreadPoolExecutor(count + 1, "hands")
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._closed = False
        self._resting: asyncio.TimerHandle | None = None

    @property
    def pids(self) -> list[int]:
        """The children that there are."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    @property
    def at_work(self) -> list[int]:
        """Those of them that compute."""
        return [worker.process.pid for worker in self._workers if worker.asking and worker.process.pid is not None]

    async def width(self) -> int:
        """One more than there are children: it is there when one of them has finished."""
        return self._count + 1

    async def compute(self, part: Part) -> Piece:
        """The numbers of a part, from a child that has nothing else to do."""
        for _ in range(ATTEMPTS):
            try:
                kind, value = await self._ask(part)
            except Gone:
                self._check_open()
                LOG.warning("a process of a sweep died; its part is computed again")
                continue
            if kind == "piece":
                return value  # type: ignore[no-any-return]  # a Piece, through an untyped pipe
            raise value
        raise Lost(f"a part of the sweep ended its process {ATTEMPTS} times; the machine may lack memory")

    def _check_open(self) -> None:
        if self._closed:
            raise Stopped("the server is shutting down")

    async def _ask(self, part: Part) -> Answer:
        await self._room.acquire()
        loop = asyncio.get_running_loop()
        try:
            self._check_open()
            worker = self._idle.pop() if self._idle else self._hire()
            number = worker.next()
            asked = loop.run_in_executor(self._threads, worker.ask, number, part)
        except BaseException:
            self._room.release()
            raise
        self._stay()
        asked.add_done_callback(partial(self._back, worker))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            worker.stop(number)
            loop.call_later(GRACE, worker.end_if_still_at, number)
            raise

    def _hire(self) -> Worker:
        worker = Worker(self._cache_bytes)
        self._workers.add(worker)
        return worker

    def _back(self, worker: Worker, asked: "asyncio.Future[Answer]") -> None:
        """A worker has answered, or died."""
        if asked.cancelled() or asked.exception() is not None or self._closed:
            self._dismiss([worker])
        else:
            self._idle.append(worker)
            if len(self._idle) == len(self._workers):
                self._resting = asyncio.get_running_loop().call_later(IDLE, self._rest)
        self._room.release()

    def _stay(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _rest(self) -> None:
        self._dismiss(self._idle)
        self._idle = []

    def _dismiss(self, workers: list[Worker]) -> None:
        self._workers -= set(workers)
        for worker in workers:
            try:
                self._threads.submit(worker.clear)
            except RuntimeError:  # no thread is left
                worker.clear()

    async def close(self) -> None:
        """End all children, and wait until they have."""
        self._closed = True
        self._stay()
        workers = list(self._workers)
        for worker in workers:
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in workers:
            worker.clear()


__all__ = ["Processes"]
