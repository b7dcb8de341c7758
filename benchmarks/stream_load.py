"""Many WebSockets at once: each asks for a few rows, many times a second, as a page does while it plays."""

import argparse
import asyncio
import gc
import json
import statistics
import time
from dataclasses import dataclass, field

import uvloop
from websockets.asyncio.client import connect

from benchmarks.server import cpu_seconds, running
from benchmarks.timing import quantile, say

STEPS = 1000
COLUMNS = ["step", "loss", "batch_loss", "learning_rate", "parameters", "gradient", "batch_gradient", "update"]


@dataclass
class Load:
    """How much is asked for, and how long the answers took."""

    sockets: int
    rate: float
    rows: int
    runs: int
    seconds: float
    settle: float
    waits: list[float] = field(default_factory=list)
    late: int = 0
    answered: int = 0
    heavy: int = 0
    heavy_steps: int = 0


def experiment(seed: int, runs: int) -> dict[str, object]:
    """A race that nobody else asks for, so that no cache helps."""
    momenta = [0.9, 0.0, 0.5, 0.8, 0.95, 0.3, 0.6, 0.7]
    return {
        "problem": {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 3.0},
        "runs": [
            {"optimizer": {"name": "sgd", "momentum": beta}, "learning_rate": 2e-4, "batch_size": 32}
            for beta in momenta[:runs]
        ],
        "steps": STEPS,
        "seed": seed,
    }


def last_frame(frame: bytes | str) -> bool:
    """True for the final frame of an advance; an error ends the measurement."""
    if isinstance(frame, str):
        raise RuntimeError(frame)
    return b'"last":"true"' in frame[: 8 + int.from_bytes(frame[:8], "little")]


async def client(port: int, number: int, load: Load, begin: float) -> None:
    """One page: it asks, waits for the answer, and asks again when its next picture is due."""
    phase = number * 0.618 % 1  # they come one after the other, as a class does, and are counted once all are there
    identity, row, seed = 0, 0, number * 1_000_003
    message = {"type": "advance", "columns": COLUMNS, "experiment": experiment(seed, load.runs)}
    address = f"ws://127.0.0.1:{port}/api/v1/stream?client=page-{number:012}"
    async with connect(address, compression=None, max_size=None) as socket:
        due = begin - load.settle * (1 - phase)
        while due < begin + load.seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            identity += 1
            asked = time.perf_counter()
            await socket.send(json.dumps({**message, "id": identity, "from": row, "to": row + load.rows - 1}))
            while not last_frame(await socket.recv()):
                pass
            done = time.perf_counter()
            load.answered += 1
            if asked >= begin:
                load.waits.append(done - asked)
            row += load.rows
            if row + load.rows > STEPS:
                row, seed = 0, seed + 1
                message["experiment"] = experiment(seed, load.runs)
            due += 1 / load.rate
            if due < done:
                load.late += asked >= begin
                due = done


async def trainer(port: int, number: int, load: Load, begin: float) -> None:
    """A page that trains a network on MNIST as fast as the server can."""
    training = {
        "problem": {"kind": "network", "dataset": {"name": "mnist"}},
        "runs": [{"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.03, "batch_size": 32}],
        "steps": 100_000,
        "seed": number,
    }
    address = f"ws://127.0.0.1:{port}/api/v1/stream?client=trainer-{number:012}"
    async with connect(address, compression=None, max_size=None) as socket:
        step = 0
        while time.perf_counter() < begin + load.seconds:
            message = {"type": "advance", "id": step, "experiment": training, "from": step, "to": step + 99}
            await socket.send(json.dumps({**message, "columns": ["batch_loss", "test_accuracy"]}))
            while not last_frame(await socket.recv()):
                pass
            step += 100
            load.heavy_steps += 100 if time.perf_counter() > begin else 0


async def warm(port: int) -> None:
    """One advance that nobody counts: the first use of a formula derives and compiles it."""
    async with connect(f"ws://127.0.0.1:{port}/api/v1/stream") as socket:
        await socket.send(json.dumps({"type": "advance", "id": 0, "experiment": experiment(0, 1), "to": 10}))
        await socket.recv()


async def measure(load: Load, port: int) -> None:
    """All clients at once."""
    begin = time.perf_counter() + (4.0 if load.heavy else 1.0) + load.settle  # first everybody connects, data are read
    async with asyncio.TaskGroup() as group:
        for number in range(load.heavy):
            group.create_task(trainer(port, number, load, begin))
        for number in range(load.sockets):
            group.create_task(client(port, number, load, begin))


def main(arguments: list[str] | None = None) -> None:
    """Start a server, load it, print how long answers took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--rate", type=float, default=30, help="advances a second of each socket")
    parser.add_argument("--rows", type=int, default=10, help="rows of each advance")
    parser.add_argument("--runs", type=int, default=1, help="runs in each race, 1 to 8")
    parser.add_argument("--heavy", type=int, default=0, help="further sockets that train MNIST flat out")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--settle", type=float, default=4, help="seconds in which clients begin, and are not counted")
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--port", type=int, help="a server that runs already")
    parser.add_argument("--rounds", type=int, default=1, help="how often Fall Line and the echo take turns")
    options = parser.parse_args(arguments)
    say(f"{options.sockets} sockets × {options.rate:g} advances a second × {options.rows} rows, {options.seconds:g} s")
    gc.disable()
    if options.port:
        load = load_of(options)
        uvloop.run(measure(load, options.port))
        report(load)
    else:
        take_turns(options)
    gc.enable()


def load_of(options: argparse.Namespace) -> Load:
    """What the options ask for, with nothing measured yet."""
    return Load(
        options.sockets, options.rate, options.rows, options.runs, options.seconds, options.settle, heavy=options.heavy
    )


def take_turns(options: argparse.Namespace) -> None:
    """Load Fall Line and a server that only echoes one after the other; what each costs, and how that compares."""
    costs: dict[str, list[float]] = {"Fall Line": [], "echo": []}
    with running(workers=options.workers) as ours, running(echo=True) as echo:
        uvloop.run(warm(ours[0]))
        for _ in range(options.rounds):
            for name, (port, process) in (("Fall Line", ours), ("echo", echo)):
                load = load_of(options)
                load.heavy = 0 if name == "echo" else load.heavy
                before = cpu_seconds(process)
                uvloop.run(measure(load, port))
                after = cpu_seconds(process)
                say(name)
                report(load)
                if before is not None and after is not None and options.workers == 1:
                    costs[name].append(1e6 * (after - before) / load.answered)
    if costs["echo"]:
        medians = {name: statistics.median(values) for name, values in costs.items()}
        for name, cost in medians.items():
            say(f"  {name:10s} {cost:8.0f} µs of CPU an advance, {cost / medians['echo']:.1f} × echo")


def report(load: Load) -> None:
    """Print medians and tails."""
    waits = [1e3 * wait for wait in load.waits]
    asked = load.sockets * load.rate
    say(f"  answered {len(waits) / load.seconds:8.0f} advances a second of {asked:.0f} wanted")
    say(f"  p50 {quantile(waits, 0.5):8.2f} ms   p99 {quantile(waits, 0.99):8.2f} ms   max {max(waits):8.2f} ms")
    if load.heavy:
        say(f"  {load.heavy} sockets train MNIST: {load.heavy_steps / load.seconds:,.0f} steps a second together")
    say(f"  behind by more than a picture: {load.late / len(waits):.1%}")


if __name__ == "__main__":
    main()
