"""A network's run that has got somewhere, or gets nowhere: converged, separated, overfitting, on a plateau."""

import math

import numpy as np

from app.engine.networks.ground import TILT
from app.engine.telling.diagnosis import Candidate, Diagnosis, said
from app.engine.telling.networks.cures import patient, rate_from_here, rounded, scaled_targets
from app.engine.telling.networks.inside import few_dead
from app.engine.telling.networks.view import View
from app.engine.wording import number, percent, two_ends

RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "softmax": (0.0, 1.0)}
"""Where answers lie, by the output activation."""
SMALL_WEIGHTS = 0.3
"""Share of the usual size of first weights below which they are small."""
FAR = 3.0
"""Deviations of the targets between them and the answers that are far."""
ERRORS = ("rmse", "test_rmse")
MOST_NAMED = 3
"""Targets whose errors are named in a sentence."""
HOPELESS = 10.0
"""How many times longer the way must be than the steps so far, and those left, to be out of reach."""
LEVEL = 0.05
"""Share of the usual slope at which a loss with one lowest value is near that."""


def overfitting(v: View) -> Diagnosis | None:
    """The test loss has turned while the training loss went on falling."""
    if "test_loss" not in v.problem.measures:
        return None
    rows, tests = v.measured("test_loss")
    _, trains = v.measured("loss")
    if len(tests) < 8:
        return None
    best = int(np.argmin(tests))
    risen = tests[-1] - tests[best]
    if best > 0.8 * len(tests) or risen < max(0.1 * tests[best], 0.02):
        return None
    before, now, bare = float(trains[best]), float(trains[-1]), ""
    problems = [v.live.problem_at(int(row)) for row in (rows[best], rows[-1])]
    if any(problem.kinked or problem.decay for problem in problems):
        before, now = (v.problem.fit(v.live.point(int(row))) for row in (rows[best], rows[-1]))
        bare = ", without its penalty,"
    if now > 0.9 * before:
        return None
    rest = (
        f": since step {int(rows[best]):,} the test loss rose from {number(tests[best])} to {number(tests[-1])}, while "
        f"the training loss{bare} fell from {number(before)} to {number(now)}. "
        "It learns its samples by heart: stopping then, a penalty or more samples would help."
    )
    return Diagnosis("overfitting", said("The network ", "overfits", rest), best_step=int(rows[best]))


def learned(v: View) -> Diagnosis | None:
    """Nearly all training samples are right."""
    if "accuracy" not in v.problem.measures:
        return None
    _, shares = v.measured("accuracy")
    if not len(shares) or shares[-1] < 0.99:
        return None
    right = f": {percent(shares[-1], 3)} of the training samples are right"
    if "test_accuracy" not in v.problem.measures:
        return Diagnosis("learned", said("The classes are ", "separated", right + "."))
    _, tests = v.measured("test_accuracy")
    gap = shares[-1] - tests[-1]
    rest = f"{right}, and {percent(tests[-1], 3)} of the test samples"
    end = ". What is left is confidence along the borders." if gap < 0.03 else f", {number(100 * gap, 2)} points less."
    return Diagnosis("learned", said("The classes are ", "separated", rest + end))


def too_simple(v: View) -> Diagnosis | None:
    """A network without a hidden layer that is as good as it gets, and is wrong about many."""
    if not v.problem.classes or len(v.problem.layout.sizes) > 2 or v.measured("accuracy")[1][-1] >= 0.9:
        return None
    recent = v.lately("loss")[1][-10:]
    if v.outcome.status != "converged" and not (_still(v) and _next_to_level(v)):
        return None
    rest = f": the loss stays at {number(recent.mean())}, for without a hidden layer the borders are straight lines."
    return Diagnosis("too simple", said("The network is ", "too simple", rest + rightness(v)[1:]))


def converged(v: View) -> Diagnosis | None:
    """Nothing is left to descend; or nothing moves although there is."""
    status, message = v.outcome.status, v.outcome.message
    if status not in ("converged", "stalled"):
        return None
    why = message[message.index(":") :].removesuffix(".")
    if status == "stalled":
        return Diagnosis("resting", said("The run ", "stands still", why + rightness(v)))
    loss = f". The loss is {number(v.measured('loss')[1][-1])}"
    return Diagnosis("converged", said("The run has ", "converged", why + loss + rightness(v) + few_dead(v)))


