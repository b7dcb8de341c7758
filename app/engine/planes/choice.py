"""What a request for a plane says: which run, where the plane lies, what of it is computed."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from app.engine.algebra.typed import Side
from app.engine.declaration import Declaration
from app.engine.experiment import MAX_STEPS, Experiment
from app.engine.networks.settings import MAX_PARAMETERS
from app.engine.problems import Mismatch
from app.engine.stepping.snapshots import EVERY

Step = Annotated[int, Field(ge=0, le=MAX_STEPS)]
Entry = Annotated[float, Field(ge=-1e6, le=1e6)]
Vector = Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MAX_PARAMETERS)]
MOST_POINTS, MOST_PATH = 150, 300
"""Points of a path where nobody says how many steps lie between two of them, and of any."""
MOST_NUMBERS = 2e6
"""Numbers of all points of such a path."""


class WrongPlane(Mismatch):
    """A plane that there is not; `path` leads to what is wrong within what was asked."""


class OwnPath(Declaration):
    """The two directions in which the path itself is widest: its principal components."""

    title: ClassVar[str] = "The run's own path"
    kind: Literal["pca"] = "pca"


class Directions(Declaration):
    """Two random directions."""

    title: ClassVar[str] = "Random directions"
    kind: Literal["random"]
    normalization: Literal["filter", "layer", "none"] = Field(
        "filter", description="What they are made as long as: the weights of each neuron, of each layer, or nothing."
    )
    ignore_biases: bool = Field(True, description="Leave biases as they are; else both directions have the centre's.")
    seed: int = Field(0, ge=0, le=2**53 - 1, description="Other directions for another seed.")


class TwoWeights(Declaration):
    """Two of the parameters, all others as they are at the centre."""

    title: ClassVar[str] = "Two weights"
    kind: Literal["weights"]
    indices: tuple[int, int] = Field(description="Their numbers in the order W1, b1, W2, b2, …, from 0.")


class Given(Declaration):
    """Two directions of one's own."""

    title: ClassVar[str] = "Directions of one's own"
    kind: Literal["directions"]
    u: Vector = Field(description="The first, in the order W1, b1, W2, b2, …")
    v: Vector = Field(description="The second.")


class Place(Declaration):
    """Where a run of the experiment is at a step."""

    run: int = Field(0, ge=0, le=7, description="Number of the run, from 0.")
    step: Step | None = Field(None, description="The step; null is the run's last.")


class Between(Declaration):
    """The straight line from the centre to another point: 0 here, 1 there."""

    title: ClassVar[str] = "The line to another point"
    kind: Literal["between"]
    other: Place = Field(description="The other point.")


class ThreePoints(Declaration):
    """The plane through the centre and two other points; the first of them lies at (1, 0)."""

    title: ClassVar[str] = "Through three points"
    kind: Literal["points"]
    others: tuple[Place, Place] = Field(description="The other points.")


class OfBatch(Declaration):
    """The samples of one batch."""

    batch: Step = Field(description="The step of the run that uses it.")


KINDS = (OwnPath, Directions, TwoWeights, Given, Between, ThreePoints)
PlaneKind = OwnPath | Directions | TwoWeights | Given | Between | ThreePoints


def _form(value: Any) -> str:
    return "batched" if isinstance(value, Mapping | OfBatch) else "named"


