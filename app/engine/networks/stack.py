"""Many networks of one shape, passed forward and backward at once.

On small networks the number of NumPy calls is what a pass costs, so R networks share them. Values are (units, R·B),
the samples of one network behind those of another, so that activations and losses work on them as they are; a layer is
one stacked product of matrices (R, out, in + 1).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.passes import Network

CACHE = 2**20
"""Bytes of values that are worked on at once: they should fit into the cache."""


def stack_size(network: Network, samples: int) -> int:
    """How many networks are best passed together on so many samples."""
    sizes = network.layout.sizes
    one = (samples * sum(sizes[1:]) + network.layout.count) * network.dtype.itemsize
    return max(1, CACHE // one)


class Stack:
    """Buffers for `count` networks on `samples` samples each.

    Parameters and gradients are (R, d), in the network's inner order. Inputs, with a last column of ones, are
    (B, features + 1) and targets (k, B), as the loss wants them, where all networks see the same samples; where each
    sees its own they are (R, B, features + 1) and (k, R, B). Penalties are not looked at: `Network.add_penalties` has
    those.
    """

    def __init__(self, network: Network, count: int, samples: int) -> None:
        self.network, self.count, self.samples = network, count, samples
        sizes, dtype = network.layout.sizes, network.dtype
        self._hidden = [np.ones((units + 1, count, samples), dtype) for units in sizes[1:-1]]
        kept = [activation.keeps_sums for activation in network.activations]
        self._sums = [
            np.empty((len(hidden) - 1, count, samples), dtype) if keeps else hidden[:-1]
            for hidden, keeps in zip(self._hidden, kept, strict=True)
        ]
        self._outputs = np.empty((sizes[-1], count, samples), dtype)
        self._deltas: list[FloatArray] = []

    @property
    def nbytes(self) -> int:
        """Bytes of its buffers."""
        return sum(buffer.nbytes for buffer in (*self._hidden, *self._sums, self._outputs, *self._deltas))

    def losses(self, parameters: FloatArray, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        """The mean loss (R,) of each network, without the penalty."""
        self._forward(self._matrices(parameters), inputs)
        return self._means(self._tiled(targets))

    def predictions(self) -> NDArray[np.int64]:
        """The classes (R, B) that the outputs of the last pass stand for."""
        return self.network.loss.predictions(_flat(self._outputs)).reshape(self.count, self.samples)

    def losses_and_gradients(
        self, parameters: FloatArray, inputs: FloatArray, targets: FloatArray, gradients: FloatArray
    ) -> FloatArray:
        """The mean losses (R,), without the penalty; `gradients` (R, d) gets their slopes."""
        matrices, slopes = self._matrices(parameters), self._matrices(gradients)
        self._forward(matrices, inputs)
        tiled = self._tiled(targets)
        if not self._deltas:
            self._deltas = [np.empty_like(values) for values in (*self._sums, self._outputs)]
        delta = self._deltas[-1]
        self.network.loss.value_and_delta(_flat(self._outputs), tiled, _flat(delta), np.empty_like(_flat(delta)))
        delta *= self.count  # the loss takes the mean over all R·B samples
        for layer in reversed(range(len(self._hidden))):
            hidden, below = self._hidden[layer], self._deltas[layer]
            np.matmul(_by_network(delta), hidden.transpose(1, 2, 0), out=slopes[layer + 1])
            np.matmul(matrices[layer + 1][:, :, :-1].transpose(0, 2, 1), _by_network(delta), out=_by_network(below))
            sums, values = _flat(self._sums[layer]), _flat(hidden[:-1])
            self.network.activations[layer].times_slope(sums, values, _flat(below), np.empty_like(sums))
            delta = below
        np.matmul(_by_network(delta), inputs, out=slopes[0])
        return self._means(tiled)

    def _matrices(self, vectors: FloatArray) -> list[FloatArray]:
        """The layers (R, out, in + 1) as views of vectors (R, d)."""
        layout = self.network.layout
        bounds = zip(layout.bounds, layout.shapes, strict=True)
        return [vectors[:, a:b].reshape(self.count, *shape) for (a, b), shape in bounds]

    def _forward(self, matrices: list[FloatArray], inputs: FloatArray) -> None:
        below = inputs.swapaxes(-1, -2)
        for layer, matrix in enumerate(matrices):
            out = self._outputs if layer == len(self._hidden) else self._sums[layer]
            if below.ndim == 2:  # the same for all: one product
                np.dot(matrix.transpose(1, 0, 2).reshape(-1, len(below)), below, out.reshape(-1, self.samples))
            else:
                np.matmul(matrix, below, out=_by_network(out))
            if layer < len(self._hidden):
                hidden = self._hidden[layer]
                self.network.activations[layer].value(_flat(out), _flat(hidden[:-1]))
                below = hidden.transpose(1, 0, 2)

    def _tiled(self, targets: FloatArray) -> FloatArray:
        """Targets (k, R·B)."""
        if targets.ndim == 2:
            return np.tile(targets, self.count)
        return targets.reshape(len(targets), -1)

    def _means(self, tiled: FloatArray) -> FloatArray:
        losses = self.network.loss.losses(_flat(self._outputs), tiled)
        return np.asarray(losses.reshape(self.count, self.samples).mean(axis=1))


def _flat(values: "np.ndarray[Any, Any]") -> FloatArray:
    """Values (units, R, B) as (units, R·B); a view."""
    return values.reshape(len(values), -1)


def _by_network(values: FloatArray) -> FloatArray:
    """Values (units, R, B) as (R, units, B); a view."""
    return values.transpose(1, 0, 2)
