"""What the catalog answers: everything that can be named, each with the schema of its settings."""

from typing import Literal

from pydantic import Field

from app.api.answers import Answer, Json

Side = tuple[float, float]


class Settable(Answer):
    """What has settings."""

    settings: Json = Field(alias="schema", description="JSON Schema of its settings.")


class Named(Answer):
    """What can be named in an experiment."""

    name: str = Field(description="Its name in an experiment.")
    title: str = Field(description="Its name for people.")
    summary: str = Field(description="One sentence.")
    reference: str = Field(description="Its source.")


class MinimumEntry(Answer):
    """A global minimum."""

    point: list[float] = Field(description="Where it lies.")
    value: float = Field(description="The loss there.")


class LandscapeEntry(Named):
    """A landscape."""

    lesson: str = Field(description="What it teaches.")
    family: str = Field(description="What it is akin to.")
    formula: str = Field(description="As it can be typed.")
    latex: str = Field(description="As it is shown.")
    letters: list[str] = Field(description="What the parameters are called: w, w₁ and w₂, or the letters of a formula.")
    dimension: Literal[1, 2] = Field(description="Number of parameters.")
    domain: list[Side] = Field(description="Where it is usually studied.")
    window: list[Side] = Field(description="What plots show.")
    log: bool = Field(description="Whether contours are levels of the logarithm.")
    minima: list[MinimumEntry] = Field(description="All global minima of the domain.")
    start: list[float] = Field(description="Where runs start.")
    learning_rate: float = Field(description="A rate that leads somewhere.")
    smoothness: str = Field(description="How often it can be derived.")
    unbounded_below: bool = Field(description="Whether there is no lowest value.")


class RuleLine(Answer):
    """A line of an optimizer's rule."""

    name: str = Field(description="The quantity that it defines.")
    latex: str = Field(description="The line.")
    role: Literal["", "gradient", "memory", "decay", "step"] = Field(description="Which part of the step it is.")


class OptimizerEntry(Named, Settable):
    """An optimizer."""

    description: str = Field(description="All that its page says.")
    latex: list[RuleLine] = Field(description="Its rule.")
    momentum_field: str | None = Field(description="The setting that plays the part of momentum.")
    usual_rate: float | None = Field(description="The learning rate of a rule whose steps have a length of their own.")


class ScheduleEntry(Named, Settable):
    """A schedule of the learning rate."""

    latex: str = Field(description="Its formula.")
    watches_loss: bool = Field(description="Whether it looks at the loss.")


class DeclaredEntry(Named, Settable):
    """A data set, an activation, a loss or an initialiser."""

    description: str = Field(description="All that its page says.")
    latex: str = Field(description="Its formula; empty where it has none.")
    licence: str = Field(description="Of data that are somebody's.")


class LossEntry(DeclaredEntry):
    """A loss."""

    tasks: list[Literal["regression", "binary", "classes"]] = Field(description="The questions that it fits.")
    of_numbers: bool = Field(description="Whether it compares the outputs as `output_activation` makes them.")
    activation: str = Field(description="What it makes of the outputs itself.")


class MeasureEntry(Settable):
    """A measure of what happened."""

    name: str = Field(description="Its name in a request.")
    title: str = Field(description="Its name for people.")
    summary: str = Field(description="One sentence.")
    description: str = Field(description="All that is said of it.")
    unit: str = Field(description="What the number counts; empty where it bears no unit.")
    better: Literal["less", "more"] | None = Field(description="Whether less or more of it is better, if either.")
    needs: list[str] = Field(description="What a problem must have: its kind, probes, classes, test samples, minima.")
    of_cell: bool = Field(description="Whether a colour can say the answer: a number, or one of a few words.")


class PlaneEntry(Settable):
    """A kind of plane through a network's parameters."""

    name: str = Field(description="Its kind in a request.")
    title: str = Field(description="Its name for people.")
    summary: str = Field(description="One sentence.")
    description: str = Field(description="All that is said of it.")


class NetworkEntry(Settable):
    """What can be set of a network."""

    features: dict[str, list[str]] = Field(description="Inputs that can be made of columns, by their names: x,y.")


class ClippingEntry(Settable):
    """Gradient clipping."""

    summary: str = Field(description="One sentence.")


class CatalogAnswer(Answer):
    """Everything that can be named: each entry has its name, title, summary and the schema of its settings."""

    landscapes: list[LandscapeEntry]
    optimizers: list[OptimizerEntry]
    schedules: list[ScheduleEntry]
    datasets: list[DeclaredEntry]
    activations: list[DeclaredEntry]
    losses: list[LossEntry]
    initializers: list[DeclaredEntry]
    measures: list[MeasureEntry]
    planes: list[PlaneEntry]
    network: NetworkEntry
    landscape: Settable
    experiment: Settable
    gradient_clipping: ClippingEntry
