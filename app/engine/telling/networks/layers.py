"""One step of a network, layer by layer, and one sample's way through it forward and backward."""

import re
from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.losses import Loss
from app.engine.problems.network import NetworkProblem

SMALL = 500
"""Parameters up to which every number is given."""


@np.errstate(all="ignore")
def layers_of(
    problem: NetworkProblem, parameters: FloatArray, gradient: FloatArray, update: FloatArray | None
) -> list[dict[str, Any]]:
    """Typical sizes (root mean squares) of each layer's numbers, and for small networks the numbers themselves."""
    activations = [*problem.network.activations, None]
    parts = [problem.layout.matrices(vector) for vector in (parameters, gradient)]
    steps = problem.layout.matrices(update) if update is not None else [None] * len(activations)
    layers = []
    for number, (weights, slopes, step, activation) in enumerate(zip(*parts, steps, activations, strict=True), 1):
        layer: dict[str, Any] = {
            "name": f"layer {number}",
            "inputs": weights.shape[1] - 1,
            "units": weights.shape[0],
            "activation": None if activation is None else activation.key(),
            "weight": typical(weights),
            "gradient": typical(slopes),
            "update": None if step is None else typical(step),
            "gradient_norm": float(np.linalg.norm(slopes)),
        }
        if problem.dimension <= SMALL:
            layer |= _numbers(weights, "weights", "biases") | _numbers(slopes, "weight_gradient", "bias_gradient")
            if step is not None:
                layer |= _numbers(step, "weight_update", "bias_update")
        layers.append(layer)
    return layers


def typical(values: FloatArray) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(values, dtype=float))))


def _numbers(matrix: FloatArray, weights: str, biases: str) -> dict[str, Any]:
    return {weights: matrix[:, :-1].tolist(), biases: matrix[:, -1].tolist()}


@np.errstate(all="ignore")
def sample_of(problem: NetworkProblem, parameters: FloatArray, index: int, mean_loss: float) -> dict[str, Any]:
    """The forward and the backward pass of one sample, every z, a and δ; δ is the slope of this sample's own loss."""
    data, network = problem.data, problem.network
    chosen = slice(index, index + 1)
    inputs, target = data.rows(chosen), problem.targets[:, chosen]
    passed = network.forward(parameters, inputs)
    deltas = network.backward(parameters, passed, target)
    outputs = passed.values[-1]
    answers = data.samples.in_own_units(network.loss.activated(outputs))[:, 0]
    matrices = problem.layout.matrices(parameters)
    probabilities = network.loss.probabilities(outputs) if problem.classes else None
    raw = data.samples.targets[index]
    classes = data.samples.classes
    wide = data.width > SMALL
    told: dict[str, Any] = {
        "index": index,
        "train": index < data.train,
        "inputs": None if wide else inputs[0].tolist(),
        "scaling": None if wide else _scaling(problem, index),
        "label": classes[int(raw)] if classes else one_or_all(raw),
        "target": target[: len(outputs), 0].tolist(),
        "layers": [
            {"z": z[:, 0].tolist(), "a": a[:, 0].tolist(), "delta": delta[:, 0].tolist(), "back": None, "slope": None}
            for z, a, delta in zip(passed.sums, passed.values, deltas, strict=True)
        ],
        "output": _output(network.loss, outputs, target),
        "probabilities": None if probabilities is None else probabilities[:, 0].tolist(),
        "answer": classes[int(network.loss.predictions(outputs)[0])] if classes else one_or_all(answers),
        "loss": float(network.loss.losses(outputs, target)[0]),
        "mean_loss": mean_loss,
        "samples": data.train,
    }
    told["share"] = told["loss"] / data.train if told["train"] else None
    for layer, activation in enumerate(network.activations):
        back = matrices[layer + 1][:, :-1].T @ deltas[layer + 1]
        slope = activation.slope(passed.sums[layer])
        told["layers"][layer] |= {"back": back[:, 0].tolist(), "slope": slope[:, 0].tolist()}
    return told


def one_or_all(numbers: "FloatArray | np.float64") -> float | list[float]:
    """A lone number of a sample, or all that it has."""
    flat = np.ravel(numbers).tolist()
    return flat[0] if len(flat) == 1 else flat


def _scaling(problem: NetworkProblem, index: int) -> dict[str, Any]:
    """The raw inputs of a sample, and the numbers by which they are scaled: (raw − subtracted) / divided."""
    data = problem.data
    return {
        "kind": problem.settings.scaling or "none",
        "raw": data.raw(index).tolist(),
        "subtracted": data.shift.tolist(),
        "divided": (1 / data.factor).tolist(),
    }


def _output(loss: Loss, outputs: FloatArray, target: FloatArray) -> dict[str, Any]:
    """What is made of the outputs of one sample, and how its loss and their slopes follow."""
    said = for_one_output if len(outputs) == 1 else str
    power = {"softmax": 1, "sigmoid": -1}.get(loss.activation_name)
    return {
        "activation": loss.activation_name,
        "latex": said(loss.activation_formula),
        "exponentials": None if power is None else np.exp(power * outputs[:, 0]).tolist(),
        "values": loss.activated(outputs)[:, 0].tolist(),
        "wanted": loss.wanted(target)[:, 0].tolist(),
        "weight": loss.factor(target),
        "loss_latex": said(loss.sample_formula),
        "slope_latex": said(loss.slope_formula),
    }


def for_one_output(latex: str) -> str:
    """A formula for k outputs, as one writes it where k is 1: no mean, no sum over them, no subscripts."""
    latex = re.sub(r"\\frac\{([^{}]*)\}\{k\}", lambda found: "" if found[1] == "1" else found[1], latex)
    return latex.replace(r"\sum_j ", "").replace("_j", "").replace(r"\partial z ", r"\partial z").strip()
