"""Who tells of landscapes."""

from dataclasses import asdict
from typing import Any, ClassVar

from app.engine.problems import Problem
from app.engine.problems.landscape import LandscapeProblem
from app.engine.telling.base import NoSuchSample, tellers
from app.engine.telling.diagnosis import Diagnosis
from app.engine.telling.landscapes.situation import Situation
from app.engine.telling.landscapes.verdicts import diagnose
from app.engine.telling.rule import numbers_of


@tellers.register
class LandscapeTeller(Situation):
    """Tells every quantity of the optimizer's rule, the largest stable learning rate, and how the run fares."""

    name: ClassVar[str] = "landscape"
    tells_of: ClassVar[type[Problem]] = LandscapeProblem

    def numbers(self, sample: int | None) -> dict[str, Any]:
        """The numbers of the step, and its stability."""
        if sample is not None:
            raise NoSuchSample("a landscape's samples have no passes of their own; expected sample null")
        return {**numbers_of(self), "stability": asdict(self.stability)}

    def diagnosis(self) -> Diagnosis:
        """The first verdict that holds."""
        return diagnose(self)
