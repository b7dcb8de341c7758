"""Activations that go smoothly from nothing to a straight line."""

# Each slope reads only what it needs.
# ruff: noqa: ARG002

import math
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.activations import normal_distribution as normal
from app.engine.networks.activations.base import Activation, activations
from app.engine.networks.activations.constants import ONE, ZERO
from app.engine.networks.activations.logistic import LOWEST, logistic, logistic_slope

# The cubic of the tanh form: 2√(2/π)(z + 0.044715 z³).
GELU_SLOPE, GELU_CUBE = 2 * math.sqrt(2 / math.pi), 0.044715
# From here on the transition is over to the last digit, while powers and exponentials still fit into float32.
STRAIGHT = 30.0


@activations.register
class Softplus(Activation):
    r"""A ReLU with its corner rounded off; its slope is the sigmoid.

    $\varphi(z) = \ln(1 + e^z)$, $\varphi' = \sigma(z) = 1 - e^{-\varphi}$, $\varphi'' = \sigma(1-\sigma)$.

    Source: Dugas, Bengio, Bélisle, Nadeau and Garcia (2001), Incorporating second-order functional knowledge for better
    option pricing.
    """

    title: ClassVar[str] = "Softplus"
    latex: ClassVar[str] = r"\varphi(z) = \ln(1 + e^z)"
    reference: ClassVar[str] = "Dugas et al. (2001), Incorporating second-order functional knowledge"

    name: Literal["softplus"] = "softplus"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← max(z, 0) + ln(1 + exp(−|z|))."""
        rest = np.abs(z)
        np.negative(rest, rest)
        np.exp(rest, rest)
        np.log1p(rest, rest)
        np.maximum(z, ZERO[z.itemsize], out=out)
        np.add(out, rest, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← −delta (exp(−a) − 1)."""
        np.negative(a, scratch)
        np.expm1(scratch, scratch)
        np.multiply(delta, scratch, delta)
        np.negative(delta, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """σ(z)."""
        result = np.empty_like(z)
        logistic(z, result)
        return result

    def curvature(self, z: FloatArray) -> FloatArray:
        """σ'(z)."""
        return logistic_slope(z)


@activations.register
class GELU(Activation):
    r"""Weighs each sum by the chance that a normal random number is smaller: a ReLU with a soft, dipping corner.

    $\varphi(z) = z\Phi(z)$, $\varphi' = \Phi(z) + z\phi(z)$, $\varphi'' = (2 - z^2)\phi(z)$, where $\Phi$ and $\phi$
    are the normal distribution's cumulative probability and density.

    Source: Hendrycks and Gimpel (2016), Gaussian error linear units.
    """

    title: ClassVar[str] = "GELU"
    latex: ClassVar[str] = r"\varphi(z) = z\,\Phi(z)"
    reference: ClassVar[str] = "Hendrycks and Gimpel (2016), Gaussian error linear units"
    keeps_sums: ClassVar[bool] = True

    name: Literal["gelu"] = "gelu"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z Φ(z)."""
        np.multiply(z, normal.cumulative(z), out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta (a/z + z φ(z)): Φ = a/z is much cheaper than another Φ(z)."""
        scratch.fill(0.5)
        np.divide(a, z, scratch, where=np.abs(z) > 1e-30)
        np.add(scratch, z * normal.density(z), scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """Φ(z) + z φ(z)."""
        return np.asarray(normal.cumulative(z) + z * normal.density(z))

    def curvature(self, z: FloatArray) -> FloatArray:
        """(2 − z²) φ(z)."""
        near = np.clip(z, -normal.OUTERMOST, normal.OUTERMOST)
        return np.asarray((2 - near * near) * normal.density(near))


@activations.register
class GELUTanh(Activation):
    r"""The GELU with a tanh in place of the normal distribution, which computers find easier; GPT-2 was built with it.

    $\varphi(z) = \frac{z}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(z + 0.044715 z^3)\right)\right)$, computed as
    $z\,\sigma(v)$ with $v = 2\sqrt{2/\pi}\,(z + 0.044715 z^3)$; $\varphi' = \sigma + z\sigma'v'$.

    Source: Hendrycks and Gimpel (2016), Gaussian error linear units.
    """

    title: ClassVar[str] = "GELU (tanh)"
    latex: ClassVar[str] = r"\varphi(z) = \tfrac{z}{2}(1 + \tanh(\sqrt{2/\pi}\,(z + 0.044715 z^3)))"
    reference: ClassVar[str] = "Hendrycks and Gimpel (2016), Gaussian error linear units"
    keeps_sums: ClassVar[bool] = True

    name: Literal["gelu_tanh"] = "gelu_tanh"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z σ(v)."""
        share = self._cubic(np.clip(z, -STRAIGHT, STRAIGHT))
        logistic(share, share)
        np.maximum(z, -STRAIGHT, out=out)
        np.multiply(out, share, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta (σ + z σ' v')."""
        np.multiply(delta, self.slope(z), delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """σ + z σ' v'."""
        near = np.clip(z, -STRAIGHT, STRAIGHT)
        share = self._cubic(near)
        rise = logistic_slope(share) * near * self._cubic_slope(near)
        logistic(share, share)
        return share + rise

    def curvature(self, z: FloatArray) -> FloatArray:
        """2 σ' v' + z (σ'' v'² + σ' v''), where σ'' = −σ' tanh(v/2)."""
        near = np.clip(z, -STRAIGHT, STRAIGHT)
        cubic, first = self._cubic(near), self._cubic_slope(near)
        second = (6 * GELU_SLOPE * GELU_CUBE) * near
        bend = second - np.tanh(0.5 * cubic) * first * first
        return np.asarray(logistic_slope(cubic) * (2 * first + near * bend))

    @staticmethod
    def _cubic(z: FloatArray) -> FloatArray:
        return np.asarray(GELU_SLOPE * z * (1 + GELU_CUBE * z * z))

    @staticmethod
    def _cubic_slope(z: FloatArray) -> FloatArray:
        return np.asarray(GELU_SLOPE * (1 + 3 * GELU_CUBE * z * z))


@activations.register
class SiLU(Activation):
    r"""Multiplies the sum by its own sigmoid (also known as Swish): a ReLU that dips a little below 0.

    $\varphi(z) = z\sigma(z)$, $\varphi' = \sigma + z\sigma'$, $\varphi'' = \sigma'(2 - z\tanh(z/2))$.

    Source: Elfwing, Uchibe and Doya (2018), Sigmoid-weighted linear units; Ramachandran, Zoph and Le (2017), Searching
    for activation functions.
    """

    title: ClassVar[str] = "SiLU (Swish)"
    latex: ClassVar[str] = r"\varphi(z) = z\,\sigma(z)"
    reference: ClassVar[str] = "Elfwing, Uchibe and Doya (2018); Ramachandran, Zoph and Le (2017)"
    keeps_sums: ClassVar[bool] = True

    name: Literal["silu"] = "silu"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z/(1 + exp(−z))."""
        near = np.maximum(z, LOWEST[z.itemsize])
        np.negative(near, out)
        np.exp(out, out)
        np.add(out, ONE[z.itemsize], out)
        np.divide(near, out, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta (σ + a (1 − σ))."""
        logistic(z, scratch)
        rise = np.subtract(ONE[z.itemsize], scratch)
        np.multiply(rise, a, rise)
        np.add(scratch, rise, scratch)
        np.multiply(delta, scratch, delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """σ + z σ'."""
        result = np.empty_like(z)
        logistic(z, result)
        result += z * logistic_slope(z)
        return result

    def curvature(self, z: FloatArray) -> FloatArray:
        """σ' (2 − z tanh(z/2))."""
        return np.asarray(logistic_slope(z) * (2 - z * np.tanh(0.5 * z)))


@activations.register
class Mish(Activation):
    r"""Multiplies the sum by the tanh of its softplus: much like SiLU, with a slightly deeper dip.

    $\varphi(z) = z\tanh(\ln(1+e^z)) = z\,w/(w+2)$ with $n = e^z$, $w = n(n+2)$;
    $\varphi' = w/(w+2) + 4z\,n(n+1)/(w+2)^2$.

    Source: Misra (2020), Mish: a self regularized non-monotonic activation function.
    """

    title: ClassVar[str] = "Mish"
    latex: ClassVar[str] = r"\varphi(z) = z \tanh(\ln(1 + e^z))"
    reference: ClassVar[str] = "Misra (2020), Mish: a self regularized non-monotonic activation function"
    keeps_sums: ClassVar[bool] = True

    name: Literal["mish"] = "mish"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z w/(w + 2)."""
        n = np.exp(np.minimum(z, STRAIGHT))
        w = n * (n + 2)
        np.divide(w, w + 2, w)
        np.multiply(z, w, out)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta φ'(z)."""
        np.multiply(delta, self.slope(z), delta)

    def slope(self, z: FloatArray) -> FloatArray:
        """t + z t', where t = w/(w + 2) and t' = 4n(n + 1)/(w + 2)²."""
        near = np.minimum(z, STRAIGHT)
        n = np.exp(near)
        rise = near * n
        rise *= n + 1
        rise *= 4
        w = n + 2
        w *= n
        whole = w + 2
        rise /= whole
        w += rise
        w /= whole
        return w

    def curvature(self, z: FloatArray) -> FloatArray:
        """2 t' + z t'', where t'' = 4n(1 − 2n + 4n/(w + 2))/(w + 2)²."""
        near = np.minimum(z, STRAIGHT)
        n = np.exp(near)
        whole = n * (n + 2) + 2
        share = 4 * n / whole
        return np.asarray(share * ((2 * (n + 1) + near * (1 - 2 * n + share)) / whole))
