"""Penalties that change on the way: until then nothing differs, and from then on it is a run with the new ones."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.experiment import Experiment
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import Trace, trace
from app.engine.telling.explanation import explain
from tests.engine.networks import layers, points, small
from tests.engine.pieces import in_pieces

AT, STEPS = 30, 70
VECTORS = ["parameters", "gradient", "batch_gradient", "update"]


def body(changes: list[dict[str, Any]], steps: int = STEPS, run: dict[str, Any] | None = None, **problem: Any) -> Any:
    """A run on spirals that changes on the way."""
    settings = {"learning_rate": 0.1, **(run or {}), "changes": changes}
    return {"problem": small(**problem), "runs": [settings], "steps": steps}


def traced(value: Any) -> Trace:
    names = [*VECTORS, "loss", "batch_loss", "gradient_norm", "evaluations", "learning_rate"]
    return trace(Experiment.model_validate(value), names)


def live_of(value: Any, lives: LiveRuns | None = None) -> LiveRun:
    experiment = Experiment.model_validate(value)
    live = (lives or LiveRuns()).race(experiment).runs[0]
    live.extend(experiment.steps + 1)
    return live


RULES: list[dict[str, Any]] = [
    {},
    {"batch_size": 8, "optimizer": {"name": "sgd", "momentum": 0.9}},
    {"batch_size": 7, "optimizer": "adam", "learning_rate": 0.02},
    {"optimizer": {"name": "lbfgs", "line_search_fn": "strong_wolfe"}, "learning_rate": 1},
    {"learning_rate": {"name": "reduce_on_plateau", "initial": 0.3, "patience": 3}},
]


@pytest.mark.parametrize("run", RULES, ids=["plain", "momentum", "adam", "lbfgs", "plateau"])
@pytest.mark.parametrize("penalty", [{"l1": 0.02}, {"l2": 0.3}, {"l1": 0.01, "l2": 0.1}], ids=["l1", "l2", "both"])
def test_until_the_change_nothing_differs(run: dict[str, Any], penalty: dict[str, float]) -> None:
    before, after = traced(body([], run=run)), traced(body([{"at": AT, **penalty}], run=run))
    for name, values in after.runs[0].columns.items():
        np.testing.assert_array_equal(values[:AT], before.runs[0][name][:AT], err_msg=name)
    np.testing.assert_array_equal(after.runs[0]["parameters"][AT], before.runs[0]["parameters"][AT])
    assert (after.runs[0]["parameters"][AT + 1] != before.runs[0]["parameters"][AT + 1]).any()


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("first", "then"), [({}, {"l1": 0.02}), ({"l1": 0.02}, {"l1": 0.0}), ({"l2": 0.1}, {"l2": 1})])
def test_from_the_change_on_it_is_a_fresh_run_with_the_new_penalty(
    first: dict[str, float], then: dict[str, float], precision: str
) -> None:
    changed = traced(body([{"at": AT, **then}], precision=precision, **first)).runs[0]
    start = changed["parameters"][AT].tolist()
    fresh = traced(body([], STEPS - AT, {"start": start}, precision=precision, **{**first, **then})).runs[0]
    for name in ("loss", "batch_loss", "gradient_norm", *VECTORS):
        np.testing.assert_array_equal(changed[name][AT:], fresh[name], err_msg=name)


def test_the_loss_has_the_penalty_that_holds() -> None:
    live = live_of(body([{"at": AT, "l1": 0.03}, {"at": 50, "l2": 0.4}], l2=0.1))
    mask = live.problem.to_public(np.array([1.0] * live.problem.dimension)).copy()
    begin = 0
    for into, out in ((2, 5), (5, 4), (4, 3)):
        mask[begin + into * out : begin + (into + 1) * out] = 0
        begin += (into + 1) * out
    for row in (0, AT - 1, AT, 49, 50, STEPS):
        weights = live.problem.to_public(live.point(row)) * mask
        l1, l2 = 0.03 * (row >= AT), 0.4 if row >= 50 else 0.1
        penalty = l1 * np.abs(weights).sum() + 0.5 * l2 * np.square(weights).sum()
        assert live.measured(row)["loss"] - live.problem.fit(live.point(row)) == pytest.approx(penalty, rel=1e-12)
        assert live.column("loss")[row] == live.measured(row)["loss"]


def test_the_gradient_over_all_samples_is_the_slope_of_that_loss() -> None:
    value = body([{"at": AT, "l2": 0.5}], run={"batch_size": 8})
    live = live_of(value)
    slopes = traced(value).runs[0]["gradient"]
    for row in (AT - 1, AT):
        problem, point = live.problem_at(row), live.point(row)
        axis = live.problem.from_public(np.eye(live.problem.dimension)[3]) * 1e-6
        rise = float(problem.value(point + axis) - problem.value(point - axis)) / 2e-6
        assert slopes[row][3] == pytest.approx(rise, abs=1e-8)


@pytest.mark.parametrize("run", RULES, ids=["plain", "momentum", "adam", "lbfgs", "plateau"])
def test_rows_are_the_same_however_they_are_computed(run: dict[str, Any]) -> None:
    value = body([{"at": AT, "l1": 0.02}, {"at": 45, "l1": 0.0, "l2": 0.1}], 600, run, dropout=0.2, hidden=layers(6))
    whole = traced(value).runs[0]
    race = LiveRuns().race(Experiment.model_validate(value))
    in_pieces(race, 600, 7)
    live = race.runs[0]
    np.testing.assert_array_equal(live.column("loss")[:600], whole["loss"][:600])
    for first in (AT - 2, AT, 44, 45, 590):
        again = live.vectors(first, first + 2)
        for name in ("parameters", "batch_gradient", "update"):
            np.testing.assert_array_equal(again[name], whole[name][first : first + 3], err_msg=name)


def test_a_change_takes_over_the_rows_before_it() -> None:
    lives, change = LiveRuns(), {"at": 300, "l2": 0.2}
    live_of(body([], 500, RULES[1]), lives)
    taken, alone = live_of(body([change], 500, RULES[1]), lives), live_of(body([change], 500, RULES[1]))
    for name in ("loss", "batch_loss", "gradient_norm"):
        np.testing.assert_array_equal(taken.column(name), alone.column(name))
    np.testing.assert_array_equal(taken.point(500), alone.point(500))


def test_a_change_at_the_start_is_a_penalty_of_the_run_s_own() -> None:
    own, whole = traced(body([{"at": 0, "l2": 0.2}])).runs[0], traced(body([], l2=0.2)).runs[0]
    for name, values in own.columns.items():
        np.testing.assert_array_equal(values, whole[name], err_msg=name)


def test_a_thousand_changes_weigh_next_to_nothing() -> None:
    changes = [{"at": 5, "l2": 0.001 * (1 + index % 7)} for index in range(1000)]
    bare, many = live_of(body([], 10, hidden=layers(60, 60))), live_of(body(changes, 10, hidden=layers(60, 60)))
    assert many.stretches[-1].problem.nbytes == bare.problem.nbytes
    assert many.nbytes < bare.nbytes + 1000 * 2100


@pytest.mark.parametrize(
    ("problem", "change", "path", "expected"),
    [
        (small(), {"l1": -1}, ("runs", 0, "changes", 0, "l1"), "greater than or equal to 0"),
        (small(), {"l2": 11}, ("runs", 0, "changes", 0, "l2"), "less than or equal to 10"),
        ({"kind": "landscape", "name": "bowl"}, {"l2": 1}, ("runs", 0, "changes", 0, "l2"), "null, as a landscape"),
        ({"kind": "formula", "expression": "x^2"}, {"l1": 0}, ("runs", 0, "changes", 0, "l1"), "null, as a formula"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    problem: dict[str, Any], change: dict[str, float], path: tuple[Any, ...], expected: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate({"problem": problem, "runs": [{"changes": [{"at": 3, **change}]}]})
    error = caught.value.errors()[0]
    assert tuple((error.get("ctx") or {}).get("path", error["loc"])) == path
    assert expected in error["msg"]


def test_a_penalty_that_comes_is_no_rise_of_the_loss_that_stops_a_run() -> None:
    """Nothing is tested, so that the loss with its penalty is waited for."""
    problem = {"dataset": points("binary"), "hidden": layers(3), "early_stopping": {"patience": 10}}
    change = {"at": AT, "l2": 0.2}
    live = live_of(body([change], 200, **problem))
    losses = live.column("loss")
    assert losses[AT] > losses[0] and losses[60] < losses[AT]
    assert live.ended is None or live.ended.step > AT + 10
    fresh = live_of(body([], 200 - AT, {"start": live.problem.to_public(live.point(AT)).tolist()}, **problem, l2=0.2))
    assert (live.ended is None) == (fresh.ended is None)
    assert live.ended is None or fresh.ended is None or live.ended.step == fresh.ended.step + AT


def test_a_penalty_that_is_too_strong_from_a_step_on_is_named_there_and_weakened_there() -> None:
    value = body([{"at": AT, "l2": 10}], run={"learning_rate": 0.3})
    before, after = explain(value, 0, AT - 1)["diagnosis"], explain(value, 0, AT + 6)["diagnosis"]
    assert before["verdict"] != "penalty too strong" and after["verdict"] == "penalty too strong"
    remedy = after["remedy"]
    assert remedy is not None and not remedy["from_start"] and set(remedy["change"]) == {"l2"}
    assert remedy["effect"].endswith("without the penalty")
