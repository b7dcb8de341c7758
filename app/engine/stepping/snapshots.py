"""What is left of a run: where it can go on from, and how it ended."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.engine.declaration import FloatArray


class Ending(NamedTuple):
    """Why a run has no more rows: it diverged, or stopped early; at which step, and how."""

    status: Literal["diverged", "stopped"]
    step: int
    how: str


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
    waiting: tuple[float, int]
    """The best measurement so far, and how many came after it: for stopping early."""

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return self.parameters.nbytes + sum(array.nbytes for array in self.state.values())
