"""How the runs of a sweep stand at their ends: the answer that `outcome_at` gives for each of them."""

import numpy as np
from numpy.typing import NDArray

from app.engine.maps.together import EndsTogether
from app.engine.problems import Problem
from app.engine.runs.outcome import ENOUGH, Status
from app.engine.runs.place import keeps_still, places
from app.engine.runs.recording import CALM


def statuses(problem: Problem, ends: EndsTogether, restless: NDArray[np.bool_]) -> list[Status]:
    """The status of each of R runs; `restless` (R,) are those that batches, or a rate of 0, may move on from a rest."""
    found: list[Status] = ["diverged" if gone else "running" for gone in ends.diverged.tolist()]
    _still(ends, found, restless)
    calm = np.flatnonzero(~ends.diverged & (ends.slope <= CALM * ends.usual_slope))
    lengths = np.linalg.norm(ends.updates[:, :, calm], axis=1)
    under = places(problem, ends.parameters[:, calm], ends.loss[calm], ends.slope[calm])
    for column, (cell, place) in enumerate(zip(calm.tolist(), under, strict=True)):
        if keeps_still(problem, lengths[:, column], place):
            found[cell] = "converged" if place in ("minimum", "local minimum") else "stalled"
    return found


def _still(ends: EndsTogether, found: list[Status], restless: NDArray[np.bool_]) -> None:
    """Runs that no step moves any more, although there is a slope."""
    for cell in np.flatnonzero(~ends.diverged & ~restless & ~(ends.updates != 0).any(axis=(0, 1))).tolist():
        found[cell] = "converged" if ends.slope[cell] <= ENOUGH * ends.first_slope[cell] else "stalled"
