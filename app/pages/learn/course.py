"""The chapters in their order, in a language; a school's own folder may add to them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.pages.learn.glossary import Glossary, read_glossary
from app.pages.learn.reading import Chapter, Reader

HERE = Path(__file__).parent
FALLBACK = "en"


@dataclass(frozen=True)
class Course:
    """Chapters of a language, those that it lacks in English, and those of a folder of one's own."""

    language: str
    own: Path | None = None

    @cached_property
    def glossary(self) -> Glossary:
        """The terms, in the language."""
        file = HERE / self.language / "glossary.toml"
        return read_glossary(file if file.is_file() else HERE / FALLBACK / "glossary.toml")

    @cached_property
    def chapters(self) -> dict[str, Chapter]:
        """By name, in the order of their files' names, one's own last. Raises `ChapterError` for one that is none."""
        found: dict[str, Chapter] = {}
        for folder, language in self._folders():
            for file in sorted(folder.glob("*.md")):
                name = file.stem.partition("-")[2]
                found[name] = Reader(file, self.glossary, language).chapter()
        return found

    def _folders(self) -> list[tuple[Path, str]]:
        names = dict.fromkeys((FALLBACK, self.language))
        folders = [(HERE / name, name) for name in names]
        return folders + ([(self.own, self.language)] if self.own else [])


def languages() -> list[str]:
    """Languages that there are chapters in."""
    return sorted(folder.name for folder in HERE.iterdir() if (folder / "words.toml").is_file())
