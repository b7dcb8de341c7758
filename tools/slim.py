"""slim.py: take out of an environment what serving never reads, and keep bytecode only of what it loads.

Run by the environment's own interpreter, which must not be the one that you work with: what is deleted is gone.
What is left is served once, so that whatever has been taken too many is missed here and not by a visitor.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from socket import create_server

FOLDERS = ("tests", "__pycache__")
"""Folders of these names, wherever they lie: a package's own tests, and the bytecode of everything."""
ENDINGS = (".pyi", ".pyx", ".pxd", ".pxi", ".c", ".h", ".cpp", ".hpp", ".a")
"""What type checkers and compilers read."""
PLACES = (
    "pip",
    "pip-*.dist-info",
    "app/static",  # what static-built was made from
    # Trace.to_figure is for notebooks; pages and downloads have plotly.js of static/vendor.
    "plotly",
    "plotly-*.dist-info",
    "_plotly_utils",
    "narwhals",
    "narwhals-*.dist-info",
)
"""Files and folders by their place."""
DEBUGGING = b".debug_info"
"""The section of a shared object that only debuggers read."""
TABLE = b"x,y\n1,2\n2,3\n3,5\n4,6\n"


def trim(packages: Path) -> None:
    """Delete what no process reads."""
    found = [path for place in PLACES for path in packages.glob(place)]
    found += [path for name in FOLDERS for path in packages.rglob(name)]
    found += [path for path in packages.rglob("*") if path.suffix in ENDINGS]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def strip(packages: Path) -> None:
    """Take what debuggers read out of shared objects."""
    for path in packages.rglob("*.so*"):
        # Libraries beside a package were moved into its wheel; many do not bear another change of their layout.
        if not path.parent.name.endswith(".libs") and DEBUGGING in path.read_bytes():
            subprocess.run(["strip", "--strip-debug", path], check=True)


def compile_used() -> None:
    """Serve once and read a table: Python leaves the bytecode of what that loads."""
    with closing(create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [Path(sys.executable).with_name("fallline"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _answer(f"{address}/healthz", patience=120)
        _answer(f"{address}/reference")
        _answer(f"{address}/api/v1/tables", TABLE)
    finally:
        server.terminate()
        server.wait(30)


def _answer(address: str, body: bytes | None = None, patience: float = 0) -> None:
    """Ask until somebody answers, or patience ends, seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(address, body, timeout=60).close()
            return
        except (ConnectionError, urllib.error.URLError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def weight(packages: Path) -> float:
    """Megabytes of all files."""
    return sum(path.stat().st_size for path in packages.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    packages = Path(sysconfig.get_path("purelib"))
    before = weight(packages)
    trim(packages)
    strip(packages)
    compile_used()
    sys.stdout.write(f"{packages}: {before:.0f} MB, now {weight(packages):.0f} MB\n")
