"""`fallline serve` in a process of its own, with what it logs, for whatever needs real sockets."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from socket import create_server

ROOT = Path(__file__).resolve().parents[1]


class RealServer:
    """A process that serves at `port`."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def stream(self) -> str:
        return f"ws://127.0.0.1:{self.port}/api/v1/stream"

    @property
    def log(self) -> str:
        return self._log.read_text()

    @property
    def resident(self) -> int:
        """Bytes of memory that the process holds."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def workers(self) -> list[int]:
        """The processes that serve, by their number, where there are several."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def kill(self) -> None:
        """End all of its processes at once, as a machine does that is switched off."""
        workers = self.workers if self.process.poll() is None else []
        self.process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self.process.wait(10)

    def gauge(self, name: str) -> int:
        """A number of /metrics."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=20) as answer:
            lines = answer.read().decode().splitlines()
        return int(float(next(line for line in lines if line.startswith(f"fallline_{name} ")).split()[1]))

    def until(self, name: str, value: int, seconds: float = 30) -> None:
        """Wait until a number of /metrics has a value; raises `TimeoutError`."""
        deadline = time.monotonic() + seconds
        while (now := self.gauge(name)) != value:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name}: {now}, not {value}")
            time.sleep(0.02)


@contextmanager
def real_server(
    folder: Path = ROOT, python: Sequence[str] = (sys.executable,), **settings: object
) -> Iterator[RealServer]:
    """A server that answers; it ends with the block. What it runs is the package that lies in `folder`."""
    with closing(create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    environment = os.environ | {f"FALLLINE_{name.upper()}": str(value) for name, value in settings.items()}
    command = [*python, "-m", "app.cli", "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory() as temporary:
        log = Path(temporary) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=out)
        server = RealServer(process, port, log)
        try:
            _answers(process, port, time.monotonic() + 60)
            yield server
        finally:
            server.kill()


def _answers(process: subprocess.Popen[bytes], port: int, deadline: float) -> None:
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")
