"""Runs of networks: bits, forks, replays, measurements, and how runs end."""

import warnings
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.experiment import Experiment
from app.engine.optimizers import optimizers
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.race import Race
from app.engine.runs.traces import Trace, slice_of, trace
from app.engine.schedules import schedules
from app.engine.telling.explanation import explaining
from tests.engine.networks import experiment, layers, points, small
from tests.engine.pieces import in_pieces

EVERYTHING = [
    "step", "epoch", "loss", "batch_loss", "accuracy", "test_loss", "test_accuracy", "learning_rate", "gradient_norm",
    "gradient_norm.layer", "evaluations", "batch_size", "parameters", "gradient", "batch_gradient", "update",
    "state.velocity",
]  # fmt: skip
DROPPING = small(dropout=0.3, l1=1e-4)


def columns(result: Trace, run: int = 0) -> dict[str, np.ndarray]:
    return result.runs[run].columns


def assert_same_bits(left: Trace, right: Trace) -> None:
    for a, b in zip(left.runs, right.runs, strict=True):
        assert a.outcome == b.outcome
        assert list(a.columns) == list(b.columns)
        for name in a.columns:
            np.testing.assert_array_equal(a.columns[name], b.columns[name], err_msg=name)


def computed(race: Race, last: int) -> Race:
    for _ in race.compute(last):
        pass
    return race


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_same_experiment_gives_the_same_bits(precision: str) -> None:
    body = experiment(DROPPING | {"precision": precision}, 300)
    assert_same_bits(trace(body, EVERYTHING), trace(body, EVERYTHING))


def test_seed_changes_data_weights_and_batches() -> None:
    one, two = (columns(trace(experiment(small(), seed=seed), ["parameters", "loss"])) for seed in (0, 1))
    assert not np.isclose(one["parameters"][0], two["parameters"][0]).any() or one["loss"][0] != two["loss"][0]
    given = small(dataset=points(), initial_parameters=[0.1] * 64, loss="cross_entropy")
    one, two = (columns(trace(experiment(given, seed=seed), ["batch_loss", "loss"])) for seed in (0, 1))
    assert one["loss"][0] == two["loss"][0]
    assert not np.array_equal(one["batch_loss"], two["batch_loss"])


def test_default_columns_are_those_of_the_contract() -> None:
    measures = ["accuracy", "test_loss", "test_accuracy"]
    usual = ["step", "epoch", "loss", "batch_loss", *measures, "learning_rate", "gradient_norm", "gradient_norm.layer"]
    assert list(columns(trace(experiment(steps=2)))) == usual
    assert columns(trace(experiment(steps=2)))["gradient_norm.layer"].shape == (3, 3)
    line = small(dataset={"name": "line", "test_fraction": 0.0})
    assert not {"accuracy", "test_loss", "test_accuracy"} & set(columns(trace(experiment(line, 2))))
    line = small(dataset={"name": "line", "test_fraction": 0.5})
    assert {"accuracy", "test_loss", "test_accuracy"} & set(columns(trace(experiment(line, 2)))) == {"test_loss"}


def test_rows_belong_to_the_point_before_the_update() -> None:
    c = columns(trace(experiment(DROPPING, 20), EVERYTHING))
    assert c["parameters"].shape == (21, 54)
    np.testing.assert_allclose(c["parameters"][:-1] + c["update"][:-1], c["parameters"][1:], rtol=0, atol=1e-15)
    assert np.isnan(c["update"][-1]).all()
    assert np.isnan(c["state.velocity"][-1]).all()
    plain = columns(trace(experiment(small(dropout=0.3), 20), EVERYTHING))
    np.testing.assert_allclose(plain["update"][:-1], -0.05 * plain["state.velocity"][:-1], rtol=1e-9, atol=1e-15)


def test_pieces_and_scrubbing_back_give_the_same_bits() -> None:
    whole = trace(experiment(DROPPING, 300), EVERYTHING)
    race = LiveRuns().race(experiment(DROPPING, 300))
    for last in (0, 1, 17, 256, 299, 300):
        in_pieces(race, last, 7)
    for first, last in ((280, 300), (10, 20), (250, 262), (0, 0), (300, 300)):
        part = slice_of(race, first, last, EVERYTHING)
        for name, values in columns(part).items():
            np.testing.assert_array_equal(values, columns(whole)[name][first : last + 1], err_msg=name)
    assert_same_bits(slice_of(race, 0, 300, EVERYTHING), whole)


