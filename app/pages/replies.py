"""Replies of the pages: whoever has a document already is told so, and nothing is sent again."""

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from fastapi import Request, Response

from app.negotiation import preferred_coding
from app.root_path import rooted
from app.service import Service

ASKING = "no-cache"
"""A browser keeps the page and asks each time whether it is still the same."""


@dataclass
class Document:
    """A text with a digest of its content; compressed once, however often it is sent."""

    text: bytes
    media_type: str
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256(self.text).hexdigest()[:16]
        self._below: dict[str, Document] = {}

    @cached_property
    def zipped(self) -> bytes:
        """The text as gzip."""
        return gzip.compress(self.text, 9, mtime=0)

    def below(self, root: str) -> "Document":
        """The same page for a server below a path of its host."""
        if not root or not self.media_type.startswith("text/html"):
            return self
        if root not in self._below:
            self._below[root] = Document(rooted(self.text, root), self.media_type)
        return self._below[root]


def reply(request: Request, document: Document, age: str = ASKING) -> Response:
    """The document, or 304 to whom has it."""
    service: Service = request.app.state.service
    document = document.below(service.settings.root_path)
    tag = f'W/"{document.digest}"'
    headers = {"ETag": tag, "Cache-Control": age}
    zipped = {**headers, "Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    if tag in (part.strip() for part in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    if preferred_coding(request.headers.get("accept-encoding", ""), ["gzip"]) == "gzip":
        return Response(document.zipped, media_type=document.media_type, headers=zipped)
    return Response(document.text, media_type=document.media_type, headers=headers)
