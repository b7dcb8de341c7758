"""How far a long command is, for whoever watches it in a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.spread.progress import Progress

EVERY = 0.25
"""Seconds between two lines: nobody reads faster."""
MINUTE = 60


@contextmanager
def telling() -> Iterator[Callable[["Progress"], None]]:
    """What says how far a map is, on a line of standard error that goes with the block; nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    said = time.monotonic()

    def tell(progress: "Progress") -> None:
        nonlocal said
        if (now := time.monotonic()) - said > EVERY:
            said = now
            sys.stderr.write(f"\r\x1b[K{progress_text(progress)}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def progress_text(progress: "Progress") -> str:
    """Cells that have come, and the time that the others will take, where that is known."""
    text = f"{progress.done:,} of {progress.cells:,} cells"
    left = progress.seconds_left
    return text if not left else f"{text}, about {duration_text(left)} left"


def duration_text(seconds: float) -> str:
    """Seconds up to a minute and a half, then minutes, then hours."""
    if seconds < 1.5 * MINUTE:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / MINUTE)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
