"""What is happening in a network's run, in words, from the run's own numbers around one row."""

import math
from collections.abc import Callable

import numpy as np

from app.engine.telling.diagnosis import Candidate, Diagnosis, first_verdict, said
from app.engine.telling.networks.view import View
from app.engine.telling.wording import number, percent

NOISE_WINDOW = 30
"""Measurements over which a loss that does not fall is called noisy."""
STEEP = 0.5
"""Share of noise in the batches' gradients below which it is the slope that throws a run about."""
VANISHING = 1e-3
EXPLODING = 1e3


def _rounded(value: float) -> float:
    return float(f"{value:.2g}")


def _diverged(v: View) -> Diagnosis | None:
    ended = v.live.diverged
    if ended is None or not v.over:
        return None
    rate = number(v.at("learning_rate"))
    how = f" at step {ended.step:,}: {ended.how[0].lower()}{ended.how[1:]}. The learning rate was {rate}."
    return Diagnosis("diverged", said("Training ", "diverged", how), v.slower_from_start(3, 10, 100, 1000))


def _stopped(v: View) -> Diagnosis | None:
    ended = v.live.ended
    if ended is None or ended.status != "stopped" or not v.over:
        return None
    return Diagnosis("stopped", said("Training ", "stopped early", f" at step {ended.step:,}. {ended.how}."))


def _rising(v: View) -> Diagnosis | None:
    """The cost is far above where it began with these settings."""
    _, losses = v.lately("loss")
    if len(losses) < 3 or not losses[-1] > 1.5 * losses[0] or losses[-1] < losses[-2]:
        return None
    grown = (
        f": the loss rose from {number(losses[0])} to {number(losses[-1])} with η = {number(v.at('learning_rate'))}."
    )
    return Diagnosis("diverging", said("The steps are ", "too large", grown), v.slower_from_start(3, 10))


def _symmetric(v: View) -> Diagnosis | None:
    """All units of the first hidden layer are alike."""
    if len(v.problem.layout.sizes) < 3 or v.problem.layout.sizes[1] < 2:
        return None
    first = v.problem.layout.matrices(v.live.point(v.row))[0]
    if not np.array_equal(first, np.broadcast_to(first[:1], first.shape)):
        return None
    rest = (
        f": all {len(first)} units of the first hidden layer have the same weights and get the same gradient, so they "
        "stay alike. Random first weights tell them apart."
    )
    return Diagnosis("symmetric", said("The hidden units are ", "all alike", rest))


def _dead(v: View) -> Diagnosis | None:
    """Nothing flows back any more."""
    norms = v.norms
    if len(norms) < 2 or norms[:-1].max() > 0 or v.row < 1:
        return None
    rest = ": no gradient reaches the hidden layers any more, as none of their units answers to any sample."
    return Diagnosis("dead", said("The hidden units are ", "dead", rest), v.slower_from_start(3, 10))


def _vanishing(v: View) -> Diagnosis | None:
    norms = v.norms
    if len(norms) < 3 or not np.isfinite(norms).all() or norms[0] <= 0 or norms[-1] <= 0:
        return None
    ratio = norms[0] / norms[-1]
    sizes = f"from {number(norms[-1], 3)} at the last layer to {number(norms[0], 3)} at the first"
    if ratio < VANISHING:
        each = (1 / ratio) ** (1 / (len(norms) - 1))
        rest = (
            f" on the way back: {sizes}, {number(each, 2)} times less with each layer. The first layers hardly learn."
        )
        return Diagnosis("vanishing", said("The gradient ", "vanishes", rest))
    if ratio > EXPLODING:
        rest = f" on the way back: {sizes}. The first layers are thrown about."
        return Diagnosis("exploding", said("The gradient ", "explodes", rest), v.slower_from_start(3, 10))
    return None


def _overfitting(v: View) -> Diagnosis | None:
    """The test loss has turned while the training loss went on falling."""
    if "test_loss" not in v.problem.measures:
        return None
    rows, tests = v.measured("test_loss")
    _, trains = v.measured("loss")
    if len(tests) < 8:
        return None
    best = int(np.argmin(tests))
    risen = tests[-1] - tests[best]
    if best > 0.8 * len(tests) or risen < max(0.1 * tests[best], 0.02) or trains[-1] > 0.9 * trains[best]:
        return None
    rest = (
        f": since step {int(rows[best]):,} the test loss rose from {number(tests[best])} to {number(tests[-1])}, while "
        f"the training loss fell from {number(trains[best])} to {number(trains[-1])}. "
        "It learns its samples by heart: stopping then, a penalty or more samples would help."
    )
    return Diagnosis("overfitting", said("The network ", "overfits", rest))


def _learned(v: View) -> Diagnosis | None:
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


