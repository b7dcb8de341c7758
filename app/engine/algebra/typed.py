"""A formula as a setting that somebody types."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.engine.algebra.formula import MAX_LENGTH, parse


def _readable(text: str) -> str:
    parse(text)
    return text


FormulaText = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH), AfterValidator(_readable)]
"""A text that can be read as a formula; else the error says where, what was expected and what came."""
