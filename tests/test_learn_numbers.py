"""Numbers that worked answers of the course state by hand, of settings that their figures do not have at first."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.engine.experiment import Experiment
from app.engine.measures.asking import MeasureChoice, measure
from app.pages.learn.course import Course

CHAPTERS = Course("en").chapters
REACHED = {"name": "steps_to_loss", "loss": 0.001}
BEST_WIDE = {"runs[1].learning_rate": 0.23, "runs[1].optimizer.momentum": 0.27}
BEST_RAVINE = {"runs[1].learning_rate": 0.033, "runs[1].optimizer.momentum": 0.67}
STATED = [
    pytest.param(name, figure, edits, asked, run, value, id=f"{name}-{figure}-{value}")
    for name, figure, edits, asked, run, value in (
        ("training", "spiral", {"problem.dataset.noise": 0.4}, {"name": "accuracy_at", "data": "training"}, 0, "0.72"),
        ("training", "spiral", {"problem.dataset.noise": 0.4}, {"name": "accuracy_at"}, 0, "0.53"),
        ("training", "spiral", {}, {"name": "accuracy_at", "data": "training"}, 0, "0.97"),
        ("training", "spiral", {}, {"name": "accuracy_at"}, 0, "0.92"),
        ("gradient-descent", "valleys", {"runs[0].start": [0.05, 0]}, {"name": "final_loss"}, 0, "0.00012"),
        ("gradient-descent", "valleys", {"runs[0].start": [0.1, 0]}, {"name": "final_loss"}, 0, "0.6"),
        ("learning-rate", "gutter", {"runs[1].learning_rate": 0.05}, {"name": "final_loss"}, 1, "0.38"),
        ("learning-rate", "gutter", {"runs[1].learning_rate": 0.1}, {"name": "final_loss"}, 1, "0.17"),
        ("learning-rate", "gutter", {"runs[1].learning_rate": 0.5}, {"name": "final_loss"}, 1, "0.23"),
        ("learning-rate", "gutter", {}, {"name": "final_loss"}, 2, "0.0059"),
        ("learning-rate", "gutter", {"runs[2].learning_rate.initial": 0.1}, {"name": "final_loss"}, 2, "0.37"),
        ("momentum", "wide", {"runs[0].learning_rate": 0.182}, REACHED, 0, "26"),
        ("momentum", "wide", BEST_WIDE, REACHED, 1, "12"),
        ("momentum", "ravine", {"runs[0].learning_rate": 0.0198}, REACHED, 0, "2.7e+02"),
        ("momentum", "ravine", BEST_RAVINE, REACHED, 1, "33"),
        ("momentum", "ravine", {}, {"name": "column_at", "step": 0}, 0, "60"),
        ("momentum", "wide", {}, {"name": "column_at", "step": 0}, 0, "30"),
        ("momentum", "bump", {"runs[1].optimizer.momentum": 0.8}, {"name": "final_loss"}, 1, "0.29"),
        (
            "epochs",
            "stopping",
            {"problem.early_stopping.patience": 3},
            {"name": "column_at", "column": "epoch"},
            0,
            "7",
        ),
        (
            "epochs",
            "stopping",
            {"problem.early_stopping.patience": 40},
            {"name": "column_at", "column": "epoch"},
            0,
            "74",
        ),
    )
]


def edited(name: str, figure: str, edits: dict[str, Any], asked: dict[str, Any], run: int = 0) -> float:
    """What a figure's run gives with some settings moved."""
    values = CHAPTERS[name].figures[figure].experiment.model_dump(mode="json")
    for path, value in edits.items():
        *keys, last = (int(key) if key.isdigit() else key for key in re.findall(r"\w+", path))
        place = values
        for key in keys:
            place = place[key]
        place[last] = value
    question = TypeAdapter(MeasureChoice).validate_python(asked)
    return float(measure(Experiment.model_validate(values), question, run)["value"])


@pytest.mark.parametrize(("name", "figure", "edits", "asked", "run", "value"), STATED)
def test_a_number_stated_by_hand_is_that_of_the_run(
    name: str, figure: str, edits: dict[str, Any], asked: dict[str, Any], run: int, value: str
) -> None:
    """Worked answers compare with settings that their figure does not have at first."""
    assert f"{edited(name, figure, edits, asked, run):.2g}" == value


@pytest.mark.parametrize(
    ("figure", "units", "solved"), [("tanh", 2, 11), ("relu", 2, 3), ("relu", 4, 8), ("relu", 8, 12)]
)
def test_as_many_seeds_solve_xor_as_the_worked_answer_says(figure: str, units: int, solved: int) -> None:
    asked = {"name": "accuracy_at", "data": "training"}
    edits = [{"seed": seed, "problem.hidden[0].units": units} for seed in range(12)]
    assert sum(edited("feed-forward", figure, edit, asked) == 1 for edit in edits) == solved


@pytest.mark.parametrize(("factor", "accuracy"), [(0.75, (0.48, 0.51)), (1, (0.48, 0.51)), (3, (0.33, 0.34))])
def test_another_factor_does_not_help_squared_error(factor: float, accuracy: tuple[float, float]) -> None:
    edits = {"runs[1].learning_rate": factor}
    found = edited("sentiment", "race", edits, {"name": "accuracy_at", "step": 100}, 1)
    assert accuracy[0] <= found <= accuracy[1]
