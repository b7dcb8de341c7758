"""Which samples each step uses: a fresh permutation every epoch, cut into batches; the last one may be smaller."""

import numpy as np
from numpy.typing import NDArray

from app.engine.randomness import Stream, generator


def epoch_order(seed: int, epoch: int, samples: int) -> NDArray[np.int64]:
    """Permutation of the n samples in `epoch`; it depends on the seed and the epoch alone."""
    return generator(seed, Stream.BATCHES, epoch).permutation(samples)


class BatchCursor:
    """Position in the stream of samples: `epoch` and `offset` into that epoch's order."""

    __slots__ = ("epoch", "offset", "samples")

    def __init__(self, samples: int, epoch: int = 0, offset: int = 0) -> None:
        self.samples = samples
        self.epoch = epoch
        self.offset = offset

    def take(self, size: int) -> tuple[int, int]:
        """The half-open range [a, b) of this epoch's order that the next batch of `size` uses.

        The full batch is always the whole sum: it leaves the rest of an epoch under way and begins the next.
        """
        if size >= self.samples and self.offset > 0:
            self.move(self.samples)
        begin = self.offset
        return begin, min(begin + size, self.samples)

    def move(self, end: int) -> bool:
        """Go past `end`; True when that began a new epoch."""
        if end < self.samples:
            self.offset = end
            return False
        self.epoch += 1
        self.offset = 0
        return True
