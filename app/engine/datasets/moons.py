"""Two half circles that reach into each other."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Planar
from app.engine.declaration import FloatArray, setting


@datasets.register
class Moons(Planar):
    """Two half moons show a boundary that starts straight and bends: the line comes fast, the bend comes late.

    The half circles have the radius 2/3; the tip of each lies within the other. A straight line gets nearly 90 %
    right, so that accuracy is high long before the shape has been learned.
    """

    title: ClassVar[str] = "Moons"
    latex: ClassVar[str] = (
        r"(x, y) = \pm\tfrac23 \bigl(\cos\theta - \tfrac12,\, \sin\theta - \tfrac14\bigr) + \tfrac13 \sigma\,\xi,"
        r" \quad \theta \sim U(0, \pi)"
    )
    reference: ClassVar[str] = "After make_moons of scikit-learn"
    learning_rate: ClassVar[float] = 0.5
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)

    name: Literal["moons"] = "moons"
    noise: float = setting(
        0.2,
        symbol=r"\sigma",
        help="Standard deviation of the scatter, as a part of the distance between the classes.",
        ge=0,
        le=0.5,
    )

    @property
    def gap(self) -> float:
        """From the tip of one moon to the other moon."""
        return 1 / 3

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Class 0 is the upper moon, class 1 the same turned by half a turn."""
        angle = random.uniform(0, np.pi, len(labels))
        upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1) / 1.5
        return np.asarray(np.where(labels[:, np.newaxis] == 0, upper, -upper))
