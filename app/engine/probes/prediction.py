"""What a network answers to something new: a clicked point, a drawn digit, a typed sentence."""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from app.engine.datasets.words import vectorize
from app.engine.declaration import Declaration, FloatArray, setting
from app.engine.networks.drawing import as_mnist
from app.engine.probes.base import Array, Findings, probes
from app.engine.probes.networks import NetworkProbe
from app.engine.problems.network import NetworkProblem

MAX_SIDE = 512


class Unanswerable(ValueError):
    """An input that does not fit the problem's data; `path` leads to it in the probe's settings."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


class Drawing(Declaration):
    """A drawn picture, row by row, 255 for ink and 0 for paper."""

    width: int = Field(ge=1, le=MAX_SIDE)
    height: int = Field(ge=1, le=MAX_SIDE)
    pixels: Annotated[tuple[Annotated[int, Field(ge=0, le=255)], ...], Field(max_length=MAX_SIDE**2)]

    @model_validator(mode="after")
    def _full(self) -> "Drawing":
        if len(self.pixels) != self.width * self.height:
            raise ValueError(f"expected {self.width * self.height} pixels, width × height, got {len(self.pixels)}")
        return self


@probes.register
class Prediction(NetworkProbe):
    """The network's answer to given inputs, to a drawn picture, or to a text; exactly one of them is given."""

    name: Literal["prediction"] = "prediction"
    inputs: Annotated[tuple[tuple[float, ...], ...], Field(max_length=256)] | None = None
    image: Drawing | None = None
    text: Annotated[str, Field(max_length=2000)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Prediction":
        given = [name for name in ("inputs", "image", "text") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"expected exactly one of inputs, image and text, got {', '.join(given) or 'none'}")
        return self

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:  # noqa: ARG003  # every network answers
        """Every network."""
        return True

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """outputs (k, B), probabilities (classes, B) where the loss has them, answer (B,); for images also seen."""
        arrays: dict[str, Array] = {}
        note: dict[str, Any] = {}
        raw = self._raw(problem, arrays, note)
        outputs = problem.network.outputs(parameters, problem.data.inputs(raw))
        arrays["outputs"] = outputs.astype(float)
        if problem.classes is not None:
            loss = problem.network.loss
            probabilities = loss.probabilities(outputs)
            if probabilities is not None:
                arrays["probabilities"] = probabilities.astype(float)
            arrays["answer"] = loss.predictions(outputs).astype(np.int32)
        return Findings(arrays, note)

    def _raw(self, problem: NetworkProblem, arrays: dict[str, Array], note: dict[str, Any]) -> FloatArray:
        """Raw inputs (B, d) of the data set."""
        samples = problem.data.samples
        if self.image is not None:
            if samples.image is None:
                raise Unanswerable("expected inputs, got a drawing: the data are no images", "image")
            picture = np.array(self.image.pixels, np.uint8).reshape(self.image.height, self.image.width)
            arrays["seen"] = seen = as_mnist(picture)
            flat = seen.reshape(1, -1)
            return np.asarray(flat if samples.pixel_order is None else flat[:, samples.pixel_order])
        if self.text is not None:
            if not samples.texts:
                raise Unanswerable("expected inputs, got a text: the data are no texts", "text")
            bag = vectorize(self.text, samples.features, bool(getattr(problem.settings.dataset, "binary", True)))
            note["tokens"] = [{"text": t, "known": k} for t, k in zip(bag.tokens, bag.known, strict=True)]
            return bag.vector[None, :]
        width = samples.inputs.shape[1]
        for index, row in enumerate(self.inputs or ()):
            if len(row) != width:
                raise Unanswerable(f"inputs[{index}]: expected {width} numbers, got {len(row)}", "inputs", index)
        return np.array(self.inputs, dtype=float).reshape(-1, width)


@probes.register
class Words(NetworkProbe):
    """What each word alone does to each class's output, against no word at all."""

    name: Literal["words"] = "words"
    count: int = setting(12, symbol="", help="Words shown for each class and direction.", ge=1, le=100)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Texts."""
        return bool(problem.data.samples.texts)

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """For each class the words that pull it up and down most."""
        words = problem.data.samples.features
        alone = problem.data.scaled(np.vstack([np.zeros(len(words)), np.eye(len(words))]))
        outputs = problem.network.outputs(parameters, alone).astype(float)
        effects = outputs[:, 1:] - outputs[:, :1]
        names = problem.data.samples.classes
        shown = names if len(effects) == len(names) else names[-1:]
        classes = []
        for name, effect in zip(shown, effects, strict=False):
            order = np.argsort(effect)
            up, down = order[::-1][: self.count], order[: self.count]
            pairs = [[[words[i], float(effect[i])] for i in some] for some in (up, down)]
            classes.append({"name": name, "up": pairs[0], "down": pairs[1]})
        return Findings({}, {"classes": classes})
