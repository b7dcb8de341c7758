"""What a server holds after thousands of varied requests over REST and sockets: peak and rest of its resident size."""

import asyncio
import random
from typing import Any

import httpx2
import orjson
from websockets.asyncio.client import connect

from app.settings import Settings
from benchmarks.resident import Resident, resident_bytes
from benchmarks.server import running
from benchmarks.timing import say

REQUESTS = 3000
CLIENTS = 4
DATASETS = ("spiral", "moons", "xor", "circle", "gaussians", "sine", "line", "penguins")
OPTIMIZERS = ("sgd", "adam", "lbfgs", "rmsprop", "adagrad", "lion")


def network(random: random.Random) -> dict[str, Any]:
    """A small network on one of the shipped data sets, with a seed of its own."""
    hidden = [{"units": random.choice((2, 8, 32))} for _ in range(random.randint(0, 3))]
    runs = [
        {"optimizer": random.choice(OPTIMIZERS), "batch_size": random.choice((1, 8, 32))}
        for _ in range(random.randint(1, 3))
    ]
    problem = {"kind": "network", "dataset": random.choice(DATASETS), "hidden": hidden}
    return {"problem": problem, "runs": runs, "steps": random.randint(1, 60), "seed": random.randrange(2**40)}


def wide(random: random.Random) -> dict[str, Any]:
    """Words or digits, of which converted inputs and long histories are large."""
    digits = {"name": "mnist", "train_samples": random.choice((1000, 5000)), "test_samples": 1000}
    dataset = random.choice(({"name": "sentiment", "words": random.choice((200, 1000, 2000))}, digits))
    run = {"optimizer": random.choice(OPTIMIZERS), "batch_size": random.choice((8, 100))}
    return {"problem": {"kind": "network", "dataset": dataset}, "runs": [run], "steps": 5, "seed": random.randrange(3)}


def landscape(random: random.Random) -> dict[str, Any]:
    """A noisy race, with changes on the way."""
    changes = [{"at": 10 * k, "learning_rate": 10 ** random.uniform(-5, -2)} for k in range(random.randint(0, 30))]
    run = {"optimizer": random.choice(OPTIMIZERS), "batch_size": random.choice((1, 32)), "changes": changes}
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 4096, "noise": 1.0}
    return {
        "problem": problem,
        "runs": [run] * random.randint(1, 8),
        "steps": random.randint(1, 3000),
        "seed": random.randrange(2**40),
    }


def formula(random: random.Random) -> dict[str, Any]:
    """A formula that nobody else asks for."""
    terms = [f"{random.random():.4f}*sin({random.random():.3f}*x + y)^2" for _ in range(random.randint(1, 4))]
    return {"problem": {"kind": "formula", "expression": " + ".join([*terms, "x^2"])}, "steps": 50}


def table(random: random.Random) -> dict[str, Any]:
    """A table of one's own."""
    rows = random.choice((50, 2000))
    inputs = [[random.random() for _ in range(8)] for _ in range(rows)]
    dataset = {
        "name": "custom",
        "inputs": inputs,
        "targets": [random.randrange(3) for _ in range(rows - 3)] + [0, 1, 2],
    }
    return {"problem": {"kind": "network", "dataset": dataset}, "steps": 20}


KINDS = ((network, 60), (landscape, 25), (formula, 5), (table, 5), (wide, 5))


def asked(random: random.Random) -> dict[str, Any]:
    """One experiment of the mixture."""
    [make] = random.choices([kind for kind, _ in KINDS], [share for _, share in KINDS])
    return make(random)


async def over_rest(port: int, count: int, seed: int) -> int:
    """Traces and explanations, one after the other; how many were answered."""
    chance, answered = random.Random(seed), 0
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=120) as client:
        for _ in range(count):
            body = asked(chance)
            if chance.random() < 0.2:
                answer = await client.post("/explanations", json={"experiment": body, "step": body["steps"] // 2})
            else:
                answer = await client.post(
                    "/traces", json=body, params={"format": chance.choice(("json", "csv", "npz"))}
                )
            answered += answer.status_code == 200
    return answered


async def over_sockets(port: int, count: int, seed: int) -> int:
    """Advances, some of them replaced at once; how many were answered to the end."""
    chance, answered, number = random.Random(seed), 0, 0
    while number < count:
        async with connect(f"ws://127.0.0.1:{port}/api/v1/stream", max_size=None) as socket:
            for _ in range(min(100, count - number)):
                body, number = asked(chance), number + 1
                message = {"type": "advance", "id": number, "experiment": body, "from": 0, "to": body["steps"]}
                await socket.send(orjson.dumps(message).decode())
                answered += await _answered(socket, number)
    return answered


async def _answered(socket: Any, number: int) -> bool:
    while True:
        frame = await socket.recv()
        about = orjson.loads(frame if isinstance(frame, str) else frame[8 : 8 + int.from_bytes(frame[:8], "little")])
        if isinstance(frame, str):
            return about["id"] != number
        if about["__metadata__"]["id"] == str(number) and about["__metadata__"]["last"] == "true":
            return True


async def load(port: int, count: int) -> int:
    """All clients at once."""
    share = count // (2 * CLIENTS)
    clients = [client(port, share, seed) for seed in range(CLIENTS) for client in (over_rest, over_sockets)]
    return sum(await asyncio.gather(*clients))


def main() -> None:
    """Print what the server holds as it goes on, and what it may hold."""
    limit = Settings().cache_bytes
    say(f"resident size of a server, MB; FALLLINE_CACHE_BYTES is {limit / 2**20:.0f} MB")
    with running() as (port, process), Resident(process) as resident:
        say(f"{'requests':>9} {'answered':>9} {'now':>6} {'peak':>6}")
        say(f"{0:9} {0:9} {resident_bytes(process) / 2**20:6.0f} {resident.peak / 2**20:6.0f}")
        answered = 0
        for part in range(1, 6):
            answered += asyncio.run(load(port, REQUESTS // 5))
            done, held = part * REQUESTS // 5, resident_bytes(process) / 2**20
            say(f"{done:9} {answered:9} {held:6.0f} {resident.peak / 2**20:6.0f}")
    say(f"above the cache at most {(resident.peak - limit) / 2**20:.0f} MB")
