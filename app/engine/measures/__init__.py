"""Measures: one number, name or step of what happened, with the sentence that says it."""

from app.engine.measures.base import Measure, Measured, Unmeasurable, comparisons, every_measure, measures

__all__ = ["Measure", "Measured", "Unmeasurable", "comparisons", "every_measure", "measures"]
