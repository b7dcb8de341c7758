"""Settings that cannot do here what they are there for."""

from collections.abc import Iterator

import numpy as np

from app.engine.schedules.reduce_on_plateau import ReduceOnPlateau
from app.engine.telling.landscapes.situation import Situation
from app.engine.wording import number


def notes(s: Situation) -> Iterator[str]:
    """A sentence each, to stand behind the diagnosis."""
    if s.problem.alike and s.batch_size < s.problem.samples:
        yield f" Batches of {s.batch_size:,} do what the full batch does, as the noise is 0."
    schedule = s.live.stretch_at(s.row).schedule
    if isinstance(schedule, ReduceOnPlateau) and not s.over:
        yield from _never_reduced(s, schedule)


def _never_reduced(s: Situation, schedule: ReduceOnPlateau) -> Iterator[str]:
    """A relative threshold asks a loss below 0 for less than nothing."""
    best = float(np.nanmin(s.live.column("loss")[: s.row + 1]))
    needed = best * (1 - schedule.threshold)
    if schedule.threshold_mode == "rel" and best < 0 < schedule.threshold and s.at("loss") < needed:
        yield (
            f" Reduce on plateau does not lower η here: with a loss below 0 whatever is below {number(needed, 6)}, "
            f"the best times 1 − {number(schedule.threshold)}, counts as progress."
        )
