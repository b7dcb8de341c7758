"""What might help a run on a landscape: candidates that are tried before one of them is offered."""

import numpy as np

from app.engine.optimizers.stability import stability
from app.engine.telling.diagnosis import Candidate
from app.engine.telling.landscapes.situation import Situation
from app.engine.wording import number


def safe_rate(s: Situation, verb: str = "Set") -> Candidate:
    """Half the largest stable learning rate; a tenth of the rate where there is no limit."""
    rate = float(f"{(0.5 * s.stability.limit if s.stability.limit else s.at('learning_rate') / 10):.2g}")
    return rate_from_here(s, f"{verb} η to {number(rate)} from here", rate)


def rate_from_here(s: Situation, label: str, rate: float) -> Candidate:
    """Another learning rate from this step on; it takes the place of a schedule."""
    return Candidate(f"{label}, constant" if s.scheduled and s.row > 0 else label, {"learning_rate": rate})


def halve(s: Situation) -> Candidate:
    """Half the learning rate."""
    return rate_from_here(s, "Halve η from here", float(f"{s.at('learning_rate') / 2:.3g}"))


def double(s: Situation) -> Candidate:
    """Twice the learning rate."""
    return rate_from_here(s, "Double η from here", float(f"{2 * s.at('learning_rate'):.3g}"))


def more_momentum(s: Situation) -> list[Candidate]:
    """More of the past in each step, where the optimizer has a momentum."""
    name = s.optimizer.momentum_field
    if name is None or float(getattr(s.optimizer, name)) >= 0.9:
        return []
    return [Candidate("Raise the momentum to 0.9 from here", {name: 0.9})]


def less_momentum(s: Situation) -> list[Candidate]:
    """Less of the past in each step."""
    name = s.optimizer.momentum_field
    if name is None or float(getattr(s.optimizer, name)) <= 0.5:
        return []
    return [Candidate("Lower the momentum to 0.5 from here", {name: 0.5})]


def quieter(s: Situation) -> list[Candidate]:
    """Less noise: smaller steps, larger batches."""
    smaller = rate_from_here(s, "Divide η by 10 from here", float(f"{s.at('learning_rate') / 10:.3g}"))
    return [smaller, *s.larger_batches()]


def within_limit(s: Situation, candidate: Candidate) -> bool:
    """Whether the candidate's learning rate is one that the surface takes here: nothing else is advice."""
    if candidate.from_start:
        return True
    changed = dict(candidate.change)
    rate = float(changed.pop("learning_rate", s.at("learning_rate")))
    changed.pop("batch_size", None)
    found = stability(s.optimizer.replaced(changed), rate, np.array(s.stability.eigenvalues))
    return found.ratio is None or found.ratio <= 1
