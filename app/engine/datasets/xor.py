"""Opposite quarters of a square in one class."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Planar
from app.engine.declaration import FloatArray


@datasets.register
class Xor(Planar):
    """Exclusive or is the smallest problem that a network without a hidden layer cannot learn.

    Class 1 where x and y have different signs, class 0 where they have the same. Neither input says anything about
    the class by itself. Points keep 0.05 away from the axes before the noise.

    Source: Minsky and Papert (1969), Perceptrons.
    """

    title: ClassVar[str] = "Exclusive or"
    latex: ClassVar[str] = r"\text{class} = \begin{cases} 1 & x y < 0 \\ 0 & x y > 0 \end{cases}"
    reference: ClassVar[str] = "Minsky and Papert (1969), Perceptrons"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)

    name: Literal["xor"] = "xor"

    @property
    def gap(self) -> float:
        """Half the side of a quarter."""
        return 0.5

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Evenly in two opposite quarters."""
        x, y = random.uniform(0.05, 1, (2, len(labels)))
        sign = random.choice([-1.0, 1.0], len(labels))
        return np.stack([sign * x, sign * np.where(labels == 0, y, -y)], axis=1)
