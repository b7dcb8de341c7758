"""What a network answers to rows of its data as somebody writes them, in the data's own units."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.engine.datasets import Dataset, Samples
from app.engine.declaration import FloatArray
from app.engine.networks.data import PreparedInputs
from app.engine.networks.ground import is_linear
from app.engine.networks.passes import Network

Rows = Sequence[Sequence[float | str]]


class WrongRow(ValueError):
    """A row that does not fit the data; `path` leads to it in a request."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


def encoded(dataset: Dataset, rows: Rows) -> FloatArray:
    """Raw inputs (B, d) of rows; raises `WrongRow`."""
    found: list[list[float]] = []
    for number, row in enumerate(rows):
        try:
            found.append(dataset.encoded(row))
        except ValueError as error:
            raise WrongRow(f"row {number + 1}: {error}", "inputs", number) from None
    return np.array(found, dtype=float)


@np.errstate(all="ignore")
def answers(network: Network, data: PreparedInputs, parameters: FloatArray, raw: FloatArray) -> dict[str, Any]:
    """Outputs of each row, classes by name with their probabilities, or how far a regression is off; JSON-ready."""
    samples = data.samples
    outputs = network.outputs(parameters, data.inputs(raw))
    answer = {"target": samples.target, "outputs": _listed(own_units(network, samples, outputs))}
    if not samples.classes:
        return answer | {"target_names": list(samples.predicted), "errors": errors(network, data, parameters)}
    probabilities = network.loss.probabilities(outputs)
    return answer | {
        "classes": [samples.classes[number] for number in network.loss.predictions(outputs)],
        "names": list(samples.classes),
        "probabilities": None if probabilities is None else _listed(probabilities.astype(float)),
    }


def own_units(network: Network, samples: Samples, outputs: FloatArray) -> FloatArray:
    """What outputs (k, B) answer in the data's own units; of classes the outputs themselves."""
    activated = outputs if samples.classes else network.loss.activated(outputs)
    return samples.in_own_units(activated.astype(float))


def _listed(values: FloatArray) -> list[list[float | None]]:
    """A row for each sample; null where there is no number."""
    return [[value if np.isfinite(value) else None for value in row] for row in values.T.tolist()]


Mean = float | None | list[float | None]
"""Of the errors of a regression; of several targets one for each, since each has a unit of its own."""


def errors(network: Network, data: PreparedInputs, parameters: FloatArray) -> dict[str, dict[str, Mean] | None]:
    """Means over the training and over the test rows, in the data's own units."""
    samples = data.samples
    found: dict[str, dict[str, Mean] | None] = {"train": None, "test": None}
    for name, rows in (("train", slice(0, data.train)), ("test", slice(data.train, data.total))):
        if rows.start == rows.stop:
            continue
        outputs = own_units(network, samples, network.outputs(parameters, data.rows(rows)))
        off = outputs.T - samples.targets[rows].reshape(-1, len(outputs))
        means = {"mean_squared_error": (off**2).mean(axis=0), "mean_absolute_error": np.abs(off).mean(axis=0)}
        found[name] = {key: _one_or_all(value) for key, value in means.items()}
    return found


def _one_or_all(values: FloatArray) -> Mean:
    listed = [value if np.isfinite(value) else None for value in values.tolist()]
    return listed[0] if len(listed) == 1 else listed


@np.errstate(all="ignore")
def linear_answers(network: Network, data: PreparedInputs, parameters: FloatArray) -> list[dict[str, Any]] | None:
    """A regression without hidden layers as sums of slopes times raw inputs and a constant, one for each target.

    None where the answers are no such sums.
    """
    samples = data.samples
    if samples.classes or not is_linear(network):
        return None
    matrix = network.layout.matrices(parameters)[0].astype(float)
    slopes = matrix[:, :-1] * data.factor
    constants = matrix[:, -1] - slopes @ data.shift
    slopes = slopes * np.reshape(samples.target_scale, (-1, 1))
    own = samples.in_own_units(constants)
    return [
        {
            "target": name,
            "terms": [
                {"input": term, "slope": slope if np.isfinite(slope) else None}
                for term, slope in zip(data.chosen, row.tolist(), strict=True)
            ],
            "constant": constant if np.isfinite(constant) else None,
        }
        for name, row, constant in zip(samples.predicted, slopes, own.tolist(), strict=True)
    ]
