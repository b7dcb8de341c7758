"""On a grid of small experiments outcome and verdict are held against numbers that are worked out by other means."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Outcome, outcome_at
from app.engine.telling import teller_of
from tests.engine import grid
from tests.engine.own_numbers import CURVES, Array, Cost, OwnNetwork, curvatures_of, slope_of

FAMILIES: dict[str, tuple[Callable[[], Iterator[grid.Body]], set[str]]] = {
    "quadratics": (grid.quadratics, {"converged", "descending", "diverging", "diverged", "oscillating"}),
    "curves": (grid.curves, {"converged", "saddle", "maximum", "resting"}),
    "decays": (grid.decays, {"penalty too strong", "descending"}),
    "units": (grid.units, {"dead", "saturated", "partly dead", "learning"}),
    "penalties": (grid.penalties, {"held at zero", "penalty too strong", "learned"}),
    "scales": (grid.scales, {"oscillating", "learned", "learning"}),
    "plateaus": (grid.plateaus, {"plateau", "learned"}),
    "lines": (grid.lines, {"converged", "learning"}),
}
"""Families of experiments, with verdicts that must occur among them."""
AGREEING = {
    "converged": {"converged", "learned", "too simple", "held at zero", "partly dead"},
    "stalled": {"dead", "saturated", "resting", "saddle", "maximum", "plateau"},
    "diverged": {"diverged"},
}
"""Verdicts beside an outcome that says more than where the loss went."""
RISING, FALLING = {"diverging", "penalty too strong"}, {"learns", "descends", "descends steadily", "crawls"}


@dataclass(frozen=True)
class Seen:
    """A run at a row: what is said of it, and what it is made of."""

    body: grid.Body
    live: LiveRun
    row: int
    verdict: str
    sentence: str
    strong: str
    outcome: Outcome

    @cached_property
    def network(self) -> OwnNetwork | None:
        problem = self.body["problem"]
        return OwnNetwork(problem) if problem["kind"] == "network" else None

    @property
    def cost(self) -> Cost:
        """The loss at a point in the public order."""
        if self.network is not None:
            return self.network.cost
        curve = CURVES[self.body["problem"]["expression"]]
        return lambda point: float(curve(*point))

    def point(self, row: int) -> Array:
        return np.array(self.live.problem.to_public(self.live.point(row)))

    @property
    def losses(self) -> Array:
        return np.array([self.cost(self.point(row)) for row in range(max(0, self.row - 12), self.row + 1)])

    @property
    def rate(self) -> float:
        return float(self.body["runs"][0]["learning_rate"])

    @property
    def size(self) -> float:
        """A length in the parameters that is large."""
        return 1e-3 * max(1.0, float(np.abs(self.point(self.row)).max()))

    def __str__(self) -> str:
        problem = {name: value for name, value in self.body["problem"].items() if name != "dataset"}
        return f"{problem} {self.body['runs']} at {self.row}: {self.sentence} | {self.outcome.message}"


def seen_in(bodies: Iterator[grid.Body]) -> Iterator[Seen]:
    """Every experiment a third of the way on, and at its end."""
    for body in bodies:
        experiment = Experiment.model_validate(body)
        live = LiveRuns().race(experiment).runs[0]
        live.extend(experiment.steps + 2)
        for step in (experiment.steps // 3, experiment.steps):
            row = min(step, live.rows - 1)
            found = teller_of(live.problem)(live, row, experiment.steps).diagnosis()
            sentence = "".join(text for text, _ in found.sentence)
            strong = next(text for text, is_strong in found.sentence if is_strong)
            yield Seen(body, live, row, found.verdict, sentence, strong, outcome_at(live, row, experiment.steps))


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_said_is_true(family: str) -> None:
    bodies, expected = FAMILIES[family]
    count: Counter[str] = Counter()
    for seen in seen_in(bodies()):
        count[seen.verdict] += 1
        with np.errstate(all="ignore"):
            check_agreement(seen)
            check_outcome(seen)
            check_verdict(seen)
            if seen.network is not None:
                check_units(seen, seen.network)
    assert expected <= set(count), count


def check_agreement(seen: Seen) -> None:
    """Outcome and verdict do not contradict each other."""
    agreeing = AGREEING.get(seen.outcome.status)
    assert agreeing is None or seen.verdict in agreeing, str(seen)
    if seen.verdict in ("converged", "diverged", "resting"):
        assert seen.outcome.status != "running", str(seen)
    message = seen.outcome.message
    if " rose " in message:
        assert seen.strong not in FALLING, str(seen)
    if " fell" in message and "gradient fell" not in message:
        assert seen.verdict not in RISING and seen.strong not in ("climbs", "goes up and down", "gets worse"), str(seen)
    if seen.strong in FALLING:
        assert " fell" in message or seen.row < 12, str(seen)


def check_outcome(seen: Seen) -> None:
    """What an outcome says of the loss is what it did; a run that has converged stands at a minimum."""
    message, losses = seen.outcome.message, seen.losses
    if (
        found := re.search(r"the loss (fell|rose)(?:, with ups and downs,)? from (\S+) to (\S+)\.$", message)
    ) is not None:
        low, high = sorted((float(found[2]), float(found[3])))
        assert (losses[-1] < losses[0]) == (found[1] == "fell"), str(seen)
        np.testing.assert_allclose(
            sorted((losses[0], losses[-1])), [low, high], rtol=2e-3, atol=1e-12, err_msg=str(seen)
        )
    if (found := re.search(r"between (\S+) and (\S+)\.$", message)) is not None:
        np.testing.assert_allclose(
            [losses.min(), losses.max()], [float(found[1]), float(found[2])], rtol=2e-3, atol=1e-9, err_msg=str(seen)
        )
    if "stayed at" in message:
        assert np.ptp(losses) <= 1e-12 * abs(losses).max(), str(seen)
    if seen.outcome.status == "converged":
        check_minimum(seen)
    if seen.outcome.status == "running" and seen.row >= 12:
        moved = np.abs(np.diff([seen.point(row) for row in range(seen.row - 5, seen.row + 1)], axis=0)).max()
        assert moved > 0, str(seen)


def check_minimum(seen: Seen) -> None:
    """No slope that is worth its name, and nothing lower next to it."""
    point, cost = seen.point(seen.row), seen.cost
    here, first = cost(point), max(1e-300, float(np.linalg.norm(slope_of(cost, seen.point(0)))))
    resting = "L-BFGS rests" in seen.outcome.message
    if seen.body["problem"].get("loss") != "mae":  # a kink has no slope
        assert np.linalg.norm(slope_of(cost, point)) < (1e-2 if resting else 1e-4) * max(first, min(1, here)) + 1e-8, (
            str(seen)
        )
    random = np.random.default_rng(0)
    for direction in random.normal(size=(30, len(point))):
        around = cost(point + seen.size * direction / np.linalg.norm(direction))
        assert around > here - 1e-6 * max(abs(here), first * seen.size, min(1, cost(seen.point(0)))), str(seen)


def check_verdict(seen: Seen) -> None:
    """What a verdict claims, by numbers of our own."""
    check = CHECKS.get(seen.verdict)
    if check is not None:
        assert check(seen), str(seen)
    if (
        found := re.search(r"η = (\S+) is (\S+) times the limit (\S+) (?:here|of the last (\d+) steps)", seen.sentence)
    ) is not None:
        check_limit(seen, float(found[3].replace(",", "")), int(found[4] or 1))


def check_limit(seen: Seen, limit: float, rows: int) -> None:
    """A limit is what the largest curvature takes, with the momentum at hand."""
    momentum = seen.body["runs"][0].get("optimizer", "sgd")
    beta = momentum.get("momentum", 0) if isinstance(momentum, dict) else 0
    if seen.network is not None and any(layer["activation"] == "relu" for layer in seen.network.layers):
        return  # kinks have no curvature
    if seen.losses[-1] > 1e6:
        return  # differences of such losses are rounding
    cost = seen.cost
    highest = max(curvatures_of(cost, seen.point(seen.row - back), 1e-4)[-1] for back in range(rows))
    assert limit == pytest.approx(2 * (1 + beta) / highest, rel=0.02), str(seen)


def is_plateau(seen: Seen) -> bool:
    """Next to no slope, and a direction that curves downwards."""
    point = seen.point(seen.row)
    return bool(np.linalg.norm(slope_of(seen.cost, point)) < 1e-3 and curvatures_of(seen.cost, point)[0] < 0)


def is_lower_nearby(seen: Seen) -> bool:
    """Whether something within a small distance is lower."""
    point, here = seen.point(seen.row), seen.cost(seen.point(seen.row))
    steps = [sign * reach * axis for axis in np.eye(len(point)) for sign in (1, -1) for reach in (1e-3, 1e-2, 0.1)]
    return any(seen.cost(point + step) < here for step in steps)


def turns_back(seen: Seen) -> bool:
    """Whether the last steps go to and fro, or the loss does, without falling."""
    moves = np.diff([seen.point(row) for row in range(seen.row - 8, seen.row + 1)], axis=0)
    return bool((moves[1:] * moves[:-1]).sum() < 0 or np.diff(seen.losses).max() > 0)


def ten_losses(seen: Seen) -> Array:
    return seen.losses[-10:]


def decay_of(seen: Seen) -> float:
    optimizer = seen.body["runs"][0].get("optimizer", "sgd")
    return float(
        seen.body["problem"].get("l2") or (optimizer.get("weight_decay", 0) if isinstance(optimizer, dict) else 0)
    )


def right(seen: Seen) -> float:
    assert seen.network is not None
    return float(((seen.network.values(seen.point(seen.row))[-1][0] > 0) == seen.network.targets).mean())


def held(seen: Seen) -> bool:
    assert seen.network is not None
    weights = max(float(np.abs(w).max()) for w, _ in seen.network.matrices(seen.point(seen.row)))
    return decay_of(seen) > 0 and weights < 0.01 and float(np.ptp(seen.network.values(seen.point(seen.row))[-1])) < 1e-3


CHECKS: dict[str, Callable[[Seen], bool]] = {
    "diverged": lambda seen: seen.row == seen.live.rows - 1 and seen.live.ended is not None,
    "diverging": lambda seen: bool(seen.losses[-1] > seen.losses[0]),
    "penalty too strong": lambda seen: seen.rate * decay_of(seen) > 2 and bool(seen.losses[-1] > seen.losses[0]),
    "held at zero": held,
    "oscillating": turns_back,
    "learned": lambda seen: right(seen) >= 0.99,
    "saddle": is_lower_nearby,
    "maximum": is_lower_nearby,
    "plateau": lambda seen: is_plateau(seen) if seen.network is not None else is_lower_nearby(seen),
    "resting": lambda seen: np.array_equal(seen.point(seen.row), seen.point(seen.row - 1)),
    "stuck": lambda seen: bool(np.ptp(ten_losses(seen)) <= 0.021 * abs(ten_losses(seen).mean())),
    "settled": lambda seen: bool(np.ptp(ten_losses(seen)) <= 1e-3 * abs(ten_losses(seen).mean())),
}


def check_units(seen: Seen, network: OwnNetwork) -> None:
    """Dead and saturated units are those of our own forward pass, and none goes unsaid."""
    values = network.values(seen.point(seen.row))[:-1]
    before = {"diverged", "penalty too strong", "diverging", "held at zero"}
    for layer, own in zip(network.layers, values, strict=True):
        relu = layer["activation"] == "relu"
        dead = (own == 0).all(axis=1) if relu else np.zeros(len(own), bool)
        ends = {"tanh": np.abs(own) > 0.99, "sigmoid": np.minimum(own, 1 - own) < 0.005}.get(layer["activation"])
        saturated = np.zeros(len(own), bool) if ends is None else ends.all(axis=1)
        if seen.verdict == "dead" or (dead.all() and seen.verdict not in before):
            assert dead.all() and seen.verdict == "dead", str(seen)
        if seen.verdict == "saturated" or (saturated.all() and seen.verdict not in before):
            assert saturated.all() and seen.verdict == "saturated", str(seen)
        if seen.verdict == "partly dead":
            assert f"{dead.sum()} of the {len(own)} units" in seen.sentence, str(seen)
        if (
            found := re.search(r"(\d) of the \d units of hidden layer 1 answers? to no sample", seen.sentence)
        ) is not None:
            assert int(found[1]) == dead.sum(), str(seen)
