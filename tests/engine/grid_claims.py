"""What each verdict claims, by numbers that are worked out here."""

import re
from collections.abc import Callable

import numpy as np

from tests.engine.grid_seen import Seen
from tests.engine.own_numbers import Array, Cost, curvatures_of, slope_of

OUTPUTS = {"identity": (-np.inf, np.inf), "sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
"""Where answers lie, by the output activation."""


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


def gives_one_answer(seen: Seen) -> bool:
    """All samples on one side, as many of them right as is said, and a loss that hardly moves."""
    assert seen.network is not None
    ones = seen.network.values(seen.point(seen.row))[-1][0] > 0
    share = float((ones == seen.network.targets).mean())
    assert f"taken for {int(ones[0])}, which {100 * share:.3g}" in seen.sentence, str(seen)
    return bool((ones == ones[0]).all() and np.ptp(ten_losses(seen)) <= 0.021 * abs(ten_losses(seen).mean()))


def is_too_simple(seen: Seen) -> bool:
    """No straight border has a much lower loss, and this one leaves many samples on the wrong side."""
    assert seen.network is not None
    lowest, here = lowest_of(seen.cost, seen.point(seen.row)), seen.cost(seen.point(seen.row))
    assert not seen.network.layers, str(seen)
    return here <= 1.05 * lowest and right(seen) < 0.9


def lowest_of(cost: Cost, point: Array) -> float:
    """The lowest value of a convex loss of few parameters, by plain descent for long."""
    for _ in range(3000):
        point = point - 0.3 * slope_of(cost, point)
    return cost(point)


def overfits(seen: Seen) -> bool:
    """Since its best the test loss has risen and the training loss has fallen, both as far as is said."""
    assert seen.network is not None
    rows = seen.measured_rows
    tests = [seen.network.test_loss(seen.point(row)) for row in rows]
    best = int(np.argmin(tests))
    costs = [seen.network.train_loss(seen.point(rows[place])) for place in (best, -1)]
    told = r"since step (\S+) the test loss rose from (\S+) to (\S+), while .* fell from (\S+) to (\S+)\. It"
    found = re.search(told, seen.sentence)
    assert found is not None and seen.best_step == rows[best] == int(found[1].replace(",", "")), str(seen)
    said = [float(found[place]) for place in (2, 3, 4, 5)]
    np.testing.assert_allclose(said, [tests[best], tests[-1], *costs], rtol=1e-3, err_msg=str(seen))
    return tests[-1] >= 1.1 * tests[best] and costs[1] <= 0.9 * costs[0]


def is_out_of_reach(seen: Seen) -> bool:
    """Targets where no output can be; or too far away for the pace of the answers."""
    network = seen.network
    assert network is not None
    low, high = OUTPUTS[seen.body["problem"].get("output_activation", "identity")]
    outside = int(((network.targets < low) | (network.targets > high)).sum())
    if outside:
        return f": {outside} of the {len(network.targets)} lie outside" in seen.sentence
    back = max(0, seen.row - 100)
    before, now = (float(network.answers(seen.point(row)).mean()) for row in (back, seen.row))
    middle, spread = float(network.targets.mean()), float(network.targets.std())
    pace = (now - before) / (seen.row - back) * np.sign(middle - now)
    left = max(seen.row, seen.body["steps"] - seen.row)
    return bool(pace > 0 and abs(middle - now) > 3 * spread and abs(middle - now) > 10 * pace * left)


def are_alike(seen: Seen) -> bool:
    """Hidden units that take and give on the same, here and a step later."""
    assert seen.network is not None
    rows = [seen.row - 1, seen.row] if seen.row > 0 else [0, 1]
    for row in rows:
        (weights, biases), (out, _) = seen.network.matrices(seen.point(row))[:2]
        if np.ptp(weights, axis=0).any() or np.ptp(biases) or np.ptp(out, axis=1).any():
            return False
    return True


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
    "one class": gives_one_answer,
    "too simple": is_too_simple,
    "overfitting": overfits,
    "out of reach": is_out_of_reach,
    "symmetric": are_alike,
    "settled": lambda seen: bool(np.ptp(ten_losses(seen)) <= 1e-3 * abs(ten_losses(seen).mean())),
}
