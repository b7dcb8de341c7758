"""Many networks of one shape on a step's batch: the costs and slopes of R points as one array."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.data import PreparedInputs
from app.engine.networks.passes import CHUNK, Network
from app.engine.networks.stack import Stack, stack_size

KEPT = 6
"""Sizes whose buffers are kept: of batches, the last one of an epoch, and of what is measured."""


LookedAt = list[tuple[tuple[str, tuple[str, ...]], NDArray[np.int64]]]
"""Names of a loss and of what is judged, with the samples that are measured."""


class Learned(NamedTuple):
    """What a network learns."""

    data: PreparedInputs
    targets: FloatArray
    """(k, n), as the loss wants them."""
    looked_at: LookedAt
    has_classes: bool
    shuffle: bool


class NetworkStack:
    """Passes of a network at R points (R, d) at once, in its inner order."""

    def __init__(self, network: Network, learned: Learned) -> None:
        self._network, self._learned = network, learned
        self._stacks: dict[tuple[int, int], Stack] = {}

    def costs(
        self, points: FloatArray, order: NDArray[np.int64] | None, begin: int, end: int, gradients: FloatArray
    ) -> FloatArray:
        """Costs (R,) over the batch [begin, end) of the order; their slopes in `gradients` (R, d)."""
        chosen = slice(begin, end) if order is None or not self._learned.shuffle else order[begin:end]
        inputs, targets = self._learned.data.batch(chosen), self._learned.targets[:, chosen]
        costs = np.empty(len(points))
        for part, stack in self._parts(len(points), end - begin):
            costs[part] = stack.losses_and_gradients(points[part], inputs, targets, gradients[part])
        return costs + self._network.add_penalties(points, gradients)

    def measures(self, points: FloatArray) -> dict[str, FloatArray]:
        """Loss (with penalty), test loss (without), and shares of samples whose class is right, each (R,)."""
        found: dict[str, FloatArray] = {}
        for (loss_name, judged), chosen in self._learned.looked_at:
            if not len(chosen):
                continue
            found[loss_name], right = self._over(points, chosen)
            if self._learned.has_classes:
                found[judged[0]] = right
        found["loss"] += self._network.add_penalties(points)
        return found

    def _over(self, points: FloatArray, chosen: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
        """Mean losses and shares of right answers (R,) over some samples."""
        losses, right = np.zeros(len(points)), np.zeros(len(points))
        for begin in range(0, len(chosen), CHUNK):
            some = chosen[begin : begin + CHUNK]
            inputs, targets = self._learned.data.batch(some), self._learned.targets[:, some]
            for part, stack in self._parts(len(points), len(some)):
                losses[part] += stack.losses(points[part], inputs, targets) * len(some)
                if self._learned.has_classes:
                    found = stack.predictions() == self._learned.data.samples.targets[some]
                    right[part] += found.sum(axis=1)
        return losses / len(chosen), right / len(chosen)

    def _parts(self, count: int, samples: int) -> list[tuple[slice, Stack]]:
        """The points in parts that fit the cache, each with its buffers."""
        size = min(count, stack_size(self._network, samples))
        parts = [slice(first, min(first + size, count)) for first in range(0, count, size)]
        return [(part, self._stack(part.stop - part.start, samples)) for part in parts]

    def _stack(self, count: int, samples: int) -> Stack:
        if (count, samples) not in self._stacks:
            if len(self._stacks) >= KEPT:
                del self._stacks[next(iter(self._stacks))]
            self._stacks[count, samples] = Stack(self._network, count, samples)
        return self._stacks[count, samples]
