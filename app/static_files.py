"""How the pages' own files are sent: with their types, and in the smallest form that the client takes."""

import mimetypes
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import ASGIApp, Scope

from app.assets import FOREVER, Assets
from app.negotiation import preferred_coding

ENDINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings, best first, with what the names of their files end in."""

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
"""Media types that not every system knows, and that browsers insist on."""


def static_files(assets: Assets) -> ASGIApp:
    """The application that sends these files."""
    if assets.hashed:
        return HashedFiles(directory=assets.folder)
    return GZipMiddleware(PlainFiles(directory=assets.folder), minimum_size=1000, compresslevel=5)


class PlainFiles(StaticFiles):
    """Files that may change: a browser asks each time whether they have. Other people's are kept for a day."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """As Starlette's, with type and age."""
        headers = {"Cache-Control": "public, max-age=86400" if "/vendor/" in scope["path"] else "no-cache"}
        response = FileResponse(full_path, status_code, headers, media_type(full_path), stat_result=stat_result)
        return self._unless_known(response, scope)

    def _unless_known(self, response: FileResponse, scope: Scope) -> Response:
        known = self.is_not_modified(response.headers, Headers(scope=scope))
        return NotModifiedResponse(response.headers) if known else response


class HashedFiles(PlainFiles):
    """Files that never change: a browser keeps them for good. Those with compressed forms beside them come in these."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The form that the client likes best, with an ETag of its own."""
        forms = {coding: f"{full_path}{ending}" for coding, ending in ENDINGS.items()}
        there = [coding for coding, form in forms.items() if Path(form).is_file()]
        coding = preferred_coding(Headers(scope=scope).get("accept-encoding", ""), there)
        headers = {"Cache-Control": FOREVER}
        if there:
            headers["Vary"] = "Accept-Encoding"
        if coding in forms:
            headers["Content-Encoding"] = coding
            stat_result = Path(forms[coding]).stat()
        path = forms.get(coding, full_path)
        response = FileResponse(path, status_code, headers, media_type(full_path), stat_result=stat_result)
        return self._unless_known(response, scope)


def media_type(path: PathLike) -> str:
    """The type of a file by its ending."""
    name = os.fspath(path)
    return TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
