"""Rows handed on in passing are the trace's rows, and are not kept."""

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.row_stream import MAX_ROWS, Part, all_parts
from app.engine.runs.traces import trace

VALLEY = {
    "problem": {"kind": "landscape", "name": "rosenbrock", "samples": 100, "noise": 2.0},
    "runs": [
        {"optimizer": "adam", "batch_size": 7, "changes": [{"at": 1500, "learning_rate": 0.001}]},
        {"optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.0003},
        {"optimizer": "sgd", "learning_rate": 0.1},
    ],
    "steps": 2500,
}
PLATEAU = {
    "problem": {"kind": "landscape", "name": "rosenbrock"},
    "runs": [{"learning_rate": {"name": "reduce_on_plateau", "initial": 0.001}}],
    "steps": 1500,
}
NETWORK = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "moons", "samples": 60},
        "hidden": [{"units": 3}],
        "evaluate_every": 7,
        "early_stopping": {"patience": 60},
        "dropout": 0.1,
    },
    "runs": [{"optimizer": "adam", "batch_size": 5}, {"learning_rate": 1.0}],
    "steps": 1300,
}
VECTORS = ["step", "loss", "parameters", "update", "gradient", "batch_gradient", "state.m"]


def gathered(experiment: dict, columns: list[str] | None, every: int) -> tuple[list[list[Part]], int]:
    """Parts of each run, and the most rows that were kept at once."""
    race = LiveRuns().fresh(Experiment.model_validate(experiment))
    runs: list[list[Part]] = [[] for _ in race.runs]
    most = 0
    for part in all_parts(race, columns, every):
        most = max(most, *(live.rows - live.first for live in race.runs))
        if part is not None:
            runs[part.run].append(part)
    return runs, most


@pytest.mark.parametrize("every", [1, 3, 700])
@pytest.mark.parametrize(
    ("experiment", "columns"),
    [(VALLEY, None), (PLATEAU, None), (NETWORK, None), (NETWORK, VECTORS)],
    ids=["valley", "plateau", "network", "vectors"],
)
def test_parts_are_the_trace(experiment: dict, columns: list[str] | None, every: int) -> None:
    whole = trace(Experiment.model_validate(experiment), columns, every)
    runs, most = gathered(experiment, columns, every)
    assert most <= MAX_ROWS
    for run, parts in zip(whole.runs, runs, strict=True):
        assert {part.label for part in parts} == {run.label}
        assert list(parts[0].columns) == list(run.columns)
        for name, values in run.columns.items():
            np.testing.assert_array_equal(np.concatenate([part.columns[name] for part in parts]), values, name)


def test_the_first_part_is_small_and_wide_rows_make_small_parts() -> None:
    valley, _ = gathered(VALLEY, None, 1)
    assert len(valley[0][0].columns["step"]) == 64
    digits = {"problem": {"kind": "network", "dataset": {"name": "mnist", "train_samples": 100, "test_samples": 100}}}
    wide, _ = gathered({**digits, "runs": [{"batch_size": 8}], "steps": 5}, ["parameters"], 1)
    assert all(part.columns["parameters"].size < 2**18 for part in wide[0])
    assert len(wide[0]) > 1
