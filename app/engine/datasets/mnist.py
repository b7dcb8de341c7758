"""MNIST: handwritten digits as 28 × 28 pixels."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets.base import Dataset, Samples, datasets
from app.engine.declaration import setting

FILE = Path(__file__).parent / "data" / "mnist.npz"
SIDE = 28
TRAIN, TEST = 60_000, 10_000


@dataclass(frozen=True, eq=False)
class Digits:
    """All images, training images first, as read-only arrays."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    train_order: NDArray[np.int64]
    """Training images in an order whose every beginning has about as many of each digit."""
    test_order: NDArray[np.int64]


_held: "WeakValueDictionary[str, Digits]" = WeakValueDictionary()


def read() -> Digits:
    """The file, read once for all who hold it: as long as nobody does, its 55 MB are free."""
    digits = _held.get("digits")
    if digits is None:
        digits = _held["digits"] = _read()
    return digits


def _read() -> Digits:
    with np.load(FILE) as file:
        # Decompressed straight to its place: a second copy of all images would be 55 MB.
        pixels = np.empty((TRAIN + TEST, SIDE * SIDE), np.uint8)
        pixels[:TRAIN] = file["x_train"].reshape(TRAIN, -1)
        pixels[TRAIN:] = file["x_test"].reshape(TEST, -1)
        labels = np.concatenate([file["y_train"], file["y_test"]]).astype(np.int64)
    digits = Digits(pixels, labels, balanced_order(labels[:TRAIN]), TRAIN + balanced_order(labels[TRAIN:]))
    for array in vars(digits).values():
        array.flags.writeable = False
    return digits


def balanced_order(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices (n,): the first of each class, then the second of each, and so on, as long as there are some."""
    rank = np.empty_like(labels)
    for label in np.unique(labels):
        of_label = np.flatnonzero(labels == label)
        rank[of_label] = np.arange(len(of_label))
    return np.argsort(rank, kind="stable")


@lru_cache(maxsize=1)
def pixel_names() -> tuple[str, ...]:
    """Names of the pixels, row by row from the top left."""
    return tuple(f"pixel {row},{column}" for row in range(SIDE) for column in range(SIDE))


@datasets.register
class Mnist(Dataset):
    """Real handwritten digits show what a plain network can do with pixels: 98 % right without knowing of shapes.

    60,000 training and 10,000 test images of 28 × 28 pixels from 0 to 255, by different writers. Fewer images are the
    first ones of each digit, in equal numbers as far as there are enough, in the original order.

    Its ones are mostly bare lines. Two to four in a hundred have an upstroke, so a one that is drawn with a long
    upstroke may be read as a 4, a 7 or a 9.

    A fully connected network has no notion of neighbouring pixels: it learns as well when the pixels of all images
    are shuffled in the same way, which no person could read.

    Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition.
    """

    title: ClassVar[str] = "MNIST digits"
    reference: ClassVar[str] = (
        "LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition"
    )
    licence: ClassVar[str] = "CC BY-SA 3.0, © Yann LeCun and Corinna Cortes"
    learning_rate: ClassVar[float] = 0.1
    suggested_hidden: ClassVar[tuple[int, ...]] = (128, 64)
    scaling: ClassVar[str] = "unit"
    precision: ClassVar[str] = "float32"
    slow: ClassVar[bool] = True

    name: Literal["mnist"] = "mnist"
    train_samples: int = setting(TRAIN, symbol="n", help="Number of training images.", ge=100, le=TRAIN)
    test_samples: int = setting(TEST, symbol="", help="Number of test images.", ge=100, le=TEST)
    permutation: bool = setting(
        False, symbol="", help="Shuffle the pixels of all images in the same way, drawn from the seed."
    )

    @property
    def seeded(self) -> bool:
        """Only where the pixels are permuted."""
        return self.permutation

    @property
    def classes(self) -> int:
        """The ten digits."""
        return 10

    @property
    def features(self) -> int:
        """One for each pixel."""
        return SIDE * SIDE

    @property
    def all_samples(self) -> int:
        """Both parts."""
        return self.train_samples + self.test_samples

    @property
    def training_samples(self) -> int:
        """As set."""
        return self.train_samples

    def draw(self, random: np.random.Generator) -> Samples:
        """Images as rows (784,) of bytes; all of them are the one copy in memory."""
        digits = read()
        pixels, labels = digits.pixels, digits.labels
        if self.train_samples < TRAIN or self.test_samples < TEST:
            train, test = digits.train_order[: self.train_samples], digits.test_order[: self.test_samples]
            chosen = np.concatenate([np.sort(train), np.sort(test)])
            pixels, labels = pixels[chosen], labels[chosen]
        order = random.permutation(SIDE * SIDE) if self.permutation else None
        if order is not None:
            pixels = np.take(pixels, order, axis=1)
        classes = tuple(str(digit) for digit in range(10))
        shape = (SIDE, SIDE)
        whole = digits if pixels is digits.pixels else None
        names = pixel_names()
        return Samples(pixels, labels, self.train_samples, names, classes, image=shape, pixel_order=order, held=whole)
