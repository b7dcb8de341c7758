"""Since when a run stands still: no step moves anything any more, whatever the slope is."""

import numpy as np

from app.engine.runs.live_run import LiveRun

REPEATED = 5
"""Rows that must be alike to the last bit where only sizes are kept of each row."""


def resting_since(live: LiveRun, row: int) -> int | None:
    """The first of the rows up to `row` between which nothing moved; None where something did.

    A run whose batches differ, or whose learning rate is 0 for now, may go on from anywhere.
    """
    stretch = live.stretch_at(row)
    begin = stretch.begin
    noisy = stretch.varies(live.problem.samples) and not live.problem.alike
    if noisy or live.problem.random_epochs or float(live.column("learning_rate")[row]) == 0:
        return None
    if live.problem.keeps_vectors:
        moved = live.column("update")[begin : row + 1] != 0
        return _since(moved.any(axis=1), begin) if row - begin >= 1 and not moved[-2:].any() else None
    if row - begin < REPEATED:
        return None
    losses, norms = (live.column(name)[begin : row + 1] for name in ("batch_loss", "gradient_norm.layer"))
    if (losses[-REPEATED:] != losses[-1]).any() or (norms[-REPEATED:] != norms[-1]).any():
        return None
    return _since((losses != losses[-1]) | (norms != norms[-1]).any(axis=1), begin)


def _since(loud: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", begin: int) -> int:
    """The row after the last loud one."""
    found = np.flatnonzero(loud)
    return begin if not len(found) else int(begin + found[-1] + 1)
