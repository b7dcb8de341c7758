"""What is declared of a column is what traces have."""

import numpy as np
import pytest

from app.engine.columns import COLUMNS, NAMED, SCALARS, STATE, VECTORS, Column, SomeRows
from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.problems import Problem
from app.engine.runs.cut import UnknownColumn
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import trace
from app.formats.documents import run_values

MOONS = {"name": "moons", "samples": 40}
SEVERAL = {
    "name": "custom", "inputs": [[x] for x in range(10)], "targets": [[x, 100.0 - x * x] for x in range(10)],
    "task": "regression", "test_fraction": 0.2, "target_scaling": "standard",
}  # fmt: skip
LAYERS = [{"units": 3}, {"units": 2}]
PROBLEMS = {
    "plane": {"kind": "landscape", "name": "rosenbrock", "samples": 32, "noise": 1.0},
    "line": {"kind": "landscape", "name": "parabola_1d"},
    "formula": {"kind": "formula", "expression": "x^2 + y^4"},
    "classes": {"kind": "network", "dataset": MOONS, "hidden": LAYERS, "evaluate_every": 3},
    "no test samples": {"kind": "network", "dataset": {**MOONS, "test_fraction": 0}, "hidden": LAYERS},
    "regression": {"kind": "network", "dataset": {"name": "sine", "samples": 40}, "hidden": LAYERS},
    "several targets": {"kind": "network", "dataset": SEVERAL, "hidden": LAYERS},
}
RUN = {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.001, "batch_size": 8}


def race(kind: str) -> Experiment:
    return Experiment.model_validate({"problem": PROBLEMS[kind], "runs": [RUN], "steps": 7})


def problem_of(experiment: Experiment) -> Problem:
    return LiveRuns().problem(experiment.problem, experiment.seed)


def names(columns: list[Column], problem: Problem) -> list[str]:
    """Every column under each of its names."""
    return [name for column in columns for name in names_of(column, problem)]


def names_of(column: Column, problem: Problem) -> list[str]:
    return [STATE.name.replace("<name>", "velocity")] if column is STATE else column.names_of(problem)


def test_each_name_is_declared_once() -> None:
    assert len({column.name for column in COLUMNS}) == len(COLUMNS) == len(NAMED) + 1
    assert all(column.help for column in COLUMNS)


def test_a_row_begins_with_its_scalars() -> None:
    assert set(SCALARS) == {"epoch", "loss", "batch_loss", "learning_rate", "evaluations", "batch_size"}
    assert set(VECTORS) == {"parameters", "gradient", "batch_gradient", "update"}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_what_comes_unasked_is_what_is_declared_to_and_in_that_order(kind: str) -> None:
    made = race(kind)
    problem = problem_of(made)
    expected = names([column for column in COLUMNS if column.unasked_of(problem)], problem)
    assert list(trace(made).runs[0].columns) == expected


@pytest.mark.parametrize("kind", PROBLEMS)
def test_every_offered_column_can_be_asked_for_and_has_its_shape(kind: str) -> None:
    made = race(kind)
    problem = problem_of(made)
    offered = [column for column in COLUMNS if column.offered_by(problem)]
    run = trace(made, names(offered, problem)).runs[0]
    values = run_values(run)["columns"]
    shapes = {"scalar": (8,), "vector": (8, problem.dimension), "state": (8, problem.dimension), "layers": (8, 3)}
    shapes["samples"] = (8, max(map(len, values["batch"])))
    for column, name in [(one, name) for one in offered for name in names_of(one, problem)]:
        assert run[name].shape == shapes[column.shape], name
        if column.shape == "samples":
            assert [len(batch) for batch in values[name]] == values["batch_size"].tolist()
            continue
        assert np.issubdtype(values[name].dtype, np.integer) == column.whole, name
        if column.of_update:
            assert np.isnan(run[name][-1]).all() and np.isfinite(run[name][:-1]).all(), name
        elif name != "stability_limit":
            assert np.isfinite(run[name][-1]).all(), name


@pytest.mark.parametrize("kind", PROBLEMS)
def test_no_other_column_can_be(kind: str) -> None:
    made = race(kind)
    problem = problem_of(made)
    foreign = [column.name for column in COLUMNS if not column.offered_by(problem)]
    for name in [
        *foreign,
        "rmse.0",
        "rmse.3",
        "loss.1",
        "state",
        "state.",
        "state.<name>",
        "state.second_moment",
        "_loud",
        "nonsense",
        "",
    ]:
        with pytest.raises(UnknownColumn) as caught:
            trace(made, ["loss", name])
        known = str(caught.value).split("expected one of ")[1].split(", ")
        assert known == sorted(names([column for column in COLUMNS if column.offered_by(problem)], problem))


def test_a_new_column_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def lengths(rows: SomeRows) -> FloatArray:
        return np.asarray(np.linalg.norm(rows["parameters"], axis=1))

    monkeypatch.setitem(NAMED, "length", Column("length", "scalar", "‖w_k‖", "length of w", "never", derived=lengths))
    for kind in PROBLEMS:
        run = trace(race(kind), ["length", "parameters"], every=2).runs[0]
        np.testing.assert_array_equal(run["length"], np.linalg.norm(run["parameters"], axis=1))
