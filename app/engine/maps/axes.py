"""The two settings that a map varies: where they stand, and at which values."""

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import Declaration, setting
from app.engine.experiment import Experiment
from app.engine.setting_paths import LONGEST, WrongPath, WrongValue, varied

MOST_VALUES = 200
FRACTION = 0.5


class Axis(Declaration):
    """One setting of a run by its JSON path, at values given or evenly spread, by difference or by ratio."""

    path: str = setting("learning_rate", symbol="", help="The setting's JSON path within the run.", max_length=LONGEST)
    low: float | None = Field(None, alias="from", description="The first value.")
    high: float | None = Field(None, alias="to", description="The last value.")
    count: int = Field(25, ge=2, le=MOST_VALUES, description="How many values there are from the first to the last.")
    scale: Literal["linear", "log"] = Field("linear", description="Whether they lie evenly by difference or by ratio.")
    values: tuple[float, ...] | None = Field(
        None, min_length=1, max_length=MOST_VALUES, description="The values themselves, in place of from and to."
    )

    @model_validator(mode="after")
    def _one_way(self) -> "Axis":
        if self.values is not None:
            if self.low is not None or self.high is not None:
                raise PydanticCustomError("axis", "expected either values, or from and to", {"path": ["values"]})
            return self
        if self.low is None or self.high is None:
            missing = "from" if self.low is None else "to"
            raise PydanticCustomError("axis", "expected a number, or 'values'", {"path": [missing]})
        if not math.isfinite(self.high - self.low):
            raise PydanticCustomError("axis", "expected ends that are a finite number apart", {"path": ["to"]})
        if self.scale == "log" and not min(self.low, self.high) > 0:
            wrong = "from" if self.low <= 0 else "to"
            raise PydanticCustomError("axis", "expected more than 0, as the scale is log", {"path": [wrong]})
        return self

    def spread(self) -> list[float]:
        """The values, in order."""
        if self.values is not None:
            return list(self.values)
        assert self.low is not None
        assert self.high is not None
        space = np.geomspace if self.scale == "log" else np.linspace
        inner = space(self.low, self.high, self.count).tolist()
        return [self.low, *inner[1:-1], self.high]  # the ends as they were given

    def fitting(self, experiment: Experiment, run: int) -> Iterator[float]:
        """The values, each held against the experiment; rounded, and each once, where only whole numbers fit.

        Raises `WrongPath` for a path that leads nowhere, and for a value that does not fit there.
        """
        values = self.spread()
        whole = self._is_whole(experiment, run, values)
        ends = () if self.values is not None else (("from", values[0]), ("to", values[-1]))
        for name, end in ends:
            self._hold(experiment, run, round(end) if whole else end, name)
        before: list[float] = []
        for number, value in enumerate(values):
            fitting = round(value) if whole else value
            if whole and before and before[-1] == fitting:
                continue
            self._hold(experiment, run, fitting, *(("path",) if ends else ("values", number)))
            before.append(fitting)
            yield fitting

    def _hold(self, experiment: Experiment, run: int, value: float, *place: str | int) -> None:
        """Hold a value against the experiment; raises `WrongValue` with its place, and `WrongPath`."""
        try:
            varied(experiment, run, self.path, value)
        except WrongValue as error:
            error.path = place
            raise

    def _is_whole(self, experiment: Experiment, run: int, values: list[float]) -> bool:
        """Whether fractions do not fit where whole numbers do."""
        if self.values is not None:
            return False
        broken = next((value for value in values if math.isfinite(value) and not float(value).is_integer()), None)
        if broken is None:
            return False
        try:
            varied(experiment, run, self.path, broken)
        except WrongPath:
            try:
                varied(experiment, run, self.path, round(broken))
            except WrongPath:
                return False
            return True
        return False
