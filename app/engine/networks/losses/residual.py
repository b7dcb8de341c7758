"""Losses of the difference between output and target."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from app.engine.declaration import FloatArray, setting
from app.engine.networks.losses.base import Task, losses
from app.engine.networks.losses.encoding import ClassLoss, Labels, numbers, one_hot, signs


class ResidualLoss(ClassLoss):
    """A loss of o − t, for numbers and for classes written as numbers."""

    tasks: ClassVar[tuple[Task, ...]] = ("regression", "binary", "classes")
    of_numbers: ClassVar[bool] = True

    def outputs(self, classes: int | None) -> int:
        """1 for a regression and for two classes, else one for each class."""
        return 1 if classes is None else super().outputs(classes)

    def targets(self, labels: Labels, outputs: int) -> FloatArray:
        """Numbers stand for themselves; of two classes one is −1 and the other +1, of more each is 0 or 1.

        What are classes is told by the type: whole numbers are, floats are a regression.
        """
        if labels.dtype.kind == "f":
            return numbers(labels)
        return signs(labels) if outputs == 1 else one_hot(labels, outputs)


@losses.register
class MeanSquaredError(ResidualLoss):
    r"""The mean of the squared errors: an error twice as large counts four times as much.

    $L = \frac{1}{nk}\sum (o - t)^2$, over all $k$ outputs of all $n$ samples; $\partial L/\partial o = 2(o-t)/(nk)$.

    Convention (PyTorch's): the mean is over all elements, without a factor 1/2. With the reduction "half_sum", as
    examples worked by hand have it, a sample's loss is $\tfrac12 \sum_j (o_j - t_j)^2$, and $L$ is its mean over the
    samples; $\partial L/\partial o = (o-t)/n$.

    Source: Legendre (1805); Gauss (1809).
    """

    title: ClassVar[str] = "Mean squared error"
    latex: ClassVar[str] = r"L = \frac{1}{nk} \sum (o - t)^2"
    reference: ClassVar[str] = "Legendre (1805); Gauss (1809)"

    sample_latex: ClassVar[str] = r"\ell = \frac{1}{k} \sum_j (z_j - y_j)^2"
    slope_latex: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = \frac{2}{k} (z_j - y_j)"

    name: Literal["mse"] = "mse"
    reduction: Literal["mean", "half_sum"] = Field(
        "mean", description="Over a sample's outputs: the mean of the squares, or half their sum."
    )

    @property
    def sample_formula(self) -> str:
        """The mean of the squares, or half their sum."""
        return r"\ell = \frac{1}{2} \sum_j (z_j - y_j)^2" if self.reduction == "half_sum" else self.sample_latex

    @property
    def slope_formula(self) -> str:
        """The slope that goes with it."""
        halved = r"\frac{\partial\ell}{\partial z_j} = z_j - y_j"
        return halved if self.reduction == "half_sum" else self.slope_latex

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Mean of (o − t)² over the outputs, or half their sum."""
        squares = np.square(o - t)
        return np.asarray(0.5 * np.sum(squares, axis=0) if self.reduction == "half_sum" else np.mean(squares, axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:  # noqa: ARG002  # no scratch
        """delta ← 2(o − t)/(nk), or (o − t)/n."""
        np.subtract(o, t, delta)
        weight = 1 / o.size if self.reduction == "mean" else 0.5 / o.shape[1]
        value = float(np.vdot(delta, delta)) * weight
        np.multiply(delta, 2 * weight, delta)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:  # noqa: ARG002  # the same anywhere
        """2 along/(nk), or along/n."""
        return along * (2 / o.size if self.reduction == "mean" else 1 / o.shape[1])


@losses.register
class MeanAbsoluteError(ResidualLoss):
    r"""The mean of the sizes of the errors: one wild outlier pulls no harder than any other sample.

    $L = \frac{1}{nk}\sum |o - t|$, over all $k$ outputs of all $n$ samples;
    $\partial L/\partial o = \operatorname{sign}(o-t)/(nk)$, which is 0 where the error is 0.

    Source: Boscovich (1757); Laplace (1793).
    """

    title: ClassVar[str] = "Mean absolute error"
    latex: ClassVar[str] = r"L = \frac{1}{nk} \sum |o - t|"
    reference: ClassVar[str] = "Boscovich (1757); Laplace (1793)"

    sample_latex: ClassVar[str] = r"\ell = \frac{1}{k} \sum_j |z_j - y_j|"
    slope_latex: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = \frac{1}{k} \operatorname{sign}(z_j - y_j)"

    name: Literal["mae"] = "mae"

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Mean of |o − t| over the outputs."""
        return np.asarray(np.mean(np.abs(o - t), axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← sign(o − t)/(nk)."""
        np.subtract(o, t, delta)
        np.abs(delta, scratch)
        value = float(np.add.reduce(scratch, None)) / o.size
        np.sign(delta, delta)
        np.multiply(delta, 1 / o.size, delta)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:  # noqa: ARG002  # straight lines
        """0."""
        return np.zeros_like(along)


@losses.register
class Huber(ResidualLoss):
    r"""Squares small errors and takes the plain size of large ones, so that outliers pull with limited force.

    With $r = o - t$ the loss of an output is $r^2/2$ for $|r| \le \delta$, else $\delta(|r| - \delta/2)$; $L$ is its
    mean over all $k$ outputs of all $n$ samples;
    $\partial L/\partial o = \operatorname{clip}(r, -\delta, \delta)/(nk)$.

    Convention (PyTorch's `HuberLoss`): with a factor 1/2 in the square; `SmoothL1Loss(beta)` is this divided by β = δ.

    Source: Huber (1964), Robust estimation of a location parameter.
    """

    title: ClassVar[str] = "Huber"
    latex: ClassVar[str] = (
        r"L = \frac{1}{nk} \sum \begin{cases} r^2/2 & |r| \le \delta \\ \delta(|r| - \delta/2) & |r| > \delta"
        r" \end{cases},\quad r = o - t"
    )
    reference: ClassVar[str] = "Huber (1964), Robust estimation of a location parameter"

    sample_latex: ClassVar[str] = r"\ell = \frac{1}{k} \sum_j c_j (r_j - c_j/2),\quad r_j = z_j - y_j"
    slope_latex: ClassVar[str] = (
        r"\frac{\partial\ell}{\partial z_j} = \frac{c_j}{k},\quad c_j = \operatorname{clip}(r_j, -\delta, \delta)"
    )

    name: Literal["huber"] = "huber"
    delta: float = setting(
        1.0, symbol=r"\delta", help="Size of error from which the loss is a straight line.", log=True, gt=0, le=1e3
    )

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Mean over the outputs of c(r − c/2), with c = clip(r, −δ, δ)."""
        r = o - t
        c = np.clip(r, -self.delta, self.delta)
        return np.asarray(np.mean(c * (r - 0.5 * c), axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← clip(o − t, −δ, δ)/(nk)."""
        np.subtract(o, t, scratch)
        np.maximum(scratch, -self.delta, out=delta)
        np.minimum(delta, self.delta, out=delta)
        value = float(np.vdot(delta, scratch)) - 0.5 * float(np.vdot(delta, delta))
        np.multiply(delta, 1 / o.size, delta)
        return value / o.size

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:
        """along/(nk) where |o − t| < δ, else 0."""
        return along * (np.abs(o - t) < self.delta) * (1 / o.size)
