"""The compute thread: turns are fair, results and errors go back to who asked, cancelled work stops."""

import asyncio
import time
from collections.abc import AsyncIterator, Generator

import pytest
import pytest_asyncio

from app.compute import Busy, Compute


@pytest_asyncio.fixture
async def compute() -> AsyncIterator[Compute]:
    made = Compute(slice_seconds=0.005, max_waiting=4)
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
