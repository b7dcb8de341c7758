"""On all presets, at many rates and batch sizes: no two verdicts exclude each other, and remedies keep their word."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pytest

from app.engine.experiment import Experiment
from app.engine.optimizers.stability import stability
from app.engine.problems import hessian_eigenvalues
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Outcome, outcome_at
from app.engine.telling import teller_of
from app.engine.telling.diagnosis import Diagnosis
from app.engine.telling.remedy import Remedy, try_remedies
from app.engine.wording import number
from app.pages.landscape_presets import LANDSCAPE_PRESETS as PRESETS
from app.pages.network_presets import NETWORK_PRESETS

T = TypeVar("T")

SMALL = [preset for preset in NETWORK_PRESETS if preset["experiment"]["problem"]["dataset"]["name"] != "mnist"]
SMALL = [preset for preset in SMALL if not preset["name"].startswith("sentiment")]
FACTORS = (0.1, 0.5, 1, 2, 5)
SETTLED = {"converged", "local_minimum"}
STILL = {"saddle", "plateau", "maximum"}
AT_REST = {
    "converged": {"converged", "learned", "too simple", "overfitting", "held at zero", "symmetric", "out of reach"},
    "stalled": {"dead", "saturated", "resting", "held at zero", "symmetric"},
}
"""Verdicts on a network whose outcome is one of these."""
UPWARDS = {"crawling", "plateau", "saddle", "maximum", "stuck"}
"""Verdicts that ask for more; all others ask for less."""


@dataclass(frozen=True)
class Seen:
    """What one screen says of a run at a step."""

    experiment: Experiment
    run: int
    row: int
    diagnosis: Diagnosis
    remedy: Remedy | None
    outcome: Outcome
    ratio: float | None
    batch_size: int

    @property
    def sentence(self) -> str:
        return "".join(text for text, _ in self.diagnosis.sentence)


def finished(work: Generator[Any, None, T]) -> T:
    """The value of a generator."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return cast("T", end.value)


def seen_at(lives: LiveRuns, experiment: Experiment, index: int, step: int, with_remedy: bool = True) -> Seen:
    """One run at one step."""
    race = finished(lives.racing(experiment))
    live = race.runs[index]
    for _ in live.extending(step + 2):
        pass
    row = min(step, live.rows - 1)
    for _ in live.approaching(row):
        pass
    told = teller_of(race.problem)(live, row, experiment.steps)
    diagnosis, remedy = told.diagnosis(), None
    if with_remedy and diagnosis.candidates:
        remedy = finished(try_remedies(lives, experiment, index, row, diagnosis.candidates))
    ratio = told.numbers(None)["stability"]["ratio"] if race.problem.has_hessian else None
    return Seen(
        experiment, index, row, diagnosis, remedy, outcome_at(live, row, experiment.steps), ratio, told.batch_size
    )


def changed(preset: dict[str, Any], factor: float, batch: int | None, noise: float = 2.0) -> Experiment:
    """A preset at other rates and batches; landscapes without noise get some where batches are small."""
    data = Experiment.model_validate(preset["experiment"]).complete()
    if data["problem"]["kind"] == "landscape" and batch is not None and not data["problem"]["noise"]:
        data["problem"] |= {"noise": noise, "samples": 60}
    for run in data["runs"]:
        rate = run["learning_rate"]
        if isinstance(rate, dict):
            rate["initial"] *= factor
        else:
            run["learning_rate"] = (rate or 0.01) * factor
        run["batch_size"] = batch
    return Experiment.model_validate(data)


