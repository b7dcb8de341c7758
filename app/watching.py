"""Every request with an id of its own, its time and its end: for the metrics and the log."""

import json
import logging
import re
import secrets
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import MEDIA_TYPE
from app.logs import REQUEST_ID
from app.metrics import Metrics

FILES, OTHER = "files", "other"
"""The kinds of requests that no route answers: for scripts, styles and fonts, and for what is not there."""
NAMED = re.compile(r"[\w.-]{1,64}")
"""Ids that a proxy may give."""
LOG = logging.getLogger("fallline.access")


class Watching:
    """Counts and times each HTTP request, and has a line of the log for it at level info.

    The line has no address, no query and nothing of what was sent.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and look at what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status, refusal = time.perf_counter(), 0, bytearray()
        name = Headers(scope=scope).get("x-request-id", "")
        name = name if NAMED.fullmatch(name) else secrets.token_hex(8)
        REQUEST_ID.set(name)
        refused = False

        async def watched(message: Message) -> None:
            nonlocal status, refused
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = dict(message["headers"])
                refused = status >= 400 and headers.get(b"content-type", b"").startswith(MEDIA_TYPE.encode())
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode())]
            elif refused:
                refusal.extend(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._note(scope, status or 499, time.perf_counter() - begin, bytes(refusal))

    def _note(self, scope: Scope, status: int, seconds: float, refusal: bytes) -> None:
        kind = getattr(scope.get("route"), "path", FILES if status < 400 else OTHER)
        self._metrics.answered(kind, status, seconds, _setting(refusal) if refusal else "")
        LOG.info(
            "%s %s %s %.1f ms", scope["method"], kind, status, 1000 * seconds,
            extra={"method": scope["method"], "route": kind, "status": status, "ms": round(1000 * seconds, 1)},
        )  # fmt: skip


def _setting(body: bytes) -> str:
    try:
        return str(json.loads(body).get("setting", ""))
    except ValueError:
        return ""
