"""What a diagnosis is: a verdict, the sentence that says it, and remedies worth trying."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from app.engine.networks.settings import PENALTIES

HORIZON = 40
"""Steps after which a remedy must have helped."""

T = TypeVar("T")

Piece = tuple[str, bool]

Verdict = Literal[
    "converged", "crawling", "dead", "descending", "diverged", "diverging", "exploding", "held at zero", "learned",
    "learning", "local_minimum", "maximum", "noise", "noise_floor", "one class", "oscillating", "out of reach",
    "overfitting", "overshooting", "partly dead", "penalty too strong", "plateau", "resting", "saddle", "saturated",
    "settled", "starting", "stopped", "stuck", "symmetric", "too simple", "vanishing", "wandering", "weaving",
]  # fmt: skip
"""The word that a diagnosis comes to."""


@dataclass(frozen=True)
class Candidate:
    """A remedy to try: settings of a change, from this step or from the start, or settings of the problem.

    A change of penalties is judged by the loss without them.
    """

    label: str
    change: dict[str, float | int]
    from_start: bool = False
    problem: dict[str, Any] = field(default_factory=dict)
    """Settings of the problem that are others, always from the start."""
    horizon: int = HORIZON
    """Steps after which it must have helped."""
    times: float = 1.0
    """What its loss is multiplied by, to be in the units of the run as it is."""

    @property
    def bare(self) -> bool:
        """Whether losses are compared without penalties."""
        return not set(PENALTIES).isdisjoint([*self.problem, *self.change])


@dataclass(frozen=True)
class Diagnosis:
    """A verdict, the sentence that says it (pieces, with the strong ones marked), and remedies worth trying."""

    verdict: Verdict
    sentence: list[Piece]
    candidates: list[Candidate] = field(default_factory=list)
    best_step: int | None = None
    """The step to go back to, where the run has done better than it does here."""


def said(lead: str, verdict: str, rest: str) -> list[Piece]:
    """A sentence whose verdict is strong."""
    return [(lead, False), (verdict, True), (rest, False)]


def first_verdict(
    looks: Sequence[Callable[[T], Diagnosis | None]], otherwise: Callable[[T], Diagnosis], seen: T
) -> Diagnosis:
    """What the first look that finds something says; `otherwise` where none does."""
    found = (look(seen) for look in looks)
    return next((diagnosis for diagnosis in found if diagnosis is not None), None) or otherwise(seen)
