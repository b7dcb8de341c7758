"""Every preset is a valid experiment and shows what its words claim."""

from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.runs.traces import RunTrace, trace
from app.pages.landscape_presets import LANDSCAPE_PRESETS as PRESETS

NAMES = [preset["name"] for preset in PRESETS]
COLUMNS = ["loss", "parameters", "gradient_norm", "learning_rate"]


def preset_named(name: str) -> dict[str, Any]:
    """The preset of that name."""
    return next(preset for preset in PRESETS if preset["name"] == name)


def runs_of(name: str, seed: int = 0, steps: int | None = None) -> list[RunTrace]:
    """The traces of a preset's runs."""
    experiment = {**preset_named(name)["experiment"], "seed": seed}
    return trace(Experiment.model_validate({**experiment, "steps": steps or experiment["steps"]}), COLUMNS).runs


def first_below(run: RunTrace, loss: float) -> int:
    """The first step at which the loss is below `loss`; one past the last where it never is."""
    below = np.flatnonzero(run.columns["loss"] < loss)
    return int(below[0]) if below.size else len(run.columns["loss"])


def leaves_window(run: RunTrace, name: str) -> bool:
    """Whether a run is ever outside its landscape's window."""
    low, high = np.asarray(landscapes[name].window).T
    points = run.columns["parameters"]
    return bool(((points < low) | (points > high)).any())


def turns(run: RunTrace, coordinate: int) -> int:
    """How often a coordinate changes sign."""
    return int((np.diff(np.sign(run.columns["parameters"][:, coordinate])) != 0).sum())


@pytest.mark.parametrize("name", NAMES)
def test_preset_is_complete(name: str) -> None:
    preset = preset_named(name)
    assert preset["title"] and preset["group"] and preset["lesson"].endswith(".")
    for run in runs_of(name):
        assert run.label
        assert np.isfinite(run.columns["loss"]).all(), "a picture can be drawn of all of it"


def test_names_are_unique_and_the_lab_has_its_default() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert NAMES[0] == "first-look"


def test_first_look_change_makes_momentum_win() -> None:
    momentum, sgd, adam = (run.columns["loss"] for run in runs_of("first-look"))
    assert abs(np.log(momentum[108] / sgd[108])) < 0.1, "side by side before the change"
    assert momentum[108] > adam[108]
    assert momentum[200] < adam[200] / 3 and momentum[200] < sgd[200] / 5
    assert runs_of("first-look")[0].columns["learning_rate"][107:109].tolist() == [0.0001, 0.002]


def test_too_small_creeps_and_just_right_arrives() -> None:
    (small,), (right,) = runs_of("too-small"), runs_of("just-right")
    assert (np.diff(small.columns["loss"]) < 0).all()
    assert small.columns["loss"][-1] > 0.1 * small.columns["loss"][0]
    assert first_below(right, 1e-3) < 40


def test_too_large_grows_while_just_right_shrinks() -> None:
    large, right = runs_of("too-large")
    across = np.abs(large.columns["parameters"][:, 1])
    assert (np.diff(across) > 0).all(), "each step lands further up the other wall"
    assert turns(large, 1) == len(across) - 1
    assert large.columns["loss"][-1] > 100 * large.columns["loss"][0]
    assert (np.diff(right.columns["loss"]) < 0).all() and right.columns["loss"][-1] < 1e-9
    rate, limit = large.columns["learning_rate"][0], 2 / 10
    assert limit < rate < 1.05 * limit, "a hair above"


def test_momentum_beats_plain_in_the_ravine() -> None:
    plain, momentum = runs_of("ravine")
    assert turns(plain, 1) == 100
    assert turns(momentum, 1) < 0.6 * turns(plain, 1)
    assert momentum.columns["loss"][-1] < plain.columns["loss"][-1] / 100


def test_nesterov_overshoots_less() -> None:
    momentum, nesterov = runs_of("nesterov")
    stiff = np.array([0.6, -0.8])
    swing = [np.abs(run.columns["parameters"] @ stiff)[3:].max() for run in (momentum, nesterov)]
    assert swing[1] < 0.6 * swing[0]
    assert nesterov.columns["loss"][20] < momentum.columns["loss"][20] / 10


def test_wandering_shrinks_with_the_batch() -> None:
    spread = np.array(
        [[run.columns["parameters"][60:].std() for run in runs_of("batch-size", seed, steps=800)] for seed in range(3)]
    ).mean(axis=0)
    assert 4 < spread[0] / spread[1] < 8, "about the square root of 32"
    assert spread[2] < 0.01
    for run in runs_of("batch-size"):
        assert run.columns["loss"].min() < 0.05 * run.columns["loss"][0], "every batch size gets there"


def test_noise_floor_is_where_the_lesson_says() -> None:
    floors = [runs_of("noise-floor", seed, steps=2000)[0].columns["loss"][100:].mean() for seed in range(4)]
    assert np.mean(floors) == pytest.approx(0.2 * 6**2 / (2 * 4), rel=0.15)
    constant, falling = runs_of("noise-floor")
    assert falling.columns["loss"][-100:].mean() < constant.columns["loss"][-100:].mean() / 10


def test_saddle_looks_finished_and_is_not() -> None:
    plain, momentum, newton = runs_of("saddle")
    slope = plain.columns["gradient_norm"]
    pause = int(slope[:80].argmin())
    assert slope[pause] < 0.05 * slope[0], "the gradient fades"
    assert slope[pause:].max() > 5 * slope[pause], "and comes back"
    assert plain.columns["loss"][-1] == pytest.approx(-0.25, abs=1e-6)
    assert first_below(momentum, -0.1) < first_below(plain, -0.1)
    assert newton.outcome.status == "stalled"


def test_adam_walks_on_over_the_plateau() -> None:
    plain, adam = runs_of("plateau")
    assert first_below(adam, 0.5) < first_below(plain, 0.5) / 3
    assert plain.columns["loss"][100] > 0.9


def test_local_minima_end_in_three_valleys() -> None:
    plain, momentum, other = runs_of("local-minima")
    ends = [np.sign(run.columns["parameters"][-1]).tolist() for run in (plain, momentum, other)]
    assert ends == [[1, 1], [-1, 1], [-1, -1]]
    (best,) = landscapes["styblinski_tang"].minima
    assert other.columns["loss"][-1] == pytest.approx(best.value, abs=1e-3)
    assert not any(leaves_window(run, "styblinski_tang") for run in (plain, momentum, other))


def test_large_rate_prefers_the_flat_valley() -> None:
    small, large = runs_of("sharp-flat")
    assert small.columns["parameters"][-1] == pytest.approx([2], abs=0.05)
    assert large.columns["parameters"][-1] == pytest.approx([-2], abs=0.1)


def test_cliff_throws_the_unclipped_run_out() -> None:
    unclipped, clipped = runs_of("cliff")
    assert leaves_window(unclipped, "ravine_cliff")
    assert not leaves_window(clipped, "ravine_cliff")
    assert clipped.columns["loss"][-1] < 0.01


def test_falling_rates_settle() -> None:
    constant, cosine, steps = (run.columns["loss"][-1] for run in runs_of("schedules"))
    assert constant > 0.05
    assert max(cosine, steps) < 1e-6


def test_the_race_has_an_order() -> None:
    runs = {run.label: run for run in runs_of("race")}
    assert len(runs) == 6
    losses = [runs[name].columns["loss"][-1] for name in ("L-BFGS", "momentum", "Adam", "SGD")]
    assert losses == sorted(losses)
