"""Chapters as pages: what templates and the page's script are given of them."""

import json
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from app.engine.declaration import Declaration
from app.pages.learn.blocks import Exercise, Figure, Prediction
from app.pages.learn.course import FALLBACK, HERE, Course
from app.pages.learn.reading import Chapter, block_of, line_of, rendered


@cache
def words_of(language: str) -> dict[str, str]:
    """The interface's words, those that a language lacks in English."""
    found: dict[str, str] = {}
    for name in dict.fromkeys((FALLBACK, language)):
        file = HERE / name / "words.toml"
        if file.is_file():
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def figure_data(figure: Figure) -> dict[str, Any]:
    """What the page's script makes a lab of."""
    return {
        **figure.model_dump(mode="json", exclude={"caption", "measures", "experiment", "covered"}),
        "lab": figure.experiment.problem.lab,
        "experiment": figure.experiment.complete(),
        "measures": {name: found.model_dump(mode="json") for name, found in figure.measures.items()},
    }


def prediction_data(prediction: Prediction) -> dict[str, Any]:
    """What the page's script asks and answers with: never what comes out."""
    data = prediction.model_dump(mode="json", include={"id", "figure", "run", "steps", "measure", "answer"})
    answer = data["answer"]
    for key in ("below", "above", "far"):
        if key in answer:
            answer[key] = line_of(answer[key])
    for option in answer.get("options", []):
        option["because"], option["text"] = line_of(option["because"]), line_of(option["text"])
    return {**data, "why": block_of(prediction.why)}


def passages_of(chapter: Chapter, templates: Environment, words: dict[str, str]) -> list[dict[str, Any]]:
    """HTML of the ideas of each passage, with whether a figure stands beside them."""
    block = block_maker(templates, words)
    return [
        {"ideas": [Markup(rendered(idea, block)) for idea in passage.ideas], "has_figure": passage.has_figure}
        for passage in chapter.passages
    ]


def block_maker(templates: Environment, words: dict[str, str]) -> Callable[[Declaration], str]:
    """What makes HTML of a block."""
    macros: Any = templates.get_template("learn-blocks.html").module

    def block(found: Declaration) -> str:
        if isinstance(found, Figure):
            return str(macros.figure(found, json.dumps(figure_data(found)), Markup(line_of(found.caption)), words))
        if isinstance(found, Prediction):
            texts = {name: Markup(block_of(getattr(found, name))) for name in ("question", "hint")}
            return str(macros.prediction(found, json.dumps(prediction_data(found)), texts, words))
        assert isinstance(found, Exercise)
        texts = {name: Markup(block_of(getattr(found, name))) for name in ("task", "worked")}
        return str(macros.exercise(found, texts, words))

    return block


def alone_context(course: Course, name: str, kind: str, block: str, templates: Environment) -> dict[str, Any]:
    """One figure, or one question with the figure that answers it."""
    chapter = course.chapters[name]
    shared = shared_context(course, name, chapter.language)
    make = block_maker(templates, shared["words"])
    found = chapter.blocks(kind)[block]
    if isinstance(found, Figure):  # There is no question here that it could give away.
        found = found.model_copy(update={"covered": False})
    figure = chapter.figures.get(getattr(found, "figure", None) or "")
    html = "".join(make(part) for part in (figure, found) if part is not None)
    return {**shared, "chapter": chapter, "html": Markup(html)}


def shared_context(course: Course, name: str, language: str) -> dict[str, Any]:
    """What all pages of the course show."""
    return {
        "course": course.chapters,
        "name": name,
        "language": language,
        "lang": "" if course.language == FALLBACK else f"?lang={course.language}",
        "words": words_of(language),
    }


def chapter_context(course: Course, name: str, templates: Environment) -> dict[str, Any]:
    """All that a chapter's page shows."""
    chapter, names = course.chapters[name], list(course.chapters)
    place, front, shared = names.index(name), chapter.front, shared_context(course, name, chapter.language)
    return {
        **shared,
        "chapter": chapter,
        "number": place + 1,
        "around": [
            (where, other, course.chapters[other].front.title)
            for where, other in (
                ("previous", names[place - 1] if place else None),
                ("next", names[place + 1] if place + 1 < len(names) else None),
            )
            if other is not None
        ],
        "passages": passages_of(chapter, templates, shared["words"]),
        "remember": [Markup(line_of(line)) for line in front.remember],
        "sources": [Markup(line_of(line)) for line in front.sources],
        "terms": {term: line_of(course.glossary.terms[term].text) for term in sorted(chapter.terms)},
    }


def notes_context(course: Course, name: str) -> dict[str, Any]:
    """What the teacher's notes of a chapter show."""
    chapter = course.chapters[name]
    notes = chapter.front.notes
    return {
        **shared_context(course, name, chapter.language),
        "chapter": chapter,
        "plan": [Markup(line_of(line)) for line in notes.plan],
        "ask": Markup(line_of(notes.ask)),
        "misconception": Markup(line_of(notes.misconception)),
    }


def contents_context(course: Course) -> dict[str, Any]:
    """What the first page of the course shows."""
    minutes = sum(chapter.front.minutes for chapter in course.chapters.values())
    return {**shared_context(course, "", course.language), "minutes": minutes}


def glossary_context(course: Course) -> dict[str, Any]:
    """All terms by their titles, with the chapters in which they stand."""
    entries = [
        {
            "name": name,
            "title": term.title,
            "text": Markup(line_of(term.text)),
            "chapters": [
                {"name": other, "number": number}
                for number, (other, chapter) in enumerate(course.chapters.items(), 1)
                if name in chapter.terms
            ],
        }
        for name, term in sorted(course.glossary.terms.items(), key=lambda item: item[1].title.lower())
    ]
    return {**shared_context(course, "glossary", course.language), "entries": entries}
