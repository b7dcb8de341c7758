"""Equivalences between the methods, and what each is known for."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.optimizers import Optimizer, Step, optimizers
from app.engine.optimizers.line_search import Trial, strong_wolfe
from tests.engine.functions import BOWL, START, quadratic, rosenbrock, walk


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The stepping loop sets this too: numbers that overflow are ordinary there."""
    with np.errstate(all="ignore"):
        yield


def test_sgd_without_momentum_is_gradient_descent() -> None:
    points, _ = walk(optimizers["sgd"](), BOWL, START, 0.1, 5)
    for before, after in itertools.pairwise(points):
        np.testing.assert_array_equal(after, before - BOWL.gradient(before) * 0.1)


def test_isotropic_quadratic_is_done_in_one_step_of_one_over_l() -> None:
    points, _ = walk(optimizers["sgd"](), quadratic(4 * np.eye(3)), START, 0.25, 1)
    np.testing.assert_array_equal(points[1], 0)


def test_adamw_without_decay_is_adam() -> None:
    one, _ = walk(optimizers["adamw"](weight_decay=0), BOWL, START, 0.1, 30)
    other, _ = walk(optimizers["adam"](), BOWL, START, 0.1, 30)
    np.testing.assert_array_equal(one, other)


def test_first_adam_step_is_the_rate_almost() -> None:
    points, _ = walk(optimizers["adam"](), BOWL, START, 0.1, 1)
    size = np.abs(BOWL.gradient(START))
    np.testing.assert_allclose(np.abs(points[1] - points[0]), 0.1 * size / (size + 1e-8), rtol=1e-12)


@pytest.mark.parametrize("optimizer", [optimizers["adam"](eps=0), optimizers["signsgd"](), optimizers["lion"]()])
def test_scale_of_the_loss_does_not_matter(optimizer: Optimizer) -> None:
    one, _ = walk(optimizer, BOWL, START, 0.01, 30)
    other, _ = walk(optimizer, quadratic(1000 * BOWL.hessian(START)), START, 0.01, 30)
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("name", ["signsgd", "lion"])
def test_sign_methods_move_by_the_rate(name: str) -> None:
    points, _ = walk(optimizers[name](), BOWL, START, 0.01, 30)
    np.testing.assert_allclose(np.abs(np.diff(points, axis=0)), 0.01, rtol=1e-12)


def test_full_dampening_is_heavy_ball_with_a_smaller_rate() -> None:
    damped, heavy = optimizers["sgd"](momentum=0.9, dampening=0.9), optimizers["sgd"](momentum=0.9)
    w, v = START.copy(), START.copy()
    state, other = damped.initial_state(w), heavy.initial_state(v)
    for number in range(2, 40):  # from the second step on: PyTorch does not dampen the first velocity
        damped.update(Step(w, BOWL.gradient(w), 0.1, state, number))
        heavy.update(Step(v, BOWL.gradient(v), 0.01, other, number))
    np.testing.assert_allclose(w, v, rtol=1e-12)


def test_nesterov_refuses_dampening() -> None:
    with pytest.raises(ValidationError, match=r"nesterov needs dampening 0, got 0\.5"):
        optimizers["sgd"](momentum=0.9, nesterov=True, dampening=0.5)


def test_rprop_sees_only_signs() -> None:
    rng = np.random.default_rng(0)
    signs, scales = rng.choice([-1.0, 1.0], (30, 2)), rng.uniform(0.1, 10, (30, 2))
    one, other = np.zeros(2), np.zeros(2)
    rprop = optimizers["rprop"]()
    first, second = rprop.initial_state(one), rprop.initial_state(other)
    for k in range(30):
        rprop.update(Step(one, signs[k].copy(), 0.1, first, k + 1))
        rprop.update(Step(other, signs[k] * scales[k], 0.1, second, k + 1))
    np.testing.assert_array_equal(one, other)


def test_newton_solves_a_quadratic_in_one_step() -> None:
    points, _ = walk(optimizers["newton"](), BOWL, START, 1.0, 1)
    np.testing.assert_allclose(points[1], 0, atol=1e-14)


