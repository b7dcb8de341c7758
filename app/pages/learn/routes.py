"""Routes of the course."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from app.pages.lab_data import lab_data
from app.pages.learn.course import FALLBACK, Course, languages
from app.pages.learn.showing import (
    alone_context,
    chapter_context,
    contents_context,
    glossary_context,
    notes_context,
)
from app.pages.once import Making, once
from app.pages.replies import Document, reply
from app.pages.templating import page, templates

router = APIRouter(include_in_schema=False, default_response_class=Response)
Context = Callable[[], dict[str, Any]]


@cache
def course_in(language: str, own: Path | None) -> Course:
    """The course in a language, read once."""
    return Course(language, own)


def course_of(request: Request, lang: str = FALLBACK) -> Course:
    """The course that is asked for; in English where there is none in the language."""
    language = lang if lang in languages() else FALLBACK
    return course_in(language, request.app.state.service.settings.course_folder)


CourseHere = Annotated[Course, Depends(course_of)]


def making(template: str, context: Context, data: dict[str, str]) -> Making:
    """Work for the compute thread: a page of the course."""
    yield
    found = context()
    yield
    return page(template, "/learn", **{"data": data, **found})


async def course_page(request: Request, template: str, context: Context, course: Course, *place: str) -> Response:
    """A page of the course, made once; it names what its labs choose from."""
    data = {}
    if place:
        if place[0] not in course.chapters:
            raise HTTPException(404)
        for lab in course.chapters[place[0]].labs if template != "learn-notes.html" else ():
            found: Document = await once(request.app.state, lab, partial(lab_data, lab))
            data[lab] = f"/{lab}/data-{found.digest}.json"
    name = " ".join((template, course.language, *place))
    return reply(request, await once(request.app.state, name, partial(making, template, context, data)))


@router.get("/learn")
async def contents(request: Request, course: CourseHere) -> Response:
    """What there is to learn."""
    return await course_page(request, "learn-contents.html", partial(contents_context, course), course)


@router.get("/learn/glossary")
async def glossary(request: Request, course: CourseHere) -> Response:
    """All terms."""
    return await course_page(request, "learn-glossary.html", partial(glossary_context, course), course)


@router.get("/learn/{name}")
async def chapter(request: Request, course: CourseHere, name: str) -> Response:
    """A chapter of the course."""
    context = partial(chapter_context, course, name, templates.env)
    return await course_page(request, "learn-chapter.html", context, course, name)


@router.get("/learn/{name}/notes")
async def notes(request: Request, course: CourseHere, name: str) -> Response:
    """What helps whoever teaches a chapter."""
    return await course_page(request, "learn-notes.html", partial(notes_context, course, name), course, name)


@router.get("/learn/{name}/{kind}/{block}")
async def alone(request: Request, course: CourseHere, name: str, kind: str, block: str) -> Response:
    """One figure, or one question, for a page of somebody else."""
    if name not in course.chapters or block not in course.chapters[name].blocks(kind):
        raise HTTPException(404)
    context = partial(alone_context, course, name, kind, block, templates.env)
    return await course_page(request, "learn-alone.html", context, course, name, kind, block)
