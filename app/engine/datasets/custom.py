"""Data that somebody brings along."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from app.engine.datasets.base import Dataset, Samples, datasets
from app.engine.datasets.generated import held_back
from app.engine.declaration import setting

MAX_ROWS = 5_000
MAX_FEATURES = 64
MAX_CLASSES = 20
LARGEST = 1e6

Value = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Row = Annotated[tuple[Value, ...], Field(min_length=1, max_length=MAX_FEATURES, fail_fast=True)]
Name = Annotated[str, Field(min_length=1, max_length=60)]

Numbers = Annotated[tuple[Value, ...], Field(min_length=1, max_length=MAX_ROWS, fail_fast=True)]
SeveralNumbers = Annotated[tuple[Row, ...], Field(min_length=1, max_length=MAX_ROWS, fail_fast=True)]


def _shape(targets: Any) -> str:
    """Whether a row has one target or several, told by the first."""
    first = next(iter(targets), None) if isinstance(targets, Sequence) and not isinstance(targets, str) else None
    return "several" if isinstance(first, Sequence) and not isinstance(first, str) else "one"


Targets = Annotated[Annotated[Numbers, Tag("one")] | Annotated[SeveralNumbers, Tag("several")], Discriminator(_shape)]


def _refuse(message: str, *path: str | int) -> PydanticCustomError:
    return PydanticCustomError("data", "{reason}", {"reason": message, "path": list(path)})


@datasets.register
class Custom(Dataset):
    """Your own numbers: a few rows suffice to follow every step of the learning by hand.

    Rows of numbers, and for each a class (0, 1, 2, …) or a number to be predicted. Whole numbers are classes unless
    `task` says otherwise; −1 and +1 are read as the classes 0 and 1. With no test samples the rows keep their order;
    otherwise they are shuffled and split. Rows are counted from 1 in messages.
    """

    title: ClassVar[str] = "Own data"
    reference: ClassVar[str] = "Given with the experiment"
    suggested_hidden: ClassVar[tuple[int, ...]] = (8,)
    example: ClassVar[Mapping[str, Any]] = {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 1, 0]}
    """Settings that make a small data set; the inputs and targets have no default."""

    name: Literal["custom"] = "custom"
    inputs: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MAX_ROWS, fail_fast=True)] = Field(
        description="One row of numbers for each sample."
    )
    targets: Targets = Field(
        description="The class, from 0, or the number to predict, for each row; several numbers as a row of their own."
    )
    task: Literal["classes", "regression"] | None = Field(
        None, description="What the targets are; null: whole numbers are classes, others a regression."
    )
    test_fraction: float = setting(0.0, symbol="", help="Part of the samples that is kept for testing.", ge=0, le=0.9)
    feature_names: tuple[Name, ...] | None = Field(None, description="Names of the inputs; null: x1, x2, …")
    class_names: Annotated[tuple[Name, ...], Field(max_length=MAX_CLASSES)] | None = Field(
        None, description="Names of the classes; null: their numbers."
    )

    @model_validator(mode="after")
    def _rows_fit(self) -> "Custom":
        widths = list(map(len, self.inputs))
        width = widths[0]
        if len(set(widths)) > 1:
            index, other = next(item for item in enumerate(widths) if item[1] != width)
            raise _refuse(f"row {index + 1}: expected {width} numbers, got {other}", "inputs", index)
        if len(self.targets) != len(self.inputs):
            raise _refuse(f"expected {len(self.inputs)} targets, one for each row, got {len(self.targets)}", "targets")
        if self.feature_names is not None:
            _check_names(self.feature_names, width, "feature_names")
        return self

    @model_validator(mode="after")
    def _targets_fit(self) -> "Custom":
        for index, row in enumerate(self._rows_of_targets):
            if len(row) != self.answers:
                raise _refuse(f"row {index + 1}: expected {self.answers} targets, got {len(row)}", "targets", index)
        if self._rows_of_targets and self.task == "classes":
            raise _refuse("expected one class for each row, got several numbers", "targets", 0)
        return self

    @model_validator(mode="after")
    def _classes_fit(self) -> "Custom":
        if not self._is_classes():
            if self.class_names is not None:
                raise _refuse("expected no names of classes, since the targets are a regression", "class_names")
            return self
        found = set(self._lone_targets)
        if not self._is_signed() and not all(map(_is_class, found)):
            self._refuse_class()
        if len(found) == 1:
            raise _refuse(f"expected at least 2 classes, got only class {self._lone_targets[0]:g}", "targets")
        if self.class_names is not None:
            _check_names(self.class_names, max(self._found_classes(), len(self.class_names)), "class_names")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The names given, or x1, x2, …"""
        return self.feature_names or tuple(f"x{number + 1}" for number in range(self.features))

    @property
    def classes(self) -> int | None:
        """The largest class and one more, or the number of names; None for a regression."""
        if not self._is_classes():
            return None
        return len(self.class_names) if self.class_names is not None else self._found_classes()

    @property
    def features(self) -> int:
        """Numbers in a row."""
        return len(self.inputs[0])

    @property
    def answers(self) -> int:
        """Targets of a row."""
        return len(self._rows_of_targets[0]) if self._rows_of_targets else 1

    @property
    def _lone_targets(self) -> tuple[float, ...]:
        """The targets where each row has one; else none."""
        return tuple(target for target in self.targets if not isinstance(target, tuple))

    @property
    def _rows_of_targets(self) -> tuple[tuple[float, ...], ...]:
        """The targets where each row has several; else none."""
        return tuple(target for target in self.targets if isinstance(target, tuple))

    @property
    def numbers(self) -> int:
        """Inputs and targets."""
        return len(self.inputs) * (self.features + self.answers)

    @property
    def all_samples(self) -> int:
        """All rows."""
        return len(self.inputs)

    @property
    def training_samples(self) -> int:
        """The rows that are not kept for testing."""
        return len(self.inputs) - held_back(len(self.inputs), self.test_fraction)

    def draw(self, random: np.random.Generator) -> Samples:
        """The rows in their order, or shuffled where some are for testing."""
        inputs, targets = np.array(self.inputs), np.array(self.targets)
        train = self.training_samples
        if train < len(inputs):
            order = random.permutation(len(inputs))
            inputs, targets = inputs[order], targets[order]
        if self.classes is None:
            names = "target" if self.answers == 1 else ", ".join(f"t{number + 1}" for number in range(self.answers))
            return Samples(inputs, targets, train, self.columns, target=names)
        numbers = np.maximum(targets, 0).astype(np.int64)
        return Samples(inputs, numbers, train, self.columns, self._names_of_classes(self.classes))

    def _refuse_class(self) -> None:
        """Say which target is the first that is no class."""
        index, target = next(item for item in enumerate(self._lone_targets) if not _is_class(item[1]))
        hint = "; for a regression set 'task' to 'regression'" if self.task is None else ""
        raise _refuse(
            f"row {index + 1}: expected a class from 0 to {MAX_CLASSES - 1}, got {target:.17g}{hint}", "targets", index
        )

    def _is_classes(self) -> bool:
        if self._rows_of_targets:
            return False
        return all(map(float.is_integer, self._lone_targets)) if self.task is None else self.task == "classes"

    def _is_signed(self) -> bool:
        return set(self._lone_targets) == {-1.0, 1.0}

    def _found_classes(self) -> int:
        return int(max(self._lone_targets)) + 1

    def _names_of_classes(self, classes: int) -> tuple[str, ...]:
        if self.class_names is not None:
            return self.class_names
        return ("-1", "+1") if self._is_signed() else tuple(map(str, range(classes)))


def _check_names(names: tuple[str, ...], expected: int, field: str) -> None:
    if len(names) != expected:
        raise _refuse(f"expected {expected} names, got {len(names)}", field)
    if len(set(names)) < len(names):
        raise _refuse("expected different names, got the same name twice", field)


def _is_class(target: float) -> bool:
    return target.is_integer() and 0 <= target < MAX_CLASSES
