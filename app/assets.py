"""The pages' own files and their addresses.

A checkout serves static/ as it lies there. An installed package has beside it what tools/build.js made of it: bundles
under names with the hash of their content, which a browser keeps for good.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Protocol

from app.resources import built_files, resource

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes under its address."""

SHEET = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
IMPORT = re.compile(r'^(?:import|export|\} from)\b[^"\n]*"(\.{1,2}/[^"]+)";$', re.MULTILINE)


class Assets(Protocol):
    """A folder of files that pages ask for by their names in static/."""

    folder: Path
    hashed: bool
    """Whether a name says what is in the file, so that it never changes."""

    def address(self, name: str) -> str:
        """Where the browser finds a file. Raises `KeyError` where there is none of that name."""

    def sheets(self, page: str) -> tuple[str, ...]:
        """Addresses of a page's style sheets, in their order."""

    def modules(self, entry: str) -> tuple[str, ...]:
        """Addresses of the script `entry` and of all that it imports statically: the browser fetches them at once."""


class Plain:
    """The files of static/ under their own names."""

    hashed = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.modules = cache(self._modules)

    def address(self, name: str) -> str:
        """The name itself."""
        if not (self.folder / name).is_file():
            raise KeyError(name)
        return f"/static/{name}"

    def sheets(self, page: str) -> tuple[str, ...]:
        """Those that css/pages/ names, one by one: a browser would find imported ones late."""
        file = self.folder / "css" / "pages" / f"{page}.css"
        found = [(file.parent / path).resolve() for path in SHEET.findall(file.read_text())]
        return tuple(self.address(sheet.relative_to(self.folder).as_posix()) for sheet in found)

    def _modules(self, entry: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = [self.folder / entry]
        while waiting:
            file = waiting.pop(0)
            name = self.address(file.relative_to(self.folder).as_posix())
            if name not in found:
                found[name] = None
                waiting += [(file.parent / path).resolve() for path in IMPORT.findall(file.read_text())]
        return tuple(found)


class Built:
    """What tools/build.js wrote, by its manifest."""

    hashed = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"
        self._names: dict[str, str] = json.loads((folder / "manifest.json").read_text())

    def address(self, name: str) -> str:
        """The name with the hash."""
        return f"/static/{self._names[name]}"

    def sheets(self, page: str) -> tuple[str, ...]:
        """All in one."""
        return (self.address(f"css/pages/{page}.css"),)

    def modules(self, entry: str) -> tuple[str, ...]:
        """All in one."""
        return (self.address(entry),)


@cache
def assets() -> Assets:
    """Those that this process serves."""
    built = built_files()
    return Plain(resource("static")) if built is None else Built(built)
