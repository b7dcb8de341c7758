"""Many runs at once on one problem, each with its own settings: what a map of learning rate × momentum is made of."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.experiment import numeric_fields
from app.engine.optimizers import Optimizer, Step
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Problem

CHECK_EVERY = 16
"""Steps between two looks at who has left for good; looking at every step would cost as much as stepping."""


@dataclass(frozen=True)
class SweepResult:
    """Where R runs stand after their last step. A diverged run has NaN for its parameters and its loss."""

    parameters: FloatArray
    """w, (d, R)."""
    loss: FloatArray
    """f(w) over all samples, (R,)."""
    diverged: NDArray[np.bool_]
    """True for the runs that overflowed or left the problem for good, (R,)."""


class BatchedOracle:
    """The problem at other points, for optimizers that look around."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._epoch = problem, problem.epoch(None)

    def value_and_gradient(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        """Loss and gradient (d,) at one point (d,)."""
        gradient = np.empty_like(parameters)
        return self._epoch.evaluate(parameters, 0, self._problem.samples, gradient).loss, gradient

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessians (d, d, R) at R points (d, R)."""
        return self._problem.hessian(parameters)


def sweep(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: FloatArray,
    steps: int,
    start: FloatArray | None = None,
    settings: Mapping[str, FloatArray] | None = None,
    clipping: GradientClipping | None = None,
) -> SweepResult:
    """R runs of `steps` full-batch updates, run r at the constant rate `learning_rates[r]`.

    `start` is one point (d,) for all runs, a point for each (d, R), or None for the problem's own. `settings` gives
    hyperparameters of `optimizer` as arrays (R,). A run's numbers are those of the same run on its own, to rounding.

    Raises `ValueError` for an array of another shape, a rate that is not positive, a hyperparameter that does not exist
    or lies outside its bounds, and a problem whose points are computed one by one.
    """
    work = sweeping(problem, optimizer, learning_rates, steps, start, settings, clipping)
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: SweepResult = end.value
            return result


def sweeping(
    problem: Problem,
    optimizer: Optimizer,
    learning_rates: FloatArray,
    steps: int,
    start: FloatArray | None = None,
    settings: Mapping[str, FloatArray] | None = None,
    clipping: GradientClipping | None = None,
) -> Generator[None, None, SweepResult]:
    """`sweep` as work that pauses every few steps, for a thread that several computations share."""
    rates = _rates(learning_rates)
    w = _starts(problem, start, rates.size)
    batched = optimizer.replaced(_checked(optimizer, settings or {}, rates.size))
    plan = problem.plan(w.shape)
    state = batched.initial_state(w)
    oracle = BatchedOracle(problem)
    diverged = np.zeros(rates.size, dtype=bool)
    for begin in range(0, steps, CHECK_EVERY):
        # Entered once for many steps, and left before a pause: the setting belongs to the thread.
        with np.errstate(all="ignore"):
            for number in range(begin, min(begin + CHECK_EVERY, steps)):
                _, gradient = plan(w)
                if clipping is not None:
                    clipping.apply(gradient)
                batched.update(Step(w, gradient, rates, state, number + 1, oracle))
            diverged |= _gone(problem, w)
        yield
    loss, _ = plan(w)
    diverged |= ~np.isfinite(loss)
    w[:, diverged] = np.nan
    return SweepResult(w, np.where(diverged, np.nan, loss), diverged)


def _rates(learning_rates: FloatArray) -> FloatArray:
    rates = np.array(learning_rates, dtype=float)
    if rates.ndim != 1 or rates.size == 0:
        raise ValueError(f"learning_rates must have shape (R,), got {rates.shape}")
    if not (np.isfinite(rates).all() and (rates > 0).all()):
        raise ValueError(f"learning_rates must be > 0, got {rates.min():g}")
    return rates


def _starts(problem: Problem, start: FloatArray | None, runs: int) -> FloatArray:
    """A fresh array (d, R) of start points."""
    points = problem.start() if start is None else np.asarray(start, dtype=float)
    d = problem.dimension
    if points.shape == (d,):
        points = points[:, None]
    elif points.shape != (d, runs):
        raise ValueError(f"start must have shape ({d},) or ({d}, {runs}), got {points.shape}")
    return np.array(np.broadcast_to(points, (d, runs)))


def _checked(optimizer: Optimizer, settings: Mapping[str, FloatArray], runs: int) -> dict[str, FloatArray]:
    """The settings as arrays (R,), their extremes held against the optimizer's own bounds."""
    allowed = numeric_fields(type(optimizer))
    arrays: dict[str, FloatArray] = {}
    for name, values in settings.items():
        if name not in allowed:
            raise ValueError(f"unknown hyperparameter {name!r} of {optimizer.key()}; expected one of {allowed}")
        array = np.array(values)
        if array.shape != (runs,):
            raise ValueError(f"{name} must have shape ({runs},), got {array.shape}")
        for extreme in (array.min(), array.max()):
            type(optimizer).model_validate({**optimizer.model_dump(), name: extreme.item()})
        arrays[name] = array
    return arrays


def _gone(problem: Problem, w: FloatArray) -> NDArray[np.bool_]:
    """Which points lie beyond the problem's reach, or are no numbers any more."""
    distance = np.abs(w - problem.centre[:, None]).max(axis=0)
    return np.asarray(~(distance <= problem.reach))


__all__ = ["BatchedOracle", "SweepResult", "sweep", "sweeping"]
