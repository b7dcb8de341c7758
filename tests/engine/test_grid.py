"""On a grid of small experiments outcome and verdict are held against numbers that are worked out by other means."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.engine import grid
from tests.engine.grid_claims import CHECKS, OUTPUTS, are_alike
from tests.engine.grid_seen import Seen, seen_in
from tests.engine.own_numbers import OwnNetwork, curvatures_of, slope_of

FAMILIES: dict[str, tuple[Callable[[], Iterator[grid.Body]], set[str]]] = {
    "quadratics": (grid.quadratics, {"converged", "descending", "diverging", "diverged", "oscillating"}),
    "curves": (grid.curves, {"converged", "saddle", "maximum", "resting"}),
    "decays": (grid.decays, {"penalty too strong", "descending"}),
    "units": (grid.units, {"dead", "saturated", "partly dead", "learning"}),
    "penalties": (grid.penalties, {"held at zero", "penalty too strong", "learned"}),
    "scales": (grid.scales, {"oscillating", "learned", "learning"}),
    "plateaus": (grid.plateaus, {"plateau", "learned"}),
    "lines": (grid.lines, {"converged", "learning"}),
    "balances": (grid.balances, {"one class", "learned", "learning"}),
    "reaches": (grid.reaches, {"out of reach", "converged", "learning"}),
    "stops": (grid.stops, {"stopped", "learning"}),
    "overfits": (grid.overfits, {"overfitting", "learning"}),
    "twins": (grid.twins, {"symmetric", "learning"}),
}
"""Families of experiments, with verdicts that must occur among them."""
AGREEING = {
    "converged": {"converged", "learned", "too simple", "held at zero", "partly dead", "overfitting"},
    "stalled": {"dead", "saturated", "resting", "saddle", "maximum", "plateau", "out of reach", "symmetric"},
    "diverged": {"diverged"},
    "stopped": {"stopped"},
}
"""Verdicts beside an outcome that says more than where the loss went."""
RISING, FALLING = {"diverging", "penalty too strong"}, {"learns", "descends", "descends steadily", "crawls"}
BEFORE = {"diverged", "stopped", "penalty too strong", "diverging"}
"""Verdicts that go before what units and outputs look like."""


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
                check_early_stop(seen, seen.network)
                check_alike(seen, seen.network)
                check_reach(seen, seen.network)
    assert expected <= set(count), count


def check_agreement(seen: Seen) -> None:
    """Outcome and verdict do not contradict each other."""
    agreeing = AGREEING.get(seen.outcome.status)
    assert agreeing is None or seen.verdict in agreeing, str(seen)
    assert (seen.verdict == "stopped") == (seen.outcome.status == "stopped"), str(seen)
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


def check_early_stop(seen: Seen, network: OwnNetwork) -> None:
    """A run stops where our own count of measurements without a lower loss says so, and names the lowest."""
    settings = seen.body["problem"].get("early_stopping")
    if settings is None:
        return
    best, waited = np.inf, 0
    losses = {row: network.test_loss(seen.point(row)) for row in seen.measured_rows}
    for row, loss in losses.items():
        best, waited = (loss, 0) if loss < best - settings["min_delta"] else (best, waited + 1)
        assert waited < settings["patience"] or row == seen.row, str(seen)
    assert (waited >= settings["patience"]) == (seen.verdict == "stopped"), str(seen)
    if seen.verdict == "stopped":
        lowest = min(losses, key=losses.__getitem__)
        assert f"its best was {losses[lowest]:.4g}, at step {lowest:,}." in seen.sentence, str(seen)
        assert seen.best_step == lowest, str(seen)


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


def check_alike(seen: Seen, network: OwnNetwork) -> None:
    """Units that are alike do not go unsaid."""
    if network.layers and network.sizes[1] > 1 and seen.verdict not in BEFORE and are_alike(seen):
        assert seen.verdict == "symmetric", str(seen)


def check_reach(seen: Seen, network: OwnNetwork) -> None:
    """Neither do targets that no output can be, nor outputs that stand at the wrong end of their range."""
    low, high = OUTPUTS[seen.body["problem"].get("output_activation", "identity")]
    beyond = bool(((network.targets < low) | (network.targets > high)).any())
    if beyond and seen.verdict not in BEFORE | {"symmetric", "held at zero", "dead", "saturated"}:
        assert seen.verdict == "out of reach", str(seen)
    if "The outputs are saturated" in seen.sentence:
        answers = network.answers(seen.point(seen.row))
        assert (np.minimum(answers - low, high - answers) < 0.01).all(), str(seen)
        assert np.linalg.norm(slope_of(seen.cost, seen.point(seen.row))) < 1e-5, str(seen)
        assert (np.abs(answers - network.targets) > 0.1).mean() > 0.5, str(seen)


def check_units(seen: Seen, network: OwnNetwork) -> None:
    """Dead and saturated units are those of our own forward pass, and none goes unsaid."""
    values = network.values(seen.point(seen.row))[:-1]
    before = BEFORE | {"held at zero", "symmetric"}
    if "The outputs are saturated" in seen.sentence:
        return
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
