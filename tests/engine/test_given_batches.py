"""Runs whose batches are given, and the column that says which samples each step used."""

from typing import Any

import numpy as np
import pytest

from app.engine import trace
from app.engine.experiment import Experiment
from app.engine.sampling.batches import epoch_order

ROWS: dict[str, Any] = {
    "name": "custom",
    "inputs": [[0.3, -0.2], [0.5, 0.1], [-0.4, 0.9], [0.2, 0.2], [1.0, -0.5]],
    "targets": [0.4, -0.1, 0.7, 0.2, 0.9],
}
LINE: dict[str, Any] = {"kind": "network", "dataset": ROWS, "hidden": [], "scaling": "none"}
ORDER = [[3, 0], [1, 4, 2], [2, 2], [0]]


def numpy_loop(batches: list[list[int]], steps: int, rate: float, start: list[float]) -> np.ndarray:
    """Gradient descent of a linear model under the squared error, as one writes it down."""
    x, y = np.array(ROWS["inputs"]), np.array(ROWS["targets"])
    w, b = np.array(start[:2]), start[2]
    rows = [[*w, b]]
    for step in range(steps):
        chosen = batches[step % len(batches)]
        off = x[chosen] @ w + b - y[chosen]
        w = w - rate * 2 * (off @ x[chosen]) / len(chosen)
        b = b - rate * 2 * off.mean()
        rows.append([*w, b])
    return np.array(rows)


def test_an_order_from_elsewhere_is_followed_batch_by_batch() -> None:
    start = [0.5, -0.25, 0.1]
    run = {"batches": ORDER, "learning_rate": 0.1, "start": start}
    columns = "step,epoch,evaluations,batch_size,batch,parameters"
    made = trace({"problem": LINE, "runs": [run], "steps": 10}, columns).runs[0]
    np.testing.assert_allclose(made["parameters"], numpy_loop(ORDER, 10, 0.1, start), rtol=1e-12)
    used = np.cumsum([0, *(len(ORDER[step % 4]) for step in range(10))])
    np.testing.assert_array_equal(made["evaluations"], used)
    np.testing.assert_allclose(made["epoch"], used / 5, rtol=1e-15)
    np.testing.assert_array_equal(made["batch_size"], [len(ORDER[step % 4]) for step in range(11)])
    for step, row in enumerate(made["batch"]):
        assert row[row == row].tolist() == ORDER[step % 4]


def test_rows_are_the_same_however_they_are_cut() -> None:
    """Also after a long way, from snapshots, in single rows."""
    experiment = {"problem": {**LINE, "hidden": [{"units": 2}]}, "runs": [{"batches": ORDER}], "steps": 700}
    whole = trace(experiment, "batch,parameters,batch_gradient")
    thinned = trace(experiment, "batch,parameters,batch_gradient", every=97)
    for name, values in thinned.runs[0].columns.items():
        np.testing.assert_array_equal(values, whole.runs[0][name][[*range(0, 700, 97), 700]])


@pytest.mark.parametrize("shuffle", [True, False])
def test_shuffling_does_not_touch_them(shuffle: bool) -> None:
    run = {"batches": ORDER, "learning_rate": 0.1, "start": [0.0, 0.0, 0.0]}
    made = trace({"problem": {**LINE, "shuffle": shuffle}, "runs": [run], "steps": 6}, "parameters").runs[0]
    np.testing.assert_allclose(made["parameters"], numpy_loop(ORDER, 6, 0.1, [0, 0, 0]), rtol=1e-12, atol=1e-15)


def test_drawn_batches_are_told_and_can_be_given_back() -> None:
    drawn = {"batch_size": 2, "learning_rate": 0.1}
    columns = "step,epoch,evaluations,batch,batch_loss,parameters"
    first = trace({"problem": LINE, "runs": [drawn], "steps": 9, "seed": 4}, columns).runs[0]
    batches = [row[row == row].astype(int).tolist() for row in first["batch"]]
    orders = [epoch_order(4, epoch, 5).tolist() for epoch in range(4)]
    assert batches == [order[begin : begin + 2] for order in orders for begin in (0, 2, 4)][:10]
    given = {"batches": batches[:9], "learning_rate": 0.1}
    again = trace({"problem": LINE, "runs": [given], "steps": 9, "seed": 4}, columns).runs[0]
    for name in ("evaluations", "batch_loss", "parameters"):
        np.testing.assert_array_equal(first[name][:9], again[name][:9])
    np.testing.assert_allclose(first["epoch"][:9], again["epoch"][:9], rtol=1e-15)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [[0, 1, 2, 3, 4]] * 3),
        ({"batch_size": 5}, [[0, 1, 2, 3, 4]] * 3),
    ],
)
def test_the_full_batch_is_all_samples_in_their_order(settings: dict[str, Any], expected: list[list[int]]) -> None:
    made = trace({"problem": LINE, "runs": [settings], "steps": 2}, "batch").runs[0]
    assert made["batch"].tolist() == expected


