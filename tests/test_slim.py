"""What the image has of Fall Line and of the packages that it needs: it serves everything, and is as light as said."""

import os
import re
import shutil
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import httpx2 as httpx
import pytest
from packaging.requirements import Requirement

from tests.everything import assert_calls_are_answered, assert_pages_arrive
from tests.real_server import real_server
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


def test_it_has_what_is_read_and_no_more(slim: Path) -> None:
    assert weight(slim) < MOST_MEGABYTES
    assert not list(slim.rglob("tests")) and not (slim / "plotly").exists()
    assert (slim / "app" / "static-built").is_dir() and not (slim / "app" / "static").exists()
