"""What a Dask worker does with a part of a sweep."""

import threading

import numpy as np

from app.engine.maps.parts import Part, computing
from app.engine.runs.live_runs import LiveRuns
from app.spread.child import Answer, answer
from app.version import VERSION

VERSIONS = (VERSION, np.__version__)
"""What has to be the same at both ends for the same bits."""
ONE_BY_ONE = threading.Lock()
"""Live runs belong to one thread, however many a worker has."""
LIVES: dict[int, LiveRuns] = {}
UNWANTED: dict[str, threading.Event] = {}
"""Of each part under way: whether it is not wanted any more."""


def compute(name: str, part: Part, cache_bytes: int, versions: tuple[str, str]) -> Answer:
    """What becomes of a part, as a child of the server would say it."""
    if versions != VERSIONS:
        here, there = (f"Fall Line {fallline} with NumPy {numpy}" for fallline, numpy in (versions, VERSIONS))
        return "unlike", f"the server is {here}, a worker {there}"
    unwanted = UNWANTED.setdefault(name, threading.Event())
    try:
        with ONE_BY_ONE:
            lives = LIVES.setdefault(cache_bytes, LiveRuns(cache_bytes))
            return answer(computing(lives, part), lambda: not unwanted.is_set())
    finally:
        UNWANTED.pop(name, None)


def stop(name: str) -> None:
    """End a part, if it is under way here."""
    if name in UNWANTED:
        UNWANTED[name].set()


def under_way() -> int:
    """How many parts a worker has begun and not ended."""
    return len(UNWANTED)