@pytest.mark.parametrize(
    ("changed", "cut"), [(0, 290), (5, 0), (5, 100), (255, 290), (256, 290), (257, 290), (257, 100), (290, 290)]
)
def test_fork_equals_straight_run(changed: int, cut: int) -> None:
    changes = [{"at": changed, "learning_rate": 0.02, "batch_size": 5, "momentum": 0.5}]
    straight = trace(experiment(DROPPING, 300, changes=changes))
    lives = LiveRuns()
    computed(lives.race(experiment(DROPPING, 300)), cut)
    assert_same_bits(slice_of(computed(lives.race(experiment(DROPPING, 300, changes=changes)), 300), 0, 300), straight)


def test_runs_side_by_side_do_not_disturb_each_other() -> None:
    """Runs share a problem, and with it the buffers of its plans; more runs than plans are kept come and go."""
    lives = LiveRuns()
    races = [lives.race(experiment(DROPPING, 30, learning_rate=0.01 + 0.001 * k)) for k in range(40)]
    for last in (7, 19, 30):
        for race in races:
            computed(race, last)
    for k in (0, 3, 39):
        alone = trace(experiment(DROPPING, 30, learning_rate=0.01 + 0.001 * k))
        assert_same_bits(slice_of(races[k], 0, 30), alone)


@pytest.mark.parametrize("name", sorted(set(optimizers) - {"newton"}))
def test_every_optimizer_runs_and_replays(name: str) -> None:
    body = experiment(DROPPING, 5, optimizer=name, learning_rate=0.01)
    vectors = ["parameters", "update", "batch_gradient", "loss"]
    c = columns(trace(body, vectors))
    for column in vectors:
        assert np.isfinite(c[column][:-1]).all(), column
    assert (np.abs(c["update"][:-1]).max(axis=1) > 0).any()
    live = computed(LiveRuns().race(body), 5).runs[0]
    following, record = live.rule_at(3)
    np.testing.assert_array_equal(live.problem.to_public(following), c["parameters"][4])
    assert set(record) >= {line.name for line in optimizers[name].rule}


def test_newton_is_for_small_networks() -> None:
    assert experiment(optimizer="newton").problem.has_hessian
    with pytest.raises(ValidationError, match="derivatives, for a network with more than 64 parameters, here 81"):
        experiment(small(hidden=layers(6, 6)), optimizer="newton")


def test_lbfgs_counts_what_it_looks_at_and_learns() -> None:
    c = columns(
        trace(experiment(steps=15, optimizer="lbfgs", learning_rate=1, batch_size=None), ["loss", "evaluations"])
    )
    assert c["loss"][-1] < 0.5 * c["loss"][0]
    assert (np.diff(c["evaluations"]) >= 30).all()


@pytest.mark.parametrize("name", sorted(set(schedules) - {"constant"}))
def test_every_schedule_drives_a_network(name: str) -> None:
    example = {"name": name, "initial": 0.05}
    for field, info in schedules[name].model_fields.items():
        if info.is_required() and field not in example:
            example[field] = {"milestones": [3, 6]}.get(field, 10)
    rates = columns(trace(experiment(steps=12, learning_rate=example)))["learning_rate"]
    assert np.isfinite(rates).all()
    assert len(rates) == 13


def test_measurements_are_where_they_are_declared_and_at_the_last_row() -> None:
    body = experiment(small(evaluate_every=7), 20)
    whole = columns(trace(body))
    for name in ("loss", "accuracy", "test_loss", "test_accuracy"):
        assert np.flatnonzero(np.isfinite(whole[name])).tolist() == [0, 7, 14, 20], name
    assert np.isfinite(whole["batch_loss"]).all()
    every = columns(trace(small_every_step(20)))
    for row in (0, 7, 14, 20):
        assert whole["loss"][row] == every["loss"][row]
    race = computed(LiveRuns().race(body), 20)
    assert np.isfinite(columns(slice_of(race, 3, 14))["loss"]).nonzero()[0].tolist() == [4, 11]
    assert np.isfinite(columns(slice_of(race, 20, 20))["loss"]).all()
    thin = columns(trace(body, ["step", "loss"], every=5))
    assert thin["step"].tolist() == [0, 5, 10, 15, 20]
    assert np.isfinite(thin["loss"]).tolist() == [True, False, False, False, True]


def small_every_step(steps: int) -> Experiment:
    return experiment(small(evaluate_every=1), steps)


