"""What is happening in a run, in words, from the run's own numbers around one row."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.live import CALM, LiveRun
from app.engine.optimizers import Optimizer
from app.engine.stability import Stability
from app.engine.wording import number, percent, times

WINDOW = 12
Piece = tuple[str, bool]


@dataclass(frozen=True)
class Candidate:
    """A remedy to try: settings of a change, from this step or from the start."""

    label: str
    change: dict[str, float | int]
    from_start: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """A verdict, the sentence that says it (pieces, with the strong ones marked), and remedies worth trying."""

    verdict: str
    sentence: list[Piece]
    candidates: list[Candidate] = field(default_factory=list)


@dataclass(frozen=True)
class Situation:
    """A run seen from one row: its past, its settings there, its stability."""

    live: LiveRun
    row: int
    steps: int
    optimizer: Optimizer
    stability: Stability

    def recent(self, name: str, count: int = WINDOW) -> FloatArray:
        """The last `count` rows of a column, this one included."""
        return self.live.column(name)[max(0, self.row - count + 1) : self.row + 1]

    def at(self, name: str) -> float:
        """A scalar column here."""
        return float(self.live.column(name)[self.row])

    @property
    def gradient_norm(self) -> float:
        """|∇f| over all samples here."""
        return float(np.linalg.norm(self.live.column("gradient")[self.row]))

    @property
    def lowest(self) -> float:
        """The smallest loss known: that of the problem's minima, else of the run so far."""
        minima = getattr(getattr(self.live.problem, "landscape", None), "minima", ())
        values = [float(value) for _, value in minima]
        return min([*values, float(np.nanmin(self.live.column("loss")[: self.row + 1]))])

    def excess(self, count: int = WINDOW) -> FloatArray:
        """Recent losses above the smallest one known."""
        return np.maximum(self.recent("loss", count) - self.lowest, 0.0)

    def decay_rate(self) -> float | None:
        """Mean ratio of successive excess losses; None where there are too few, or one is 0."""
        losses = self.excess()
        if len(losses) < 3 or not np.isfinite(losses).all() or losses.min() <= 0:
            return None
        return float((losses[-1] / losses[0]) ** (1 / (len(losses) - 1)))

    def batch_noise(self) -> float:
        """Standard deviation of a batch's gradient around the mean, from the samples themselves; 0 for the full batch."""
        tilts = getattr(self.live.problem, "tilts", None)
        size, samples = self.at("batch_size"), self.live.problem.samples
        if tilts is None or size >= samples or samples < 2:
            return 0.0
        variance = float((tilts**2).sum(axis=1).mean()) / size * (samples - size) / (samples - 1)
        return math.sqrt(variance)

    def turn(self) -> float | None:
        """Mean cosine between successive updates over the recent rows."""
        updates = self.live.column("update")[max(0, self.row - 8) : self.row]
        if len(updates) < 4:
            return None
        norms = np.linalg.norm(updates, axis=1)
        if not np.isfinite(norms).all() or norms.min() == 0:
            return None
        return float(((updates[1:] * updates[:-1]).sum(axis=1) / (norms[1:] * norms[:-1])).mean())


def diagnose(situation: Situation) -> Diagnosis:
    """The first verdict that holds."""
    for look in LOOKS:
        found = look(situation)
        if found is not None:
            return found
    return _descending(situation)


def limit_clause(s: Situation) -> str:
    """The learning rate against the limit here, with both numbers; empty where there is no limit."""
    if s.stability.limit is None or s.stability.ratio is None:
        return ""
    return (
        f" η = {number(s.at('learning_rate'))} is {times(s.stability.ratio)} the limit {number(s.stability.limit)} "
        f"here (λmax = {number(s.stability.sharpness)})."
    )


def _safe_rate(s: Situation, share: float = 0.5) -> float:
    here = s.at("learning_rate")
    return float(f"{(share * s.stability.limit if s.stability.limit else here / 10):.2g}")


def _diverged(s: Situation) -> Diagnosis | None:
    if s.live.diverged is None or s.row < s.live.rows - 1:
        return None
    step, how = s.live.diverged
    return Diagnosis(
        "diverged",
        [
            ("The run ", False),
            ("diverged", True),
            (f" at step {step:,}: {how[0].lower()}{how[1:]}.{_start_limit(s)}", False),
        ],
        [_lower_from_start(s, divisor) for divisor in (3, 10, 100)],
    )


def _start_limit(s: Situation) -> str:
    ratio = _growth(s)
    return f" Over its last steps the loss grew {number(ratio, 3)}-fold a step." if ratio and ratio > 1 else ""


