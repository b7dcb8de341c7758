"""What a reader may decide about a table, and how a table is refused."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Scaling = Literal["none", "unit", "standard"]


class Refused(ValueError):
    """A table that cannot be read as it is; `choice` names the decision that would help, if there is one."""

    def __init__(self, message: str, choice: str = "", table: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.choice = choice
        self.table = table
        """What was found until then, for those who look for the way out: columns, first rows, assumptions."""


class TableChoices(BaseModel):
    """The reader's decisions; what is null is found out, and said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: list[str] | None = Field(
        None, description="Names of the columns to be predicted, one or several, or their numbers; null: the last."
    )
    columns: list[str] | None = Field(
        None, description="Names or numbers of the input columns; null: all that are of use, others are named."
    )
    leave_out: list[str] | None = Field(
        None, description="Names or numbers of columns that are left out before anything else."
    )
    task: Literal["classes", "regression"] | None = Field(
        None, description="What the target is; null: words are classes, so are whole numbers that look like labels."
    )
    missing: Literal["drop", "mean", "median", "refuse"] = Field(
        "drop", description="Rows with missing cells: left out, filled from the training rows, or refused."
    )
    encoding: str | None = Field(
        None, max_length=40, description="Of the bytes, such as utf-8 or windows-1252; null: detected."
    )
    separator: str | None = Field(
        None, max_length=10, description="Of the columns: one character, tab or space (runs of them); null: detected."
    )
    decimal: Literal[".", ","] | None = Field(None, description="The decimal mark of numbers; null: detected.")
    header: Literal["yes", "no", "two", "true", "false", "1", "0", "none"] | None = Field(
        None, description="Whether the first row has the columns' names, or the first two have; null: detected."
    )
    around: Literal["leave_out", "keep"] = Field(
        "leave_out", description="Titles above the table, notes and totals below it."
    )
    scaling: Scaling | None = Field(
        None, description="Scaling of the inputs; null: standard, or none where there is one row."
    )
    target_scaling: Literal["none", "standard"] | None = Field(
        None, description="Scaling of a regression's targets; null: standard, or none where there is one row."
    )
    test_fraction: float | None = Field(
        None, ge=0, le=0.9, description="Share of rows kept for testing; null: 0.2 of more than 20 rows, else none."
    )
    order: Literal["shuffled", "stratified", "in_order"] | None = Field(
        None, description="How rows are split: null is stratified for classes, shuffled for a regression."
    )

    @property
    def has_header(self) -> bool | None:
        """Whether the first row has names; None where that is to be found out."""
        return None if self.header is None else self.header in ("yes", "two", "true", "1")


def column_numbers(wanted: Sequence[str], names: Sequence[str], choice: str) -> list[int]:
    """Which columns are meant: by name, by number from 1, or several of them with commas."""
    found: list[int] = []
    for text in wanted:
        parts = [text] if text in names else [part.strip() for part in text.split(",")]
        for part in parts:
            if part in names:
                number = list(names).index(part)
            elif part.isdecimal() and 1 <= int(part) <= len(names):
                number = int(part) - 1
            else:
                raise Refused(f"{choice}: expected a column, one of {', '.join(names)}; got {part[:60]!r}", choice)
            if number not in found:
                found.append(number)
    return found
