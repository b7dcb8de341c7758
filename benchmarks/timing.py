"""Interleaved timing: rivals take turns, so that a busy moment of the machine hits all of them alike."""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping


def interleaved(
    rivals: Mapping[str, Callable[[], object]], rounds: int = 15, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Median seconds of each rival over `rounds` rounds, after one to warm up; of CPU, unless by another clock."""
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    gc.disable()
    try:
        for number in range(rounds + 1):
            for name, run in rivals.items():
                begin = clock()
                run()
                if number > 0:
                    seconds[name].append(clock() - begin)
            gc.collect()
    finally:
        gc.enable()
    return {name: statistics.median(values) for name, values in seconds.items()}


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def say(text: str = "") -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def table(medians: Mapping[str, float], ours: str) -> None:
    """A line for each rival: milliseconds, and how many times as long as `ours` it took."""
    for name, seconds in medians.items():
        ratio = "" if name == ours else f"  {seconds / medians[ours]:6.1f} × {ours}"
        say(f"  {name:34s} {1e3 * seconds:9.2f} ms{ratio}")
