"""Train 784-128-64-10 on the handwritten digits, and print how many it gets right as it goes.

    python mnist.py
    python mnist.py --steps 5000 --optimizer sgd --rate 0.1 --save weights.npz

All 60,000 training and 10,000 test images come with the package. Nothing is saved unless asked for.
"""

import argparse
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

from app.engine import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import slice_of


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description="Train a network on MNIST.")
    parser.add_argument("--steps", type=int, default=1900, help="number of updates; 938 are an epoch")
    parser.add_argument("--every", type=int, default=100, help="steps between two measurements")
    parser.add_argument("--batch", type=int, default=64, help="images a step")
    parser.add_argument("--optimizer", default="adam", help="any of the catalog, like sgd, rmsprop, lion")
    parser.add_argument("--rate", type=float, default=0.001, help="learning rate")
    parser.add_argument("--seed", type=int, default=0, help="of the first weights and the batches")
    parser.add_argument("--save", type=Path, help="write weights and biases to this .npz file")
    return parser.parse_args()


def described(asked: argparse.Namespace) -> Experiment:
    """The experiment, checked; raises `ValueError` for an optimizer that there is not, a batch too large, and so on."""
    return Experiment.model_validate(
        {
            "problem": {
                "kind": "network",
                "dataset": "mnist",
                "hidden": [{"units": 128, "activation": "relu"}, {"units": 64, "activation": "relu"}],
                "initializer": "he_normal",
                "evaluate_every": asked.every,
                "evaluate_samples": 10_000,
            },
            "runs": [{"optimizer": asked.optimizer, "learning_rate": asked.rate, "batch_size": asked.batch}],
            "steps": asked.steps,
            "seed": asked.seed,
        }
    )


def main() -> None:
    """Compute the run piece by piece, and print each measurement as soon as it is there."""
    asked = options()
    try:
        experiment = described(asked)
    except ValueError as error:
        sys.exit(str(error))
    # `trace(experiment)` would give the same numbers, all at the end. A race is computed as far as one asks.
    race = LiveRuns().race(experiment)
    begin = time.perf_counter()
    print("   step  epoch    loss  test loss  right  test right  seconds")
    for step in sorted({*range(0, asked.steps, asked.every), asked.steps}):
        for _ in race.compute(step):
            pass
        (run,) = slice_of(race, step, step).runs
        if run.outcome.status == "diverged":
            sys.exit(run.outcome.message)
        numbers = [run[name][0] for name in ("step", "epoch", "loss", "test_loss", "accuracy", "test_accuracy")]
        print("{:7.0f}  {:5.2f}  {:6.4f}  {:9.4f}  {:5.1%}  {:10.1%}".format(*numbers), end="")
        print(f"  {time.perf_counter() - begin:7.1f}", flush=True)
    if asked.save:
        (run,) = slice_of(race, asked.steps, asked.steps, ["parameters"]).runs
        np.savez(asked.save, **layers(experiment, run["parameters"][0]))
        print(f"saved {asked.save}")


def layers(experiment: Experiment, parameters: np.ndarray) -> dict[str, np.ndarray]:
    """W1, b1, W2, b2, … cut out of the parameters in one row; each W has the shape (out, in)."""
    cut, place = {}, 0
    sizes = experiment.problem.sizes
    for number, (into, out) in enumerate(pairwise(sizes), 1):
        cut[f"W{number}"] = parameters[place : place + into * out].reshape(out, into)
        place += into * out
        cut[f"b{number}"] = parameters[place : place + out]
        place += out
    return cut


if __name__ == "__main__":
    main()
