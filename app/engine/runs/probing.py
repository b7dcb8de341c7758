"""Probes of a race at one step: which run, which probe, with which settings."""

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from app.engine.declaration import Declaration
from app.engine.probes import Probe, offered_probes, probes
from app.engine.probes.base import Array, Findings
from app.engine.registry import one_of
from app.engine.runs.race import Race

if TYPE_CHECKING:
    ProbeChoice = Probe
else:
    ProbeChoice = one_of(probes)


class Asked(Declaration):
    """A probe, and the runs that are probed."""

    probe: ProbeChoice
    runs: tuple[int, ...] | None = Field(None, max_length=8)


class UnknownProbe(ValueError):
    """A probe that the problem does not offer; `path` leads to it among those asked for."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


class Request(Declaration):
    """The probes of a message."""

    probes: tuple[Asked, ...]


def asked_probe(request: Mapping[str, Any]) -> Asked:
    """One request {"name", settings…, "runs"} as a validated probe; raises pydantic's `ValidationError`."""
    return asked_probes({"probes": [request]})[0]


def asked_probes(body: Mapping[str, Any]) -> tuple[Asked, ...]:
    """{"probes": [{"name", settings…, "runs"}]} as validated probes; raises pydantic's `ValidationError`."""
    parts = [dict(request) for request in body["probes"]]
    probes = [{"probe": settings, "runs": settings.pop("runs", None)} for settings in parts]
    return Request.model_validate({"probes": probes}).probes


def check_probes(race: Race, asked: Sequence[Asked]) -> None:
    """Raise `UnknownProbe` for a probe that the problem does not offer, or a run that there is not."""
    offered = offered_probes(race.problem)
    for index, one in enumerate(asked):
        if any(one.probe.key() == other.probe.key() for other in asked[:index]):
            raise UnknownProbe(f"probe {one.probe.key()!r}: expected once in a message, got it twice", index, "name")
        if one.probe.key() not in offered:
            known = f"one of {', '.join(offered)}" if offered else f"none: a {race.problem.kind} offers no probes"
            raise UnknownProbe(f"unknown probe {one.probe.key()!r} for this problem; expected {known}", index, "name")
        for place, run in enumerate(one.runs or ()):
            if not 0 <= run < len(race.runs):
                message = f"probe {one.probe.key()!r}: expected runs 0 … {len(race.runs) - 1}, got {run}"
                raise UnknownProbe(message, index, "runs", place)


def probing(
    race: Race, step: int, asked: Sequence[Asked]
) -> Generator[None, None, tuple[dict[str, Array], dict[str, Any]]]:
    """Work for a compute thread: tensors `probes.<run>.<probe>.<array>` and notes by run and probe, at row `step`.

    A run that has ended is probed at its last row.
    """
    arrays: dict[str, Array] = {}
    notes: dict[str, Any] = {}
    for one in asked:
        for index in range(len(race.runs)) if one.runs is None else one.runs:
            live = race.runs[index]
            row = max(0, min(step, live.rows - 1))
            yield from live.approaching(row)
            point = live.point(row)
            found = yield from quietly(one.probe.looking(live.problem_at(row), point))
            name = one.probe.key()
            arrays |= {f"probes.{index}.{name}.{key}": np.ascontiguousarray(a) for key, a in found.arrays.items()}
            if found.note:
                notes.setdefault(str(index), {})[name] = found.note
            yield
    return arrays, notes


def quietly(work: Generator[None, None, Findings]) -> Generator[None, None, Findings]:
    """Work whose numbers may overflow; whoever has the thread between its parts is not meant."""
    while True:
        try:
            with np.errstate(all="ignore"):
                next(work)
        except StopIteration as end:
            found: Findings = end.value
            return found
        yield
