"""A formula, and the window over which it is looked at, as settings that somebody types."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.engine.algebra.formula import MAX_LENGTH, FormulaError, parse

USUAL_SIDE = (-3.0, 3.0)


def _readable(text: str) -> str:
    parse(text)
    return text


def _ascending(bounds: tuple[float, float]) -> tuple[float, float]:
    if not bounds[1] - bounds[0] >= 1e-6:
        raise ValueError(f"a window's sides are [low, high] with high − low ≥ 1e-6, got [{bounds[0]}, {bounds[1]}]")
    return bounds


FormulaText = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH), AfterValidator(_readable)]
"""A text that can be read as a formula; else the error says where, what was expected and what came."""

Bound = Annotated[float, Field(ge=-1e6, le=1e6)]
Side = Annotated[tuple[Bound, Bound], AfterValidator(_ascending)]
"""One side of a window: where it begins and where it ends."""


def usual_window(expression: str) -> tuple[Side] | tuple[Side, Side]:
    """−3 … 3 in each letter that occurs; what cannot be read is told of later."""
    try:
        dimension = parse(expression).dimension
    except FormulaError:
        dimension = 2
    return (USUAL_SIDE,) if dimension == 1 else (USUAL_SIDE, USUAL_SIDE)
