"""Routes of the pages; everything that moves on them comes from the API and the stream."""

from collections.abc import Generator
from functools import partial

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response

from app.assets import FOREVER
from app.pages.errors import no_such_example
from app.pages.gallery import LAB_PRESETS, first_examples, gallery, is_example
from app.pages.hero import hero
from app.pages.lab_data import lab_data
from app.pages.leads import CHAPTER_OF_KIND
from app.pages.once import once
from app.pages.reference import reference
from app.pages.reference_words import WORDS
from app.pages.replies import ASKING, Document, reply
from app.pages.templating import page, templates
from app.root_path import rooted

router = APIRouter(include_in_schema=False, default_response_class=Response)


def home_page() -> Generator[None, None, Document]:
    """Work for the compute thread: the home page, whose figure's formula is derived."""
    figure = hero()
    yield
    return page("home.html", "/", first=first_examples(), shelves=gallery(), hero=figure)


def gallery_part() -> Generator[None, None, Document]:
    """Work for the compute thread: all examples, as a part of a page."""
    yield
    text = templates.get_template("gallery.html").render(shelves=gallery())
    return Document(text.encode(), "text/html; charset=utf-8")


def reference_page() -> Generator[None, None, Document]:
    """Work for the compute thread: everything that an experiment can name, an entry at a time."""
    sections = yield from reference()
    yield
    count = len(WORDS) + sum(len(section.entries) for section in sections)
    return page("reference.html", "/reference", sections=sections, words=WORDS, count=count, chapters=CHAPTER_OF_KIND)


async def warm(app: FastAPI) -> None:
    """Make what the first visitor of a page would wait for."""
    await once(app.state, "home", home_page)
    await once(app.state, "gallery", gallery_part)
    for lab in LAB_PRESETS:
        await once(app.state, lab, partial(lab_data, lab))
    await once(app.state, "reference", reference_page)


@router.get("/")
async def home(request: Request) -> Response:
    """The home page: a living figure, the labs, ready demonstrations."""
    return reply(request, await once(request.app.state, "home", home_page))


@router.get("/landscapes")
async def landscapes(request: Request) -> Response:
    """The landscape lab."""
    return await lab_page(request, "landscapes")


@router.get("/networks")
async def networks(request: Request) -> Response:
    """The network lab."""
    return await lab_page(request, "networks")


async def lab_page(request: Request, lab: str) -> Response:
    """A lab's page, which names its data by their digest."""
    preset = request.query_params.get("preset")
    if preset is not None and not is_example(lab, preset):
        missing = rooted(no_such_example(lab, preset), request.app.state.service.settings.root_path)
        return Response(missing, 404, media_type="text/html; charset=utf-8")
    data = await once(request.app.state, lab, partial(lab_data, lab))
    shelves = await once(request.app.state, "gallery", gallery_part)
    names = {
        "data": f"/{lab}/data-{data.digest}.json",
        "gallery": f"/gallery-{shelves.digest}.html",
        "frame_ancestors": request.app.state.service.settings.frame_ancestors,
    }
    return reply(request, page(f"{lab}.html", f"/{lab}", **names))


@router.get("/{lab}/data-{digest}.json")
async def data_of_lab(request: Request, lab: str, digest: str) -> Response:
    """What a lab chooses from. Whoever asks by the digest of another version gets this one's, not to be kept."""
    if lab not in LAB_PRESETS:
        raise HTTPException(404)
    data = await once(request.app.state, lab, partial(lab_data, lab))
    return reply(request, data, FOREVER if digest == data.digest else ASKING)


@router.get("/gallery-{digest}.html")
async def gallery_of_examples(request: Request, digest: str) -> Response:
    """All examples, for the sheet of a lab; by the digest of another version, not to be kept."""
    shelves = await once(request.app.state, "gallery", gallery_part)
    return reply(request, shelves, FOREVER if digest == shelves.digest else ASKING)


@router.get("/reference")
async def everything(request: Request) -> Response:
    """Everything that an experiment can name."""
    return reply(request, await once(request.app.state, "reference", reference_page))


@router.get("/api/docs")
async def api_docs(request: Request) -> Response:
    """Interactive documentation of the API, from this server's own files."""
    return reply(request, page("api-docs.html", "/api/docs"))
