"""One compute thread for each server process: computations take turns in slices, so that light ones stay fast."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Work = Generator[Any, None, T]


class Busy(Exception):
    """The server has as many computations waiting as it takes."""


class _Job(Generic[T]):
    """A generator that computes a bit at each turn; what it yields and returns goes to its event loop."""

    def __init__(self, work: Work[T]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.results: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.cancelled = False

    def tell(self, kind: str, value: Any) -> None:
        try:
            self.loop.call_soon_threadsafe(self.results.put_nowait, (kind, value))
        except RuntimeError:
            self.cancelled = True


class Compute:
    """The compute thread and its queue."""

    def __init__(self, slice_seconds: float, max_waiting: int) -> None:
        self._slice = slice_seconds
        self._max_waiting = max_waiting
        self._jobs: deque[_Job[Any]] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._serve, name="compute", daemon=True)

    @property
    def waiting(self) -> int:
        """Computations waiting or under way."""
        return len(self._jobs)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end after its slice."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(timeout=5)

    async def run(self, work: Work[T]) -> T:
        """The return value of `work`, computed bit by bit on the thread. Raises `Busy` and what `work` raises."""
        job = self._submit(work)
        try:
            while True:
                kind, value = await job.results.get()
                if kind == "raise":
                    raise value
                if kind == "return":
                    return value  # type: ignore[no-any-return]  # the job's own T, through an untyped queue
        finally:
            job.cancelled = True

    async def stream(self, work: Work[None]) -> AsyncIterator[Any]:
        """What `work` yields (other than None), as it comes."""
        job = self._submit(work)
        try:
            while True:
                kind, value = await job.results.get()
                if kind == "raise":
                    raise value
                if kind == "return":
                    return
                yield value
        finally:
            job.cancelled = True

    async def call(self, function: Callable[[], T]) -> T:
        """The value of a short function, computed on the compute thread in one go."""

        def work() -> Work[T]:
            yield None
            return function()

        return await self.run(work())

    def _submit(self, work: Work[T]) -> _Job[T]:
        job = _Job(work)
        with self._wake:
            if len(self._jobs) >= self._max_waiting:
                raise Busy("too many computations at once")
            self._jobs.append(job)
            self._wake.notify()
        return job

    def _serve(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._stopping:
                    self._wake.wait()
                if self._stopping:
                    return
                job = self._jobs[0]
            finished = self._turn(job)
            with self._wake:
                self._jobs.popleft()
                if not finished:
                    self._jobs.append(job)

    def _turn(self, job: _Job[Any]) -> bool:
        """One slice of a job; True when it is finished, failed or no longer wanted."""
        until = time.perf_counter() + self._slice
        while not job.cancelled:
            try:
                value = next(job.work)
            except StopIteration as end:
                job.tell("return", end.value)
                return True
            except Exception as error:  # whatever the computation raises belongs to who asked for it
                job.tell("raise", error)
                return True
            if value is not None:
                job.tell("yield", value)
            if time.perf_counter() > until:
                return False
        job.work.close()
        return True
