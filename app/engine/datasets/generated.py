"""Data sets that are computed: points of the plane in classes, and curves with noise."""

import math
from typing import Any, ClassVar

import numpy as np

from app.engine.datasets.base import Dataset, Samples
from app.engine.declaration import FloatArray, setting


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
    def gap(self) -> float:
        """About the distance between neighbouring classes, in units of x and y."""
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
        names = tuple("ABCDEF"[: self.classes])
        return Samples(places[order], labels[order], train, self.columns, names)


class Curve(Generated):
    """Base of the regressions y = f(x) + noise for x from −1 to 1. A subclass gives f."""

    noise: float = setting(0.1, symbol=r"\sigma", help="Standard deviation of the noise, in units of y.", ge=0, le=0.5)
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)

    @property
    def columns(self) -> tuple[str, ...]:
        """The one input."""
        return ("x",)

    @property
    def classes(self) -> None:
        """None: a number is predicted."""
        return None

    @property
    def features(self) -> int:
        """One."""
        return 1

    def curve(self, x: FloatArray) -> FloatArray:
        """The true values f(x), (n,) → (n,)."""
        raise NotImplementedError

    def draw(self, random: np.random.Generator) -> Samples:
        """Values of x, evenly distributed at random, and noisy values of y."""
        x = random.uniform(-1, 1, self.samples)
        y = self.curve(x) + self.noise * random.standard_normal(self.samples)
        return Samples(x[:, np.newaxis], y, self.training_samples, self.columns, target="y")
