"""Arms that wind around each other."""

from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Planar
from app.engine.declaration import FloatArray, setting


@datasets.register
class Spiral(Planar):
    r"""Arms that wind around each other are hard: the loss stays on a plateau before the network finds the turns.

    Arm i of k is $r = t$, $\varphi = 2\pi (c\,t + i/k)$ for t from 0 to 1, with c turns. Two hidden layers learn
    it where one narrow layer fails; momentum or Adam shortens the plateau.

    Source: Lang and Witbrock (1988), Learning to tell two spirals apart.
    """

    title: ClassVar[str] = "Spiral"
    latex: ClassVar[str] = (
        r"(x, y) = r\,(\cos\varphi, \sin\varphi) + \min\bigl(1, \tfrac{1}{ck}\bigr) \sigma\,\xi,"
        r" \quad \varphi = 2\pi \bigl(c\,r + \tfrac{i}{k}\bigr), \quad r \sim U(0, 1)"
    )
    reference: ClassVar[str] = "Lang and Witbrock (1988), Learning to tell two spirals apart"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = (8, 8)

    name: Literal["spiral"] = "spiral"
    arms: int = setting(2, symbol="k", help="Number of arms; each is a class.", ge=2, le=3)
    turns: float = setting(0.75, symbol="c", help="How often an arm goes round.", ge=0.25, le=2)

    @property
    def classes(self) -> int:
        """One for each arm."""
        return self.arms

    @property
    def gap(self) -> float:
        """The distance from one arm to the next."""
        return min(1.0, 1 / (self.turns * self.arms))

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Evenly in radius and angle along the arm."""
        radius = random.uniform(0, 1, len(labels))
        angle = 2 * np.pi * (self.turns * radius + labels / self.arms)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
