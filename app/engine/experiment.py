"""The experiment: a small JSON value of which everything that is shown is a pure function."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, JsonValue, Tag, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.engine import links
from app.engine.declaration import Declaration
from app.engine.memory.store import digest
from app.engine.networks.settings import LossChoice
from app.engine.optimizers import Optimizer, optimizers
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Mismatch, ProblemSettings, problems
from app.engine.registry import one_of
from app.engine.schedules import Schedule, schedules
from app.engine.schedules.base import MAX_RATE

MAX_STEPS = 1_000_000
MAX_RUNS = 8
MAX_CHANGES = 1_000


def _rate_form(value: Any) -> str:
    return "schedule" if isinstance(value, Mapping | Schedule) else "number"


if TYPE_CHECKING:
    OptimizerChoice = Optimizer
    ProblemChoice = ProblemSettings
    Rate = float | Schedule
else:
    OptimizerChoice = one_of(optimizers)
    ScheduleChoice = one_of(schedules, bare=False)
    Rate = Annotated[
        Annotated[float, Field(gt=0, le=MAX_RATE), Tag("number")] | Annotated[ScheduleChoice, Tag("schedule")],
        Discriminator(_rate_form),
    ]
    ProblemChoice = one_of(problems, tag="kind", bare=False)


class Change(Declaration):
    """Settings of a run altered at a step: learning rate, batch size, any numeric hyperparameter of its optimizer.

    A schedule given here starts at its own step 0.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    at: int = Field(ge=0, le=MAX_STEPS, description="The first step that the new settings apply to.")
    learning_rate: Rate | None = Field(None, description="New learning rate, or a schedule that starts here.")
    batch_size: int | None = Field(None, ge=1, description="New batch size.")

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """The optimizer's settings among the change."""
        return dict(self.__pydantic_extra__ or {})


class Run(Declaration):
    """One optimizer descending the experiment's problem."""

    optimizer: OptimizerChoice = Field(
        default_factory=lambda: optimizers["sgd"](), description="The optimizer and its settings."
    )
    learning_rate: Rate | None = Field(
        None, description="A number or a schedule; null is the rate that the problem suggests."
    )
    batch_size: int | None = Field(None, ge=1, description="Samples a step uses; null is the full batch.")
    start: Annotated[list[float], Field(max_length=1_000_000)] | None = Field(
        None, description="Start point; null is the problem's own."
    )
    loss: LossChoice | None = Field(None, description="The loss that the run descends; null is the problem's.")
    label: str = Field("", max_length=80, description="What the run is called.")
    gradient_clipping: GradientClipping | None = Field(
        None, description="Clip the batch gradient before anything else."
    )
    changes: tuple[Change, ...] = Field((), max_length=MAX_CHANGES, description="Changes on the way, sorted by step.")

    def digests(self) -> tuple[bytes, ...]:
        """Short names of what determines the rows beside the problem that the run sees.

        Of the settings without changes, then with one more after the other.
        """
        found = [digest(self.model_dump_json(exclude={"label", "loss", "changes"}).encode())]
        for change in self.changes:
            found.append(digest(found[-1], change.model_dump_json().encode()))
        return tuple(found)

    @field_validator("changes")
    @classmethod
    def _changes_fit(cls, changes: tuple[Change, ...], info: ValidationInfo) -> tuple[Change, ...]:
        last = -1
        for index, change in enumerate(changes):
            if change.at < last:
                raise PydanticCustomError(
                    "order", "expected changes sorted by 'at', got {at} after {last}",
                    {"at": change.at, "last": last, "path": [index, "at"]},
                )  # fmt: skip
            last = change.at
        optimizer = info.data.get("optimizer")  # missing where it is no optimizer
        return changes if optimizer is None else tuple(_fitting(optimizer, *item) for item in enumerate(changes))


def numeric_fields(optimizer: type[Optimizer]) -> list[str]:
    """Hyperparameters that a change may set: the numbers, not the switches."""
    return [name for name, field in optimizer.model_fields.items() if field.annotation in (int, float)]


def _fitting(optimizer: Optimizer, index: int, change: Change) -> Change:
    """The change with its hyperparameters held against the optimizer's declaration: in its types, sorted by name."""
    allowed = numeric_fields(type(optimizer))
    values: dict[str, Any] = {}
    for name, value in sorted(change.hyperparameters.items()):
        path = [index, name]
        if name not in allowed:
            expected = ", ".join(["at", "learning_rate", "batch_size", *allowed])
            raise PydanticCustomError(
                "unknown_setting", "unknown setting '{name}'; expected one of {expected}",
                {"name": name, "expected": expected, "path": path},
            )  # fmt: skip
        try:
            values[name] = getattr(type(optimizer).model_validate({**optimizer.model_dump(), name: value}), name)
        except ValueError as error:
            reason = error.errors()[0]["msg"] if hasattr(error, "errors") else str(error)
            raise PydanticCustomError("bad_setting", "{reason}", {"reason": reason, "path": path}) from None
    return Change.model_construct(**{name: getattr(change, name) for name in Change.model_fields}, **values)


