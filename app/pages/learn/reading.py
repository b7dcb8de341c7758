"""A chapter's file, read: front matter, text and blocks, each mistake with its line."""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from pydantic import ValidationError

from app.engine.declaration import Declaration
from app.engine.mistakes import mistake_of
from app.pages.learn.blocks import BLOCKS, Exercise, Figure, Front, Prediction
from app.pages.learn.glossary import Glossary

ROLES = ("knob", "measure")
"""Numbers in sentences: {knob}`figure.name` can be moved, {measure}`figure.name` is what the run gives."""
AT_LINE = "(at line "
ENDS = tuple(".,;:?!)")


class ChapterError(ValueError):
    """A mistake in a chapter's file: which, at which line, what was expected."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file.name}:{line}: {message}")


@dataclass(frozen=True)
class Passage:
    """Ideas, each with its heading, that one figure stands beside: their tokens, and whether there is such a figure."""

    ideas: Sequence[Sequence[Token]]
    has_figure: bool

    @property
    def tokens(self) -> list[Token]:
        """All of them."""
        return [token for idea in self.ideas for token in idea]


@dataclass
class Chapter:
    """A chapter as its file has it."""

    name: str
    front: Front
    language: str
    passages: list[Passage]
    figures: dict[str, Figure] = field(default_factory=dict)
    predictions: dict[str, Prediction] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    terms: set[str] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)
    """The text's paragraphs, as they are read."""

    def place_of(self, kind: type[Declaration]) -> dict[str, Any]:
        """Where blocks of a kind are kept, by their ids."""
        places: dict[type[Declaration], dict[str, Any]]
        places = {Figure: self.figures, Prediction: self.predictions, Exercise: self.exercises}
        return places[kind]

    def blocks(self, kind: str) -> dict[str, Any]:
        """Figures, or questions and exercises, by their ids; nothing for any other word."""
        kinds: dict[str, dict[str, Any]]
        kinds = {"figure": self.figures, "question": {**self.predictions, **self.exercises}}
        return kinds.get(kind, {})

    @property
    def labs(self) -> list[str]:
        """Names of the labs that its figures are of."""
        return list(dict.fromkeys(figure.experiment.problem.lab for figure in self.figures.values()))

    @property
    def words(self) -> int:
        """How many words its text has, without figures, questions and exercises."""
        return sum(len(text.split()) for text in self.sentences)


def parser() -> MarkdownIt:
    """CommonMark with tables, formulas between dollars, numbers in sentences, and a head."""
    found = MarkdownIt("commonmark", {"typographer": True, "html": False}).enable(["table", "smartquotes"])
    return found.use(front_matter_plugin).use(dollarmath_plugin, allow_digits=False).use(myst_role_plugin)


