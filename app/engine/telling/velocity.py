"""What a velocity is made of: the last gradients, each weighing β less with every step since."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.optimizers import Optimizer
from app.engine.stepping.stretches import Stretch

LOOKED_BACK = 5
"""Gradients that are told one by one; what is left of older ones is told as one."""


def velocity_of(
    stretches: list[Stretch], columns: Mapping[str, FloatArray], row: int, vectors: bool
) -> dict[str, Any] | None:
    """The velocity after step `row` as a sum, JSON-ready; None for a rule that keeps none.

    `columns` has parameters, batch gradients and the state of the rows up to `row`, from the first or from LOOKED_BACK
    rows before it on. With `vectors` every part is given whole, else how far it reaches along the velocity.
    """
    here = _optimizer_at(stretches, row)
    name = here.velocity
    if name is None or not getattr(here, here.momentum_field or "", 0):
        return None
    if any(stretch.clipping is not None for stretch in stretches):
        return None  # what enters is then not the gradient
    state = columns[f"state.{name}"]
    velocity, last = state[-1], len(state) - 1
    length = float(np.linalg.norm(velocity))

    def told(part: FloatArray) -> dict[str, Any]:
        along = float(part @ velocity) / length if length > 0 else 0.0
        return {"along": along, "value": part.tolist() if vectors else None}

    parts, kept = [], 1.0
    for age in range(min(LOOKED_BACK, row + 1)):
        optimizer, at = _optimizer_at(stretches, row - age), last - age
        weight = kept * optimizer.enters(row - age + 1)
        gradient = optimizer.entering(columns["batch_gradient"][at], columns["parameters"][at])
        parts.append({"step": row - age, "weight": weight, **told(weight * gradient)})
        kept *= float(getattr(optimizer, optimizer.momentum_field or ""))
    older = None if row < LOOKED_BACK else {"weight": kept, **told(kept * state[last - LOOKED_BACK])}
    return {"name": name, "parts": parts, "older": older, "length": length, "value": told(velocity)["value"]}


def _optimizer_at(stretches: list[Stretch], row: int) -> Optimizer:
    """The optimizer at a step, with the momentum of a schedule that has its own."""
    stretch = next(stretch for stretch in reversed(stretches) if stretch.begin <= row)
    momenta = stretch.momenta(row, row + 1)
    field = stretch.optimizer.momentum_field
    if momenta is None or field is None:
        return stretch.optimizer
    return stretch.optimizer.replaced({field: float(momenta[0])})