def _lower_from_start(s: Situation, divisor: float) -> Candidate:
    rate = float(f"{float(s.live.column('learning_rate')[0]) / divisor:.2g}")
    return Candidate(f"Start again with η = {number(rate)}", {"learning_rate": rate}, from_start=True)


def _growth(s: Situation, count: int = 6) -> float | None:
    losses = s.recent("loss", count) - min(s.lowest, 0.0)
    if len(losses) < 3 or not np.isfinite(losses).all() or losses.min() <= 0:
        return None
    return float((losses[-1] / losses[0]) ** (1 / (len(losses) - 1)))


def _diverging(s: Situation) -> Diagnosis | None:
    ratio = _growth(s)
    losses = s.recent("loss", 6)
    if ratio is None or ratio < 1.1 or np.diff(losses).min() <= 0 or s.batch_noise() > s.gradient_norm:
        return None
    halved = float(f"{s.at('learning_rate') / 2:.2g}")
    return Diagnosis(
        "diverging",
        [("The run is ", False), ("diverging", True),
         (f": over the last {len(losses) - 1} steps the loss grew {number(ratio, 3)}-fold a step.{limit_clause(s)}", False)],
        [
            Candidate(f"Set η to {number(_safe_rate(s))} from here", {"learning_rate": _safe_rate(s)}),
            Candidate("Halve η from here", {"learning_rate": halved}),
            _lower_from_start(s, 10),
        ],
    )  # fmt: skip


def _still(s: Situation) -> Diagnosis | None:
    first = float(np.linalg.norm(s.live.column("gradient")[0]))
    if s.gradient_norm > 1e-3 * max(1.0, first):
        return None
    low, high = s.stability.eigenvalues[0], s.stability.sharpness
    size = max(abs(low), abs(high))
    if size > 1e-6 and low < -1e-6 * size:
        return _saddle(s, low)
    if size < 1e-3:
        return Diagnosis(
            "plateau",
            [("The run is ", False), ("stuck on a plateau", True),
             (f": the gradient is only {number(s.gradient_norm)}, and the largest curvature {number(size)}. There is next to nothing to follow.", False)],
            [Candidate(f"Raise η to {number(min(1e3, 100 * s.at('learning_rate')))} from here", {"learning_rate": min(1e3, 100 * s.at("learning_rate"))})],
        )  # fmt: skip
    if s.gradient_norm > CALM * max(1.0, first):
        return None
    return Diagnosis(
        "converged",
        [("The run has ", False), ("converged", True),
         (f": the gradient is {number(s.gradient_norm)}, and the surface curves upwards in every direction (λmin = {number(low)}).", False)],
    )  # fmt: skip


def _saddle(s: Situation, low: float) -> Diagnosis:
    rate = s.at("learning_rate")
    sentence = (
        f": the gradient is only {number(s.gradient_norm)}, yet the surface curves down in one direction "
        f"(λmin = {number(low)}). Plain descent leaves it by a factor {number(1 - rate * low)} a step."
    )
    candidates = _more_momentum(s)
    candidates.append(Candidate("Double η from here", {"learning_rate": float(f"{2 * rate:.3g}")}))
    return Diagnosis("saddle", [("The run is ", False), ("stuck at a saddle", True), (sentence, False)], candidates)


def _more_momentum(s: Situation) -> list[Candidate]:
    name = s.optimizer.momentum_field
    if name is None or float(getattr(s.optimizer, name)) >= 0.9:
        return []
    return [Candidate("Raise the momentum to 0.9 from here", {name: 0.9})]


def _noise_floor(s: Situation) -> Diagnosis | None:
    noise = s.batch_noise()
    if noise == 0 or s.row < 20 or noise < 2 * s.gradient_norm:
        return None
    losses = s.recent("loss", 40)
    half = len(losses) // 2
    before, after = float(losses[:half].mean()), float(losses[half:].mean())
    if after - s.lowest < 0.7 * (before - s.lowest):
        return None
    size, samples = int(s.at("batch_size")), s.live.problem.samples
    rate = s.at("learning_rate")
    return Diagnosis(
        "noise_floor",
        [("The run ", False), ("bounces at the noise floor", True),
         (f": the true gradient is {number(s.gradient_norm)}, the noise of a batch of {size} {number(noise)}. "
          f"Over the last {len(losses)} steps the loss averaged {number(float(losses.mean()))} and did not fall.", False)],
        [
            Candidate("Divide η by 10 from here", {"learning_rate": float(f"{rate / 10:.3g}")}),
            Candidate(f"Use batches of {min(samples, 8 * size)} from here", {"batch_size": min(samples, 8 * size)}),
        ],
    )  # fmt: skip


