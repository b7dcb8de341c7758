"""The numbers of a step: where it stands, what the optimizer's rule makes of the gradient, where that leads."""

from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.optimizers import Line, Optimizer
from app.engine.runs.live_run import LiveRun
from app.engine.telling.base import Teller
from app.engine.telling.velocity import LOOKED_BACK, velocity_of

LABELS = {"memory": "memory", "decay": "weight decay"}


def numbers_of(seen: Teller[Any]) -> dict[str, Any]:
    """The numbers of a step on a problem that keeps its vectors, JSON-ready."""
    live, row, optimizer = seen.live, seen.row, seen.optimizer
    column = {name: live.column(name)[row] for name in ("parameters", "gradient", "batch_gradient")}
    scalar = {name: seen.at(name) for name in ("loss", "batch_loss", "learning_rate")}
    stepped = row < seen.steps and np.isfinite(live.column("update")[row]).all()
    following, record = live.rule_at(row) if stepped else (None, {})
    next_row = row + 1 if stepped and row + 1 < live.rows else None
    return {
        "optimizer": optimizer.model_dump(mode="json"),
        **scalar,
        "batch_size": int(seen.at("batch_size")),
        "epoch": seen.at("epoch"),
        "evaluations": int(seen.at("evaluations")),
        **{name: values.tolist() for name, values in column.items()},
        "next": None if following is None else following.tolist(),
        "next_loss": None if next_row is None else float(live.column("loss")[next_row]),
        "update": live.column("update")[row].tolist() if stepped else None,
        "lines": rule_lines(optimizer, record),
        "velocity": velocity_of(live.stretches, _until(live, row, optimizer), row, vectors=True) if stepped else None,
        "terms": _terms(optimizer, record, scalar["learning_rate"], column),
    }


def _until(live: LiveRun, row: int, optimizer: Optimizer) -> dict[str, FloatArray]:
    """What a velocity is made of, of the rows before this one."""
    names = ["parameters", "batch_gradient", *([f"state.{optimizer.velocity}"] if optimizer.velocity else [])]
    return {name: live.column(name)[max(0, row - LOOKED_BACK) : row + 1] for name in names}


def _absent(optimizer: Optimizer, record: dict[str, FloatArray]) -> set[str]:
    """Roles of terms that these settings switch off: no memory without momentum, no decay without weight decay."""
    settings = optimizer.model_dump()
    switches = {"memory": optimizer.momentum_field, "decay": "weight_decay"}
    off = {role for role, name in switches.items() if name is not None and settings.get(name) == 0}
    return off - {line.role for line in optimizer.rule if np.any(record.get(line.name, 0))}


def rule_lines(optimizer: Optimizer, record: dict[str, FloatArray]) -> list[dict[str, Any]]:
    """The rule line by line as LaTeX, with the recorded values."""
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


def _terms(
    optimizer: Optimizer, record: dict[str, FloatArray], rate: float, column: dict[str, FloatArray]
) -> list[dict[str, Any]]:
    absent = _absent(optimizer, record)

    def label(line: Line) -> str:
        return LABELS.get(line.role) or _gradient_label(record[line.name], rate, column)

    return [
        {"name": line.name, "label": label(line), "role": line.role, "value": _value(record[line.name])}
        for line in optimizer.rule
        if line.role in ("gradient", "memory", "decay") and line.role not in absent and line.name in record
    ]


def _gradient_label(term: FloatArray, rate: float, column: dict[str, FloatArray]) -> str:
    """What the gradient's term of a step is called: −η∇f where it is that, −ηg of a batch, else what it comes from."""
    full, batch = column["gradient"], column["batch_gradient"]
    name = "∇f" if np.allclose(full, batch, rtol=1e-12, atol=0) else "g"
    plain = np.allclose(term, -rate * batch, rtol=1e-12, atol=0)
    return f"−η{name}" if plain else f"from {name}"


def _value(values: FloatArray | None) -> Any:
    return None if values is None else np.asarray(values).tolist()
