"""The experiment: a small JSON value of which everything that is shown is a pure function."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, JsonValue, Tag, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.engine import links
from app.engine.declaration import Declaration
from app.engine.memory.store import digest
from app.engine.mistakes import expected_of
from app.engine.networks.settings import MAX_PENALTY, PENALTIES, LossChoice
from app.engine.optimizers import Optimizer, optimizers
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Mismatch, ProblemSettings, problems
from app.engine.registry import one_of
from app.engine.schedules import Schedule, schedules
from app.engine.schedules.base import MAX_RATE

MAX_STEPS = 1_000_000
MAX_RUNS = 8
MAX_CHANGES = 1_000
MAX_GIVEN = 100_000
"""Sample numbers in all given batches of a run together."""


Batch = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]


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

    A schedule given here starts at its own step 0. A network's penalties may be others from here on, too.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    at: int = Field(ge=0, le=MAX_STEPS, description="The first step that the new settings apply to.")
    learning_rate: Rate | None = Field(None, description="New learning rate, or a schedule that starts here.")
    batch_size: int | None = Field(None, ge=1, description="New batch size.")
    l1: float | None = Field(None, ge=0, le=MAX_PENALTY, description="New L1 penalty of a network's weights.")
    l2: float | None = Field(None, ge=0, le=MAX_PENALTY, description="New L2 penalty of a network's weights.")

    @property
    def penalties(self) -> dict[str, float]:
        """The problem's penalties among the change."""
        given = {name: getattr(self, name) for name in PENALTIES}
        return {name: value for name, value in given.items() if value is not None}

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
    batches: Annotated[tuple[Batch, ...], Field(min_length=1, max_length=MAX_GIVEN)] | None = Field(
        None,
        description="The samples of each step, by their numbers among the training samples from 0, repeated as an "
        "epoch; null draws them by the seed.",
    )

    def largest_batch(self, samples: int) -> int:
        """Samples of the largest batch before any change, where there are so many `samples`."""
        return max(map(len, self.batches)) if self.batches is not None else self.batch_size or samples

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
            expected = ", ".join([*Change.model_fields, *allowed])
            raise PydanticCustomError(
                "unknown_setting", "unknown setting '{name}'; expected one of {expected}",
                {"name": name, "expected": expected, "path": path},
            )  # fmt: skip
        try:
            values[name] = getattr(type(optimizer).model_validate({**optimizer.model_dump(), name: value}), name)
        except ValueError as error:
            reason = f"expected {expected_of(error.errors()[0])}" if hasattr(error, "errors") else str(error)
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
    def _batches_fit(self) -> "Experiment":
        samples = self.problem.sample_count
        for index, run in enumerate(self.runs):
            if run.batches is None:
                continue
            sizes: list[tuple[tuple[str | int, ...], int | None]] = [(("batch_size",), run.batch_size)]
            sizes += [(("changes", i, "batch_size"), change.batch_size) for i, change in enumerate(run.changes)]
            for path, size in sizes:
                if size is not None:
                    raise PydanticCustomError(
                        "batch_size", "expected null, as the batches are given, got {size}",
                        {"size": size, "path": ["runs", index, *path]},
                    )  # fmt: skip
            given = sum(map(len, run.batches))
            if given > MAX_GIVEN:
                raise PydanticCustomError(
                    "batches", "expected at most {most} sample numbers in all (these are {given})",
                    {"most": f"{MAX_GIVEN:,}", "given": f"{given:,}", "path": ["runs", index, "batches"]},
                )  # fmt: skip
            for place, batch in enumerate(run.batches):
                for number, sample in enumerate(batch):
                    if sample >= samples:
                        raise PydanticCustomError(
                            "batches", "expected a number from 0 to {last}, one of {samples} samples, got {sample}",
                            {"last": samples - 1, "samples": samples, "sample": sample,
                             "path": ["runs", index, "batches", place, number]},
                        )  # fmt: skip
        return self

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
            self._penalties_fit(index, run)
            if run.optimizer.needs_hessian and not self.problem.has_hessian:
                raise PydanticCustomError(
                    "hessian", "expected an optimizer that needs no second derivatives, for {kind}",
                    {"kind": self.problem.without_hessian, "path": ["runs", index, "optimizer"]},
                )  # fmt: skip
            try:
                self.problem_of(run)
            except Mismatch as error:
                raise PydanticCustomError(
                    "loss",
                    "expected {expected}",
                    {"expected": error.expected, "path": ["runs", index, "loss", *error.path]},
                ) from None
            if run.start is not None:
                try:
                    self.problem.check_start(run.start)
                except ValueError as error:
                    raise PydanticCustomError(
                        "start", "{reason}", {"reason": str(error), "path": ["runs", index, "start"]}
                    ) from None
        return self

    def _penalties_fit(self, index: int, run: Run) -> None:
        for place, change in enumerate(run.changes):
            try:
                self.problem.with_penalties(change.penalties)
            except Mismatch as error:
                path = ["runs", index, "changes", place, next(iter(change.penalties))]
                raise PydanticCustomError(
                    "penalty", "expected {expected}", {"expected": error.expected, "path": path}
                ) from None

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
