"""The examples of the network lab show what their words claim."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine import plane
from app.engine.runs.traces import trace
from app.pages.example_drawing import losses_of
from app.pages.network_presets import NETWORK_PRESETS

EXPERIMENTS = {preset["name"]: preset["experiment"] for preset in NETWORK_PRESETS}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_losses_cannot_be_compared_and_right_answers_can(seed: int) -> None:
    entropy, squared, faster = trace(EXPERIMENTS["losses"] | {"seed": seed}).runs
    firsts = [run["loss"][0] for run in (entropy, squared, faster)]
    if seed == 0:
        assert [f"{loss:.2f}" for loss in firsts] == ["2.36", "0.31", "0.31"], "the numbers of the lesson"
    assert firsts[1] == firsts[2] < firsts[0]
    assert entropy["accuracy"][0] == squared["accuracy"][0], "the same weights answer the same"
    measured = np.flatnonzero(np.isfinite(entropy["test_accuracy"]))[1:]
    assert len(measured) >= 8
    for run in (squared, faster):
        for share in ("accuracy", "test_accuracy"):
            assert (run[share][measured] < entropy[share][measured]).all(), "behind from the first measurement on"
            assert (run["loss"][measured] < entropy["loss"][measured]).all(), "though its loss is lower"
    assert faster["learning_rate"][0] == pytest.approx(3 * entropy["learning_rate"][0])


def test_the_picture_of_different_losses_shows_right_answers() -> None:
    """On one axis the numbers of two losses would say that one run is behind the other."""
    problem = {"kind": "network", "dataset": {"name": "spiral", "samples": 60}, "hidden": [], "loss": "mse"}
    traced = trace({"problem": problem, "runs": [{}, {"loss": "hinge"}], "steps": 9})
    shares = [
        replace(run, loss="", columns=run.columns | {"loss": run["test_accuracy"], "test_loss": run["accuracy"]})
        for run in traced.runs
    ]
    alike = [replace(run, loss="") for run in traced.runs]
    assert losses_of(traced) == losses_of(replace(traced, runs=shares)) != losses_of(replace(traced, runs=alike))


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("run", [0, 1])
def test_a_path_lies_on_its_own_plane_and_on_no_random_one(seed: int, run: int) -> None:
    asked = {"experiment": EXPERIMENTS["own-plane"] | {"seed": seed}, "run": run, "resolution": 2}
    own = plane(**asked)
    assert len(own["origin"]) == 105
    assert sum(own["explained_variance"]) > 0.9
    for number in range(5):
        other = plane(**asked, plane={"kind": "random", "seed": number})
        assert sum(other["explained_variance"]) < 0.2
