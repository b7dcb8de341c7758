"""Runs of which a wrong sentence is easily said: outcome, verdict and remedy against numbers got by other means."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.problems.network import NetworkProblem
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Outcome, outcome_at
from app.engine.telling.explanation import explain

CASES = Path(__file__).parent.parent / "words"


def case(name: str) -> dict[str, Any]:
    """The experiment of a case."""
    return dict(json.loads((CASES / f"{name}.json").read_text()))


def told(body: dict[str, Any], step: int | None = None) -> tuple[Outcome, str, str, dict[str, Any] | None]:
    """Outcome, verdict, sentence and remedy at a step, the last one where none is given."""
    experiment = Experiment.model_validate(body)
    step = experiment.steps if step is None else step
    live = LiveRuns().race(experiment).runs[0]
    live.extend(experiment.steps + 2)
    diagnosis = explain(experiment, 0, step)["diagnosis"]
    sentence = "".join(piece["text"] for piece in diagnosis["sentence"])
    return outcome_at(live, step, experiment.steps), diagnosis["verdict"], sentence, diagnosis["remedy"]


@cache
def of_case(name: str) -> tuple[Outcome, str, str, dict[str, Any] | None]:
    return told(case(name))


def formula(expression: str, start: list[float], steps: int = 12, **run: Any) -> dict[str, Any]:
    """A run on a curve."""
    problem = {"kind": "formula", "expression": expression, "window": [[-2, 2]]}
    return {"problem": problem, "runs": [{"start": start, **run}], "steps": steps}


def rows(count: int = 40) -> tuple[list[list[float]], list[float]]:
    """Inputs and numbers that follow from them, with some noise."""
    random = np.random.default_rng(3)
    inputs = random.normal(size=(count, 2)).round(3)
    return inputs.tolist(), (inputs @ [2.0, -1.0] + 0.5 + 0.1 * random.normal(size=count)).round(3).tolist()


def line(steps: int = 400, scale: float = 1.0, **problem: Any) -> dict[str, Any]:
    """A straight line through points."""
    inputs, targets = rows()
    data = {"name": "custom", "inputs": inputs, "targets": [scale * t for t in targets], "task": "regression"}
    network = {"kind": "network", "dataset": data, "hidden": [], "loss": "mse", **problem}
    return {"problem": network, "runs": [{"learning_rate": 0.1}], "steps": steps}


def test_a_run_that_rests_at_a_minimum_has_converged() -> None:
    outcome, verdict, _, _ = of_case("flat_start")
    assert (outcome.status, outcome.step, verdict) == ("converged", 0, "converged")


@pytest.mark.parametrize(
    ("rate", "start", "words"),
    [
        (1.2, 5, "the loss rose from 25 to "),
        (1.0, 3, "the loss stayed at 9."),
        (0.1, 3, "the loss fell from 9 to "),
    ],
)
def test_an_outcome_says_where_the_loss_went(rate: float, start: float, words: str) -> None:
    outcome = told(formula("x^2", [start], learning_rate=rate))[0]
    assert outcome.status == "running"
    assert words in outcome.message, outcome.message


@pytest.mark.parametrize("optimizer", [{"name": "lbfgs", "tolerance_change": 1e-5}, {"name": "lbfgs"}])
def test_a_run_that_rests_by_its_own_tolerance_has_converged(optimizer: dict[str, Any]) -> None:
    outcome, verdict, _, _ = told(formula("x^2+x^4", [1.0], 30, optimizer=optimizer, learning_rate=1))
    assert (outcome.status, verdict) == ("converged", "converged"), outcome
    outcome, verdict, _, _ = told({**line(200), "runs": [{"optimizer": optimizer, "learning_rate": 1}]})
    assert (outcome.status, verdict) == ("converged", "converged"), outcome


@pytest.mark.parametrize("scale", [1.0, 1e-5, 1e5])
def test_a_fit_that_has_converged_is_not_called_stalled_and_one_that_has_not_is_not_called_converged(
    scale: float,
) -> None:
    inputs, targets = rows()
    ones = np.column_stack([inputs, np.ones(len(inputs))])
    exact = np.linalg.lstsq(ones, scale * np.array(targets), rcond=None)[0]
    body = line(scale=scale)
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(402)
    for step in (5, 40, 100, 400):
        outcome, verdict, _, _ = told(body, step)
        away = np.abs(live.problem.to_public(live.point(step)) - exact).max() / scale
        assert (outcome.status == "converged") == (verdict == "converged") == (away < 1e-4), (step, away, outcome)
        assert outcome.status in ("running", "converged")


def test_a_plateau_that_will_be_left_is_no_end() -> None:
    outcome, verdict, sentence, remedy = of_case("xor_plateau")
    assert outcome.status == "running" and "stall" not in outcome.message.lower()
    assert verdict == "plateau"
    assert "moves on" in sentence and "first weights were 0.012" in sentence
    assert remedy is not None and remedy["problem"]["initializer"] == {"name": "xavier_uniform"}
    made = case("xor_plateau")
    made["problem"] |= remedy["problem"]
    assert loss_of(made, 5000) == pytest.approx(0.001227, rel=1e-3)
    assert remedy["effect"] == "At step 5,000: loss 0.001227 instead of 0.6931"


def loss_of(body: dict[str, Any], step: int) -> float:
    """The loss of the first run at a step."""
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(step + 1)
    return live.measured(step)["loss"]


def activations(body: dict[str, Any], step: int) -> list[np.ndarray[Any, Any]]:
    """Values (units, samples) of each hidden layer, by a forward pass written here."""
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(step + 1)
    problem = live.problem
    assert isinstance(problem, NetworkProblem)
    public, below, found, at = problem.to_public(live.point(step)), problem.data.rows(slice(None)).T, [], 0
    functions = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}
    sizes = problem.layout.sizes
    for into, out, layer in zip(sizes[:-2], sizes[1:-1], problem.settings.hidden or (), strict=True):
        weights = public[at : at + into * out].reshape(out, into)
        biases = public[at + into * out : at + (into + 1) * out]
        below, at = functions[layer.activation.key()](weights @ below + biases[:, None]), at + (into + 1) * out
        found.append(below)
    return found


def test_units_that_answer_to_no_sample_are_dead() -> None:
    outcome, verdict, sentence, _ = of_case("dead")
    assert (outcome.status, verdict) == ("stalled", "dead")
    assert "all 3 units of hidden layer 1 answer to none" in sentence
    assert not activations(case("dead"), 200)[0].any()


def test_units_that_are_partly_dead_are_said_to_be_so() -> None:
    body = case("dead")
    body["problem"]["initial_parameters"] = [0.5, 0.3, 0.8, 0.1, -5, -5, 1, 1, 1, 0]
    _, verdict, sentence, _ = told(body, 100)
    assert (activations(body, 100)[0] == 0).all(axis=1).tolist() == [False, True, True]
    assert verdict == "partly dead" and "2 of the 3 units of hidden layer 1" in sentence


def test_saturated_units_are_not_called_dead() -> None:
    outcome, verdict, sentence, remedy = of_case("saturated")
    assert (np.abs(activations(case("saturated"), 300)[0]) > 0.99).all()
    assert (outcome.status, verdict) == ("stalled", "saturated")
    assert "targets lie between 305,100 and 511,100" in sentence and "dead" not in sentence
    assert remedy is not None and remedy["label"] == "Start again, inputs and targets scaled"
    made = case("saturated")
    made["problem"] |= remedy["problem"]
    assert (np.abs(activations(made, 300)[0]) < 0.99).any()
    deviation = np.std(case("saturated")["problem"]["dataset"]["targets"])
    before, after = (loss_of(body, 300) for body in (case("saturated"), made))
    assert after * deviation**2 < 0.9 * before


def test_a_penalty_that_is_too_strong_is_named() -> None:
    _, verdict, sentence, remedy = of_case("penalty_too_strong")
    assert verdict == "penalty too strong"
    assert "0.3·10 = 3" in sentence and "1 − η·λ = −2" in sentence
    assert remedy is not None and remedy["problem"] == {"l2": 0.01}
    assert remedy["effect"].endswith("without the penalty")


def test_a_penalty_that_holds_everything_at_zero_is_named() -> None:
    outcome, verdict, _, remedy = of_case("penalty_holds")
    assert verdict == "held at zero" and outcome.status in ("running", "converged")
    assert remedy is not None and remedy["problem"]["l2"] < 0.1


@pytest.mark.parametrize("step", [200, 777, 1000, 1500, 1999, 2000])
def test_what_bounces_at_full_batch_always_does(step: int) -> None:
    body = case("full_batch_bounces")
    outcome, verdict, sentence, remedy = told(body, step)
    assert outcome.status == "running" and "up and down" in outcome.message
    assert verdict == "oscillating" and "times the limit" in sentence and "97.7, unscaled" in sentence
    assert remedy is not None and remedy["problem"] == {"scaling": "standard"}


def test_inputs_as_large_as_these_curve_the_loss_beyond_what_the_rate_takes() -> None:
    """The limit by a Hessian made of differences of gradients, one column after the other."""
    live = LiveRuns().race(Experiment.model_validate(case("full_batch_bounces"))).runs[0]
    live.extend(2001)
    highest = 0.0
    for row in range(1995, 2001):
        point, stride = live.point(row), 1e-6
        columns = [
            live.problem.value_and_gradient(point + stride * axis)[1]
            - live.problem.value_and_gradient(point - stride * axis)[1]
            for axis in np.eye(len(point))
        ]
        hessian = np.array(columns) / (2 * stride)
        highest = max(highest, float(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]))
    assert f"{2 / highest:.3g}" in of_case("full_batch_bounces")[2]


def test_targets_that_lie_too_far_away_are_out_of_reach() -> None:
    body = line(400)
    body["problem"]["dataset"]["targets"] = [1e5 + t for t in body["problem"]["dataset"]["targets"]]
    body["runs"] = [{"optimizer": "adam", "learning_rate": 0.01}]
    _, verdict, sentence, remedy = told(body, 200)
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(201)
    biases = [float(live.problem.to_public(live.point(row))[-1]) for row in (100, 200)]
    assert verdict == "out of reach", sentence
    pace = float(sentence.split("came nearer by ")[1].split(" a step")[0])
    assert pace == pytest.approx((biases[1] - biases[0]) / 100, rel=0.3)
    assert remedy is not None and remedy["label"] == "Start again, targets scaled"


def test_one_answer_to_all_is_named() -> None:
    inputs, _ = rows(24)
    data = {"name": "custom", "inputs": inputs, "targets": [0] * 18 + [1] * 6}
    network = {"kind": "network", "dataset": data, "hidden": [{"units": 2, "activation": "tanh"}]}
    network["initial_parameters"] = [0.1, 0.2, -0.1, 0.1, 0, 0, 0.1, 0.2, -1]
    body = {"problem": network, "runs": [{"learning_rate": 1e-4}], "steps": 100}
    outcome, verdict, sentence, _ = told(body)
    assert (outcome.status, verdict) == ("running", "one class")
    assert "all training samples are taken for 0, which 75" in sentence


@pytest.mark.parametrize(("patience", "threshold_mode", "noted"), [(2, "rel", True), (2, "abs", False)])
def test_a_rate_that_can_never_drop_is_told_of(patience: int, threshold_mode: str, noted: bool) -> None:
    schedule = {"name": "reduce_on_plateau", "initial": 0.4, "patience": patience, "threshold_mode": threshold_mode}
    body = formula("x^2-5", [1], 60, learning_rate=schedule)
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(61)
    assert bool(np.ptp(live.column("learning_rate")) == 0) is noted
    assert ("does not lower η here" in told(body, 40)[2]) is noted


@pytest.mark.parametrize("expression", ["x^2-5", "x^2+5", "-exp(-x^2)", "x^2-1e-3", "x^4-x^2"])
@pytest.mark.parametrize("threshold", [0.0, 1e-4, 0.1])
@pytest.mark.parametrize("patience", [0, 3])
def test_a_rate_is_said_not_to_drop_where_it_does_not_and_nowhere_else(
    expression: str, threshold: float, patience: int
) -> None:
    """By the rule itself: a loss that rests for longer than the patience drops the rate, unless that is progress."""
    schedule = {"name": "reduce_on_plateau", "initial": 0.2, "patience": patience, "threshold": threshold}
    body = formula(expression, [1], 80, learning_rate=schedule)
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(82)
    rates, losses = live.column("learning_rate"), live.column("loss")
    for step in (30, 60, 79):
        noted = "does not lower η here" in told(body, step)[2]
        rests = np.ptp(losses[step - patience - 2 : step + 1]) <= 1e-9
        dropped = rates[step + 1] < rates[step - patience - 2]
        if noted:
            assert losses[: step + 1].min() < 0 < threshold and not dropped, step
        elif rests:
            assert dropped or losses[step] >= 0 or threshold == 0, step


@pytest.mark.parametrize(("noise", "noted"), [(0.0, True), (2.0, False)])
@pytest.mark.parametrize(
    "landscape", [{"kind": "landscape", "name": "bowl"}, {"kind": "formula", "expression": "x^2+y^2"}]
)
def test_a_batch_size_that_cannot_matter_is_told_of(landscape: dict[str, Any], noise: float, noted: bool) -> None:
    runs = [{"batch_size": 4, "learning_rate": 0.1}, {"learning_rate": 0.1}]
    body = {"problem": {**landscape, "noise": noise, "samples": 40}, "runs": runs, "steps": 30}
    assert ("Batches of 4 do what the full batch does" in told(body)[2]) is noted
    small, full = LiveRuns().race(Experiment.model_validate(body)).runs
    for live in (small, full):
        live.extend(31)
    assert np.array_equal(small.point(30), full.point(30)) is noted


@pytest.mark.parametrize(("activation", "beyond"), [("sigmoid", 2), ("tanh", 1), ("identity", 0)])
def test_targets_that_no_output_can_be_are_out_of_reach(activation: str, beyond: int) -> None:
    body = line(50, output_activation=activation)
    body["problem"]["dataset"]["inputs"], body["problem"]["dataset"]["targets"] = [[0], [1], [2]], [-0.5, 0.5, 1.5]
    outcome, verdict, sentence, _ = told(body)
    assert (verdict == "out of reach") is (beyond > 0), sentence
    assert not beyond or f"{beyond} of the 3 lie outside" in sentence
    assert outcome.status == "running" or activation == "identity"


@pytest.mark.parametrize(("activation", "bias"), [("sigmoid", 40), ("sigmoid", -40), ("tanh", 20), ("tanh", -20)])
def test_outputs_at_the_wrong_end_of_their_range_have_stalled_and_not_converged(activation: str, bias: float) -> None:
    body = line(50, output_activation=activation, initial_parameters=[0, 0, bias])
    body["problem"]["dataset"]["targets"] = [0.5 + 0.01 * (place % 7) for place in range(40)]
    outcome, verdict, sentence, _ = told(body)
    assert (outcome.status, verdict) == ("stalled", "saturated"), (outcome, sentence)
    low = 0 if activation == "sigmoid" else "\u22121"
    assert f"The outputs are saturated: for every training sample they stand at an end of {low} … 1" in sentence
    assert loss_of(body, 50) == loss_of(body, 0) > 0.1
    body["problem"]["initial_parameters"] = [0, 0, 0]
    assert loss_of(body, 50) < 0.01, "from elsewhere it learns"


def test_outputs_at_the_right_end_of_their_range_are_not_called_saturated() -> None:
    body = line(50, output_activation="sigmoid", initial_parameters=[0, 0, 40])
    body["problem"]["dataset"]["targets"] = [1.0] * 39 + [0.0]
    outcome, verdict, sentence, _ = told(body)
    assert "saturated" not in sentence and outcome.status != "stalled", (verdict, sentence, outcome)


def test_units_that_look_alike_but_give_on_otherwise_do_not_stay_alike() -> None:
    inputs, targets = rows(24)
    data = {"name": "custom", "inputs": inputs, "targets": targets, "task": "regression"}
    for out, verdict in (([0.4, 0.4], "symmetric"), ([0.4, -0.2], "starting")):
        first = [0.3, -0.5, 0.3, -0.5, 0.1, 0.1, *out, 0]
        network = {"kind": "network", "dataset": data, "hidden": [{"units": 2, "activation": "tanh"}]}
        body = {"problem": {**network, "initial_parameters": first}, "runs": [{"learning_rate": 0.05}], "steps": 40}
        assert told(body, 0)[1] == verdict
        hidden = activations(body, 40)[0]
        assert np.array_equal(hidden[0], hidden[1]) is (verdict == "symmetric")


def test_a_small_rate_is_no_network_that_is_too_simple() -> None:
    inputs, _ = rows(24)
    data = {"name": "custom", "inputs": inputs, "targets": [int(x + y > 0) for x, y in inputs]}
    network = {"kind": "network", "dataset": data, "hidden": [], "initial_parameters": [-0.5, 0.4, 0]}
    body = {"problem": network, "runs": [{"learning_rate": 1e-5}], "steps": 200}
    _, verdict, sentence, _ = told(body)
    assert verdict == "stuck", sentence
    assert told({**body, "runs": [{"learning_rate": 3}]})[1] == "learned", "a straight line parts them"


@pytest.mark.parametrize("changes", [[], [{"at": 30, "l2": 0.0, "learning_rate": 1e-4}]], ids=["stays", "goes"])
def test_a_penalty_that_falls_is_no_learning_by_heart(changes: list[dict[str, float]]) -> None:
    """From weights that fit, a penalty takes a line away: the cost falls, while all that is learned is lost."""
    body = line(60, l2=1.0, initial_parameters=[2, -1, 0.5])
    body["problem"]["dataset"] |= {"test_fraction": 0.5}
    body["runs"] = [{"learning_rate": 0.02, "changes": changes}]
    live = LiveRuns().race(Experiment.model_validate(body)).runs[0]
    live.extend(61)
    for step in (20, 40, 60):
        costs, tests = (live.column(name) for name in ("loss", "test_loss"))
        assert costs[step] < 0.9 * costs[0] and tests[step] > 1.1 * tests[0] == 1.1 * tests.min()
        assert live.problem.fit(live.point(step)) > live.problem.fit(live.point(0))
        _, verdict, sentence, _ = told(body, step)
        assert verdict != "overfitting", sentence


def test_the_network_worked_by_hand_is_told_of() -> None:
    data = {"name": "custom", "inputs": [[0.05, 0.1]], "targets": [[0.01, 0.99]], "task": "regression"}
    network = {"kind": "network", "dataset": data, "hidden": [{"units": 2, "activation": "sigmoid"}]}
    body = {"problem": {**network, "output_activation": "sigmoid"}, "runs": [{"learning_rate": 0.5}], "steps": 60}
    outcome, verdict, _, _ = told(body)
    assert (outcome.status, verdict) == ("running", "learning")
