"""From pressing play to 97 % of the MNIST test set: a run over the WebSocket, as the page asks for it."""

import asyncio
import json
import time
from typing import Any

import numpy as np
from websockets.asyncio.client import connect

from app.engine.experiment import Experiment
from app.pages.network_presets import NETWORK_PRESETS
from benchmarks.server import running
from benchmarks.timing import say

CHUNK = 200
GOAL = 0.97
LIMIT = 60.0


def preset() -> dict[str, Any]:
    """The lab's own preset."""
    found = next(item for item in NETWORK_PRESETS if item["name"] == "mnist")
    return Experiment.model_validate(found["experiment"]).complete()


async def descend(port: int) -> None:
    """Ask for chunk after chunk; look at the whole test set after each of them."""
    from safetensors.numpy import load

    experiment = preset()
    async with connect(f"ws://127.0.0.1:{port}/api/v1/stream", compression=None, max_size=None) as socket:
        begin, step = time.perf_counter(), 0
        while step < experiment["steps"] and time.perf_counter() - begin < 2 * LIMIT:
            last = min(step + CHUNK, experiment["steps"])
            message = {
                "type": "advance", "id": last, "experiment": experiment, "from": step, "to": last,
                "columns": ["step", "batch_loss", "test_accuracy"], "probes": [{"name": "confusion", "runs": [0]}],
            }  # fmt: skip
            await socket.send(json.dumps(message))
            frame = b""
            while b'"last":"true"' not in frame:
                answer = await socket.recv()
                if isinstance(answer, str):
                    raise RuntimeError(answer)
                frame = answer
            counts = load(frame)["probes.0.confusion.counts"]
            right = np.trace(counts) / counts.sum()
            seconds = time.perf_counter() - begin
            step = last
            if right >= GOAL:
                say(f"  {100 * right:.2f} % of {counts.sum():,} test images after {seconds:.1f} s, {step:,} steps")
                return
        say(f"  {100 * right:.2f} % after {seconds:.1f} s, {step:,} steps: the goal was not reached")


def main() -> None:
    """Serve, and train."""
    say(f"MNIST 784-128-64-10 until {100 * GOAL:.0f} % of the full test set, judged every {CHUNK} steps")
    with running() as (port, _):
        asyncio.run(descend(port))


if __name__ == "__main__":
    main()
