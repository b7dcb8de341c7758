"""Replies of the API: JSON by orjson, problem details, and the exception handlers."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Match

from app.api.common import ClientGone
from app.clients import Busy
from app.compute import Stopped, TooLong
from app.errors import (
    ENGINE_ERRORS,
    MEDIA_TYPE,
    BadRequest,
    mistakes,
    problem,
    problem_of,
    unexpected,
    waiting_headers,
)
from app.formats import dumps
from app.spread.hands import Lost, NoHands

FILES = ("GET",)
"""Methods of a mounted folder, which names none."""


class JSON(JSONResponse):
    """JSON in which NaN is null."""

    def render(self, content: Any) -> bytes:
        """Encode."""
        return dumps(content)


def problem_reply(details: dict[str, Any]) -> Response:
    """A problem-details response; a busy server says when to come again."""
    headers = waiting_headers(details)
    return Response(dumps(details), status_code=details["status"], media_type=MEDIA_TYPE, headers=headers)


async def _invalid(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError):
        errors = error.errors()
        if errors and errors[0]["type"] == "json_invalid":
            reason = (errors[0].get("ctx") or {}).get("error", "")
            return problem_reply(problem(400, "Invalid JSON", f"The request body is not JSON: {reason}.", errors=[]))
        return problem_reply(mistakes(errors, error.body).details())
    return problem_reply(problem_of(error) or unexpected(error, f"{request.method} {request.url.path}"))


async def _gone(_: Request, error: Exception) -> Response:  # noqa: ARG001  # nobody is there to read it
    return Response(status_code=499)


async def _http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    if status == 400 and isinstance(error.__cause__, RecursionError | ValueError):
        said = "The request body is not JSON that can be read: it lies too deep, or has a number with too many digits."
        return problem_reply(problem(400, "Invalid JSON", said, errors=[]))
    titles = {404: "Not found", 405: "Method not allowed", 400: "Bad request"}
    detail = str(getattr(error, "detail", "")) or f"{request.method} {request.url.path}"
    reply = problem_reply(
        problem(status, titles.get(status, "Error"), f"{request.method} {request.url.path}: {detail}")
    )
    for name, value in (getattr(error, "headers", None) or {}).items():
        reply.headers[name] = value
    if status == 405:
        reply.headers["Allow"] = ", ".join(sorted(_allowed(request)))
    return reply


def _allowed(request: Request) -> set[str]:
    """All methods of an address: the framework names those of the first call that it finds there."""
    routes: list[BaseRoute] = request.app.state.routes
    scope = {**request.scope, "root_path": request.scope.get("app_root_path", request.scope.get("root_path", ""))}
    found = [route for route in routes if route.matches(scope)[0] is not Match.NONE]
    allowed = {method for route in found for method in getattr(route, "methods", FILES)}
    return allowed | {"HEAD"} if "GET" in allowed else allowed


def handle_errors(app: FastAPI, routes: list[BaseRoute]) -> None:
    """Answer every error a request can cause with problem details; `routes` are all that there are."""
    app.state.routes = routes
    for kind in (RequestValidationError, BadRequest, Busy, Stopped, TooLong, NoHands, Lost, *ENGINE_ERRORS):
        app.add_exception_handler(kind, _invalid)
    app.add_exception_handler(ClientGone, _gone)
    app.add_exception_handler(HTTPException, _http)
