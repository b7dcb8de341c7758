"""Initialisers whose width follows from the size of the layer, so that signals keep theirs."""

import math
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.initializers.base import Initializer, initializers


class ScaledNormal(Initializer):
    """Weights from N(0, s²), not truncated."""

    def std(self, fan_in: int, fan_out: int) -> float:
        """The standard deviation s for a layer."""
        raise NotImplementedError

    def weights(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
        """N(0, s²)."""
        return random.normal(0.0, self.std(fan_in, fan_out), (fan_out, fan_in))


class ScaledUniform(Initializer):
    """Weights from the interval [−b, b], whose standard deviation is b/√3."""

    def bound(self, fan_in: int, fan_out: int) -> float:
        """The bound b for a layer."""
        raise NotImplementedError

    def weights(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
        """U(−b, b)."""
        bound = self.bound(fan_in, fan_out)
        return random.uniform(-bound, bound, (fan_out, fan_in))


@initializers.register
class LeCunNormal(ScaledNormal):
    r"""Keeps the spread of the signals on their way forward through units that are nearly linear, such as tanh.

    $W \sim \mathcal N(0, 1/n_\text{in})$, with $n_\text{in}$ inputs to each unit. SELU is made for these weights.

    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp.
    """

    title: ClassVar[str] = "LeCun, normal"
    latex: ClassVar[str] = r"W \sim \mathcal N(0, 1/n_\text{in})"
    reference: ClassVar[str] = "LeCun, Bottou, Orr and Müller (1998), Efficient BackProp"

    name: Literal["lecun_normal"] = "lecun_normal"

    def std(self, fan_in: int, fan_out: int) -> float:  # noqa: ARG002  # fan-in alone
        """√(1/n_in)."""
        return math.sqrt(1 / fan_in)


@initializers.register
class LeCunUniform(ScaledUniform):
    r"""Keeps the spread of the signals on their way forward, with weights that are equally likely in an interval.

    $W \sim U(-b, b)$ with $b = \sqrt{3/n_\text{in}}$, whose variance is $1/n_\text{in}$.

    Source: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp.
    """

    title: ClassVar[str] = "LeCun, uniform"
    latex: ClassVar[str] = r"W \sim U(-b, b),\quad b = \sqrt{3/n_\text{in}}"
    reference: ClassVar[str] = "LeCun, Bottou, Orr and Müller (1998), Efficient BackProp"

    name: Literal["lecun_uniform"] = "lecun_uniform"

    def bound(self, fan_in: int, fan_out: int) -> float:  # noqa: ARG002  # fan-in alone
        """√(3/n_in)."""
        return math.sqrt(3 / fan_in)


@initializers.register
class XavierNormal(ScaledNormal):
    r"""Balances two wishes: signals should keep their spread on the way forward, and gradients on the way back.

    $W \sim \mathcal N(0, s^2)$ with $s = g\sqrt{2/(n_\text{in}+n_\text{out})}$.

    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks. PyTorch
    recommends $g = 5/3$ for tanh.
    """

    title: ClassVar[str] = "Xavier (Glorot), normal"
    latex: ClassVar[str] = r"W \sim \mathcal N(0, s^2),\quad s = g \sqrt{2/(n_\text{in} + n_\text{out})}"
    reference: ClassVar[str] = "Glorot and Bengio (2010), Understanding the difficulty of training deep networks"

    name: Literal["xavier_normal"] = "xavier_normal"
    gain: float = setting(1.0, symbol="g", help="Factor on all weights.", log=True, gt=0, le=100)

    def std(self, fan_in: int, fan_out: int) -> float:
        """g √(2/(n_in + n_out))."""
        return self.gain * math.sqrt(2 / (fan_in + fan_out))


@initializers.register
class XavierUniform(ScaledUniform):
    r"""Balances the spread of signals forward and of gradients backward, with equally likely weights in an interval.

    $W \sim U(-b, b)$ with $b = g\sqrt{6/(n_\text{in}+n_\text{out})}$.

    Source: Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks. PyTorch
    recommends $g = 5/3$ for tanh.
    """

    title: ClassVar[str] = "Xavier (Glorot), uniform"
    latex: ClassVar[str] = r"W \sim U(-b, b),\quad b = g \sqrt{6/(n_\text{in} + n_\text{out})}"
    reference: ClassVar[str] = "Glorot and Bengio (2010), Understanding the difficulty of training deep networks"

    name: Literal["xavier_uniform"] = "xavier_uniform"
    gain: float = setting(1.0, symbol="g", help="Factor on all weights.", log=True, gt=0, le=100)

    def bound(self, fan_in: int, fan_out: int) -> float:
        """g √(6/(n_in + n_out))."""
        return self.gain * math.sqrt(6 / (fan_in + fan_out))


@initializers.register
class HeNormal(ScaledNormal):
    r"""Doubles the variance of LeCun's weights, because a ReLU throws half of each signal away.

    $W \sim \mathcal N(0, 2/n_\text{in})$.

    Convention (PyTorch's `kaiming_normal_` for ReLU): fan-in, gain $\sqrt 2$.

    Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers.
    """

    title: ClassVar[str] = "He (Kaiming), normal"
    latex: ClassVar[str] = r"W \sim \mathcal N(0, 2/n_\text{in})"
    reference: ClassVar[str] = "He, Zhang, Ren and Sun (2015), Delving deep into rectifiers"

    name: Literal["he_normal"] = "he_normal"

    def std(self, fan_in: int, fan_out: int) -> float:  # noqa: ARG002  # fan-in alone
        """√(2/n_in)."""
        return math.sqrt(2 / fan_in)


@initializers.register
class HeUniform(ScaledUniform):
    r"""Keeps the spread of the signals through ReLUs, with weights that are equally likely in an interval.

    $W \sim U(-b, b)$ with $b = \sqrt{6/n_\text{in}}$, whose variance is $2/n_\text{in}$.

    Convention (PyTorch's `kaiming_uniform_` for ReLU): fan-in, gain $\sqrt 2$.

    Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers.
    """

    title: ClassVar[str] = "He (Kaiming), uniform"
    latex: ClassVar[str] = r"W \sim U(-b, b),\quad b = \sqrt{6/n_\text{in}}"
    reference: ClassVar[str] = "He, Zhang, Ren and Sun (2015), Delving deep into rectifiers"

    name: Literal["he_uniform"] = "he_uniform"

    def bound(self, fan_in: int, fan_out: int) -> float:  # noqa: ARG002  # fan-in alone
        """√(6/n_in)."""
        return math.sqrt(6 / fan_in)


@initializers.register
class TorchDefault(ScaledUniform):
    r"""Draws weights and biases as PyTorch's `nn.Linear` does if nobody says otherwise.

    $W, b \sim U(-1/\sqrt{n_\text{in}}, 1/\sqrt{n_\text{in}})$: by √3 narrower than LeCun, and the biases are random
    too.

    Source: PyTorch, `torch.nn.Linear`; LeCun, Bottou, Orr and Müller (1998), Efficient BackProp.
    """

    title: ClassVar[str] = "PyTorch's default"
    latex: ClassVar[str] = r"W, b \sim U\bigl(-1/\sqrt{n_\text{in}}, 1/\sqrt{n_\text{in}}\bigr)"
    reference: ClassVar[str] = "PyTorch, torch.nn.Linear"

    name: Literal["torch_default"] = "torch_default"

    def bound(self, fan_in: int, fan_out: int) -> float:  # noqa: ARG002  # fan-in alone
        """1/√n_in."""
        return 1 / math.sqrt(fan_in)

    def biases(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
        """U(−b, b), as the weights."""
        bound = self.bound(fan_in, fan_out)
        return random.uniform(-bound, bound, fan_out)
