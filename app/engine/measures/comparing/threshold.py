"""Up to which value of a setting a run ends in a certain way."""

import math
from collections.abc import Generator
from typing import Any, ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import setting
from app.engine.experiment import Experiment
from app.engine.measures.base import Measure, Measured, RunAlone, comparisons
from app.engine.measures.wording import number_text
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Status
from app.engine.setting_paths import LONGEST, varied

TRIALS = 60


@comparisons.register
class Threshold(Measure):
    """The value of a setting between two others at which the outcome changes, found by halving.

    Such as the largest learning rate at which a run does not diverge. On the way from one end of the range to the
    other the outcome is taken to change once; the value is the last one tried with the outcome of the lower end.
    """

    title: ClassVar[str] = "Threshold"

    name: Literal["threshold"] = "threshold"
    path: str = setting("learning_rate", symbol="", help="The setting's JSON path within the run.", max_length=LONGEST)
    low: float = setting(..., symbol="", help="The lower end of the range.")
    high: float = setting(..., symbol="", help="Its upper end.")
    outcome: Status = setting("diverged", symbol="", help="The outcome that begins, or ends, somewhere between.")
    whole: bool = setting(False, symbol="", help="Whether only whole numbers are tried.")
    tolerance: float = setting(
        1e-4, symbol="", help="How close the two sides come, as a share of the value.", ge=1e-12, le=0.5, log=True
    )

    @model_validator(mode="after")
    def _ordered(self) -> "Threshold":
        if not self.low < self.high:
            raise PydanticCustomError("order", "expected more than low = {low}", {"low": self.low, "path": ["high"]})
        return self

    def trials(self) -> int:
        """The two ends, and a halving for each digit."""
        return TRIALS

    def measuring(self, lives: LiveRuns, experiment: Experiment, index: int) -> Generator[None, None, Measured]:
        """The last value with the outcome of the lower end; none where both ends have the same."""
        tried: list[dict[str, Any]] = []

        def ends_so(value: float) -> Generator[None, None, bool]:
            outcome = yield from RunAlone(lives, varied(experiment, index, self.path, value), index).outcome()
            tried.append({"value": value, "status": outcome.status})
            return outcome.status == self.outcome

        low, high = (math.ceil(self.low), math.floor(self.high)) if self.whole else (self.low, self.high)
        at_low, at_high = (yield from ends_so(low)), (yield from ends_so(high))
        name = self.path.rsplit(".", 1)[-1].replace("_", " ")
        if at_low == at_high:
            how = "is" if at_low else "is not"
            sentence = (
                f"From {number_text(low)} to {number_text(high)} the outcome {how} {self.outcome}: no {name} between "
                "them changes it."
            )
            return Measured(None, sentence, {"tried": tried})
        while len(tried) < TRIALS and not self._close(low, high):
            middle = self._between(low, high)
            if (yield from ends_so(middle)) == at_low:
                low = middle
            else:
                high = middle
        numbers = {"below": low, "above": high, "tried": tried}
        before, after = ("is", "is not") if at_low else ("is not", "is")
        lower, upper = _apart(low, high), _apart(high, low)
        sentence = f"At a {name} of {lower} the outcome {before} {self.outcome}, at {upper} it {after}."
        return Measured(low, sentence, numbers)

    def _close(self, low: float, high: float) -> bool:
        if self.whole:
            return high - low <= 1
        return high - low <= self.tolerance * max(abs(low), abs(high))

    def _between(self, low: float, high: float) -> float:
        """Half-way, by ratio where the ends lie decades apart."""
        if self.whole:
            return (low + high) // 2
        return math.sqrt(low * high) if low > 0 and high > 10 * low else low + (high - low) / 2


def _apart(value: float, other: float) -> str:
    """A number with as many digits as it takes to tell it from another."""
    digits = next((n for n in range(3, 17) if f"{value:.{n}g}" != f"{other:.{n}g}"), 17)
    return f"{value:.{digits}g}"
