"""What a data set is: settings from which samples are drawn or read, and what is known about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import Declaration, FloatArray
from app.engine.registry import Registry

MOST_NAMED = 5
"""Classes that are named in a sentence."""
OVERHEAD = 2048
"""Bytes of the objects beside the arrays."""
ALIKE = 3
"""Two inputs whose ranges differ by more than this factor are not measured in the same unit."""


class Undrawable(ValueError):
    """Settings that give no samples: which setting it is, what was expected of it, what came."""

    def __init__(self, setting: str, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.path, self.expected, self.got = (setting,), expected, got


@dataclass(frozen=True)
class Samples:
    """Raw samples before any preprocessing, training samples first.

    `inputs` is (n, d): float64, or uint8 for images. `targets` is (n,): class numbers from 0 (int64), or float64 for
    a regression; (n, k) where it predicts k numbers. The first `train` samples are for training, the others for
    testing.
    """

    inputs: FloatArray | NDArray[np.uint8]
    targets: NDArray[np.int64] | FloatArray
    train: int
    features: tuple[str, ...]
    """Names of the d input features; for images and words they are made by `feature_names`."""
    classes: tuple[str, ...] = ()
    """Names of the classes; empty for a regression."""
    target: str = ""
    """What a regression predicts, with its unit; of several numbers their names with commas."""
    several: tuple[str, ...] = ()
    """Names of the numbers that a regression predicts, where it predicts several."""
    image: tuple[int, int] | None = None
    """(rows, columns) where the inputs are pixels."""
    pixel_order: NDArray[np.int64] | None = None
    """Which pixel of the picture each input is, where they are permuted."""
    texts: tuple[str, ...] = field(default=(), repr=False)
    """The texts of the samples, where the inputs are counts of words; `features` are the words then."""
    target_shift: FloatArray | float = 0.0
    """What a network subtracts from a regression's targets before it learns them, a number for each target or one."""
    target_scale: FloatArray | float = 1.0
    """What it divides them by."""
    held: object = field(default=None, repr=False, compare=False)
    """What was read from a file, where these are all of it: others may share it meanwhile."""

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays and texts."""
        arrays = [array for array in (self.inputs, self.targets, self.pixel_order) if array is not None]
        return OVERHEAD + sum(array.nbytes for array in arrays)

    def standardised(self) -> "Samples":
        """The same samples, whose targets a network learns minus their training mean, by their deviation."""
        known = self.targets[: self.train]
        deviation = known.std(axis=0)
        return replace(self, target_shift=known.mean(axis=0), target_scale=np.where(deviation > 0, deviation, 1.0))

    def gaps(self) -> list[str]:
        """Sentences, without full stops, about classes that no training sample is of, or no test sample."""
        if not self.classes:
            return []
        found = []
        parts = (self.targets[: self.train], "to train on"), (self.targets[self.train :], "for testing")
        for part, what in parts:
            missing = [name for number, name in enumerate(self.classes) if not (part == number).any()]
            if missing and len(part):
                listed = ", ".join(map(repr, missing[:MOST_NAMED])) + ", …" * (len(missing) > MOST_NAMED)
                found.append(f"There is no row {what} of class {listed}")
        return found

    @property
    def predicted(self) -> tuple[str, ...]:
        """Names of what a regression predicts, one for each number."""
        return self.several or (self.target,)

    @property
    def scaled(self) -> bool:
        """Whether a network learns other targets than these."""
        return np.ndim(self.target_scale) > 0 or self.target_scale != 1.0 or self.target_shift != 0.0

    @property
    def learned_targets(self) -> NDArray[np.int64] | FloatArray:
        """The targets as a network learns them."""
        if not self.scaled:
            return self.targets
        return np.asarray((self.targets - self.target_shift) / self.target_scale, dtype=float)

    def in_own_units(self, outputs: FloatArray) -> FloatArray:
        """What a network answers (k, …) to these samples, in the units of their targets."""
        shape = (-1, *[1] * (outputs.ndim - 1))
        scaled = outputs * np.reshape(self.target_scale, shape) + np.reshape(self.target_shift, shape)
        return np.asarray(scaled, dtype=float)

    @property
    def planar(self) -> bool:
        """Whether there are two inputs, so that the samples are points of a plane."""
        return len(self.features) == 2

    @property
    def curve(self) -> bool:
        """Whether there is a single input."""
        return len(self.features) == 1

    @property
    def window(self) -> list[tuple[float, float]]:
        """[(low, high), …] of the inputs with a margin, equal for both axes of a plane where their ranges are alike."""
        raw = np.asarray(self.inputs, dtype=float)
        low, high = raw.min(axis=0), raw.max(axis=0)
        wide = float((high - low).max())
        if self.planar and wide <= ALIKE * float((high - low).min()):
            middle, half = (low + high) / 2, 0.56 * wide or 1.0
            return [(float(m - half), float(m + half)) for m in middle]
        margin = 0.06 * (high - low) + (high == low)
        return [(float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True)]


class Dataset(Declaration):
    """Base of all data sets. A subclass is registered with `@datasets.register`.

    The fields are the settings of the data set: `samples`, `noise`, `test_fraction` and the like, as far as it has
    them. The docstring's first sentence says what it teaches.
    """

    title: ClassVar[str]
    reference: ClassVar[str]
    latex: ClassVar[str] = ""
    r"""How generated samples come about, with ξ normal and θ an angle; empty for data that are read."""
    licence: ClassVar[str] = ""
    """Licence of real data; empty for data that are generated."""
    learning_rate: ClassVar[float] = 0.1
    """A rate at which plain SGD learns it with a small network."""
    suggested_hidden: ClassVar[tuple[int, ...]] = (8, 8)
    """Widths of hidden layers that can learn it."""
    scaling: ClassVar[str] = "none"
    """The preprocessing that suits it: "none", "unit" (divide by the largest training value) or "standard"."""

    @property
    def suited_scaling(self) -> str:
        """The preprocessing that suits these settings."""
        return self.scaling

    precision: ClassVar[str] = "float64"
    """The precision that suits it: "float64", or "float32" where there are many numbers."""

    slow: ClassVar[bool] = False
    """Whether drawing the samples takes longer than a few milliseconds: those that are read from large files."""

    # Every subclass declares `name: Literal["…"] = "…"`.

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Names of the raw features, where a network may pick among them; None for pixels and words."""
        return None

    @property
    def numbers(self) -> int:
        """How many numbers the settings themselves hold: a person's own data."""
        return 0

    @property
    def seeded(self) -> bool:
        """Whether the samples depend on the seed; those that do not are kept once for all seeds."""
        return True

    @property
    def classes(self) -> int | None:
        """Number of classes; None for a regression. Known without drawing the samples."""
        raise NotImplementedError

    @property
    def answers(self) -> int:
        """How many numbers a regression predicts for each sample."""
        return 1

    @property
    def features(self) -> int:
        """Number of raw input features. Known without drawing the samples."""
        raise NotImplementedError

    @property
    def training_samples(self) -> int:
        """Number of training samples. Known without drawing the samples."""
        raise NotImplementedError

    @property
    def all_samples(self) -> int:
        """Number of samples, those for testing included. Known without drawing the samples."""
        raise NotImplementedError

    def encoded(self, row: Sequence[float | str]) -> list[float]:
        """The raw inputs of a row as somebody writes it; raises `ValueError` where it does not fit."""
        if len(row) != self.features:
            raise ValueError(f"expected {self.features} numbers, got {len(row)}")
        for value in row:
            if isinstance(value, str):
                raise ValueError(f"expected numbers, got {value[:40]!r}")
        return [float(value) for value in row]

    def draw(self, random: np.random.Generator) -> Samples:
        """The samples; data that are read from a file use `random` only to pick or to split."""
        raise NotImplementedError

    @classmethod
    def key(cls) -> str:
        """The name in experiments and in the catalog."""
        return str(cls.model_fields["name"].default)


datasets: Registry[type[Dataset]] = Registry("data set", "app.engine.datasets", lambda cls: cls.key())
