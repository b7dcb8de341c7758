"""One compute thread for each server process: computations take turns, who has had least of its time first."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Work = Generator[Any, None, T]

UNREAD = 1
"""Results of a computation that nobody has taken yet: with so many of them it does not go on."""
LOG = logging.getLogger("fallline")


class Busy(Exception):
    """The server has as many computations waiting as it takes."""


class Stopped(Exception):
    """The server is shutting down: nothing is computed any more."""


class Failed(Exception):
    """A computation ended in a way that must not go further than to who asked, such as `SystemExit`."""


class _Job(Generic[T]):
    """A generator that computes a bit at each turn; what it yields and returns goes to its event loop."""

    def __init__(self, work: Work[T]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.results: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.unread = 0
        self.used = 0.0
        """Seconds of the thread's time, counted from those of who had least of it when this came."""
        self.cancelled = False

    def tell(self, kind: str, value: Any) -> None:
        try:
            self.loop.call_soon_threadsafe(self.results.put_nowait, (kind, value))
        except RuntimeError:  # the loop is closed
            self.cancelled = True

    def close(self) -> None:
        """End the generator where it stands; whatever it raises then concerns nobody."""
        try:
            self.work.close()
        except BaseException:
            LOG.exception("a computation that nobody waits for failed at its end")


