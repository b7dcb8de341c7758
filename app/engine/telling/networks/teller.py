"""Who tells of networks."""

import math
from dataclasses import asdict, replace
from typing import Any, ClassVar

from app.engine.networks.answers import linear_answers
from app.engine.problems import Problem
from app.engine.problems.network import NetworkProblem
from app.engine.telling.base import NoSuchSample, tellers
from app.engine.telling.diagnosis import Diagnosis
from app.engine.telling.networks.layers import layers_of, sample_of
from app.engine.telling.networks.verdicts import diagnose
from app.engine.telling.networks.view import View
from app.engine.telling.rule import rule_lines
from app.engine.telling.velocity import LOOKED_BACK, velocity_of

MOST_FOR_REMEDY = 20_000
"""Parameters up to which a remedy is tried before it is offered; beyond, trying takes longer than reading."""

MOST_FOR_VELOCITY = 20_000
"""Parameters up to which the last gradients are computed once more, for what the velocity is made of."""


@tellers.register
class NetworkTeller(View):
    """Tells sizes by layer, one sample's passes, and how the network learns."""

    name: ClassVar[str] = "network"
    tells_of: ClassVar[type[Problem]] = NetworkProblem

    def numbers(self, sample: int | None) -> dict[str, Any]:
        """The rule, the step's scalars and measures, its layers, and the passes of one sample."""
        problem, live, row = self.problem, self.live, self.row
        if sample is not None and not 0 <= sample < problem.data.total:
            raise NoSuchSample(f"sample: expected 0 … {problem.data.total - 1}, got {sample}")
        small, stepped = problem.dimension <= MOST_FOR_VELOCITY, row < live.last_row(self.steps)
        whole = small and not problem.kinked  # with L1 what enters a velocity is not the gradient
        parameters, vectors = live.point(row), live.vectors(max(0, row - LOOKED_BACK) if small else row, row)
        gradient = problem.from_public(vectors["batch_gradient"][-1])
        update = problem.from_public(vectors["update"][-1]) if stepped else None
        measured = live.measured(row)
        return {
            "optimizer": self.optimizer.model_dump(mode="json"),
            "lines": rule_lines(self.optimizer, {}),
            **self._scalars(),
            "loss": measured["loss"],
            "measured": measured,
            "velocity": velocity_of(live.stretches, vectors, row, vectors=False) if whole and stepped else None,
            "stability": self._stability(),
            "layers": layers_of(problem, parameters, gradient, update),
            "line": linear_answers(problem.network, problem.data, parameters),
            "sample": None if sample is None else sample_of(problem, parameters, sample, measured["loss"]),
        }

    def _scalars(self) -> dict[str, Any]:
        values: dict[str, Any] = {name: self.at(name) for name in ("batch_loss", "learning_rate", "epoch")}
        values |= {name: int(self.at(name)) for name in ("batch_size", "evaluations")}
        return {name: value if math.isfinite(value) else None for name, value in values.items()}

    def _stability(self) -> dict[str, Any] | None:
        """None as well where the run has left the numbers behind."""
        found = self.stability
        return asdict(found) if found is not None and math.isfinite(found.sharpness) else None

    def diagnosis(self) -> Diagnosis:
        """The first verdict that holds; of large networks without remedies."""
        found = diagnose(self)
        return found if self.problem.dimension <= MOST_FOR_REMEDY else replace(found, candidates=[])
