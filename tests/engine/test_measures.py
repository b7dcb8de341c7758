"""Every measure against the rows of its trace, and what holds for all of them."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine import Experiment, explain, trace
from app.engine.catalog_entries import catalog
from app.engine.measures import Measure, Unmeasurable, comparisons, every_measure, measures
from app.engine.measures.asking import measure
from app.engine.registry import UnknownName
from app.engine.setting_paths import WrongPath, varied

Json = dict[str, Any]
PARABOLA: Json = {
    "problem": {"kind": "landscape", "name": "parabola_1d"},
    "runs": [{"learning_rate": 0.5, "label": "slow"}, {"learning_rate": 1.2, "label": "leaping"}],
    "steps": 60,
}
VALLEY: Json = {
    "problem": {"kind": "landscape", "name": "quadratic_k10", "samples": 16, "noise": 0.5},
    "runs": [{"optimizer": {"name": "sgd", "momentum": 0.8}, "learning_rate": 0.05, "batch_size": 4}],
    "steps": 80,
}
SPIRAL: Json = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "spiral", "samples": 120},
        "hidden": [{"units": 6}, {"units": 5}],
    },
    "runs": [{"optimizer": "adam", "learning_rate": 0.03, "batch_size": 16}],
    "steps": 90,
}
XOR: Json = {
    "problem": {"kind": "network", "dataset": {"name": "xor", "samples": 80}, "hidden": [{"units": 4}]},
    "runs": [{"optimizer": "adam", "learning_rate": 0.1}],
    "steps": 100,
}
DIGITS: Json = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "mnist", "train_samples": 300, "test_samples": 100},
        "hidden": [{"units": 10}],
    },
    "runs": [{"optimizer": "adam", "learning_rate": 0.01, "batch_size": 64}],
    "steps": 20,
}
EXAMPLES: dict[str, tuple[Json, Json]] = {
    "final_loss": (SPIRAL, {"data": "test"}),
    "lowest_loss": (SPIRAL, {}),
    "best_step": (SPIRAL, {}),
    "loss_curve": (SPIRAL, {"count": 7}),
    "best_epoch": (SPIRAL, {}),
    "steps_to_loss": (PARABOLA, {"loss": 1e-3}),
    "evaluations_to_loss": (SPIRAL, {"loss": 0.5}),
    "epochs_to_loss": (SPIRAL, {"loss": 0.5}),
    "steps_to_accuracy": (SPIRAL, {"accuracy": 0.7}),
    "evaluations_to_accuracy": (SPIRAL, {"accuracy": 0.7}),
    "epochs_to_accuracy": (SPIRAL, {"accuracy": 0.7, "data": "test"}),
    "first_to_accuracy": (SPIRAL, {"accuracy": 0.7}),
    "column_at": (PARABOLA, {"column": "gradient_norm", "step": 3}),
    "accuracy_at": (SPIRAL, {"step": 17}),
    "outcome": (PARABOLA, {}),
    "nearest_minimum": (PARABOLA, {}),
    "end_point": (VALLEY, {}),
    "parameter_count": (SPIRAL, {}),
    "spread": (VALLEY, {"last": 20}),
    "convergence_rate": (PARABOLA, {"end": 20}),
    "angle": (VALLEY, {"step": 4, "between": ["downhill", "update"]}),
    "neuron": (SPIRAL, {"layer": 2, "unit": 3, "sample": 5}),
    "weight_slope": (SPIRAL, {"layer": 2, "unit": 1, "input": 4, "step": 2}),
    "largest_layer": (SPIRAL, {"step": 3}),
    "layer_ratio": (SPIRAL, {"layer": 1, "other": 3}),
    "sample_loss": (SPIRAL, {"sample": 7, "step": 5}),
    "most_mistaken": (SPIRAL, {"step": 0}),
    "shifted_accuracy": (DIGITS, {"dx": 2}),
    "winner": (PARABOLA, {"by": {"name": "steps_to_loss", "loss": 1e-6}}),
    "threshold": (PARABOLA, {"low": 0.1, "high": 10}),
    "best_setting": (PARABOLA, {"values": [0.1, 0.5, 1.0, 1.5], "by": {"name": "steps_to_loss", "loss": 1e-6}}),
    "first_setting": (
        XOR,
        {
            "path": "problem.hidden[0].units",
            "values": [1, 2, 3, 4],
            "by": {"name": "accuracy_at", "data": "training"},
            "at_least": 0.95,
        },
    ),
}  # fmt: skip
every_one = pytest.mark.parametrize("name", sorted(every_measure()))


def asked(name: str, **more: Any) -> Json:
    experiment, settings = EXAMPLES[name]
    return measure(experiment, {"name": name, **settings, **more})


def rows(experiment: Json, *columns: str, run: int = 0) -> list[np.ndarray]:
    found = trace(experiment, columns).runs[run]
    return [found[name] for name in columns]


@every_one
def test_every_measure_answers_in_a_sentence_with_its_number(name: str) -> None:
    answer = asked(name)
    assert answer["value"] is not None
    assert not answer["sentence"].startswith(" ")
    assert answer["sentence"].endswith(".")
    assert isinstance(answer["numbers"], dict)
    if answer["unit"]:
        assert isinstance(answer["value"], int | float)


@every_one
def test_every_measure_is_in_the_catalog_with_its_settings_explained(name: str) -> None:
    entry = next(entry for entry in catalog()["measures"] if entry["name"] == name)
    assert entry["summary"].endswith(".")
    for field, schema in entry["schema"]["properties"].items():
        assert field == "name" or schema["description"].endswith("."), field


def test_no_name_stands_in_both_registries() -> None:
    assert not set(measures) & set(comparisons)
    assert len(every_measure()) == len(measures) + len(comparisons)
    with pytest.raises(UnknownName, match=r"did you mean .threshold.\?.*winner"):
        every_measure()["thresold"]


def test_counts_are_those_of_the_first_row_that_reaches() -> None:
    loss, accuracy, test, epoch, evaluations = rows(SPIRAL, "loss", "accuracy", "test_accuracy", "epoch", "evaluations")
    row = int(np.argmax(loss <= 0.5))
    assert row > 0
    assert asked("evaluations_to_loss")["value"] == evaluations[row]
    assert asked("epochs_to_loss")["value"] == epoch[row]
    assert measure(SPIRAL, {"name": "steps_to_loss", "loss": 0.5})["value"] == row
    row = int(np.argmax(accuracy >= 0.7))
    assert asked("steps_to_accuracy")["value"] == row
    assert asked("evaluations_to_accuracy")["value"] == evaluations[row]
    assert asked("epochs_to_accuracy")["value"] == epoch[int(np.argmax(test >= 0.7))]
    first = {"training": int(np.argmax(accuracy >= 0.7)), "test": int(np.argmax(test >= 0.7))}
    earlier = min(first, key=lambda name: first[name])
    assert asked("first_to_accuracy")["value"] == (earlier if first["training"] != first["test"] else "both")


def test_what_is_never_reached_is_null_and_said() -> None:
    for name, bound in (("steps_to_loss", {"loss": -1}), ("steps_to_accuracy", {"accuracy": 1.0})):
        answer = measure({**SPIRAL, "steps": 3}, {"name": name, **bound})
        assert answer["value"] is None
        assert "within 3 steps" in answer["sentence"]
    nobody = measure({**SPIRAL, "steps": 3}, {"name": "first_to_accuracy", "accuracy": 1.0})
    assert nobody["value"] is None


def test_losses_are_those_of_the_trace() -> None:
    loss, test = rows(SPIRAL, "loss", "test_loss")
    assert asked("final_loss")["value"] == test[-1]
    assert asked("lowest_loss")["value"] == loss.min()
    assert asked("best_step")["value"] == int(np.argmin(test))
    assert asked("best_epoch")["value"] == rows(SPIRAL, "epoch")[0][np.argmin(test)]
    assert asked("column_at")["value"] == rows(PARABOLA, "gradient_norm")[0][3]
    assert asked("accuracy_at")["value"] == rows(SPIRAL, "test_accuracy")[0][17]


def test_a_loss_curve_is_the_column_at_its_steps() -> None:
    numbers, (loss,) = asked("loss_curve")["numbers"], rows(SPIRAL, "loss")
    assert numbers["steps"] == [0, 15, 30, 45, 60, 75, 90]
    assert numbers["values"] == loss[numbers["steps"]].tolist()
    rare = {**SPIRAL, "problem": {**SPIRAL["problem"], "evaluate_every": 40}}
    sparse = measure(rare, {"name": "loss_curve", "count": 7})["numbers"]["values"]
    assert sparse == loss[[0, 0, 0, 40, 40, 40, 90]].tolist()


def test_an_end_point_is_the_last_row_s() -> None:
    assert asked("end_point")["numbers"]["point"] == rows(VALLEY, "parameters")[0][-1].tolist()
    with pytest.raises(Unmeasurable, match="one or two parameters"):
        measure(SPIRAL, "end_point")


def test_a_step_between_two_measurements_is_measured_itself() -> None:
    rare = {**SPIRAL, "problem": {**SPIRAL["problem"], "evaluate_every": 30}}
    exact = measure(SPIRAL, {"name": "accuracy_at", "step": 17})
    assert measure(rare, {"name": "accuracy_at", "step": 17})["value"] == exact["value"]
    loss = {"name": "column_at", "column": "loss", "step": 17}
    assert measure(rare, loss)["value"] == measure(SPIRAL, loss)["value"]


def test_a_run_alone_is_the_run_of_its_race() -> None:
    for number, label in ((0, "slow"), (1, "leaping")):
        answer = measure(PARABOLA, "final_loss", number)
        assert answer["value"] == rows(PARABOLA, "loss", run=number)[0][-1], label


def test_spread_rate_and_angle_by_their_definitions() -> None:
    batch_loss, gradient, update = rows(VALLEY, "batch_loss", "batch_gradient", "update")
    assert asked("spread")["value"] == pytest.approx(batch_loss[-20:].std(), rel=1e-12)
    # Each step halves the distance, so that it quarters a square.
    assert asked("convergence_rate")["value"] == pytest.approx(0.25, rel=1e-9)
    cosine = -gradient[4] @ update[4] / np.linalg.norm(gradient[4]) / np.linalg.norm(update[4])
    assert asked("angle")["value"] == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-9)
    assert measure(PARABOLA, {"name": "angle", "step": 2})["value"] == 0
    straight = measure({**VALLEY, "problem": {**VALLEY["problem"], "noise": 0}}, {"name": "angle", "step": 1})
    assert 0 < straight["value"] < 90


def test_the_limit_of_a_parabola_is_two_over_its_curvature() -> None:
    answer = measure({**PARABOLA, "steps": 4000}, {"name": "threshold", "low": 0.1, "high": 10})
    assert answer["value"] == pytest.approx(2, rel=5e-3)
    assert answer["numbers"]["below"] < answer["numbers"]["above"]
    ends = {trial["value"]: trial["status"] for trial in answer["numbers"]["tried"]}
    assert ends[answer["numbers"]["below"]] != "diverged" == ends[answer["numbers"]["above"]]


def test_a_threshold_that_is_not_there_is_said() -> None:
    answer = asked("threshold", low=0.1, high=0.2)
    assert answer["value"] is None
    assert "no learning rate between" in answer["sentence"]


def test_a_whole_threshold_lies_between_two_neighbours() -> None:
    answer = measure(
        {**PARABOLA, "steps": 40},
        {"name": "threshold", "path": "steps", "low": 1.2, "high": 40.9, "outcome": "converged", "whole": True},
    )
    assert answer["numbers"]["above"] == answer["numbers"]["below"] + 1
    assert isinstance(answer["value"], int)


def test_winner_and_best_setting_compare_by_the_measure() -> None:
    by = {"name": "steps_to_loss", "loss": 1e-6}
    numbers = [measure(PARABOLA, by, run)["value"] for run in (0, 1)]
    answer = asked("winner")
    assert answer["numbers"]["values"] == numbers
    assert answer["value"] == ("slow", "leaping")[int(np.argmin(numbers))]
    assert measure(PARABOLA, {"name": "winner", "by": by, "wins": "more"})["value"] != answer["value"]
    assert asked("best_setting")["value"] == 1.0
    assert measure({**PARABOLA, "steps": 1}, {"name": "winner", "by": by})["value"] is None


def test_the_first_setting_that_will_do() -> None:
    answer = asked("first_setting")
    reached = [number is not None and number >= 0.95 for number in answer["numbers"]["measured"]]
    assert answer["value"] == (1, 2, 3, 4)[reached.index(True)]
    assert asked("first_setting", at_least=1.1)["value"] is None
    whether = {"path": "problem.shuffle", "values": [False, True], "by": "final_loss", "at_most": 100}
    answer = measure(SPIRAL, {"name": "first_setting", **whether})
    assert answer["value"] == "false"
    assert "shuffle false" in answer["sentence"]


def test_what_is_inside_a_network_is_what_is_explained() -> None:
    told = explain(SPIRAL, 0, 0, sample=5)["sample"]
    assert asked("neuron")["value"] == told["layers"][1]["a"][2]
    assert asked("neuron", of_pass="z")["value"] == told["layers"][1]["z"][2]
    lengths = rows(SPIRAL, "gradient_norm.layer")[0]
    assert asked("largest_layer")["value"] == int(np.argmax(lengths[3])) + 1
    assert asked("layer_ratio")["value"] == lengths[0, 0] / lengths[0, 2]
    sample = explain(SPIRAL, 0, 5, sample=7)["sample"]
    assert asked("sample_loss")["value"] == sample["loss"]
    # By the public order W1 (6 × 2), b1 (6), W2 (5 × 6).
    gradient = rows(SPIRAL, "batch_gradient")[0][2]
    assert asked("weight_slope")["value"] == gradient[12 + 6 + 3]
    assert asked("weight_slope", input=None)["value"] == gradient[12 + 6 + 30]
    assert asked("parameter_count")["value"] == 18 + 35 + 6


def test_what_is_nudged_changes_the_loss_as_its_slope_says() -> None:
    """∂L/∂w against the difference that a small change of the weight makes."""
    whole = {**SPIRAL, "runs": [{"learning_rate": 0.1}], "steps": 1}
    start = rows(whole, "parameters")[0][0]
    slope = measure(whole, {"name": "weight_slope", "layer": 1, "unit": 2, "input": 1})["value"]
    losses = []
    for nudge in (1e-5, -1e-5):
        moved = start.copy()
        moved[2] += nudge
        losses.append(rows({**whole, "runs": [{"learning_rate": 0.1, "start": moved.tolist()}]}, "loss")[0][0])
    assert slope == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-5)


@pytest.mark.parametrize(
    ("experiment", "wanted", "message"),
    [
        (PARABOLA, "accuracy_at", "expected a problem with classes"),
        (PARABOLA, "neuron", "expected a network, got a landscape"),
        (PARABOLA, "most_mistaken", "expected a problem that offers"),
        (SPIRAL, "nearest_minimum", "minima are known"),
        (SPIRAL, {"name": "neuron", "layer": 9}, r"expected 1 … 3, got 9"),
        (SPIRAL, {"name": "neuron", "sample": 5000}, "sample"),
        (SPIRAL, {"name": "weight_slope", "input": 3}, r"expected 1 … 2, got 3"),
        (SPIRAL, {"name": "accuracy_at", "step": 91}, r"expected 0 … 90"),
        (SPIRAL, {"name": "column_at", "column": "parameters"}, "one number a step"),
        (SPIRAL, {"name": "column_at", "column": "height"}, "unknown column 'height'"),
        (PARABOLA, {"name": "angle", "between": ["update", "previous_update"]}, "after the first"),
        (PARABOLA, {"name": "winner", "by": "outcome"}, "neither|gives a number"),
        (PARABOLA, {"name": "winner", "by": "outcome", "wins": "less"}, "gives a number"),
        (PARABOLA, {"name": "best_setting", "path": "rate", "values": [1], "by": "final_loss"}, "got 'rate'"),
        (PARABOLA, {"name": "best_setting", "path": "optimizer.momentum", "values": [7], "by": "final_loss"}, "less"),
        (PARABOLA, {"name": "threshold", "path": "a b", "low": 1, "high": 2}, "a path such as"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(experiment: Json, wanted: Any, message: str) -> None:
    with pytest.raises((Unmeasurable, WrongPath, ValueError), match=message):
        measure(experiment, wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "nothing"},
        {"name": "steps_to_loss"},
        {"name": "threshold", "low": 2, "high": 1},
        {"name": "first_setting", "values": [1], "by": "final_loss"},
        {"name": "winner", "by": {"name": "winner"}},
        {"name": "best_setting", "values": [], "by": "final_loss"},
    ],
)
def test_what_is_no_measure_is_refused(wanted: Json) -> None:
    with pytest.raises(ValidationError):
        measure(PARABOLA, wanted)


def test_a_diverged_run_has_no_final_loss() -> None:
    answer = measure({**PARABOLA, "runs": [{"learning_rate": 5.0}]}, "final_loss")
    assert answer["value"] is None
    assert "diverged at step" in answer["sentence"]
    assert measure({**PARABOLA, "runs": [{"learning_rate": 5.0}]}, "nearest_minimum")["value"] is None


def test_settings_of_the_whole_and_of_the_run_are_varied() -> None:
    experiment = Experiment.model_validate(SPIRAL)
    assert varied(experiment, 0, "seed", 5).seed == 5
    assert varied(experiment, 0, "batch_size", 8.0).runs[0].batch_size == 8
    assert varied(experiment, 0, "problem.hidden[1].units", 2).problem.sizes == (2, 6, 2, 1)  # type: ignore[attr-defined]  # a network's


def test_every_measure_compares_or_says_that_it_does_not() -> None:
    for name, kind in every_measure().items():
        assert issubclass(kind, Measure)
        assert kind.title[0].isupper(), name
