"""Which samples each step uses: a fresh permutation every epoch, cut into batches; the last one may be smaller.

Or the batches that somebody gave, one after the other, again and again.
"""

from bisect import bisect_right
from collections.abc import Sequence
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


class SampleOrder:
    """The order of n samples in each epoch: a permutation drawn for it, or that of the data."""

    given = False
    """Whether even the full batch stands in an order of its own."""

    def __init__(self, seed: int, samples: int, shuffled: bool = True) -> None:
        self.length, self.shuffled = samples, shuffled
        self._seed = seed

    def of(self, epoch: int) -> NDArray[np.int64]:
        """Sample numbers (length,) in the order of an epoch."""
        return epoch_order(self._seed, epoch, self.length) if self.shuffled else np.arange(self.length)

    def size(self, offset: int, size: int) -> int:  # noqa: ARG002  # for those whose batches are given
        """How many samples the batch at `offset` of the order has where steps use `size`."""
        return size

    def epochs(self, epoch: int, offset: int) -> float:
        """Samples before `offset` in this epoch's order, and in all epochs before, divided by n."""
        return epoch + offset / self.length

    def batch(self, epochs: float, size: int) -> NDArray[np.int64]:
        """The samples of a step that used `size` of them after so many `epochs`."""
        epoch, offset = divmod(self._before(epochs), self.length)
        if size == self.length and not self.given:
            return np.arange(size)
        return self.of(epoch)[offset : offset + size]

    def _before(self, epochs: float) -> int:
        return round(epochs * self.length)


class GivenOrder(SampleOrder):
    """Batches of n samples as they are given, all of them an epoch; samples may be left out or come again."""

    given = True

    def __init__(self, batches: Sequence[Sequence[int]], samples: int) -> None:
        super().__init__(0, sum(map(len, batches)))
        self._samples = samples
        self._order = np.array([index for batch in batches for index in batch], dtype=np.int64)
        self._ends = np.cumsum([len(batch) for batch in batches]).tolist()

    def of(self, epoch: int) -> NDArray[np.int64]:  # noqa: ARG002  # all are alike
        """All batches, one after the other."""
        return self._order

    def size(self, offset: int, size: int) -> int:  # noqa: ARG002  # each has its own
        """That of the batch which begins there."""
        return int(self._ends[bisect_right(self._ends, offset)]) - offset

    def epochs(self, epoch: int, offset: int) -> float:
        """By the number of samples there are, not by that of one round."""
        return (epoch * self.length + offset) / self._samples

    def _before(self, epochs: float) -> int:
        return round(epochs * self._samples)


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
