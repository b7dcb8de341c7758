"""Big maps in processes: the bits of one, whatever happens to them, and nothing goes on that nobody waits for."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from app.compute import Stopped
from app.engine import sweep
from app.engine.maps.parts import Part
from app.engine.maps.pieces import Piece
from app.engine.measures import Unmeasurable
from app.engine.measures.base import measures
from app.formats import dumps
from app.spread.hands import Lost
from app.spread.processes import Processes
from app.spread.progress import Progress
from app.spread.sweeping import beside
from tests.spread.swept import ALONE, CACHE, LONG, STACKED, VALLEY, XOR, alive, resident, resting, swept, until, used


@pytest.fixture
async def two() -> AsyncIterator[Processes]:
    hands = Processes(2, CACHE)
    yield hands
    pids = hands.pids
    await hands.close()
    assert not [pid for pid in pids if alive(pid)]


async def test_the_bits_do_not_depend_on_who_computes(two: Processes) -> None:
    for body in (STACKED, ALONE, VALLEY):
        expected = dumps(sweep(**body))
        assert await swept(body, two) == expected
        assert await swept(body, two, seconds=0.05) == expected, "begun on the thread"
    assert await swept(STACKED) == dumps(sweep(**STACKED)), "on the thread"
    assert len(two.pids) == 2


async def test_one_process_is_enough() -> None:
    one = Processes(1, CACHE)
    assert await swept(STACKED, one) == dumps(sweep(**STACKED))
    assert len(one.pids) == 1
    await one.close()


async def test_a_small_map_needs_no_process(two: Processes) -> None:
    await swept({"experiment": {**XOR, "steps": 5}, "x": {"values": [0.1, 0.2]}}, two, seconds=60)
    assert not two.pids


async def test_a_part_whose_process_is_killed_is_computed_again(
    two: Processes, caplog: pytest.LogCaptureFixture
) -> None:
    killed: list[int] = []

    def kill(_: Progress) -> None:
        if not killed:
            killed.append(two.at_work[0])
            os.kill(killed[0], signal.SIGKILL)

    assert await swept(STACKED, two, tell=kill) == dumps(sweep(**STACKED))
    assert killed[0] not in two.pids
    assert "computed again" in caplog.text


async def test_a_part_that_kills_every_process_is_given_up(two: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.spread.processes.serve", os._exit)
    with pytest.raises(Lost, match="3 times"):
        await swept(STACKED, two)


async def test_who_goes_frees_the_machine(two: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.spread.processes.GRACE", 60.0)  # by itself, however busy the machine
    task = asyncio.create_task(swept(LONG, two))
    pids = await until(lambda: len(two.pids) == 2 and two.pids)
    await until(lambda: all(used(pid) > 0.9 for pid in pids), 60)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(resting(pids), 20)
    assert not two.at_work
    assert await swept(ALONE, two) == dumps(sweep(**ALONE))
    assert two.pids == pids, "who stopped when told goes on with the next map"


async def test_who_does_not_stop_is_ended(two: Processes) -> None:
    task = asyncio.create_task(swept(LONG, two))
    pids = await until(lambda: len(two.pids) == 2 and two.pids)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await until(lambda: not [pid for pid in pids if alive(pid)], 10)
    assert await swept(ALONE, two) == dumps(sweep(**ALONE))


async def test_two_maps_share_the_processes(two: Processes) -> None:
    long = asyncio.create_task(swept({**STACKED, "experiment": {**XOR, "steps": 3_000}}, two))
    await until(lambda: two.pids)
    await swept({**ALONE, "x": {"values": [0.1]}}, two)
    assert not long.done(), "a light one does not wait for the heavy one's end"
    long.cancel()
    await asyncio.gather(long, return_exceptions=True)


async def test_what_the_measure_refuses_is_refused_from_there(two: Processes) -> None:
    body = {**ALONE, "measure": {"name": "column_at", "column": "gradient_norm", "step": 9_999}}
    with pytest.raises(Unmeasurable) as raised:
        await swept(body, two)
    assert raised.value.path == ("measure", "step")
    assert "app/engine/measures" in raised.value.__notes__[0].replace(os.sep, "/")


async def test_whoever_waits_for_a_closed_pool_is_told() -> None:
    hands = Processes(1, CACHE)
    task = asyncio.create_task(swept(LONG, hands))
    await until(lambda: hands.pids)
    await hands.close()
    with pytest.raises(Stopped):
        await task
    assert not hands.pids


async def test_processes_without_work_are_ended(monkeypatch: pytest.MonkeyPatch, two: Processes) -> None:
    monkeypatch.setattr("app.spread.processes.IDLE", 0.1)
    await swept(ALONE, two)
    await until(lambda: not two.pids)


async def test_memory_stays_bounded() -> None:
    """Fourteen data sets of 12 MB, one after the other, where 32 MB are kept."""
    hands = Processes(1, CACHE)
    digits = {"name": "mnist", "train_samples": 4_000, "test_samples": 100, "permutation": True}
    problem = {"kind": "network", "dataset": digits, "hidden": [{"units": 4}]}
    experiment = {"problem": problem, "runs": [{"batch_size": 10}], "steps": 2}
    await swept({"experiment": experiment, "x": {"path": "seed", "values": [0, 1, 2, 3]}}, hands)
    before = resident(hands.pids[0])
    await swept({"experiment": experiment, "x": {"path": "seed", "values": list(range(4, 14))}}, hands)
    assert resident(hands.pids[0]) < before + 40 * 2**20
    await hands.close()


class Counting:
    """Hands that count what they hold."""

    def __init__(self) -> None:
        self.held = self.most = 0

    async def width(self) -> int:
        return 3

    async def compute(self, part: Part) -> Piece:
        self.held += 1
        self.most = max(self.most, self.held)
        await asyncio.sleep(0)
        self.held -= 1
        return Piece.empty(part.cells)

    async def close(self) -> None: ...


async def test_parts_are_made_when_they_are_wanted() -> None:
    hands, made, read = Counting(), 0, 0

    async def following() -> Any:
        nonlocal made
        made += 1
        return Part(np.arange(1), None, {}, measures["outcome"]()) if made <= 50 else None

    async for _ in beside(hands, following):
        read += 1
        assert made <= read + 7
    assert (read, hands.most) == (50, 3)
