"""How classes and numbers become outputs and targets, and back."""

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.losses.base import Loss

Labels = NDArray[np.int64] | FloatArray


def one_hot(labels: Labels, outputs: int) -> FloatArray:
    """1 in the row of each sample's class, else 0."""
    return np.equal(np.arange(outputs)[:, None], labels).astype(np.float64)


def signs(labels: Labels) -> FloatArray:
    """+1 for class 1, −1 for the other class, whether that is written 0 or −1."""
    return np.where(labels > 0, 1.0, -1.0)[None, :]


def numbers(labels: Labels) -> FloatArray:
    """The numbers themselves, a row for each that a sample has: labels are (n,) or (n, k)."""
    return np.array(labels, np.float64).reshape(len(labels), -1).T


class ClassLoss(Loss):
    """A loss for classes: one unit tells two classes apart by its sign, more classes have a unit each."""

    def outputs(self, classes: int | None) -> int:
        """1 for two classes, else one for each; a regression is a `TypeError`."""
        if classes is None:
            raise TypeError(f"the loss {self.key()} needs classes, not numbers")
        return classes if classes > 2 else 1

    def predictions(self, o: FloatArray) -> NDArray[np.int64]:
        """Class 1 where a lone output is above 0, else the class of the largest output."""
        if len(o) == 1:
            return np.asarray(o[0] > 0, np.int64)
        return np.asarray(np.argmax(o, axis=0), np.int64)


class PairwiseLoss(ClassLoss):
    """A loss that compares the outputs of a sample: even two classes have a unit each."""

    def outputs(self, classes: int | None) -> int:
        """One for each class, at least 2."""
        super().outputs(classes)
        return max(classes or 0, 2)

    def targets(self, labels: Labels, outputs: int) -> FloatArray:
        """1 for the sample's class, else 0."""
        return one_hot(labels, outputs)
