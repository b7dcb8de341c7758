"""`python -m benchmarks [name …]`: all benchmarks, or those named."""

import importlib
import os
import sys

from benchmarks.timing import say

NAMES = (
    "recorded_run",
    "rate_momentum_map",
    "network_map",
    "network_steps",
    "loss_plane",
    "curvature",
    "rest_trace",
    "encoding",
    "long_rows",
    "stream_load",
    "classroom",
    "fair_turns",
    "memory",
    "page",
    "drawing",
    "chapter",
)


def main() -> None:
    """Run them one after the other."""
    names = sys.argv[1:] or NAMES
    for name in names:
        if name not in NAMES:
            raise SystemExit(f"unknown benchmark {name!r}; expected one of {', '.join(NAMES)}")
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # before NumPy and PyTorch are imported: one thread for everybody
    for name in names:
        module = importlib.import_module(f"benchmarks.{name}")
        module.main([]) if name in ("stream_load", "classroom", "fair_turns") else module.main()
        say()


if __name__ == "__main__":
    main()
