"""The loss at the end, and the lowest on the way."""

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
    Unmeasurable,
    Value,
    column_of,
    measures,
)
from app.engine.measures.ends import Ends
from app.engine.measures.wording import amount_text, number_text

DATA = setting("training", symbol="", help="The samples it is the mean over.")


@measures.register
class FinalLoss(Measure):
    """The cost where the run ends: the mean loss over the training, or the test samples."""

    title: ClassVar[str] = "Final loss"
    better: ClassVar[Better | None] = "less"

    name: Literal["final_loss"] = "final_loss"
    data: Split = DATA

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The loss of the last row; none where the run diverged."""
        value, row = yield from run.number_at(column_of("loss", self.data), None)
        outcome = yield from run.outcome()
        numbers = {"step": row, "loss": value if np.isfinite(value) else None}
        if outcome.status == "diverged" or not np.isfinite(value):
            return Measured(None, f"It diverged at step {outcome.step:,}, so that it has no final loss.", numbers)
        return Measured(value, f"At step {row:,} the {self.data} loss is {number_text(value)}.", numbers)

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The losses at the ends; none where a run diverged."""
        losses = ends.measured(column_of("loss", self.data))
        return [None if gone else loss for gone, loss in zip(ends.diverged.tolist(), losses, strict=True)]


@measures.register
class LowestLoss(Measure):
    """The lowest cost of all steps at which it is measured."""

    title: ClassVar[str] = "Lowest loss"
    better: ClassVar[Better | None] = "less"

    name: Literal["lowest_loss"] = "lowest_loss"
    data: Split = DATA

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The lowest finite loss, and its step."""
        step, value = yield from lowest(run, column_of("loss", self.data))
        sentence = f"The {self.data} loss is lowest at step {step:,}: {number_text(value)}."
        return Measured(value, sentence, {"step": step, "loss": value})

    @property
    def of_many(self) -> bool:
        """The losses of the training samples can be watched."""
        return self.data == "training"

    @property
    def watched(self) -> float:
        """No bound: the lowest is kept anyway."""
        return -np.inf

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The lowest losses."""
        return ends.lowest()


@measures.register
class BestStep(Measure):
    """The step at which the loss is lowest, such as the one at which a test loss begins to rise again."""

    title: ClassVar[str] = "Best step"
    measured_in: ClassVar[str] = "steps"

    name: Literal["best_step"] = "best_step"
    data: Split = setting("test", symbol="", help="The samples whose loss is looked at.")

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The step of the lowest finite loss, with its epoch."""
        step, value = yield from lowest(run, column_of("loss", self.data))
        epoch = float((yield from run.columns("epoch"))["epoch"][step])
        sentence = (
            f"The {self.data} loss is lowest at step {step:,}, after {number_text(epoch)} epochs: {number_text(value)}."
        )
        return Measured(step, sentence, {"step": step, "epoch": epoch, "loss": value})


@measures.register
class BestEpoch(Measure):
    """After how many passes over the training samples the loss is lowest."""

    title: ClassVar[str] = "Best epoch"
    measured_in: ClassVar[str] = "epochs"

    name: Literal["best_epoch"] = "best_epoch"
    data: Split = setting("test", symbol="", help="The samples whose loss is looked at.")

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The epoch of the lowest finite loss, with its step."""
        step, value = yield from lowest(run, column_of("loss", self.data))
        exact = float((yield from run.columns("epoch"))["epoch"][step])
        epoch = int(exact) if exact.is_integer() else exact
        after = amount_text(epoch, self.measured_in)
        sentence = f"The {self.data} loss is lowest after {after}, at step {step:,}: {number_text(value)}."
        return Measured(epoch, sentence, {"epoch": epoch, "step": step, "loss": value})


def lowest(run: RunAlone, column: str) -> Generator[None, None, tuple[int, float]]:
    """Step and value of the lowest number of a column."""
    values = (yield from run.columns(column))[column]
    if not np.isfinite(values).any():
        raise Unmeasurable(f"expected a run with a finite {column}, got none", "name")
    step = int(np.nanargmin(np.where(np.isfinite(values), values, np.nan)))
    return step, float(values[step])


@measures.register
class LossCurve(Measure):
    """The way that the loss goes: its value at steps that lie evenly from the first to the last."""

    title: ClassVar[str] = "Loss curve"
    better: ClassVar[Better | None] = "less"
    of_cell: ClassVar[bool] = False

    name: Literal["loss_curve"] = "loss_curve"
    data: Split = DATA
    count: int = setting(21, symbol="", help="How many steps are looked at.", ge=2, le=201)

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The last of the losses; none where the run diverged."""
        column = column_of("loss", self.data)
        losses = (yield from run.columns(column))[column]
        known = np.flatnonzero(np.isfinite(losses))
        if not len(known):
            raise Unmeasurable(f"expected a run with a finite {column}, got none", "name")
        steps = np.round(np.linspace(0, run.steps, self.count)).astype(int)
        # Where it is not measured it stands as at the last measurement.
        rows = known[np.maximum(np.searchsorted(known, steps, side="right") - 1, 0)]
        values = losses[rows].tolist()
        sentence = f"The {self.data} loss goes from {number_text(values[0])} to {number_text(values[-1])}."
        return Measured(values[-1], sentence, {"steps": steps.tolist(), "values": values})
