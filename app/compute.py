"""One compute thread for each server process: its time goes to the computations of all clients in turns."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any, Generic, TypeVar

from app.clients import Busy, Client, TooMany, asking, refused
from app.settings import Settings
from app.turns import Job, Turns

T = TypeVar("T")
Work = Generator[Any, None, T]

UNREAD = 1
"""Results of a computation that nobody has taken yet: with so many of them it does not go on."""
LOG = logging.getLogger("fallline")


class Stopped(Exception):
    """The server is shutting down: nothing is computed any more."""


class Failed(Exception):
    """A computation ended in a way that must not go further than to who asked, such as `SystemExit`."""


class TooLong(Exception):
    """A computation has used as many seconds as it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"a computation of more than {seconds:g} s")
        self.seconds = seconds


class _Job(Job, Generic[T]):
    """A generator that computes a bit at each turn; what it yields and returns goes to its event loop."""

    def __init__(self, work: Work[T], client: str, most: float) -> None:
        super().__init__(client, most)
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.results: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.unread = 0
        self.spent = 0.0
        """Seconds of the thread's time."""
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

    Whose turn it is `Turns` says: REST and the stream come to this one queue, each with the client that asks.
    """

    def __init__(self, settings: Settings) -> None:
        self._slice = settings.slice_seconds
        self._limits = settings
        self._turns = Turns(settings.slice_seconds)
        self._unread: set[_Job[Any]] = set()
        self._dropped: deque[_Job[Any]] = deque()
        self._current: _Job[Any] | None = None
        self._wake = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread()

    @property
    def waiting(self) -> int:
        """Computations waiting or under way; not those whose results wait to be read."""
        with self._wake:
            current = self._current
            return len(self._turns) + (current is not None and not current.cancelled)

    @property
    def full(self) -> bool:
        """Whether nothing more is taken."""
        return self.waiting >= self._limits.max_waiting

    def lengths(self) -> dict[str, int]:
        """How many computations of each client wait for a turn."""
        with self._wake:
            return self._turns.lengths()

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
            jobs = [*self._turns.clear(), *self._unread]
            self._dropped += jobs
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

        Raises `Busy`, `TooLong`, `Stopped`, and what `work` raises; `Failed` in place of what is no `Exception`.
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
        client = asking.get()
        job = _Job(work, client.name, self._limits.max_client_running * client.share)
        self.start()
        with self._wake:
            if self._stopping:
                raise Stopped("the server is shutting down")
            self._check_room(client)
            self._turns.come(job)
            self._wake.notify()
        return job

    def _check_room(self, client: Client) -> None:
        most, of_all = self._limits.max_client_waiting * client.share, self._limits.max_waiting
        if self.full:
            raise refused(Busy, "max_waiting", f"{of_all:,} computations at once")
        current = self._current
        own = self._turns.waiting(client.name) + (current is not None and current.client == client.name)
        if own >= most:
            raise refused(TooMany, "max_client_waiting", f"{most:,.0f} computations at once")

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
                    self._turns.back(job, rested=True)
                    self._wake.notify()
        return kind, value

    def _drop(self, job: _Job[Any]) -> None:
        """Nobody waits for a job any more: it leaves the queue, and the thread closes its generator."""
        with self._wake:
            job.cancelled = True
            if job in self._unread:
                self._unread.remove(job)
            elif job in self._turns:
                self._turns.leave(job)
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
                self._turns.end(lost)
        if lost is not None:
            lost.tell("raise", Failed("the compute thread died"))
        self._thread = threading.Thread(target=self._live, name="compute", daemon=True)
        self._thread.start()

    def _next(self) -> _Job[Any] | None:
        """The job whose turn it is; None when the thread is to end."""
        with self._wake:
            while not (self._turns.any or self._dropped or self._stopping):
                self._wake.wait()
            if self._dropped or not self._turns.any:
                self._current = self._dropped.popleft() if self._dropped else None
            else:
                self._current = self._turns.next()
            return self._current

    def _put_back(self, job: _Job[Any], finished: bool) -> None:
        with self._wake:
            self._current = None
            if finished:
                self._turns.end(job)
            elif job.cancelled:
                self._dropped.append(job)
            elif job.unread >= UNREAD:
                self._unread.add(job)
                self._turns.end(job)
            else:
                self._turns.back(job)

    def _turn(self, job: _Job[Any]) -> bool:
        """One slice of a job; True when it is finished, failed or no longer wanted."""
        begin = time.perf_counter()
        try:
            return self._slice_of(job, begin + self._slice)
        finally:
            took = time.perf_counter() - begin
            job.spent += took
            with self._wake:
                self._turns.charge(job, took)

    def _slice_of(self, job: _Job[Any], until: float) -> bool:
        most = until - self._slice + self._limits.max_seconds - job.spent
        while not job.cancelled:
            if time.perf_counter() > most:
                job.tell("raise", TooLong(self._limits.max_seconds))
                break
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
