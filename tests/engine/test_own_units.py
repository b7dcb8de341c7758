"""What people bring as a table is told in its own units: errors, lines, verdicts."""

from typing import Any

import numpy as np
import pytest

from app.engine import explain, predict, read_table, trace

ROWS = [(x, 2500.0 * x + 31_000 + 700 * ((x * 7) % 5 - 2), 0.5 * x + ((x * 3) % 4)) for x in range(1, 31)]
TEXT = "years,salary,leave\n" + "".join(f"{x},{a},{b}\n" for x, a, b in ROWS)
BOTH = ["salary", "leave"]


def experiment(targets: list[str], steps: int = 60, **problem: Any) -> dict[str, Any]:
    leave_out = [name for name in BOTH if name not in targets]
    dataset = read_table(TEXT, target=targets, leave_out=leave_out).settings
    return {"problem": {"kind": "network", "dataset": dataset, **problem}, "steps": steps}


def roots(made: dict[str, Any], step: int) -> dict[str, list[float]]:
    """Root mean squared errors of the answers that `predict` gives to the table's own rows, target by target."""
    from app.engine.datasets.custom import Custom
    from app.engine.sampling.streams import Stream, generator

    samples = Custom.model_validate(made["problem"]["dataset"]).draw(generator(0, Stream.DATA))
    answers = np.array(predict(made, samples.inputs.tolist(), step=step)["outputs"])
    off = answers - samples.targets.reshape(len(answers), -1)
    parts = {"train": off[: samples.train], "test": off[samples.train :]}
    return {name: np.sqrt((part**2).mean(axis=0)).tolist() for name, part in parts.items()}


@pytest.mark.parametrize("hidden", [[], [{"units": 4}]])
def test_one_target_has_its_error_in_its_own_units(hidden: list[Any]) -> None:
    made = experiment(["salary"], hidden=hidden)
    run = trace(made).runs[0]
    for step in (0, 17, 60):
        wanted = roots(made, step)
        assert [run["rmse"][step], run["test_rmse"][step]] == pytest.approx([*wanted["train"], *wanted["test"]])
    assert run["rmse"][0] > 1000 and run["loss"][0] < 10  # what is descended is of standardised targets


def test_several_targets_have_one_each() -> None:
    made = experiment(BOTH, hidden=[{"units": 4}])
    run = trace(made).runs[0]
    wanted = roots(made, 60)
    assert [run[f"rmse.{k}"][-1] for k in (1, 2)] == pytest.approx(wanted["train"])
    assert [run[f"test_rmse.{k}"][-1] for k in (1, 2)] == pytest.approx(wanted["test"])
    assert "rmse" not in run.columns


def test_where_nothing_is_scaled_it_is_the_root_of_the_loss_without_its_penalty() -> None:
    dataset = read_table(TEXT, target="leave", target_scaling="none").settings
    for halved in ("mean", "half_sum"):
        loss = {"name": "mse", "reduction": halved}
        run = trace({"problem": {"kind": "network", "dataset": dataset, "loss": loss, "l2": 0.0}, "steps": 5}).runs[0]
        assert run["rmse"] ** 2 == pytest.approx(run["loss"] * (2 if halved == "half_sum" else 1))


def test_another_output_activation_is_taken_into_account() -> None:
    dataset = read_table(TEXT, target="salary", leave_out="leave").settings
    made = {"problem": {"kind": "network", "dataset": dataset, "output_activation": "tanh", "hidden": []}, "steps": 5}
    assert trace(made).runs[0]["rmse"][-1] == pytest.approx(roots(made, 5)["train"][0])


def test_classes_have_none() -> None:
    run = trace({"problem": {"kind": "network", "dataset": {"name": "moons"}}, "steps": 2}).runs[0]
    assert not [name for name in run.columns if "rmse" in name]


@pytest.mark.parametrize("step", [0, 23, 60])
def test_a_network_without_hidden_layers_is_a_line_in_the_tables_units(step: int) -> None:
    made = experiment(BOTH, hidden=[])
    lines = explain(made, step=step)["line"]
    (zero, one) = predict(made, [[0], [1]], step=step)["outputs"]
    for k, line in enumerate(lines):
        assert line["target"] == BOTH[k] and [term["input"] for term in line["terms"]] == ["years"]
        assert line["constant"] == pytest.approx(zero[k])
        assert line["terms"][0]["slope"] == pytest.approx(one[k] - zero[k])


def test_the_line_that_is_learned_is_that_of_least_squares() -> None:
    made = experiment(["salary"], 400, hidden=[]) | {"runs": [{"learning_rate": 0.2}]}
    line = explain(made, step=400)["line"][0]
    dataset = made["problem"]["dataset"] | {"test_fraction": 0}
    made["problem"]["dataset"] = dataset
    line = explain(made, step=400)["line"][0]
    slope, constant = np.polyfit([x for x, *_ in ROWS], [y for _, y, _ in ROWS], 1)
    assert (line["terms"][0]["slope"], line["constant"]) == pytest.approx((slope, constant))


def test_other_networks_are_no_line() -> None:
    assert explain(experiment(["salary"]), step=3)["line"] is None
    assert explain(experiment(["salary"], hidden=[], output_activation="tanh"), step=3)["line"] is None
    moons = {"problem": {"kind": "network", "dataset": {"name": "moons"}, "hidden": []}, "steps": 5}
    assert explain(moons, step=3)["line"] is None


def sentence(made: dict[str, Any], step: int) -> str:
    return "".join(piece["text"] for piece in explain(made, step=step)["diagnosis"]["sentence"])


def test_verdicts_name_the_errors_beside_a_loss_of_scaled_targets() -> None:
    made = experiment(BOTH, 40, hidden=[{"units": 4}])
    run = trace(made).runs[0]
    told = sentence(made, 40)
    assert "In the table’s own units the root mean squared error is" in told
    for k, name in enumerate(BOTH, 1):
        shown = [f"{run[f'{which}.{k}'][-1]:,.4g}" for which in ("rmse", "test_rmse")]
        assert f"{shown[0].rstrip('0')}" in told.replace("\u202f", "") or f" for {name}" in told
    plain = read_table(TEXT, target="leave", target_scaling="none").settings
    assert "own units" not in sentence({"problem": {"kind": "network", "dataset": plain}, "steps": 40}, 40)


def test_targets_out_of_reach_are_told_in_their_own_units() -> None:
    dataset = read_table(TEXT, target="salary", leave_out="leave").settings
    start = [0.0, 40.0]
    made = {
        "problem": {"kind": "network", "dataset": dataset, "hidden": [], "initial_parameters": start},
        "runs": [{"learning_rate": 1e-4}],
        "steps": 60,
    }
    told = sentence(made, 40)
    salaries = [y for _, y, _ in ROWS]
    assert "out of reach" in told, told
    around = float(told.split("they lie around ")[1].split(", the answers")[0].replace(",", ""))
    assert min(salaries) < around < max(salaries)


def test_predictions_name_each_target_and_its_errors() -> None:
    made = experiment(BOTH, hidden=[])
    answer = predict(made, [[3]])
    assert answer["target_names"] == BOTH and len(answer["outputs"][0]) == 2
    wanted = roots(made, 60)
    for part in ("train", "test"):
        squares = answer["errors"][part]["mean_squared_error"]
        assert np.sqrt(squares) == pytest.approx(wanted[part])
    lone = predict(experiment(["salary"], hidden=[]), [[3]])
    assert isinstance(lone["errors"]["train"]["mean_squared_error"], float) and lone["target_names"] == ["salary"]
