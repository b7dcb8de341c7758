"""The compute thread: turns are fair, results and errors go back to who asked, cancelled work stops."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Generator
from contextlib import aclosing

import pytest
import pytest_asyncio

from app.clients import Busy
from app.compute import Compute, Failed, Stopped
from app.settings import Settings


@pytest_asyncio.fixture
async def compute() -> AsyncIterator[Compute]:
    made = Compute(Settings(slice_seconds=0.005, max_waiting=4))
    made.start()
    yield made
    await asyncio.to_thread(made.stop)


def counting(steps: int, seen: list[int]) -> Generator[None, None, int]:
    for step in range(steps):
        time.sleep(0.001)
        seen.append(step)
        yield None
    return steps


async def test_returns_the_value(compute: Compute) -> None:
    assert await compute.run(counting(3, [])) == 3
    assert await compute.call(lambda: "done") == "done"


async def test_errors_reach_who_asked(compute: Compute) -> None:
    def failing() -> Generator[None, None, None]:
        yield None
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await compute.run(failing())
    assert await compute.run(counting(1, [])) == 1


async def test_short_work_does_not_wait_for_long_work(compute: Compute) -> None:
    long: list[int] = []
    task = asyncio.create_task(compute.run(counting(400, long)))
    await asyncio.sleep(0.02)
    await compute.run(counting(1, []))
    assert len(long) < 200
    assert await task == 400


async def test_stream_gives_what_is_yielded(compute: Compute) -> None:
    def numbers() -> Generator[int | None, None, None]:
        yield 1
        yield None
        yield 2

    assert [value async for value in compute.stream(numbers())] == [1, 2]


async def test_cancelled_work_stops(compute: Compute) -> None:
    seen: list[int] = []
    task = asyncio.create_task(compute.run(counting(10_000, seen)))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.sleep(0.05)
    count = len(seen)
    await asyncio.sleep(0.05)
    assert len(seen) == count
    assert compute.waiting == 0


async def test_a_full_queue_is_busy(compute: Compute) -> None:
    tasks = [asyncio.create_task(compute.run(counting(50, []))) for _ in range(4)]
    await asyncio.sleep(0.005)
    with pytest.raises(Busy):
        await compute.run(counting(1, []))
    assert await asyncio.gather(*tasks) == [50] * 4


def endless() -> Generator[int, None, None]:
    number = 0
    while True:
        yield number
        number += 1


async def idle(compute: Compute) -> None:
    """Wait until nothing is computed; raises `TimeoutError`."""
    async with asyncio.timeout(10):
        while compute.waiting:
            await asyncio.sleep(0.001)


async def test_a_stream_is_never_more_than_a_result_ahead(compute: Compute) -> None:
    made: list[int] = []

    def numbers() -> Generator[int, None, None]:
        for number in endless():
            made.append(number)
            yield number

    async with aclosing(compute.stream(numbers())) as stream:
        for taken in range(5):
            assert await anext(stream) == taken
            await idle(compute)  # the next one waits to be taken, and others are served meanwhile
            assert len(made) <= taken + 2
            assert await compute.call(lambda: "other") == "other"
    await idle(compute)


async def test_readers_that_wait_keep_nobody_out(compute: Compute) -> None:
    streams = [compute.stream(endless()) for _ in range(10)]
    for stream in streams:
        await anext(stream)
        await idle(compute)
    assert await compute.run(counting(1, [])) == 1
    for stream in streams:
        assert await anext(stream) == 1
        await stream.aclose()


async def test_what_nobody_waits_for_leaves_the_queue_at_once(compute: Compute) -> None:
    gate, closed = threading.Event(), threading.Event()

    def held() -> Generator[None, None, None]:
        gate.wait(10)
        yield

    def waiting() -> Generator[None, None, None]:
        try:
            yield
        finally:
            closed.set()

    holding = asyncio.create_task(compute.run(held()))
    others = [asyncio.create_task(compute.run(waiting())) for _ in range(3)]
    await asyncio.sleep(0)
    assert compute.waiting == 4
    for task in others:
        task.cancel()
    await asyncio.wait(others)
    assert compute.waiting == 1
    again = [asyncio.create_task(compute.run(counting(1, []))) for _ in range(3)]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*again) == [1, 1, 1]
    await holding


WORST = [KeyboardInterrupt(), SystemExit(1), MemoryError(), GeneratorExit(), asyncio.CancelledError(), ValueError("no")]


@pytest.mark.parametrize("error", WORST, ids=[type(error).__name__ for error in WORST])
async def test_whatever_is_raised_costs_one_computation(compute: Compute, error: BaseException) -> None:
    def failing() -> Generator[None, None, None]:
        yield None
        raise error

    await compute.run(counting(1, []))
    thread = compute._thread
    with pytest.raises(type(error) if isinstance(error, Exception) else Failed):
        await compute.run(failing())
    with pytest.raises(type(error) if isinstance(error, Exception) else Failed):
        await anext(compute.stream(failing()))
    assert await compute.run(counting(2, [])) == 2
    assert compute._thread is thread
    assert thread.is_alive()


@pytest.mark.parametrize("error", [None, *WORST], ids=str)
async def test_an_end_that_fails_costs_nobody_anything(compute: Compute, error: BaseException | None) -> None:
    ended = threading.Event()

    def stubborn() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
        except GeneratorExit:
            ended.set()
            if error is None:
                yield 3  # ignores that it is to end
            else:
                raise error from None

    stream = compute.stream(stubborn())
    assert await anext(stream) == 1
    thread = compute._thread
    await stream.aclose()
    assert await compute.run(counting(2, [])) == 2
    assert ended.is_set()
    assert compute._thread is thread


async def test_a_thread_that_dies_leaves_its_place_to_another(
    compute: Compute, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def dying(*_: object) -> bool:
        monkeypatch.undo()
        raise SystemExit

    waiting = asyncio.create_task(compute.run(counting(1, [])))
    await waiting
    thread = compute._thread
    monkeypatch.setattr(compute, "_turn", dying)
    lost = asyncio.create_task(compute.run(counting(1, [])))
    behind = asyncio.create_task(compute.run(counting(5, [])))
    with pytest.raises(Failed, match="died"):
        await lost
    assert await behind == 5
    assert compute._thread is not thread
    assert "the compute thread died" in caplog.text


async def test_everybody_is_told_that_the_server_stops(compute: Compute) -> None:
    gate, under_way, closed = threading.Event(), threading.Event(), threading.Event()

    def held() -> Generator[None, None, None]:
        try:
            under_way.set()
            gate.wait(10)
            yield
        finally:
            closed.set()

    unread = compute.stream(endless())
    await anext(unread)
    await idle(compute)
    tasks = [asyncio.create_task(compute.run(held())), asyncio.create_task(compute.run(counting(5, [])))]
    await asyncio.sleep(0)
    await asyncio.to_thread(under_way.wait)
    stopping = asyncio.create_task(asyncio.to_thread(compute.stop))
    done, _ = await asyncio.wait(tasks, timeout=5)
    assert [type(task.exception()) for task in done] == [Stopped, Stopped]
    with pytest.raises(Stopped):
        while True:
            await anext(unread)
    gate.set()
    await stopping
    assert closed.is_set()
    assert not compute.alive


async def test_nothing_is_taken_after_the_end(compute: Compute) -> None:
    await asyncio.to_thread(compute.stop)
    for answer in (compute.run(counting(1, [])), compute.call(lambda: 1), anext(compute.stream(endless()))):
        with pytest.raises(Stopped):
            await answer
    compute.start()
    assert not compute.alive


async def test_a_light_computation_waits_for_one_turn_of_the_heavy_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their turns cannot be cut: each takes a second of a clock that only work moves on, and ends when it may."""
    clock, turns, gate = [0.0], [], threading.Semaphore(0)
    monkeypatch.setattr("app.compute.time.perf_counter", lambda: clock[0])

    def heavy(name: str) -> Generator[None, None, None]:
        while True:
            turns.append(name)
            gate.acquire()
            clock[0] += 1.0
            yield

    def light() -> Generator[None, None, str]:
        clock[0] += 0.001
        turns.append("light")
        yield
        return "done"

    made = Compute(Settings(slice_seconds=0.015, max_waiting=9))
    made.start()
    others = [asyncio.create_task(made.run(heavy(name))) for name in "abc"]
    try:
        while not turns:
            await asyncio.sleep(0.001)
        for _ in range(3):
            for had in range(len(turns), len(turns) + 4):  # some turns, and another one is under way
                gate.release()
                while len(turns) <= had:
                    await asyncio.sleep(0.001)
            asked = asyncio.create_task(made.run(light()))
            while made.waiting < 4:
                await asyncio.sleep(0.001)
            begun = len(turns)
            gate.release()
            assert await asked == "done"
            assert turns[begun] == "light"
            while len(turns) < begun + 2:  # a heavy one is under way again
                await asyncio.sleep(0.001)
        assert max(turns.count(name) for name in "abc") - min(turns.count(name) for name in "abc") <= 1
    finally:
        for other in others:
            other.cancel()
        gate.release(100)
        await asyncio.to_thread(made.stop)
