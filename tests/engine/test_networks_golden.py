"""Networks against PyTorch: the same data, batches and first weights, through the stepping loop of the product."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.problems.network import NetworkProblem
from app.engine.runs.traces import trace

GOLDEN = Path(__file__).parent.parent / "golden"
ARRAYS = dict(np.load(GOLDEN / "networks.npz"))
CASES = {case["name"]: case for case in json.loads((GOLDEN / "networks.json").read_text("utf-8"))["cases"]}
RUNS = [(case, optimizer) for case in CASES for optimizer in CASES[case]["optimizers"]]

# How PyTorch's names are spelled here.
LOSSES = {"bce_logits": "binary_cross_entropy", "ce": "cross_entropy"}
ACTIVATIONS = {"leaky_relu_001": "leaky_relu"}
NOT_OURS = {"lr", "betas", "decoupled", "applies_to", "loss_0_1_10_100", "sensitivity_1e14"}
REGRESSIONS = {"mse", "huber"}
ROWS = (1, 10, 100)
LARGEST_PIXEL = 16


def stored(case: str, name: str) -> np.ndarray:
    return ARRAYS[f"{case}__{name}"]


def tolerance(case: str, optimizer: str) -> float:
    """Plain SGD on the sine blows up rounding errors: a change of 1e-14 in the start grows to 6e-9."""
    return 1e-6 if (case, optimizer) == ("sine_tanh_mse", "sgd") else 1e-9


def problem_of(case: str) -> dict[str, Any]:
    facts, inputs = CASES[case], stored(case, "X")
    return {
        "kind": "network",
        "dataset": {
            "name": "custom",
            "inputs": (inputs / LARGEST_PIXEL if inputs.dtype == np.uint8 else inputs).tolist(),
            "targets": stored(case, "Y").ravel().astype(float).tolist(),
            "task": "regression" if facts["loss"] in REGRESSIONS else "classes",
        },
        "hidden": [
            {"units": units, "activation": ACTIVATIONS.get(name, name)}
            for units, name in zip(facts["sizes"][1:-1], facts["activations"], strict=True)
        ],
        "loss": {"name": LOSSES.get(facts["loss"], facts["loss"]), **facts["loss_options"]},
        "l2": facts["l2_on_weights"],
        "initial_parameters": stored(case, "theta0").tolist(),
        "evaluate_every": 1,
    }


def experiment(case: str, optimizer: str) -> Experiment:
    return Experiment.model_validate({"problem": problem_of(case), "runs": [run_of(case, optimizer)], "steps": 100})


def run_of(case: str, optimizer: str) -> dict[str, Any]:
    facts = CASES[case]
    settings = facts["optimizers"][optimizer]
    hyper = {name: value for name, value in settings.items() if name not in NOT_OURS}
    if "betas" in settings:
        hyper |= dict(zip(("beta1", "beta2"), settings["betas"], strict=True))
    name = optimizer if optimizer in ("adam", "adamw") else "sgd"
    batches = given_batches(case) if facts["batch"] < facts["n"] else None
    return {"optimizer": {"name": name, **hyper}, "learning_rate": settings["lr"], "batches": batches}


def beside_another(case: str, optimizer: str) -> Experiment:
    """The same run behind one that descends the mean absolute error, with its loss as its own."""
    problem, run = problem_of(case), run_of(case, optimizer)
    runs = [run, run | {"loss": problem["loss"]}]
    return Experiment.model_validate({"problem": problem | {"loss": "mae"}, "runs": runs, "steps": 100})


def given_batches(case: str) -> list[list[int]]:
    """PyTorch's batches, step by step: a permutation of the samples in each whole epoch."""
    samples, size = CASES[case]["n"], CASES[case]["batch"]
    flat = stored(case, "order").astype(np.int64).ravel()
    epochs = [flat[begin : begin + samples] for begin in range(0, len(flat), samples)]
    assert all(sorted(order) == list(range(samples)) for order in epochs[:-1])
    return [order[begin : begin + size].tolist() for order in epochs for begin in range(0, len(order), size)]


@pytest.fixture(autouse=True)
def _no_overflow() -> Iterator[None]:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


@pytest.mark.parametrize("case", CASES)
def test_start(case: str) -> None:
    problem = experiment(case, "sgd").problem.build(0)
    assert isinstance(problem, NetworkProblem)
    assert problem.dimension == CASES[case]["n_params"]
    start = problem.start()
    np.testing.assert_array_equal(problem.to_public(start), stored(case, "theta0"))
    outputs = problem.network.outputs(start, problem.data.rows(slice(0, problem.samples)))
    np.testing.assert_allclose(outputs.T, stored(case, "out0"), rtol=0, atol=1e-12)
    loss, gradient = problem.value_and_gradient(start)
    assert loss == pytest.approx(CASES[case]["loss0"], abs=1e-12)
    np.testing.assert_allclose(problem.to_public(gradient), stored(case, "grad0"), rtol=0, atol=1e-12)
    # The same from the plan that steps use.
    planned = np.full_like(start, np.nan)
    evaluation = problem.epoch(None).evaluate(start, 0, problem.samples, planned)
    assert evaluation.batch_loss == pytest.approx(CASES[case]["loss0"], abs=1e-12)
    np.testing.assert_allclose(problem.to_public(planned), stored(case, "grad0"), rtol=0, atol=1e-12)
    layers = problem.layout.layers(problem.from_public(stored(case, "grad0")))
    np.testing.assert_allclose(evaluation.norms, [np.linalg.norm(layer) for layer in layers], rtol=1e-9)


@pytest.mark.parametrize("race", [experiment, beside_another])
@pytest.mark.parametrize(("case", "optimizer"), RUNS)
def test_hundred_steps(case: str, optimizer: str, race: Callable[[str, str], Experiment]) -> None:
    run = trace(race(case, optimizer), ["parameters", "loss", "batch_loss"]).runs[-1]
    near = tolerance(case, optimizer)
    theta, losses = stored(case, f"{optimizer}_theta"), stored(case, f"{optimizer}_loss")
    for index, row in enumerate(ROWS):
        np.testing.assert_allclose(
            run.columns["parameters"][row], theta[index], rtol=0, atol=near, err_msg=f"after {row} steps"
        )
    np.testing.assert_allclose(run.columns["loss"][[0, *ROWS]], losses, rtol=0, atol=near)
    batches = stored(case, f"{optimizer}_batchloss")
    np.testing.assert_allclose(run.columns["batch_loss"][:100], batches, rtol=0, atol=near)


def test_golden_data_are_all_used() -> None:
    assert len(CASES) == 11
    assert {optimizer for _, optimizer in RUNS} == {"sgd", "momentum", "nesterov", "adam", "adamw"}
