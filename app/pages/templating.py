"""Templates, with what all of them know."""

from fastapi.templating import Jinja2Templates

from app.assets import assets
from app.pages.navigation import NAVIGATION
from app.pages.prose import prose
from app.pages.replies import Document
from app.resources import resource

templates = Jinja2Templates(directory=resource("templates"))
templates.env.globals |= {"asset": assets().address, "sheets": assets().sheets, "modules": assets().modules}
templates.env.filters["prose"] = prose


def page(name: str, current: str, /, **context: object) -> Document:
    """A template with the navigation and the current page's address."""
    text = templates.get_template(name).render(navigation=NAVIGATION, current=current, **context)
    return Document(text.encode(), "text/html; charset=utf-8")
