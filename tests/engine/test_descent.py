"""The stepping loop: bits, changes, forks, snapshots, batches, outcomes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.experiment import Experiment
from app.engine.optimizers import optimizers
from app.engine.problems.landscape import LandscapeProblem, sample_tilts
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import Trace, slice_of, trace
from app.engine.sampling.streams import Stream, generator
from tests.engine.pieces import in_pieces


def experiment(problem: dict | None = None, steps: int = 60, seed: int = 0, **run: object) -> Experiment:
    problem = {"kind": "landscape", "name": "rosenbrock", "noise": 4.0, "samples": 64} | (problem or {})
    base = {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.0005, "batch_size": 8}
    return Experiment.model_validate({"problem": problem, "runs": [base | run], "steps": steps, "seed": seed})


def columns(result: Trace, run: int = 0) -> dict[str, np.ndarray]:
    return result.runs[run].columns


def assert_same_bits(left: Trace, right: Trace, rows: slice = slice(None)) -> None:
    for a, b in zip(left.runs, right.runs, strict=True):
        assert list(a.columns) == list(b.columns)
        for name in a.columns:
            np.testing.assert_array_equal(a.columns[name][rows], b.columns[name][rows], err_msg=name)


def test_same_experiment_gives_the_same_bits() -> None:
    assert_same_bits(trace(experiment()), trace(experiment()))


def test_seed_changes_the_batches_and_nothing_without_noise() -> None:
    assert not np.array_equal(columns(trace(experiment(seed=1)))["loss"], columns(trace(experiment()))["loss"])
    calm = {"noise": 0.0}
    assert_same_bits(trace(experiment(calm, seed=1)), trace(experiment(calm)))


def test_rows_belong_to_the_point_before_the_update() -> None:
    c = columns(trace(experiment()))
    assert len(c["loss"]) == 61
    np.testing.assert_array_equal(c["parameters"][0], [-1.2, 1.0])
    np.testing.assert_allclose(c["parameters"][:-1] + c["update"][:-1], c["parameters"][1:], rtol=0, atol=1e-15)
    assert np.isnan(c["update"][-1]).all()
    assert np.isnan(c["state.velocity"][-1]).all()
    np.testing.assert_allclose(c["update"][:-1], -0.0005 * c["state.velocity"][:-1], rtol=1e-9, atol=1e-16)


def test_full_batch_is_exact() -> None:
    c = columns(trace(experiment(batch_size=None)))
    np.testing.assert_array_equal(c["gradient"], c["batch_gradient"])
    np.testing.assert_array_equal(c["loss"], c["batch_loss"])


def test_batch_gradients_of_an_epoch_average_to_the_full_gradient() -> None:
    problem = experiment().problem.build(0)
    assert isinstance(problem, LandscapeProblem)
    epoch = problem.epoch(generator(0, Stream.BATCHES, 0).permutation(64))
    point = np.array([0.3, -0.2])
    gradients = np.empty((8, 2))
    for index, gradient in enumerate(gradients):
        epoch.evaluate(point, 8 * index, 8 * index + 8, gradient)
    np.testing.assert_allclose(gradients.mean(axis=0), epoch.evaluate(point, 0, 64, np.empty(2)).gradient, atol=1e-12)


@pytest.mark.parametrize("size", [1, 4, 16, 64])
def test_noise_falls_as_one_over_root_batch(size: int) -> None:
    tilts = sample_tilts(0, 4096, 2, 3.0)
    means = tilts[generator(0, Stream.BATCHES, 0).permutation(4096)].reshape(-1, size, 2).mean(axis=1)
    expected = 3.0 / np.sqrt(size) * np.sqrt((4096 - size) / 4095)
    np.testing.assert_allclose(means.std(), expected, rtol=0.12)


def test_tilts_add_up_to_nothing_with_the_stated_deviation() -> None:
    tilts = sample_tilts(3, 100, 2, 2.5)
    np.testing.assert_allclose(tilts.sum(axis=0), 0, atol=1e-11)
    np.testing.assert_allclose(tilts.std(axis=0), 2.5)


def test_runs_with_equal_batch_size_see_equal_batches() -> None:
    two = Experiment.model_validate(
        {
            "problem": {"kind": "landscape", "name": "bowl", "noise": 2.0},
            "runs": [{"batch_size": 16, "learning_rate": r} for r in (0.1, 0.2)],
            "steps": 40,
        }
    )
    a, b = (columns(trace(two), i) for i in (0, 1))
    np.testing.assert_allclose(a["batch_gradient"] - a["gradient"], b["batch_gradient"] - b["gradient"], atol=1e-13)


def test_epochs_and_evaluations_count_samples() -> None:
    result = trace(experiment(steps=20), columns=["epoch", "evaluations", "batch_size"])
    np.testing.assert_array_equal(columns(result)["evaluations"], 8 * np.arange(21))
    np.testing.assert_array_equal(columns(result)["epoch"], np.arange(21) / 8)


def test_last_batch_of_an_epoch_may_be_smaller() -> None:
    result = trace(experiment({"samples": 10}, steps=4, batch_size=4), columns=["batch_size"])
    assert columns(result)["batch_size"].tolist() == [4, 4, 2, 4, 4]


def test_change_leaves_the_past_alone() -> None:
    changed = experiment(changes=[{"at": 30, "learning_rate": 0.0002, "momentum": 0.5, "batch_size": 32}])
    plain, other = trace(experiment()), trace(changed)
    assert_same_bits(plain, other, slice(0, 30))
    assert columns(other)["learning_rate"][30] == 0.0002
    assert not np.array_equal(columns(plain)["parameters"][31:], columns(other)["parameters"][31:])


def test_change_to_the_full_batch_is_exact_at_once() -> None:
    c = columns(trace(experiment(changes=[{"at": 3, "batch_size": 64}])))
    np.testing.assert_array_equal(c["gradient"][3:], c["batch_gradient"][3:])


@settings(max_examples=25, deadline=None)
@given(at=st.integers(0, 700), cut=st.integers(0, 700), name=st.sampled_from(sorted(optimizers)))
def test_fork_equals_straight_run(at: int, cut: int, name: str) -> None:
    base = {"steps": 700, "learning_rate": 0.001, "optimizer": name}
    straight = trace(experiment(**base, changes=[{"at": at, "learning_rate": 0.0005}]))
    lives = LiveRuns()
    past = lives.race(experiment(**base))
    for _ in past.compute(cut):
        pass
    fork = lives.race(experiment(**base, changes=[{"at": at, "learning_rate": 0.0005}]))
    for _ in fork.compute(700):
        pass
    assert_same_bits(slice_of(fork, 0, 700), straight)


@pytest.mark.parametrize("name", sorted(optimizers))
def test_pieces_equal_the_whole(name: str) -> None:
    whole = trace(experiment(steps=300, optimizer=name, learning_rate=0.001))
    race = LiveRuns().race(experiment(steps=300, optimizer=name, learning_rate=0.001))
    for last in (0, 1, 17, 100, 299, 300):
        in_pieces(race, last, 7)
    assert_same_bits(slice_of(race, 0, 300), whole)


@pytest.mark.parametrize("name", sorted(optimizers))
def test_a_step_replayed_gives_the_recorded_update(name: str) -> None:
    race = LiveRuns().race(experiment(steps=400, optimizer=name, learning_rate=0.001))
    for _ in race.compute(400):
        pass
    live = race.runs[0]
    for step in (0, 3, 290):
        following, record = live.rule_at(step)
        np.testing.assert_array_equal(following, live.column("parameters")[step + 1])
        assert set(record) >= {line.name for line in optimizers[name].rule}


def test_evicted_runs_come_back_with_the_same_bits() -> None:
    lives = LiveRuns(max_bytes=1)
    first = lives.race(experiment(steps=100))
    for _ in first.compute(100):
        pass
    lives.race(experiment(steps=100, seed=5))
    again = lives.race(experiment(steps=100))
    assert again.runs[0] is not first.runs[0]
    for _ in again.compute(100):
        pass
    assert_same_bits(slice_of(again, 0, 100), slice_of(first, 0, 100))


def test_divergence_is_an_outcome_and_keeps_the_numbers() -> None:
    result = trace(experiment({"name": "quadratic_k10", "noise": 0.0}, steps=2000, learning_rate=1.0, optimizer="sgd"))
    run = result.runs[0]
    assert run.outcome.status == "diverged"
    assert "2/λₘₐₓ = 0.2" in run.outcome.message
    assert run.outcome.step is not None
    assert len(run.columns["loss"]) == run.outcome.step + 1
    assert np.isfinite(run.columns["parameters"]).all()


def test_overflow_in_one_step_has_no_row_of_its_own() -> None:
    result = trace(experiment({"noise": 0.0}, learning_rate=1e6, optimizer="sgd"))
    assert result.runs[0].outcome.status == "diverged"
    assert np.isfinite(result.runs[0].columns["parameters"]).all()


@pytest.mark.parametrize(
    ("problem", "start", "status"),
    [
        ("bowl", [1.0, 1.0], "converged"),
        ("saddle_bounded", [2.0, 0.0], "stalled"),
        ("rosenbrock", [-1.2, 1.0], "running"),
    ],
)
def test_outcome_looks_at_the_curvature(problem: str, start: list[float], status: str) -> None:
    rate = {"bowl": 0.5, "saddle_bounded": 0.3, "rosenbrock": 1e-4}[problem]
    result = trace(
        experiment({"name": problem, "noise": 0.0}, steps=200, optimizer="sgd", learning_rate=rate, start=start)
    )
    assert result.runs[0].outcome.status == status


@pytest.mark.parametrize("samples", [1, 2])
def test_few_samples(samples: int) -> None:
    result = trace(experiment({"samples": samples}, batch_size=1, steps=10))
    assert np.isfinite(columns(result)["loss"]).all()


def test_every_keeps_each_kth_row_and_the_last() -> None:
    result = trace(experiment(steps=25), columns=["step"], every=10)
    assert columns(result)["step"].tolist() == [0, 10, 20, 25]


def test_plateau_schedule_goes_by_the_loss() -> None:
    schedule = {"name": "reduce_on_plateau", "initial": 0.19, "factor": 0.5, "patience": 3}
    rates = columns(
        trace(experiment({"name": "bowl"}, optimizer="sgd", learning_rate=schedule, batch_size=2, steps=200))
    )["learning_rate"]
    assert rates[0] == 0.19
    assert rates[-1] < 0.1
