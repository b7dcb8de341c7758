"""A map of learning rate × momentum: 100 × 100 runs of 500 steps on Rosenbrock's valley."""

from collections.abc import Callable

import numpy as np

from app.engine.maps.together import run_together
from app.engine.optimizers import optimizers
from app.engine.problems.landscape import NamedLandscape
from benchmarks.peer import MISSING, torch
from benchmarks.timing import interleaved, say, table

STEPS = 500
RATES = np.repeat(np.geomspace(1e-5, 1e-2, 100), 100)
MOMENTA = np.tile(np.linspace(0, 0.99, 100), 100)
PROBLEM = NamedLandscape(name="rosenbrock").build(0)


def ours(steps: int = STEPS) -> np.ndarray:
    """The end points by a sweep."""
    return run_together(PROBLEM, optimizers["sgd"](), RATES, steps, settings={"momentum": MOMENTA}).parameters


def torch_autograd(steps: int = STEPS) -> np.ndarray:
    """All runs as one tensor, the gradient by autograd, the update in place."""
    w = torch.tensor(PROBLEM.start())[:, None].repeat(1, RATES.size).requires_grad_(True)
    rates, momenta, velocity = torch.tensor(RATES), torch.tensor(MOMENTA), torch.zeros_like(w)
    for _ in range(steps):
        x, y = w
        loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
        (gradient,) = torch.autograd.grad(loss.sum(), w)
        with torch.no_grad():
            velocity.mul_(momenta).add_(gradient)
            w.sub_(rates * velocity)
    return w.detach().numpy()


def torch_analytic(steps: int = STEPS) -> np.ndarray:
    """The same with the gradient written out by hand, which autograd users do not do."""
    w = torch.tensor(PROBLEM.start())[:, None].repeat(1, RATES.size)
    rates, momenta, velocity = torch.tensor(RATES), torch.tensor(MOMENTA), torch.zeros_like(w)
    for _ in range(steps):
        x, y = w
        residual = y - x * x
        gradient = torch.stack((2 * x - 2 - 400 * x * residual, 200 * residual))
        velocity.mul_(momenta).add_(gradient)
        w.sub_(rates * velocity)
    return w.numpy()


def main() -> None:
    """Print the medians."""
    say(f"A map of 100 × 100 runs, {STEPS} steps each")
    rivals: dict[str, Callable[[], object]] = {"Fall Line": ours}
    if torch is None:
        say(f"  {MISSING}")
    else:
        check()
        rivals |= {"torch, vectorised, autograd": torch_autograd, "torch, vectorised, gradient by hand": torch_analytic}
    table(interleaved(rivals), "Fall Line")


def check() -> None:
    """All must have computed the same thing; few steps, because some of the runs are chaotic."""
    expected = ours(10)
    kept = np.isfinite(expected).all(axis=0)
    assert kept.mean() > 0.8
    for theirs in (torch_autograd, torch_analytic):
        np.testing.assert_allclose(theirs(10)[:, kept], expected[:, kept], rtol=1e-6)


if __name__ == "__main__":
    main()
