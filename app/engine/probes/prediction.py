"""What a network answers to something new: a clicked point, a drawn digit, a typed sentence."""

from itertools import chain
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from app.engine.datasets.words import vectorize
from app.engine.declaration import Declaration, FloatArray, setting
from app.engine.networks.answers import errors
from app.engine.networks.drawing import as_mnist
from app.engine.probes.base import Array, Findings, probes
from app.engine.probes.networks import NetworkProbe, answers_of
from app.engine.problems.network import NetworkProblem

MAX_SIDE = 512
MAX_POINTS = 8192

Point = tuple[float, float]


class Unanswerable(ValueError):
    """An input that does not fit the problem's data; `path` leads to it in the probe's settings."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


class Drawing(Declaration):
    """What is drawn on paper of width × height: a picture row by row, 255 for ink and 0 for paper, strokes, or both.

    A stroke is a line through points (x, y) from the top left corner of the paper, in pixels. Whatever is drawn is
    brought into the form of MNIST's digits: its longer side is scaled to 20 pixels, strokes are drawn 2.5 pixels wide
    at that scale, and it is centred by its mass in 28 × 28. The lines of a picture become as wide as the scale makes
    them.
    """

    width: int = Field(ge=1, le=MAX_SIDE)
    height: int = Field(ge=1, le=MAX_SIDE)
    pixels: Annotated[tuple[Annotated[int, Field(ge=0, le=255)], ...], Field(max_length=MAX_SIDE**2)] | None = None
    strokes: Annotated[tuple[Annotated[tuple[Point, ...], Field(min_length=1)], ...], Field(max_length=MAX_POINTS)] = ()

    @model_validator(mode="after")
    def _on_paper(self) -> "Drawing":
        size = self.width * self.height
        if self.pixels is None and not self.strokes:
            raise ValueError("expected pixels, strokes or both, got none")
        if self.pixels is not None and len(self.pixels) != size:
            raise ValueError(f"expected {size} pixels, width × height, got {len(self.pixels)}")
        points = sum(map(len, self.strokes))
        if points > MAX_POINTS:
            raise ValueError(f"expected at most {MAX_POINTS} points in all strokes, got {points}")
        for x, y in chain.from_iterable(self.strokes):
            if not (0 <= x <= self.width and 0 <= y <= self.height):
                raise ValueError(f"expected points on the paper, 0 … {self.width} × 0 … {self.height}, got ({x}, {y})")
        return self

    def as_mnist(self) -> NDArray[np.uint8]:
        """As the network gets it, (28, 28)."""
        shape = (self.height, self.width)
        paper = np.zeros(shape, np.uint8) if self.pixels is None else np.array(self.pixels, np.uint8).reshape(shape)
        return as_mnist(paper, self.strokes)


@probes.register
class Prediction(NetworkProbe):
    """The network's answer to given inputs, to a drawn picture, or to a text; exactly one of them is given."""

    name: Literal["prediction"] = "prediction"
    inputs: Annotated[tuple[tuple[float | str, ...], ...], Field(max_length=256)] | None = None
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
        arrays["outputs"] = answers_of(problem, outputs).astype(float)
        if problem.classes is not None:
            loss = problem.network.loss
            probabilities = loss.probabilities(outputs)
            if probabilities is not None:
                arrays["probabilities"] = probabilities.astype(float)
            arrays["answer"] = loss.predictions(outputs).astype(np.int32)
        elif self.inputs is not None:
            note["errors"] = errors(problem.network, problem.data, parameters)
        return Findings(arrays, note)

    def _raw(self, problem: NetworkProblem, arrays: dict[str, Array], note: dict[str, Any]) -> FloatArray:
        """Raw inputs (B, d) of the data set."""
        samples = problem.data.samples
        if self.image is not None:
            if samples.image is None:
                raise Unanswerable("expected inputs, got a drawing: the data are no images", "image")
            arrays["seen"] = seen = self.image.as_mnist()
            flat = seen.reshape(1, -1)
            return np.asarray(flat if samples.pixel_order is None else flat[:, samples.pixel_order])
        if self.text is not None:
            if not samples.texts:
                raise Unanswerable("expected inputs, got a text: the data are no texts", "text")
            bag = vectorize(self.text, samples.features, bool(getattr(problem.settings.dataset, "binary", True)))
            note["tokens"] = [{"text": t, "known": k} for t, k in zip(bag.tokens, bag.known, strict=True)]
            return bag.vector[None, :]
        rows = []
        for index, row in enumerate(self.inputs or ()):
            try:
                rows.append(problem.settings.dataset.encoded(row))
            except ValueError as error:
                raise Unanswerable(f"inputs[{index}]: {error}", "inputs", index) from None
        return np.array(rows, dtype=float).reshape(-1, samples.inputs.shape[1])


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
