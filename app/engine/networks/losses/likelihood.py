"""Losses that are the surprise at the right answer, when outputs stand for probabilities."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.activations.constants import HALF, ZERO, ones
from app.engine.networks.activations.logistic import logistic_slope
from app.engine.networks.losses.base import Task, losses
from app.engine.networks.losses.encoding import ClassLoss, Labels, PairwiseLoss, one_hot


def softmax(o: FloatArray) -> FloatArray:
    """exp(o)/Σ exp(o) of each column."""
    e = np.exp(o - np.maximum.reduce(o, 0))
    e /= np.add.reduce(e, 0)
    return np.asarray(e)


def shares(o: FloatArray) -> FloatArray:
    """1 − σ(o) and σ(o) of a lone output, else σ(o)/Σ σ(o), by way of logarithms."""
    if len(o) == 1:
        return softmax(np.concatenate([np.zeros_like(o), o]))
    return softmax(-np.logaddexp(-o, ZERO[o.itemsize]))


@losses.register
class BinaryCrossEntropy(ClassLoss):
    r"""Asks each output for the probability of a yes, and charges the surprise when the answer turns out otherwise.

    $L = -\frac{1}{nk}\sum \left[t\ln\sigma(o) + (1-t)\ln(1-\sigma(o))\right]$, over all $k$ outputs of all $n$
    samples, with $\sigma(o) = 1/(1+e^{-o})$ and targets 0 and 1; $\partial L/\partial o = (\sigma(o)-t)/(nk)$.
    Computed as $\ln(1+e^{(1-2t)o})$, which never overflows and never rounds below 0.

    Convention (PyTorch's `BCEWithLogitsLoss`): mean over all elements. With three or more classes each output is a
    yes or no of its own, and the probabilities are the sigmoids divided by their sum.

    Source: Cox (1958), The regression analysis of binary sequences; Good (1952), Rational decisions.
    """

    title: ClassVar[str] = "Binary cross-entropy"
    latex: ClassVar[str] = r"L = -\frac{1}{nk} \sum [t \ln \sigma(o) + (1-t) \ln(1 - \sigma(o))]"
    reference: ClassVar[str] = (
        "Cox (1958), The regression analysis of binary sequences; Good (1952), Rational decisions"
    )
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "classes")

    activation: ClassVar[str] = "sigmoid"
    activation_latex: ClassVar[str] = r"p_j = \sigma(z_j) = \frac{1}{1 + e^{-z_j}}"
    sample_latex: ClassVar[str] = r"\ell = -\frac{1}{k} \sum_j [y_j \ln p_j + (1 - y_j) \ln(1 - p_j)]"
    slope_latex: ClassVar[str] = (
        r"\frac{\partial\ell}{\partial z_j} = \frac{1}{k}\,\frac{p_j - y_j}{p_j (1 - p_j)}\; p_j (1 - p_j)"
        r" = \frac{p_j - y_j}{k}"
    )

    name: Literal["binary_cross_entropy"] = "binary_cross_entropy"

    def targets(self, labels: Labels, outputs: int) -> FloatArray:
        """1 for a yes, 0 for a no."""
        if outputs == 1:
            return (labels > 0).astype(np.float64)[None, :]
        return one_hot(labels, outputs)

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Mean over the outputs of ln(1 + exp((1 − 2t) o))."""
        return np.asarray(np.mean(np.logaddexp((1 - 2 * t) * o, ZERO[o.itemsize]), axis=0))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← (1 − 2t)(1 − exp(−loss))/(nk), which is (σ(o) − t)/(nk)."""
        size = o.itemsize
        np.subtract(HALF[size], t, scratch)
        np.multiply(o, scratch, delta)
        np.add(delta, delta, delta)
        np.logaddexp(delta, ZERO[size], delta)
        value = float(delta.ravel().dot(ones(o.size, size))) / o.size
        np.negative(delta, delta)
        np.expm1(delta, delta)
        np.multiply(delta, scratch, delta)
        np.multiply(delta, -2 / o.size, delta)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:  # noqa: ARG002  # whatever the answer
        """σ'(o) along/(nk)."""
        return along * logistic_slope(o) * (1 / o.size)

    def activated(self, o: FloatArray) -> FloatArray:
        """σ(o) of each output."""
        return np.asarray(np.exp(-np.logaddexp(ZERO[o.itemsize], -o)))

    def probabilities(self, o: FloatArray) -> FloatArray:
        """1 − σ(o) and σ(o) of a lone output, else σ(o)/Σ σ(o)."""
        return shares(o)


@losses.register
class CrossEntropy(PairwiseLoss):
    r"""Turns the outputs into probabilities of the classes, and charges the surprise at the right class.

    $L = \frac{1}{n}\sum\left[\ln\sum_j e^{o_j} - \sum_j q_j o_j\right]$ with $q = (1-\varepsilon)t + \varepsilon/k$,
    where $t$ is 1 for the right class, else 0; $\partial L/\partial o = (p - q)/n$ with the softmax
    $p_j = e^{o_j}/\sum_i e^{o_i}$.

    Convention (PyTorch's): mean over the samples; smoothing gives every class, the right one too, the share
    $\varepsilon/k$.

    Source: Bridle (1990), Probabilistic interpretation of feedforward classification network outputs; label smoothing:
    Szegedy et al. (2016), Rethinking the Inception architecture.
    """

    title: ClassVar[str] = "Cross-entropy"
    latex: ClassVar[str] = (
        r"L = \frac{1}{n} \sum \Bigl[ \ln \sum_j e^{o_j} - \sum_j q_j o_j \Bigr]"
        r",\quad q = (1 - \varepsilon) t + \varepsilon / k"
    )
    reference: ClassVar[str] = (
        "Bridle (1990); label smoothing: Szegedy et al. (2016), Rethinking the Inception architecture"
    )
    tasks: ClassVar[tuple[Task, ...]] = ("binary", "classes")

    activation: ClassVar[str] = "softmax"
    activation_latex: ClassVar[str] = r"p_j = \frac{e^{z_j}}{\sum_i e^{z_i}}"
    sample_latex: ClassVar[str] = r"\ell = -\sum_j y_j \ln p_j = \ln \sum_i e^{z_i} - \sum_j y_j z_j"
    slope_latex: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = \frac{e^{z_j}}{\sum_i e^{z_i}} - y_j = p_j - y_j"

    name: Literal["cross_entropy"] = "cross_entropy"
    label_smoothing: float = setting(
        0.0, symbol=r"\varepsilon", help="Part of each label that is spread evenly over all classes.", ge=0, le=1
    )

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Logarithm of the sum of exponentials, less Σ q o, both measured from the largest output."""
        shifted = o - np.maximum.reduce(o, 0)
        share = (1 - self.label_smoothing) * t + self.label_smoothing / len(o)
        total = np.log(np.add.reduce(np.exp(shifted), 0))
        return np.asarray(total - np.add.reduce(share * shifted, 0), o.dtype)

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← (p − q)/n."""
        samples, smoothing = o.shape[1], self.label_smoothing
        np.subtract(o, np.maximum.reduce(o, 0), delta)
        np.exp(delta, scratch)
        total = np.add.reduce(scratch, 0)
        np.divide(scratch, total, scratch)
        np.log(total, total)
        value = float(np.add.reduce(total)) - (1 - smoothing) * float(np.vdot(t, delta))
        if smoothing == 0:
            np.subtract(scratch, t, delta)
        else:
            even = smoothing / len(o)
            value -= even * float(np.add.reduce(delta, None))
            np.multiply(t, 1 - smoothing, delta)
            np.add(delta, even, delta)
            np.subtract(scratch, delta, delta)
        np.multiply(delta, 1 / samples, delta)
        return float(value / samples)

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:  # noqa: ARG002  # whatever the answer
        """p (along − Σ p along)/n, with the softmax p."""
        p = softmax(o)
        return np.asarray(p * (along - np.add.reduce(p * along, 0)) * (1 / o.shape[1]))

    def activated(self, o: FloatArray) -> FloatArray:
        """The softmax."""
        return softmax(o)

    def wanted(self, t: FloatArray) -> FloatArray:
        """(1 − ε) t + ε/k."""
        return np.asarray((1 - self.label_smoothing) * t + self.label_smoothing / len(t), t.dtype)

    def probabilities(self, o: FloatArray) -> FloatArray:
        """The softmax."""
        return softmax(o)
