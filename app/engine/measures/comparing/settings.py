"""Which of several values of a setting is best, and which is the first that will do."""

from collections.abc import Generator
from typing import ClassVar, Literal

from pydantic import JsonValue, model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import setting
from app.engine.experiment import Experiment
from app.engine.measures.base import (
    Better,
    Measure,
    Measured,
    RunAlone,
    best_of,
    compared_by,
    comparisons,
    direction,
)
from app.engine.measures.choice import OfOneRun
from app.engine.measures.wording import number_text
from app.engine.runs.live_runs import LiveRuns
from app.engine.setting_paths import LONGEST, varied

MOST = 64


class _OverSettings(Measure):
    """Base: a measure at each of several values of a setting."""

    path: str = setting("learning_rate", symbol="", help="The setting's JSON path within the run.", max_length=LONGEST)
    values: tuple[JsonValue, ...] = setting(..., symbol="", help="The values, in order.", min_length=1, max_length=MOST)
    by: OfOneRun = setting(..., symbol="", help="The measure.")

    def trials(self) -> int:
        """One for each value."""
        return len(self.values)

    def found(self, lives: LiveRuns, experiment: Experiment, index: int) -> Generator[None, None, list[float | None]]:
        """The measure at each value."""
        numbers: list[float | None] = []
        for value in self.values:
            trial = varied(experiment, index, self.path, value)
            numbers.append((yield from compared_by(self.by, RunAlone(lives, trial, index))))
        return numbers

    @property
    def said(self) -> str:
        """What is varied, in words."""
        return self.path.rsplit(".", 1)[-1].replace("_", " ")


@comparisons.register
class BestSetting(_OverSettings):
    """The value of a setting, out of several, at which a measure is best: the first of them where several are."""

    title: ClassVar[str] = "Best setting"

    name: Literal["best_setting"] = "best_setting"
    wins: Better | None = setting(None, symbol="", help="Whether less or more wins; null is the measure's own.")

    def measuring(self, lives: LiveRuns, experiment: Experiment, index: int) -> Generator[None, None, Measured]:
        """The value; none where the measure has none at any."""
        wins = direction(self.by, self.wins)
        numbers = yield from self.found(lives, experiment, index)
        best = best_of(numbers, wins)
        if best is None:
            return Measured(None, f"No {self.said} gives a {self.by.title.lower()}.", {"measured": numbers})
        value, number = self.values[best], numbers[best]
        assert number is not None
        sentence = f"Best is {self.said} {_text(value)}: {self.by.amount(number)}."
        return Measured(_plain(value), sentence, {"measured": numbers, "best": number})


@comparisons.register
class FirstSetting(_OverSettings):
    """The first of several values of a setting at which a measure keeps a bound."""

    title: ClassVar[str] = "First setting that will do"

    name: Literal["first_setting"] = "first_setting"
    at_least: float | None = setting(None, symbol="", help="The measure is this or more.")
    at_most: float | None = setting(None, symbol="", help="The measure is this or less.")

    @model_validator(mode="after")
    def _bounded(self) -> "FirstSetting":
        if self.at_least is None and self.at_most is None:
            raise PydanticCustomError("bound", "expected a bound, at_least or at_most", {"path": ["at_least"]})
        return self

    def measuring(self, lives: LiveRuns, experiment: Experiment, index: int) -> Generator[None, None, Measured]:
        """The value; none where none will do."""
        numbers = yield from self.found(lives, experiment, index)
        low = float("-inf") if self.at_least is None else self.at_least
        high = float("inf") if self.at_most is None else self.at_most
        good = [place for place, number in enumerate(numbers) if number is not None and low <= number <= high]
        if not good:
            return Measured(None, f"No {self.said} out of {len(numbers)} will do.", {"measured": numbers})
        value, number = self.values[good[0]], numbers[good[0]]
        assert number is not None
        sentence = f"The first that will do is {self.said} {_text(value)}: {self.by.amount(number)}."
        return Measured(_plain(value), sentence, {"measured": numbers, "first": number})


def _text(value: JsonValue) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else number_text(plain)


def _plain(value: JsonValue) -> float | int | str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int | float | str) else str(value)
