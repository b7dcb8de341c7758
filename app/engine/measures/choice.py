"""Measures as fields of a request take them."""

from typing import TYPE_CHECKING

from app.engine.measures.base import Measure, every_measure, measures
from app.engine.registry import one_of

if TYPE_CHECKING:
    OfOneRun = Measure
else:
    OfOneRun = one_of(measures)
"""A measure of one run, by which others compare."""


def any_measure() -> object:
    """The type of a field that takes any measure."""
    return one_of(every_measure())