def _next_to_level(v: View) -> bool:
    """Whether the slope over all samples is small: a loss that has one lowest value is near it then."""
    slope = v.whole_slope
    return slope is not None and slope < LEVEL * v.live.recording.usual_slope


def _still(v: View) -> bool:
    """Whether the loss has hardly moved over the last ten measurements."""
    recent = v.lately("loss")[1][-10:]
    if len(recent) < 10 or v.row < 50:
        return False
    fall = (recent[0] - recent[-1]) / max(abs(recent[0]), 1e-12)
    return bool(abs(fall) <= 0.002 and np.ptp(recent) <= 0.02 * abs(recent.mean()))


def standing(v: View) -> Diagnosis | None:
    """The loss has hardly moved over the recent measurements: for what reason?"""
    return (_settled(v) or _plateau(v) or _one_class(v) or _stuck(v)) if _still(v) else None


def _one_class(v: View) -> Diagnosis | None:
    if v.one_answer is None:
        return None
    share = float(v.measured("accuracy")[1][-1])
    rest = (
        f": all training samples are taken for {v.one_answer}, which {percent(share, 3)} of them are; "
        f"over the last ten measurements the loss stayed near {number(v.lately('loss')[1][-1])}."
    )
    return Diagnosis("one class", said("The network gives ", "one answer to all", rest), _raised(v))


def _plateau(v: View) -> Diagnosis | None:
    """Next to no slope, on ground that curves downwards: the run will go on."""
    slope = float(v.at("gradient_norm"))
    if v.noise_share() > 0.5 or slope > 1e-3 * v.live.recording.usual_slope or v.curvature is None:
        return None
    low, high = v.curvature
    if low >= -TILT * high:
        return None
    losses = v.lately("loss")[1][-10:]
    rest = (
        f": over the last ten measurements the loss moved by {number(abs(losses[-1] - losses[0]), 2)}. The gradient is "
        f"only {number(slope)}, yet the loss curves downwards (λₘᵢₙ = {number(low)})"
    )
    if v.optimizer.stability_factor() is not None:
        doubling = math.log(2) / math.log1p(v.at("learning_rate") * -low)
        rest += f", so that the run moves on: by plain descent its slope doubles in some {number(doubling, 2)} steps"
    return Diagnosis(
        "plateau", said("The run is ", "on a plateau", rest + "." + _weights(v)), [*_larger(v), *_raised(v)]
    )


def _small(v: View) -> tuple[float, float] | None:
    """Size of the first weights and the usual one, where they are much smaller."""
    matrices = v.problem.layout.matrices(v.live.point(0))
    typical = float(np.sqrt(np.mean([np.mean(matrix[:, :-1] ** 2) for matrix in matrices])))
    usual = float(np.sqrt(np.mean([2 / (matrix.shape[0] + matrix.shape[1] - 1) for matrix in matrices])))
    return (typical, usual) if typical < SMALL_WEIGHTS * usual else None


def _weights(v: View) -> str:
    small = _small(v)
    return (
        ""
        if small is None
        else f" Its first weights were {number(small[0], 2)} in size, where {number(small[1], 2)} is usual."
    )


def _larger(v: View) -> list[Candidate]:
    if _small(v) is None:
        return []
    problem = {"initializer": {"name": "xavier_uniform"}, "initial_parameters": None}
    return [patient(v, "Start again with larger first weights (Xavier)", problem)]


def _raised(v: View) -> list[Candidate]:
    rate = rounded(3 * v.at("learning_rate"))
    return [rate_from_here(v, f"Raise η to {number(rate)} from here", rate)]


def _settled(v: View) -> Diagnosis | None:
    first, recent = v.measured("loss")[1][:1], v.lately("loss")[1][-10:]
    if np.ptp(recent) >= 1e-3 * abs(recent.mean()) or recent[-1] >= 0.7 * first[0]:
        return None
    rest = f": over the last ten measurements the loss moved by less than a thousandth of {number(recent.mean())}"
    return Diagnosis("settled", said("The run has ", "settled", rest + rightness(v) + few_dead(v)))


def _stuck(v: View) -> Diagnosis:
    recent = v.lately("loss")[1][-10:]
    width = percent(np.ptp(recent) / max(abs(recent.mean()), 1e-12))
    rest = f": over the last ten measurements the loss stayed within {width} of {number(recent.mean())}"
    return Diagnosis("stuck", said("The run is ", "hardly moving", rest + rightness(v) + few_dead(v)), _raised(v))


