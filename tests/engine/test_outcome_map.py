"""A cell of a map is the run that it opens: same measure, same outcome, however many are computed at once."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import measure, sweep
from app.engine.experiment import Experiment
from app.engine.maps.axes import Axis
from app.engine.maps.cell_order import coarse_to_fine
from app.engine.maps.outcome_map import MapRequest, OutcomeMap
from app.engine.optimizers import optimizers
from app.engine.runs.live_runs import LiveRuns
from app.engine.setting_paths import WrongPath, varied

LANDSCAPES = ("rosenbrock", "himmelblau", "saddle", "parabola_1d", "ackley", "monkey_saddle", "beale")
MEASURES: tuple[Any, ...] = (
    "final_loss",
    "lowest_loss",
    "outcome",
    {"name": "steps_to_loss", "loss": 0.5},
    {"name": "column_at", "column": "gradient_norm", "step": 10},
)
ROUNDING = 1e-9
"""What a loss of a cell and of its run may differ by, relative to the larger of the loss and 1."""


def landscape(name: str, run: dict[str, Any] | None = None, steps: int = 60) -> dict[str, Any]:
    return {"problem": {"kind": "landscape", "name": name}, "runs": [run or {}], "steps": steps}


def agree(cell: Any, alone: Any) -> bool:
    if isinstance(cell, float) and isinstance(alone, float):
        return abs(cell - alone) <= ROUNDING * max(1.0, abs(alone))
    return bool(cell == alone)


def check_cells(experiment: dict[str, Any], found: dict[str, Any], asked: Any) -> None:
    """Hold every cell against a run of its own."""
    whole = Experiment.model_validate(experiment)
    x, y = found["x"], found["y"]
    for row, (values, outcomes) in enumerate(zip(found["values"], found["outcomes"], strict=True)):
        for column, (value, outcome) in enumerate(zip(values, outcomes, strict=True)):
            alone = varied(whole, 0, x["path"], x["values"][column])
            if y is not None:
                alone = varied(alone, 0, y["path"], y["values"][row])
            assert agree(value, measure(alone, asked)["value"]), (alone.runs[0], value)
            assert outcome == measure(alone, "outcome")["value"], alone.runs[0]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(LANDSCAPES),
    optimizer=st.sampled_from([name for name, kind in optimizers.items() if not kind.one_by_one]),
    asked=st.sampled_from(MEASURES),
    batch_size=st.sampled_from([None, 1, 3]),
    rates=st.tuples(st.floats(1e-4, 1e-2), st.floats(1e-2, 3)),
    steps=st.integers(1, 80),
)
def test_a_cell_is_its_run(
    name: str, optimizer: str, asked: Any, batch_size: int | None, rates: tuple[float, float], steps: int
) -> None:
    experiment = landscape(name, {"optimizer": {"name": optimizer}, "batch_size": batch_size}, steps)
    experiment["steps"] = max(steps, 10)
    axis = {"path": "learning_rate", "from": rates[0], "to": rates[1], "count": 5, "scale": "log"}
    if name == "ackley":  # chaotic: what differs in the last bit may end elsewhere
        experiment["steps"] = 12
    check_cells(experiment, sweep(experiment, axis, measure=asked), asked)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ({"path": "learning_rate", "from": 1e-4, "to": 0.1, "count": 4, "scale": "log"}, "optimizer.momentum"),
        ({"path": "start[0]", "from": -2, "to": 2, "count": 4}, "start[1]"),
        ({"path": "batch_size", "values": [1, 2, 8]}, "learning_rate"),
        ({"path": "problem.noise", "from": 0, "to": 2, "count": 3}, "learning_rate"),
        ({"path": "gradient_clipping.norm", "values": [0.5, 5]}, "learning_rate"),
        ({"path": "learning_rate.initial", "values": [1e-4, 1e-3]}, "learning_rate.gamma"),
        ({"path": "steps", "values": [5, 40]}, "seed"),
    ],
)
@pytest.mark.parametrize("asked", ["final_loss", "outcome"])
def test_any_two_settings(x: dict[str, Any], y: str, asked: str) -> None:
    run: dict[str, Any] = {"optimizer": {"name": "sgd"}, "batch_size": 4, "gradient_clipping": {"norm": 1}}
    if x["path"].startswith("learning_rate."):
        run["learning_rate"] = {"name": "exponential", "initial": 1e-3, "gamma": 0.99}
    experiment = landscape("rosenbrock", run) | {"seed": 3}
    experiment["problem"]["noise"] = 1.0
    low, high = {"optimizer.momentum": (0, 0.99), "start[1]": (-1, 3), "seed": (0, 3)}.get(y, (1e-4, 1e-2))
    if y == "learning_rate.gamma":
        low, high = 0.9, 1.0
    found = sweep(experiment, x, {"path": y, "from": low, "to": high, "count": 3}, asked)
    if x["path"].startswith("start"):
        experiment["runs"][0]["start"] = [0.0, 0.0]
    check_cells(experiment, found, asked)


@pytest.mark.parametrize("path", ["problem.l2", "optimizer.momentum", "problem.hidden[0].units", "problem.weight_seed"])
def test_networks(path: str) -> None:
    experiment = {
        "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}]},
        "runs": [{"batch_size": 10}],
        "steps": 15,
    }
    high = 0.9 if path != "problem.hidden[0].units" else 4
    if path == "problem.weight_seed":
        found = sweep(experiment, {"path": path, "values": [1, 2]}, measure={"name": "accuracy_at", "step": 15})
        check_cells(experiment, found, {"name": "accuracy_at", "step": 15})
        return
    axis = {"path": path, "from": 0.1 if high < 1 else 1, "to": high, "count": 4}
    check_cells(experiment, sweep(experiment, axis, {"path": "learning_rate", "values": [0.1, 1.0]}), "final_loss")


def test_pairs_that_do_not_fit_are_empty() -> None:
    """Each value alone fits; a batch must not be larger than the samples that there are."""
    experiment = landscape("rosenbrock", {"batch_size": 1})
    experiment["problem"]["samples"] = 64
    found = sweep(experiment, {"path": "problem.samples", "values": [8, 64]}, {"path": "batch_size", "values": [1, 32]})
    assert found["values"][1][0] is None
    assert found["outcomes"][1] == [None, "running"]


@pytest.mark.parametrize(
    ("x", "y", "words", "place"),
    [
        ({"path": "learning_rte", "values": [1]}, None, "learning_rte", ("x", "path")),
        ({"values": [0.1]}, {"path": "optimizer.momentum", "values": [2]}, "momentum to be less", ("y", "values", 0)),
        ({"values": [0.1]}, {"values": [0.2]}, "another setting than x", ("y", "path")),
    ],
)
def test_a_setting_that_is_none_is_refused(x: Any, y: Any, words: str, place: tuple[str, ...]) -> None:
    with pytest.raises(WrongPath, match=words) as refused:
        sweep(landscape("rosenbrock"), x, y)
    assert refused.value.path == place


@pytest.mark.parametrize(
    ("axis", "words"),
    [
        ({"from": 1}, "expected a number, or 'values'"),
        ({"from": 1, "to": 2, "values": [1]}, "either values"),
        ({"from": 0, "to": 2, "scale": "log"}, "more than 0"),
    ],
)
def test_an_axis_has_its_values_in_one_way(axis: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Axis.model_validate(axis)


def test_whole_settings_take_whole_values_once() -> None:
    experiment = Experiment.model_validate(landscape("rosenbrock"))
    axis = Axis.model_validate({"path": "batch_size", "from": 1, "to": 64, "count": 20, "scale": "log"})
    values = list(axis.fitting(experiment, 0))
    assert values == sorted(set(values))
    assert all(isinstance(value, int) for value in values)
    assert values[0] == 1
    assert values[-1] == 64


@settings(max_examples=60, deadline=None)
@given(columns=st.integers(1, 200), rows=st.integers(1, 200))
def test_every_cell_comes_once_and_the_first_picture_spans_the_map(columns: int, rows: int) -> None:
    levels = list(coarse_to_fine(columns, rows))
    assert sorted(np.concatenate(levels).tolist()) == list(range(columns * rows))
    assert len(levels[0]) <= 13 * 13
    assert len(set((levels[0] % columns).tolist())) >= min(columns, 7)
    assert len(set((levels[0] // columns).tolist())) >= min(rows, 7)


def test_pieces_come_coarse_to_fine() -> None:
    asked = {"experiment": landscape("rosenbrock"), "x": {"from": 1e-4, "to": 1e-2, "count": 30}, "y": None}
    work = OutcomeMap(LiveRuns(), MapRequest.model_validate(asked))
    for _ in work.preparing():
        pass
    assert [len(part.cells) for part in work.parts()] == [8, 7, 15]


NETWORKS: tuple[dict[str, Any], ...] = (
    {"dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}], "l2": 0.01},
    {"dataset": {"name": "spiral", "samples": 60}, "hidden": [{"units": 4, "activation": "relu"}, {"units": 3}]},
    {"dataset": {"name": "spiral", "samples": 60, "arms": 3}, "hidden": [{"units": 6}]},
    {"dataset": {"name": "custom", "inputs": [[float(k), 2.0 - k * k] for k in range(9)], "targets": list(range(9))}},
    {"dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}], "l1": 0.01},
    {"dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}], "dropout": 0.2},
    {"dataset": {"name": "gaussians", "samples": 40}, "hidden": [], "precision": "float64"},
    {
        "dataset": {"name": "xor", "samples": 40},
        "hidden": [{"units": 3}],
        "loss": {"name": "binary_cross_entropy", "class_weights": [1, 3]},
    },
    {"dataset": {"name": "spiral", "samples": 60, "arms": 3}, "loss": "mse", "output_activation": "softmax"},
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    problem=st.sampled_from(NETWORKS),
    optimizer=st.sampled_from([name for name, kind in optimizers.items() if not kind.needs_hessian]),
    asked=st.sampled_from(["final_loss", "outcome", {"name": "final_loss", "data": "test"}, "lowest_loss"]),
    batch_size=st.sampled_from([None, 7, 40]),
    high=st.sampled_from([0.5, 1e4]),
    steps=st.integers(1, 25),
)
def test_a_cell_of_a_network_is_its_run(
    problem: dict[str, Any], optimizer: str, asked: Any, batch_size: int | None, high: float, steps: int
) -> None:
    run = {"optimizer": {"name": optimizer}, "batch_size": batch_size and min(batch_size, 9)}
    experiment = {"problem": {"kind": "network", **problem}, "runs": [run], "steps": steps}
    if isinstance(asked, dict) and problem["dataset"]["name"] == "custom":
        asked = "final_loss"  # it has no test samples
    if optimizer == "signsgd":  # far out gradients are zero but for the last bit, and it goes by their signs
        high = min(high, 0.5)
    axis = {"path": "learning_rate", "from": 1e-3, "to": high, "count": 4, "scale": "log"}
    check_cells(experiment, sweep(experiment, axis, measure=asked), asked)


@pytest.mark.parametrize("rate", [0.0001, 0.5])
def test_a_network_that_comes_to_rest(rate: float) -> None:
    """Convex, at its lowest value; and one whose units are all dead, which stands still far from it."""
    line = {"dataset": {"name": "custom", "inputs": [[0.0], [1.0], [2.0]], "targets": [1.0, 3.0, 5.0]}, "hidden": []}
    dead = {**NETWORKS[1], "hidden": [{"units": 4, "activation": "relu"}], "initial_parameters": [-1.0] * 17}
    for problem, steps in ((line, 400), (dead, 40)):
        experiment = {"problem": {"kind": "network", **problem}, "runs": [{"learning_rate": rate}], "steps": steps}
        check_cells(experiment, sweep(experiment, {"values": [rate, 2 * rate]}, measure="outcome"), "outcome")


def test_an_accuracy_at_the_end() -> None:
    experiment = {"problem": {"kind": "network", **NETWORKS[2]}, "runs": [{"batch_size": 8}], "steps": 30}
    axis = {"from": 1e-3, "to": 1e3, "count": 6, "scale": "log"}
    for data in ("training", "test"):
        asked = {"name": "accuracy_at", "data": data}
        check_cells(experiment, sweep(experiment, axis, measure=asked), asked)
