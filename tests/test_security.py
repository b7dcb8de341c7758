"""The page on security names tests that there are, and compose takes all rights away."""

import re
from pathlib import Path

import pytest

from app.pages.learn.reading import parser

ROOT = Path(__file__).parent.parent
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "docs" / "security.md").read_text())))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_what_the_page_names_is_there(file: str, test: str) -> None:
    text = (ROOT / file).read_text()
    assert f"def {test}(" in text if test else "def test_" in text


def test_every_claim_names_a_test() -> None:
    rows = [line for line in (ROOT / "docs" / "security.md").read_text().splitlines() if line.startswith("| ")]
    assert len(rows) > 10 and all("tests/" in row for row in rows[2:])


def test_the_container_has_no_rights() -> None:
    compose, image = (ROOT / "compose.yaml").read_text(), (ROOT / "Dockerfile").read_text()
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert line in compose
    assert re.search(r"^USER [1-9]\d+$", image, re.MULTILINE)


def test_markup_in_a_chapter_is_shown_and_not_obeyed() -> None:
    text = "<script>alert(1)</script>\n\n<b onclick='x()'>bold</b> [a](javascript:alert(1)) [b](data:text/html,x)"
    found = parser().render(text)
    assert not re.search(r"<script|<b |href=\"(?:javascript|data):", found)
    assert "&lt;script&gt;" in found
