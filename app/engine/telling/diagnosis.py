"""What a diagnosis is: a verdict, the sentence that says it, and remedies worth trying."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

Piece = tuple[str, bool]


@dataclass(frozen=True)
class Candidate:
    """A remedy to try: settings of a change, from this step or from the start."""

    label: str
    change: dict[str, float | int]
    from_start: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """A verdict, the sentence that says it (pieces, with the strong ones marked), and remedies worth trying."""

    verdict: str
    sentence: list[Piece]
    candidates: list[Candidate] = field(default_factory=list)


def said(lead: str, verdict: str, rest: str) -> list[Piece]:
    """A sentence whose verdict is strong."""
    return [(lead, False), (verdict, True), (rest, False)]


def first_verdict(
    looks: Sequence[Callable[[T], Diagnosis | None]], otherwise: Callable[[T], Diagnosis], seen: T
) -> Diagnosis:
    """What the first look that finds something says; `otherwise` where none does."""
    found = (look(seen) for look in looks)
    return next((diagnosis for diagnosis in found if diagnosis is not None), None) or otherwise(seen)
