"""A server below a path of its host.

Whatever is written and routed stands at the root. The path is taken off what comes, and put before the addresses of
pages as they leave; the pages' scripts do the same with those that they write (static/js/lib/site.js).
"""

import re
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ADDRESS = re.compile(rb'(?<= )(href|src|content)="/(?!/)')
"""An attribute of a page that has an address of this server."""


def rooted(page: bytes, root: str) -> bytes:
    """A page whose addresses begin with `root`."""
    return ADDRESS.sub(rb'\1="' + root.encode() + b"/", page) if root else page


class RootPath:
    """Takes the path off, where a proxy has not done so already, and puts it before where somebody is sent to."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, as if at the root."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [self._moved(*header) for header in message["headers"]]
            await send(message)

        raw = scope.get("raw_path")
        without = {**scope, "path": self._without(scope["path"])}
        if raw is not None:
            without["raw_path"] = self._without(raw.decode("latin-1")).encode("latin-1")
        await self._app(without, receive, sent)

    def _without(self, path: str) -> str:
        if path == self._root:
            return "/"
        return path.removeprefix(self._root) if path.startswith(f"{self._root}/") else path

    def _moved(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """Where somebody is sent to is written without a host: only the proxy knows which one was asked."""
        if name.lower() != b"location":
            return name, value
        place = urlsplit(value.decode("latin-1"))
        return name, place._replace(scheme="", netloc="", path=self._root + place.path).geturl().encode("latin-1")
