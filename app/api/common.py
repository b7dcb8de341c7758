"""What the API's calls share: the service, the experiment of a body or a link, replies to those who are still there."""

import asyncio
import hashlib
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar, cast

from fastapi import Body, Depends, Query, Request, Response

from app.api.requests import EXPERIMENTS
from app.engine import links
from app.engine.experiment import Experiment
from app.errors import BadRequest, Item, LimitExceeded, validated
from app.service import Service
from app.version import VERSION

T = TypeVar("T")

PROBLEM: dict[str, Any] = {
    "description": "Problem details (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
ERRORS: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 413, 422, 429, 503), PROBLEM)


def answering(model: Any, **more: Any) -> dict[int | str, dict[str, Any]]:
    """Responses of a call for its documentation: what it answers, and its errors."""
    return {200: {"model": model, **more}, **ERRORS}


KEPT_SECONDS = 86_400
"""How long an answer that is a pure function of its address may be kept."""
LONGEST_TEXT = 60_000
"""Most characters of an experiment in an address."""


class ClientGone(Exception):
    """Whoever asked does not wait for the answer any more."""


def by_address(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """The same for a call whose experiment is in its address: one that is too long never comes as far as the API."""
    content = {**PROBLEM["content"], "text/plain": {"schema": {"type": "string"}}}
    return {**responses, 400: {**PROBLEM, "content": content}}


def service_of(request: Request) -> Service:
    """The process's engine room."""
    return cast(Service, request.app.state.service)


ServiceHere = Annotated[Service, Depends(service_of)]
ExperimentBody = Annotated[Experiment, Body(openapi_examples=cast(Any, EXPERIMENTS))]


Plain = Annotated[
    str | None,
    Query(
        description="An experiment as in a link, behind `#e=`: base64url of its JSON.",
        max_length=LONGEST_TEXT,
        examples=["eyJwcm9ibGVtIjp7ImtpbmQiOiJsYW5kc2NhcGUiLCJuYW1lIjoicm9zZW5icm9jayJ9fQ"],
    ),
]
Deflated = Annotated[
    str | None,
    Query(
        description="An experiment as in a long link, behind `#z=`: base64url of its JSON, deflated without a header.",
        max_length=LONGEST_TEXT,
    ),
]


def linked_experiment(service: ServiceHere, e: Plain = None, z: Deflated = None) -> Experiment:
    """The experiment of an address."""
    if e is not None and z is not None:
        raise BadRequest.of([Item(("query", "z"), "either ?e or ?z", "both")])
    if e is not None:
        return validated(Experiment.model_validate, _plain(e))
    if z is not None:
        return validated(Experiment.model_validate, _inflated(z, service.settings.max_body_bytes))
    raise BadRequest.of([Item(("query", "e"), "an experiment behind ?e or ?z", "nothing")])


def _plain(text: str) -> Any:
    try:
        return links.decoded(text)
    except ValueError:
        raise BadRequest(("query", "e"), "an experiment as JSON in base64url", text) from None


def _inflated(text: str, most: int) -> Any:
    """What unfolds may be as long as a body."""
    try:
        return links.inflated(text, most)
    except links.TooLong:
        limit = f"at most {most:,} bytes of JSON"
        raise LimitExceeded(("query", "z"), limit, "more", "FALLLINE_MAX_BODY_BYTES") from None
    except ValueError:
        raise BadRequest(("query", "z"), "an experiment as deflated JSON in base64url", text) from None


LinkedExperiment = Annotated[Experiment, Depends(linked_experiment)]


def entity_tag(*parts: object) -> str:
    """A tag of an answer by all that determines it: what was asked, and the version that answers."""
    return f'"{hashlib.sha256(repr((VERSION, *parts)).encode()).hexdigest()[:32]}"'


def known_already(request: Request, tag: str) -> Response | None:
    """304 where the client has the answer with this tag."""
    tags = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=keeping(tag)) if tag in tags or "*" in tags else None


def keeping(tag: str) -> dict[str, str]:
    """Headers of an answer that may be kept."""
    return {"ETag": tag, "Cache-Control": f"public, max-age={KEPT_SECONDS}"}


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives; raises `ClientGone`, with the work cancelled, when the client closes the connection."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        task.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
