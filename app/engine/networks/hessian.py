"""Products of a network's Hessian with vectors, exact and without the Hessian itself.

Pearlmutter's method: the forward and the backward pass are differentiated once more, along one direction of the
parameters. Such a product costs about as much as two gradients.

Source: Pearlmutter (1994), Fast exact multiplication by the Hessian.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.passes import Network

Piece = tuple[FloatArray, FloatArray, float]
"""Inputs (B, features) and targets (k, B) of some samples, and their share of all."""

KEPT_BYTES = 2**26
"""Passes of all samples up to this size are kept between two products."""


class Passed(NamedTuple):
    """What the passes at the point leave of some samples: of every layer what is fed into it, δ, φ' and φ''·∂L/∂a."""

    fed: list[FloatArray]
    deltas: list[FloatArray]
    slopes: list[FloatArray]
    bends: list[FloatArray]
    outputs: FloatArray
    targets: FloatArray
    share: float

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays; the inputs are the data's."""
        arrays = (*self.fed[1:], *self.deltas, *self.slopes, *self.bends, self.outputs)
        return sum(array.nbytes for array in arrays)


class Hessian:
    """The second derivatives of a network's cost at one point (d,): the mean loss of some samples and the penalty.

    At kinks of activations, losses and L1 they are 0, as beside them. Nothing is dropped out. All is computed in double
    precision, whatever the network has.
    """

    def __init__(self, network: Network, parameters: FloatArray, pieces: Callable[[], Iterator[Piece]]) -> None:
        self._network, self._pieces = network, pieces
        self._parameters = np.array(parameters, float)
        self._weights = [matrix[:, :-1] for matrix in network.layout.matrices(self._parameters)]
        self._kept: list[Passed] | None = None

    @np.errstate(all="ignore")
    def times(self, direction: FloatArray) -> FloatArray:
        """The Hessian times a direction (d,), as a new array (d,)."""
        product = self._network.l2 * self._network.layout.weight_mask * direction
        for passed in self._all_passed():
            self._add(passed, direction, product)
        return np.asarray(product)

    def matrix(self) -> FloatArray:
        """All of it, (d, d), column by column."""
        found = np.array([self.times(column) for column in np.eye(len(self._parameters))])
        return np.asarray((found + found.T) / 2)

    def _all_passed(self) -> Iterator[Passed]:
        """The passes of all samples: kept from the first product on, or made anew where they are large."""
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Passed] | None = []
        size = 0
        for inputs, targets, share in self._pieces():
            passed = self._pass(inputs, targets, share)
            size += passed.nbytes
            if size > KEPT_BYTES:
                kept = None
            if kept is not None:
                kept.append(passed)
            yield passed
        self._kept = kept

    def _pass(self, inputs: FloatArray, targets: FloatArray, share: float) -> Passed:
        network = self._network
        forward = network.forward(self._parameters, inputs)
        deltas = network.backward(self._parameters, forward, targets)
        slopes, bends = [], []
        for activation, sums, weights, delta in zip(
            network.activations, forward.sums[:-1], self._weights[1:], deltas[1:], strict=True
        ):
            slopes.append(activation.slope(sums))
            bends.append(activation.curvature(sums) * (weights.T @ delta))
        fed = [inputs.T, *forward.values[:-1]]
        return Passed(fed, deltas, slopes, bends, forward.values[-1], targets, share)

    def _add(self, passed: Passed, direction: FloatArray, product: FloatArray) -> None:
        """Add what these samples contribute to the product."""
        layout = self._network.layout
        moves = layout.matrices(direction)
        moving = self._moving(passed, moves)
        turning = self._network.loss.curved(passed.outputs, passed.targets, moving[-1])
        parts = layout.matrices(product)
        for layer in reversed(range(len(moves))):
            delta, fed = passed.deltas[layer], passed.fed[layer]
            along_weights = turning @ fed.T
            if layer:
                slope = passed.slopes[layer - 1]
                along_weights += delta @ (slope * moving[layer - 1]).T
            parts[layer][:, :-1] += passed.share * along_weights
            parts[layer][:, -1] += passed.share * turning.sum(axis=1)
            if layer:
                back = moves[layer][:, :-1].T @ delta + self._weights[layer].T @ turning
                turning = passed.bends[layer - 1] * moving[layer - 1] + slope * back

    def _moving(self, passed: Passed, moves: list[FloatArray]) -> list[FloatArray]:
        """How fast the sums of each layer change along the direction."""
        moving: list[FloatArray] = []
        for layer, move in enumerate(moves):
            speed = move[:, :-1] @ passed.fed[layer] + move[:, -1:]
            if layer:
                speed += self._weights[layer] @ (passed.slopes[layer - 1] * moving[-1])
            moving.append(speed)
        return moving
