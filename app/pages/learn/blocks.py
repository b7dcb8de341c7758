"""What a chapter may hold beside its text: figures that live, predictions that a run answers, exercises."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import Declaration
from app.engine.experiment import MAX_RUNS, Experiment
from app.engine.measures import Measure
from app.engine.measures.asking import MeasureChoice
from app.engine.setting_paths import LONGEST

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
RunNumber = Annotated[int, Field(ge=0, lt=MAX_RUNS)]

if TYPE_CHECKING:
    Asked = Measure
else:
    Asked = MeasureChoice


class Knob(Declaration):
    """A number of the experiment that a reader moves, below the figure and in the sentence."""

    label: Words = Field(description="What it is called.")
    symbol: str = Field("", description="Its symbol, as LaTeX.")
    path: str = Field(description="The setting's JSON path, of a run or of the whole.", max_length=LONGEST)
    runs: tuple[RunNumber, ...] = Field((0,), min_length=1, description="The runs that it sets.")
    low: float = Field(description="The least value.")
    high: float = Field(description="The largest.")
    step: float | None = Field(None, gt=0, description="The distance of values; of a logarithmic one none.")
    log: bool = Field(False, description="Whether ratios count.")

    @model_validator(mode="after")
    def _ordered(self) -> "Knob":
        if not self.low < self.high:
            raise PydanticCustomError("order", "expected more than low = {low}", {"low": self.low, "path": ["high"]})
        if self.log and self.low <= 0:
            raise PydanticCustomError("log", "expected more than 0 for a logarithmic knob", {"path": ["low"]})
        return self


class MeasureHere(Declaration):
    """A number of the run that the text says."""

    measure: Asked = Field(description="What is measured.")
    run: RunNumber = Field(0, description="Of which run.")
    digits: int = Field(3, ge=1, le=6, description="Significant digits.")


class Figure(Declaration):
    """A lab in small: an experiment, and the parts of the lab that are shown of it."""

    id: Name = Field(description="By which predictions and sentences name it.")
    experiment: Experiment = Field(description="What runs; in a file the id of another figure means the same as there.")
    parts: tuple[Name, ...] = Field(min_length=1, description="Parts of the lab, by their names.")
    step: int | None = Field(None, ge=0, description="The step at which it stands; null is where the lab would.")
    run: RunNumber = Field(0, description="The run that is chosen.")
    view: dict[str, Any] = Field({}, description="All else that a link carries, such as xAxis.")
    lock: tuple[Name, ...] = Field((), description="What cannot be changed in it.")
    covered: bool = Field(False, description="Whether it is covered until a question about it has been revealed.")
    caption: Words = Field(description="What is seen, in Markdown.")
    knobs: dict[Name, Knob] = Field({}, description="Numbers that a reader moves.")
    measures: dict[Name, MeasureHere] = Field({}, description="Numbers that sentences say.")

    @model_validator(mode="after")
    def _runs_are_there(self) -> "Figure":
        count = len(self.experiment.runs)
        named: list[tuple[tuple[str | int, ...], int]] = [(("run",), self.run)]
        named += [(("knobs", name, "runs"), run) for name, knob in self.knobs.items() for run in knob.runs]
        named += [(("measures", name, "run"), measure.run) for name, measure in self.measures.items()]
        for path, run in named:
            if run >= count:
                raise PydanticCustomError(
                    "run", "expected a run 0 … {last}, got {run}", {"last": count - 1, "run": run, "path": list(path)}
                )
        return self


class Option(Declaration):
    """One of the answers to choose from."""

    value: str | float | None = Field(None, description="The measure's value for which it is right.")
    least: float | None = Field(None, description="Or it is right from this value on,")
    most: float | None = Field(None, description="and up to this one.")
    text: Words = Field(description="The answer.")
    because: Words = Field(description="What is said to whom has chosen it, right or wrong.")


class Choice(Declaration):
    """One of several answers."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=6)


