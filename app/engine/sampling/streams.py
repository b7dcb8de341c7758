"""Seeded random streams: one for each purpose, so that changing one thing re-draws nothing else."""

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What a random stream is for; the number is its spawn key under the experiment's seed."""

    DATA = 0
    START = 1
    BATCHES = 2
    NOISE = 3
    DROPOUT = 4
    DIRECTIONS = 5


def generator(seed: int, stream: Stream, *key: int) -> np.random.Generator:
    """The generator of `stream` under `seed`; further keys (an epoch, say) give random access to its children.

    Equal to spawning children of `numpy.random.SeedSequence(seed)` in order.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(int(stream), *key))))
