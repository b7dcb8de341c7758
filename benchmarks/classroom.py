"""A class at once: pages that open links, play, and drag sliders; some train MNIST, some ask why; clients are real."""

import argparse
import asyncio
import gc
import json
import os
import random
import signal
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.server import cpu_seconds, running
from benchmarks.stream_load import last_frame
from benchmarks.timing import quantile, say

DRAG_EVERY, DRAG_SECONDS, CHANGES = 30.0, 3.0, 20.0
"""In every half minute each page drags for three seconds, with twenty changes a second."""
PLAY_RATE = 8.0
"""Advances a second of a page that plays."""
STEPS = 300
SPIRAL = {"kind": "network", "dataset": {"name": "spiral", "samples": 300}, "hidden": [{"units": 8}, {"units": 8}]}
VALLEY = {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 3.0}
COLUMNS = ["step", "loss", "batch_loss", "learning_rate"]
FIRST_VISIT = ("/landscapes", "/api/v1/catalog", "/networks?preset=spiral")


@dataclass
class Class:
    """Who takes part, and what was found."""

    port: int
    pages: int
    trainers: int
    askers: int
    seconds: float
    begin: float = 0.0
    drags: list[float] = field(default_factory=list)
    """Seconds from a slider's change to the last frame of the race that it asks for, where no later change came."""
    plays: list[float] = field(default_factory=list)
    whys: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    reconnected: int = 0
    lost: int = 0
    accuracy: list[tuple[float, float]] = field(default_factory=list)
    """Seconds of training, test accuracy of MNIST."""

    @property
    def over(self) -> bool:
        """Whether the lesson has ended."""
        return time.perf_counter() > self.begin + self.seconds

    def note(self, found: list[float], since: float) -> None:
        """Count an answer, once all are there."""
        if since >= self.begin:
            found.append(time.perf_counter() - since)


class Page:
    """A page's connection, which mends itself: what was asked when it broke is asked again."""

    def __init__(self, lesson: Class, number: int) -> None:
        self.lesson, self.number, self.next_id = lesson, number, 0
        self.socket: ClientConnection | None = None

    async def opened(self) -> ClientConnection:
        """The socket, opened where there is none."""
        while self.socket is None:
            try:
                address = f"ws://127.0.0.1:{self.lesson.port}/api/v1/stream?client=benchmark-page-{self.number:06d}"
                self.socket = await connect(address, compression=None, max_size=None)
            except (OSError, ConnectionClosed, TimeoutError):
                await asyncio.sleep(0.2)
        return self.socket

    async def ask(self, message: dict[str, Any], replaces: int | None = None) -> int:
        """Send an advance; its id."""
        self.next_id += 1
        more = {} if replaces is None else {"replaces": replaces}
        socket = await self.opened()
        await socket.send(json.dumps({"type": "advance", "columns": COLUMNS, **message, **more, "id": self.next_id}))
        return self.next_id

    async def whole(self, message: dict[str, Any]) -> bytes:
        """The last frame of an advance, asked again as often as the connection breaks or the server is busy."""
        while True:
            try:
                number = await self.ask(message)
                while True:
                    frame = await (await self.opened()).recv()
                    if isinstance(frame, str):
                        if json.loads(frame)["type"] == "cancelled":
                            continue
                        self.lesson.refused[json.loads(frame)["problem"]["title"]] += 1
                        await asyncio.sleep(1)
                        break
                    if last_frame(frame) and header(frame)["id"] == str(number):
                        return frame
            except ConnectionClosed:
                self.broke()

    def broke(self) -> None:
        """The connection is gone."""
        self.socket = None
        self.lesson.reconnected += 1


def race(number: int, rate: float, seed: int) -> dict[str, Any]:
    """Three runs on a landscape or a network, which nobody else asks for."""
    problem = SPIRAL if number % 2 else VALLEY
    rates = [rate, rate / 3, rate / 10]
    momenta = [0.9, 0.0, 0.5]
    runs = [
        {"optimizer": {"name": "sgd", "momentum": beta}, "learning_rate": eta, "batch_size": 32}
        for eta, beta in zip(rates, momenta, strict=True)
    ]
    return {"problem": problem, "runs": runs, "steps": STEPS, "seed": seed}


