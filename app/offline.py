"""The pages' own files within a page that has no server: scripts as an import map, style sheets with their fonts."""

import base64
import re
from functools import cache
from pathlib import Path

from app.assets import IMPORT, assets

SCHEME = "fall-line:"
"""What the names of embedded modules begin with, in place of a server's address."""
FONT = re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")
ENCODED = "data:{};base64,{}"


@cache
def modules(entry: str, *late: str) -> dict[str, str]:
    """The import map of a script, of all that it imports, and of libraries that it fetches late: names and contents."""
    found = [address for name in (entry, *late) for address in assets().modules(name)]
    return {SCHEME + address: _encoded("text/javascript", _script(address)) for address in found}


def module(name: str) -> str:
    """The name by which an embedded page imports a file of static/."""
    return SCHEME + assets().address(name)


@cache
def style(page: str) -> str:
    """All style sheets of a page, one after the other."""
    return "\n".join(_sheet(address) for address in assets().sheets(page))


def _file(address: str) -> Path:
    return assets().folder / address.removeprefix("/static/")


def _script(address: str) -> bytes:
    """A module whose imports bear names: within a data: address nothing is relative."""
    file = _file(address)

    def named(found: re.Match[str]) -> str:
        target = (file.parent / found[1]).resolve().relative_to(assets().folder).as_posix()
        return found[0].replace(f'"{found[1]}"', f'"{SCHEME}/static/{target}"')

    return IMPORT.sub(named, file.read_text()).encode()


def _sheet(address: str) -> str:
    file = _file(address)

    def embedded(found: re.Match[str]) -> str:
        return f'url("{_encoded("font/woff2", (file.parent / found[1]).read_bytes())}")'

    return FONT.sub(embedded, file.read_text())


def _encoded(kind: str, content: bytes) -> str:
    return ENCODED.format(kind, base64.b64encode(content).decode())
