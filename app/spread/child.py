"""A process that computes parts of sweeps for another one, and ends with it."""

import os
import pickle
import signal
import traceback
from collections.abc import Callable, Generator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from app.allocation import give_back
from app.engine.maps.parts import Part, computing
from app.engine.maps.pieces import Piece
from app.engine.runs.live_runs import LiveRuns

NICE = 5
"""Whoever waits for an answer of the server goes before a sweep."""
Answer = tuple[str, Any]
"""What became of a part: ("piece", …), ("raise", an exception) or ("stopped", None)."""


def serve(parts: Connection, stops: Connection, cache_bytes: int) -> None:
    """Answer parts, which have ascending numbers, until the other side is gone. A number from `stops` ends its part."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends its children
    if hasattr(os, "nice"):
        os.nice(NICE)
    give_back()
    lives = LiveRuns(cache_bytes)
    stopped = -1

    def wanted(number: int) -> bool:
        nonlocal stopped
        while stops.poll():
            stopped = int.from_bytes(stops.recv_bytes())
        return number > stopped

    with suppress(EOFError, OSError):
        while True:
            number, part = parts.recv()
            parts.send(answer(computing(lives, part), lambda number=number: wanted(number)))  # type: ignore[misc]


def answer(work: Generator[None, None, Piece], wanted: Callable[[], bool]) -> Answer:
    """What becomes of the work while it is wanted; an exception comes as one that can be sent."""
    try:
        while wanted():
            next(work)
    except StopIteration as end:
        return "piece", end.value
    except (EOFError, OSError):  # nobody is there any more
        raise
    except Exception as error:
        return "raise", _sendable(error)
    work.close()
    return "stopped", None


def _sendable(error: Exception) -> Exception:
    """The exception with its traceback as a note; another one that says the same where it cannot be sent."""
    where = traceback.format_exc()
    try:
        copy = pickle.loads(pickle.dumps(error))
    except Exception:
        copy = RuntimeError(f"{type(error).__name__}: {error}")
    copy.add_note(where)
    return copy if isinstance(copy, Exception) else RuntimeError(str(error))


__all__ = ["Answer", "Part", "answer", "serve"]
