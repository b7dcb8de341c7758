"""The resident size of a process, and its peak over some time."""

import threading
from pathlib import Path
from types import TracebackType

PAUSE_SECONDS = 0.05


def resident_bytes(process: int) -> int:
    """Bytes of memory that a process holds; Linux tells."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return 1024 * int(fields["VmRSS"].split()[0])


class Resident:
    """Watches a process while the block runs; `peak` is the most that it held."""

    def __init__(self, process: int) -> None:
        self.peak = resident_bytes(process)
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Resident":
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE_SECONDS):
            self.peak = max(self.peak, resident_bytes(self._process))