async def pupil(lesson: Class, number: int) -> None:
    """Plays, and drags for three seconds in every half minute."""
    page, chance = Page(lesson, number), random.Random(number)
    scale = 0.1 if number % 2 else 2e-4
    step, experiment = 0, race(number, scale, number)
    drag = lesson.begin - 4 + chance.random() * DRAG_EVERY
    await asyncio.sleep(max(0.0, lesson.begin - 4 + 4 * chance.random() - time.perf_counter()))
    while not lesson.over:
        if time.perf_counter() >= drag:
            experiment = await dragging(page, chance, scale)
            drag, step = drag + DRAG_EVERY, 0
        begin = time.perf_counter()
        rows = {"experiment": experiment, "from": step, "to": min(step + 3, STEPS)}
        frame = await page.whole(rows)
        lesson.lost += numbered(frame) != (rows["from"], rows["to"])
        lesson.note(lesson.plays, begin)
        step = 0 if step + 4 > STEPS else step + 4
        await asyncio.sleep(max(0.0, begin + 1 / PLAY_RATE - time.perf_counter()))


async def dragging(page: Page, chance: random.Random, scale: float) -> dict[str, Any]:
    """Twenty changes a second, the latest wins; the experiment at the end."""
    until, asked, last = time.perf_counter() + DRAG_SECONDS, 0.0, None
    experiment = race(page.number, scale, page.number)
    reading: asyncio.Task[None] | None = None
    while time.perf_counter() < until:
        tick = time.perf_counter()
        experiment = race(page.number, scale * (0.5 + chance.random()), page.number)
        open_still = reading is not None and not reading.done()
        try:
            last = await page.ask({"experiment": experiment, "from": 0, "to": STEPS}, last if open_still else None)
        except ConnectionClosed:
            page.broke()
            continue
        asked = tick
        if reading is not None and not reading.done():
            reading.cancel()
        reading = asyncio.create_task(read_to_end(page, last, asked))
        await asyncio.sleep(max(0.0, tick + 1 / CHANGES - time.perf_counter()))
    if reading is not None:
        await reading
    return experiment


async def read_to_end(page: Page, number: int, asked: float) -> None:
    """Take frames until the advance ends; what is left of earlier ones goes by."""
    try:
        while True:
            frame = await (await page.opened()).recv()
            if isinstance(frame, str):
                told = json.loads(frame)
                if told["type"] == "error":
                    page.lesson.refused[told["problem"]["title"]] += 1
                    if told["id"] == number:
                        return
            elif last_frame(frame) and header(frame)["id"] == str(number):
                page.lesson.note(page.lesson.drags, asked)
                return
    except ConnectionClosed:
        page.broke()


def header(frame: bytes) -> dict[str, str]:
    """What a frame says of itself."""
    length = int.from_bytes(frame[:8], "little")
    found: dict[str, str] = json.loads(frame[8 : 8 + length])["__metadata__"]
    return found


def numbered(frame: bytes) -> tuple[int, int]:
    """First and last row of a frame, as the page checks them."""
    found = header(frame)
    return int(found["from"]), int(found["to"])


async def trainer(lesson: Class, number: int) -> None:
    """Trains MNIST as fast as the server lets it."""
    page = Page(lesson, 100_000 + number)
    run = {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.03, "batch_size": 32}
    experiment = {"problem": {"kind": "network", "dataset": {"name": "mnist"}}, "runs": [run], "steps": 100_000}
    experiment["seed"], step = number, 0
    while not lesson.over:
        rows = {"experiment": experiment, "from": step, "to": step + 99, "columns": ["test_accuracy"]}
        frame = await page.whole(rows)
        step += 100
        right = [value for value in accuracies(frame) if value == value]
        if right and number == 0:
            lesson.accuracy.append((time.perf_counter() - lesson.begin, right[-1]))


def accuracies(frame: bytes) -> list[float]:
    """The test accuracies of a frame's rows."""
    from safetensors.numpy import load

    return [float(value) for value in load(frame)["runs.0.test_accuracy"]]


async def asker(lesson: Class, number: int) -> None:
    """Asks what happens at a step, again and again, as a page does at every stop."""
    while not lesson.over:
        begin = time.perf_counter()
        body = {"experiment": race(number, 0.1 if number % 2 else 2e-4, number % 50), "step": int(begin) % STEPS}
        status = await asyncio.to_thread(posted, lesson.port, number, body)
        if status == 200:
            lesson.note(lesson.whys, begin)
        else:
            lesson.refused[str(status)] += 1
        await asyncio.sleep(2.0)


