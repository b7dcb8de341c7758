"""One step of one run, number by number, with its stability limit and what is happening in words."""

from collections.abc import Generator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.optimizers import Optimizer
from app.engine.optimizers.stability import Stability, stability
from app.engine.problems import hessian_eigenvalues
from app.engine.problems.network import NetworkProblem
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling.diagnosis import Diagnosis, diagnose
from app.engine.telling.network_explanation import explaining_network
from app.engine.telling.remedy import Remedy, try_remedies
from app.engine.telling.situation import Situation


class Unexplainable(ValueError):
    """An explanation that this problem cannot give."""


LABELS = {"gradient": "gradient", "memory": "memory", "decay": "weight decay", "step": "step"}


def explaining(
    lives: LiveRuns,
    experiment: Experiment,
    index: int,
    step: int,
    with_remedy: bool = True,
    sample: int | None = None,
) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread; its return value is the explanation of step `step` of run `index`, JSON-ready.

    A run that has diverged is explained at its last row.
    """
    race = yield from lives.racing(experiment)
    live = race.runs[index]
    yield from live.extending(step + 2)
    row = min(step, live.rows - 1)
    if isinstance(live.problem, NetworkProblem):
        network = yield from explaining_network(lives, experiment, index, row, with_remedy, sample)
        optimizer = optimizer_at(live, row)
        return {
            "run": index,
            "step": row,
            "optimizer": optimizer.model_dump(mode="json"),
            "lines": _lines(optimizer, {}),
            **network,
        }
    if sample is not None:
        raise Unexplainable("a landscape's samples have no passes of their own; expected sample null")
    situation = situation_at(live, row, experiment.steps)
    diagnosis = diagnose(situation)
    remedy = None
    if with_remedy and diagnosis.candidates:
        remedy = yield from try_remedies(lives, experiment, index, row, diagnosis.candidates)
    return {
        "run": index,
        "step": row,
        **numbers_of(live, row, experiment.steps),
        "stability": asdict(situation.stability),
        "diagnosis": _diagnosis(diagnosis, remedy),
    }


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


def situation_at(live: LiveRun, row: int, steps: int) -> Situation:
    """What the diagnosis of row `row` looks at."""
    optimizer = optimizer_at(live, row)
    eigenvalues = hessian_eigenvalues(live.problem, live.column("parameters")[row : row + 1])[0]
    return Situation(
        live=live,
        row=row,
        steps=steps,
        optimizer=optimizer,
        stability=stability(optimizer, float(live.column("learning_rate")[row]), eigenvalues),
    )


def optimizer_at(live: LiveRun, row: int) -> Optimizer:
    """The optimizer with the hyperparameters that hold at row `row`."""
    return next(stretch.optimizer for stretch in reversed(live.stretches) if stretch.begin <= row)


def numbers_of(live: LiveRun, row: int, steps: int) -> dict[str, Any]:
    """The numbers of step `row`: where it stands, what the rule makes of the gradient, where that leads."""
    optimizer = optimizer_at(live, row)
    column = {name: live.column(name)[row] for name in ("parameters", "gradient", "batch_gradient")}
    scalar = {name: float(live.column(name)[row]) for name in ("loss", "batch_loss", "learning_rate")}
    stepped = row < steps and np.isfinite(live.column("update")[row]).all()
    following, record = live.rule_at(row) if stepped else (None, {})
    next_row = row + 1 if stepped and row + 1 < live.rows else None
    return {
        "optimizer": optimizer.model_dump(mode="json"),
        **scalar,
        "batch_size": int(live.column("batch_size")[row]),
        "epoch": float(live.column("epoch")[row]),
        "evaluations": int(live.column("evaluations")[row]),
        **{name: values.tolist() for name, values in column.items()},
        "next": None if following is None else following.tolist(),
        "next_loss": None if next_row is None else float(live.column("loss")[next_row]),
        "update": live.column("update")[row].tolist() if stepped else None,
        "lines": _lines(optimizer, record),
        "terms": _terms(optimizer, record),
    }


def _absent(optimizer: Optimizer, record: dict[str, FloatArray]) -> set[str]:
    """Roles of terms that these settings switch off: no memory without momentum, no decay without weight decay."""
    settings = optimizer.model_dump()
    switches = {"memory": optimizer.momentum_field, "decay": "weight_decay"}
    off = {role for role, name in switches.items() if name is not None and settings.get(name) == 0}
    return off - {line.role for line in optimizer.rule if np.any(record.get(line.name, 0))}


def _lines(optimizer: Optimizer, record: dict[str, FloatArray]) -> list[dict[str, Any]]:
    absent = _absent(optimizer, record)
    return [
        {
            "name": line.name,
            "latex": _without(line.latex, absent),
            "role": line.role,
            "value": _value(record.get(line.name)),
        }
        for line in optimizer.rule
        if line.role not in absent
    ]


def _without(latex: str, roles: set[str]) -> str:
    r"""The formula without its terms \role{…}, except where such a term is all there is."""
    for role in roles:
        begin = latex.find(f"\\{role}{{")
        if begin < 0:
            continue
        end, depth = begin + len(role) + 2, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(latex[end], 0)
            end += 1
        latex = latex[:begin] + latex[end:]
    return latex


def _terms(optimizer: Optimizer, record: dict[str, FloatArray]) -> list[dict[str, Any]]:
    absent = _absent(optimizer, record)
    return [
        {"name": line.name, "label": LABELS[line.role], "role": line.role, "value": _value(record[line.name])}
        for line in optimizer.rule
        if line.role in ("gradient", "memory", "decay") and line.role not in absent and line.name in record
    ]


def _value(values: FloatArray | None) -> Any:
    return None if values is None else np.asarray(values).tolist()


def _diagnosis(diagnosis: Diagnosis, remedy: Remedy | None) -> dict[str, Any]:
    return {
        "verdict": diagnosis.verdict,
        "sentence": [{"text": text, "strong": strong} for text, strong in diagnosis.sentence],
        "remedy": None if remedy is None else asdict(remedy),
    }


__all__ = ["Stability", "explaining", "numbers_of", "situation_at"]