def _stuck(v: View) -> Diagnosis | None:
    """The cost has not moved over the recent measurements."""
    first = v.measured("loss")[1][:1]
    recent = v.lately("loss")[1][-10:]
    if len(recent) < 10 or v.row < 50:
        return None
    fall = (recent[0] - recent[-1]) / max(abs(recent[0]), 1e-12)
    if abs(fall) > 0.002 or np.ptp(recent) > 0.02 * abs(recent.mean()):
        return None
    if v.problem.classes and len(v.problem.layout.sizes) == 2 and v.measured("accuracy")[1][-1] < 0.9:
        rest = (
            f": the loss stays at {number(recent.mean())}, for without a hidden layer the borders are straight lines."
        )
        return Diagnosis("too simple", said("The network is ", "too simple", rest + _rightness(v)[1:]))
    if np.ptp(recent) < 1e-3 * abs(recent.mean()) and recent[-1] < 0.7 * first[0]:
        rest = f": over the last ten measurements the loss moved by less than a thousandth of {number(recent.mean())}"
        return Diagnosis("settled", said("The run has ", "settled", rest + _rightness(v)))
    rate = _rounded(3 * v.at("learning_rate"))
    width = percent(np.ptp(recent) / max(abs(recent.mean()), 1e-12))
    rest = f": over the last ten measurements the loss stayed within {width} of {number(recent.mean())}."
    return Diagnosis(
        "stuck", said("The run is ", "hardly moving", rest),
        [_rate_from_here(v, f"Raise η to {number(rate)} from here", rate)],
    )  # fmt: skip


def _bouncing(v: View) -> Diagnosis | None:
    """The cost jumps up and down without falling: for noise, or for steps that are too large."""
    _, losses = v.lately("loss")
    if len(losses) < NOISE_WINDOW:
        return None
    recent = losses[-NOISE_WINDOW:]
    middle = NOISE_WINDOW // 2
    if recent[middle:].mean() < 0.97 * recent[:middle].mean() or np.ptp(recent) < 0.2 * recent.mean():
        return None
    between = f": the loss goes between {number(recent.min())} and {number(recent.max())}"
    return _too_large(v, between) if v.noise_share() < STEEP else _noisy(v, between)


def _too_large(v: View, between: str) -> Diagnosis:
    rate = f"η = {number(v.at('learning_rate'))}"
    whole = v.batch_size >= v.problem.samples
    agreed = f", and the batches of {v.batch_size:,} agree on where it slopes"
    rest = f"{between} with {rate} and full batches." if whole else f"{between} with {rate}{agreed}."
    return Diagnosis("oscillating", said("The run ", "bounces from wall to wall", rest), [_third(v)])


def _noisy(v: View, between: str) -> Diagnosis:
    rest = f"{between} with batches of {v.batch_size:,} and η = {number(v.at('learning_rate'))}."
    size = min(v.problem.samples, 8 * v.batch_size)
    larger = f"Use batches of {size:,} from here" if size < v.problem.samples else "Use the full batch from here"
    cures = [_third(v), Candidate(larger, {"batch_size": size})]
    return Diagnosis("noise", said("The run ", "bounces with the noise of its batches", rest), cures)


def _third(v: View) -> Candidate:
    rate = _rounded(v.at("learning_rate") / 3)
    return _rate_from_here(v, f"Set η to {number(rate)} from here", rate)


def _rate_from_here(v: View, label: str, rate: float) -> Candidate:
    """Another learning rate from this step on; it takes the place of a schedule."""
    return Candidate(f"{label}, constant" if v.scheduled else label, {"learning_rate": rate})


def _learning(v: View) -> Diagnosis:
    rows, losses = v.lately("loss")
    if len(losses) >= 2:
        back = max(0, len(losses) - 10)
        steps = int(rows[-1] - rows[back])
        since = f"{steps:,} steps" if steps > 1 else "step"
        rest = f": over the last {since} the loss went from {number(losses[back])} to {number(losses[-1])}"
        rest += _rightness(v)
        verb = "learns" if losses[-1] < losses[back] else "goes up and down"
        return Diagnosis("learning", said("The network ", verb, rest))
    known = v.measured("loss")[1]
    at = f" at a loss of {number(known[-1] if len(known) else math.nan)}{_rightness(v)}"
    if v.since == 0:
        return Diagnosis("starting", said("The network ", "sets out", at))
    return Diagnosis("starting", said("The network ", "goes on with other settings", f" from step {v.since:,},{at}"))


def _rightness(v: View) -> str:
    shares = []
    for name, what in (("accuracy", "training"), ("test_accuracy", "test")):
        if name in v.problem.measures:
            _, values = v.measured(name)
            if len(values):
                shares.append(f"{percent(values[-1], 3)} of the {what} samples")
    return f". {' and '.join(shares)} are right." if shares else "."


LOOKS: tuple[Callable[[View], Diagnosis | None], ...] = (
    _diverged, _stopped, _rising, _symmetric, _dead, _vanishing, _overfitting, _learned, _stuck, _bouncing,
)  # fmt: skip


@np.errstate(all="ignore")
def diagnose(view: View) -> Diagnosis:
    """The first verdict that holds."""
    return first_verdict(LOOKS, _learning, view)
