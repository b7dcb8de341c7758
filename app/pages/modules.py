"""What a page's script imports, directly or not, read off the files: the browser then fetches all of it at once."""

import re
from functools import cache

from app.resources import resource

IMPORT = re.compile(r'^(?:import|export|\} from)\b[^"\n]*"(\.{1,2}/[^"]+)";$', re.MULTILINE)


@cache
def modules(entry: str) -> tuple[str, ...]:
    """Paths under static/ of the module `entry` and everything it imports statically."""
    root = resource("static").resolve()
    found: dict[str, None] = {}
    waiting = [root / entry]
    while waiting:
        file = waiting.pop(0)
        name = file.relative_to(root).as_posix()
        if name not in found:
            found[name] = None
            waiting += [(file.parent / path).resolve() for path in IMPORT.findall(file.read_text())]
    return tuple(found)
