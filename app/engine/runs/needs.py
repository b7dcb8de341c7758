"""About how much memory an experiment will take, known before anything of it is computed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.engine.columns import STATE_PREFIX, VECTORS
from app.engine.experiment import Experiment, Run
from app.engine.networks.losses import Loss
from app.engine.stepping.snapshots import MOST_BYTES

COPIES = 4
"""Where a run stands, where it was looked at last, where it is replayed, and a copy on the way between them."""
NUMBER, WRITTEN = 8, 44
"""Bytes of a number in a column, and of one that is written as text, in pieces and as a whole."""
SCALARS = 16
"""Scalar columns of a row, those that are worked out afterwards included."""


class Need(NamedTuple):
    """Bytes of one part of an experiment, and the keys that lead to it."""

    location: tuple[str | int, ...]
    nbytes: int


def needs_of(experiment: Experiment, columns: Sequence[str] | None = None) -> list[Need]:
    """What computing and answering the whole experiment takes, part by part."""
    problem = experiment.problem
    vectors = [name for name in columns or () if name in VECTORS or name.startswith(STATE_PREFIX)]
    needs = [Need(("problem",), problem.data_bytes + problem.target_bytes)]
    seen: set[Loss | None] = {None}
    for index, run in enumerate(experiment.runs):
        if run.loss not in seen:
            needs.append(Need(("runs", index, "loss"), experiment.problem_of(run).target_bytes))
            seen.add(run.loss)
        needs.append(Need(("runs", index, "optimizer"), _standing(experiment, run)))
        needs.append(Need(("runs", index, "batch_size"), problem.step_bytes(_largest_batch(run, problem.sample_count))))
    width = SCALARS + problem.further_scalars + len(vectors) * problem.dimension
    if problem.records_vectors:
        width += (len(VECTORS) + max(_state_arrays(run) for run in experiment.runs)) * problem.dimension
    rows = (experiment.steps + 1) * len(experiment.runs)
    return [*needs, Need(("steps",), rows * width * (2 * NUMBER + WRITTEN))]


def _standing(experiment: Experiment, run: Run) -> int:
    """Parameters, gradient and the optimizer's state, with the places along the way that are kept."""
    problem = experiment.problem
    arrays = 2 + _state_arrays(run)
    here = arrays * problem.dimension * problem.number_bytes
    here += run.optimizer.history_numbers(problem.dimension, experiment.steps) * NUMBER
    return COPIES * here + min(MOST_BYTES, here * experiment.steps // 256)


def _state_arrays(run: Run) -> int:
    """Arrays as large as the parameters that the optimizer keeps."""
    return sum(array.ndim == 1 for array in run.optimizer.initial_state(np.zeros(1)).values())


def _largest_batch(run: Run, samples: int) -> int:
    return max(run.largest_batch(samples), *(change.batch_size or 0 for change in run.changes), 0)
