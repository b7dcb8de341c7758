"""Pure ASGI middleware: headers for safety, compression, errors nobody foresaw, HEAD, and a limit on request bodies."""

import asyncio
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.clients import Busy, Clients, asking
from app.errors import MEDIA_TYPE as PROBLEM
from app.errors import problem, problem_of, stopping, unexpected, waiting_headers
from app.formats import MEDIA_TYPES, dumps
from app.negotiation import preferred_coding

# Plotly sets two constant style attributes; their hashes are allowed, nothing else inline is.
STYLE_HASHES = (
    "'unsafe-hashes' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-AR/cKIZjWPcPmBUPDA6oti9XBiTbJvz0Cro2J1VzzS8='"
)


def content_security_policy(frame_ancestors: str) -> str:
    """The policy of every page: this server's own files only."""
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' {STYLE_HASHES}; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
        f"frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )


class SecurityHeaders:
    """Adds the content security policy and its kin to every HTTP response."""

    def __init__(self, app: ASGIApp, frame_ancestors: str, shared: bool) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", content_security_policy(frame_ancestors).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"cross-origin" if shared else b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def send_problem(send: Send, details: dict[str, Any]) -> None:
    """A whole response of problem details."""
    body = dumps(details)
    headers = [(b"content-type", PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(name.lower().encode(), value.encode()) for name, value in waiting_headers(details).items()]
    await send({"type": "http.response.start", "status": details["status"], "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Zip(GZipMiddleware):
    """Compresses the answers of those clients that take gzip, but for static files, which see to it themselves."""

    UNZIPPED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, MEDIA_TYPES["npz"], MEDIA_TYPES["safetensors"])
    """Media types that are sent as they are: columns of floats hardly shrink, and zipping takes longer than sending."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=1000, compresslevel=5, exclude_content_types=self.UNZIPPED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As Starlette's, which takes a coding that is named for one that is wanted."""
        app: ASGIApp = super().__call__
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            app = self.app
        elif preferred_coding(Headers(scope=scope).get("accept-encoding", ""), ["gzip"]) != "gzip":
            app = IdentityResponder(self.app, self.minimum_size, exclude_content_types=self.UNZIPPED)
        await app(scope, receive, send)


class UnforeseenErrors:
    """Answers 500 to what no request should cause, and logs it; what has begun is broken off.

    Requests that are still under way when the server has waited for them long enough get 503.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and catch."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
            return
        except asyncio.CancelledError:
            details = stopping()
        except Exception as error:
            details = problem_of(error) or unexpected(error, f"{scope['method']} {scope['path']}")
        if not started:
            await send_problem(send, details)


class _HeadersSent(Exception):
    """All that HEAD asks for has been sent."""


class HeadAsGet:
    """Answers HEAD as GET, without the body: the headers are the same, and no more is computed than they need."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on as GET, and stop at the first byte of the body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                return
            await send({"type": "http.response.body", "body": b""})
            raise _HeadersSent

        inner = {**scope, "method": "GET"}
        with suppress(_HeadersSent):
            await self._app(inner, receive, send_headers)
        scope["route"] = inner.get("route")  # for who counts


class Asking:
    """Says who asks, for all that a request or a socket brings about; a client that asks too often is refused."""

    def __init__(self, app: ASGIApp, clients: Clients) -> None:
        self._app = app
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count calls of the API, and pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        before = asking.set(self._clients.of(scope))
        try:
            if scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")).startswith("/api/"):
                self._clients.count()
            await self._app(scope, receive, send)
        except Busy as error:
            if scope["type"] != "http":
                raise
            await send_problem(send, problem_of(error) or {})
        finally:
            asking.reset(before)


class BodyTooLarge(Exception):
    """More bytes came than are taken."""


class BodyLimit:
    """Answers 413 to a request whose body is larger than `max_bytes`, said or sent."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body as it comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > self._max_bytes:
            await self._refuse(send, int(said))
            return
        received = 0
        started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise BodyTooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if received > self._max_bytes and not started:
                raise BodyTooLarge  # whatever the framework makes of the broken-off body
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except BodyTooLarge:
            if not started:
                await self._refuse(send)

    async def _refuse(self, send: Send, came: int | None = None) -> None:
        got = "more" if came is None else f"{came:,}"
        detail = (
            f"Expected a request body of at most {self._max_bytes:,} bytes, got {got}; "
            "FALLLINE_MAX_BODY_BYTES raises the limit."
        )
        await send_problem(send, problem(413, "Body too large", detail, setting="FALLLINE_MAX_BODY_BYTES"))