def all_seen(
    preset: dict[str, Any], factors: tuple[float, ...], batches: tuple[int | None, ...]
) -> Iterator[tuple[Seen, LiveRuns]]:
    """Every run of a preset on the grid, at steps early, midway and at the end."""
    for factor in factors:
        for batch in batches:
            experiment, lives = changed(preset, factor, batch), LiveRuns()
            for index in range(len(experiment.runs)):
                for step in sorted({0, 5, 30, experiment.steps // 2, experiment.steps - 40, experiment.steps}):
                    yield seen_at(lives, experiment, index, step), lives


def check_outcome(seen: Seen) -> None:
    verdict, status = seen.diagnosis.verdict, seen.outcome.status
    assert (verdict == "diverged") == (status == "diverged"), seen
    assert (verdict == "stopped") == (status == "stopped"), seen
    if seen.experiment.problem.key() == "network":
        if status in ("converged", "stalled"):
            assert verdict in AT_REST[status], seen
    elif verdict in SETTLED or status == "converged":
        assert verdict in SETTLED and status == "converged", seen
        assert (verdict == "local_minimum") == ("at a local minimum" in seen.outcome.message), seen
    if status == "stalled" and seen.experiment.problem.key() == "landscape":
        assert verdict in STILL and verdict in seen.outcome.message, seen


def check_ruler(seen: Seen) -> None:
    if seen.ratio is None:
        return
    verdict = seen.diagnosis.verdict
    if verdict in {"crawling", "noise_floor", *SETTLED}:
        assert seen.ratio <= 1, seen
    if verdict == "diverging":
        assert seen.ratio > 1, seen
    if verdict == "descending" and seen.ratio > 1:
        assert "for now" in seen.sentence, seen


def check_batch_size(seen: Seen) -> None:
    for said in re.findall(r"[Bb]atch(?:es)? of ([\d,]+)", seen.sentence):
        assert int(said.replace(",", "")) == seen.batch_size, seen


def remedied(seen: Seen, remedy: Remedy) -> Experiment:
    """The experiment that the page makes of the remedy."""
    data = seen.experiment.complete()
    run = data["runs"][seen.run]
    if not remedy.from_start and seen.row > 0:
        earlier = [change for change in run["changes"] if change["at"] < seen.row]
        run["changes"] = [*earlier, {"at": seen.row, **remedy.change}]
        return Experiment.model_validate(data)
    run["changes"] = []
    for name, value in remedy.change.items():
        if name == "learning_rate" and isinstance(run[name], dict):
            run[name]["initial"] = value
        elif name in run:
            run[name] = value
        else:
            run["optimizer"][name] = value
    return Experiment.model_validate(data)


def check_remedy(seen: Seen, lives: LiveRuns) -> None:
    remedy = seen.remedy
    if remedy is None:
        return
    verdict, made = seen.diagnosis.verdict, remedied(seen, remedy)
    assert verdict not in SETTLED, "what has arrived needs nothing"
    rate, before = remedy.change.get("learning_rate"), run_of(lives, seen.experiment, seen.run, seen.row)
    if rate is not None and not remedy.from_start:
        assert (rate > before.column("learning_rate")[seen.row]) == (verdict in UPWARDS), seen
    found = re.fullmatch(r"(?:At step ([\d,]+)|(\d+) steps on): loss (.+) instead of .+", remedy.effect)
    assert found is not None, seen
    horizon = int(found[1].replace(",", "")) if found[1] else seen.row + int(found[2])
    after = run_of(lives, made, seen.run, horizon)
    loss = after.measured(horizon)["loss"] if after.problem.measure_every else after.column("loss")[horizon]
    assert found[3] == number(float(loss)), seen
    if seen.ratio is not None and not remedy.from_start:
        eigenvalues = hessian_eigenvalues(after.problem, after.column("parameters")[seen.row : seen.row + 1])[0]
        here = stability(after.optimizer_at(seen.row), float(after.column("learning_rate")[seen.row]), eigenvalues)
        assert here.ratio is None or here.ratio <= 1, seen


def run_of(lives: LiveRuns, experiment: Experiment, index: int, row: int) -> LiveRun:
    """A run as far as a row."""
    live = finished(lives.racing(experiment)).runs[index]
    live.extend(row + 1)
    return live


def check(seen: Seen, lives: LiveRuns) -> None:
    """All that must hold of one screen."""
    check_outcome(seen)
    check_ruler(seen)
    check_batch_size(seen)
    check_remedy(seen, lives)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_what_is_said_of_a_landscape_does_not_contradict_itself(preset: dict[str, Any]) -> None:
    for seen, lives in all_seen(preset, FACTORS, (1, 7, None)):
        check(seen, lives)


@pytest.mark.parametrize("preset", SMALL, ids=lambda preset: preset["name"])
def test_what_is_said_of_a_network_does_not_contradict_itself(preset: dict[str, Any]) -> None:
    short = {**preset, "experiment": {**preset["experiment"], "steps": min(300, preset["experiment"]["steps"])}}
    for seen, lives in all_seen(short, (1, 10), (7, None)):
        check(seen, lives)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_noise_is_told_from_a_rate_that_is_too_large(preset: dict[str, Any]) -> None:
    """What bounces at the noise floor would not leave with exact gradients, nor bounce half as far."""
    for factor in FACTORS:
        noisy, lives = changed(preset, factor, 1), LiveRuns()
        exact = noisy.model_copy(
            update={"runs": tuple(run.model_copy(update={"batch_size": None}) for run in noisy.runs)}
        )
        for index in range(len(noisy.runs)):
            said, twin = (
                seen_at(lives, made, index, made.steps, with_remedy=False).diagnosis.verdict for made in (noisy, exact)
            )
            if said != "noise_floor":
                continue
            assert twin not in {"diverging", "diverged"}, (preset["name"], factor, index)
            if twin == "oscillating":
                losses = [run_of(lives, made, index, made.steps).column("loss") for made in (noisy, exact)]
                low = min(float(loss.min()) for loss in losses)
                above = [float(loss[-40:].mean()) - low for loss in losses]
                assert above[1] < 0.5 * above[0], (preset["name"], factor, index)


def landscape(name: str, step: int, steps: int = 200, noise: float = 0.0, **run: object) -> Seen:
    """A run of plain descent on a landscape."""
    problem = {"kind": "landscape", "name": name, "noise": noise, "samples": 60}
    experiment = Experiment.model_validate({"problem": problem, "runs": [run], "steps": steps})
    return seen_at(LiveRuns(), experiment, 0, step)


def test_a_higher_minimum_is_called_a_local_one() -> None:
    seen = landscape("styblinski_tang", 200, learning_rate=0.01, start=[4.2, 0.8])
    assert seen.diagnosis.verdict == "local_minimum"
    assert "28.27 above the lowest one known, \u221278.33" in seen.sentence
    assert "at a local minimum, 28.27 above the lowest one known" in seen.outcome.message


def test_the_last_batch_of_an_epoch_does_not_change_the_batch_size_that_is_said() -> None:
    said = [landscape("bowl", step, noise=8.0, learning_rate=0.2, batch_size=7).sentence for step in range(140, 170)]
    named = [found[1] for sentence in said if (found := re.search(r"a batch of (\d+) ", sentence))]
    assert len(named) > 5 and set(named) == {"7"}, said
    sizes = run_of(LiveRuns(), Experiment.model_validate({
        "problem": {"kind": "landscape", "name": "bowl", "noise": 8.0, "samples": 60},
        "runs": [{"batch_size": 7}], "steps": 200,
    }), 0, 169).column("batch_size")[140:170]  # fmt: skip
    assert set(sizes) == {7, 4}


def test_a_momentum_that_swings_within_its_limit_does_not_diverge() -> None:
    nesterov = {"name": "sgd", "momentum": 0.9, "nesterov": True}
    said = {
        landscape("rotated_ellipse", step, optimizer=nesterov, learning_rate=0.01).diagnosis.verdict
        for step in range(5, 60, 5)
    }
    assert "diverging" not in said


def test_a_newton_step_is_not_told_to_leave_a_saddle_with_more_rate() -> None:
    seen = landscape("saddle_bounded", 60, optimizer="newton", learning_rate=0.5)
    assert (seen.diagnosis.verdict, seen.remedy) == ("saddle", None)
    assert "Plain descent" not in seen.sentence


@pytest.mark.parametrize(
    ("preset", "run", "step", "verdict", "remedy"),
    [
        ("too-large", {"learning_rate": 0.5, "batch_size": 100}, 100, "oscillating", "Set η to 0.17 from here"),
        ("too-large", {"learning_rate": 0.5}, 100, "oscillating", "Set η to 0.17 from here"),
        ("too-large", {"learning_rate": 1}, 100, "diverging", "Start again with η = 0.33"),
        ("spiral", {"learning_rate": 0.4, "batch_size": 1}, 250, "noise", "Set η to 0.13 from here"),
    ],
)
def test_what_throws_a_network_about(preset: str, run: dict[str, Any], step: int, verdict: str, remedy: str) -> None:
    found = next(entry["experiment"] for entry in SMALL if entry["name"] == preset)
    experiment = Experiment.model_validate({**found, "runs": [run], "steps": 400})
    seen = seen_at(LiveRuns(), experiment, 0, step)
    assert seen.diagnosis.verdict == verdict, seen.sentence
    assert seen.remedy is not None and seen.remedy.label == remedy
    check(seen, LiveRuns())


def test_a_schedule_stays_a_schedule_where_a_remedy_starts_again() -> None:
    rate = {"name": "cosine", "initial": 0.5, "T_max": 100}
    seen = landscape("quadratic_k10", 100, learning_rate=rate)
    assert seen.remedy is not None and seen.remedy.label.startswith("Start again with \u03b7\u2080 = ")
    check_remedy(seen, LiveRuns())


STEPPED = {"name": "step", "initial": 0.19, "step_size": 40, "gamma": 0.1}


@pytest.mark.parametrize(
    ("bouncing", "calmed"),
    [
        ({"learning_rate": 0.19}, {"learning_rate": 0.19, "changes": [{"at": 40, "learning_rate": 0.019}]}),
        ({"learning_rate": 0.19}, {"learning_rate": STEPPED}),
    ],
    ids=["changed", "milestone"],
)
def test_a_verdict_looks_only_at_steps_with_the_settings_of_now(
    bouncing: dict[str, Any], calmed: dict[str, Any]
) -> None:
    before, *after = (landscape("quadratic_k10", step, **calmed) for step in range(39, 60))
    assert before.diagnosis.verdict == "oscillating", before.sentence
    assert {landscape("quadratic_k10", step, **bouncing).diagnosis.verdict for step in range(40, 60)} == {"oscillating"}
    assert "oscillating" not in {seen.diagnosis.verdict for seen in after}
    assert after[0].sentence.startswith("The run goes on with other settings from step 40: the slope is ")
    assert "over the last 3 steps" in after[3].sentence


def test_a_network_s_verdict_looks_only_at_steps_with_the_settings_of_now() -> None:
    found = next(entry["experiment"] for entry in SMALL if entry["name"] == "too-large")
    run = {"learning_rate": 0.5, "batch_size": 100, "changes": [{"at": 100, "learning_rate": 0.02}]}
    experiment = Experiment.model_validate({**found, "runs": [run], "steps": 400})
    before, at, *after = (seen_at(LiveRuns(), experiment, 0, step, with_remedy=False) for step in (99, 100, 110, 120))
    assert before.diagnosis.verdict == "oscillating", before.sentence
    assert at.sentence.startswith("The network goes on with other settings from step 100, at a loss of "), at.sentence
    assert [seen.diagnosis.verdict for seen in after] == ["learning", "learning"], after
