"""Bodies of requests beyond the experiment itself."""

from typing import Annotated

from pydantic import Field

from app.engine.algebra.typed import FormulaText, Side
from app.engine.declaration import Declaration
from app.engine.experiment import Experiment, ProblemChoice

ROSENBROCK = {
    "problem": {"kind": "landscape", "name": "rosenbrock"},
    "runs": [
        {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.001, "label": "momentum 0.9"},
        {"optimizer": "adam", "learning_rate": 0.05},
    ],
    "steps": 50,
}

NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 200}, "hidden": [{"units": 8}]},
    "runs": [{"optimizer": "adam", "learning_rate": 0.03, "batch_size": 32}],
    "steps": 100,
}
EXPERIMENTS = {
    "race": {"summary": "Momentum against Adam on Rosenbrock's valley", "value": ROSENBROCK},
    "network": {"summary": "A small network on a spiral", "value": NETWORK},
}


class BatchOfSurface(Declaration):
    """Which batch's surface: the one that step `step` uses, for runs with batches of `size`."""

    seed: int | None = Field(None, ge=0, le=2**53 - 1, description="The experiment's seed; null is that beside it.")
    size: int = Field(32, ge=1, description="Batch size.")
    step: int = Field(0, ge=0, le=1_000_000, description="Step number.")


class SurfaceRequest(Declaration):
    """A grid of losses over a window."""

    problem: ProblemChoice = Field(description="What is drawn.")
    window: tuple[Side] | tuple[Side, Side] | None = Field(
        None, description="[[low, high], …]; null is the problem's own."
    )
    resolution: int = Field(121, ge=11, le=1001, description="Points along each side.")
    batch: BatchOfSurface | None = Field(None, description="Null for the full sum.")
    seed: int = Field(
        0, ge=0, le=2**53 - 1, description="The experiment's seed, from which a network's data and start are drawn."
    )


class FormulaRequest(Declaration):
    """A formula that somebody types."""

    expression: FormulaText = Field(
        description="In one or two letters, as books print it, with or without f(x, y) = before it."
    )


class SamplesRequest(Declaration):
    """The data of a network problem."""

    problem: ProblemChoice = Field(description="A problem of kind network.")
    seed: int = Field(0, ge=0, le=2**53 - 1, description="The experiment's seed.")


class ExplanationRequest(Declaration):
    """One step of one run of an experiment."""

    experiment: Experiment
    run: int = Field(0, ge=0, lt=8, description="Number of the run, from 0.")
    step: Annotated[int, Field(ge=0, le=1_000_000)] = Field(0, description="Number of the step, from 0.")
    sample: int | None = Field(None, ge=0, description="Number of a sample whose passes are shown, for networks.")
    remedy: bool = Field(True, description="Whether to compute what the suggested remedy would do.")
