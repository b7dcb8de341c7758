"""Round clouds, one for each class."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Planar
from app.engine.declaration import FloatArray, setting


@datasets.register
class Gaussians(Planar):
    """Round clouds of points are the easy case: straight boundaries suffice, and no hidden layer is needed.

    The centres lie evenly on a circle of radius 0.7, the first at 45°. Each cloud has the standard deviation 0.12
    times the distance of neighbouring centres; noise widens it. With much noise the clouds overlap and no model can
    be right everywhere.
    """

    title: ClassVar[str] = "Gaussian clouds"
    latex: ClassVar[str] = (
        r"(x, y) = 0.7\,(\cos\theta_i, \sin\theta_i) + d\,(0.12\,\xi + \sigma\,\xi'),"
        r" \quad \theta_i = \tfrac{\pi}{4} + \tfrac{2\pi}{k} i, \quad d = 1.4 \sin\tfrac{\pi}{k}"
    )
    reference: ClassVar[str] = "Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = ()

    name: Literal["gaussians"] = "gaussians"
    clusters: int = setting(2, symbol="k", help="Number of clouds; each is a class.", ge=2, le=6)

    @property
    def classes(self) -> int:
        """One for each cloud."""
        return self.clusters

    @property
    def gap(self) -> float:
        """The distance of neighbouring centres."""
        return float(2 * 0.7 * np.sin(np.pi / self.clusters))

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Centre and spread of the cloud itself."""
        angle = np.pi / 4 + 2 * np.pi * labels / self.clusters
        centres = 0.7 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return np.asarray(centres + 0.12 * self.gap * random.standard_normal(centres.shape))