def test_measuring_changes_nothing_else() -> None:
    often, seldom = (columns(trace(experiment(small(evaluate_every=k)), ["parameters"])) for k in (1, 100))
    np.testing.assert_array_equal(often["parameters"], seldom["parameters"])


def test_accuracy_is_the_share_of_right_answers() -> None:
    body = experiment(small(evaluate_every=1), 60)
    c = columns(trace(body, ["accuracy", "test_accuracy", "parameters"]))
    problem = body.problem.build(0)
    for row in (0, 60):
        outputs = problem.network.outputs(problem.from_public(c["parameters"][row]), problem.data.rows(slice(0, 60)))
        right = np.argmax(outputs, axis=0) == problem.data.samples.targets
        assert c["accuracy"][row] == right[:30].mean()
        assert c["test_accuracy"][row] == right[30:].mean()
    assert c["accuracy"][-1] > c["accuracy"][0]


def stopping(patience: int = 3, min_delta: float = 1000.0, **fields: Any) -> dict[str, Any]:
    return small(early_stopping={"patience": patience, "min_delta": min_delta}, **fields)


def test_early_stopping_ends_a_run() -> None:
    # The first measurement is always the best so far; three that are no better follow.
    result = trace(experiment(stopping(evaluate_every=5), 100), EVERYTHING)
    outcome = result.runs[0].outcome
    assert (outcome.status, outcome.step) == ("stopped", 15)
    assert "step 15" in outcome.message
    assert "test loss" in outcome.message
    c = columns(result)
    assert len(c["loss"]) == 16
    # As if there had been that many steps: the last row has no update.
    free = columns(trace(experiment(small(evaluate_every=5), 15), EVERYTHING))
    for name in EVERYTHING:
        np.testing.assert_array_equal(c[name], free[name], err_msg=name)


def test_early_stopping_waits_for_as_long_as_the_loss_falls() -> None:
    patient = trace(experiment(stopping(min_delta=0.0, evaluate_every=1), 400, learning_rate=0.3))
    losses = columns(patient)["test_loss"]
    assert patient.runs[0].outcome.status == "stopped"
    best = int(np.argmin(losses))
    assert len(losses) == best + 4
    assert len(losses) > 10


def test_without_test_samples_the_training_loss_decides() -> None:
    dataset = {"name": "spiral", "samples": 60, "test_fraction": 0.0}
    result = trace(experiment(stopping(dataset=dataset), 60))
    assert result.runs[0].outcome.status == "stopped"
    assert "the loss has not fallen" in result.runs[0].outcome.message


@pytest.mark.parametrize("cut", [0, 5, 10, 14, 15, 40])
def test_a_stopped_run_is_the_same_in_pieces(cut: int) -> None:
    body = experiment(stopping(evaluate_every=5), 100)
    race = computed(LiveRuns().race(body), cut)
    computed(race, 100)
    assert_same_bits(slice_of(race, 0, 100), trace(body))


def test_a_fork_goes_on_waiting_where_the_run_was() -> None:
    setup, changes = stopping(patience=280, evaluate_every=1), [{"at": 270, "learning_rate": 0.02}]
    lives = LiveRuns()
    computed(lives.race(experiment(setup, 400)), 275)
    fork = slice_of(computed(lives.race(experiment(setup, 400, changes=changes)), 400), 0, 400)
    assert (fork.runs[0].outcome.status, fork.runs[0].outcome.step) == ("stopped", 280)
    assert_same_bits(fork, trace(experiment(setup, 400, changes=changes)))


@pytest.mark.parametrize(
    ("problem", "rate"),
    [
        (stopping(evaluate_every=5), 0.05),
        (small(dataset=points("regression", samples=30), hidden=layers(4, activation="relu")), 1e4),
        ({"kind": "landscape", "name": "quadratic_k10", "samples": 8}, 1e5),
        ({"kind": "landscape", "name": "rosenbrock", "samples": 8}, 10.0),
    ],
)
def test_the_outcome_at_a_row_knows_nothing_of_later_rows(problem: dict[str, Any], rate: float) -> None:
    body = experiment(problem, 100, optimizer="sgd", learning_rate=rate)
    whole = computed(LiveRuns().race(body), 100)
    end = whole.runs[0].rows
    assert whole.runs[0].ended is not None
    for last in range(max(0, end - 4), end + 3):
        until = computed(LiveRuns().race(body), last)
        assert slice_of(whole, last, last).runs[0].outcome == slice_of(until, last, last).runs[0].outcome, last


