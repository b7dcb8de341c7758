"""Explanations and diagnoses: the numbers of a step add up, the sentences are true, the remedies keep their word."""

import re
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.optimizers import optimizers
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import trace
from app.engine.telling.diagnosis import Candidate
from app.engine.telling.explanation import explaining
from app.engine.telling.remedy import forked_experiment
from app.engine.wording import number


def explain(experiment: Experiment, step: int, run: int = 0) -> dict[str, Any]:
    work = explaining(LiveRuns(), experiment, run, step)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def experiment(name: str = "rosenbrock", steps: int = 100, noise: float = 0.0, **run: object) -> Experiment:
    problem = {"kind": "landscape", "name": name, "noise": noise, "samples": 64}
    return Experiment.model_validate({"problem": problem, "runs": [run], "steps": steps})


@pytest.mark.parametrize("name", sorted(optimizers))
@pytest.mark.parametrize("step", [0, 1, 30])
def test_step_adds_up(name: str, step: int) -> None:
    told = explain(experiment(optimizer=name, learning_rate=0.001, noise=2.0, batch_size=8), step)
    here, update = np.array(told["parameters"]), np.array(told["update"])
    np.testing.assert_allclose(here + update, told["next"], rtol=0, atol=1e-15)
    if told["terms"]:
        total = np.sum([term["value"] for term in told["terms"]], axis=0)
        np.testing.assert_allclose(total, update, rtol=1e-9, atol=1e-15)
    assert all(line["value"] is not None for line in told["lines"])


def test_numbers_are_those_of_the_trace() -> None:
    made = experiment(optimizer={"name": "sgd", "momentum": 0.9}, learning_rate=0.0005)
    columns = trace(made).runs[0].columns
    told = explain(made, 40)
    assert told["loss"] == columns["loss"][40]
    assert told["next_loss"] == columns["loss"][41]
    assert told["batch_gradient"] == columns["batch_gradient"][40].tolist()


def test_terms_that_are_switched_off_are_not_shown() -> None:
    told = explain(experiment(optimizer="sgd"), 3)
    assert [term["role"] for term in told["terms"]] == ["gradient"]
    assert r"\memory" not in told["lines"][0]["latex"]
    assert r"\decay" not in told["lines"][0]["latex"]
    full = explain(experiment(optimizer={"name": "sgd", "momentum": 0.5, "weight_decay": 0.1}), 3)
    assert [term["role"] for term in full["terms"]] == ["memory", "gradient", "decay"]


@pytest.mark.parametrize(
    ("optimizer", "limit"),
    [
        ({"name": "sgd"}, 0.2),
        ({"name": "sgd", "momentum": 0.9}, 0.38),
        ({"name": "sgd", "momentum": 0.9, "nesterov": True}, 0.2 * 1.9 / 2.8),
        ({"name": "sgd", "momentum": 0.9, "dampening": 0.9}, 3.8),
        ("adam", None),
    ],
)
def test_stability_limit(optimizer: object, limit: float | None) -> None:
    told = explain(experiment("quadratic_k10", optimizer=optimizer, learning_rate=0.1), 5)["stability"]
    assert told["sharpness"] == pytest.approx(10)
    assert told["limit"] == (None if limit is None else pytest.approx(limit))
    assert told["ratio"] == (None if limit is None else pytest.approx(0.1 / limit))


@pytest.mark.parametrize("share", [0.98, 1.02])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("nesterov", [False, True])
def test_the_limit_separates_shrinking_from_growing(share: float, momentum: float, nesterov: bool) -> None:
    optimizer = {"name": "sgd", "momentum": momentum, "nesterov": nesterov}
    limit = explain(experiment("parabola_1d", optimizer=optimizer, learning_rate=0.1), 0)["stability"]["limit"]
    made = experiment("parabola_1d", 600, optimizer=optimizer, learning_rate=share * limit)
    losses = trace(made).runs[0].columns["loss"]
    assert (losses[-20:].max() > losses[:20].max()) == (share > 1)