class Compute:
    """The compute thread and its queue. Jobs are in one place at a time: ready, unread, dropped, or under way.

    A turn goes to the job that has used least of the thread's time; one that comes begins as if it had used a slice
    less than who has had least. So a light job waits for one turn of somebody else, not for one of everybody, however
    long turns are that cannot be cut; and heavy ones share what is left in equal parts.
    """

    def __init__(self, slice_seconds: float, max_waiting: int) -> None:
        self._slice = slice_seconds
        self._max_waiting = max_waiting
        self._ready: deque[_Job[Any]] = deque()
        self._unread: set[_Job[Any]] = set()
        self._dropped: deque[_Job[Any]] = deque()
        self._current: _Job[Any] | None = None
        self._least = 0.0
        self._wake = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread()

    @property
    def waiting(self) -> int:
        """Computations waiting or under way; not those whose results wait to be read."""
        current = self._current
        return len(self._ready) + (current is not None and not current.cancelled)

    @property
    def alive(self) -> bool:
        """Whether there is a thread that computes."""
        return self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether `stop` has been called."""
        return self._stopping

    def start(self) -> None:
        """Start the thread, where there is none. Raises `RuntimeError` where the system has none to give."""
        if not self.alive and not self._stopping:
            self._begin()

    def stop(self) -> None:
        """Tell everybody who waits that there will be no more, and let the thread end after its slice."""
        with self._wake:
            self._stopping = True
            jobs = [*self._ready, *self._unread]
            self._dropped += jobs
            self._ready.clear()
            self._unread.clear()
            jobs += [self._current] if self._current is not None else []
            self._wake.notify_all()
        for job in jobs:
            job.cancelled = True
            job.tell("raise", Stopped("the server is shutting down"))
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    async def run(self, work: Work[T]) -> T:
        """The return value of `work`, computed bit by bit on the thread.

        Raises `Busy`, `Stopped`, and what `work` raises; `Failed` in place of what is no `Exception`.
        """
        job = self._submit(work)
        try:
            while True:
                kind, value = await self._result(job)
                if kind == "return":
                    return value  # type: ignore[no-any-return]  # the job's own T, through an untyped queue
        finally:
            self._drop(job)

    async def stream(self, work: Work[None]) -> AsyncGenerator[Any, None]:
        """What `work` yields (other than None), as it is taken: `work` is never more than a result ahead.

        Raises as `run` does.
        """
        job = self._submit(work)
        try:
            while True:
                kind, value = await self._result(job)
                if kind == "return":
                    return
                yield value
        finally:
            self._drop(job)

    async def call(self, function: Callable[[], T]) -> T:
        """The value of a short function, computed on the compute thread in one go."""

        def work() -> Work[T]:
            yield None
            return function()

        return await self.run(work())

    def _submit(self, work: Work[T]) -> _Job[T]:
        job = _Job(work)
        self.start()
        with self._wake:
            if self._stopping:
                raise Stopped("the server is shutting down")
            if self.waiting >= self._max_waiting:
                raise Busy("too many computations at once")
            job.used = self._least - self._slice
            self._ready.append(job)
            self._wake.notify()
        return job

    async def _result(self, job: _Job[Any]) -> tuple[str, Any]:
        """The next thing that a job has to say; it goes on where it waited for this to be taken."""
        kind, value = await job.results.get()
        if kind == "raise":
            raise value
        if kind == "yield":
            with self._wake:
                job.unread -= 1
                if job in self._unread:
                    self._unread.remove(job)
                    job.used = max(job.used, self._least)  # while it waited it saved up nothing
                    self._ready.append(job)
                    self._wake.notify()
        return kind, value

    def _drop(self, job: _Job[Any]) -> None:
        """Nobody waits for a job any more: it leaves the queue, and the thread closes its generator."""
        with self._wake:
            job.cancelled = True
            if job in self._unread:
                self._unread.remove(job)
            elif job in self._ready:
                self._ready.remove(job)
            else:
                return
            self._dropped.append(job)
            self._wake.notify()

    def _live(self) -> None:
        """The life of a thread. One that dies, which none should, leaves its place to another."""
        try:
            while (job := self._next()) is not None:
                self._put_back(job, self._turn(job))
        except BaseException:
            LOG.critical("the compute thread died", exc_info=True)
            self._begin()

    def _begin(self) -> None:
        """Start a thread; what the last one was at when it died fails."""
        with self._wake:
            lost, self._current = self._current, None
        if lost is not None:
            lost.tell("raise", Failed("the compute thread died"))
        self._thread = threading.Thread(target=self._live, name="compute", daemon=True)
        self._thread.start()

    def _next(self) -> _Job[Any] | None:
        """The job whose turn it is; None when the thread is to end."""
        with self._wake:
            while not (self._ready or self._dropped or self._stopping):
                self._wake.wait()
            if self._dropped or not self._ready:
                self._current = self._dropped.popleft() if self._dropped else None
            else:
                self._current = min(self._ready, key=lambda job: job.used)
                self._ready.remove(self._current)
                self._least = max(self._least, self._current.used)
            return self._current

    def _put_back(self, job: _Job[Any], finished: bool) -> None:
        with self._wake:
            self._current = None
            if finished:
                return
            if job.cancelled:
                self._dropped.append(job)
            elif job.unread >= UNREAD:
                self._unread.add(job)
            else:
                self._ready.append(job)

    def _turn(self, job: _Job[Any]) -> bool:
        """One slice of a job; True when it is finished, failed or no longer wanted."""
        begin = time.perf_counter()
        try:
            return self._slice_of(job, begin + self._slice)
        finally:
            job.used += time.perf_counter() - begin

    def _slice_of(self, job: _Job[Any], until: float) -> bool:
        while not job.cancelled:
            try:
                value = next(job.work)
            except StopIteration as end:
                job.tell("return", end.value)
                return True
            except BaseException as error:  # whatever the computation raises belongs to who asked for it
                job.tell("raise", _passed_on(error))
                return True
            if value is not None:
                with self._wake:
                    job.unread += 1
                job.tell("yield", value)
            if job.unread >= UNREAD or time.perf_counter() > until:
                return False
        job.close()
        return True


def _passed_on(error: BaseException) -> Exception:
    """The error itself, or one in its place that does not end the event loop or pass for a cancellation."""
    if isinstance(error, Exception):
        return error
    failed = Failed(f"the computation raised {type(error).__name__}")
    failed.__cause__ = error
    return failed
