"""Tables that somebody brings: text, files, frames and arrays become a data set, and all assumptions are said."""

from app.engine.tables.choices import Refused, TableChoices
from app.engine.tables.reading import ReadTable, read_table

__all__ = ["ReadTable", "Refused", "TableChoices", "read_table"]
