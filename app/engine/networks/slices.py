"""The cost of a network at many points at once: what planes through its parameters are drawn from."""

from collections.abc import Callable, Generator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.data import PreparedInputs
from app.engine.networks.passes import CHUNK, Network
from app.engine.networks.stack import Stack, stack_size

Normalization = Literal["filter", "layer", "none"]
Samples = NDArray[np.int64]

MOST_PRODUCTS, LEAST_SAMPLES = 1e7, 64
"""Multiplications of one piece of work, a few milliseconds' worth, and samples that a piece has at least."""
TINY = 1e-10
"""Added to the norm of a neuron's part of a direction before it is divided by, as Li et al. do."""


class Slices:
    """A network on its data, looked at along planes; points are in the network's inner order."""

    def __init__(self, network: Network, data: PreparedInputs, targets: FloatArray) -> None:
        self._network, self._data, self._targets = network, data, targets

    def losses(
        self, points: Callable[[int, int], FloatArray], count: int, chosen: Samples, penalised: bool
    ) -> Generator[None, None, FloatArray]:
        """Work for a shared thread whose return value is the losses (count,) over the `chosen` samples.

        `points(a, b)` gives the points (b − a, d) from number a up to, and without, b.
        """
        network, totals = self._network, np.zeros(count)
        most = min(CHUNK, max(LEAST_SAMPLES, int(MOST_PRODUCTS / network.layout.count)))
        for first in range(0, len(chosen), most):
            part = chosen[first : first + most]
            inputs, targets = self._data.batch(part), self._targets[:, part]
            stack = Stack(network, max(1, min(count, stack_size(network, len(part)))), len(part))
            for begin in range(0, count, stack.count):
                end = min(begin + stack.count, count)
                if end - begin < stack.count:
                    stack = Stack(network, end - begin, len(part))
                with np.errstate(all="ignore"):
                    here = np.ascontiguousarray(points(begin, end), network.dtype)
                    found = stack.losses(here, inputs, targets) * (len(part) / len(chosen))
                    totals[begin:end] += found
                    if penalised and first == 0:
                        totals[begin:end] += network.add_penalties(here)
                yield
        return totals

    def normalised(
        self, direction: FloatArray, origin: FloatArray, normalization: Normalization, ignore_biases: bool
    ) -> FloatArray:
        """A direction (d,) that is as long as the weights at `origin`, neuron by neuron or layer by layer.

        Biases are 0 in it, or those of `origin` itself, as Li et al. (2018) have them.
        """
        if normalization == "none" and not ignore_biases:
            return direction
        scaled, layout = direction.copy(), self._network.layout
        for matrix, there in zip(layout.matrices(scaled), layout.matrices(origin), strict=True):
            weights, wanted = matrix[:, :-1], there[:, :-1]
            if normalization == "filter":
                weights *= _norms(wanted, 1) / (_norms(weights, 1) + TINY)
            elif normalization == "layer":
                weights *= _norms(wanted, None) / np.maximum(_norms(weights, None), TINY)
            matrix[:, -1] = 0 if ignore_biases else there[:, -1]
        return scaled


def _norms(weights: FloatArray, axis: int | None) -> FloatArray:
    return np.asarray(np.sqrt(np.sum(np.square(weights), axis=axis, keepdims=True)))
