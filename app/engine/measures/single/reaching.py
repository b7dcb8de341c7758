"""How long a run takes to a loss or an accuracy: in steps, in epochs, in gradients of samples."""

from collections.abc import Generator, Sequence
from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.measures.base import (
    Better,
    Measure,
    Measured,
    RunAlone,
    Split,
    Value,
    check_classes,
    column_of,
    first_row,
    measures,
)
from app.engine.measures.ends import Ends
from app.engine.measures.wording import amount_text, number_text, percent_text

LOSS = setting(..., symbol=r"\epsilon", help="The loss to be reached.", log=True)
ACCURACY = setting(..., symbol="", help="The share of right answers to be reached.", ge=0, le=1)
DATA = setting("training", symbol="", help="The samples that are looked at.")


class _Reaching(Measure):
    """Base: the first row at which something is reached, counted in the column `counted`."""

    better: ClassVar[Better | None] = "less"
    counted: ClassVar[str] = "step"
    looked_at: ClassVar[Literal["loss", "accuracy"]] = "loss"

    def goal(self) -> tuple[str, FloatArray | float, str]:
        """The column, the bound, and the bound in words."""
        raise NotImplementedError

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The count at the first measured row at or beyond the bound; none where it is never reached."""
        column, bound, words = self.goal()
        if self.looked_at == "accuracy":
            check_classes((yield from run.living()).problem)
        columns = yield from run.columns(column, "step", self.counted)
        values = columns[column]
        row = first_row(values, values <= bound if self.looked_at == "loss" else values >= bound)
        numbers: dict[str, Any] = {"bound": bound}
        if row is None:
            return Measured(None, f"It does not reach {words} within {run.steps:,} steps.", numbers)
        exact = float(columns[self.counted][row])
        count = int(exact) if exact.is_integer() else exact
        numbers |= {"step": row, self.counted: count, self.looked_at: float(values[row])}
        text = amount_text(count, self.measured_in)
        return Measured(count, f"It reaches {words} after {text}.", numbers)


class _ToLoss(_Reaching):
    loss: float = LOSS
    data: Split = DATA

    def goal(self) -> tuple[str, FloatArray | float, str]:
        """The loss at or below the bound."""
        return column_of("loss", self.data), self.loss, f"a {self.data} loss of {number_text(self.loss)}"


class _ToAccuracy(_Reaching):
    looked_at: ClassVar[Literal["loss", "accuracy"]] = "accuracy"
    needs: ClassVar[tuple[str, ...]] = ("classes",)
    accuracy: float = ACCURACY
    data: Split = DATA

    def goal(self) -> tuple[str, FloatArray | float, str]:
        """The accuracy at or above the bound."""
        words = f"a {self.data} accuracy of {percent_text(self.accuracy)}"
        return column_of("accuracy", self.data), self.accuracy, words


@measures.register
class StepsToLoss(_ToLoss):
    """The first step at which the loss is at or below a bound."""

    title: ClassVar[str] = "Steps to a loss"
    measured_in: ClassVar[str] = "steps"
    name: Literal["steps_to_loss"] = "steps_to_loss"

    @property
    def of_many(self) -> bool:
        """The losses of the training samples can be watched."""
        return self.data == "training"

    @property
    def watched(self) -> float:
        """The loss to be reached."""
        return self.loss

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The first rows at or below it."""
        return ends.reached()


@measures.register
class EvaluationsToLoss(_ToLoss):
    """How many gradients of single samples are computed until the loss is at or below a bound."""

    title: ClassVar[str] = "Evaluations to a loss"
    measured_in: ClassVar[str] = "gradients of single samples"
    counted: ClassVar[str] = "evaluations"
    name: Literal["evaluations_to_loss"] = "evaluations_to_loss"


@measures.register
class EpochsToLoss(_ToLoss):
    """How many passes over the training samples are made until the loss is at or below a bound."""

    title: ClassVar[str] = "Epochs to a loss"
    measured_in: ClassVar[str] = "epochs"
    counted: ClassVar[str] = "epoch"
    name: Literal["epochs_to_loss"] = "epochs_to_loss"


@measures.register
class StepsToAccuracy(_ToAccuracy):
    """The first measured step at which the accuracy is at or above a bound."""

    title: ClassVar[str] = "Steps to an accuracy"
    measured_in: ClassVar[str] = "steps"
    name: Literal["steps_to_accuracy"] = "steps_to_accuracy"


@measures.register
class EvaluationsToAccuracy(_ToAccuracy):
    """How many gradients of single samples are computed until the accuracy is at or above a bound."""

    title: ClassVar[str] = "Evaluations to an accuracy"
    measured_in: ClassVar[str] = "gradients of single samples"
    counted: ClassVar[str] = "evaluations"
    name: Literal["evaluations_to_accuracy"] = "evaluations_to_accuracy"


@measures.register
class EpochsToAccuracy(_ToAccuracy):
    """How many passes over the training samples are made until the accuracy is at or above a bound."""

    title: ClassVar[str] = "Epochs to an accuracy"
    measured_in: ClassVar[str] = "epochs"
    counted: ClassVar[str] = "epoch"
    name: Literal["epochs_to_accuracy"] = "epochs_to_accuracy"


@measures.register
class FirstToAccuracy(Measure):
    """Which comes first to an accuracy: the samples that are trained on, or the unseen ones."""

    title: ClassVar[str] = "First to an accuracy"
    needs: ClassVar[tuple[str, ...]] = ("classes", "test")
    name: Literal["first_to_accuracy"] = "first_to_accuracy"
    accuracy: float = ACCURACY

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """training, test or both; none where neither reaches it."""
        check_classes((yield from run.living()).problem)
        columns = yield from run.columns("accuracy", "test_accuracy", "epoch")
        rows = {
            "training": first_row(columns["accuracy"], columns["accuracy"] >= self.accuracy),
            "test": first_row(columns["test_accuracy"], columns["test_accuracy"] >= self.accuracy),
        }
        words = percent_text(self.accuracy)
        numbers: dict[str, Any] = {"training_step": rows["training"], "test_step": rows["test"]}
        if rows["training"] is None and rows["test"] is None:
            return Measured(None, f"Neither reaches {words} within {run.steps:,} steps.", numbers)
        late = {name: np.inf if row is None else row for name, row in rows.items()}
        step = int(min(late.values()))
        epoch = float(columns["epoch"][step])
        numbers |= {"step": step, "epoch": epoch}
        after = f"{words} first, after {number_text(epoch)} epochs (step {step:,})"
        if late["training"] == late["test"]:
            return Measured("both", f"Both reach {words} at the same measurement, at step {step:,}.", numbers)
        winner = min(late, key=lambda name: late[name])
        return Measured(winner, f"The {winner} accuracy reaches {after}.", numbers)
