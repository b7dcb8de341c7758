"""Examples that stop early show what early stopping is for: they overfit first."""

from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.runs.traces import trace
from app.pages.network_presets import NETWORK_PRESETS

STOPPING = [preset for preset in NETWORK_PRESETS if preset["experiment"]["problem"].get("early_stopping")]
USUAL_PATIENCE = 300
"""What the page proposes for a run of 3,000 steps that is measured at each."""


def test_there_is_one() -> None:
    assert STOPPING


def overfits_before_it_stops(experiment: dict[str, Any]) -> None:
    """The best test loss lies clearly before the stop, and the test loss has risen by then."""
    for run in trace(Experiment.model_validate(experiment), ["loss", "test_loss"]).runs:
        tests = run.columns["test_loss"]
        rows = np.flatnonzero(np.isfinite(tests))
        best = rows[np.argmin(tests[rows])]
        assert run.outcome.status == "stopped"
        assert f"its best was {tests[best]:.4g}, at step {best:,}." in run.outcome.message
        assert best < 0.8 * rows[-1], (best, rows[-1])
        assert tests[rows[-1]] > 1.1 * tests[best]
        assert tests[best] < 0.5 * tests[0], "it has learned something by then"
        assert run.columns["loss"][rows[-1]] < run.columns["loss"][best], "the training loss has gone on falling"


@pytest.mark.parametrize("preset", STOPPING, ids=lambda preset: preset["name"])
def test_an_example_overfits_before_it_stops(preset: dict[str, Any]) -> None:
    overfits_before_it_stops(preset["experiment"])


def test_overfitting_is_seen_with_the_patience_that_the_page_proposes() -> None:
    found = next(preset["experiment"] for preset in NETWORK_PRESETS if preset["name"] == "overfitting")
    overfits_before_it_stops({**found, "problem": {**found["problem"], "early_stopping": {"patience": USUAL_PATIENCE}}})
