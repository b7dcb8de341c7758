"""A million rows as NDJSON and CSV: how fast they come, and the most memory that a process takes for them."""

import resource
import subprocess
import sys
import time

from benchmarks.timing import say

ROWS = (10_000, 100_000, 1_000_000)


def write(name: str, rows: int) -> None:
    """Compute and write in this process, into nothing; print seconds, bytes and the peak of memory in kB."""
    from app.engine import Experiment
    from app.engine.runs.live_runs import LiveRuns
    from app.engine.runs.row_stream import all_parts, first_parts
    from app.formats import ROWS as WRITERS

    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 2.0}
    run = {"optimizer": "adam", "learning_rate": 0.01, "batch_size": 32}
    race = LiveRuns().fresh(Experiment.model_validate({"problem": problem, "runs": [run], "steps": rows - 1}))
    begin, size = time.perf_counter(), 0
    for piece in WRITERS[name](first_parts(race, None), all_parts(race)):
        size += len(piece or b"")
    print(time.perf_counter() - begin, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # noqa: T201


def main() -> None:
    """Print a line for each format and length, each in a process of its own."""
    say("Rows computed as they are read, every column")
    for name in ("ndjson", "csv"):
        for rows in ROWS:
            command = [sys.executable, "-c", f"from benchmarks.long_rows import write; write({name!r}, {rows})"]
            seconds, size, peak = map(float, subprocess.run(command, capture_output=True, check=True).stdout.split())
            speed = f"{rows / seconds:9,.0f} rows a second   {size / 1e6:6.1f} MB"
            say(f"  {name:7s} {rows:9,d} rows   {speed}   peak memory {peak / 1e3:5.1f} MB")


if __name__ == "__main__":
    main()