def test_without_shuffling_batches_go_through_the_data() -> None:
    problem = {**LINE, "shuffle": False}
    made = trace({"problem": problem, "runs": [{"batch_size": 3}], "steps": 3}, "batch").runs[0]
    assert [row[row == row].tolist() for row in made["batch"]] == [[0, 1, 2], [3, 4], [0, 1, 2], [3, 4]]


def test_a_changed_batch_size_is_told_as_well() -> None:
    run = {"batch_size": 2, "changes": [{"at": 1, "batch_size": 3}, {"at": 3, "batch_size": 5}]}
    made = trace({"problem": LINE, "runs": [run], "steps": 4, "seed": 1}, "batch,batch_size").runs[0]
    batches = [row[row == row].tolist() for row in made["batch"]]
    first, second = epoch_order(1, 0, 5).tolist(), epoch_order(1, 1, 5).tolist()
    assert batches == [first[:2], first[2:], second[:3], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]
    assert [len(batch) for batch in batches] == made["batch_size"].tolist()


def test_a_landscape_takes_the_terms_of_its_sum_in_that_order() -> None:
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 4, "noise": 3.0}
    runs = [{"batches": [[0, 3], [1, 2]]}, {"batches": [[2, 0, 1, 3]]}, {}, {"batches": [[1, 1, 1, 1]]}]
    columns = "batch,loss,batch_loss,gradient,batch_gradient,parameters"
    made = trace({"problem": problem, "runs": runs, "steps": 5}, columns).runs
    tilts = Experiment.model_validate({"problem": problem}).problem.build(0).tilts  # type: ignore[attr-defined]
    noise = made[0]["batch_gradient"] - made[0]["gradient"]
    for step in range(6):
        np.testing.assert_allclose(noise[step], tilts[[[0, 3], [1, 2]][step % 2]].mean(axis=0), atol=1e-9)
    np.testing.assert_array_equal(made[1]["parameters"], made[2]["parameters"])
    np.testing.assert_allclose((made[3]["batch_gradient"] - made[3]["gradient"])[0], tilts[1], atol=1e-9)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({"batches": [[0, 5]]}, "a number from 0 to 4, one of 5 samples, got 5"),
        ({"batches": [[0, -1]]}, "greater than or equal to 0"),
        ({"batches": [[]]}, "at least 1 item"),
        ({"batches": []}, "at least 1 item"),
        ({"batches": [[0]], "batch_size": 1}, "expected null, as the batches are given, got 1"),
        ({"batches": [[0]], "changes": [{"at": 3, "batch_size": 2}]}, "expected null, as the batches are given, got 2"),
        ({"batches": [[0] * 60_000, [1] * 60_000]}, "at most 100,000 sample numbers in all"),
    ],
)
def test_what_cannot_be_is_refused(run: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        Experiment.model_validate({"problem": LINE, "runs": [run]})


def test_links_keep_them_and_leave_out_none() -> None:
    given = Experiment.model_validate({"problem": LINE, "runs": [{"batches": ORDER}]})
    assert given.minimal()["runs"] == [{"batches": ORDER}]
    assert Experiment.from_link(given.link) == given
    plain = Experiment.model_validate({"problem": LINE, "runs": [{}]})
    assert Experiment.model_validate({"problem": LINE, "runs": [{"batches": None}]}).link == plain.link


def test_optimizers_that_look_around_stay_on_the_batch() -> None:
    """What they evaluate beyond their steps moves no batch."""
    run = {"batches": ORDER, "optimizer": "lbfgs", "learning_rate": 0.5}
    made = trace({"problem": LINE, "runs": [run], "steps": 8}, "batch,evaluations").runs[0]
    assert made["batch"][5][:3].tolist() == ORDER[1]
    assert made["evaluations"][4] >= sum(map(len, ORDER))
