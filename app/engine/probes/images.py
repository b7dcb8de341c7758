"""What a network makes of images: the first layer as pictures, and what happens when digits are moved."""

from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.probes.base import Array, Findings, probes
from app.engine.probes.networks import NetworkProbe
from app.engine.problems.network import NetworkProblem

MOVED_SAMPLES = 1000
EXAMPLES = 8
REACH = 8


def has_images(problem: NetworkProblem) -> bool:
    """Whether the inputs are pixels."""
    return problem.data.samples.image is not None


@probes.register
class FirstLayer(NetworkProbe):
    """The weights that lead into each unit of the first layer, as an image."""

    name: Literal["first_layer"] = "first_layer"

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Images."""
        return has_images(problem)

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """images (units, rows, columns)."""
        weights = problem.layout.matrices(parameters)[0][:, :-1]
        shape = problem.data.samples.image or (1, weights.shape[1])
        return Findings({"images": weights.reshape(-1, *shape).astype(np.float32)})


@probes.register
class Shift(NetworkProbe):
    """How many digits are still read when all are moved by some pixels: the network knows pixels, not shapes."""

    name: Literal["shift"] = "shift"
    dx: int = setting(0, symbol="", help="Pixels to the right.", ge=-14, le=14)
    dy: int = setting(0, symbol="", help="Pixels downwards.", ge=-14, le=14)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Classes of images."""
        return has_images(problem) and problem.classes is not None

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """accuracy (1,) at the shift, along (17,) for dx from −8 to 8, and eight moved images with their answers."""
        data = problem.data
        begin = data.train if data.total > data.train else 0
        chosen = slice(begin, min(begin + MOVED_SAMPLES, data.total))
        images, truth = np.asarray(data.samples.inputs[chosen]), data.samples.targets[chosen].astype(np.int64)
        order = data.samples.pixel_order
        if order is not None:
            images = images[:, np.argsort(order)]

        def answers(dx: int, dy: int) -> Array:
            moved = _moved(images, data.samples.image or (0, 0), dx, dy)
            moved = moved if order is None else moved[:, order]
            return problem.network.loss.predictions(problem.network.outputs(parameters, data.scaled(moved)))

        here = answers(self.dx, self.dy)
        along = [float((answers(dx, self.dy) == truth).mean()) for dx in range(-REACH, REACH + 1)]
        arrays: dict[str, Array] = {
            "accuracy": np.array([(here == truth).mean()]),
            "along": np.array(along),
            "images": _moved(images[:EXAMPLES], data.samples.image or (0, 0), self.dx, self.dy),
            "truth": truth[:EXAMPLES].astype(np.int32),
            "answer": here[:EXAMPLES].astype(np.int32),
        }
        return Findings(arrays)


def _moved(images: Array, shape: tuple[int, int], dx: int, dy: int) -> Array:
    """Images (n, rows · columns) moved by whole pixels; what leaves is lost, what enters is blank."""
    rows, columns = shape
    pictures = images.reshape(-1, rows, columns)
    moved = np.zeros_like(pictures)
    moved[:, max(dy, 0) : rows + min(dy, 0), max(dx, 0) : columns + min(dx, 0)] = pictures[
        :, max(-dy, 0) : rows + min(-dy, 0), max(-dx, 0) : columns + min(-dx, 0)
    ]
    return moved.reshape(len(images), -1)
