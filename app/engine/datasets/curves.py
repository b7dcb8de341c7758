"""Regressions of one variable: a curve, and values around it."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.datasets.base import datasets
from app.engine.datasets.generated import Curve
from app.engine.declaration import FloatArray, setting


@datasets.register
class Line(Curve):
    r"""A straight line is where gradient descent can be checked by hand: one weight, one bias, a round bowl of loss.

    $y = 0.8 x + 0.2$ plus noise. Without a hidden layer the best weight and bias are those of least squares.

    Source: Legendre (1805), Nouvelles méthodes pour la détermination des orbites des comètes.
    """

    title: ClassVar[str] = "Line"
    latex: ClassVar[str] = r"y = 0.8\,x + 0.2 + \sigma\,\xi"
    reference: ClassVar[str] = "Legendre (1805), Nouvelles méthodes pour la détermination des orbites des comètes"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = ()

    name: Literal["line"] = "line"
    samples: int = setting(100, symbol="n", help="Number of samples, for training and for testing.", ge=10, le=5000)

    def curve(self, x: FloatArray) -> FloatArray:
        """0.8 x + 0.2."""
        return 0.8 * x + 0.2


@datasets.register
class Sine(Curve):
    r"""One period of a sine shows how hidden units bend a line: each of them adds one bend.

    $y = \sin \pi x$ plus noise.
    """

    title: ClassVar[str] = "Sine"
    latex: ClassVar[str] = r"y = \sin \pi x + \sigma\,\xi"
    reference: ClassVar[str] = "Bishop (2006), Pattern Recognition and Machine Learning, chapter 1"

    name: Literal["sine"] = "sine"
    samples: int = setting(200, symbol="n", help="Number of samples, for training and for testing.", ge=10, le=5000)

    def curve(self, x: FloatArray) -> FloatArray:
        """sin πx."""
        return np.sin(np.pi * x)


@datasets.register
class Step(Curve):
    """A jump shows what a smooth network cannot do: the weights must grow without end to make the slope steeper.

    y is −0.8 for x below 0 and 0.8 from 0 on, plus noise.
    """

    title: ClassVar[str] = "Step"
    latex: ClassVar[str] = r"y = \sigma\,\xi + \begin{cases} -0.8 & x < 0 \\ 0.8 & x \ge 0 \end{cases}"
    reference: ClassVar[str] = "Cybenko (1989), Approximation by superpositions of a sigmoidal function"
    learning_rate: ClassVar[float] = 0.2

    name: Literal["step"] = "step"
    samples: int = setting(200, symbol="n", help="Number of samples, for training and for testing.", ge=10, le=5000)

    def curve(self, x: FloatArray) -> FloatArray:
        """−0.8 or 0.8."""
        return np.where(x < 0, -0.8, 0.8)


@datasets.register
class NoisyCubic(Curve):
    r"""Few samples with much noise show overfitting: the training loss falls below the noise, the test loss does not.

    $y = 4 x^3 - 3 x$ plus noise of standard deviation σ: no curve can do better than σ² on new samples. A large
    network bends towards single samples; more samples, a penalty on the weights or an early stop help.

    Source: Geman, Bienenstock and Doursat (1992), Neural networks and the bias/variance dilemma.
    """

    title: ClassVar[str] = "Noisy cubic"
    latex: ClassVar[str] = r"y = 4 x^3 - 3 x + \sigma\,\xi"
    reference: ClassVar[str] = "Geman, Bienenstock and Doursat (1992), Neural networks and the bias/variance dilemma"
    suggested_hidden: ClassVar[tuple[int, ...]] = (32, 32)

    name: Literal["noisy_cubic"] = "noisy_cubic"
    samples: int = setting(30, symbol="n", help="Number of samples, for training and for testing.", ge=10, le=5000)
    noise: float = setting(0.25, symbol=r"\sigma", help="Standard deviation of the noise, in units of y.", ge=0, le=0.5)

    def curve(self, x: FloatArray) -> FloatArray:
        """4x³ − 3x."""
        return 4 * x**3 - 3 * x
