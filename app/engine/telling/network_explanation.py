"""One step of a network's run: sizes by layer, one sample's passes, what is happening."""

import math
from collections.abc import Generator
from dataclasses import asdict
from typing import Any

from app.engine.experiment import Experiment
from app.engine.problems.network import NetworkProblem
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling.network_diagnosis import diagnose_network
from app.engine.telling.network_numbers import layers_of, sample_of
from app.engine.telling.remedy import try_remedies

MOST_FOR_REMEDY = 20_000
"""Parameters up to which a remedy is tried before it is offered; beyond, trying takes longer than reading."""


class NoSuchSample(ValueError):
    """A sample that the data do not have."""


def explaining_network(
    lives: LiveRuns, experiment: Experiment, index: int, row: int, with_remedy: bool, sample: int | None
) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread; its return value is JSON-ready."""
    live = lives.race(experiment).runs[index]
    problem = live.problem
    assert isinstance(problem, NetworkProblem)
    if sample is not None and not 0 <= sample < problem.data.total:
        raise NoSuchSample(f"sample: expected 0 … {problem.data.total - 1}, got {sample}")
    yield from live.approaching(row)
    parameters = live.point(row)
    vectors = live.vectors(row, row)
    yield
    gradient = problem.from_public(vectors["batch_gradient"][0])
    update = problem.from_public(vectors["update"][0]) if row < live.last_row(experiment.steps) else None
    diagnosis = diagnose_network(live, row)
    remedy = None
    if with_remedy and diagnosis.candidates and problem.dimension <= MOST_FOR_REMEDY:
        remedy = yield from try_remedies(lives, experiment, index, row, diagnosis.candidates)
    measured = live.measured(row)
    return {
        **_scalars(live, row),
        "loss": measured["loss"],
        "measured": measured,
        "layers": layers_of(problem, parameters, gradient, update),
        "sample": None if sample is None else sample_of(problem, parameters, sample, measured["loss"]),
        "diagnosis": {
            "verdict": diagnosis.verdict,
            "sentence": [{"text": text, "strong": strong} for text, strong in diagnosis.sentence],
            "remedy": None if remedy is None else asdict(remedy),
        },
    }


def _scalars(live: LiveRun, row: int) -> dict[str, Any]:
    values: dict[str, Any] = {name: float(live.column(name)[row]) for name in ("batch_loss", "learning_rate", "epoch")}
    values |= {name: int(live.column(name)[row]) for name in ("batch_size", "evaluations")}
    return {name: value if math.isfinite(value) else None for name, value in values.items()}
