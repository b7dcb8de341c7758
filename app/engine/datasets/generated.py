"""Data sets that are computed: points of the plane in classes, and curves with noise."""

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from app.engine.datasets.base import Dataset, Samples
from app.engine.declaration import FloatArray, Number, setting


def held_back(samples: int, fraction: float) -> int:
    """How many of `samples` are for testing: the nearest whole number, and at least one is left for training."""
    return min(math.floor(samples * fraction + 0.5), samples - 1)


class Generated(Dataset):
    """Base of the data sets that are drawn at random: positions first, then the noise, so that noise moves points."""

    samples: int = setting(400, symbol="n", help="Number of samples, for training and for testing.", ge=10, le=5000)
    noise: float = setting(0.1, symbol=r"\sigma", help="Standard deviation of the noise.", ge=0, le=0.5)
    test_fraction: float = setting(0.5, symbol="", help="Part of the samples that is kept for testing.", ge=0, le=0.9)

    @property
    def all_samples(self) -> int:
        """As set."""
        return self.samples

    @property
    def training_samples(self) -> int:
        """The samples that are not kept for testing."""
        return self.samples - held_back(self.samples, self.test_fraction)


class Planar(Generated):
    """Base of the classes in the plane: about ±1 in both inputs, as many samples of each class in both parts.

    Class number i of k gets every k-th point. A subclass says where the points are before the noise, and how far
    the classes are apart, which is the unit of the noise.
    """

    scaling: ClassVar[str] = "standard"

    noise: float = setting(
        0.1,
        symbol=r"\sigma",
        help="Standard deviation of the scatter, as a part of the distance between the classes.",
        ge=0,
        le=0.5,
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The two coordinates."""
        return ("x", "y")

    @property
    def classes(self) -> int:
        """Two, where nothing else is said."""
        return 2

    @property
    def features(self) -> int:
        """Two."""
        return 2

    @property
    def class_names(self) -> tuple[str, ...]:
        """Letters, where nothing else is said."""
        return tuple("ABCDEF"[: self.classes])

    @property
    def gap(self) -> Number:
        """About the distance between neighbouring classes, in units of x and y, or a number for each of the two."""
        raise NotImplementedError

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Places (n, 2) of samples of the classes `labels` (n,), without noise."""
        raise NotImplementedError

    def draw(self, random: np.random.Generator) -> Samples:
        """The points in random order, training samples first."""
        labels = np.arange(self.samples) % self.classes
        places = self.positions(labels, random)
        train = self.training_samples
        # Each part is shuffled by itself: the classes stay balanced in both.
        order = np.concatenate([random.permutation(train), train + random.permutation(self.samples - train)])
        places += self.noise * self.gap * random.standard_normal(places.shape)
        return Samples(places[order], labels[order], train, self.columns, self.class_names)


class Regression(Generated):
    """Base of the regressions: a function of one input or several, and noise. A subclass gives columns and function."""

    noise: float = setting(
        0.1, symbol=r"\sigma", help="Standard deviation of the noise, in units of what is predicted.", ge=0, le=0.5
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the inputs."""
        raise NotImplementedError

    @property
    def classes(self) -> None:
        """None: a number is predicted."""
        return None

    @property
    def features(self) -> int:
        """As many as there are columns."""
        return len(self.columns)

    @property
    def target(self) -> str:
        """What is predicted: the next letter."""
        return "y" if self.features == 1 else "z"

    @property
    def sides(self) -> tuple[tuple[float, float], ...]:
        """From where to where each input goes."""
        return ((-1.0, 1.0),) * self.features

    def values(self, places: FloatArray) -> FloatArray:
        """The true values (n,) at places (d, n)."""
        raise NotImplementedError

    def draw(self, random: np.random.Generator) -> Samples:
        """Places, evenly distributed at random, and noisy values there."""
        return self.drawn_from(self.values, 1.0, random)

    def drawn_from(self, function: Callable[[FloatArray], FloatArray], unit: float, random: Generator) -> Samples:
        """Samples of a function of places (d, n), with noise in this unit."""
        places = np.stack([random.uniform(low, high, self.samples) for low, high in self.sides])
        values = function(places) + self.noise * unit * random.standard_normal(self.samples)
        return Samples(places.T.copy(), values, self.training_samples, self.columns, target=self.target)


class Curve(Regression):
    """Base of the regressions y = f(x) + noise for x from −1 to 1. A subclass gives f."""

    noise: float = setting(0.1, symbol=r"\sigma", help="Standard deviation of the noise, in units of y.", ge=0, le=0.5)
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)

    @property
    def columns(self) -> tuple[str, ...]:
        """The one input."""
        return ("x",)

    def values(self, places: FloatArray) -> FloatArray:
        """The true values of the curve."""
        return self.curve(places[0])

    def curve(self, x: FloatArray) -> FloatArray:
        """The true values f(x), (n,) → (n,)."""
        raise NotImplementedError
