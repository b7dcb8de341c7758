"""What a run's network answers to rows of a table, at any step, in the table's own units."""

from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from app.engine.declaration import Declaration
from app.engine.experiment import MAX_STEPS, Experiment
from app.engine.problems.base import Mismatch, NotOffered
from app.engine.runs.best import best_step
from app.engine.runs.live_runs import LiveRuns

MOST_ROWS = 5_000

Row = Annotated[tuple[float | str, ...], Field(min_length=1, max_length=784)]


def _form(value: Any) -> str:
    return "best" if isinstance(value, str) else "number"


Step = Annotated[
    Annotated[int, Field(ge=0, le=MAX_STEPS), Tag("number")] | Annotated[Literal["best"], Tag("best")],
    Discriminator(_form),
]


class NeverBest(Mismatch):
    """A run that has no best step, as none of its losses is a number."""


class Unasked(Mismatch):
    """A problem that answers no rows."""


class PredictionRequest(Declaration):
    """An experiment, one of its runs at one step, and the rows that it is asked about."""

    experiment: Experiment = Field(description="A network on data without images and texts.")
    run: int = Field(0, ge=0, le=7, description="Number of the run, from 0.")
    step: Step | None = Field(
        None, description='Number of the step; "best": that of the lowest test loss; null: the last there is.'
    )
    inputs: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_ROWS)] = Field(
        description="Rows as in the table: a number or a word for each of its input columns, in their order."
    )


def predicting(lives: LiveRuns, request: PredictionRequest) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread whose return value is the answer, JSON-ready."""
    race = yield from lives.racing(request.experiment)
    live = race.runs[request.run]
    steps = request.experiment.steps
    last = min(request.step, steps) if isinstance(request.step, int) else steps
    try:
        answering = live.problem.answering(request.inputs)
    except NotOffered as error:
        raise Unasked(error.expected, error.got) from None
    while live.missing(last + 1):
        live.extend_a_bit(last + 1)
        yield
    step = min(last, live.rows - 1)
    if request.step == "best":
        best = best_step(live, step)
        if best is None:
            raise NeverBest("a run with a finite loss, for its best step", request.step)
        step = best
    yield from live.approaching(step)
    return {"step": step, **answering(live.point(step))}


def predict(
    experiment: Experiment | Mapping[str, Any],
    inputs: Sequence[Sequence[float | str]],
    run: int = 0,
    step: Step | None = None,
) -> dict[str, Any]:
    """What run number `run` answers to rows of the table at `step`: None is the last, "best" the lowest test loss.

    Outputs and errors are in the table's own units. Raises `ValueError` for what does not fit together.
    """
    request = PredictionRequest.model_validate({"experiment": experiment, "run": run, "step": step, "inputs": inputs})
    if run >= len(request.experiment.runs):
        raise ValueError(f"run: expected 0 … {len(request.experiment.runs) - 1}, got {run}")
    work = predicting(LiveRuns(), request)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return dict(end.value)
