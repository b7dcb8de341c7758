"""Losses on a plane: 64 × 64 points of a 2–8–8–1 network with 300 samples."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from app.engine.experiment import Experiment
from app.engine.problems.network import NetworkProblem
from benchmarks.peer import MISSING, torch
from benchmarks.timing import interleaved, say, table

POINTS = 64 * 64
OURS = "Fall Line"
ROUNDS = 7


def problem() -> NetworkProblem:
    """The network on two moons."""
    layer = {"units": 8, "activation": "tanh"}
    dataset = {"name": "moons", "samples": 600}
    network = {"kind": "network", "dataset": dataset, "hidden": [layer, layer]}
    built = Experiment.model_validate({"problem": network, "steps": 1}).problem.build(0)
    assert isinstance(built, NetworkProblem)
    return built


PROBLEM = problem()
ORIGIN = PROBLEM.start()
DIRECTIONS = np.random.default_rng(0).normal(size=(2, PROBLEM.dimension))
PLACES = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 64)]), axis=-1).reshape(-1, 2)
VECTORS = ORIGIN + PLACES @ DIRECTIONS


def stacked() -> np.ndarray:
    """A stack at a time, as planes are computed."""
    work = PROBLEM.slices().losses(lambda a, b: VECTORS[a:b], POINTS, np.arange(PROBLEM.samples), True)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return np.asarray(end.value)


def one_by_one() -> np.ndarray:
    """A loop of single evaluations."""
    return np.array([PROBLEM.value(vector) for vector in VECTORS])


def torch_vmap() -> np.ndarray:
    """torch.func.vmap over the same vectors."""
    sizes = PROBLEM.layout.sizes
    inputs = torch.tensor(PROBLEM.data.rows(slice(0, PROBLEM.samples)))
    targets = torch.tensor(PROBLEM.targets[0, : PROBLEM.samples])

    def loss(vector):  # type: ignore[no-untyped-def]  # torch need not be there
        at, values = 0, inputs
        for layer, (into, out) in enumerate(pairwise(sizes)):
            weights = vector[at : at + into * out].reshape(out, into)
            at += into * out
            values = values @ weights.T + vector[at : at + out]
            at += out
            if layer < len(sizes) - 2:
                values = torch.tanh(values)
        return torch.nn.functional.binary_cross_entropy_with_logits(values[:, 0], targets)

    public = torch.tensor(PROBLEM.to_public(VECTORS))
    return np.asarray(torch.func.vmap(loss, chunk_size=64)(public).numpy())


def main() -> None:
    """Print the medians."""
    say(f"Losses at {POINTS:,} points, 2–8–8–1, {PROBLEM.samples} samples")
    rivals: dict[str, Callable[[], object]] = {OURS: stacked, "one by one": one_by_one}
    np.testing.assert_allclose(stacked(), one_by_one(), rtol=1e-12)
    if torch is None:
        say(f"  {MISSING}")
    else:
        np.testing.assert_allclose(torch_vmap(), stacked(), rtol=1e-9)
        rivals["torch.func.vmap"] = torch_vmap
    table(interleaved(rivals, ROUNDS), OURS)


if __name__ == "__main__":
    main()
