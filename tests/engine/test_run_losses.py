"""A run with a loss of its own: the numbers of a problem with that loss, from the same weights and batches."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.engine import explain
from app.engine.experiment import Experiment
from app.engine.networks.losses import losses
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.needs import needs_of
from app.engine.runs.probing import asked_probe, probing
from app.engine.runs.traces import RunTrace, slice_of, trace
from tests.engine.networks import layers, points
from tests.engine.pieces import in_pieces

COLUMNS = [
    "step", "epoch", "loss", "batch_loss", "accuracy", "test_loss", "test_accuracy", "gradient_norm",
    "gradient_norm.layer", "parameters", "gradient", "batch_gradient", "update", "state.velocity",
]  # fmt: skip
RUN: dict[str, Any] = {
    "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.05, "batch_size": 8,
    "changes": [{"at": 9, "learning_rate": 0.02}],
}  # fmt: skip
ONE_OUTPUT = ["mse", "mae", "huber", "binary_cross_entropy", "hinge", "squared_hinge"]
TWO_OUTPUTS = ["cross_entropy", "multi_margin"]
FITTING: dict[str, list[list[str]]] = {
    "regression": [["mse", "mae", "huber"]],
    "binary": [ONE_OUTPUT, TWO_OUTPUTS],
    "classes": [ONE_OUTPUT + TWO_OUTPUTS],
}
"""By task the losses that want equally many outputs."""
PAIRS = [(task, own, other) for task, groups in FITTING.items() for group in groups for own in group for other in group]
OPTIONS = {"huber": {"delta": 0.3}, "cross_entropy": {"label_smoothing": 0.1}, "multi_margin": {"margin": 0.5}}


def problem(task: str, loss: Any, **fields: Any) -> dict[str, Any]:
    dataset = points(task, test_fraction=0.25)
    return {"kind": "network", "dataset": dataset, "hidden": layers(5), "loss": loss, "evaluate_every": 3} | fields


def race(problem: dict[str, Any], *chosen: Any, steps: int = 20, **run: Any) -> Experiment:
    """Runs that differ in their losses alone."""
    runs = [RUN | run | {"loss": loss} for loss in chosen]
    return Experiment.model_validate({"problem": problem, "runs": runs, "steps": steps})


def offered(experiment: Experiment) -> list[str]:
    """The columns that there are."""
    known = trace(experiment.model_copy(update={"steps": 1})).runs[0].columns
    return [name for name in COLUMNS if name in known or "." in name or name in ("parameters", "gradient", "update")]


def assert_same(one: RunTrace, other: RunTrace) -> None:
    assert one.outcome == other.outcome
    assert list(one.columns) == list(other.columns)
    for name in one.columns:
        np.testing.assert_array_equal(one.columns[name], other.columns[name], err_msg=name)


def test_every_loss_is_raced() -> None:
    assert {own for _, own, _ in PAIRS} == set(losses)


@pytest.mark.parametrize(("task", "own", "other"), PAIRS)
def test_the_same_bits_as_a_problem_with_that_loss(task: str, own: str, other: str) -> None:
    named = {"name": own, **OPTIONS.get(own, {})}
    raced, alone = race(problem(task, other), None, named), race(problem(task, named), None)
    names = offered(alone)
    found, wanted = trace(raced, names), trace(alone, names)
    assert_same(found.runs[1], wanted.runs[0])
    assert_same(found.runs[0], trace(race(problem(task, other), None), names).runs[0])
    np.testing.assert_array_equal(found.runs[0].columns["parameters"][0], found.runs[1].columns["parameters"][0])


@settings(max_examples=25, deadline=None)
@given(
    data=st.data(),
    seed=st.integers(0, 1000),
    batch=st.sampled_from([None, 1, 5]),
    dropout=st.sampled_from([0.0, 0.4]),
    precision=st.sampled_from(["float32", "float64"]),
    optimizer=st.sampled_from(["sgd", "adam", "rprop", "lbfgs"]),
)
def test_the_same_bits_whatever_else_is_set(data: st.DataObject, seed: int, batch: int | None, **more: Any) -> None:
    task, own, other = data.draw(st.sampled_from(PAIRS))
    optimizer = more.pop("optimizer")
    run = {"optimizer": optimizer, "batch_size": batch, "changes": []}
    fields = {"l2": 1e-3, **more}
    raced = race(problem(task, other, **fields), None, own, None, **run).model_copy(update={"seed": seed})
    alone = race(problem(task, own, **fields), None, **run).model_copy(update={"seed": seed})
    assert_same(trace(raced).runs[1], trace(alone).runs[0])
    assert_same(trace(raced).runs[0], trace(raced).runs[2])


def test_the_numbers_worked_by_hand() -> None:
    """One layer, three classes: with z = W x + b the slopes are softmax(z) − t and 2/3 (z − t), over the batch."""
    inputs, labels = np.array([[1.0, 0.0], [0.5, -1.0], [-1.0, 2.0]]), np.array([0, 1, 2])
    dataset = {"name": "custom", "inputs": inputs.tolist(), "targets": labels.tolist(), "task": "classes"}
    first = [0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.05, 0.0, -0.05]
    network = {"kind": "network", "dataset": dataset, "hidden": [], "loss": "mse", "initial_parameters": first}
    network |= {"scaling": "none", "evaluate_every": 1}
    run = {"optimizer": "sgd", "learning_rate": 0.1, "batch_size": None, "changes": []}
    found = trace(race(network, None, "cross_entropy", steps=5, **run), ["parameters", "loss"]).runs
    t = np.eye(3)[labels]
    for result, slope_of, loss_of in (
        (found[0], lambda z: 2 * (z - t) / 3, lambda z: ((z - t) ** 2).mean()),
        (found[1], lambda z: _softmax(z) - t, lambda z: -np.log(_softmax(z)[np.arange(3), labels]).mean()),
    ):
        w, b = np.array(first[:6]).reshape(3, 2), np.array(first[6:])
        for step in range(6):
            z = inputs @ w.T + b
            np.testing.assert_allclose(result.columns["parameters"][step], [*w.ravel(), *b], rtol=0, atol=1e-12)
            assert result.columns["loss"][step] == pytest.approx(loss_of(z), abs=1e-12)
            slope = slope_of(z) / 3
            w, b = w - 0.1 * slope.T @ inputs, b - 0.1 * slope.sum(axis=0)


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("task", "own", "other", "expected"),
    [
        ("binary", "cross_entropy", "mse", "a loss for two classes with 1 output, like the problem's mse"),
        ("binary", "mse", "cross_entropy", "a loss for two classes with 2 outputs, like the problem's cross_entropy"),
        ("regression", "hinge", "mse", "a loss for regression with 1 output, like the problem's mse"),
        ("regression", "cross_entropy", "mae", "a loss for regression with 1 output, like the problem's mae"),
    ],
)
def test_a_loss_that_wants_other_parameters_is_refused(task: str, own: str, other: str, expected: str) -> None:
    with pytest.raises(ValidationError, match="expected a loss for") as raised:
        race(problem(task, other), None, own)
    [error] = raised.value.errors()
    assert error["ctx"]["path"] == ["runs", 1, "loss"]
    said, _, fitting = error["msg"].partition(": one of ")
    assert said == f"expected {expected}"
    names = fitting.split(", ")
    assert own not in names and other in names
    for name in names:
        race(problem(task, other), None, name)


@pytest.mark.parametrize("settings", [{"kind": "landscape"}, {"kind": "formula", "expression": "x^2"}])
def test_landscapes_have_no_other_loss(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=f"expected null, as a {settings['kind']} is a loss itself") as raised:
        Experiment.model_validate({"problem": settings, "runs": [{}, {"loss": "mse"}]})
    assert raised.value.errors()[0]["ctx"]["path"] == ["runs", 1, "loss"]


def test_what_is_written_down_reads_back() -> None:
    raced = race(problem("classes", "mse"), None, "cross_entropy", {"name": "huber", "delta": 0.5})
    complete = raced.complete()
    assert [run["loss"] for run in complete["runs"]] == [
        None,
        {"name": "cross_entropy", "class_weights": None, "label_smoothing": 0.0},
        {"name": "huber", "class_weights": None, "delta": 0.5},
    ]  # fmt: skip
    assert raced.minimal()["runs"][1]["loss"] == {"name": "cross_entropy"}
    assert "loss" not in raced.minimal()["runs"][0]
    assert Experiment.from_link(raced.link) == raced == Experiment.model_validate(complete)


def test_rows_are_kept_by_what_the_run_sees() -> None:
    lives = LiveRuns()
    raced = lives.race(race(problem("classes", "mse"), None, "cross_entropy", "mse"))
    alone = lives.race(race(problem("classes", "cross_entropy"), None))
    assert alone.runs[0] is raced.runs[1]
    assert raced.runs[0] is raced.runs[2] is not raced.runs[1]
    named = lives.race(race(problem("classes", "mse"), None, "cross_entropy", None))
    assert named is not raced and named.experiment.runs[2].loss is None
    inputs = [live.problem.data for live in raced.runs]  # type: ignore[attr-defined]  # a network's
    assert inputs[0] is inputs[1]


def test_forks_pieces_and_streams_keep_the_loss() -> None:
    raced = race(problem("classes", "mse"), None, "huber")
    whole = trace(raced)
    pieces = LiveRuns().race(raced)
    in_pieces(pieces, 20, 6)
    assert_same(slice_of(pieces, 0, 20).runs[1], whole.runs[1])
    lives = LiveRuns()
    for _ in lives.race(raced).compute(20):
        pass
    runs = [run | {"changes": [*run["changes"], {"at": 15, "learning_rate": 0.3}]} for run in raced.complete()["runs"]]
    forked = lives.race(Experiment.model_validate(raced.complete() | {"runs": runs}))
    assert forked.runs[1].rows == 15
    for _ in forked.compute(20):
        pass
    assert_same(slice_of(forked, 0, 20).runs[1], trace(forked.experiment).runs[1])


def test_what_is_looked_at_and_explained_is_the_runs_own() -> None:
    raced, alone = race(problem("binary", "mse"), None, "hinge"), race(problem("binary", "hinge"), None)
    lives = LiveRuns()
    races = [lives.race(raced), LiveRuns().race(alone)]
    found = []
    for each, run in zip(races, (1, 0), strict=True):
        for _ in each.compute(10):
            pass
        looked = in_one_go(probing(each, 10, [asked_probe({"name": "mistakes", "runs": [run]})]))
        found.append([array.tolist() for array in looked[0].values()])
    assert found[0] == found[1]
    ours, theirs = explain(raced, 1, 10, sample=3), explain(alone, 0, 10, sample=3)
    assert ours | {"run": 0} == theirs
    assert ours["sample"]["loss"] != explain(raced, 0, 10, sample=3)["sample"]["loss"]


def in_one_go(work: Any) -> Any:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_a_run_without_a_name_is_called_by_its_optimizer_and_its_own_loss() -> None:
    raced = race(problem("classes", "mse"), None, {"name": "huber", "delta": 0.5}, "mse", optimizer="adam", changes=[])
    assert [run.label for run in trace(raced).runs] == ["Adam", "Adam, Huber, delta 0.5", "Adam, Mean squared error"]


def test_targets_of_each_loss_are_counted() -> None:
    plain, raced = (race(problem("classes", "mse"), None, own) for own in (None, "cross_entropy"))
    extra = {need.location: need.nbytes for need in needs_of(raced)}
    assert extra.pop(("runs", 1, "loss")) == 24 * 4 * 8
    assert extra == {need.location: need.nbytes for need in needs_of(plain)}


def test_a_figure_has_an_axis_for_each_loss() -> None:
    raced = race(problem("classes", "mse"), None, "cross_entropy", {"name": "huber", "delta": 0.5}, "mse")
    figure = trace(raced).figure()
    axes = {item["meta"]["run"]: item.get("yaxis", "y") for item in figure["data"] if item.get("yaxis") != "y2"}
    assert axes == {0: "y", 1: "y3", 2: "y4", 3: "y"}
    layout = figure["layout"]
    names = {note["yref"]: note["text"].removesuffix("; test thin") for note in layout["annotations"]}
    assert names == {"y domain": "Mean squared error", "y3 domain": "Cross-entropy", "y4 domain": "Huber, delta 0.5"}
    domains = [layout[name]["domain"] for name in ("yaxis4", "yaxis3", "yaxis")]
    assert all(low < high for low, high in domains)
    assert domains[0][0] == pytest.approx(0) and domains[2][1] == pytest.approx(1)
    assert domains[0][1] < domains[1][0] and domains[1][1] < domains[2][0]
