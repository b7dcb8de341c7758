"""Some four hundred small experiments on the borders between verdicts."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

Body = dict[str, Any]
RANDOM = np.random.default_rng(1)
INPUTS = RANDOM.normal(size=(24, 2)).round(2)
NUMBERS = (INPUTS @ [2, -1]).round(2)
CLASSES = (INPUTS.sum(axis=1) > 0).astype(int)
XOR = {"name": "custom", "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 1, 0]}


def curve(expression: str, start: list[float], steps: int, **run: Any) -> Body:
    """A run on a formula."""
    problem = {"kind": "formula", "expression": expression, "window": [[-4, 4]] * len(start)}
    return {"problem": problem, "runs": [{"start": start, **run}], "steps": steps}


def network(
    inputs: Any, targets: Any, steps: int, run: Body, task: str | None = None, split: bool = False, **problem: Any
) -> Body:
    """A network on a person's own numbers; `split` keeps the second half of them for tests."""
    data = {"name": "custom", "inputs": np.asarray(inputs).tolist(), "targets": np.asarray(targets).tolist()}
    dataset = data if task is None else {**data, "task": task}
    dataset |= {"test_fraction": 0.5, "order": "in_order"} if split else {}
    return {"problem": {"kind": "network", "dataset": dataset, "hidden": [], **problem}, "runs": [run], "steps": steps}


def quadratics() -> Iterator[Body]:
    """Rates around the largest stable one."""
    heavy = {"name": "sgd", "momentum": 0.9}
    for ratio in (0.02, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1, 1.5):
        yield curve("x^2+5*y^2", [1.5, 1], 60, learning_rate=0.2 * ratio)
        yield curve("x^2+5*y^2", [1.5, 1], 60, learning_rate=0.38 * ratio, optimizer=heavy)
        yield curve("x^2", [3], 40, learning_rate=ratio)


def curves() -> Iterator[Body]:
    """Minima, level ones as well, kinks, saddles and maxima, by very different rules."""
    places = [("x^2+3", [0.0]), ("x^2", [1.0]), ("x^4", [1.0]), ("x^2/1e6", [1.0]), ("-exp(-x^2)", [3.0]),
              ("x^2-5", [1.0]), ("abs(x)", [1.0]), ("sin(3*x)+x^2/10", [1.0]), ("x^2-y^2+y^4", [1.0, 0.0]),
              ("x^2-y^2+y^4", [1.0, 1e-7])]  # fmt: skip
    rules = [
        ("sgd", 0.1),
        ("sgd", 0.001),
        ("adam", 0.1),
        ("lbfgs", 1.0),
        ("newton", 1.0),
        ("adadelta", 1.0),
        ("rprop", 0.01),
    ]
    for (expression, start), (optimizer, rate) in itertools.product(places, rules):
        yield curve(expression, start, 80, optimizer=optimizer, learning_rate=rate)


def decays() -> Iterator[Body]:
    """Weight decays around what a rate takes."""
    for decay, rate in itertools.product([0.1, 5.0, 10.0], [0.1, 0.19, 0.21, 0.3]):
        yield curve("x^2/100", [1.0], 60, optimizer={"name": "sgd", "weight_decay": decay}, learning_rate=rate)


def units() -> Iterator[Body]:
    """Units that are dead or saturated from the start, or made so by large targets."""
    random = np.random.default_rng(2)
    for activation, bias, scale, rate, optimizer in itertools.product(
        ["relu", "tanh"], [0.0, -5.0, 8.0], [1.0, 1e4], [0.01, 0.3], ["sgd", "adam"]
    ):
        weights = [*random.normal(size=8).round(2), bias, bias, bias, bias, *random.normal(size=4).round(2), 0.0]
        yield network(
            INPUTS, scale * NUMBERS, 120, {"optimizer": optimizer, "learning_rate": rate}, "regression",
            hidden=[{"units": 4, "activation": activation}], initial_parameters=[float(w) for w in weights],
        )  # fmt: skip


def penalties() -> Iterator[Body]:
    """Penalties from none to far too strong."""
    for l2, rate, batch in itertools.product([0.0, 0.01, 0.3, 3.0, 10.0], [0.05, 0.3, 1.0], [None, 6]):
        run = {"learning_rate": rate, "batch_size": batch}
        yield network(INPUTS, CLASSES, 150, run, hidden=[{"units": 3, "activation": "tanh"}], l2=l2)


