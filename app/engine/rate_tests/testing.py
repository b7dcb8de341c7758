"""The test of learning rates: the run itself, step by step, and what it says."""

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.measures.wording import number_text
from app.engine.rate_tests.choice import RateTestRequest
from app.engine.rate_tests.suggestion import Ended, mean, smoothed, suggestion
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import outcome_at

Json = dict[str, Any]
A_TWENTIETH = 20


class Watch:
    """Sees losses row by row, and says when they have risen too far."""

    def __init__(self, width: int, factor: float) -> None:
        self.width, self._factor = width, factor
        self._first = self._best = np.inf
        self.seen = 0
        self.mean = self.limit = np.inf
        self.over = self.risen = False

    def look(self, losses: FloatArray) -> None:
        """Look at the rows that have come, up to the one at which the loss has risen or is no number any more."""
        while not self.over and self.seen < len(losses):
            if not np.isfinite(losses[self.seen]):
                self.over = True
                return
            self.mean = mean(losses[max(0, self.seen - self.width) : self.seen + 1])
            self._first = self.mean if self.seen == 0 else self._first
            self._best = min(self._best, self.mean)
            scale = max(abs(self._best), self._first - self._best)
            self.limit = self._best + (self._factor - 1) * scale
            self.seen += 1
            self.over = self.risen = self.mean > self.limit


def testing(lives: LiveRuns, request: RateTestRequest) -> Generator[None, None, Json]:
    """Work for a compute thread whose return value is the test, JSON-ready."""
    race = yield from lives.racing(request.test)
    live, steps = race.runs[0], request.steps
    column = "batch_loss" if live.problem.measure_every else "loss"
    width = _usual_smoothing(live, steps) if request.smoothing is None else request.smoothing
    watch = Watch(width, request.stop_factor)
    yield from live.extending(1)
    while not watch.over:
        rows = min(live.rows, steps + 1)
        watch.look(live.column(column)[:rows])
        if watch.seen == rows and not watch.over:
            if not live.missing(steps + 1):
                break
            live.extend_a_bit(steps + 1)
        yield
    return _told(live, request, column, width, watch)


def _usual_smoothing(live: LiveRun, steps: int) -> int:
    """A twentieth of the steps where chance belongs to each of them, else nothing."""
    problem = live.problem
    drawn = live.stretches[0].varies(problem.samples) and not problem.alike
    return max(1, steps // A_TWENTIETH) if drawn or problem.random_epochs else 0


def _told(live: LiveRun, request: RateTestRequest, column: str, width: int, watch: Watch) -> Json:
    losses = np.array(live.column(column)[: watch.seen])
    rates = np.array(live.column("learning_rate")[: max(0, watch.seen - 1)])
    smooth = smoothed(losses, width)
    ended, ending = _ending(live, request.steps, watch, rates)
    found = suggestion(rates, losses, smooth, width, ended)
    return {
        "loss": column,
        "schedule": request.schedule.model_dump(mode="json"),
        "smoothing": width,
        "first_loss": float(losses[0]) if len(losses) else None,
        "rates": rates.tolist(),
        "losses": losses[1:].tolist(),
        "smoothed": smooth[1:].tolist(),
        "ended": ended,
        "ending": ending,
        "interval": None if found.interval is None else list(found.interval),
        "rate": found.rate,
        "reason": found.reason,
    }


def _ending(live: LiveRun, steps: int, watch: Watch, rates: FloatArray) -> tuple[Ended, str]:
    """How the test ended, and in words."""
    if watch.risen:
        over = "" if watch.width == 0 else f", the mean of the last {min(watch.width + 1, watch.seen)}"
        how = f"the loss, {number_text(watch.mean)}{over}, is above {number_text(watch.limit)}"
        return "risen", f"Stopped at a rate of {rates[-1]:.3g}: {how}."
    if watch.seen > steps:
        return "range", f"All {steps:,} rates were tested."
    outcome = outcome_at(live, live.rows - 1, steps)
    return "stopped" if outcome.status == "stopped" else "diverged", outcome.message


def rate_test(experiment: Experiment | Mapping[str, Any], **asked: Any) -> Json:
    """One run whose learning rate grows from step to step: losses by rate, and the rates that they speak for.

    What may be `asked` are the fields of the API's call: `run`, `low`, `high`, `steps`, `smoothing`, `stop_factor`.
    Raises `ValueError` for what is no experiment, no range, or an optimizer whose steps do not follow the rate.
    """
    return computed(RateTestRequest.model_validate({"experiment": experiment, **asked}))


def computed(request: RateTestRequest) -> Json:
    """The test that is asked for, JSON-ready."""
    work = testing(LiveRuns(), request)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return dict(end.value)