def _oscillating(s: Situation) -> Diagnosis | None:
    turn = s.turn()
    if turn is None or turn > -0.3:
        return None
    angle = math.degrees(math.acos(max(-1.0, turn)))
    return Diagnosis(
        "oscillating",
        [("The run ", False), ("bounces from wall to wall", True),
         (f": each step turns back by {number(angle, 3)}° on the one before.{limit_clause(s)}", False)],
        [Candidate("Halve η from here", {"learning_rate": float(f"{s.at('learning_rate') / 2:.3g}")})],
    )  # fmt: skip


def _weaving(s: Situation) -> Diagnosis | None:
    velocity = s.live.column("state.velocity") if "state.velocity" in s.live.column_names() else None
    if velocity is None or s.row < 2 or not _uses_momentum(s):
        return None
    memory, gradient = velocity[s.row - 1], s.live.column("batch_gradient")[s.row]
    norms = float(np.linalg.norm(memory) * np.linalg.norm(gradient))
    if norms == 0 or not np.isfinite(norms):
        return None
    angle = math.degrees(math.acos(max(-1.0, min(1.0, float(memory @ gradient) / norms))))
    if angle < 60:
        return None
    if angle > 120:
        text = f": memory and gradient pull against each other, {number(angle, 3)}° apart. The velocity has to turn before the run can settle."
        verdict, words = "overshooting", "has overshot"
    else:
        text = f": its memory points along the floor, the gradient across it: {number(angle, 3)}° apart. Every crossing spends a step going sideways."
        verdict, words = "weaving", "weaves across the valley"
    return Diagnosis(
        verdict,
        [("The run ", False), (words, True), (text, False)],
        [
            Candidate("Halve η from here", {"learning_rate": float(f"{s.at('learning_rate') / 2:.3g}")}),
            Candidate("Lower the momentum to 0.5 from here", {str(s.optimizer.momentum_field): 0.5}),
        ],
    )


def _uses_momentum(s: Situation) -> bool:
    name = s.optimizer.momentum_field
    return name is not None and float(getattr(s.optimizer, name)) > 0


def _crawling(s: Situation) -> Diagnosis | None:
    rate = s.decay_rate()
    if rate is None or rate < 0.99 or rate > 1.0005:
        return None
    gain = 1 - rate
    pace = (
        f"the loss above the minimum falls by {percent(gain)} a step" if gain > 0 else "the loss does not fall any more"
    )
    halving = f"; halving it takes some {number(math.log(0.5) / math.log(rate), 3)} steps" if gain > 1e-9 else ""
    candidates = []
    if s.stability.ratio is not None and s.stability.ratio < 0.35:
        candidates.append(Candidate(f"Raise η to {number(_safe_rate(s))} from here", {"learning_rate": _safe_rate(s)}))
    candidates += _more_momentum(s)
    candidates.append(Candidate("Double η from here", {"learning_rate": float(f"{2 * s.at('learning_rate'):.3g}")}))
    return Diagnosis(
        "crawling", [("The run ", False), ("crawls", True), (f": {pace}{halving}.{limit_clause(s)}", False)], candidates
    )


def _descending(s: Situation) -> Diagnosis:
    if s.row < 2:
        return Diagnosis(
            "starting",
            [("The run ", False), ("sets out", True),
             (f" where the slope is {number(s.gradient_norm)}.{limit_clause(s)}", False)],
        )  # fmt: skip
    rate = s.decay_rate()
    count = len(s.recent("loss"))
    if rate is None or rate >= 1:
        return Diagnosis(
            "wandering",
            [("The run ", False), ("goes up and down", True),
             (f": over the last {count - 1} steps the loss went from {number(float(s.recent('loss')[0]))} to {number(s.at('loss'))}.{limit_clause(s)}", False)],
            [Candidate("Halve η from here", {"learning_rate": float(f"{s.at('learning_rate') / 2:.3g}")})],
        )  # fmt: skip
    return Diagnosis(
        "descending",
        [("The run ", False), ("descends steadily", True),
         (f": over the last {count - 1} steps the loss above the minimum fell by {percent(1 - rate)} a step.{limit_clause(s)}", False)],
    )  # fmt: skip


LOOKS: tuple[Callable[[Situation], Diagnosis | None], ...] = (
    _diverged, _diverging, _still, _noise_floor, _oscillating, _weaving, _crawling,
)  # fmt: skip
