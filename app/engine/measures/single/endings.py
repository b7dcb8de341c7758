"""How and where a run ends."""

from collections.abc import Generator, Sequence
from typing import ClassVar, Literal

import numpy as np

from app.engine.measures.base import Measure, Measured, RunAlone, Unmeasurable, Value, measures
from app.engine.measures.ends import Ends
from app.engine.measures.wording import amount_text, number_text


@measures.register
class RunOutcome(Measure):
    """How the run ends: running, converged, stalled, stopped or diverged."""

    title: ClassVar[str] = "Outcome"

    name: Literal["outcome"] = "outcome"

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The status, with the step since when."""
        outcome = yield from run.outcome()
        return Measured(outcome.status, outcome.message, {"step": outcome.step})

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The statuses."""
        return ends.outcomes()


@measures.register
class NearestMinimum(Measure):
    """Which of the landscape's known minima the run ends at: the nearest to its last point."""

    title: ClassVar[str] = "Nearest minimum"
    needs: ClassVar[tuple[str, ...]] = ("minima",)

    name: Literal["nearest_minimum"] = "nearest_minimum"

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """Its number in the catalog's list, from 0; none where the run diverged."""
        live, row = yield from run.row_at(None)
        minima = live.problem.known_minima
        if not minima:
            raise Unmeasurable("expected a landscape whose minima are known, got none", "name")
        outcome = yield from run.outcome()
        if outcome.status == "diverged":
            return Measured(None, outcome.message, {})
        point = live.point(row)
        distances = [float(np.linalg.norm(point - np.array(minimum))) for minimum in minima]
        number = int(np.argmin(distances))
        place = ", ".join(number_text(round(float(v), 6)) for v in minima[number])
        numbers = {"minimum": list(minima[number]), "point": point.tolist(), "distance": distances[number]}
        sentence = f"It ends {number_text(distances[number])} away from the minimum at ({place})."
        return Measured(number, sentence, numbers)

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The number of the nearest minimum; none where a run diverged."""
        minima = np.array(ends.problem.known_minima)
        if not len(minima):
            raise Unmeasurable("expected a landscape whose minima are known, got none", "name")
        distances = np.linalg.norm(ends.points[None] - minima[:, :, None], axis=1)
        nearest = np.where(ends.diverged, -1, np.argmin(distances, axis=0))
        return [None if number < 0 else number for number in nearest.tolist()]


@measures.register
class EndPoint(Measure):
    """The point of a landscape at which the run ends."""

    title: ClassVar[str] = "End point"
    needs: ClassVar[tuple[str, ...]] = ("landscape",)
    of_cell: ClassVar[bool] = False

    name: Literal["end_point"] = "end_point"

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """Its coordinates as text, and as `point` among the numbers; none where the run diverged."""
        if run.experiment.problem.dimension > 2:
            raise Unmeasurable("expected a landscape of one or two parameters", "name")
        live, row = yield from run.row_at(None)
        outcome = yield from run.outcome()
        if outcome.status == "diverged":
            return Measured(None, outcome.message, {})
        point = [float(value) for value in live.point(row)]
        text = f"({', '.join(number_text(round(value, 4)) for value in point)})"
        return Measured(text, f"After {row:,} steps it is at {text}.", {"step": row, "point": point})


@measures.register
class ParameterCount(Measure):
    """How many numbers training adjusts: the weights and biases of a network, the coordinates of a landscape."""

    title: ClassVar[str] = "Number of parameters"

    name: Literal["parameter_count"] = "parameter_count"

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The problem's dimension."""
        count = run.experiment.problem.dimension
        yield
        return Measured(count, f"It has {amount_text(count, 'parameters')}.", {"parameters": count})