def beyond_the_outputs(v: View) -> Diagnosis | None:
    """Targets that no output can be, whatever the weights are."""
    activation = v.problem.settings.output_activation
    if activation not in RANGES or v.problem.classes:
        return None
    low, high = RANGES[activation]
    targets = v.problem.targets[:, : v.problem.samples]
    scaled = " standardised ones" if v.problem.data.samples.scaled else ""
    outside = int(((targets < low) | (targets > high)).sum())
    if not outside:
        return None
    rest = (
        f": {outside} of the {targets.size}{scaled} lie outside {number(low)} … {number(high)}, where all answers of "
        f"{activation} outputs lie; they go from {two_ends(float(targets.min()), float(targets.max()), ' to ')}."
    )
    return Diagnosis("out of reach", said("The targets are ", "out of reach", rest))


def saturated_outputs(v: View) -> Diagnosis | None:
    """All outputs at an end of their range, and most of them at the wrong one."""
    activation, targets = v.problem.settings.output_activation, v.problem.targets[:, : len(v.problem.shown())]
    if v.outcome.status != "stalled" or not v.problem.network.loss.blocked(v.outputs(v.row), targets):
        return None
    low, high = RANGES[activation]
    rest = (
        f": for every training sample they stand at an end of {number(low)} … {number(high)}, where next to no "
        f"gradient passes, while the targets lie between {two_ends(float(targets.min()), float(targets.max()))}."
    )
    return Diagnosis("saturated", said("The outputs are ", "saturated", rest), v.slower_from_start(3, 10, 100))


def out_of_reach(v: View) -> Diagnosis | None:
    """A regression whose answers are far from all targets, and come nearer by too little a step."""
    targets = v.problem.targets[:, : v.problem.samples]
    back = max(v.since, v.row - 100)
    if v.problem.classes or len(targets) > 1 or v.row - back < 20:
        return None
    middle, spread = float(targets.mean()), float(targets.std())
    before, now = (float(v.problem.network.loss.activated(v.outputs(row)).mean()) for row in (back, v.row))
    pace = (abs(middle - before) - abs(middle - now)) / (v.row - back)
    if (
        abs(middle - now) <= FAR * spread
        or pace <= 0
        or abs(middle - now) <= HOPELESS * pace * max(v.row, v.steps - v.row)
    ):
        return None
    samples = v.problem.data.samples
    unit = float(np.ravel(samples.target_scale)[0])
    around, answered = samples.in_own_units(np.array([[middle, now]]))[0].tolist()
    rest = (
        f": they lie around {number(around)}, the answers around {number(answered)}, and over the last "
        f"{v.row - back} steps these came nearer by {number(pace * unit, 3)} a step. At this pace the way takes "
        f"{number(abs(middle - now) / pace, 2)} steps."
    )
    rate = rounded(100 * v.at("learning_rate"))
    raised = rate_from_here(v, f"Raise η to {number(rate)} from here", rate)
    return Diagnosis("out of reach", said("The targets are ", "out of reach", rest), [*scaled_targets(v), raised])


def errors_text(v: View) -> str:
    """How far answers are off, where the loss is of scaled targets; beginning and ending with a full stop."""
    samples = v.problem.data.samples
    if not samples.scaled:
        return "."
    ends = [""] if not samples.several else [f".{place}" for place in range(1, len(samples.several) + 1)]
    off = []
    for name, end in list(zip(samples.predicted, ends, strict=True))[:MOST_NAMED]:
        train, *test = (v.measured(f"{which}{end}")[1] for which in ERRORS if which + end in v.problem.measures)
        if len(train):
            tested = f" ({number(test[0][-1])} on test rows)" if test else ""
            off.append(f"{number(train[-1])} for {name}{tested}")
    return f". In the table’s own units the root mean squared error is {', '.join(off)}." if off else "."


def rightness(v: View) -> str:
    """Shares of the samples that are right, or how far answers are off; beginning and ending with a full stop."""
    shares = []
    for name, what in (("accuracy", "training"), ("test_accuracy", "test")):
        if name in v.problem.measures:
            _, values = v.measured(name)
            if len(values):
                shares.append(f"{percent(values[-1], 3)} of the {what} samples")
    if not shares:
        return errors_text(v)
    same = f": all are taken for {v.one_answer}" if v.one_answer is not None else ""
    return f". {' and '.join(shares)} are right{same}."
