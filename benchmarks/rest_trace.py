"""A trace of 1,000 steps over REST: computed afresh, and from the cache."""

import http.client
import json
import statistics
import time

from benchmarks.server import running
from benchmarks.timing import quantile, say

ROUNDS = 60


def body(seed: int) -> bytes:
    """SGD with momentum on Rosenbrock's valley; another seed is another computation."""
    run = {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 2e-4, "batch_size": 32}
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 3.0}
    return json.dumps({"problem": problem, "runs": [run], "steps": 1000, "seed": seed}).encode()


def main() -> None:
    """Print medians over a kept-alive connection."""
    say("A trace of 1,000 steps over REST, every column")
    with running() as (port, _):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number, name in enumerate(("json", "ndjson", "csv", "npz", "safetensors")):
            for label, seeds in (("computed", range(ROUNDS)), ("cached", [0] * ROUNDS)):
                waits, size = [], 0
                for seed in seeds:
                    # A seed for each format, so that "computed" is never already there.
                    text = body(seed + ROUNDS * number)
                    begin = time.perf_counter()
                    connection.request(
                        "POST", f"/api/v1/traces?format={name}", text, {"Content-Type": "application/json"}
                    )
                    answer = connection.getresponse()
                    size = len(answer.read())
                    waits.append(1e3 * (time.perf_counter() - begin))
                    if answer.status != 200:
                        raise RuntimeError(f"status {answer.status}")
                median, tail = statistics.median(waits), quantile(waits, 0.99)
                say(f"  {name:12s} {label:9s} {median:7.1f} ms   p99 {tail:7.1f} ms   {size / 1e3:7.0f} kB")


if __name__ == "__main__":
    main()
