"""What a column says at a step."""

from collections.abc import Generator, Sequence
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import setting
from app.engine.measures.base import (
    Better,
    Measure,
    Measured,
    RunAlone,
    Split,
    Value,
    check_classes,
    column_of,
    measures,
)
from app.engine.measures.ends import Ends
from app.engine.measures.wording import number_text, percent_text

STEP = setting(None, symbol="k", help="The step; null is the last one.", ge=0)


@measures.register
class ColumnAt(Measure):
    """One number of a row: a column of one number a step, such as loss, gradient_norm or learning_rate."""

    title: ClassVar[str] = "A column at a step"

    name: Literal["column_at"] = "column_at"
    column: str = setting("loss", symbol="", help="The column's name.", max_length=80)
    step: int | None = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The number there; none where it is none."""
        value, row = yield from run.number_at(self.column, self.step)
        name = self.column.replace("_", " ")
        if not np.isfinite(value):
            return Measured(None, f"At step {row:,} there is no {name}.", {"step": row})
        return Measured(value, f"At step {row:,} the {name} is {number_text(value)}.", {"step": row, "value": value})

    def amount(self, value: float) -> str:
        """By the column's name."""
        return f"{self.column.replace('_', ' ')} {number_text(value)}"


@measures.register
class AccuracyAt(Measure):
    """The share of the training, or the test samples whose class is right at a step."""

    title: ClassVar[str] = "Accuracy at a step"
    better: ClassVar[Better | None] = "more"
    needs: ClassVar[tuple[str, ...]] = ("classes",)

    name: Literal["accuracy_at"] = "accuracy_at"
    step: int | None = STEP
    data: Split = setting("test", symbol="", help="The samples that are judged.")

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The share, measured at the step itself."""
        check_classes((yield from run.living()).problem)
        value, row = yield from run.number_at(column_of("accuracy", self.data), self.step)
        sentence = f"At step {row:,} the {self.data} accuracy is {percent_text(value)}."
        return Measured(value, sentence, {"step": row, "accuracy": value})

    @property
    def of_many(self) -> bool:
        """The last step's is known at the end."""
        return self.step is None

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The shares at the ends."""
        check_classes(ends.problem)
        return ends.measured(column_of("accuracy", self.data))

    def amount(self, value: float) -> str:
        """As a share of the samples."""
        return f"{self.data} accuracy {percent_text(value)}"