def scales() -> Iterator[Body]:
    """Inputs of all sizes, scaled or not."""
    hidden: list[list[Body]] = [[], [{"units": 3, "activation": "tanh"}]]
    for size, rate, scaling, layers in itertools.product(
        [1.0, 30.0, 1000.0], [0.001, 0.03, 0.3], ["none", "standard"], hidden
    ):
        yield network(size * (INPUTS + 2), CLASSES, 150, {"learning_rate": rate}, hidden=layers, scaling=scaling)


def plateaus() -> Iterator[Body]:
    """XOR from first weights of all sizes."""
    for std, rate, optimizer in itertools.product([0.001, 0.01, 0.1, 0.5], [0.3, 1.0], ["sgd", "adam", "lbfgs"]):
        yield network(
            XOR["inputs"], XOR["targets"], 300, {"optimizer": optimizer, "learning_rate": rate},
            hidden=[{"units": 4, "activation": "sigmoid"}], initializer={"name": "normal", "std": std},
        )  # fmt: skip


def lines() -> Iterator[Body]:
    """Straight lines, whose losses have one lowest value, through numbers of all sizes."""
    for loss, rate, scale, optimizer in itertools.product(
        ["mse", "mae", "huber"], [0.003, 0.1, 0.45], [1.0, 1e-5, 1e3], ["sgd", "adam", "lbfgs"]
    ):
        targets = scale * (NUMBERS + 0.1 * np.sin(7 * NUMBERS))
        yield network(INPUTS, targets, 200, {"optimizer": optimizer, "learning_rate": rate}, "regression", loss=loss)


def balances() -> Iterator[Body]:
    """Classes of which one is rare, at rates from next to nothing on."""
    hidden: list[list[Body]] = [[], [{"units": 3, "activation": "tanh"}]]
    shares = [*([int(place < rare) for place in range(len(INPUTS))] for rare in (1, 3, 6)), CLASSES]
    for targets, rate, layers in itertools.product(shares, [1e-5, 0.1, 3.0], hidden):
        first = [0.1, 0.2, -0.1, 0.1, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.1, -1.0] if layers else [0.1, 0.0, -1.0]
        run = {"learning_rate": rate}
        yield network(INPUTS, targets, 120, run, "classes", hidden=layers, initial_parameters=first)


def reaches() -> Iterator[Body]:
    """Targets that outputs can be, cannot be, or are far away from."""
    hidden: list[list[Body]] = [[], [{"units": 2, "activation": "tanh"}]]
    runs = [{"learning_rate": 0.1}, {"optimizer": "adam", "learning_rate": 0.01}, {"learning_rate": 300.0}]
    for activation, shift, run, layers in itertools.product(
        ["identity", "sigmoid", "tanh"], [0.5, -0.5, 1e4], runs, hidden
    ):
        targets = shift + 0.1 * np.tanh(NUMBERS)
        yield network(INPUTS, targets, 90, run, "regression", hidden=layers, output_activation=activation)


def stops() -> Iterator[Body]:
    """Runs that wait for a lower loss of samples that are not learned from, for a while or for long."""
    noisy = NUMBERS + RANDOM.normal(size=24)
    for patience, least, rate, every in itertools.product([3, 20], [0.0, 0.05], [0.02, 0.2], [1, 4]):
        yield network(
            INPUTS, noisy, 150, {"learning_rate": rate}, "regression", split=True, evaluate_every=every,
            hidden=[{"units": 8, "activation": "tanh"}], early_stopping={"patience": patience, "min_delta": least},
        )  # fmt: skip


def overfits() -> Iterator[Body]:
    """Few samples with noise and many units, held back by a penalty or not."""
    for units, noise, l2, run in itertools.product(
        [2, 24], [0.1, 2.0], [0.0, 0.1], [{"learning_rate": 0.05}, {"optimizer": "adam", "learning_rate": 0.03}]
    ):
        targets = NUMBERS + noise * np.cos(31 * NUMBERS)
        layers = [{"units": units, "activation": "tanh"}]
        yield network(INPUTS, targets, 400, run, "regression", split=True, hidden=layers, l2=l2)


def twins() -> Iterator[Body]:
    """Hidden units that begin alike, with one way out of them or several, and such as only look alike."""
    for activation, out, last, optimizer in itertools.product(
        ["tanh", "relu", "sigmoid"], [[0.0] * 3, [0.4] * 3, [0.4, 0.4, -0.2]], [0.0, 0.3], ["sgd", "adam"]
    ):
        weights = [0.0, 0.0] * 3 if last == 0 else [0.3, -0.5] * 3
        first = [*weights, last, last, last, *out, 0.1]
        yield network(
            INPUTS, CLASSES, 60, {"optimizer": optimizer, "learning_rate": 0.05},
            hidden=[{"units": 3, "activation": activation}], initial_parameters=first,
        )  # fmt: skip
