"""What might help a network's run: candidates that are tried before one of them is offered."""

from typing import Any

import numpy as np

from app.engine.datasets.custom import Custom
from app.engine.networks.settings import PENALTIES
from app.engine.telling.diagnosis import Candidate
from app.engine.telling.networks.view import View
from app.engine.wording import number

LARGE = 10.0
"""Inputs and targets beyond this size are large for the usual first weights."""
LONGEST = 2e7
"""Steps times samples times parameters of a trial, at most."""
MOST_STEPS = 5000


def rounded(value: float) -> float:
    """With two significant digits, as somebody would type it."""
    return float(f"{value:.2g}")


def rate_from_here(v: View, label: str, rate: float) -> Candidate:
    """Another learning rate from this step on; it takes the place of a schedule."""
    return Candidate(f"{label}, constant" if v.scheduled else label, {"learning_rate": rate})


def third(v: View) -> Candidate:
    """A third of the learning rate."""
    rate = rounded(v.at("learning_rate") / 3)
    return rate_from_here(v, f"Set η to {number(rate)} from here", rate)


def within_limit(v: View) -> list[Candidate]:
    """Half the largest stable learning rate, where there is a limit and the rate is above it."""
    if v.limit is None or v.limit[0] >= v.at("learning_rate"):
        return []
    rate = rounded(v.limit[0] / 2)
    return [rate_from_here(v, f"Set η to {number(rate)} from here", rate)]


def patient(v: View, label: str, problem: dict[str, Any], times: float = 1.0) -> Candidate:
    """Another problem from the start, tried for as long as the run has gone, if that does not take too long."""
    work = v.problem.samples * v.problem.dimension
    steps = int(min(max(v.row, 40), MOST_STEPS, max(40, LONGEST / work)))
    return Candidate(label, {}, from_start=True, problem=problem, horizon=steps, times=times)


def weaker_penalty(v: View, *divisors: float) -> list[Candidate]:
    """The penalties of the network divided by each of these, from the start; from here where a change has set them."""
    settings = v.problem.settings
    given = {name: float(getattr(settings, name)) for name in PENALTIES if getattr(settings, name)}
    changed = any(change.penalties for change in v.live.changes)
    found = []
    for divisor in divisors if given else ():
        values = {name: rounded(value / divisor) for name, value in given.items()}
        said = " and ".join(f"{name.upper()} = {number(value)}" for name, value in values.items())
        found.append(
            Candidate(f"Set {said} from here", values) if changed else patient(v, f"Start again with {said}", values)
        )
    return found


def scaled_inputs(v: View) -> list[Candidate]:
    """Inputs brought to mean 0 and deviation 1, where they are large as they are."""
    if input_size(v) <= LARGE:
        return []
    return [patient(v, "Start again with scaled inputs", {"scaling": "standard"})]


def input_size(v: View) -> float:
    """Size of the largest input, where inputs are taken as they are; else 0."""
    plain = v.problem.settings.scaling in (None, "none")
    return float(np.abs(v.problem.shown()).max()) if plain else 0.0


def scaled_targets(v: View) -> list[Candidate]:
    """A person's own large targets, brought to mean 0 and deviation 1; large inputs as well."""
    settings = v.problem.settings
    data, loss = settings.dataset, settings.chosen_loss.key()
    if not isinstance(data, Custom) or v.problem.classes or data.answers > 1 or loss not in ("mse", "mae"):
        return []
    if settings.output_activation != "identity" or data.target_scaling != "none":
        return []
    targets = np.array(data.targets, dtype=float)
    deviation = float(targets.std())
    if np.abs(targets).max() <= LARGE or deviation == 0:
        return []
    problem: dict[str, Any] = {"dataset": {**data.model_dump(mode="json"), "target_scaling": "standard"}}
    times = deviation ** (2 if loss == "mse" else 1)
    found = [patient(v, "Start again, targets scaled", problem, times)]
    if input_size(v) > LARGE:
        both = "Start again, inputs and targets scaled"
        found.append(patient(v, both, {**problem, "scaling": "standard"}, times))
    return found
