"""What goes into a wheel: built files where there is a tool to build them, and none by halves."""

from pathlib import Path
from typing import Any

import pytest

from hatch_build import BuiltPages


class Messages:
    """What the hook says."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def display_warning(self, text: str) -> None:
        self.warnings.append(text)


def included(root: Path, target: str, version: str = "standard") -> tuple[dict[str, str], list[str]]:
    """The folders that the hook adds, and its warnings."""
    messages: Any = Messages()
    hook = BuiltPages(str(root), {}, None, None, str(root), target, messages)
    data: dict[str, Any] = {"force_include": {}}
    hook.initialize(version, data)
    hook.finalize(version, data, "")
    return data["force_include"], messages.warnings


@pytest.mark.parametrize(("target", "place"), [("wheel", "app/static-built"), ("sdist", "static-built")])
def test_files_that_are_built_already_are_taken(tmp_path: Path, target: str, place: str) -> None:
    folder = tmp_path / "static-built"
    folder.mkdir()
    assert included(tmp_path, target) == ({str(folder): place}, [])
    assert folder.is_dir()


def test_without_node_s_packages_files_stay_plain_and_the_hook_says_so(tmp_path: Path) -> None:
    folders, warnings = included(tmp_path, "wheel")
    assert folders == {}
    assert "npm ci" in warnings[0]


def test_an_editable_installation_builds_nothing(tmp_path: Path) -> None:
    assert included(tmp_path, "wheel", "editable") == ({}, [])
