"""How much the gradients of single samples, and so of batches, scatter around the gradient of all samples."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.hessian import Piece
from app.engine.networks.passes import Network
from app.engine.sampling.batches import epoch_order


class Sampled(Protocol):
    """A network with its samples."""

    network: Network
    samples: int
    seed: int

    def pieces(self) -> Iterator[Piece]:
        """All training samples, piece by piece."""

    def gradient_of(self, parameters: FloatArray, chosen: NDArray[np.int64]) -> FloatArray:
        """The gradient of the cost over some of them."""


@dataclass(frozen=True)
class Noise:
    """The gradient over all samples, and how far those of single samples lie from it."""

    gradient: FloatArray
    """(d,)"""
    signal: FloatArray
    """Its length in each layer, (layers,)."""
    spread: FloatArray
    """Mean squared distance of a sample's gradient from it in each layer, (layers,): the trace of their covariance."""
    samples: int

    def of_batch(self, size: int) -> FloatArray:
        """Typical distance of a batch's gradient in each layer: batches are drawn without putting samples back."""
        left = (self.samples - size) / max(1, self.samples - 1)
        return np.sqrt(self.spread * left / size)

    @property
    def scale(self) -> float:
        """The batch size at which, in an endless supply of such samples, noise would be as long as the gradient."""
        squared = float(self.signal @ self.signal)
        return float(self.spread.sum()) / squared if squared > 0 else np.inf

    def seen(self, gradients: FloatArray) -> FloatArray:
        """Gradients (m, d) along this one, and across it where they scatter most: (m, 2)."""
        along = self.gradient / max(float(np.linalg.norm(self.gradient)), 1e-300)
        first = gradients @ along
        across = gradients - np.outer(first, along)
        across -= across.mean(axis=0)
        if not np.isfinite(across).all():
            return np.full((len(gradients), 2), np.nan)
        values, vectors = np.linalg.eigh(across @ across.T)
        second = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
        return np.stack([first, second * (np.sign(second[np.argmax(np.abs(second))]) or 1.0)], axis=1)


def noise_of(problem: Sampled, parameters: FloatArray) -> Generator[None, None, Noise]:
    """The spread by one pass over all samples: a sample's gradient of a layer is δ aᵀ, whose size is |δ|·|a|."""
    network = problem.network
    point = np.array(parameters, float)
    squares, mean = np.zeros(len(network.layout.shapes)), np.zeros(len(point))
    for inputs, targets, share in problem.pieces():
        passed = network.forward(point, inputs)
        deltas = network.backward(point, passed, targets)
        fed = [np.asarray(inputs.T, float), *passed.values[:-1]]
        for layer, (delta, values) in enumerate(zip(deltas, fed, strict=True)):
            sizes = np.square(delta).sum(axis=0) * (np.square(values).sum(axis=0) + 1)
            squares[layer] += share * len(inputs) * float(sizes.sum())
        mean += share * network.gradient(inputs, passed, deltas)
        yield
    spread = squares - np.array([float(layer @ layer) for layer in network.layout.layers(mean)])
    network.add_penalty(point, mean)
    signal = np.array([float(np.linalg.norm(layer)) for layer in network.layout.layers(mean)])
    return Noise(mean, signal, np.maximum(spread, 0.0), problem.samples)


def batch_gradients(
    problem: Sampled, parameters: FloatArray, size: int, count: int
) -> Generator[None, None, FloatArray]:
    """Gradients (count, d) of batches of `size`, from as many epochs as it takes; what is left of one is left out."""
    gradients = np.empty((count, len(parameters)))
    each = max(1, problem.samples // size)
    for place in range(count):
        order = epoch_order(problem.seed, place // each, problem.samples)
        begin = place % each * size
        gradients[place] = problem.gradient_of(parameters, order[begin : begin + size])
        yield
    return gradients
