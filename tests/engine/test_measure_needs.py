"""Every measure says what a problem must have, and has an answer where it is there: maps offer it by that."""

from typing import Any

import pytest

from app.engine import measure
from app.engine.experiment import Experiment
from app.engine.measures import measures
from app.engine.measures.base import Measure
from app.engine.probes import offered_probes
from app.engine.problems import problems
from app.pages.lab_data import measures_of

LINE = {
    "name": "custom",
    "inputs": [[0], [1], [2]],
    "targets": [0.0, 1.0, 1.5],
    "task": "regression",
    "test_fraction": 0,
}
EXPERIMENTS: dict[str, dict[str, Any]] = {
    "one minimum": {"problem": {"kind": "landscape", "name": "rosenbrock"}},
    "minima": {"problem": {"kind": "landscape", "name": "himmelblau"}},
    "no minimum": {"problem": {"kind": "landscape", "name": "saddle"}},
    "a formula": {"problem": {"kind": "formula", "expression": "x^2 + y^4"}},
    "classes": {"problem": {"kind": "network", "dataset": {"name": "xor", "samples": 40}, "hidden": [{"units": 3}]}},
    "numbers": {"problem": {"kind": "network", "dataset": LINE, "hidden": [{"units": 3}]}},
    "images": {
        "problem": {
            "kind": "network",
            "dataset": {"name": "mnist", "train_samples": 100, "test_samples": 100},
            "hidden": [{"units": 4}],
        }
    },
}
NAMES = [name for name, one in measures.items() if one.of_cell]


def offers(experiment: dict[str, Any]) -> set[str]:
    """What the problem has, as needs call it."""
    whole = Experiment.model_validate(experiment)
    problem = whole.problem.build(whole.seed)
    there = {problem.kind, *offered_probes(problem)}
    there |= {"landscape"} if whole.problem.lab == "landscapes" else set()
    there |= {"minimum"} if problem.known_minima else set()
    there |= {"minima"} if len(problem.known_minima) > 1 else set()
    there |= {"classes"} if "accuracy" in problem.measures else set()
    return there | ({"test"} if "test_loss" in problem.measures else set())


def asked(name: str, there: set[str]) -> dict[str, Any]:
    """A measure with what must be said, and of samples that there are."""
    fields = measures[name].model_fields
    said: dict[str, Any] = {"loss": 0.5, "accuracy": 0.5} | ({} if "test" in there else {"data": "training"})
    return {"name": name, **{key: value for key, value in said.items() if key in fields}}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("which", EXPERIMENTS)
def test_there_is_an_answer_where_the_needs_are_met(which: str, name: str) -> None:
    experiment = EXPERIMENTS[which] | {"runs": [{"learning_rate": 0.01, "batch_size": 3}], "steps": 6}
    there = offers(experiment)
    needs = set(measures[name].needs)
    if needs <= there:
        assert isinstance(measure(experiment, asked(name, there))["value"], float | int | str | None)
    elif needs - there != {"minima"} or "minimum" not in there:
        with pytest.raises(ValueError, match=r"expected|unknown"):
            measure(experiment, asked(name, there))


def test_a_lab_offers_every_measure_that_a_colour_can_say_and_its_problems_can_have() -> None:
    offered = {lab: measures_of(lab) for lab in ("landscapes", "networks")}
    assert offered["landscapes"] | offered["networks"] == set(NAMES)
    for lab, names in offered.items():
        others = {kind for kind, settings in problems.items() if settings.lab != lab}
        assert names == {name for name in NAMES if not others.intersection(measures[name].needs)}
    assert {"final_loss", "nearest_minimum", "convergence_rate"} <= offered["landscapes"]
    assert {"accuracy_at", "sample_loss", "shifted_accuracy", "convergence_rate"} <= offered["networks"]


def test_what_no_colour_can_say_is_not_a_word_of_a_few() -> None:
    assert {name for name, one in measures.items() if not one.of_cell} == {"end_point", "loss_curve"}
    assert Measure.of_cell
