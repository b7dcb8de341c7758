"""The glossary: every term with one sentence, found where it first stands in a chapter."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.engine.declaration import Declaration


class Term(Declaration):
    """A term of the course."""

    title: str
    text: str
    """One sentence, in Markdown."""
    forms: tuple[str, ...] = ()
    """Other words for it, such as its plural."""


@dataclass(frozen=True)
class Found:
    """A term as it stands in a text."""

    begin: int
    end: int
    name: str


class Glossary:
    """Terms by name, and the words that mean them."""

    def __init__(self, terms: dict[str, Term]) -> None:
        self.terms = terms
        self._names = {form.lower(): name for name, term in terms.items() for form in (term.title, *term.forms)}
        forms = sorted(self._names, key=len, reverse=True)
        self._any = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)

    def first(self, text: str, known: set[str]) -> list[Found]:
        """The terms of a text that are not known yet, each where it first stands; they are known from then on."""
        found = []
        for match in self._any.finditer(text):
            name = self._names[match[0].lower()]
            if name not in known:
                known.add(name)
                found.append(Found(match.start(), match.end(), name))
        return found


def read_glossary(file: Path) -> Glossary:
    """The glossary of a language; raises `ValueError` with the file where it is none."""
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
        return Glossary({name: Term.model_validate(entry) for name, entry in entries.items()})
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
