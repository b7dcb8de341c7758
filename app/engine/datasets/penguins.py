"""Palmer penguins: three species by four measurements."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.base import Dataset, Samples, datasets
from app.engine.datasets.generated import held_back
from app.engine.declaration import FloatArray, setting

FILE = Path(__file__).parent / "data" / "penguins.csv"
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
ROWS = 333


@lru_cache(maxsize=1)
def read() -> tuple[FloatArray, NDArray[np.int64]]:
    """Measurements (333, 4) and species (333,), read-only."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    inputs = np.array([[float(row[feature]) for feature in FEATURES] for row in rows])
    targets = np.array([SPECIES.index(row["species"]) for row in rows], np.int64)
    inputs.flags.writeable = targets.flags.writeable = False
    return inputs, targets


@datasets.register
class Penguins(Dataset):
    """A small real table shows why inputs are standardized: grams are thousands, bills are tens of millimetres.

    333 penguins of three species with length and depth of the bill (mm), length of the flipper (mm) and body mass (g).
    Without scaling the loss is a ravine and only a tiny learning rate keeps from diverging. Two features suffice for
    most of the accuracy: try pairs. The species are not equally frequent (146, 68 and 119).

    Source: Gorman, Williams and Fraser (2014), Ecological sexual dimorphism and environmental variability within a
    community of Antarctic penguins; Horst, Hill and Gorman (2020), palmerpenguins.
    """

    title: ClassVar[str] = "Penguins"
    reference: ClassVar[str] = "Gorman, Williams and Fraser (2014); Horst, Hill and Gorman (2020), palmerpenguins"
    licence: ClassVar[str] = "CC0 1.0"
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)
    scaling: ClassVar[str] = "standard"

    name: Literal["penguins"] = "penguins"
    test_fraction: float = setting(0.3, symbol="", help="Part of the samples that is kept for testing.", ge=0, le=0.9)

    @property
    def columns(self) -> tuple[str, ...]:
        """The measurements with their units."""
        return FEATURES

    @property
    def classes(self) -> int:
        """The three species."""
        return len(SPECIES)

    @property
    def features(self) -> int:
        """The four measurements."""
        return len(FEATURES)

    @property
    def all_samples(self) -> int:
        """Fixed by the file."""
        return ROWS

    @property
    def training_samples(self) -> int:
        """The penguins that are not kept for testing."""
        return ROWS - held_back(ROWS, self.test_fraction)

    def draw(self, random: np.random.Generator) -> Samples:
        """All penguins in random order, training samples first."""
        inputs, targets = read()
        order = random.permutation(ROWS)
        return Samples(inputs[order], targets[order], self.training_samples, FEATURES, SPECIES)
