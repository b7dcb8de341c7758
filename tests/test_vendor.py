"""The third-party files are the pinned ones, and plotly.js is the version that the Python package carries."""

import hashlib
import re

from plotly.offline import get_plotlyjs_version

from app.resources import resource

VENDOR = resource("static") / "vendor"


def test_every_file_has_the_hash_written_down() -> None:
    written = {}
    for line in (VENDOR / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        written[name] = digest
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in ("SHA256SUMS", "README.md")
    }
    assert found == written


def test_every_folder_carries_its_licence() -> None:
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    assert [path.name for path in folders if not (path / "LICENSE").is_file()] == []


def test_plotly_in_the_page_equals_plotly_in_python() -> None:
    source = (VENDOR / "plotly" / "plotly-custom.min.mjs").read_text()
    versions = re.findall(r'\.version="(\d+\.\d+\.\d+)"', source)
    assert get_plotlyjs_version() in versions


def test_no_style_sheet_asks_for_a_file_that_is_not_there() -> None:
    for sheet in VENDOR.rglob("*.css"):
        for target in re.findall(r"url\([\"']?(?!data:)([^)\"']+)", sheet.read_text()):
            assert (sheet.parent / target).is_file(), f"{sheet.name} asks for {target}"
