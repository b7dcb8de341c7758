"""What a network mistakes for what, and what it still reads when all is moved."""

from collections.abc import Generator
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import setting
from app.engine.measures.base import Better, Measure, Measured, RunAlone, Unmeasurable, measures
from app.engine.measures.single.inside import network_of
from app.engine.measures.wording import percent_text
from app.engine.probes import offered_probes, probes
from app.engine.probes.base import Findings

STEP = setting(None, symbol="k", help="The step; null is the last one.", ge=0)


def found(run: RunAlone, name: str, step: int | None, **settings: int) -> Generator[None, None, tuple[Findings, int]]:
    """What a probe finds at a step, and the row."""
    live, row = yield from run.row_at(step)
    if name not in offered_probes(live.problem):
        raise Unmeasurable(f"expected a problem that offers the probe {name!r}", "name")
    with np.errstate(all="ignore"):
        return probes[name].model_validate(settings).look(live.problem, live.point(row)), row


@measures.register
class MostMistaken(Measure):
    """The class that is most often taken for another one, and for which."""

    title: ClassVar[str] = "Most mistaken class"
    needs: ClassVar[tuple[str, ...]] = ("confusion",)

    name: Literal["most_mistaken"] = "most_mistaken"
    step: int | None = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """Name of the class; none where no answer is wrong."""
        seen, row = yield from found(run, "confusion", self.step)
        live, _ = yield from run.row_at(self.step)
        counts = seen.arrays["counts"].astype(int)
        wrong = counts - np.diag(np.diag(counts))
        if not wrong.any():
            return Measured(None, f"At step {row:,} no answer is wrong.", {"step": row})
        truth, answer = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        names = network_of(live.problem).data.samples.classes or ()
        truth_name, answer_name = str(names[truth]), str(names[answer])
        times = int(wrong[truth, answer])
        which = f"{times:,} of {int(counts[truth].sum()):,}"
        sentence = f"At step {row:,} “{truth_name}” is most often taken for “{answer_name}”: {which} times."
        return Measured(truth_name, sentence, {"step": row, "answer": answer_name, "times": times})


@measures.register
class ShiftedAccuracy(Measure):
    """The share of test images that are still read when all are moved by some pixels."""

    title: ClassVar[str] = "Accuracy after a shift"
    better: ClassVar[Better | None] = "more"
    needs: ClassVar[tuple[str, ...]] = ("shift",)

    name: Literal["shifted_accuracy"] = "shifted_accuracy"
    dx: int = setting(3, symbol="", help="Pixels to the right.", ge=-14, le=14)
    dy: int = setting(0, symbol="", help="Pixels downwards.", ge=-14, le=14)
    step: int | None = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The share of up to 1,000 images, moved and not."""
        moved, row = yield from found(run, "shift", self.step, dx=self.dx, dy=self.dy)
        still, _ = yield from found(run, "shift", self.step, dx=0, dy=0)
        value, before = float(moved.arrays["accuracy"][0]), float(still.arrays["accuracy"][0])
        ways = ((self.dx, ("left", "right")), (self.dy, ("up", "down")))
        way = " and ".join(f"{abs(by)} pixels {words[by > 0]}" for by, words in ways if by) or "no pixel"
        sentence = f"Moved by {way}, {percent_text(value)} are read right, against {percent_text(before)} unmoved."
        return Measured(value, sentence, {"step": row, "accuracy": value, "unmoved": before})
