"""The curvature of networks: exact products, the ends of the spectrum, and the column `sharpness`."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.networks import hessian as products
from app.engine.networks.activations import activations
from app.engine.networks.curvature import density, ends, finished, top
from app.engine.networks.losses import losses
from app.engine.problems import network as network_problem
from app.engine.problems.network import NetworkProblem, NetworkSettings
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import slice_of, trace
from tests.engine.networks import built, experiment, layers, points, small
from tests.engine.test_networks_golden import ARRAYS, CASES, problem_of, run_of

EDGE = json.loads((Path(__file__).parents[1] / "golden" / "edge_of_stability.json").read_text("utf-8"))["runs"]
TAILS = {(0.1, 0.0): 19.90, (0.15, 0.0): 13.60, (0.05, 0.0): 39.71, (0.1, 0.5): 29.6}
"""Mean sharpness at the end of the reference's runs, by learning rate and momentum."""
USES = [(name, task) for name, cls in losses.items() for task in cls.tasks]
MIXED = [layers(4, activation=name) + layers(3, activation=name) for name in activations]


def differences(problem: NetworkProblem, point: np.ndarray, along: np.ndarray, stride: float = 1e-5) -> np.ndarray:
    """The product of the Hessian with `along`, from gradients at two points beside this one."""
    ahead, behind = (problem.value_and_gradient(point + way * stride * along)[1] for way in (1, -1))
    return np.asarray((ahead - behind) / (2 * stride))


