"""One client asks for a hundred heavy traces: how long the others wait for what is light or of middling weight."""

import argparse
import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx2 as httpx
import uvloop

from benchmarks.server import running
from benchmarks.timing import quantile, say

HEAVY, OTHERS = 100, 20
PAUSE = 0.5
"""Seconds between two questions of one of the others."""
STEPS = {"light": 100, "middling": 1000, "heavy": 20_000}
SEEDS = count(1)
Waits = dict[str, list[float]]


def asked(weight: str) -> dict[str, object]:
    """A race that nobody has asked for before."""
    runs = [{"optimizer": "adam"}, {}, {"optimizer": {"name": "sgd", "momentum": 0.9}}, {"optimizer": "rmsprop"}]
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 3.0}
    return {
        "problem": problem,
        "runs": runs[: 1 if weight == "light" else 4],
        "steps": STEPS[weight],
        "seed": next(SEEDS),
    }


async def ask(client: httpx.AsyncClient, weight: str, who: str) -> float:
    """Seconds until a trace is there; who is refused asks again."""
    body, begin = asked(weight), time.perf_counter()
    while True:
        answer = await client.post(
            "/api/v1/traces?columns=loss&every=1000", json=body, headers={"Fallline-Client": who.ljust(16, "-")}
        )
        if answer.status_code == 200:
            return time.perf_counter() - begin
        await asyncio.sleep(float(answer.headers["retry-after"]))


async def heavy(client: httpx.AsyncClient, who: str) -> None:
    """One of the hundred: as soon as its trace is there it asks for another."""
    while True:
        await ask(client, "heavy", who)


async def other(client: httpx.AsyncClient, number: int, who: str, seconds: float, waits: Waits) -> None:
    """One who asks for something small now and then; every fourth of them for something larger."""
    weight = "light" if number % 4 else "middling"
    await asyncio.sleep(PAUSE * (number * 0.618 % 1))
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        waits[weight].append(1e3 * await ask(client, weight, who))
        await asyncio.sleep(PAUSE)


async def measure(port: int, seconds: float, load: bool) -> Waits:
    """How long the others waited, with the hundred or without."""
    waits: Waits = {"light": [], "middling": []}
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=HEAVY + OTHERS)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=600, limits=limits) as client:
        await ask(client, "light", "warm")
        flood = [asyncio.create_task(heavy(client, "heavy")) for _ in range(HEAVY * load)]
        await asyncio.sleep(1.0)
        async with asyncio.TaskGroup() as group:
            for number in range(OTHERS):
                group.create_task(other(client, number, f"other{number}", seconds, waits))
        for task in flood:
            task.cancel()
        await asyncio.gather(*flood, return_exceptions=True)
    return waits


@contextmanager
def servers(against: Path | None) -> Iterator[dict[str, int]]:
    """Ports of this server, and of that of another checkout."""
    with running(seconds=60) as (ours, _):
        if against is None:
            yield {"this": ours}
            return
        with running(folder=against, seconds=60) as (theirs, _):
            yield {"this": ours, "other": theirs}


def main(arguments: list[str] | None = None) -> None:
    """Measure in turns, and print medians, tails and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, whose server takes turns with this one's")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    cases = {
        "this, nobody else": ("this", False),
        "this, hundred heavy traces": ("this", True),
        "other, hundred heavy traces": ("other", True),
    }
    waits: dict[str, Waits] = {}
    gc.disable()
    with servers(options.against) as ports:
        for _ in range(options.rounds):
            for name, (server, load) in cases.items():
                if server in ports:
                    found = uvloop.run(measure(ports[server], options.seconds, load))
                    for weight, values in found.items():
                        waits.setdefault(name, {}).setdefault(weight, []).extend(values)
    gc.enable()
    alone = waits["this, nobody else"]
    for weight in alone:
        say(f"{weight}: {STEPS[weight]:,} steps, {OTHERS} clients that ask every {PAUSE:g} s")
        for name, found in waits.items():
            middle, tail = (quantile(found[weight], share) for share in (0.5, 0.99))
            ratio = middle / quantile(alone[weight], 0.5)
            many = len(found[weight])
            say(f"  {name:28s} p50 {middle:8.1f} ms   p99 {tail:8.1f} ms   {ratio:6.1f} × alone   of {many}")


if __name__ == "__main__":
    main()
