"""Answers to an advance: rows at once where they are there, else frames that are computed as they are taken."""

import math
import time
from collections.abc import Generator, Iterator, Mapping
from typing import Any, NamedTuple

from app.engine.columns import RAGGED, is_vector
from app.engine.probes.base import Array
from app.engine.runs.cut import asked_columns, check_columns, thinned
from app.engine.runs.live_run import LiveRun
from app.engine.runs.probing import Asked, asked_probes, check_probes, probing
from app.engine.runs.race import Race
from app.engine.runs.traces import Trace, slice_of, slicing
from app.errors import BadRequest, at, validated
from app.formats import dumps, frame, outcomes_text, tensors
from app.service import Service
from app.stream.messages import Advance

QUICK_ROWS = 192
"""Rows of light runs that are computed on the event loop: well under a millisecond."""
SHOWN_ROWS = 512
"""Rows of each run that are cut out and sent on the event loop."""
AHEAD_ROWS = 96
"""Rows computed beyond those asked for: they will be asked for next, and a call costs as much as twenty rows."""
FRAME_SECONDS = 0.025
"""A long advance sends what it has at this interval."""
FRAME_BYTES = 2**18
"""Rows of a frame at most, but for one row that has more: what is under way to a slow client is small."""
LOCK_SECONDS = 0.002
"""How long the event loop waits where the compute thread works on the same run."""


class Frame(NamedTuple):
    """Some rows of an advance as they are sent, and whether they are its last."""

    data: bytes
    last: bool


def at_once(race: Race, message: Advance) -> bytes | None:
    """The whole answer, where the rows are there already or few enough to compute now; None where the thread should."""
    if not race.problem.keeps_vectors or message.last - message.first >= SHOWN_ROWS:
        return None
    if race.missing(message.last) > (QUICK_ROWS if race.light else 0):
        return None
    check(race, message)
    ahead = min(message.last + 1 + AHEAD_ROWS, race.experiment.steps + 1)
    for run in race.runs:
        if run.missing(message.last + 1) and not run.extend(ahead, LOCK_SECONDS):
            return None
    trace = slice_of(race, message.first, message.last, message.columns, message.every)
    return encoded(message, trace, message.first, message.last, True)


def check(race: Race, message: Advance) -> None:
    """Raise `BadRequest` for rows or columns that the race does not have."""
    steps = race.experiment.steps
    if message.last > steps:
        raise BadRequest(("to",), f"at most {steps}, the experiment's steps", message.last)
    if message.first > message.last:
        raise BadRequest(("from",), f"at most {message.last}, the step of 'to'", message.first)
    if message.columns is not None:
        with at("columns"):
            check_columns(race, message.columns)


def frames(service: Service, race: Race, message: Advance) -> Generator[Frame | None, None, None]:
    """Work for the compute thread: frames in step order, the last with what probes found."""
    check(race, message)
    with at("columns"):
        rows = message.last - message.first + 1
        service.check_vectors(race, message.columns, rows)
        service.check_sharpness(race, message.columns, thinned(rows, message.every))
    asked = validated(asked_probes, {"probes": list(message.probes)})
    with at("probes"):
        check_probes(race, asked)
    sent, until = message.first, time.perf_counter() + FRAME_SECONDS
    for _ in race.compute(message.last):
        yield None
        if time.perf_counter() > until:
            # Runs that have ended have all their rows; if all have, what is left goes into the last frames.
            done = min((run.rows for run in race.runs if run.ended is None), default=message.last + 1) - 1
            if sent <= done < message.last:
                for first, last in _parts(race, message, sent, done):
                    yield (yield from _rows(race, message, first, last))
                sent = done + 1
            until = time.perf_counter() + FRAME_SECONDS
    *before, (first, last) = _parts(race, message, sent, message.last)
    for part in before:
        yield (yield from _rows(race, message, *part))
    arrays, notes = yield from _probed(race, message.last, asked)
    trace = yield from slicing(race, first, last, message.columns, message.every)
    yield Frame(encoded(message, trace, first, last, True, arrays, notes), True)


def _parts(race: Race, message: Advance, first: int, last: int) -> Iterator[tuple[int, int]]:
    """First and last row of each frame."""
    numbers = sum(_row_numbers(run, asked_columns(run, message.columns)) for run in race.runs)
    most = max(1, FRAME_BYTES // (8 * max(1, numbers)))
    for begin in range(first, last + 1, most):
        yield begin, min(begin + most - 1, last)


def _row_numbers(run: LiveRun, names: list[str]) -> int:
    """Numbers in a row of these columns."""
    stored, size = run.recording.columns, run.problem.dimension
    samples = run.widest_batch * len(RAGGED.intersection(names))
    return samples + sum(
        math.prod(stored[name].shape[1:]) if name in stored else size if is_vector(name) else 1 for name in names
    )


def _rows(race: Race, message: Advance, first: int, last: int) -> Generator[None, None, Frame]:
    trace = yield from slicing(race, first, last, message.columns, message.every)
    return Frame(encoded(message, trace, first, last, False), False)


def _probed(
    race: Race, step: int, asked: tuple[Asked, ...]
) -> Generator[None, None, tuple[dict[str, Array], dict[str, Any]]]:
    """What the probes found, one after the other, so that each error has its place."""
    arrays: dict[str, Array] = {}
    notes: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(asked):
        with at("probes", place):
            found, said = yield from probing(race, step, [one])
        arrays |= found
        for run, note in said.items():
            notes.setdefault(run, {}).update(note)
    return arrays, notes


def encoded(
    message: Advance,
    trace: Trace,
    first: int,
    last: int,
    final: bool,
    arrays: Mapping[str, Array] | None = None,
    notes: Mapping[str, Any] | None = None,
) -> bytes:
    """A frame of rows `first` to `last`, and what probes found at `last`."""
    metadata = {
        "id": str(message.id), "from": str(first), "to": str(last),
        "last": "true" if final else "false", "outcomes": outcomes_text(trace),
    }  # fmt: skip
    if notes:
        metadata["notes"] = dumps(notes).decode()
    return frame({**tensors(trace), **arrays} if arrays else tensors(trace), metadata)
