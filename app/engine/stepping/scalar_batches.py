"""The batches of many steps at once: their sizes, places and tilts do not depend on where a run is."""

from functools import lru_cache

import numpy as np

from app.engine.problems import PlainNumbers
from app.engine.sampling.batches import BLOCK, BatchCursor

TILTS_AT_ONCE = 1024
"""Tilts that are computed together, in whole epochs: a few NumPy calls for all, instead of some for each epoch."""


class Batches:
    """The batches of `size` samples from a cursor's position on."""

    def __init__(self, samples: int, size: int, cursor: BatchCursor) -> None:
        self._samples, self._size = samples, min(size, samples)
        self.per_epoch = -(-samples // self._size)
        skips = self._size == samples and cursor.offset > 0  # the full batch begins an epoch
        self.regular = skips or cursor.offset % self._size == 0
        """Whether they lie where batches of this size lie; a change of size can shift the rest of an epoch."""
        self._first = (cursor.epoch + skips) * self.per_epoch + (0 if skips else cursor.offset // self._size)

    def places(self, count: int, used: int) -> tuple[list[int], list[int], list[float]]:
        """Of the next `count` batches: samples in each, samples used before each, and the epoch as a number."""
        return _places(self._samples, self._size, self._first, count, used)

    def used(self, count: int) -> int:
        """Samples in the next `count` batches."""
        return self._position(self._first + count) - self._position(self._first)

    def after(self, count: int) -> BatchCursor:
        """The cursor behind the next `count` batches."""
        return BatchCursor(self._samples, *divmod(self._position(self._first + count), self._samples))

    def _position(self, batch: int) -> int:
        epoch, index = divmod(batch, self.per_epoch)
        return epoch * self._samples + index * self._size

    def tilts(self, problem: PlainNumbers, seed: int, count: int) -> list[list[float]]:
        """Mean tilts of the next `count` batches, a list for each coordinate."""
        epochs = BLOCK
        while epochs > 1 and epochs * self.per_epoch > TILTS_AT_ONCE:
            epochs //= 2
        columns: list[list[float]] = [[] for _ in range(problem.dimension)]
        batch, end = self._first, self._first + count
        while batch < end:
            first = batch // self.per_epoch // epochs * epochs
            begin = first * self.per_epoch
            stop = min(end, begin + epochs * self.per_epoch)
            tilts = problem.batch_tilts(seed, self._size, first, epochs)
            for column, row in zip(columns, tilts[:, batch - begin : stop - begin].tolist(), strict=True):
                column += row
            batch = stop
        return columns


@lru_cache(maxsize=64)
def _places(samples: int, size: int, first: int, count: int, used: int) -> tuple[list[int], list[int], list[float]]:
    epochs, indices = np.divmod(np.arange(first, first + count), -(-samples // size))
    begins = indices * size
    sizes = np.minimum(begins + size, samples) - begins
    before = used + np.cumsum(sizes) - sizes
    return sizes.tolist(), before.tolist(), (epochs + begins / samples).tolist()