def posted(port: int, number: int, body: dict[str, Any]) -> int:
    """The status of an explanation."""
    headers = {"Content-Type": "application/json", "fallline-client": f"benchmark-asker-{number:06d}"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/explanations", json.dumps(body).encode(), headers
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


async def attend(lesson: Class, kill: Callable[[], Awaitable[None]] | None = None) -> None:
    """All at once, until the lesson is over."""
    lesson.begin = time.perf_counter() + 8
    async with asyncio.TaskGroup() as group:
        for who, count in ((pupil, lesson.pages), (trainer, lesson.trainers), (asker, lesson.askers)):
            for number in range(count):
                group.create_task(who(lesson, number))
        if kill is not None:
            group.create_task(kill())


def children(process: int) -> list[int]:
    """Worker processes of a server."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(pid) for pid in found if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]


def resident(processes: list[int]) -> float:
    """Megabytes that are resident."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in processes]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def lesson_of(options: argparse.Namespace, workers: int) -> None:
    """A lesson with so many server processes."""
    with running(workers=workers) as (port, process):
        lesson = Class(port, options.pages, options.trainers, options.askers, options.seconds)

        async def killing() -> None:
            while not lesson.over:
                await asyncio.sleep(options.kill_every)
                os.kill(random.choice(children(process)), signal.SIGKILL)

        servers = children(process) if workers > 1 else [process]
        before, memory = [cpu_seconds(pid) or 0.0 for pid in servers], resident(servers)
        uvloop.run(attend(lesson, killing if options.kill_every and workers > 1 else None))
        say(f"{workers} server process{'es' * (workers > 1)}, {options.pages} pages, {options.seconds:g} s")
        report("slider to last frame", lesson.drags)
        report("rows while playing", lesson.plays)
        report("explanations", lesson.whys)
        say(f"  refused {dict(lesson.refused) or 'nothing'}, frames with other rows than asked {lesson.lost}, "
            f"connections mended {lesson.reconnected}")  # fmt: skip
        if not options.kill_every:
            spent = sum((cpu_seconds(pid) or 0.0) - was for pid, was in zip(servers, before, strict=True))
            share = spent / (options.seconds + 8)
            say(f"  server's CPU {share:.2f} cores; memory {memory:.0f} MB before, {resident(servers):.0f} MB after")
        for goal in (0.8, 0.9, 0.95):
            reached = next((seconds for seconds, right in lesson.accuracy if right >= goal), None)
            say(f"  MNIST {goal:.0%} right after {'–' if reached is None else f'{reached:.1f} s'}")


def report(name: str, seconds: list[float]) -> None:
    """Medians and tails."""
    if seconds:
        p50, p99 = (1e3 * quantile(seconds, share) for share in (0.5, 0.99))
        say(f"  {name:22s} p50 {p50:8.1f} ms   p99 {p99:8.1f} ms   {len(seconds):,} times")


def idle(options: argparse.Namespace) -> None:
    """A thousand sockets of which a hundred are active: memory of each, and how long answers take."""
    sockets, active = options.sockets, options.sockets // 10
    with running() as (port, process):
        before = resident([process])

        async def sit() -> None:
            pages = [Page(Class(port, 0, 0, 0, 0), 200_000 + number) for number in range(sockets - active)]
            for page in pages:
                await page.opened()
            await asyncio.sleep(2)
            say(f"{sockets - active} idle sockets: {(resident([process]) - before) * 1024 / len(pages):.1f} kB each")
            lesson = Class(port, active, 0, 0, options.seconds)
            await attend(lesson)
            report("rows while playing", lesson.plays)
            report("slider to last frame", lesson.drags)

        uvloop.run(sit())


def cold(options: argparse.Namespace) -> None:
    """Browsers' first visits within twenty seconds: when the first page is there."""
    waits: list[float] = []
    with running() as (port, _):

        async def visit(number: int) -> None:
            await asyncio.sleep(20 * number / options.visits)
            begin = time.perf_counter()
            for place, path in enumerate(FIRST_VISIT):
                await asyncio.to_thread(fetched, f"http://127.0.0.1:{port}{path}")
                if place == 0:
                    waits.append(time.perf_counter() - begin)

        async def visits() -> None:
            await asyncio.gather(*(visit(number) for number in range(options.visits)))

        uvloop.run(visits())
    say(f"{options.visits} first visits in 20 s, begun with the server")
    report("the first page", waits)


def fetched(address: str) -> None:
    """All bytes of an address."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


def main(arguments: list[str] | None = None) -> None:
    """The parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["class", "idle", "cold"], help="class, idle, cold")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--trainers", type=int, default=5)
    parser.add_argument("--askers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--kill-every", type=float, default=0, help="seconds after which a worker is killed")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--visits", type=int, default=60)
    options = parser.parse_args(arguments)
    os.environ.setdefault("FALLLINE_MAX_CONNECTIONS", "2000")
    gc.disable()
    for part in options.parts:
        if part == "class":
            for workers in options.workers:
                lesson_of(options, workers)
        else:
            {"idle": idle, "cold": cold}[part](options)
    gc.enable()


if __name__ == "__main__":
    main()
