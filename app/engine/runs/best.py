"""The step at which a run did best: rows stay as they are, and this says which of them to go back to."""

import numpy as np

from app.engine.runs.live_run import LiveRun


def best_step(live: LiveRun, last: int) -> int | None:
    """The step up to row `last` whose test loss is lowest, or the loss where nothing is tested.

    None where none of them is a number. Of losses with a penalty only those with the one that holds at `last` compare.
    """
    tested = "test_loss" in live.problem.measures
    name, begin = ("test_loss", 0) if tested else ("loss", live.problem_since(last))
    losses = live.column(name)[begin : last + 1].copy()
    if live.problem.measure_every and np.isnan(losses[-1]):
        losses[-1] = live.measured(last)[name]
    known = np.where(np.isfinite(losses), losses, np.inf)
    return int(begin + known.argmin()) if np.isfinite(known).any() else None
