"""Classes around one centre: a disc within a ring, and rings within each other."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Planar
from app.engine.declaration import FloatArray, setting


def around_centre(radius: FloatArray, random: np.random.Generator) -> FloatArray:
    """Points (n, 2) at the distances `radius` (n,) in random directions."""
    angle = random.uniform(0, 2 * np.pi, len(radius))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@datasets.register
class Circle(Planar):
    """A disc within a ring shows why hidden layers are needed: no straight line can separate the two.

    The inner class fills the disc of radius 0.5, the outer one the ring from 0.7 to 1, both evenly. A network
    without a hidden layer stays near 50 %; three hidden units already close a boundary around the disc.

    Source: after the data set of the same name in D. Smilkov et al. (2017), Direct-Manipulation Visualization of Deep
    Networks (TensorFlow Playground).
    """

    title: ClassVar[str] = "Circle"
    latex: ClassVar[str] = (
        r"(x, y) = r\,(\cos\theta, \sin\theta) + \tfrac12 \sigma\,\xi,"
        r" \quad r^2 \sim U(0,\, 0.5^2) \text{ or } U(0.7^2,\, 1)"
    )
    reference: ClassVar[str] = "Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)

    name: Literal["circle"] = "circle"

    @property
    def gap(self) -> float:
        """The inner radius."""
        return 0.5

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Class 0 inside, class 1 around it."""
        inner, outer = np.array([0.0, 0.7])[labels], np.array([0.5, 1.0])[labels]
        # The square of the radius is uniform where points are spread evenly over an area.
        return around_centre(np.sqrt(random.uniform(inner**2, outer**2)), random)


@datasets.register
class Rings(Planar):
    """Thin rings within each other need a boundary that closes once for each ring inside another.

    Ring i of k has the radius i/k. With three rings the middle one lies between two others: a network has to learn
    "not too near and not too far".
    """

    title: ClassVar[str] = "Rings"
    latex: ClassVar[str] = r"(x, y) = \tfrac{i}{k}\,(\cos\theta, \sin\theta) + \tfrac{1}{k} \sigma\,\xi"
    reference: ClassVar[str] = "After make_circles of scikit-learn"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = (8, 8)

    name: Literal["rings"] = "rings"
    rings: int = setting(2, symbol="k", help="Number of rings; each is a class.", ge=2, le=3)

    @property
    def classes(self) -> int:
        """One for each ring."""
        return self.rings

    @property
    def gap(self) -> float:
        """The difference of neighbouring radii."""
        return 1 / self.rings

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Class 0 is the innermost ring."""
        return around_centre((labels + 1) / self.rings, random)
