"""One step of one run, number by number, with what is happening in words."""

from collections.abc import Generator, Mapping
from dataclasses import asdict
from typing import Any

from app.engine.experiment import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling.base import teller_of
from app.engine.telling.diagnosis import Diagnosis
from app.engine.telling.remedy import Remedy, try_remedies


def explaining(
    lives: LiveRuns,
    experiment: Experiment,
    index: int,
    step: int,
    with_remedy: bool = True,
    sample: int | None = None,
) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread; its return value is the explanation of step `step` of run `index`, JSON-ready.

    A run that has diverged is explained at its last row. Raises `Unexplainable` for a kind of problem of which nobody
    tells, `NoSuchSample` for a sample that there is not.
    """
    race = yield from lives.racing(experiment)
    live, teller = race.runs[index], teller_of(race.runs[index].problem)
    yield from live.extending(step + 2)
    row = min(step, live.rows - 1)
    yield from live.approaching(row)
    seen = teller(live, row, experiment.steps)
    numbers = seen.numbers(sample)
    yield
    diagnosis = seen.diagnosis()
    remedy = None
    if with_remedy and diagnosis.candidates:
        remedy = yield from try_remedies(lives, experiment, index, row, diagnosis.candidates)
    return {"run": index, "step": row, **numbers, "diagnosis": _diagnosis(diagnosis, remedy)}


def explain(
    experiment: Experiment | Mapping[str, Any], run: int = 0, step: int = 0, sample: int | None = None
) -> dict[str, Any]:
    """Step `step` of run number `run`: every quantity of the optimizer's rule, the stability limit, a diagnosis.

    Of a network the passes layer by layer; with `sample` those of one sample. Raises `ValueError` for a run, a step or
    a sample that the experiment does not have.
    """
    experiment = experiment if isinstance(experiment, Experiment) else Experiment.model_validate(experiment)
    if not 0 <= run < len(experiment.runs):
        raise ValueError(f"run: expected 0 … {len(experiment.runs) - 1}, got {run}")
    if not 0 <= step <= experiment.steps:
        raise ValueError(f"step: expected 0 … {experiment.steps}, the experiment's steps, got {step}")
    work = explaining(LiveRuns(), experiment, run, step, sample=sample)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return dict(end.value)


def _diagnosis(diagnosis: Diagnosis, remedy: Remedy | None) -> dict[str, Any]:
    return {
        "verdict": diagnosis.verdict,
        "sentence": [{"text": text, "strong": strong} for text, strong in diagnosis.sentence],
        "remedy": None if remedy is None else asdict(remedy),
        "best_step": diagnosis.best_step,
    }
