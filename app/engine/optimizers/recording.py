"""Copies of a step's quantities for its rule. Nothing here runs unless a step is recorded."""

import numpy as np

from app.engine.declaration import FloatArray, Number
from app.engine.optimizers.base import Line, Step

GRADIENT = Line("g", r"g_k = \nabla f_{B_k}(w_k)")
STEP = Line("step", r"\step{w_{k+1} - w_k}", "step")


def begin(step: Step) -> FloatArray | None:
    """Record the gradient; give a copy of the parameters, or None when the step is not recorded."""
    if step.record is None:
        return None
    step.record["g"] = step.gradient.copy()
    return step.parameters.copy()


def finish(step: Step, before: FloatArray, **quantities: Number) -> None:
    """Record the named quantities, the next parameters and the update.

    Vectors are (d,) or (d, R); a quantity without coordinates (a factor, say) is (1,) or (1, R).
    """
    if step.record is None:
        return
    shape, single = before.shape, (1, *before.shape[1:])
    for name, value in quantities.items():
        target = shape if np.ndim(value) == len(shape) else single
        step.record[name] = np.array(np.broadcast_to(value, target), dtype=float)
    step.record["next"] = step.parameters.copy()
    step.record["step"] = step.parameters - before
