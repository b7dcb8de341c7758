"""What a network answers over the plane or the line of its inputs."""

from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.probes.base import Array, Findings, probes
from app.engine.probes.networks import NetworkProbe, activated_of, answers_of, grid_of, scores_of
from app.engine.problems.network import NetworkProblem


@probes.register
class Boundary(NetworkProbe):
    """The answer over the plane of two inputs: probabilities of the classes, and the class that wins."""

    name: Literal["boundary"] = "boundary"
    resolution: int = setting(64, symbol="", help="Points along each side.", ge=2, le=256)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Two classes or more, and two inputs."""
        return problem.classes is not None and problem.data.samples.planar

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """x (r,), y (r,), scores (classes, r, r), classes (r, r)."""
        (x, y), raw = grid_of(problem, self.resolution)
        outputs = problem.network.outputs(parameters, problem.data.inputs(raw))
        shape = (self.resolution, self.resolution)
        scores = scores_of(problem, outputs)
        answers = problem.network.loss.predictions(outputs).reshape(shape)
        return Findings(
            {
                "x": x,
                "y": y,
                "scores": scores.reshape(-1, *shape).astype(np.float32),
                "classes": answers.astype(np.uint8),
            }
        )


@probes.register
class Field(NetworkProbe):
    """The answer over the plane of two inputs of a regression, in the data's own units."""

    name: Literal["field"] = "field"
    resolution: int = setting(64, symbol="", help="Points along each side.", ge=2, le=256)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """A regression of one number with two inputs."""
        return problem.classes is None and problem.data.samples.planar and problem.layout.sizes[-1] == 1

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """x (r,), y (r,), z (r, r)."""
        (x, y), raw = grid_of(problem, self.resolution)
        outputs = problem.network.outputs(parameters, problem.data.inputs(raw))
        return Findings({"x": x, "y": y, "z": answers_of(problem, outputs).reshape(len(y), len(x))})


@probes.register
class Curve(NetworkProbe):
    """The fitted curve of a regression with one input."""

    name: Literal["curve"] = "curve"
    resolution: int = setting(200, symbol="", help="Points along the axis.", ge=2, le=2000)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """A regression of one number with one input."""
        return problem.classes is None and problem.data.samples.curve and problem.layout.sizes[-1] == 1

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """x (r,), y (r,)."""
        (x,), raw = grid_of(problem, self.resolution)
        outputs = problem.network.outputs(parameters, problem.data.inputs(raw))
        return Findings({"x": x, "y": answers_of(problem, outputs)[0].astype(float)})


@probes.register
class Neurons(NetworkProbe):
    """What each unit answers over the plane or the line of the inputs."""

    name: Literal["neurons"] = "neurons"
    resolution: int = setting(24, symbol="", help="Points along each side.", ge=2, le=128)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """One or two inputs."""
        return problem.data.samples.planar or problem.data.samples.curve

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """layer.<l> (units, r, r) or (units, r) of each hidden layer, and output."""
        axes, raw = grid_of(problem, self.resolution)
        shape = (-1, *(self.resolution for _ in axes))
        values = problem.network.forward(parameters, problem.data.inputs(raw)).values
        arrays: dict[str, Array] = {
            f"layer.{number}": layer.reshape(shape).astype(np.float32) for number, layer in enumerate(values[:-1], 1)
        }
        arrays["output"] = activated_of(problem, values[-1]).reshape(shape).astype(np.float32)
        return Findings(arrays)
