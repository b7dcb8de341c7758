"""Long runs in passing: rows are computed, handed on and forgotten, so that memory does not grow with the steps."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.engine.declaration import FloatArray
from app.engine.runs.cut import Cut, asked_columns, rows_between, sharpened
from app.engine.runs.race import Race
from app.engine.runs.traces import run_label

FIRST_ROWS = 64
"""Rows of the first part: whoever asked sees something at once."""
MAX_ROWS = 1024
MAX_NUMBERS = 2**16
"""Rows and numbers of a part at most: some milliseconds of work, a few megabytes."""


class Part(NamedTuple):
    """Consecutive rows of one run: its number and label, and columns as in a trace."""

    run: int
    label: str
    columns: dict[str, FloatArray]


def first_parts(race: Race, columns: Sequence[str] | None) -> list[Part]:
    """The first row of every run, from which names and sizes of all columns can be read."""
    parts = []
    for index, live in enumerate(race.runs):
        live.extend(1)
        cut = Cut(live, range(1), race.experiment.steps)
        parts.append(Part(index, run_label(race, index), cut.columns(asked_columns(live, columns))))
    return parts


def all_parts(race: Race, columns: Sequence[str] | None = None, every: int = 1) -> Iterator[Part | None]:
    """All rows of a fresh race, run after run, each part forgotten once it is handed on; None is a breather."""
    for index in range(len(race.runs)):
        yield from _parts_of_run(race, index, columns, every)


def _parts_of_run(race: Race, index: int, columns: Sequence[str] | None, every: int) -> Iterator[Part | None]:
    live, steps = race.runs[index], race.experiment.steps
    names, label = asked_columns(live, columns), run_label(race, index)
    live.extend(1)
    width = sum(values[0].size for values in Cut(live, range(1), steps).columns(names).values())
    most = max(1, min(MAX_ROWS, MAX_NUMBERS // max(1, width)))
    size, sharp = min(FIRST_ROWS, most), sharpened(race, names)
    first = 0
    while live.rows > first or live.missing(steps + 1):
        stop = min(first + size, steps + 1)
        yield from live.extending(stop)
        rows = rows_between(live, first, stop - 1, steps, every)
        if len(rows):
            if sharp:
                yield from live.sharpening(rows)
            yield Part(index, label, Cut(live, rows, steps).columns(names))
        first, size = live.rows, most
        live.forget()
