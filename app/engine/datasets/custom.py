"""Data that somebody brings along."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from app.engine.datasets.base import Dataset, Samples, datasets
from app.engine.datasets.generated import held_back
from app.engine.declaration import Declaration, FloatArray, setting

MAX_ROWS = 5_000
MAX_FEATURES = 64
MAX_CLASSES = 20
LARGEST = 1e30

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


class TableColumn(Declaration):
    """A column of a table that inputs come from: a number, or words, one input for each category."""

    name: Name
    categories: tuple[Name, ...] | None = Field(None, description="Its words in the order of their inputs.")

    @property
    def width(self) -> int:
        """How many inputs come from it."""
        return 1 if self.categories is None else len(self.categories)

    def encoded(self, value: float | str) -> list[float]:
        """The inputs of one cell."""
        if self.categories is None:
            if isinstance(value, str):
                raise ValueError(f"expected a number for {self.name!r}, got {value[:40]!r}")
            return [float(value)]
        if value not in self.categories:
            raise ValueError(f"expected one of {', '.join(self.categories)} for {self.name!r}, got {value!r:.40}")
        return [float(value == category) for category in self.categories]


def _refuse(message: str, *path: str | int) -> PydanticCustomError:
    return PydanticCustomError("data", "{reason}", {"reason": message, "path": list(path)})


@datasets.register
class Custom(Dataset):
    """Your own numbers: a few rows suffice to follow every step of the learning by hand.

    Rows of numbers, and for each a class (0, 1, 2, …) or a number to be predicted. Whole numbers are classes unless
    `task` says otherwise; −1 and +1 are read as the classes 0 and 1. With no test samples the rows keep their order;
    otherwise they are split as `order` says. Rows are counted from 1 in messages.
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
    order: Literal["shuffled", "stratified", "in_order"] = Field(
        "shuffled",
        description="How rows are split where some are for testing: at random, from every class alike, the last ones.",
    )
    input_scaling: Literal["none", "unit", "standard"] = Field(
        "none", description="What `scaling` of the network is where that is null."
    )
    target_scaling: Literal["none", "standard"] = Field(
        "none",
        description="Whether the network learns a regression's targets minus the training mean, by their deviation; "
        "answers are in the table's own units all the same.",
    )
    missing: Annotated[tuple[tuple[int, int], ...], Field(max_length=MAX_ROWS * MAX_FEATURES)] = Field(
        (), description="Row and input, from 0, of every number that is missing; what stands there is not used."
    )
    fill: Literal["mean", "median"] | None = Field(
        None, description="Of the training rows: what stands for missing numbers."
    )
    feature_names: tuple[Name, ...] | None = Field(None, description="Names of the inputs; null: x1, x2, …")
    table_columns: tuple[TableColumn, ...] | None = Field(
        None, description="The columns of a table that the inputs come from; null: each input is one."
    )
    target_names: Annotated[tuple[Name, ...], Field(min_length=1)] | None = Field(
        None, description="Names of what is predicted; null: target."
    )
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
        expected = self.answers
        for index, row in enumerate(self._rows_of_targets):
            if len(row) != expected:
                raise _refuse(f"row {index + 1}: expected {expected} targets, got {len(row)}", "targets", index)
        if self._rows_of_targets and self.task == "classes":
            raise _refuse("expected one class for each row, got several numbers", "targets", 0)
        return self

    @model_validator(mode="after")
    def _table_fits(self) -> "Custom":
        if self.table_columns is not None:
            width = sum(column.width for column in self.table_columns)
            if width != self.features:
                raise _refuse(f"expected columns of {self.features} inputs in all, got {width}", "table_columns")
        for index, (row, column) in enumerate(self.missing):
            if not (0 <= row < len(self.inputs) and 0 <= column < self.features):
                raise _refuse("expected the place of a number among the inputs", "missing", index)
        if self.missing and self.fill is None:
            raise _refuse("expected mean or median, since numbers are missing", "fill")
        if self.target_names is not None and len(self.target_names) != self.answers:
            raise _refuse(f"expected {self.answers} names, got {len(self.target_names)}", "target_names")
        if self.target_scaling != "none" and self._is_classes():
            raise _refuse("expected none, since the targets are classes", "target_scaling")
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
        return () if isinstance(self.targets[0], tuple) else self.targets

    @property
    def _rows_of_targets(self) -> tuple[tuple[float, ...], ...]:
        """The targets where each row has several; else none."""
        return self.targets if isinstance(self.targets[0], tuple) else ()

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

    def encoded(self, row: Sequence[float | str]) -> list[float]:
        """The raw inputs of a row of the table, words for its categories; raises `ValueError` where it does not fit."""
        columns = self.table_columns
        if columns is None or (len(row) == self.features != len(columns)):
            return super().encoded(row)
        if len(row) != len(columns):
            names = ", ".join(column.name for column in columns)
            raise ValueError(f"expected {len(columns)} values, {names}, got {len(row)}")
        return [number for column, value in zip(columns, row, strict=True) for number in column.encoded(value)]

    @property
    def suited_scaling(self) -> str:
        """As the table's reader decided."""
        return self.input_scaling

    def draw(self, random: np.random.Generator) -> Samples:
        """The rows in their order, or split where some are for testing; what is missing is filled."""
        inputs, targets = np.array(self.inputs), np.array(self.targets)
        if self.missing:
            inputs[tuple(np.array(self.missing).T)] = np.nan
        order, train = self._order(random, targets), self.training_samples
        inputs, targets = self._filled(inputs[order]), targets[order]
        if self.classes is None:
            names = self.target_names or self._names_of_targets()
            several = names if self._rows_of_targets else ()
            samples = Samples(inputs, targets, train, self.columns, target=", ".join(names), several=several)
            return samples.standardised() if self.target_scaling == "standard" else samples
        numbers = np.maximum(targets, 0).astype(np.int64)
        target = self.target_names[0] if self.target_names else ""
        return Samples(inputs, numbers, train, self.columns, self._names_of_classes(self.classes), target)

    def _names_of_targets(self) -> tuple[str, ...]:
        return ("target",) if self.answers == 1 else tuple(f"t{number + 1}" for number in range(self.answers))

    def _order(self, random: np.random.Generator, targets: FloatArray) -> NDArray[np.int64]:
        """Places of the rows, training rows first."""
        rows, held = len(targets), len(targets) - self.training_samples
        if not held or self.order == "in_order":
            return np.arange(rows)
        order = random.permutation(rows)
        if self.order == "shuffled":
            return order
        by_class = order[np.argsort(targets[order], kind="stable")]
        tested = np.isin(order, by_class[((np.arange(held) + 0.5) * rows / held).astype(np.int64)])
        _keep_every_class(targets[order], tested)
        return np.concatenate([order[~tested], order[tested]])

    def _filled(self, inputs: FloatArray) -> FloatArray:
        gaps = np.isnan(inputs)
        middle = np.mean if self.fill == "mean" else np.median
        for column in np.flatnonzero(gaps.any(axis=0)):
            known = inputs[: self.training_samples, column]
            known = known[~np.isnan(known)]
            inputs[gaps[:, column], column] = middle(known) if known.size else 0.0
        return inputs

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


def _keep_every_class(labels: FloatArray, tested: NDArray[np.bool_]) -> None:
    """Where all rows of a class are tested, train on one of them, and test one of the largest class in its place."""
    for label in np.unique(labels):
        own = labels == label
        kinds, counts = np.unique(labels[~tested], return_counts=True)
        if tested[own].all() and counts.max() > 1:
            tested[np.flatnonzero(own)[0]] = False
            tested[np.flatnonzero(~tested & (labels == kinds[counts.argmax()]))[0]] = True


def _is_class(target: float) -> bool:
    return target.is_integer() and 0 <= target < MAX_CLASSES
