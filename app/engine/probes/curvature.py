"""How the loss curves, and how far the gradients of batches are from the one of all samples."""

from collections.abc import Generator
from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.curvature import density, finished, top
from app.engine.networks.noise import batch_gradients, noise_of
from app.engine.probes.base import Findings, probes
from app.engine.probes.networks import NetworkProbe
from app.engine.problems.network import NetworkProblem

MOST_SPECTRUM, MOST_CLOUD = 1e8, 2e7
"""Samples times parameters up to which spectra are offered; numbers that the gradients of a cloud may have."""


class LongProbe(NetworkProbe):
    """Base of probes that take many passes, with breathers between them."""

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """The same in one go."""
        return finished(self.looking(problem, parameters))


@probes.register
class Spectrum(LongProbe):
    """The spectrum of the Hessian of the cost over all training samples."""

    name: Literal["spectrum"] = "spectrum"
    eigenvalues: int = setting(5, symbol="", help="How many of the largest eigenvalues come one by one.", ge=1, le=20)
    draws: int = setting(
        8, symbol="", help="Random directions from which trace and density are estimated.", ge=1, le=64
    )
    points: int = setting(200, symbol="", help="Places at which the density is given.", ge=2, le=1000)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Networks of which some hundred gradients do not take minutes."""
        return problem.samples * problem.dimension <= MOST_SPECTRUM

    def looking(self, problem: NetworkProblem, parameters: FloatArray) -> Generator[None, None, Findings]:
        """eigenvalues (k,) and vectors (k, d); trace (2,) with its standard error; axis and density (points,)."""
        times, count = problem.curvature(parameters).times, min(self.eigenvalues, problem.dimension)
        found = yield from top(times, problem.dimension, count)
        spread = yield from density(times, problem.dimension, self.draws, np.random.default_rng(problem.seed))
        if found is None or spread is None:
            nothing = np.full(self.points, np.nan)
            vectors = np.full((count, problem.dimension), np.nan)
            return Findings(
                {
                    "eigenvalues": vectors[:, 0],
                    "vectors": vectors,
                    "trace": nothing[:2],
                    "axis": nothing,
                    "density": nothing,
                }
            )
        count = min(count, len(found.values))
        vectors = np.array([found.vector(-1 - place) for place in range(count)])
        axis, height = spread.smooth(self.points)
        return Findings({
            "eigenvalues": found.values[::-1][:count].copy(), "vectors": problem.to_public(vectors),
            "trace": np.array([spread.trace, spread.doubt]), "axis": axis, "density": height,
        })  # fmt: skip


@probes.register
class GradientNoise(LongProbe):
    """How far gradients of batches lie from the one of all samples, layer by layer."""

    name: Literal["gradient_noise"] = "gradient_noise"
    batch_size: int = setting(32, symbol="B", help="Samples in a batch; of a smaller data set, all.", ge=1)
    batches: int = setting(64, symbol="", help="Batches whose gradients are drawn as a cloud.", ge=2, le=256)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:  # noqa: ARG003  # every network has a gradient
        """Every network."""
        return True

    def looking(self, problem: NetworkProblem, parameters: FloatArray) -> Generator[None, None, Findings]:
        """signal and noise (layers,), scale (1,), and a cloud of batches (m, 2), along the gradient and across it."""
        size = min(self.batch_size, problem.samples)
        noise = yield from noise_of(problem, parameters)
        count = max(2, min(self.batches, int(MOST_CLOUD / problem.dimension)))
        drawn = yield from batch_gradients(problem, parameters, size, count)
        return Findings({
            "signal": noise.signal, "noise": noise.of_batch(size), "scale": np.array([noise.scale]),
            "cloud": noise.seen(drawn),
        })  # fmt: skip
