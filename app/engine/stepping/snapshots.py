"""What is left of a run: where it can go on from, and how it ended."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.engine.declaration import FloatArray

EVERY = 256
MOST = 64
MOST_BYTES = 24 * 2**20
RECENT = 4
"""Latest places that are kept whole: what is played is looked at near its end."""
OVERHEAD = 600
"""Bytes of a snapshot's objects beside its arrays."""


class Ending(NamedTuple):
    """Why a run has no more rows: it diverged, or stopped early; at which step, and how."""

    status: Literal["diverged", "stopped"]
    step: int
    how: str


class Waiting(NamedTuple):
    """What stopping early goes by: measurements since the loss last fell far enough, and its lowest one."""

    best: float = math.inf
    """The loss that it last fell far enough to."""
    measurements: int = 0
    lowest: float = math.inf
    step: int = 0
    """Where it was lowest."""

    def after(self, loss: float, step: int, least: float) -> "Waiting":
        """With one more measurement."""
        lowest, at = (loss, step) if loss < self.lowest else (self.lowest, self.step)
        better = loss < self.best - least
        return Waiting(loss if better else self.best, 0 if better else self.measurements + 1, lowest, at)


@dataclass
class Snapshot:
    """All that a run needs to go on from step `number`; every array is the snapshot's own."""

    number: int
    parameters: FloatArray
    state: dict[str, FloatArray]
    epoch: int
    offset: int
    samples_used: int
    schedule_state: dict[str, float]
    waiting: Waiting
    measured: bool = True
    """Whether everything was measured on the way here; else the run can be looked at from here, not gone on with."""

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays and objects."""
        arrays = self.parameters.nbytes + sum(array.nbytes for array in self.state.values())
        return OVERHEAD + arrays + 200 * len(self.state)


class Snapshots:
    """Places that a run can go on from: some all along its way, and the last few that were looked at.

    Of too many, or too large ones, every second is dropped; the first always stays.
    """

    def __init__(self, first: Snapshot) -> None:
        self._kept = [first]
        self._every = EVERY
        self._recent: deque[Snapshot] = deque(maxlen=RECENT)
        self.fork: Snapshot | None = None
        """Where the run parted from another one: a setting that is moved parts from it there again and again."""

    @property
    def nbytes(self) -> int:
        """Bytes of all of them."""
        return sum(snapshot.nbytes for snapshot in self._all())

    def _all(self) -> list[Snapshot]:
        return [*self._kept, *self._recent, *([] if self.fork is None else [self.fork])]

    def __len__(self) -> int:
        return len(self._kept)

    def due(self, number: int) -> int:
        """The next step after `number` at which one should be kept."""
        return (number // self._every + 1) * self._every

    def keep(self, snapshot: Snapshot) -> None:
        """Add one that lies beyond the others."""
        self._kept.append(snapshot)
        while len(self._kept) > 1 and self._too_many():
            self._every *= 2
            self._kept = [kept for kept in self._kept if kept.number % self._every == 0]

    def _too_many(self) -> bool:
        return len(self._kept) > MOST or sum(kept.nbytes for kept in self._kept) > MOST_BYTES

    def remember(self, snapshot: Snapshot) -> None:
        """Keep a place that is likely to be looked at next; of large ones only the latest."""
        if snapshot.nbytes * RECENT > MOST_BYTES:
            self._recent.clear()
        self._recent.append(snapshot)

    def nearest(self, number: int) -> Snapshot:
        """The latest one at or before step `number`."""
        return max((place for place in self._all() if place.number <= number), key=lambda place: place.number)

    def until(self, number: int) -> "Snapshots":
        """Those at or before step `number`, for a run that is the same until then."""
        taken = Snapshots(self._kept[0])
        taken._every = self._every
        taken._kept = [kept for kept in self._kept if kept.number <= number]
        taken._recent.extend(
            place for place in self._all() if place.measured and taken._kept[-1].number < place.number <= number
        )
        return taken
