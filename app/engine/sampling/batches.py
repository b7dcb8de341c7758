"""Which samples each step uses: a fresh permutation every epoch, cut into batches; the last one may be smaller."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.engine.sampling.streams import Stream, generator

SMALL = 4096
"""Samples up to which several epochs are drawn at once: making a generator takes longer than one permutation."""
BLOCK = 16


def epoch_order(seed: int, epoch: int, samples: int) -> NDArray[np.int64]:
    """Permutation of the n samples in `epoch`, not to be written to; it depends on seed and epoch alone."""
    size = BLOCK if samples <= SMALL else 1
    block, index = divmod(epoch, size)
    return _orders(seed, block, samples, size)[index]


@lru_cache(maxsize=16)
def _orders(seed: int, block: int, samples: int, size: int) -> list[NDArray[np.int64]]:
    random = generator(seed, Stream.BATCHES, block)
    return [random.permutation(samples) for _ in range(size)]


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