def check(problem: NetworkProblem) -> None:
    random = np.random.default_rng(5)
    point = problem.start() + 0.1 * random.normal(size=problem.dimension)
    hessian = problem.curvature(point)
    one, other = random.normal(size=(2, problem.dimension))
    size = np.abs(hessian.times(one)).max() + 1e-3
    np.testing.assert_allclose(hessian.times(one), differences(problem, point, one), atol=2e-7 * size)
    assert one @ hessian.times(other) == pytest.approx(other @ hessian.times(one), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("hidden", MIXED, ids=list(activations))
def test_products_are_slopes_of_gradients_for_every_activation(hidden: list[dict[str, Any]]) -> None:
    check(built(dataset=points("classes"), hidden=hidden, l2=0.01))


@pytest.mark.parametrize(("loss", "task"), USES)
@pytest.mark.parametrize("l1", [0.0, 0.02])
def test_products_are_slopes_of_gradients_for_every_loss(loss: str, task: str, l1: float) -> None:
    check(built(dataset=points(task), hidden=layers(4, 3), loss=loss, l1=l1, l2=0.01))


@pytest.mark.parametrize("output", ["sigmoid", "tanh"])
@pytest.mark.parametrize("loss", [name for name, task in USES if task == "regression"])
def test_products_behind_an_output_activation(loss: str, output: str) -> None:
    check(built(dataset=points("regression"), hidden=layers(4), loss=loss, output_activation=output))


def test_dropout_is_off_and_single_precision_is_computed_in_double() -> None:
    plain = built()
    point = plain.start()
    along = np.linspace(-1, 1, plain.dimension)
    exact = plain.curvature(point).times(along)
    np.testing.assert_array_equal(built(dropout=0.5).curvature(point).times(along), exact)
    coarse = built(precision="float32").curvature(point.astype(np.float32)).times(along)
    assert coarse.dtype == np.float64
    np.testing.assert_allclose(coarse, exact, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kept", [0, 2**26])
def test_samples_in_chunks_add_up(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    problem = built()
    along = np.linspace(-1, 1, problem.dimension)
    whole = problem.curvature(problem.start()).times(along)
    monkeypatch.setattr(network_problem, "CHUNK", 7)
    monkeypatch.setattr(products, "KEPT_BYTES", kept)
    hessian = problem.curvature(problem.start())
    for _ in range(2):
        np.testing.assert_allclose(hessian.times(along), whole, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("case", [name for name, facts in CASES.items() if "hessian_top5_at_init" in facts])
def test_spectra_are_those_of_pytorch(case: str) -> None:
    problem = Experiment.model_validate({"problem": problem_of(case)}).problem.build(0)
    assert isinstance(problem, NetworkProblem)
    wanted = CASES[case]["hessian_top5_at_init"]
    hessian = problem.curvature(problem.start())
    every = np.linalg.eigvalsh(hessian.matrix())
    np.testing.assert_allclose(every[::-1][: len(wanted)], wanted, rtol=1e-11)
    found = finished(top(hessian.times, problem.dimension, 3))
    assert found is not None
    np.testing.assert_allclose(found.values[-3:], every[-3:], rtol=1e-11)
    for place in (-1, -2):
        vector = found.vector(place)
        np.testing.assert_allclose(hessian.times(vector), found.values[place] * vector, atol=1e-6 * every[-1])
    spread = problem.spectrum(problem.start())
    assert spread == pytest.approx((every[0], every[-1]), rel=1e-9, abs=1e-12)


def test_ends_of_matrices_that_are_known() -> None:
    values = np.array([-3.0, -1.0, 0.0, 0.0, 2.0, 2.0, 7.0])
    assert ends(lambda vector: values * vector, 7) == pytest.approx((-3.0, 7.0), rel=1e-12)
    assert ends(lambda vector: 2 * vector, 5) == pytest.approx((2.0, 2.0))
    assert ends(lambda vector: 0 * vector, 5) == (0.0, 0.0)
    assert ends(lambda vector: np.inf * vector, 5) is None
    assert ends(lambda vector: 1e100 * values * vector, 7) == pytest.approx((-3e100, 7e100))


def test_density_and_trace() -> None:
    values = np.concatenate([np.zeros(300), np.full(100, 4.0)])
    found = finished(density(lambda vector: values * vector, 400, 4, np.random.default_rng(0)))
    assert found is not None
    assert found.trace == pytest.approx(400.0)
    assert found.doubt == pytest.approx(0.0, abs=1e-9)
    axis, height = found.smooth(400)
    step = axis[1] - axis[0]
    assert height.sum() * step == pytest.approx(1, rel=1e-3)
    assert height[axis > 2].sum() * step == pytest.approx(0.25, rel=1e-3)
    problem = built()
    hessian = problem.curvature(problem.start())
    guessed = finished(density(hessian.times, problem.dimension, 64, np.random.default_rng(0)))
    assert guessed is not None
    assert guessed.trace == pytest.approx(np.trace(hessian.matrix()), abs=4 * guessed.doubt)


def edge(rate: float, momentum: float) -> Experiment:
    run = {"optimizer": {"name": "sgd", "momentum": momentum}, "learning_rate": rate}
    return Experiment.model_validate({"problem": problem_of("sine_tanh_mse"), "runs": [run], "steps": 1500})


def test_losses_and_sharpness_along_the_reference_run() -> None:
    """Step by step while the run is not yet chaotic, beyond that by the mean."""
    known = EDGE[0]
    found = trace(edge(known["lr"], known["beta"]), ["step", "loss", "sharpness", "stability_limit"], 10).runs[0]
    assert found["step"].tolist() == known["steps"]
    np.testing.assert_allclose(found["sharpness"][:6], known["sharpness"][:6], rtol=1e-7)
    np.testing.assert_allclose(found["loss"][:6], known["loss"][:6], rtol=1e-9)
    np.testing.assert_allclose(found["stability_limit"], 2 / found["sharpness"], rtol=1e-12)
    assert found["sharpness"][-76:].mean() == pytest.approx(known["tail_mean"], rel=0.05)


@pytest.mark.parametrize(("rate", "momentum"), TAILS)
def test_sharpness_hovers_at_the_limit(rate: float, momentum: float) -> None:
    found = trace(edge(rate, momentum), ["sharpness"], 10).runs[0]["sharpness"]
    assert found[-76:].mean() == pytest.approx(TAILS[rate, momentum], rel=0.05)
    assert found[-76:].mean() == pytest.approx(2 * (1 + momentum) / rate, rel=0.05)


def test_sharpness_has_the_same_bits_whatever_was_asked_before() -> None:
    asked = experiment(steps=30)
    whole = trace(asked, ["sharpness"]).runs[0]["sharpness"]
    race = LiveRuns().race(asked)
    race.runs[0].extend(31)
    for row in (30, 3, 17):
        assert slice_of(race, row, row, ["sharpness"]).runs[0]["sharpness"][0] == whole[row]
    np.testing.assert_array_equal(trace(asked, ["loss", "sharpness"], 4).runs[0]["sharpness"][:-1], whole[:-1:4])
    point = race.runs[0].point(17)
    assert whole[17] == pytest.approx(np.linalg.eigvalsh(race.problem.hessian(point))[-1], rel=1e-12)


def test_a_run_that_diverged_has_no_sharpness_where_nothing_is_finite() -> None:
    broken = experiment(small(loss="mse"), steps=60, learning_rate=1e6)
    found = trace(broken, ["sharpness", "stability_limit"]).runs[0]
    assert np.isfinite(found["sharpness"][0])
    assert found.outcome.status == "diverged"


def test_newton_solves_a_linear_regression_in_one_step() -> None:
    problem = {
        "kind": "network", "dataset": points("regression"), "hidden": [], "loss": "mse", "scaling": "none",
        "evaluate_every": 1,
    }  # fmt: skip
    asked = {"problem": problem, "runs": [{"optimizer": "newton", "learning_rate": 1}], "steps": 2}
    found = trace(asked, ["loss", "parameters"]).runs[0]
    built_one = NetworkSettings.model_validate(problem).build(0)
    inputs = np.column_stack([built_one.data.rows(slice(0, 24)), np.ones(24)])
    best, *_ = np.linalg.lstsq(inputs, built_one.targets[0], rcond=None)
    np.testing.assert_allclose(found["parameters"][1], best, rtol=1e-9, atol=1e-12)
    assert found["loss"][1] == pytest.approx(np.square(inputs @ best - built_one.targets[0]).mean())


def test_the_reference_has_what_is_compared() -> None:
    assert len(EDGE[0]["steps"]) == 151
    assert "sine_tanh_mse__theta0" in ARRAYS
    assert run_of("sine_tanh_mse", "sgd")["learning_rate"] == 0.1
