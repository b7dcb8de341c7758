"""Pages that say what is wrong to somebody who looks at them; programs get problem details."""

import difflib
import json
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.assets import assets
from app.negotiation import weighted
from app.pages.gallery import LAB_PRESETS
from app.pages.navigation import NAVIGATION
from app.resources import resource
from app.root_path import rooted

PROBLEM = b"application/problem+json"
FOR_PROGRAMS = ("/api/v1/", "/static/", "/healthz", "/readyz", "/metrics")
TITLES = {404: "There is nothing at this address", 503: "The server is busy"}
SENTENCES = {
    404: "It may have been mistyped, or be of another version of Fall Line.",
    500: "That should not have happened. The server has noted it; what you had is in the address of the page before.",
    503: "Many are computing at once. Try again in a moment.",
}
OTHER = "Something is wrong"


class Link(NamedTuple):
    """Where else one may go."""

    href: str
    title: str


HOME = Link("/", "All examples, on the home page")


def error_page(status: int, sentence: str = "", links: tuple[Link, ...] = (), detail: str = "") -> bytes:
    """A page with the frame of all others; `detail` is in small print."""
    title = TITLES.get(status, OTHER)
    words = sentence or SENTENCES.get(status, "")
    template = _environment().get_template("error.html")
    return template.render(
        navigation=NAVIGATION,
        current="",
        status=status,
        title=title,
        sentence=words,
        links=(*links, HOME),
        detail=detail,
    ).encode()


def no_such_example(lab: str, name: str) -> bytes:
    """The page for an example that a lab has not, with those that are called much the same."""
    everywhere = {
        (place, preset["name"]): preset["title"] for place, all_of in LAB_PRESETS.items() for preset in all_of
    }
    close = [key for key in everywhere if key[1] == name]
    near = difflib.get_close_matches(name, [other for place, other in everywhere if place == lab], n=3, cutoff=0.5)
    close += [(lab, other) for other in near]
    links = tuple(Link(f"/{place}?preset={other}", everywhere[place, other]) for place, other in close)
    return error_page(404, f"No example of this lab is called “{name[:60]}”.", links)


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(resource("templates")), autoescape=select_autoescape())
    environment.globals |= {"asset": assets().address, "sheets": assets().sheets, "modules": assets().modules}
    return environment


class ErrorPages:
    """Answers whoever would rather read a page than JSON with a page, where a request ends in problem details."""

    def __init__(self, app: ASGIApp, root: str = "") -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and put a page in place of problem details."""
        if scope["type"] != "http" or scope["path"].startswith(FOR_PROGRAMS) or not _reads(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        begun: list[Message] = []
        body = bytearray()

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_problem(message):
                begun.append(message)
            elif not begun:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_page(send, begun[0], bytes(body), self._root)

        await self._app(scope, receive, watched)


def _reads(headers: Headers) -> bool:
    return any(name == "text/html" and weight > 0 for name, weight in weighted(headers.get("accept", "")))


def _is_problem(message: Message) -> bool:
    kind = dict(message["headers"]).get(b"content-type", b"")
    return bool(kind.startswith(PROBLEM))


async def _send_page(send: Send, start: Message, body: bytes, root: str) -> None:
    details: dict[str, Any] = json.loads(body)
    detail = "" if details["status"] == 404 else str(details.get("detail", ""))
    page = rooted(error_page(details["status"], detail=detail), root)
    kept = [(name, value) for name, value in start["headers"] if name in (b"retry-after", b"allow")]
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(page)).encode()), *kept]
    await send({"type": "http.response.start", "status": start["status"], "headers": headers})
    await send({"type": "http.response.body", "body": page})
