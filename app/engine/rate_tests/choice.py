"""What a request for a rate test says: which run, from which rate to which, in how many steps."""

import math

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import Declaration
from app.engine.experiment import Experiment
from app.engine.schedules import Schedule, schedules
from app.engine.schedules.base import MAX_RATE

MOST_FACTOR = 2.0
"""Largest factor of an exponential schedule."""
LEAST_SPAN = 2.0
"""How many times the smallest rate the largest is at least."""


class RateTestRequest(Declaration):
    """A run of an experiment, and the rates that it is tested with: each the one before times the same factor."""

    experiment: Experiment = Field(description="What is run; its steps do not matter here.")
    run: int = Field(0, ge=0, le=7, description="Number of the run, from 0, which is tested without its changes.")
    low: float = Field(1e-5, gt=0, le=MAX_RATE, description="The first and smallest rate.")
    high: float = Field(10.0, gt=0, le=MAX_RATE, description="The last and largest rate.")
    steps: int = Field(100, ge=5, le=10_000, description="How many steps the rate takes from one to the other.")
    smoothing: int | None = Field(
        None, ge=0, le=1000, description="A smoothed loss is the mean of those up to so many steps before and after; "
        "null is a twentieth of the steps where batches are drawn, and 0 elsewhere."
    )  # fmt: skip
    stop_factor: float = Field(
        4.0, gt=1, le=1e9, description="Stop where the loss is more than so many times its best; where it has fallen "
        "by more than its best, as many times that fall, less one, above it."
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> "RateTestRequest":
        count = len(self.experiment.runs)
        if self.run >= count:
            raise PydanticCustomError("run", "expected 0 … {last}", {"last": count - 1, "path": ["run"]})
        optimizer = self.experiment.runs[self.run].optimizer
        if why := optimizer.without_rate:
            said = f"an optimizer whose steps follow the learning rate; {why}"
            path = ["experiment", "runs", self.run, "optimizer"]
            raise PydanticCustomError("optimizer", "expected {said}", {"said": said, "path": path})
        if self.high < LEAST_SPAN * self.low:
            said = f"at least {LEAST_SPAN * self.low:g}, twice the smallest rate"
            raise PydanticCustomError("high", "expected {said}", {"said": said, "path": ["high"]})
        least = 1 + math.ceil(self._doublings)
        if self.steps < least:
            said = f"at least {least}, as no step more than doubles the rate"
            raise PydanticCustomError("steps", "expected {said}", {"said": said, "path": ["steps"]})
        return self

    @property
    def _doublings(self) -> float:
        """How often the rate doubles on its way; the ratio of both ends may be larger than any number."""
        return math.log2(self.high) - math.log2(self.low)

    @property
    def schedule(self) -> Schedule:
        """The growing rate: an exponential schedule that never leaves the range."""
        growing, numbers = schedules["exponential"], np.arange(self.steps)
        gamma = min(MOST_FACTOR, float(np.exp2(self._doublings / (self.steps - 1))))
        while True:
            schedule = growing.model_validate({"initial": self.low, "gamma": gamma})
            if schedule.rates(numbers)[-1] <= self.high:
                return schedule
            gamma = math.nextafter(gamma, 0.0)

    @property
    def test(self) -> Experiment:
        """The experiment whose one run is the test."""
        run = self.experiment.runs[self.run]
        growing = run.model_copy(update={"learning_rate": self.schedule, "changes": ()})
        return self.experiment.model_copy(update={"runs": (growing,), "steps": self.steps})
