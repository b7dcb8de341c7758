"""A measure asked of an experiment, checked and answered."""

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from app.engine.declaration import Declaration
from app.engine.experiment import Experiment
from app.engine.measures.base import Measure
from app.engine.measures.choice import any_measure
from app.engine.runs.live_runs import LiveRuns

if TYPE_CHECKING:
    MeasureChoice = Measure
else:
    MeasureChoice = any_measure()


class MeasureRequest(Declaration):
    """An experiment, one of its runs, and what is asked of it."""

    experiment: Experiment = Field(description="What is run.")
    run: int = Field(0, ge=0, le=7, description="Number of the run, from 0; comparisons of runs look at all.")
    measure: MeasureChoice = Field(description="What is asked.")


def answering(lives: LiveRuns, request: MeasureRequest) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread whose return value is the answer, JSON-ready."""
    measure = request.measure
    found = yield from measure.measuring(lives, request.experiment, request.run)
    return {"value": found.value, "unit": measure.measured_in, "sentence": found.sentence, "numbers": found.numbers}


def measure(
    experiment: Experiment | Mapping[str, Any], measure: Measure | Mapping[str, Any] | str, run: int = 0
) -> dict[str, Any]:
    """The answer to a measure of run number `run`: value, unit, sentence and the sentence's numbers.

    Raises `ValueError` for what is no experiment, no measure, or does not fit together.
    """
    named = measure.model_dump() if isinstance(measure, Measure) else measure
    request = MeasureRequest.model_validate({"experiment": experiment, "run": run, "measure": named})
    if run >= len(request.experiment.runs):
        raise ValueError(f"run: expected 0 … {len(request.experiment.runs) - 1}, got {run}")
    work = answering(LiveRuns(), request)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return dict(end.value)
