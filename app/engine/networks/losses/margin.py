"""Losses that are 0 as soon as the right answer leads by a margin."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.activations.constants import ONE, ZERO
from app.engine.networks.losses.base import Task, losses
from app.engine.networks.losses.encoding import ClassLoss, Labels, PairwiseLoss, one_hot, signs


class MarginLoss(ClassLoss):
    """A loss of max(0, 1 − t o) with targets −1 and +1; more classes than two are each one against the rest."""

    tasks: ClassVar[tuple[Task, ...]] = ("binary", "classes")

    def targets(self, labels: Labels, outputs: int) -> FloatArray:
        """+1 for a yes, −1 for a no."""
        return signs(labels) if outputs == 1 else 2 * one_hot(labels, outputs) - 1


def missing(o: FloatArray, t: FloatArray, out: FloatArray) -> None:
    """out ← max(0, 1 − t o), what is missing to the margin."""
    size = o.itemsize
    np.multiply(o, t, out)
    np.subtract(ONE[size], out, out)
    np.maximum(out, ZERO[size], out=out)


@losses.register
class Hinge(MarginLoss):
    r"""Charges for answers that are wrong or right by less than 1, and leaves clearly right ones alone.

    $L = \frac{1}{nk}\sum\max(0, 1 - to)$, over all $k$ outputs of all $n$ samples, with $t = \pm 1$;
    $\partial L/\partial o = -t/(nk)$ where $to < 1$, else 0, at the corner too.

    Source: Cortes and Vapnik (1995), Support-vector networks.
    """

    title: ClassVar[str] = "Hinge"
    latex: ClassVar[str] = r"L = \frac{1}{nk} \sum \max(0, 1 - t o)"
    reference: ClassVar[str] = "Cortes and Vapnik (1995), Support-vector networks"

    sample_latex: ClassVar[str] = r"\ell = \frac{1}{k} \sum_j \max(0, 1 - y_j z_j)"
    slope_latex: ClassVar[str] = (
        r"\frac{\partial\ell}{\partial z_j} = -\frac{y_j}{k} \text{ where } y_j z_j < 1,\text{ else } 0"
    )

    name: Literal["hinge"] = "hinge"

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Mean of max(0, 1 − t o) over the outputs."""
        return np.asarray(np.mean(np.maximum(0, 1 - t * o), axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← −t/(nk) where t o < 1, else 0."""
        missing(o, t, scratch)
        value = float(np.add.reduce(scratch, None)) / o.size
        np.sign(scratch, scratch)
        np.multiply(scratch, t, delta)
        np.multiply(delta, -1 / o.size, delta)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:  # noqa: ARG002  # straight lines
        """0."""
        return np.zeros_like(along)


@losses.register
class SquaredHinge(MarginLoss):
    r"""The hinge squared: answers just short of the margin are charged little, badly wrong ones a lot.

    $L = \frac{1}{nk}\sum\max(0, 1 - to)^2$, over all $k$ outputs of all $n$ samples, with $t = \pm 1$;
    $\partial L/\partial o = -2t\max(0, 1-to)/(nk)$.

    Source: Lee and Mangasarian (2001), SSVM: A smooth support vector machine; Tang (2013), Deep learning using linear
    support vector machines.
    """

    title: ClassVar[str] = "Squared hinge"
    latex: ClassVar[str] = r"L = \frac{1}{nk} \sum \max(0, 1 - t o)^2"
    reference: ClassVar[str] = (
        "Lee and Mangasarian (2001); Tang (2013), Deep learning using linear support vector machines"
    )

    sample_latex: ClassVar[str] = r"\ell = \frac{1}{k} \sum_j \max(0, 1 - y_j z_j)^2"
    slope_latex: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = -\frac{2 y_j}{k} \max(0, 1 - y_j z_j)"

    name: Literal["squared_hinge"] = "squared_hinge"

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Mean of max(0, 1 − t o)² over the outputs."""
        return np.asarray(np.mean(np.square(np.maximum(0, 1 - t * o)), axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← −2t max(0, 1 − t o)/(nk)."""
        missing(o, t, scratch)
        value = float(np.vdot(scratch, scratch)) / o.size
        np.multiply(scratch, t, delta)
        np.multiply(delta, -2 / o.size, delta)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:
        """2t² along/(nk) where t o < 1, else 0."""
        return along * t * t * (o * t < 1) * (2 / o.size)


@losses.register
class MultiMargin(PairwiseLoss):
    r"""Charges for every wrong class whose output comes closer to the right one's than the margin.

    $L = \frac{1}{nk}\sum\sum_{j \ne y}\max(0, m - o_y + o_j)$, where $y$ is the right one of $k$ classes; each wrong
    class within the margin pulls with $1/(nk)$, and the right one with their number.

    Convention (PyTorch's): the sum over classes is divided by $k$, the right class included.

    Source: Weston and Watkins (1999), Support vector machines for multi-class pattern recognition.
    """

    title: ClassVar[str] = "Multi-class margin"
    latex: ClassVar[str] = r"L = \frac{1}{nk} \sum \sum_{j \ne y} \max(0, m - o_y + o_j)"
    reference: ClassVar[str] = "Weston and Watkins (1999), Support vector machines for multi-class pattern recognition"
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "classes")

    sample_latex: ClassVar[str] = r"\ell = \frac{1}{k} \sum_{j \ne c} \max(0, m - z_c + z_j)"
    slope_latex: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = \frac{1}{k} \text{ where } z_j > z_c - m"

    name: Literal["multi_margin"] = "multi_margin"
    margin: float = setting(1.0, symbol="m", help="Lead over each wrong class that is enough.", ge=0, le=1e3)

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Sum over the wrong classes of max(0, m − o_y + o_j), divided by k."""
        lacking = np.empty_like(o)
        self._lacking(o, t, lacking, np.empty_like(o))
        return np.asarray(np.mean(lacking, axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← (c − t Σ c)/(nk), where c is 1 for each wrong class within the margin."""
        self._lacking(o, t, delta, scratch)
        value = float(np.add.reduce(delta, None)) / o.size
        np.sign(delta, delta)
        np.multiply(t, np.add.reduce(delta, 0), scratch)
        np.subtract(delta, scratch, delta)
        np.multiply(delta, 1 / o.size, delta)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:  # noqa: ARG002  # straight lines
        """0."""
        return np.zeros_like(along)

    def _lacking(self, o: FloatArray, t: FloatArray, out: FloatArray, scratch: FloatArray) -> None:
        """out ← max(0, m − o_y + o_j), and 0 for j = y: there the two margins cancel exactly."""
        np.multiply(o, t, scratch)
        np.subtract(o, np.add.reduce(scratch, 0), out)
        np.add(out, self.margin, out)
        np.multiply(t, self.margin, scratch)
        np.subtract(out, scratch, out)
        np.maximum(out, ZERO[o.itemsize], out=out)
