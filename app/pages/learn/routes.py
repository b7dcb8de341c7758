"""Routes of the course."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from app.pages.lab_data import lab_data
from app.pages.learn.course import Course
from app.pages.learn.showing import chapter_context, contents_context, glossary_context, notes_context
from app.pages.once import Making, once
from app.pages.replies import Document, reply
from app.pages.templating import page, templates

router = APIRouter(include_in_schema=False, default_response_class=Response)
COURSE = Course("en")


def making(template: str, context: Callable[[], dict[str, Any]], data: dict[str, str]) -> Making:
    """Work for the compute thread: a page of the course."""
    yield
    found = context()
    yield
    return page(template, "/learn", **{"data": data, **found})


async def course_page(
    request: Request, template: str, context: Callable[[], dict[str, Any]], name: str = ""
) -> Response:
    """A page of the course, made once; its labs find what they choose from where the page says."""
    data = {}
    chapter = COURSE.chapters.get(name)
    for lab in dict.fromkeys(figure.experiment.problem.lab for figure in chapter.figures.values()) if chapter else ():
        found: Document = await once(request.app.state, lab, partial(lab_data, lab))
        data[lab] = f"/{lab}/data-{found.digest}.json"
    return reply(request, await once(request.app.state, f"{template} {name}", partial(making, template, context, data)))


@router.get("/learn")
async def contents(request: Request) -> Response:
    """What there is to learn."""
    return await course_page(request, "learn-contents.html", partial(contents_context, COURSE))


@router.get("/learn/glossary")
async def glossary(request: Request) -> Response:
    """All terms."""
    return await course_page(request, "learn-glossary.html", partial(glossary_context, COURSE))


@router.get("/learn/{name}")
async def chapter(request: Request, name: str) -> Response:
    """A chapter of the course."""
    if name not in COURSE.chapters:
        raise HTTPException(404)
    context = partial(chapter_context, COURSE, name, templates.env)
    return await course_page(request, "learn-chapter.html", context, name)


@router.get("/learn/{name}/notes")
async def notes(request: Request, name: str) -> Response:
    """What helps whoever teaches a chapter."""
    if name not in COURSE.chapters:
        raise HTTPException(404)
    return await course_page(request, "learn-notes.html", partial(notes_context, COURSE, name), name)
