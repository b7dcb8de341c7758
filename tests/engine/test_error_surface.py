"""The surface of a network with a slope and an intercept is its loss, and its minimum the one of least squares."""

from typing import Any

import numpy as np
import pytest

from app.engine import trace
from app.engine.experiment import Experiment
from app.engine.landscapes.surface import Surface, at_once
from app.engine.problems import BatchOfRun, NotOffered, Problem, WrongBatch, WrongWindow

ROWS = {"inputs": [[30], [45], [52], [71], [88], [104]], "targets": [410.5, 520, 590.5, 700, 910, 1015.5]}
CLASSES = {"inputs": [[0.5], [1], [1.5], [2], [2.5], [3]], "targets": [0, 0, 1, 0, 1, 1]}


def experiment(data: dict[str, Any] = ROWS, *, dataset: dict[str, Any] | None = None, **problem: Any) -> Experiment:
    return Experiment.model_validate(
        {
            "problem": {
                "kind": "network",
                "dataset": {"name": "custom", **data, **(dataset or {})},
                "hidden": [],
                **problem,
            },
            "runs": [{"learning_rate": 0.05, "batch_size": 3}],
            "steps": 12,
        }
    )


def built(wanted: Experiment) -> Problem:
    return wanted.problem.build(wanted.seed)


def loss_at(problem: Problem, point: list[float]) -> float:
    """The surface's value at a point, as the corner of a small window."""
    window = tuple((value, value + 1e-3) for value in point)
    surface = at_once(problem.surface(window, 11))
    assert (surface.x[0], surface.y[0] if surface.y is not None else None) == tuple(point)
    return float(surface.z[0, 0])


STANDARD = {"input_scaling": "standard", "target_scaling": "standard"}
CASES: dict[str, dict[str, Any]] = {
    "own units": {},
    "standardised": {"dataset": STANDARD},
    "penalties": {"dataset": STANDARD, "l1": 0.03, "l2": 0.2},
    "half sums": {"dataset": STANDARD, "loss": {"name": "mse", "reduction": "half_sum"}, "l2": 0.1},
    "log loss": {"data": CLASSES, "loss": "binary_cross_entropy"},
    "class weights": {"data": CLASSES, "loss": {"name": "binary_cross_entropy", "class_weights": [1, 4]}},
    "sigmoid": {"data": CLASSES, "dataset": {"task": "regression"}, "output_activation": "sigmoid"},
    "absolute": {"dataset": STANDARD, "loss": "mae"},
    "own start": {"dataset": STANDARD, "initial_parameters": [-3.0, 2.5]},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_surface_is_the_loss_of_the_rows(case: dict[str, Any]) -> None:
    wanted = experiment(**case)
    columns = trace(wanted, columns=["loss", "parameters"]).runs[0].columns
    problem = built(wanted)
    for loss, point in zip(columns["loss"], columns["parameters"], strict=True):
        if abs(point).max() < 1e6:
            assert loss_at(problem, point.tolist()) == pytest.approx(loss, rel=1e-12)


def test_surface_over_many_samples_comes_in_pieces() -> None:
    wanted = Experiment.model_validate(
        {
            "problem": {
                "kind": "network", "hidden": [], "evaluate_samples": 2000,
                "dataset": {"name": "line", "samples": 2000, "noise": 0.2, "test_fraction": 0},
            },
            "runs": [{}], "steps": 1, "seed": 3,
        }
    )  # fmt: skip
    problem = built(wanted)
    surface, pieces = run_through(problem, 41)
    assert pieces > 20
    assert surface.y is not None
    points = np.stack(np.meshgrid(surface.x, surface.y))
    np.testing.assert_allclose(surface.z[::8, ::8], problem.value(points[:, ::8, ::8]), rtol=1e-12)


def run_through(problem: Problem, resolution: int) -> tuple[Surface, int]:
    work, pieces = problem.surface(None, resolution), 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value, pieces
        pieces += 1


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_minimum_is_that_of_least_squares(scaling: str) -> None:
    problem = built(experiment(dataset={"input_scaling": scaling, "target_scaling": scaling}))
    [minimum] = entry(problem)["minima"]
    x, y = np.array(ROWS["inputs"])[:, 0], np.array(ROWS["targets"])
    if scaling == "standard":
        x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    solved = np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y, rcond=None)
    np.testing.assert_allclose(minimum["point"], solved[0], rtol=1e-10, atol=1e-12)
    assert minimum["value"] == pytest.approx(solved[1][0] / len(x), rel=1e-9)


@pytest.mark.parametrize("l1", [0.0, 0.05, 4.0])
@pytest.mark.parametrize("reduction", ["mean", "half_sum"])
def test_minimum_with_penalties_is_lower_than_all_round_it(l1: float, reduction: str) -> None:
    loss = {"name": "mse", "reduction": reduction}
    problem = built(experiment(dataset=STANDARD, l1=l1, l2=0.3, loss=loss))
    [minimum] = entry(problem)["minima"]
    offsets = 1e-3 * np.array([[1, -1, 0, 0, 1, -1], [0, 0, 1, -1, 1, 1]])
    around = problem.value(np.array(minimum["point"])[:, None] + offsets)
    assert problem.value(np.array(minimum["point"])) == pytest.approx(minimum["value"], rel=1e-12)
    assert (around > minimum["value"]).all()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_window_shows_start_and_lowest_point(case: dict[str, Any]) -> None:
    problem = built(experiment(**case))
    shown = entry(problem)
    for value, (low, high) in zip(shown["start"], shown["window"], strict=True):
        assert low < value < high
    surface = at_once(problem.surface(None, 61))
    j, i = np.unravel_index(np.argmin(surface.z), surface.z.shape)
    assert 0 < i < 60
    assert 0 < j < 60


def test_only_squared_errors_have_a_marked_minimum() -> None:
    for case in ("log loss", "sigmoid", "absolute"):
        assert entry(built(experiment(**CASES[case])))["minima"] == []
    same = {"inputs": [[2], [2], [2]], "targets": [0.5, 1, 2]}
    assert entry(built(experiment(same)))["minima"] == []


def test_batches_see_their_own_surface() -> None:
    wanted = experiment(dataset=STANDARD, l2=0.2)
    columns = trace(wanted, columns=["batch_loss", "parameters"]).runs[0].columns
    problem = built(wanted)
    for step, (loss, (w, b)) in enumerate(zip(columns["batch_loss"], columns["parameters"], strict=True)):
        if np.isnan(loss):
            continue
        surface = at_once(problem.surface(((w, w + 1), (b, b + 1)), 11, BatchOfRun(3, step)))
        assert surface.z[0, 0] == pytest.approx(loss, rel=1e-12)


def test_other_networks_have_none() -> None:
    other = built(experiment(hidden=[{"units": 2}]))
    expected = "expected landscape or formula or network of one weight and one bias"
    with pytest.raises(NotOffered, match=expected) as refused:
        other.surface(None, 11)
    assert "network of 1 – 2 – 1 units" in str(refused.value)
    assert "surface" not in other.outline({})["problem"]


def test_wrong_windows_and_batches_are_refused() -> None:
    problem = built(experiment())
    with pytest.raises(WrongWindow):
        problem.surface(((0, 1),), 11)
    with pytest.raises(WrongBatch):
        problem.surface(None, 11, BatchOfRun(7, 0))


def entry(problem: Problem) -> dict[str, Any]:
    return dict(problem.outline({})["problem"]["surface"])
