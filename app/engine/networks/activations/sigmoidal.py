"""Activations that saturate on both sides."""

# Each slope reads only what it needs.
# ruff: noqa: ARG002

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.activations.base import Activation, activations
from app.engine.networks.activations.constants import ONE
from app.engine.networks.activations.logistic import logistic, logistic_slope


@activations.register
class Sigmoid(Activation):
    r"""Squeezes any number into a soft yes or no between 0 and 1; its slope is never more than a quarter.

    $\sigma(z) = 1/(1 + e^{-z})$, $\sigma' = \sigma(1-\sigma) \le 1/4$, $\sigma'' = \sigma'(1-2\sigma)$.

    Source: Verhulst (1845); Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors.
    """

    title: ClassVar[str] = "Sigmoid"
    latex: ClassVar[str] = r"\sigma(z) = \frac{1}{1 + e^{-z}}"
    reference: ClassVar[str] = (
        "Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors"
    )

    name: Literal["sigmoid"] = "sigmoid"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← σ(z)."""
        logistic(z, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta a (1 − a)."""
        np.subtract(ONE[a.itemsize], a, scratch)
        np.multiply(scratch, a, scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """σ'(z), accurate far out too, where 1 − σ is lost to rounding."""
        return logistic_slope(z)

    def curvature(self, z: FloatArray) -> FloatArray:
        """σ'(z)(1 − 2σ(z)) = −σ'(z) tanh(z/2)."""
        return np.asarray(-logistic_slope(z) * np.tanh(0.5 * z))


@activations.register
class Tanh(Activation):
    r"""Squeezes any number between −1 and 1, and passes small numbers on nearly unchanged.

    $\tanh z = (e^z - e^{-z})/(e^z + e^{-z})$, $\tanh' = 1 - \tanh^2$, $\tanh'' = -2 \tanh \tanh'$.

    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp.
    """

    title: ClassVar[str] = "Tanh"
    latex: ClassVar[str] = r"\varphi(z) = \tanh z"
    reference: ClassVar[str] = "LeCun, Bottou, Orr and Müller (1998), Efficient BackProp"
    gain: ClassVar[float] = 5 / 3

    name: Literal["tanh"] = "tanh"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← tanh z."""
        np.tanh(z, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta − delta a²."""
        np.multiply(a, a, scratch)
        np.multiply(scratch, delta, scratch)
        np.subtract(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """4 σ'(2z), which is 1 − tanh² z without its cancellation."""
        return 4 * logistic_slope(2 * z)

    def curvature(self, z: FloatArray) -> FloatArray:
        """−2 tanh z tanh' z."""
        return np.asarray(-2 * np.tanh(z) * self.slope(z))


@activations.register
class Softsign(Activation):
    r"""Looks like tanh but approaches −1 and 1 far more slowly, so that its slope never quite dies.

    $\varphi(z) = z/(1+|z|)$, $\varphi' = 1/(1+|z|)^2$, $\varphi'' = -2\operatorname{sign}(z)/(1+|z|)^3$.

    Source: Bergstra, Desjardins, Lamblin and Bengio (2009), Quadratic polynomials learn better image features.
    """

    title: ClassVar[str] = "Softsign"
    latex: ClassVar[str] = r"\varphi(z) = \frac{z}{1 + |z|}"
    reference: ClassVar[str] = "Bergstra et al. (2009), Quadratic polynomials learn better image features"

    name: Literal["softsign"] = "softsign"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z/(1 + |z|)."""
        np.divide(z, 1 + np.abs(z), out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta (1 − |a|)²."""
        np.abs(a, scratch)
        np.subtract(ONE[a.itemsize], scratch, scratch)
        np.multiply(scratch, scratch, scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """1/(1 + |z|)²; the square comes last because it could overflow."""
        return np.square(1 / (1 + np.abs(z)))

    def curvature(self, z: FloatArray) -> FloatArray:
        """−2 sign(z)/(1 + |z|)³."""
        return np.asarray(-2 * np.sign(z) * (1 / (1 + np.abs(z))) ** 3)


@activations.register
class Hardtanh(Activation):
    r"""A straight line that is cut off at −1 and at 1: tanh made of three pieces.

    $\varphi(z) = \min(1, \max(-1, z))$; the slope is 1 for $-1 < z < 1$ and 0 elsewhere, at the corners too (PyTorch's
    convention).

    Source: Collobert (2004), Large scale machine learning.
    """

    title: ClassVar[str] = "Hard tanh"
    latex: ClassVar[str] = r"\varphi(z) = \min(1, \max(-1, z))"
    reference: ClassVar[str] = "Collobert (2004), Large scale machine learning"

    name: Literal["hardtanh"] = "hardtanh"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z, cut off at ±1."""
        np.maximum(z, -1.0, out=out)
        np.minimum(out, 1.0, out=out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta where |a| < 1, else 0."""
        np.abs(a, scratch)
        np.less(scratch, ONE[a.itemsize], scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """1 between the corners."""
        return (np.abs(z) < 1).astype(z.dtype)

    def curvature(self, z: FloatArray) -> FloatArray:
        """0."""
        return np.zeros_like(z)


@activations.register
class HardSigmoid(Activation):
    r"""A straight ramp from 0 to 1, flat on both sides: the sigmoid made of three pieces.

    $\varphi(z) = \min(1, \max(0, z/6 + 1/2))$; the slope is $1/6$ for $-3 < z < 3$ and 0 elsewhere, at the corners too
    (PyTorch's convention; Keras 2 had the slope 0.2).

    Source: Courbariaux, Bengio and David (2015), BinaryConnect; the slope 1/6 from Howard et al. (2019), Searching for
    MobileNetV3.
    """

    title: ClassVar[str] = "Hard sigmoid"
    latex: ClassVar[str] = r"\varphi(z) = \min(1, \max(0, \tfrac{z}{6} + \tfrac{1}{2}))"
    reference: ClassVar[str] = "Howard et al. (2019), Searching for MobileNetV3"

    name: Literal["hard_sigmoid"] = "hard_sigmoid"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← (z + 3)/6, cut off at 0 and 1."""
        np.add(z, 3.0, out)
        np.maximum(out, 0.0, out=out)
        np.minimum(out, 6.0, out=out)
        np.divide(out, 6.0, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta/6 where a(1 − a) > 0, else 0."""
        np.subtract(ONE[a.itemsize], a, scratch)
        np.multiply(scratch, a, scratch)
        np.sign(scratch, scratch)
        np.multiply(delta, scratch, delta)
        np.divide(delta, 6.0, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """1/6 between the corners."""
        return (np.abs(z) < 3).astype(z.dtype) / 6

    def curvature(self, z: FloatArray) -> FloatArray:
        """0."""
        return np.zeros_like(z)
