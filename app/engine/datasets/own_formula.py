"""Data whose shape is a formula that somebody types."""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.algebra.formula import Formula, FormulaError, parse
from app.engine.algebra.typed import USUAL_SIDE, FormulaText, Side, usual_window
from app.engine.datasets.base import Samples, Undrawable, datasets
from app.engine.datasets.formula_values import FormulaValues, Sides
from app.engine.datasets.generated import Planar, Regression
from app.engine.declaration import FloatArray, setting

LEAST_SHARE = 0.05
"""Part of the window that must lie above a curve, and below it."""
MARGIN = 0.025
"""How far points stay away from the curve before the noise, as a part of the window's height."""
ROUNDS, FEWEST = 40, 256
"""How often as many points are drawn as are wanted, or at least so many, before nobody expects to find enough."""


def _in_x(text: str) -> str:
    letters = parse(text).letters
    if letters != ("x",):
        raise ValueError(f"formula: expected a curve over x, a formula in x alone, got one in {' and '.join(letters)}")
    return text


@datasets.register
class AboveBelow(Planar):
    """A curve of your own parts the classes: see which formulas a network of a few units can follow.

    Class 1 lies above the curve y = g(x), class 0 below it, both evenly in the window. Points keep a fortieth of the
    window's height away from the curve before the noise. The formula is written as in books: `2 sin(x)`, `x³ − 2x`,
    `|x|`, `g(x) = x²`.
    """

    title: ClassVar[str] = "Above or below a curve"
    latex: ClassVar[str] = r"\text{class} = \begin{cases} 1 & y > g(x) \\ 0 & y < g(x) \end{cases}"
    reference: ClassVar[str] = "Cybenko (1989), Approximation by superpositions of a sigmoidal function"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = (8, 8)
    slow: ClassVar[bool] = True

    name: Literal["above_below"] = "above_below"
    noise: float = setting(
        0.1,
        symbol=r"\sigma",
        help="Standard deviation of the scatter, in quarters of the window's sides.",
        ge=0,
        le=0.5,
    )
    formula: Annotated[FormulaText, AfterValidator(_in_x)] = Field(
        "2 sin(x)",
        description="A curve over x, as books print it: 2 sin x, x³ − 2x, |x|, max(0, x), e^(−x²), g(x) = x².",
    )
    window: tuple[Side, Side] | None = Field(
        None,
        description="[[x low, x high], [y low, y high]] of the points before the noise; null is −3 … 3 in both.",
    )

    @property
    def sides(self) -> Sides:
        """The window, or the usual one."""
        return self.window or (USUAL_SIDE, USUAL_SIDE)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Where they lie."""
        return ("below", "above")

    @property
    def gap(self) -> FloatArray:
        """A quarter of each side of the window."""
        return np.array([(high - low) / 4 for low, high in self.sides])

    def positions(self, labels: "np.ndarray[Any, np.dtype[np.int64]]", random: np.random.Generator) -> FloatArray:
        """Points of the window, as they come, on the side of the curve that their class has."""
        curve = FormulaValues(parse(self.formula), self.sides[:1])
        self._check_shares(curve.evenly)
        low, high = np.array(self.sides).T
        margin = MARGIN * (high[1] - low[1])
        found: list[FloatArray] = [np.empty((0, 2)), np.empty((0, 2))]
        wanted, count = np.bincount(labels, minlength=2), max(FEWEST, len(labels))
        for _ in range(ROUNDS):
            points = random.uniform(low, high, (count, 2))
            rise = points[:, 1] - curve.at(points[:, :1].T)
            for label, side in enumerate((rise < -margin, rise > margin)):
                found[label] = np.concatenate([found[label], points[side]])
            if all(len(some) >= most for some, most in zip(found, wanted, strict=True)):
                break
        else:
            self._refuse(min(len(some) for some in found) / (ROUNDS * count), "the narrower side")
        places = np.empty((len(labels), 2))
        for label, most in enumerate(wanted):
            places[labels == label] = found[label][:most]
        return places

    def _check_shares(self, curve: FloatArray) -> None:
        """Both classes have room."""
        low, high = self.sides[1]
        margin = MARGIN * (high - low)
        for side, room in (("above", high - margin - curve), ("below", curve - margin - low)):
            share = float(np.clip(room / (high - low), 0, 1).mean())
            if share < LEAST_SHARE:
                self._refuse(share, f"the side {side} it")

    def _refuse(self, share: float, side: str) -> None:
        low, high = self.sides[1]
        raise Undrawable(
            "formula",
            f"a curve with room for points above and below it within y from {low:g} to {high:g}".replace("-", "−"),
            f"{share:.1%} of the window for {side}",
        )


@datasets.register
class OwnFunction(Regression):
    """A function of your own is learned from noisy values: type a formula of one letter or of two.

    The network learns the values minus their training mean, by their standard deviation, whatever their scale; its
    answers are in the formula's own units. The unit of the noise is s, the standard deviation of the formula over the
    window: on new samples no network can do better than a mean squared error of σ²/(1 + σ²), about σ². The formula is
    written as in books: `x sin(2x)`, `|x|`, `f(u, v) = u v`.
    """

    title: ClassVar[str] = "Own function, with noise"
    latex: ClassVar[str] = r"y = f(x) + s\,\sigma\,\xi"
    reference: ClassVar[str] = "Hornik, Stinchcombe and White (1989), Multilayer feedforward networks"
    scaling: ClassVar[str] = "standard"
    slow: ClassVar[bool] = True

    name: Literal["own_function"] = "own_function"
    noise: float = setting(
        0.1,
        symbol=r"\sigma",
        help="Standard deviation of the noise, as a part of that of the formula over its window.",
        ge=0,
        le=1,
    )
    formula: FormulaText = Field(
        "sin(2x) + x/2",
        description="What is learned, in one letter or two, as books print it: x sin(2x), 2|x|, √(x² + y²), "
        "f(u, v) = u v.",
    )
    window: tuple[Side] | tuple[Side, Side] | None = Field(
        None,
        description="[[x low, x high]], or [[x low, x high], [y low, y high]] for two inputs; null is −3 … 3 in each "
        "letter that occurs.",
    )

    @model_validator(mode="after")
    def _fits_its_window(self) -> "OwnFunction":
        try:
            self._read()
        except FormulaError as error:
            raise PydanticCustomError("formula", "{reason}", {"reason": str(error), "path": ["window"]}) from None
        return self

    def _read(self) -> Formula:
        return parse(self.formula, None if self.window is None else len(self.window))

    @property
    def columns(self) -> tuple[str, ...]:
        """The letters of the formula."""
        return self._read().letters

    @property
    def target(self) -> str:
        """The first letter that is none of the inputs."""
        return next(letter for letter in "yzw" if letter not in self.columns)

    @property
    def sides(self) -> Sides:
        """The window, or the usual one."""
        return self.window or usual_window(self.formula)

    def draw(self, random: np.random.Generator) -> Samples:
        """Places in the window, and noisy values of the formula."""
        function = FormulaValues(self._read(), self.sides)
        spread = float(function.evenly.std())
        return self.drawn_from(function.at, spread or 1.0, random).standardised()
