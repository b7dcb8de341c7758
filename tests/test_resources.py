"""`resource` finds static/ and templates/ in a checkout and in an installed package alike."""

import re
from pathlib import Path

import pytest

from app.resources import built_files, resource


@pytest.mark.parametrize("name", ["static", "templates"])
def test_a_checkout_has_them_beside_the_package(name: str) -> None:
    assert resource(name) == Path(__file__).resolve().parents[1] / name


def test_an_installed_package_has_them_inside_and_looks_no_further(tmp_path: Path) -> None:
    package = tmp_path / "app"
    (package / "static").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    assert resource("static", package) == package / "static"


def test_a_missing_folder_is_named_with_the_places_looked_at(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=rf"no folder 'static'.*{re.escape(str(tmp_path / 'app' / 'static'))}"):
        resource("static", tmp_path / "app")


def test_built_files_are_those_of_an_installed_package(tmp_path: Path) -> None:
    assert built_files() is None, "a checkout serves static/"
    (tmp_path / "static-built").mkdir()
    (tmp_path / "app").mkdir()
    assert built_files(tmp_path / "app") is None
    (tmp_path / "app" / "static-built").mkdir()
    assert built_files(tmp_path / "app") == tmp_path / "app" / "static-built"
