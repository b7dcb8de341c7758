"""A Fall Line server in a process of its own."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def running(
    *, workers: int = 1, seconds: float = 20, echo: bool = False, folder: Path | None = None
) -> Iterator[tuple[int, int]]:
    """Port and process id of a server that answers; it ends with the block. Raises `TimeoutError`.

    With `echo` it is one that computes nothing, served in the same way; `folder` is where it is started.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    fallline = ["app.cli", "serve", "--port", str(port), "--workers", str(workers)]
    command = [sys.executable, "-m", *(["benchmarks.echo", str(port)] if echo else fallline)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", time.monotonic() + seconds)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, until: float) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise TimeoutError(f"no answer from {address}") from None
            time.sleep(0.05)


def cpu_nanoseconds(process: int) -> int:
    """CPU time that the threads of a process have used, as finely as Linux counts it."""
    times = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/schedstat")]
    return sum(int(text.split()[0]) for text in times)


def cpu_seconds(process: int) -> float | None:
    """CPU time that a process has used, or None where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / 100
