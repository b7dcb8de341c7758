"""Which of many processes somebody is connected to: it has more sockets than before."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def sockets(process: int) -> int:
    """How many sockets a process has open; none where it has ended."""
    found = 0
    with suppress(FileNotFoundError, ProcessLookupError):
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(FileNotFoundError):
                found += str(file.readlink()).startswith("socket:")
    return found


class Watched:
    """Processes, with the sockets that they had at first."""

    def __init__(self, processes: Iterable[int]) -> None:
        self._before = {process: sockets(process) for process in processes}

    def clients(self, processes: Iterable[int]) -> int:
        """Connections that some of them have more than at first."""
        return sum(sockets(process) - self._before[process] for process in processes)
