"""Activations that are a straight line for positive sums and something else for negative ones."""

# Each slope reads only what it needs.
# ruff: noqa: ARG002

import math
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.activations.base import Activation, activations
from app.engine.networks.activations.constants import ZERO

# The numbers for which means 0 and variances 1 reproduce themselves from layer to layer.
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946
SELU_DEPTH = SELU_ALPHA * SELU_SCALE


@activations.register
class ReLU(Activation):
    r"""Lets positive sums through and stops negative ones; a unit that is always negative no longer learns.

    $\varphi(z) = \max(0, z)$; the slope is 1 for $z > 0$ and 0 elsewhere, at 0 too (PyTorch's convention).

    Source: Fukushima (1969); Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines;
    Glorot, Bordes and Bengio (2011), Deep sparse rectifier neural networks.
    """

    title: ClassVar[str] = "ReLU"
    latex: ClassVar[str] = r"\varphi(z) = \max(0, z)"
    reference: ClassVar[str] = (
        "Nair and Hinton (2010); Glorot, Bordes and Bengio (2011), Deep sparse rectifier networks"
    )
    gain: ClassVar[float] = math.sqrt(2)

    name: Literal["relu"] = "relu"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← max(0, z)."""
        np.maximum(z, ZERO[z.itemsize], out=out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta sign(a): values are never negative."""
        np.sign(a, scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """1 where z > 0."""
        return (z > 0).astype(z.dtype)

    def curvature(self, z: FloatArray) -> FloatArray:
        """0."""
        return np.zeros_like(z)


@activations.register
class LeakyReLU(Activation):
    r"""A ReLU that lets a small part of negative sums through, so that no unit stops learning for good.

    $\varphi(z) = z$ for $z > 0$, else $cz$; the slope at 0 is $c$ (PyTorch's convention).

    Source: Maas, Hannun and Ng (2013), Rectifier nonlinearities improve neural network acoustic models.
    """

    title: ClassVar[str] = "Leaky ReLU"
    latex: ClassVar[str] = r"\varphi(z) = \max(z, cz)"
    reference: ClassVar[str] = "Maas, Hannun and Ng (2013), Rectifier nonlinearities improve acoustic models"
    gain: ClassVar[float] = math.sqrt(2 / (1 + 0.01**2))

    name: Literal["leaky_relu"] = "leaky_relu"
    negative_slope: float = setting(0.01, symbol="c", help="Slope for negative sums.", ge=0, le=1)

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← max(z, c z)."""
        np.maximum(z, self.negative_slope * z, out=out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta max(sign(a), c): c is between 0 and 1."""
        np.sign(a, scratch)
        np.maximum(scratch, self.negative_slope, out=scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """1 where z > 0, else c."""
        return np.where(z > 0, 1.0, self.negative_slope).astype(z.dtype)

    def curvature(self, z: FloatArray) -> FloatArray:
        """0."""
        return np.zeros_like(z)


@activations.register
class ReLU6(Activation):
    r"""A ReLU that goes no higher than 6, made for computers that count with few digits.

    $\varphi(z) = \min(6, \max(0, z))$; the slope is 1 for $0 < z < 6$ and 0 elsewhere, at the corners too (PyTorch's
    convention).

    Source: Krizhevsky (2010), Convolutional deep belief networks on CIFAR-10.
    """

    title: ClassVar[str] = "ReLU6"
    latex: ClassVar[str] = r"\varphi(z) = \min(6, \max(0, z))"
    reference: ClassVar[str] = "Krizhevsky (2010), Convolutional deep belief networks on CIFAR-10"

    name: Literal["relu6"] = "relu6"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z, cut off at 0 and 6."""
        np.maximum(z, ZERO[z.itemsize], out=out)
        np.minimum(out, 6.0, out=out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta where a(6 − a) > 0, else 0."""
        np.subtract(6.0, a, scratch)
        np.multiply(scratch, a, scratch)
        np.sign(scratch, scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """1 between the corners."""
        return ((z > 0) & (z < 6)).astype(z.dtype)

    def curvature(self, z: FloatArray) -> FloatArray:
        """0."""
        return np.zeros_like(z)


@activations.register
class ELU(Activation):
    r"""A ReLU that bends smoothly down to −1 for negative sums, which brings the mean of its values nearer to 0.

    $\varphi(z) = z$ for $z > 0$, else $e^z - 1$; $\varphi' = e^z = \varphi + 1$ for $z \le 0$, $\varphi'' = e^z$ for
    $z < 0$.

    Source: Clevert, Unterthiner and Hochreiter (2016), Fast and accurate deep network learning by exponential linear
    units, with $\alpha = 1$.
    """

    title: ClassVar[str] = "ELU"
    latex: ClassVar[str] = r"\varphi(z) = \begin{cases} z & z > 0 \\ e^z - 1 & z \le 0 \end{cases}"
    reference: ClassVar[str] = "Clevert, Unterthiner and Hochreiter (2016), Exponential linear units"

    name: Literal["elu"] = "elu"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← max(z, exp(min(z, 0)) − 1): the exponential lies above its tangent z."""
        below = np.minimum(z, ZERO[z.itemsize])
        np.expm1(below, below)
        np.maximum(z, below, out=out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta + delta min(a, 0)."""
        np.minimum(a, ZERO[a.itemsize], out=scratch)
        np.multiply(scratch, delta, scratch)
        np.add(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """exp(min(z, 0))."""
        return np.exp(np.minimum(z, 0))

    def curvature(self, z: FloatArray) -> FloatArray:
        """exp(z) where z < 0."""
        return np.asarray((z < 0) * np.exp(np.minimum(z, 0)))


@activations.register
class SELU(Activation):
    r"""An ELU stretched by just so much that the values of each layer drift to mean 0 and variance 1 by themselves.

    $\varphi(z) = \lambda z$ for $z > 0$, else $\lambda\alpha(e^z - 1)$, with $\alpha \approx 1.6733$ and
    $\lambda \approx 1.0507$; at 0 the slope is $\lambda\alpha$ (PyTorch's convention). It wants
    LeCun's initial weights.

    Source: Klambauer, Unterthiner, Mayr and Hochreiter (2017), Self-normalizing neural networks.
    """

    title: ClassVar[str] = "SELU"
    latex: ClassVar[str] = r"\varphi(z) = \lambda \begin{cases} z & z > 0 \\ \alpha(e^z - 1) & z \le 0 \end{cases}"
    reference: ClassVar[str] = "Klambauer, Unterthiner, Mayr and Hochreiter (2017), Self-normalizing neural networks"
    gain: ClassVar[float] = 3 / 4

    name: Literal["selu"] = "selu"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← λ max(z, 0) + λ α (exp(min(z, 0)) − 1)."""
        below = np.minimum(z, ZERO[z.itemsize])
        np.expm1(below, below)
        np.multiply(below, SELU_DEPTH, below)
        np.maximum(z, ZERO[z.itemsize], out=out)
        np.multiply(out, SELU_SCALE, out)
        np.add(out, below, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta λ where a > 0, else delta (a + λ α)."""
        np.add(a, SELU_DEPTH, scratch)
        np.copyto(scratch, SELU_SCALE, where=a > 0)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """λ where z > 0, else λ α exp(z)."""
        return np.where(z > 0, SELU_SCALE, SELU_DEPTH * np.exp(np.minimum(z, 0)))

    def curvature(self, z: FloatArray) -> FloatArray:
        """λ α exp(z) where z < 0."""
        return np.asarray((z < 0) * (SELU_DEPTH * np.exp(np.minimum(z, 0))))
