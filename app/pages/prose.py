"""Sentences of the pages that the server makes: symbols are typeset, and neither "η = 0.2" nor "62 %" is broken."""

import re
from unicodedata import normalize

from markupsafe import Markup, escape

SYMBOL = re.compile(r"([^\W\d_])([\u1d62-\u1d65\u2090-\u209c]+)")
"""A letter with a word of small letters below it; static/js/views/prose.js has the same rule for the labs."""


UNIT = re.compile(r"(?<=\d) (?=%)")
NARROW = "\u202f"


def united(text: str) -> str:
    """A text whose numbers stay on the line of their units and their names."""
    return UNIT.sub(NARROW, text).replace(" = ", "\u00a0=\u00a0")


def prose(text: str) -> Markup:
    """A sentence as HTML, its symbols typeset."""

    def typeset(found: re.Match[str]) -> str:
        return f'<i class="symbol">{found[1]}</i><sub>{normalize("NFKC", found[2])}</sub>'

    return Markup(SYMBOL.sub(typeset, str(escape(united(text)))))
