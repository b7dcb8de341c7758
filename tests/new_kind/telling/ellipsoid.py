"""Who tells of ellipsoids."""

from typing import Any, ClassVar

from app.engine.problems.ellipsoid import EllipsoidProblem

from app.engine.problems import Problem
from app.engine.telling.base import NoSuchSample, Teller, tellers
from app.engine.telling.diagnosis import Candidate, Diagnosis, said
from app.engine.telling.rule import numbers_of
from app.engine.wording import number


@tellers.register
class EllipsoidTeller(Teller[EllipsoidProblem]):
    """Tells how far the run has come."""

    name: ClassVar[str] = "ellipsoid"
    tells_of: ClassVar[type[Problem]] = EllipsoidProblem

    def numbers(self, sample: int | None) -> dict[str, Any]:
        """The optimizer's rule with its numbers."""
        if sample is not None:
            raise NoSuchSample("an ellipsoid has no samples; expected sample null")
        return numbers_of(self)

    def diagnosis(self) -> Diagnosis:
        """How far the loss is above 0, and that larger steps go faster."""
        rate = 1.5 * self.at("learning_rate")
        sentence = said("The run is ", number(self.at("loss")), " above the ground.")
        return Diagnosis("above", sentence, [Candidate("Take larger steps", {"learning_rate": rate})])