CASES: list[tuple[str, dict[str, Any], int]] = [
    ("starting", {"name": "bowl", "learning_rate": 0.1}, 0),
    ("descending", {"name": "bowl", "learning_rate": 0.1}, 20),
    ("converged", {"name": "bowl", "learning_rate": 0.5}, 90),
    ("crawling", {"name": "quadratic_k10", "learning_rate": 0.002}, 40),
    ("diverging", {"name": "quadratic_k10", "learning_rate": 0.25}, 30),
    ("diverged", {"name": "quadratic_k10", "learning_rate": 2.0}, 90),
    ("oscillating", {"name": "parabola_1d", "learning_rate": 1.95}, 20),
    ("saddle", {"name": "saddle_bounded", "learning_rate": 0.3, "start": [2.0, 1e-9]}, 40),
    ("plateau", {"name": "plateau", "learning_rate": 0.5, "start": [5.5, 0.0]}, 10),
    ("noise_floor", {"name": "bowl", "learning_rate": 0.2, "noise": 8.0, "batch_size": 2, "steps": 200}, 150),
    ("weaving", {"name": "rosenbrock", "learning_rate": 0.001, "optimizer": {"name": "sgd", "momentum": 0.9}}, 40),
]


@pytest.mark.parametrize(("verdict", "settings", "step"), CASES, ids=[case[0] for case in CASES])
def test_verdicts(verdict: str, settings: dict[str, Any], step: int) -> None:
    diagnosis = explain(experiment(**settings), step)["diagnosis"]
    sentence = "".join(piece["text"] for piece in diagnosis["sentence"])
    assert diagnosis["verdict"] == verdict, sentence
    assert sum(piece["strong"] for piece in diagnosis["sentence"]) == 1
    assert sentence.endswith((".", ")"))
    assert "nan" not in sentence.lower()


@pytest.mark.parametrize(("verdict", "settings", "step"), CASES, ids=[case[0] for case in CASES])
def test_remedies_do_what_they_say(verdict: str, settings: dict[str, Any], step: int) -> None:
    made = experiment(**settings)
    told = explain(made, step)
    remedy = told["diagnosis"]["remedy"]
    if remedy is None:
        assert verdict in ("starting", "descending", "converged", "weaving", "plateau")
        return
    data = made.complete()
    if remedy["from_start"]:
        data["runs"][0].update(remedy["change"])
        horizon = int(found(r"At step ([\d,]+)", remedy["effect"]).replace(",", ""))
    else:
        data["runs"][0]["changes"] = [{"at": told["step"], **remedy["change"]}]
        horizon = told["step"] + int(found(r"(\d+) steps on", remedy["effect"]))
    loss = trace(Experiment.model_validate(data)).runs[0].columns["loss"][horizon]
    assert found(r"loss (.+) instead", remedy["effect"]) == number(loss)


def test_last_step_has_nothing_after_it() -> None:
    told = explain(experiment("bowl", learning_rate=0.1), 100)
    assert told["next"] is None
    assert told["update"] is None


def test_a_remedy_that_does_not_fit_is_not_offered() -> None:
    assert forked_experiment(experiment("bowl"), 0, 5, Candidate("x", {"batch_size": 10_000})) is None


@pytest.mark.parametrize(
    ("optimizer", "batch", "label"),
    [
        ({"name": "sgd"}, None, "−η∇f"),
        ({"name": "sgd", "momentum": 0.9}, None, "−η∇f"),
        ({"name": "sgd", "momentum": 0.9}, 8, "−ηg"),
        ({"name": "sgd", "momentum": 0.9, "nesterov": True}, None, "from ∇f"),
        ({"name": "adam"}, 8, "from g"),
    ],
)
def test_only_the_gradient_is_called_gradient(optimizer: object, batch: int | None, label: str) -> None:
    told = explain(experiment(optimizer=optimizer, learning_rate=0.001, noise=2.0, batch_size=batch), 3)
    (term,) = (term for term in told["terms"] if term["role"] == "gradient")
    assert term["label"] == label
    if label.startswith("−η"):
        named = np.array(told["gradient" if label.endswith("∇f") else "batch_gradient"])
        np.testing.assert_allclose(term["value"], -told["learning_rate"] * named)
