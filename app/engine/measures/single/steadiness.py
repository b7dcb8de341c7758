"""How much the loss jumps about, how fast it falls, how the directions of steps agree."""

from collections.abc import Generator
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.measures.base import Better, Measure, Measured, RunAlone, Unmeasurable, measures
from app.engine.measures.wording import number_text


@measures.register
class Spread(Measure):
    """The standard deviation of the last losses: how much the noise of the batches shakes them."""

    title: ClassVar[str] = "Spread"
    better: ClassVar[Better | None] = "less"

    name: Literal["spread"] = "spread"
    last: int = setting(50, symbol="", help="How many of the last rows are looked at.", ge=2, le=1_000_000)
    column: Literal["loss", "batch_loss"] = setting("batch_loss", symbol="", help="The column that is looked at.")

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The standard deviation over the last finite values (divided by n); none for fewer than two."""
        values = (yield from run.columns(self.column))[self.column]
        values = values[np.isfinite(values)][-self.last :]
        if len(values) < 2:
            return Measured(None, "There are fewer than two losses.", {"count": len(values)})
        spread, mean = float(values.std()), float(values.mean())
        words = self.column.replace("_", " ")
        words = f"{words[:-4]}losses" if words.endswith("loss") else words
        sentence = (
            f"The last {len(values):,} {words} have a spread of {number_text(spread)} around {number_text(mean)}."
        )
        return Measured(spread, sentence, {"spread": spread, "mean": mean, "count": len(values)})


@measures.register
class ConvergenceRate(Measure):
    r"""The factor by which the loss above the lowest one known shrinks a step, fitted to the logarithms of a stretch.

    $\rho = \exp(\text{slope of } \ln(f_k - f^*))$; below 1 it converges linearly.
    """

    title: ClassVar[str] = "Rate of convergence"
    measured_in: ClassVar[str] = "per step"
    better: ClassVar[Better | None] = "less"

    name: Literal["convergence_rate"] = "convergence_rate"
    begin: int = setting(0, symbol="", help="The first step of the stretch.", ge=0, le=1_000_000)
    end: int | None = setting(None, symbol="", help="Its last step; null is the last of the run.", ge=1, le=1_000_000)

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The factor; none where fewer than three losses of the stretch are above the lowest one known."""
        live = yield from run.living()
        losses = (yield from run.columns("loss"))["loss"]
        above = losses - (live.problem.lowest_known or 0.0)
        end = run.steps if self.end is None else self.end
        steps = np.arange(len(above))
        # Where rounding rules there is nothing to fit.
        floor = 1e-14 * float(np.abs(losses[0])) if len(losses) and np.isfinite(losses[0]) else 0.0
        chosen = (steps >= self.begin) & (steps <= end) & np.isfinite(above) & (above > floor)
        if chosen.sum() < 3:
            return Measured(None, "There are fewer than three losses above the lowest one known.", {})
        slope = float(np.polyfit(steps[chosen], np.log(above[chosen]), 1)[0])
        rate = float(np.exp(slope))
        sentence = f"A step multiplies the loss above the lowest one by {number_text(rate)}."
        return Measured(rate, sentence, {"rate": rate, "count": int(chosen.sum())})


@measures.register
class Angle(Measure):
    """The angle between two directions at a step: downhill, the step taken, the step before, the nearest minimum."""

    title: ClassVar[str] = "Angle"
    measured_in: ClassVar[str] = "degrees"
    needs: ClassVar[tuple[str, ...]] = ("minimum",)

    name: Literal["angle"] = "angle"
    step: int = setting(0, symbol="k", help="The step.", ge=0, le=1_000_000)
    between: tuple[Literal["downhill", "update", "previous_update", "minimum"], ...] = setting(
        ("downhill", "minimum"), symbol="", help="The two directions.", min_length=2, max_length=2
    )

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The angle in degrees; none where a direction has no length."""
        directions = []
        for name in self.between:
            directions.append((yield from self._direction(run, name)))
        one, other = directions
        sizes = float(np.linalg.norm(one) * np.linalg.norm(other))
        words = [WORDS[name] for name in self.between]
        if not np.isfinite(sizes) or sizes == 0:
            return Measured(None, f"At step {self.step:,} one of the two has no direction.", {})
        cosine = float(np.clip(one @ other / sizes, -1, 1))
        angle = float(np.degrees(np.arccos(cosine)))
        sentence = f"At step {self.step:,} {words[0]} and {words[1]} are {number_text(round(angle, 2))}° apart."
        return Measured(angle, sentence, {"angle": angle, "cosine": cosine})

    def _direction(self, run: RunAlone, name: str) -> Generator[None, None, FloatArray]:
        live, row = yield from run.row_at(self.step - 1 if name == "previous_update" else self.step)
        if name == "previous_update" and self.step == 0:
            raise Unmeasurable("expected a step after the first, which has none before it", "step")
        if name == "minimum":
            minima = [np.array(minimum) for minimum in live.problem.known_minima]
            if not minima:
                raise Unmeasurable("expected a landscape whose minima are known, got none", "between")
            point = live.point(row)
            nearest: FloatArray = min((minimum - point for minimum in minima), key=lambda way: float(way @ way))
            return nearest
        vectors = live.vectors(row, row)
        return np.asarray(-vectors["batch_gradient"][0] if name == "downhill" else vectors["update"][0])


WORDS = {
    "downhill": "the steepest way down",
    "update": "the step",
    "previous_update": "the step before",
    "minimum": "the way to the nearest minimum",
}