class PlaneRequest(Declaration):
    """A run of an experiment, a plane through one of its points, and what is computed of it."""

    experiment: Experiment = Field(description="What is run.")
    run: int = Field(0, ge=0, le=7, description="Number of the run, from 0.")
    step: Step | None = Field(
        None, description="The step at which the run is the plane's centre; null is the path's last."
    )
    until: Step | None = Field(None, description="The last step of the path; null is the centre's, or the run's last.")
    plane: PlaneKind = Field(default_factory=OwnPath, discriminator="kind", description="Where the plane lies.")
    window: tuple[Side, Side] | tuple[Side] | None = Field(
        None, description="[[low, high], [low, high]] in a and b, or one side of a line; null is what suits the plane."
    )
    resolution: int = Field(64, ge=2, le=1001, description="Points along each side.")
    over: Annotated[
        Annotated[Literal["train", "test"], Tag("named")] | Annotated[OfBatch, Tag("batched")], Discriminator(_form)
    ] = Field("train", description="Samples of the losses: those that are measured, or a batch's.")
    samples: int | None = Field(None, ge=1, description="At most so many of them, evenly spread; null is all of them.")
    path_every: int | None = Field(
        None, ge=1, le=MAX_STEPS, description="Steps between two points of the path; null is about 150 points."
    )
    vectors: bool = Field(True, description="Whether origin, u and v are in the answer.")

    @model_validator(mode="after")
    def _there(self) -> "PlaneRequest":
        count, steps = len(self.experiment.runs), self.experiment.steps
        for path, run in [(("run",), self.run), *(((*where, "run"), other.run) for where, other in self.others)]:
            if run >= count:
                raise PydanticCustomError("run", "expected 0 … {last}", {"last": count - 1, "path": list(path)})
        for path, step in self._steps:
            if step is not None and step > steps:
                raise PydanticCustomError("step", "expected 0 … {last}", {"last": steps, "path": list(path)})
        if self.window is not None and len(self.window) != self.sides:
            said = "one side, as a line has" if self.sides == 1 else "two sides, as a plane has"
            raise PydanticCustomError("window", "expected {said}", {"said": said, "path": ["window"]})
        if self.last > MOST_PATH * self.every:
            least = -(-self.last // MOST_PATH)
            said = f"at least {least}, as a path has at most {MOST_PATH} points"
            raise PydanticCustomError("path_every", "expected {said}", {"said": said, "path": ["path_every"]})
        return self

    @property
    def others(self) -> list[tuple[tuple[str | int, ...], Place]]:
        """The points that the plane goes through beside the centre, and where they stand."""
        if isinstance(self.plane, Between):
            return [(("plane", "other"), self.plane.other)]
        if isinstance(self.plane, ThreePoints):
            return [(("plane", "others", number), other) for number, other in enumerate(self.plane.others)]
        return []

    @property
    def _steps(self) -> list[tuple[tuple[str | int, ...], int | None]]:
        """All steps that are named, and where they stand."""
        batch = self.over.batch if isinstance(self.over, OfBatch) else None
        named = [(("step",), self.step), (("until",), self.until), (("over", "batch"), batch)]
        return [*named, *(((*where, "step"), other.step) for where, other in self.others)]

    @property
    def sides(self) -> int:
        """1 for a line, 2 for a plane."""
        return 1 if isinstance(self.plane, Between) else 2

    @property
    def last(self) -> int:
        """The last step of the path, if the run goes on that long."""
        return next((step for step in (self.until, self.step) if step is not None), self.experiment.steps)

    @property
    def every(self) -> int:
        """Steps between two points of the path."""
        most = max(2, min(MOST_POINTS, int(MOST_NUMBERS / self.experiment.problem.dimension)))
        every = max(1, -(-self.last // most))
        if most < MOST_POINTS:  # a large network's run is kept at some of its steps: none is to be computed again
            every = EVERY * 2 ** max(0, math.ceil(math.log2(every / EVERY)))
        return self.path_every or every

    @property
    def path_points(self) -> int:
        """How many points of the path there are at most."""
        return self.last // self.every + 2

    @property
    def most_samples(self) -> int:
        """How many samples each loss is over at most."""
        problem = self.experiment.problem
        if not isinstance(self.over, OfBatch):
            return min(problem.most_measured, self.samples or problem.most_measured)
        run = self.experiment.runs[self.run]
        sizes = [run.batch_size, *(change.batch_size for change in run.changes if change.batch_size is not None)]
        return max(problem.sample_count if size is None else min(size, problem.sample_count) for size in sizes)

    @property
    def cells(self) -> int:
        """How many losses there are at most."""
        return int(self.resolution**self.sides)