class Reader:
    """Reads one file."""

    def __init__(self, file: Path, glossary: Glossary, language: str) -> None:
        self.file, self.glossary, self.language = file, glossary, language
        self.tokens = parser().parse(file.read_text(encoding="utf-8"))
        self._experiments = dict(_own_experiments(self.tokens))

    def chapter(self) -> Chapter:
        """The chapter; raises `ChapterError`."""
        chapter = Chapter(self.file.stem, self._front(), self.language, [])
        for token in self.tokens:
            if token.type == "fence":
                self._block(token, chapter)
        for token in self.tokens:
            if token.type == "inline":
                self._sentence(token, chapter)
            elif isinstance(token.meta.get("block"), Exercise):
                self._numbers_of(token.meta["block"], (token.map or [0])[0] + 1, chapter)
        for prediction in chapter.predictions.values():
            self._belongs(prediction.figure, prediction.run, chapter, f"prediction {prediction.id!r}")
        for exercise in chapter.exercises.values():
            if exercise.figure is not None:
                self._belongs(exercise.figure, 0, chapter, f"exercise {exercise.id!r}")
        chapter.passages = list(_passages(self.tokens))
        return chapter

    def fail(self, line: int, message: str) -> ChapterError:
        """The error of a line, counted from 1."""
        return ChapterError(self.file, line, message)

    def _front(self) -> Front:
        head = next((token for token in self.tokens if token.type == "front_matter"), None)
        if head is None:
            raise self.fail(1, "expected a head between two lines of ---, got none")
        self.tokens.remove(head)
        front: Front = self._validated(Front, head.content, 2)
        return front

    def _block(self, token: Token, chapter: Chapter) -> None:
        word = token.info.strip()
        line = (token.map or [0])[0] + 1
        if word not in BLOCKS:
            if word in ("python", "sh", "json"):
                return
            raise self.fail(line, f"expected a block out of {', '.join(BLOCKS)}, got {word!r}")
        block = self._validated(BLOCKS[word], token.content, line + 1)
        token.meta["block"] = block
        place = chapter.place_of(type(block))
        if block.id in place:
            raise self.fail(line, f"expected an id of its own, got {block.id!r} again")
        place[block.id] = block

    def _sentence(self, token: Token, chapter: Chapter) -> None:
        line = (token.map or [0])[0] + 1
        children = token.children or []
        for child in children:
            if child.type == "myst_role":
                self._number(child, line, chapter)
        token.children = list(self._with_terms(children, chapter))
        chapter.sentences.append("".join(_read(child) for child in children))

    def _numbers_of(self, exercise: Exercise, line: int, chapter: Chapter) -> None:
        """A worked answer argues with numbers of the chapter's runs: those that it names are there."""
        for token in parser().parse(f"{exercise.task}\n\n{exercise.worked}"):
            for child in token.children or []:
                if child.type == "myst_role":
                    self._number(child, line, chapter)

    def _number(self, role: Token, line: int, chapter: Chapter) -> None:
        kind = role.meta["name"]
        if kind not in ROLES:
            raise self.fail(line, f"expected a number out of {', '.join(ROLES)}, got {kind!r}")
        figure, _, name = role.content.partition(".")
        if figure not in chapter.figures:
            raise self.fail(line, f"expected a figure out of {', '.join(chapter.figures) or 'none'}, got {figure!r}")
        there = chapter.figures[figure].knobs if kind == "knob" else chapter.figures[figure].measures
        if name not in there:
            raise self.fail(line, f"expected a {kind} of {figure!r} out of {', '.join(there) or 'none'}, got {name!r}")

    def _with_terms(self, children: Sequence[Token], chapter: Chapter) -> Iterator[Token]:
        """The tokens of a line, the first of each term as a token of its own; what is a link already stays one."""
        linked = 0
        for child in children:
            linked += (child.type == "link_open") - (child.type == "link_close")
            if child.type != "text" or linked:
                yield child
                continue
            begin = 0
            for found in self.glossary.first(child.content, chapter.terms):
                yield _text(child.content[begin : found.begin])
                term = Token("term", "", 0, content=child.content[found.begin : found.end])
                term.meta["term"] = found.name
                yield term
                begin = found.end
            yield _text(child.content[begin:])

    def _belongs(self, figure: str, run: int, chapter: Chapter, what: str) -> None:
        found = chapter.figures.get(figure)
        if found is None:
            raise self.fail(
                1, f"{what}: expected a figure out of {', '.join(chapter.figures) or 'none'}, got {figure!r}"
            )
        if run >= len(found.experiment.runs):
            raise self.fail(1, f"{what}: expected a run of {figure!r}, got {run}")

    def _with_experiment(self, values: dict[str, Any]) -> dict[str, Any]:
        """A block's values; a figure that names another one runs the same experiment."""
        named = values.get("experiment")
        if not isinstance(named, str) or named not in self._experiments:
            return values
        return {**values, "experiment": self._experiments[named]}

    def _validated(self, model: Any, text: str, line: int) -> Any:
        try:
            return model.model_validate(self._with_experiment(tomllib.loads(text)))
        except tomllib.TOMLDecodeError as error:
            said, _, place = str(error).partition(AT_LINE)
            number = int(place.split(",")[0]) if place else 1
            raise self.fail(line + number - 1, f"expected TOML; {said.strip()}") from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = ".".join(map(str, (*first["loc"], *(first.get("ctx") or {}).get("path", ()))))
            _, expected, got = mistake_of(first, {})
            raise self.fail(_line_of(text, path, line), f"{path}: expected {expected}, got {got!r}") from None


