"""The types that the pages' scripts are checked with: they are those of the API, and nobody evades them."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from app.api.document import document
from app.main import create_app

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "static" / "js"
GENERATED = SCRIPTS / "api.d.ts"
ANY = re.compile(r"\bany\b")
MOST_ANY = 18
"""How often types may say `any`, with which a script does as it likes."""


def test_the_types_of_the_api_are_what_its_schema_gives() -> None:
    types = subprocess.run(
        ["node", "tools/types.js"],
        cwd=ROOT,
        input=json.dumps(document(create_app())),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert types == GENERATED.read_text(), "run `make types`"


def types_in(script: Path) -> Iterator[str]:
    """What stands in braces behind a tag, or is a template's default; declaration files without their comments."""
    text = script.read_text()
    if script.name.endswith(".d.ts"):
        yield re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
        return
    yield from re.findall(r"@template[^\n]*?\[\w+=([^\]]*)\]", text)
    for tag in re.finditer(r"@\w+\s+\{", text):
        begin = end = tag.end()
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[begin : end - 1]


def test_hardly_any_type_turns_the_checks_off() -> None:
    scripts = [script for ending in ("*.js", "*.d.ts") for script in SCRIPTS.rglob(ending) if script != GENERATED]
    found = {str(script.relative_to(ROOT)): len(ANY.findall(" ".join(types_in(script)))) for script in scripts}
    assert sum(found.values()) <= MOST_ANY, {script: count for script, count in found.items() if count}
