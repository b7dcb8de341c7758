"""From whose pages the server may be used: the host that was asked for, and the origin of who opens a stream."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import problem
from app.middleware import send_problem

ANY = "*"
PORT = re.compile(r":\d+$")


class Origins:
    """Refuses hosts that the server is not called by, and streams that another site's page opens.

    A browser lets any page open a WebSocket to any server and says only from where: a page that is not this server's
    own, nor of an origin whose scripts may call the API, gets none. Programs say no origin, and are served.
    """

    def __init__(self, app: ASGIApp, hosts: str, cors_origins: str) -> None:
        self._app = app
        self._hosts = [host.lower() for host in hosts.split()]
        self._origins = cors_origins.split()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not called(host, self._hosts):
            await _refuse(scope, send, f"Host: expected one of {', '.join(self._hosts)}, got {host[:80]!r}; "
                          "the server's setting FALLLINE_ALLOWED_HOSTS names them.")  # fmt: skip
            return
        origin = headers.get("origin")
        if scope["type"] == "websocket" and origin is not None and not self._own(origin, host):
            await _refuse(scope, send, f"Origin: expected {host}, got {origin[:80]!r}; "
                          "the server's setting FALLLINE_CORS_ORIGINS names others.")  # fmt: skip
            return
        await self._app(scope, receive, send)

    def _own(self, origin: str, host: str) -> bool:
        return urlsplit(origin).netloc.lower() == host.lower() or not {ANY, origin}.isdisjoint(self._origins)


def called(host: str, hosts: Collection[str]) -> bool:
    """Whether a server with these names is called by this one; `*.school.example` has all below it, `*` any."""
    name = PORT.sub("", host.lower())
    return any(allowed in (ANY, name) or (allowed.startswith("*.") and name.endswith(allowed[1:])) for allowed in hosts)


async def _refuse(scope: Scope, send: Send, detail: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": detail[:120]})
        return
    await send_problem(send, problem(400, "Wrong host", detail))
