"""What a penalty does to a network beside its data: throws the weights about, or holds them at 0."""

import numpy as np

from app.engine.telling.diagnosis import Candidate, Diagnosis, said
from app.engine.telling.networks.cures import weaker_penalty
from app.engine.telling.networks.view import View
from app.engine.wording import number

NOTHING = 1e-2
"""Size of a weight that has next to no effect."""
FELL = 10.0
"""How much larger the weights must have been at the start, for somebody to have made them small."""
ALIKE = 1e-3
"""Share of the targets' spread within which all answers are the same."""


def too_strong(v: View) -> Diagnosis | None:
    """The penalty alone makes the weights grow, whatever the data say."""
    why = v.overshooting_penalty()
    _, losses = v.lately("loss")
    if not why or len(losses) < 2 or not losses[-1] > losses[0]:
        return None
    grown = f" The loss rose from {number(losses[0])} to {number(losses[-1])}."
    return Diagnosis("penalty too strong", said("The penalty is ", "too strong", f": {why}.{grown}"), weaker(v))


def weaker(v: View) -> list[Candidate]:
    """Penalties that take off a small share of each weight in a step."""
    shares = [v.decay * v.at("learning_rate") / share for share in (0.003, 0.0003)]
    return weaker_penalty(v, *shares) or v.weaker_decay(*shares)


def held(v: View) -> Diagnosis | None:
    """All weights next to 0, and all answers the same, under a penalty."""
    penalised = v.problem.settings.l1 > 0 or v.decay > 0
    if not penalised or v.row < 50:
        return None
    first, now = v.largest_weights(0), v.largest_weights(v.row)
    if now > NOTHING or first < FELL * now:
        return None
    spread = float(np.ptp(v.outputs(v.row), axis=1).max())
    targets = v.problem.targets[: v.problem.layout.sizes[-1], : v.problem.samples]
    if spread > ALIKE * max(float(np.ptp(targets)), 1e-300):
        return None
    rest = (
        f": the largest weight went from {number(first)} to {number(now)}, and the answers to all samples lie "
        f"within {number(spread)} of each other."
    )
    return Diagnosis(
        "held at zero", said("The penalty ", "holds all weights at 0", rest), weaker_penalty(v, 10, 100, 1000)
    )
