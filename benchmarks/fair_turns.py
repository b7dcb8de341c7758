"""One client asks for a hundred heavy traces: how long the others wait for what is light or of middling weight.

Waits are in CPU time of the server, from a question to its answer: so long they take on a machine with a core to spare,
whatever else this one has to do.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx2 as httpx
import uvloop

from benchmarks.server import cpu_nanoseconds, running
from benchmarks.timing import quantile, say

HEAVY, OTHERS = 100, 12
PAUSE = 1.0
"""Seconds between two questions of one of the others."""
STEPS = {"light": 100, "middling": 1000, "heavy": 20_000}
SEEDS = count(1)


@dataclass
class Load:
    """What the others ask for, whether there are hundred heavy traces, and how long answers took, milliseconds."""

    weight: str
    flooded: bool
    seconds: float
    waits: list[float] = field(default_factory=list)


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


async def ask(client: httpx.AsyncClient, weight: str, who: str) -> None:
    """Ask for a trace; who is refused asks again."""
    body = asked(weight)
    while True:
        answer = await client.post(
            "/api/v1/traces?columns=loss&every=1000", json=body, headers={"Fallline-Client": who.ljust(16, "-")}
        )
        if answer.status_code == 200:
            return
        await asyncio.sleep(float(answer.headers["retry-after"]))


async def heavy(client: httpx.AsyncClient, who: str) -> None:
    """One of the hundred: as soon as its trace is there it asks for another."""
    while True:
        await ask(client, "heavy", who)


async def other(client: httpx.AsyncClient, server: int, number: int, how: Load) -> None:
    """One who asks for something small now and then."""
    await asyncio.sleep(PAUSE * (number * 0.618 % 1))
    until = time.perf_counter() + how.seconds
    while time.perf_counter() < until:
        begin = cpu_nanoseconds(server)
        await ask(client, how.weight, f"other{number}")
        how.waits.append(1e-6 * (cpu_nanoseconds(server) - begin))
        await asyncio.sleep(PAUSE)


async def measure(port: int, server: int, how: Load) -> None:
    """The others ask, with the hundred heavy traces or without."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=HEAVY + OTHERS)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=600, limits=limits) as client:
        await client.get("/reference")  # what a server makes once, soon after it has started
        await ask(client, "middling", "warm")
        flood = [asyncio.create_task(heavy(client, "heavy")) for _ in range(HEAVY * how.flooded)]
        await asyncio.sleep(1.0)
        async with asyncio.TaskGroup() as group:
            for number in range(OTHERS):
                group.create_task(other(client, server, number, how))
        for task in flood:
            task.cancel()
        await asyncio.gather(*flood, return_exceptions=True)


@contextmanager
def servers(against: Path | None) -> Iterator[dict[str, tuple[int, int]]]:
    """Port and process of this server, and of that of another checkout."""
    with running(seconds=60) as ours:
        if against is None:
            yield {"this": ours}
            return
        with running(folder=against, seconds=60) as theirs:
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
    loads = {
        (weight, name): Load(weight, flooded, options.seconds)
        for weight in ("light", "middling")
        for name, (_, flooded) in cases.items()
    }
    gc.disable()
    with servers(options.against) as ports:
        for _ in range(options.rounds):
            for (_, name), load in loads.items():
                if cases[name][0] in ports:
                    uvloop.run(measure(*ports[cases[name][0]], load))
    gc.enable()
    for (weight, name), load in loads.items():
        if load.waits:
            middle, tail = (quantile(load.waits, share) for share in (0.5, 0.99))
            ratio = tail / quantile(loads[weight, "this, nobody else"].waits, 0.99)
            say(f"  {weight:9s} {name:28s} p50 {middle:7.1f} ms   p99 {tail:7.1f} ms, {ratio:6.1f} × alone")


if __name__ == "__main__":
    main()
