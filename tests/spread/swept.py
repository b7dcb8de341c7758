"""Maps that the tests compute in several ways, and how to look at the processes that do it."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.compute import Compute
from app.engine.maps.outcome_map import MapRequest, OutcomeMap
from app.engine.runs.live_runs import LiveRuns
from app.formats import dumps
from app.settings import Settings
from app.spread.hands import Hands
from app.spread.progress import Progress
from app.spread.sweeping import Sweeping, whole

XOR: dict[str, Any] = {
    "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 6}]},
    "runs": [{"batch_size": 10}],
    "steps": 150,
}
RATES = {"path": "learning_rate", "from": 1e-3, "to": 3, "count": 48, "scale": "log"}
MOMENTA = {"path": "optimizer.momentum", "from": 0, "to": 0.99, "count": 20}
STACKED = {"experiment": XOR, "x": RATES, "y": MOMENTA}
"""Networks that are stepped as one array, several parts of them."""
ALONE = {
    "experiment": {**XOR, "problem": {**XOR["problem"], "dropout": 0.1}},
    "x": {**RATES, "count": 6},
    "y": {"path": "problem.hidden[0].units", "values": [1, 4]},
    "measure": "outcome",
}
"""Runs of their own, of several problems."""
VALLEY = {
    "experiment": {"problem": {"kind": "landscape", "name": "rosenbrock", "noise": 0.5}, "steps": 60},
    "x": {**RATES, "to": 0.1, "count": 90},
    "y": {**MOMENTA, "count": 80},
    "measure": {"name": "steps_to_loss", "loss": 0.5},
}
LONG = {"experiment": {**XOR, "steps": 200_000}, "x": {"path": "problem.hidden[0].units", "values": [5, 6, 7, 8]}}
"""More than a test could wait for."""
CACHE = 32 * 2**20


def sweeping_of(
    compute: Compute, body: dict[str, Any], hands: Hands | None, seconds: float
) -> tuple[Sweeping, OutcomeMap, MapRequest]:
    request, lives = MapRequest.model_validate(body), LiveRuns(CACHE)
    outcome_map = OutcomeMap(lives, request)
    return Sweeping(compute, lives, outcome_map, hands, seconds), outcome_map, request


async def swept(
    body: dict[str, Any],
    hands: Hands | None = None,
    seconds: float = 0,
    tell: Callable[[Progress], None] = lambda _: None,
) -> bytes:
    """A whole map as the API writes it; by the hands alone, unless it may take some seconds on the thread."""
    async with computing() as compute:
        return dumps(await whole(*sweeping_of(compute, body, hands, seconds), tell))


@asynccontextmanager
async def computing() -> AsyncIterator[Compute]:
    """A compute thread."""
    compute = Compute(Settings())
    try:
        yield compute
    finally:
        await asyncio.to_thread(compute.stop)


async def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    return found


def used(pid: int) -> float:
    """Seconds that a process has computed; 0 where there is none any more."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def alive(pid: int) -> bool:
    """Whether a process is there, and is not merely remembered."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def resident(pid: int) -> int:
    """Bytes that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def resting(pids: list[int]) -> None:
    """Wait until processes compute nothing any more, for a second: who gets no turn rests for less."""
    before, since = [used(pid) for pid in pids], time.monotonic()
    while time.monotonic() < since + 1:
        await asyncio.sleep(0.1)
        if before != (before := [used(pid) for pid in pids]):
            since = time.monotonic()
