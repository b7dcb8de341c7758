"""Routes of the pages; everything that moves on them comes from the API and the stream."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from app.formats import dumps
from app.pages.demonstrations import DEMONSTRATIONS, PRESETS
from app.pages.modules import modules
from app.pages.network_presets import NETWORK_PRESETS
from app.pages.reference import Section
from app.pages.reference_page import reference_text
from app.resources import resource

router = APIRouter(include_in_schema=False, default_response_class=Response)
templates = Jinja2Templates(directory=resource("templates"))
templates.env.globals["modules"] = modules

NAVIGATION = [
    {"title": "Landscapes", "href": "/landscapes"},
    {"title": "Networks", "href": "/networks"},
    {"title": "Reference", "href": "/reference"},
    {"title": "API", "href": "/api/docs"},
]


def render(request: Request, name: str, **context: object) -> Response:
    """A template with the navigation and the current page's address."""
    return templates.TemplateResponse(request, name, {"navigation": NAVIGATION, "current": request.url.path, **context})


@router.get("/")
async def home(request: Request) -> Response:
    """The home page: a living figure, the labs, ready demonstrations."""
    return render(request, "home.html", demonstrations=DEMONSTRATIONS)


@router.get("/landscapes")
async def landscapes(request: Request) -> Response:
    """The landscape lab."""
    return render(request, "landscapes.html")


@router.get("/networks")
async def networks(request: Request) -> Response:
    """The network lab."""
    return render(request, "networks.html")


@router.get("/reference")
async def reference(request: Request) -> Response:
    """Everything that an experiment can name."""

    def text(sections: list[Section]) -> str:
        count = sum(len(section.entries) for section in sections)
        context = {"navigation": NAVIGATION, "current": "/reference", "sections": sections, "count": count}
        return templates.get_template("reference.html").render(context)

    return HTMLResponse(await reference_text(request.app.state, text))


@router.get("/api/docs")
async def api_docs(request: Request) -> Response:
    """Interactive documentation of the API, from this server's own files."""
    return render(request, "api-docs.html")


@router.get("/presets.json")
async def presets() -> Response:
    """The lab's presets."""
    return Response(dumps(PRESETS), media_type="application/json")


@router.get("/network-presets.json")
async def network_presets() -> Response:
    """The network lab's presets."""
    return Response(dumps(NETWORK_PRESETS), media_type="application/json")
