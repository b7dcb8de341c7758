"""Regressions of two variables: a surface, and values around it."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Regression
from app.engine.declaration import FloatArray, setting

CENTRES = (((0.5, 0.5), 1.0), ((-0.5, -0.5), 1.0), ((-0.5, 0.5), -1.0), ((0.5, -0.5), -1.0))
WIDTH = 0.25


@datasets.register
class Hills(Regression):
    r"""Two hills and two hollows are a number predicted from two: the answer is a surface over the plane.

    $z = \sum_i \pm e^{-r_i^2 / 2 w^2}$ plus noise, where $r_i$ is the distance from the top of a hill or the bottom of
    a hollow at (±½, ±½) and $w = \tfrac14$. Hills lie where x and y have the same sign, hollows where they have not,
    so that neither input says anything by itself.

    Source: after the regression of the same kind in D. Smilkov et al. (2017), Direct-Manipulation Visualization of
    Deep Networks (TensorFlow Playground).
    """

    title: ClassVar[str] = "Hills and hollows"
    latex: ClassVar[str] = (
        r"z = \sum_{i=1}^4 s_i\, e^{-8\left((x - a_i)^2 + (y - b_i)^2\right)} + \sigma\,\xi,"
        r" \quad (a_i, b_i) = (\pm\tfrac12, \pm\tfrac12), \quad s_i = \operatorname{sign}(a_i b_i)"
    )
    reference: ClassVar[str] = "Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks"
    suggested_hidden: ClassVar[tuple[int, ...]] = (8, 8)

    name: Literal["hills"] = "hills"
    noise: float = setting(0.1, symbol=r"\sigma", help="Standard deviation of the noise, in units of z.", ge=0, le=0.5)

    @property
    def columns(self) -> tuple[str, ...]:
        """The two coordinates."""
        return ("x", "y")

    def values(self, places: FloatArray) -> FloatArray:
        """The sum of the hills, less the hollows."""
        heights = [
            sign * np.exp(-((places[0] - x) ** 2 + (places[1] - y) ** 2) / (2 * WIDTH**2)) for (x, y), sign in CENTRES
        ]
        return np.asarray(np.sum(heights, axis=0))