def test_plateau_schedule_goes_by_the_measured_loss() -> None:
    schedule = {"name": "reduce_on_plateau", "initial": 0.4, "factor": 0.5, "patience": 1, "threshold": 0.5}
    body = experiment(small(evaluate_every=5), 600, learning_rate=schedule)
    c = columns(trace(body, ["learning_rate", "loss", "parameters", "update"]))
    drops = np.flatnonzero(np.diff(c["learning_rate"])) + 1
    assert len(drops) > 3
    assert {int(drop) % 5 for drop in drops} == {1}
    # Replays know the rates as well: parts behind a snapshot, without what came before.
    race = computed(LiveRuns().race(body), 600)
    later = columns(slice_of(race, 580, 600, ["parameters", "update"]))
    np.testing.assert_array_equal(later["parameters"], c["parameters"][580:])
    np.testing.assert_array_equal(later["update"], c["update"][580:])


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("activation", ["identity", "relu", "tanh", "sigmoid"])
def test_divergence_is_an_outcome_and_keeps_the_rows(precision: str, activation: str) -> None:
    dataset = points("regression", samples=30)
    hidden = layers(5, 4, activation=activation)
    body = experiment(
        small(dataset=dataset, hidden=hidden, precision=precision), 3000, optimizer="sgd", learning_rate=3e4
    )
    result = trace(body, ["batch_loss", "parameters"])
    run = result.runs[0]
    assert run.outcome.status == "diverged"
    assert run.outcome.message == f"The loss overflowed at step {run.outcome.step}."
    # The row at which the numbers end is kept, and all before it are numbers.
    last = run.outcome.step
    assert len(run.columns["batch_loss"]) == last + 1
    assert np.isfinite(run.columns["parameters"][:last]).all()
    assert np.isfinite(run.columns["batch_loss"][:last]).all()


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("loss", ["mse", "binary_cross_entropy", "multi_margin"])
def test_nothing_that_is_looked_at_warns_on_the_way_out(precision: str, loss: str) -> None:
    setup = small(dataset=points("binary", test_fraction=0.5), hidden=layers(4, activation="relu"), loss=loss)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for exponent in (2, 6):
            for steps in range(1, 7):
                body = experiment(
                    setup | {"precision": precision}, steps, optimizer="sgd", learning_rate=10.0**exponent
                )
                result = trace(body, [name for name in EVERYTHING if not name.startswith("state.")])
                lives = LiveRuns()
                rows = len(columns(result)["step"])
                for row in {0, rows - 1}:
                    work = explaining(lives, body, 0, row, True, 0)
                    for _ in work:
                        pass


def test_one_sample_one_step() -> None:
    dataset = {"name": "custom", "inputs": [[1, 2], [3, 4]], "targets": [0, 1], "test_fraction": 0.5}
    body = experiment(small(dataset=dataset, hidden=layers(3)), 1, batch_size=1)
    c = columns(trace(body, EVERYTHING))
    assert len(c["loss"]) == 2
    assert c["loss"][1] < c["loss"][0]
    assert set(c["accuracy"]) | set(c["test_accuracy"]) <= {0.0, 1.0}


@pytest.mark.parametrize("where", ["run", "change"])
def test_batch_larger_than_the_samples_is_refused(where: str) -> None:
    run = {"batch_size": 31} if where == "run" else {"changes": [{"at": 3, "batch_size": 31}]}
    with pytest.raises(ValidationError, match="at most 30, the number of samples, got 31"):
        experiment(**run)


def test_start_of_a_run_overrides_that_of_the_problem() -> None:
    setup = small(initial_parameters=[0.1] * 54)
    body = experiment(setup, 2, start=[0.2] * 54)
    assert set(columns(trace(body, ["parameters"]))["parameters"][0]) == {0.2}
    with pytest.raises(ValidationError, match="expected 54 numbers, one a parameter, got 2"):
        experiment(setup, 2, start=[1.0, 2.0])


def test_a_race_begins_at_the_same_weights() -> None:
    body = Experiment.model_validate(
        {
            "problem": small(),
            "runs": [{"optimizer": name, "learning_rate": 0.01} for name in ("sgd", "adam")],
            "steps": 3,
        }
    )
    left, right = (columns(trace(body, ["parameters", "loss"]), run) for run in (0, 1))
    np.testing.assert_array_equal(left["parameters"][0], right["parameters"][0])
    assert not np.array_equal(left["parameters"][1], right["parameters"][1])
