"""Where the weights and biases of a network lie in its flat parameter vector."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray


class Layout:
    """Layers of a fully connected network with unit counts `sizes`, input first.

    Inside, each layer is one matrix (out, in + 1): its last column is the bias, so that a layer is one product and
    its gradient another. The public order is W1, b1, W2, b2, … with W of shape (out, in), row by row, as in PyTorch.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.shapes = [(out, into + 1) for into, out in zip(self.sizes[:-1], self.sizes[1:], strict=True)]
        ends = np.cumsum([rows * columns for rows, columns in self.shapes]).tolist()
        self.bounds = list(zip([0, *ends[:-1]], ends, strict=True))
        self.count: int = ends[-1]

    def matrices(self, vector: FloatArray) -> list[FloatArray]:
        """The layers (out, in + 1) as views of an inner vector (d,)."""
        return [vector[a:b].reshape(shape) for (a, b), shape in zip(self.bounds, self.shapes, strict=True)]

    def layers(self, vector: FloatArray) -> list[FloatArray]:
        """The layers as flat views, weights and biases together."""
        return [vector[a:b] for a, b in self.bounds]

    @cached_property
    def public(self) -> NDArray[np.int64]:
        """Inner position of each number of the public order."""
        parts = []
        for (begin, end), (rows, columns) in zip(self.bounds, self.shapes, strict=True):
            positions = np.arange(begin, end).reshape(rows, columns)
            parts += [positions[:, :-1].ravel(), positions[:, -1]]
        return np.concatenate(parts)

    @cached_property
    def weight_mask(self) -> FloatArray:
        """1 for weights and 0 for biases, in the inner order."""
        mask = np.ones(self.count)
        for matrix in self.matrices(mask):
            matrix[:, -1] = 0
        return mask

    def from_public(self, vectors: FloatArray) -> FloatArray:
        """Vectors (…, d) in the public order, in the inner order."""
        inner = np.empty_like(vectors)
        inner[..., self.public] = vectors
        return inner

    def to_public(self, vectors: FloatArray) -> FloatArray:
        """Vectors (…, d) in the inner order, in the public order."""
        return np.asarray(vectors[..., self.public])
