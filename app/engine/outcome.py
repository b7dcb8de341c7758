"""How a run stands: running, converged, stalled or diverged, at which step, in one sentence."""

from typing import Literal

import numpy as np
from pydantic import BaseModel, Field

from app.engine.declaration import FloatArray
from app.engine.live import CALM, LiveRun
from app.engine.problems import hessian_eigenvalues


class Outcome(BaseModel):
    """How a run stands at a step."""

    status: Literal["running", "converged", "stalled", "diverged"]
    step: int | None = Field(description="Since when; null while the run is under way.")
    message: str


def outcome_at(live: LiveRun, last: int, steps: int) -> Outcome:
    """The outcome as known at row `last`."""
    if (
        live.diverged is not None
        and live.diverged[0] <= max(last, live.rows - 1, 0) + 1
        and last >= live.diverged[0] - 1
    ):
        return _diverged(live)
    return _calm(live, min(last, live.rows - 1)) or Outcome(
        status="running", step=None, message=f"Still descending at step {min(last, steps):,}."
    )


def _diverged(live: LiveRun) -> Outcome:
    step, how = live.diverged or (0, "")
    rate = live.column("learning_rate")[-1]
    sharpness = _eigenvalues(live, max(live.rows - 2, 0))[-1]
    start_sharpness = _eigenvalues(live, 0)[-1]
    peak = max(sharpness, start_sharpness) if np.isfinite(sharpness) else start_sharpness
    message = f"{how} at step {step:,}"
    if np.isfinite(peak) and peak > 0 and rate > 2 / peak:
        message += f": the learning rate {rate:.4g} is above 2/λmax = {2 / peak:.4g} on its way"
    return Outcome(status="diverged", step=step, message=message + ".")


def _calm(live: LiveRun, last: int) -> Outcome | None:
    if last < 0:
        return None
    since = live.last_loud(last) + 1
    if since > last:
        return None
    eigenvalues = _eigenvalues(live, last)
    size = float(np.abs(eigenvalues).max())
    if not np.isfinite(eigenvalues).all() or (eigenvalues[0] >= -1e-6 * max(size, 1e-6) and size > 1e-6):
        return Outcome(
            status="converged", step=since,
            message=f"Converged at step {since:,}: the gradient fell below {CALM:g} of its first size, at a minimum.",
        )  # fmt: skip
    where = "a saddle" if eigenvalues[0] < -1e-6 * size and size > 1e-6 else "a plateau"
    return Outcome(
        status="stalled", step=since,
        message=f"Stalled since step {since:,}: the gradient vanished on {where}, not at a minimum.",
    )  # fmt: skip


def _eigenvalues(live: LiveRun, row: int) -> FloatArray:
    return np.asarray(hessian_eigenvalues(live.problem, live.column("parameters")[row : row + 1])[0])