def test_newton_takes_the_shortest_step_where_the_hessian_is_singular() -> None:
    flat = quadratic(np.diag([2.0, 0.0]))
    points, _ = walk(optimizers["newton"](), flat, np.array([3.0, 5.0]), 1.0, 1)
    np.testing.assert_allclose(points[1], [0, 5], atol=1e-14)


def test_saddle_free_newton_leaves_the_saddle_that_attracts_newton() -> None:
    saddle, start = quadratic(np.diag([1.0, -1.0])), np.array([1.0, 0.1])
    drawn, _ = walk(optimizers["newton"](), saddle, start, 1.0, 1)
    driven, _ = walk(optimizers["newton"](saddle_free=True), saddle, start, 1.0, 1)
    np.testing.assert_allclose(drawn[1], [0, 0], atol=1e-15)
    np.testing.assert_allclose(driven[1], [0, 0.2], atol=1e-15)


def test_lbfgs_finishes_a_quadratic_in_a_few_steps() -> None:
    lbfgs = optimizers["lbfgs"](line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)
    points, _ = walk(lbfgs, BOWL, START, 1.0, 12)
    np.testing.assert_allclose(points[-1], 0, atol=1e-9)


def test_lbfgs_remembers_only_its_history() -> None:
    lbfgs = optimizers["lbfgs"](history_size=3)
    w = np.array([-1.2, 1.0])
    state, function = lbfgs.initial_state(w), rosenbrock()
    for number in range(1, 9):
        lbfgs.update(Step(w, function.gradient(w), 1e-3, state, number))
    assert state["_pairs"] == 3
    for size, pairs in ((2, 2), (5, 3)):
        lbfgs = lbfgs.replaced({"history_size": size})
        lbfgs.update(Step(w, function.gradient(w), 1e-3, state, 9))
        assert state["_pairs"] == pairs
    assert state["_pairs"] <= state["_s"].shape[0] <= 5


def test_lbfgs_rests_at_the_minimum() -> None:
    points, records = walk(optimizers["lbfgs"](), BOWL, np.zeros(3), 1.0, 2, record=True)
    np.testing.assert_array_equal(points, 0)
    assert records[-1]["length"] == 0


def test_schedule_free_average_is_the_mean_of_its_base_points() -> None:
    method = optimizers["schedule_free_sgd"]()
    _, records = walk(method, BOWL, START, 0.1, 10, record=True)
    np.testing.assert_allclose(records[-1]["average"], np.mean([r["base"] for r in records], axis=0), rtol=1e-12)


def test_averaged_sgd_averages_from_t0_on() -> None:
    points, records = walk(optimizers["asgd"](t0=3), BOWL, START, 0.1, 10, record=True)
    np.testing.assert_allclose(records[-1]["average"], points[5:].mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize(("name", "needed"), [("newton", {}), ("lbfgs", {"line_search_fn": "strong_wolfe"})])
def test_methods_that_look_around_say_so(name: str, needed: dict[str, Any]) -> None:
    optimizer = optimizers[name](**needed)
    w = np.ones(2)
    with pytest.raises(ValueError, match=f"{name} .*needs an oracle"):
        optimizer.update(Step(w, np.ones(2), 0.1, optimizer.initial_state(w)))


@pytest.mark.parametrize("seed", range(20))
def test_line_search_meets_the_strong_wolfe_conditions(seed: int) -> None:
    a, b, c = np.random.default_rng(seed).uniform(0.2, 2.0, 3)

    def evaluate(t: float) -> Trial:
        return Trial(t, a * (t - 3 * b) ** 2 + c * np.cos(2 * t), 2 * a * (t - 3 * b) - 2 * c * np.sin(2 * t))

    start = evaluate(0.0)
    found = evaluate(strong_wolfe(evaluate, start, 0.1, 1e-12))
    assert found.value <= start.value + 1e-4 * found.length * start.slope
    assert abs(found.slope) <= 0.9 * abs(start.slope)
