"""Sweeps: every column is the run that it would be on its own."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.experiment import Experiment, numeric_fields
from app.engine.maps.together import run_together, running_together
from app.engine.optimizers import optimizers
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems.landscape import LandscapeProblem, NamedLandscape
from app.engine.problems.network import NetworkSettings
from app.engine.runs.traces import trace

STEPS = 50
RATES = np.array([1e-4, 3e-4, 1e-3])


def problem(name: str = "rosenbrock") -> LandscapeProblem:
    return NamedLandscape(name=name).build(0)


def single(name: str, landscape: str, rate: float, steps: int = STEPS, **run: Any) -> tuple[np.ndarray, float, str]:
    """Last parameters, last loss and status of one run by itself."""
    settings = {"optimizer": {"name": name, **run.pop("settings", {})}, "learning_rate": rate, **run}
    body = {"problem": {"kind": "landscape", "name": landscape}, "runs": [settings], "steps": steps}
    result = trace(Experiment.model_validate(body), ["parameters", "loss"]).runs[0]
    return result.columns["parameters"][-1], float(result.columns["loss"][-1]), result.outcome.status


def spread(name: str) -> dict[str, np.ndarray]:
    """Three values for each real hyperparameter, within its bounds: the default, and two near it."""
    default = optimizers[name]()
    values: dict[str, np.ndarray] = {}
    for field in numeric_fields(optimizers[name]):
        value = getattr(default, field)
        if isinstance(value, float):
            size = 0.02 if value == 0 else 0.004 * value
            steps = (0.0, -1.0, -0.25) if value >= 0.9 else (0.0, 1.0, 0.25)
            values[field] = value + np.array(steps) * size
    return values


@pytest.mark.parametrize("landscape", ["rosenbrock", "himmelblau"])
@pytest.mark.parametrize("name", list(optimizers))
def test_columns_are_the_runs_that_they_would_be_alone(name: str, landscape: str) -> None:
    result = run_together(problem(landscape), optimizers[name](), RATES, STEPS)
    for r, rate in enumerate(RATES):
        parameters, loss, _ = single(name, landscape, rate)
        np.testing.assert_allclose(result.parameters[:, r], parameters, rtol=1e-10)
        np.testing.assert_allclose(result.loss[r], loss, rtol=1e-10, atol=1e-13)
    assert not result.diverged.any()


@pytest.mark.parametrize("name", [name for name in optimizers if spread(name)])
def test_hyperparameters_may_differ_between_columns(name: str) -> None:
    settings = spread(name)
    result = run_together(problem(), optimizers[name](), RATES, STEPS, settings=settings)
    for r, rate in enumerate(RATES):
        own = {field: values[r].item() for field, values in settings.items()}
        parameters, _, _ = single(name, "rosenbrock", rate, settings=own)
        np.testing.assert_allclose(result.parameters[:, r], parameters, rtol=1e-10)


def test_momentum_may_be_zero_in_some_columns() -> None:
    result = run_together(
        problem(), optimizers["sgd"](), RATES, STEPS, settings={"momentum": np.array([0.0, 0.5, 0.9])}
    )
    for r, momentum in enumerate((0.0, 0.5, 0.9)):
        alone, _, _ = single("sgd", "rosenbrock", RATES[r], settings={"momentum": momentum})
        np.testing.assert_allclose(result.parameters[:, r], alone, rtol=1e-10)


def test_each_column_may_have_its_own_start() -> None:
    starts = np.array([[-1.0, 0.5, 2.0], [1.0, 0.5, 1.5]])
    result = run_together(problem(), optimizers["adam"](), RATES, STEPS, start=starts)
    for r in range(3):
        alone, _, _ = single("adam", "rosenbrock", RATES[r], start=starts[:, r].tolist())
        np.testing.assert_allclose(result.parameters[:, r], alone, rtol=1e-10)


@pytest.mark.parametrize("clip", [{"norm": 1.0}, {"value": 0.5}])
def test_clipping_is_each_column_s_own(clip: dict[str, float]) -> None:
    result = run_together(problem(), optimizers["sgd"](), RATES, STEPS, clipping=GradientClipping(**clip))
    for r, rate in enumerate(RATES):
        alone, _, _ = single("sgd", "rosenbrock", rate, gradient_clipping=clip)
        np.testing.assert_allclose(result.parameters[:, r], alone, rtol=1e-10)


@pytest.mark.parametrize("name", list(optimizers))
def test_diverged_columns_do_not_disturb_the_others(name: str) -> None:
    quiet = run_together(problem(), optimizers[name](), RATES, STEPS)
    rates = np.array([RATES[0], 1e5, RATES[1], 1e6, RATES[2]])
    mixed = run_together(problem(), optimizers[name](), rates, STEPS)
    np.testing.assert_allclose(mixed.parameters[:, ::2], quiet.parameters, rtol=1e-10)
    assert not mixed.diverged[::2].any()


@pytest.mark.parametrize(("landscape", "rate"), [("rosenbrock", 0.05), ("quadratic_k10", 0.3), ("double_well_1d", 5.0)])
def test_a_run_that_diverges_alone_diverges_in_the_sweep(landscape: str, rate: float) -> None:
    _, _, status = single("sgd", landscape, rate, steps=300)
    result = run_together(problem(landscape), optimizers["sgd"](), np.array([1e-5, rate]), 300)
    assert status == "diverged"
    assert result.diverged.tolist() == [False, True]
    assert np.isnan(result.parameters[:, 1]).all()
    assert np.isnan(result.loss[1])
    assert np.isfinite(result.loss[0])


def test_no_step_leaves_the_start() -> None:
    result = run_together(problem(), optimizers["sgd"](), RATES, 0)
    np.testing.assert_array_equal(result.parameters, np.repeat([[-1.2], [1.0]], 3, axis=1))
    np.testing.assert_allclose(result.loss, 24.2)


def test_inputs_are_left_as_they_were() -> None:
    start, rates, momentum = np.array([-1.2, 1.0]), RATES.copy(), np.array([0.1, 0.2, 0.3])
    run_together(problem(), optimizers["sgd"](), rates, 5, start=start, settings={"momentum": momentum})
    np.testing.assert_array_equal(start, [-1.2, 1.0])
    np.testing.assert_array_equal(rates, RATES)
    np.testing.assert_array_equal(momentum, [0.1, 0.2, 0.3])


@pytest.mark.parametrize(("name", "cells", "pauses"), [("sgd", 2000, 1), ("sgd", 40_000, 3), ("lbfgs", 600, 28)])
def test_work_pauses_by_what_it_costs(name: str, cells: int, pauses: int) -> None:
    work = running_together(problem(), optimizers[name](), np.full(cells, 1e-4), 10)
    assert len(list(work)) == pauses


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rates": np.ones((2, 2))}, r"learning_rates must have shape \(R,\), got \(2, 2\)"),
        ({"learning_rates": np.array([])}, r"learning_rates must have shape"),
        ({"learning_rates": np.array([0.1, -1.0])}, "learning_rates must be > 0 and at most 1,000,000, got -1"),
        ({"learning_rates": np.array([0.1, np.nan])}, "learning_rates must be > 0 and at most 1,000,000, got nan"),
        ({"learning_rates": np.array([0.1, 2e6])}, "at most 1,000,000, got 2000000"),
        ({"start": np.zeros(3)}, r"start must have shape \(2,\) or \(2, 3\), got \(3,\)"),
        ({"start": np.array([np.nan, 0])}, "start must lie within 4,000 of the problem's centre, got nan"),
        ({"start": np.array([1e5, 0])}, "within 4,000 of the problem's centre, got 100000.0"),
        ({"batch_size": 257}, "batch_size: expected 1 to 256, the number of samples, got 257"),
        ({"settings": {"colour": RATES}}, "unknown hyperparameter 'colour' of sgd; expected one of"),
        ({"settings": {"nesterov": RATES}}, "unknown hyperparameter 'nesterov' of sgd"),
        ({"settings": {"momentum": np.zeros(2)}}, r"momentum must have shape \(3,\), got \(2,\)"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        run_together(problem(), optimizers["sgd"](), arguments.pop("learning_rates", RATES), 5, **arguments)


def test_whole_numbers_serve_for_fractions_and_the_other_way_round() -> None:
    """As in an experiment, 1 and 1.0 mean the same wherever they stand."""
    for name, field in (("schedule_free_sgd", "r"), ("schedule_free_sgd", "warmup_steps"), ("lbfgs", "history_size")):
        whole = run_together(problem(), optimizers[name](), RATES, 20, settings={field: np.array([1, 2, 10])})
        fractions = run_together(problem(), optimizers[name](), RATES, 20, settings={field: np.array([1.0, 2.0, 10.0])})
        np.testing.assert_array_equal(whole.parameters, fractions.parameters)
    with pytest.raises(ValidationError, match="history_size"):
        run_together(problem(), optimizers["lbfgs"](), RATES, 5, settings={"history_size": np.array([1.5, 2.0, 3.0])})


def test_settings_are_held_against_each_other() -> None:
    """Two hyperparameters that do not go together are refused, and those that do are taken, whatever the defaults."""
    good = {"step_min": np.array([1e-6, 60.0, 1.0]), "step_max": np.array([50.0, 100.0, 2.0])}
    assert not run_together(problem(), optimizers["rprop"](), RATES, 0, settings=good).diverged.any()
    bad = {"step_min": np.array([1e-6, 1.5, 1.0]), "step_max": np.array([50.0, 1.0, 2.0])}
    with pytest.raises(ValidationError, match=r"step_min must be ≤ step_max, got 1\.5 and 1"):
        run_together(problem(), optimizers["rprop"](), RATES, 5, settings=bad)


def test_problems_that_are_not_swept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="landscape or formula"):
        run_together(NetworkSettings(dataset="xor").build(0), optimizers["sgd"](), RATES, 5)
    monkeypatch.setattr("app.engine.maps.cells.FEW", 1)
    with pytest.raises(ValueError, match="problem: expected at most 1 parameters, got 2"):
        run_together(problem(), optimizers["sgd"](), RATES, 5)


def test_hyperparameters_keep_to_their_bounds() -> None:
    with pytest.raises(ValidationError, match="momentum"):
        run_together(problem(), optimizers["sgd"](), RATES, 5, settings={"momentum": np.array([0.0, 0.5, 1.5])})
