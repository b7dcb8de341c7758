"""Races computed in pieces of a given size."""

from app.engine.runs.race import Race


def in_pieces(race: Race, last: int, rows: int) -> None:
    """All rows up to and with `last`, so many at a time, the runs side by side."""
    while race.missing(last):
        for run in race.runs:
            run.extend(min(last + 1, run.rows + rows))