class Experiment(Declaration):
    """A problem, 1 to 8 runs that race on it, the number of steps and the seed."""

    problem: ProblemChoice = Field(description="What is descended.")
    runs: tuple[Run, ...] = Field(
        default_factory=lambda: (Run(),), min_length=1, max_length=MAX_RUNS, description="The runs of the race."
    )
    steps: int = Field(200, ge=1, le=MAX_STEPS, description="Number of updates; the trace has one row more.")
    seed: int = Field(0, ge=0, le=2**53 - 1, description="Seed of every random stream.")

    @model_validator(mode="after")
    def _runs_fit(self) -> "Experiment":
        samples = self.problem.sample_count
        for index, run in enumerate(self.runs):
            sizes: list[tuple[tuple[str | int, ...], int | None]] = [(("batch_size",), run.batch_size)]
            sizes += [(("changes", i, "batch_size"), change.batch_size) for i, change in enumerate(run.changes)]
            for path, size in sizes:
                if size is not None and size > samples:
                    raise PydanticCustomError(
                        "batch_size", "expected a batch size of at most {samples}, the number of samples, got {size}",
                        {"samples": samples, "size": size, "path": ["runs", index, *path]},
                    )  # fmt: skip
            if run.optimizer.needs_hessian and not self.problem.has_hessian:
                raise PydanticCustomError(
                    "hessian", "expected an optimizer that needs no second derivatives, for {kind}",
                    {"kind": self.problem.without_hessian, "path": ["runs", index, "optimizer"]},
                )  # fmt: skip
            try:
                self.problem_of(run)
            except Mismatch as error:
                raise PydanticCustomError(
                    "loss", "expected {expected}", {"expected": error.expected, "path": ["runs", index, "loss"]}
                ) from None
            if run.start is not None:
                try:
                    self.problem.check_start(run.start)
                except ValueError as error:
                    raise PydanticCustomError(
                        "start", "{reason}", {"reason": str(error), "path": ["runs", index, "start"]}
                    ) from None
        return self

    def problem_of(self, run: Run) -> ProblemSettings:
        """The problem as one of the runs sees it."""
        return self.problem.with_loss(run.loss)

    def complete(self) -> dict[str, Any]:
        """Every field, defaults filled in, as JSON-ready values."""
        return self.model_dump(mode="json")

    def minimal(self) -> dict[str, Any]:
        """Only what differs from the defaults (and the kind and names that say what is meant)."""
        full: dict[str, Any] = _without_defaults(self)
        return full

    def payload(self) -> str:
        """The canonical text of an experiment, behind `e=` in an address: of the minimal JSON."""
        return links.plain(self.minimal())

    @property
    def link(self) -> str:
        """The address of the page that shows it, without the host; a long one is deflated."""
        return f"/{self.problem.lab}#{links.parameter(self.minimal())}"

    @classmethod
    def from_payload(cls, payload: str) -> "Experiment":
        """The experiment of a text behind `e=`; raises `ValueError` where the text is not one."""
        return cls.model_validate(links.decoded(payload))

    @classmethod
    def from_link(cls, link: str) -> "Experiment":
        """The experiment of a page's address, or of the API's; raises `ValueError` where the address has none."""
        return cls.model_validate(links.value_of(link))

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of an experiment."""
        dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Fall Line experiment"}
        return dialect | {key: value for key, value in cls.model_json_schema().items() if key not in dialect}


def _without_defaults(model: Any) -> Any:
    if isinstance(model, Declaration):
        kept: dict[str, Any] = {}
        for name, field in type(model).model_fields.items():
            value = getattr(model, name)
            if name in ("name", "kind", "at", "runs") or value != field.get_default(
                call_default_factory=True, validated_data=model.__dict__
            ):
                kept[name] = _without_defaults(value)
        for name, value in (model.__pydantic_extra__ or {}).items():
            kept[name] = _without_defaults(value)
        return kept
    if isinstance(model, tuple | list):
        return [_without_defaults(value) for value in model]
    return int(model) if isinstance(model, float) and model.is_integer() and abs(model) < 1e15 else model