def _own_experiments(tokens: Sequence[Token]) -> Iterator[tuple[str, Any]]:
    """Experiments that figures have of their own, by the figures' ids; mistakes are said at their lines later."""
    for token in tokens:
        if token.type == "fence" and token.info.strip() == "figure":
            with suppress(tomllib.TOMLDecodeError):
                values = tomllib.loads(token.content)
                if isinstance(values.get("experiment"), dict):
                    yield str(values.get("id")), values["experiment"]


def _line_of(text: str, path: str, line: int) -> int:
    """The line where the last key of a path is set, as far as it can be told; else that of the block."""
    key = next((part for part in reversed(path.split(".")) if not part.isdigit()), "")
    lines = text.splitlines()
    return next((line + number for number, row in enumerate(lines) if row.lstrip().startswith(f"{key} =")), line)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _read(token: Token) -> str:
    """What is read aloud of a token."""
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def _ideas(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut at the headings, and where a second figure comes: two do not stand beside the same lines."""
    idea: list[Token] = []
    shown = False
    for token in tokens:
        is_figure = isinstance(token.meta.get("block"), Figure)
        if idea and (token.type == "heading_open" or (is_figure and shown)):
            yield idea
            idea, shown = [], False
        idea.append(token)
        shown = shown or is_figure
    if idea:
        yield idea


def _passages(tokens: Sequence[Token]) -> Iterator[Passage]:
    """A figure stands beside what is said until the next one comes, or code, which takes the whole width."""
    waiting: list[Sequence[Token]] = []
    seen = False
    for idea in _ideas(tokens):
        has_figure = any(isinstance(token.meta.get("block"), Figure) for token in idea)
        has_code = any(token.type == "fence" and "block" not in token.meta for token in idea)
        if (has_figure or has_code) and waiting:
            yield Passage(waiting, seen)
            waiting = []
        seen = has_figure or (seen and bool(waiting))
        waiting.append(idea)
    if waiting:
        yield Passage(waiting, seen)


def _end_after(tokens: Sequence[Token], idx: int) -> str:
    """The full stop or comma behind a formula, as LaTeX: a line would otherwise begin with it."""
    if tokens[idx].type != "math_inline" or idx + 1 == len(tokens) or tokens[idx + 1].type != "text":
        return ""
    sign = tokens[idx + 1].content[:1]
    return rf"\text{{{sign}}}" if sign in ENDS else ""


class Renderer(RendererHTML):
    """HTML of a chapter's tokens; blocks by the function that is given for them."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        self._block_html = block

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A block, or code."""
        block: Declaration | None = tokens[idx].meta.get("block")
        return str(self._block_html(block)) if block else super().fence(tokens, idx, options, env)

    def math_inline(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        """A formula in a sentence, typeset by the page, with what ends the sentence: that stays on its line."""
        return f'<span class="tex">{escape(tokens[idx].content)}{_end_after(tokens, idx)}</span>'

    def math_block(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        """A formula on a line of its own."""
        return f'<p class="formula"><span class="tex" data-display>{escape(tokens[idx].content)}</span></p>\n'

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Words, without the sign that the formula before them has taken."""
        words = super().text(tokens, idx, options, env)
        return words[1:] if idx and _end_after(tokens, idx - 1) else words

    def myst_role(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        """A number in a sentence."""
        role = tokens[idx]
        return f'<span class="number is-waiting" data-{role.meta["name"]}="{escape(role.content)}">0.000</span>'

    def term(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        """A term of the glossary where it first stands."""
        name = escape(tokens[idx].meta["term"])
        return f'<a class="term" href="/learn/glossary#{name}" data-term="{name}">{escape(tokens[idx].content)}</a>'


def rendered(tokens: Sequence[Token], block: Any = None) -> str:
    """HTML of tokens."""
    return str(Renderer(block).render(tokens, parser().options, {}))


def line_of(text: str) -> str:
    """HTML of one line of Markdown, without a paragraph round it."""
    tokens = parser().parseInline(text)
    return rendered(tokens)


def block_of(text: str) -> str:
    """HTML of some paragraphs of Markdown."""
    return rendered(parser().parse(text))
