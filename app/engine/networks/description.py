"""What a network's data are, and what is done to them before the first step: for people."""

from typing import Any

import numpy as np

from app.engine.datasets import Samples
from app.engine.networks.data import PreparedInputs
from app.engine.networks.settings import TrainingSettings

MAX_POINTS = 2000
MAX_FEATURES = 8
EXAMPLES = 24


def description(settings: TrainingSettings, data: PreparedInputs) -> dict[str, Any]:
    """JSON-ready: the samples as far as they can be drawn, the preprocessing in words, the sizes of the network."""
    samples = data.samples
    few = len(samples.features) <= MAX_FEATURES
    shown = _shown(data)
    return {
        "task": settings.task,
        "classes": list(samples.classes),
        "target": samples.target,
        "target_names": [] if samples.classes else list(samples.predicted),
        "features": list(samples.features) if few else None,
        "train": data.train,
        "test": data.total - data.train,
        "image": samples.image,
        "inputs": np.asarray(samples.inputs[shown], dtype=float).tolist() if few else None,
        "targets": samples.targets[shown].tolist() if few else None,
        "shown_train": int((shown < data.train).sum()) if few else 0,
        "index": shown.tolist() if few else None,
        "window": samples.window if few and len(samples.features) <= 2 else None,
        "examples": None if few else _examples(data),
        "preprocessing": preprocessing(settings, data),
        "sizes": list(settings.sizes),
        "output": settings.compared_loss.activation_name,
        "parameters": settings.parameter_count,
    }


def _shown(data: PreparedInputs) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Which samples are listed: all, or as many training and test samples as their shares allow."""
    if data.total <= MAX_POINTS:
        return np.arange(data.total)
    train = round(MAX_POINTS * data.train / data.total)
    return np.concatenate([np.arange(train), np.arange(data.train, data.train + MAX_POINTS - train)])


def _examples(data: PreparedInputs) -> dict[str, Any]:
    samples = data.samples
    begin = data.train if data.total > data.train else 0
    chosen = slice(begin, begin + EXAMPLES)
    return {
        "images": samples.inputs[chosen].tolist() if samples.image is not None else [],
        "texts": list(samples.texts[chosen]),
        "labels": samples.targets[chosen].tolist(),
    }


def preprocessing(settings: TrainingSettings, data: PreparedInputs) -> list[dict[str, str]]:
    """Each thing that is done to the data, in order, as a name and a sentence."""
    samples = data.samples
    test = data.total - data.train
    steps = [
        (
            "split",
            f"{data.train:,} samples to train on, {test:,} to test"
            if test
            else f"all {data.train:,} samples are trained on",
        )
    ]
    steps += [("classes", sentence) for sentence in samples.gaps()]
    if samples.image is not None:
        rows, columns = samples.image
        steps.append(("flatten", f"{rows} × {columns} pixels become a row of {rows * columns} numbers"))
    if samples.texts:
        steps.append(
            ("bag of words", f"a text becomes {len(samples.features):,} numbers, one a word; its order is lost")
        )
    steps.append(("scaling", _scaling(settings, data)))
    if samples.scaled:
        steps.append(("targets", _targets(samples)))
    if settings.task == "classes":
        steps.append(("one-hot", f"a class becomes {len(samples.classes)} numbers, a 1 among 0s"))
    steps.append(("shuffle", "every epoch in a new order" if settings.shuffle else "always in the same order"))
    return [{"name": name, "text": text} for name, text in steps]


def _targets(samples: Samples) -> str:
    """How a regression's targets are scaled."""
    shift, scale = (
        ", ".join(f"{value:,.6g}" for value in np.ravel(a)) for a in (samples.target_shift, samples.target_scale)
    )
    return f"minus the training mean {shift}, divided by the standard deviation {scale}; answers are in their own units"


def _scaling(settings: TrainingSettings, data: PreparedInputs) -> str:
    if settings.scaling == "unit":
        return f"divided by {1 / data.factor[0]:.4g}, the largest value"
    if settings.scaling == "standard":
        return "minus the training mean of each input, divided by its standard deviation"
    return "inputs are taken as they are"
