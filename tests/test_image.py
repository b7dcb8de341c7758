"""What the image has of Fall Line and of the packages that it needs: it serves everything, and is as light as said."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import httpx2 as httpx
import pytest
from packaging.requirements import Requirement

from tests.everything import assert_calls_are_answered, assert_pages_arrive
from tests.real_server import ROOT, real_server
from tools.slim import trim, weight

MOST_MEGABYTES = 160
"""Without bytecode, and with what debuggers read."""


def needed(name: str, known: dict[str, Distribution]) -> dict[str, Distribution]:
    """A package that is installed, and all that it needs."""
    if name not in known:
        known[name] = distribution(name)
        for line in known[name].requires or []:
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                needed(re.sub(r"[-_.]+", "-", wanted.name).lower(), known)
    return known


@pytest.fixture(scope="module")
def slim(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with those packages and the wheel, trimmed as the image is."""
    folder = tmp_path_factory.mktemp("slim")
    shutil.copytree(site / "app", folder / "app")
    for name, package in needed("fallline", {}).items():
        for file in package.files or [] if name != "fallline" else []:
            if ".." not in file.parts and file.suffix != ".pyc":
                place = folder / file
                place.parent.mkdir(parents=True, exist_ok=True)
                link(Path(str(package.locate_file(file))), place)
    trim(folder)
    return folder


def link(source: Path, place: Path) -> None:
    """The same file by another name, where it lies on the same disk: nothing here writes into one."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copy2(source, place)


def test_it_serves_every_page_and_every_call(slim: Path) -> None:
    with (
        real_server(slim, python=(sys.executable, "-S")) as server,
        httpx.Client(base_url=server.address, timeout=60) as client,
    ):
        assert_pages_arrive(client)
        assert_calls_are_answered(client)
        assert server.log == ""


@pytest.mark.parametrize("hosts", ["*", "lab.example.org 127.0.0.1", "*.school.example 127.0.0.1"])
def test_its_health_is_asked_by_the_name_of_the_server(hosts: str) -> None:
    found = re.search(r"^HEALTHCHECK .*\n  CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found
    with real_server(allowed_hosts=hosts) as server:
        command = [part.replace("8000", str(server.port)) for part in json.loads(found[1])]
        environment = os.environ | ({} if hosts == "*" else {"FALLLINE_ALLOWED_HOSTS": hosts})
        assert subprocess.run(command, env=environment, timeout=10).returncode == 0
        server.process.send_signal(signal.SIGSTOP)
        assert subprocess.run(command, env=environment, timeout=10).returncode != 0
        server.process.send_signal(signal.SIGCONT)


def test_it_has_what_is_read_and_no_more(slim: Path) -> None:
    assert weight(slim) < MOST_MEGABYTES
    assert not list(slim.rglob("tests")) and not (slim / "plotly").exists()
    assert (slim / "app" / "static-built").is_dir() and not (slim / "app" / "static").exists()
