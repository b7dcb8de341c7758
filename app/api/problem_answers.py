"""What is answered of a problem before its first step: the complete experiment, and the data of a network."""

from typing import Literal

from pydantic import Field

from app.api.answers import Answer
from app.api.catalog_answer import LandscapeEntry, MinimumEntry
from app.engine.experiment import Experiment


class FormulaAnswer(Answer):
    """A formula as it was read."""

    latex: str = Field(description="What stands on its right side, term by term as it was taken.")
    letters: list[str] = Field(description="Its letters in order, one a dimension, as x or w₁.")


class LandscapeOutline(LandscapeEntry):
    """A landscape with its gradient."""

    gradient_latex: list[str] = Field(description="Its partial derivatives; empty where they are too long.")


class ErrorSurface(Answer):
    """The surface of a network with two parameters, a slope and an intercept of what it learns."""

    names: tuple[str, str] = Field(description="Of its parameters.")
    window: tuple[tuple[float, float], tuple[float, float]] = Field(
        description="[[low, high], …]: start and lowest point lie in it."
    )
    minima: list[MinimumEntry] = Field(description="The minimum, where it is known in closed form.")
    log: bool = Field(description="Whether logarithmic levels show more of it.")
    start: tuple[float, float] = Field(description="The first parameters.")
    inputs_scaled: bool = Field(description="Whether the input is scaled before it is learned.")
    targets_scaled: bool = Field(description="Whether the targets are.")


class ProblemOutline(Answer):
    """What is known of a network."""

    sizes: list[int] = Field(description="Units of each layer, inputs first.")
    losses: list[str] = Field(description="Losses that a run may have of its own: they work on the same parameters.")
    parameters: int = Field(description="Number of weights and biases.")
    suggested_rate: float = Field(description="The learning rate of a run that names none.")
    columns: list[str] = Field(description="Columns that come unasked.")
    evaluate_every: int = Field(description="Steps between two measurements.")
    probes: list[str] = Field(description="Names of the probes that it offers.")
    surface: ErrorSurface | None = Field(None, description="Of one weight and one bias alone.")


class NormalizeAnswer(Answer):
    """A complete experiment."""

    experiment: Experiment = Field(description="Every field, defaults filled in.")
    link: str = Field(description="Address of the page that shows it, without the host.")
    landscape: LandscapeOutline | None = Field(None, description="The landscape with its gradient.")
    problem: ProblemOutline | None = Field(None, description="Of a network: sizes, columns, probes.")


class ExamplesAnswer(Answer):
    """A few samples of data that are no points."""

    images: list[list[float]] = Field(description="Pixels row by row.")
    texts: list[str]
    labels: list[float] = Field(description="Numbers of their classes.")


class PreprocessingStep(Answer):
    """Something that is done to the data."""

    name: str
    text: str = Field(description="What it does, in words.")


class SamplesAnswer(Answer):
    """The data of a network. Null where there are too many numbers, or none of the kind."""

    task: Literal["regression", "binary", "classes"] = Field(description="What kind of question the data ask.")
    classes: list[str] = Field(description="Names of the classes.")
    target: str = Field(description="What is predicted.")
    target_names: list[str] = Field(description="What each output of a regression predicts; of classes none.")
    features: list[str] | None = Field(description="Names of the inputs.")
    train: int = Field(description="Number of training samples.")
    test: int = Field(description="Number of test samples.")
    image: tuple[int, int] | None = Field(description="Rows and columns of an image.")
    inputs: list[list[float]] | None = Field(description="Samples as far as they are listed, training samples first.")
    targets: list[float] | list[list[float]] | None = Field(
        description="Their values, the numbers of their classes, or of several targets a list for each."
    )
    shown_train: int = Field(description="How many of the listed ones are training samples.")
    index: list[int] | None = Field(description="The number of each listed sample.")
    window: list[tuple[float, float]] | None = Field(description="What plots of points show.")
    examples: ExamplesAnswer | None = Field(description="Images or texts.")
    preprocessing: list[PreprocessingStep] = Field(description="What is done before the first step, in order.")
    sizes: list[int] = Field(description="Units of each layer, inputs first.")
    output: str = Field(description="What the loss makes of the last sums: softmax, sigmoid or identity.")
    parameters: int = Field(description="Number of weights and biases.")