class NumberAnswer(Declaration):
    """A number, typed or by a slider."""

    kind: Literal["number", "slider"]
    low: float = Field(description="The least that is taken.")
    high: float = Field(description="The most that is taken.")
    log: bool = Field(False, description="Whether the slider counts ratios.")
    step: float | None = Field(None, gt=0, description="The distance of a slider's values.")
    unit: str = Field("", max_length=40, description="What the number counts.")
    symbol: str = Field("", max_length=40, description="Its symbol, as LaTeX.")
    right: float = Field(0.05, ge=0, description="Right up to this share of the true value away,")
    close: float = Field(0.25, ge=0, description="and close up to this one.")
    below: Words = Field(description="What is said to whom predicted too little.")
    above: Words = Field(description="What is said to whom predicted too much.")


class PlaneAnswer(Declaration):
    """A point on a map, or a curve over the steps: held against `point`, or `values`, of the measure's numbers."""

    kind: Literal["point", "curve"]
    low: tuple[float, float] = Field(description="The lower left corner of the plane.")
    high: tuple[float, float] = Field(description="Its upper right corner.")
    axes: tuple[Words, Words] = Field(description="What its axes show.")
    log: bool = Field(False, description="Whether the upright axis counts ratios.")
    right: float = Field(0.06, ge=0, description="Right up to this share of the plane's side away,")
    close: float = Field(0.2, ge=0, description="and close up to this one.")
    far: Words = Field(description="What is said to whom was far off.")

    @model_validator(mode="after")
    def _has_room(self) -> "PlaneAnswer":
        if not (self.low[0] < self.high[0] and self.low[1] < self.high[1]) or (self.log and self.low[1] <= 0):
            raise PydanticCustomError("order", "expected a corner above and to the right of low", {"path": ["high"]})
        return self


Answer = Annotated[Choice | NumberAnswer | PlaneAnswer, Field(discriminator="kind")]


class Prediction(Declaration):
    """A question that a run answers: the reader commits, then it plays."""

    id: Name = Field(description="By which it is kept.")
    figure: Name = Field(description="The figure whose run answers it.")
    question: Words = Field(description="In Markdown.")
    hint: Words = Field(description="For whom does not know how to begin, in Markdown.")
    measure: Asked = Field(description="What answers it.")
    run: RunNumber = Field(0, description="Of which run.")
    steps: int | None = Field(None, ge=1, le=100_000, description="How many steps are measured; null is the figure's.")
    answer: Answer = Field(description="How it is answered.")
    why: Words = Field(description="Why it is so, in Markdown; {value} and the measure's numbers are put in.")
    expect: str | float | tuple[float, float] = Field(
        description="What the measure gives as the chapter has it, or within which bounds: for the tests alone."
    )


class Exercise(Declaration):
    """A task with a text to write; the worked answer unfolds once one stands there."""

    id: Name = Field(description="By which the text is kept.")
    figure: Name | None = Field(None, description="The figure whose numbers the worked answer argues with.")
    task: Words = Field(description="In Markdown.")
    lines: int = Field(6, ge=2, le=30, description="Lines of room to write.")
    worked: str = Field(min_length=1, max_length=6000, description="A worked answer, in Markdown.")


BLOCKS: dict[str, type[Declaration]] = {"figure": Figure, "predict": Prediction, "exercise": Exercise}
"""By the word behind the fence."""


class Notes(Declaration):
    """For whoever teaches it."""

    plan: tuple[Words, ...] = Field(min_length=2, description="Twenty minutes, a line a stage.")
    ask: Words = Field(description="The question to ask.")
    misconception: Words = Field(description="The one to expect, and what helps.")
    hide: tuple[Words, ...] = Field((), description="Controls to hide.")


class Front(Declaration):
    """What stands at the head of a chapter's file."""

    title: Words = Field(description="The idea, in few words.")
    summary: Words = Field(description="One sentence for the contents.")
    minutes: int = Field(ge=1, le=90, description="How long it takes to work through.")
    remember: tuple[Words, ...] = Field(min_length=3, max_length=3, description="What stays, in Markdown.")
    sources: tuple[Words, ...] = Field(min_length=1, description="In Markdown.")
    notes: Notes
