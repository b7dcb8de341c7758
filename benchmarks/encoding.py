"""Four runs of 1,000 steps as JSON and safetensors: computing included, writing alone, and FastAPI's own way."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from app.engine import Experiment, Trace, trace
from app.formats import to_json, to_safetensors
from benchmarks.timing import interleaved, say

ROUNDS = 15


def experiment(seed: int) -> Experiment:
    """Four methods on Rosenbrock's valley, batches of 32; another seed is another computation."""
    runs = [
        {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 2e-4, "batch_size": 32},
        {"optimizer": "sgd", "learning_rate": 5e-4, "batch_size": 32},
        {"optimizer": "adam", "learning_rate": 0.02, "batch_size": 32},
        {"optimizer": "rmsprop", "learning_rate": 0.01, "batch_size": 32},
    ]
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 3.0}
    return Experiment.model_validate({"problem": problem, "runs": runs, "steps": 1000, "seed": seed})


def plain(result: Trace) -> dict[str, Any]:
    """The same content as lists, as FastAPI's encoder is given it; what is no number is None."""
    runs = [
        {
            "label": run.label,
            "outcome": run.outcome,
            "columns": {
                name: np.where(np.isfinite(values), values.astype(object), None).tolist()
                for name, values in run.columns.items()
            },
        }
        for run in result.runs
    ]
    return {"experiment": result.experiment.complete(), "runs": runs}


def by_default(content: dict[str, Any]) -> bytes:
    """What FastAPI does with what a path function returns."""
    return JSONResponse(jsonable_encoder(content)).body


def main() -> None:
    """Print medians of CPU time."""
    say("A trace of 4 runs of 1,000 steps, every column (CPU time)")
    result = trace(experiment(0))
    content = plain(result)
    if json.loads(by_default(content)) != json.loads(to_json(result)):
        raise RuntimeError("the two encoders disagree")
    seeds = iter(range(1, 10_000))
    rivals: dict[str, Callable[[], object]] = {
        "computed, as JSON": lambda: to_json(trace(experiment(next(seeds)))),
        "computed, as safetensors": lambda: to_safetensors(trace(experiment(next(seeds)))),
        "JSON alone": lambda: to_json(result),
        "safetensors alone": lambda: to_safetensors(result),
        "FastAPI's default alone": lambda: by_default(content),
    }
    times = interleaved(rivals, ROUNDS)
    for name, seconds in times.items():
        say(f"  {name:26s} {1e3 * seconds:8.2f} ms")
    ratio = times["FastAPI's default alone"] / times["JSON alone"]
    say(f"  FastAPI's default takes {ratio:.1f} times as long as JSON here")


if __name__ == "__main__":
    main()
