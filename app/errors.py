"""Errors as RFC 9457 problem details: what, where, what was expected, what came."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from app.compute import Busy
from app.engine.algebra.formula import FormulaError
from app.engine.probes.prediction import Unanswerable
from app.engine.problems import Mismatch, NotOffered, WrongBatch, WrongWindow
from app.engine.registry import UnknownName
from app.engine.runs.cut import UnknownColumn
from app.engine.runs.probing import UnknownProbe
from app.engine.telling import NoSuchSample, Unexplainable

T = TypeVar("T")

MEDIA_TYPE = "application/problem+json"
ENGINE_ERRORS: dict[type[Exception], str] = {
    FormulaError: "$.problem.expression",
    NoSuchSample: "$.sample",
    Unanswerable: "$.probes",
    NotOffered: "$.problem.kind",
    Unexplainable: "$.experiment.problem.kind",
    UnknownColumn: "",
    UnknownName: "",
    UnknownProbe: "$.probes",
    WrongBatch: "$.batch.size",
    WrongWindow: "$.window",
}
"""What the engine raises for a value that a request can bring, and where that value stands."""
SHOWN = 80
MOST_ERRORS = 20


class LimitExceeded(Exception):
    """A request beyond a limit of this server; names the limit and the setting that raises it."""

    def __init__(self, path: str, limit: str, got: str, setting: str) -> None:
        super().__init__(f"{path}: expected {limit}, got {got}; the server's setting {setting} raises the limit")
        self.path, self.limit, self.got, self.setting = path, limit, got, setting


class Refused(Exception):
    """A refusal whose problem details are written already."""

    def __init__(self, details: dict[str, Any]) -> None:
        super().__init__(details["detail"])
        self.details = details


class BadRequest(Exception):
    """A value that cannot be used, outside the experiment (a format, a step, a column …)."""

    def __init__(self, path: str, expected: str, got: Any, status: int = 422) -> None:
        self.path, self.expected, self.got, self.status = path, expected, shown(got), status
        super().__init__(f"{path}: expected {expected}, got {self.got}")


def problem(status: int, title: str, detail: str, **members: Any) -> dict[str, Any]:
    """Problem details with further members."""
    kind = title.lower().replace(" ", "-")
    return {"type": f"urn:fallline:{kind}", "title": title, "status": status, "detail": detail, **members}


def problem_of(error: Exception) -> dict[str, Any] | None:
    """The problem details of an error that a request can cause; None for any other error."""
    if isinstance(error, Refused):
        return error.details
    if isinstance(error, LimitExceeded):
        item = {"path": error.path, "expected": error.limit, "got": error.got}
        return problem(422, "Limit exceeded", str(error), limit=error.limit, setting=error.setting, errors=[item])
    if isinstance(error, BadRequest):
        item = {"path": error.path, "expected": error.expected, "got": error.got}
        return problem(error.status, "Invalid request", str(error), errors=[item])
    for kind, path in ENGINE_ERRORS.items():
        if isinstance(error, kind):
            expected, got = str(error), "the value given"
            if isinstance(error, Mismatch):
                expected, got = error.expected, shown(error.got)
            items = [{"path": path, "expected": expected, "got": got}] if path else []
            return problem(422, "Invalid request", f"{path}: {error}" if path else str(error), errors=items)
    if isinstance(error, Busy):
        return problem(503, "Server busy", "Too many computations at once; try again in a second.")
    return None


def validated(model: Callable[[Any], T], body: Any) -> T:
    """`model(body)`, with pydantic's errors as problem details whose paths lead into `body`."""
    try:
        return model(body)
    except ValidationError as error:
        raise Refused(validation_problem(error.errors(include_url=False), body)) from None


def validation_problem(errors: Sequence[Any], body: Any) -> dict[str, Any]:
    """Problem details of pydantic's errors. Paths are JSON paths into the request body."""
    errors = [error for error in errors if not _follows(error, errors)]
    items = [_item(error, body) for error in errors[:MOST_ERRORS]]
    first = items[0]
    more = f" (and {len(items) - 1} more)" if len(items) > 1 else ""
    detail = f"{first['path']}: expected {first['expected']}, got {first['got']}{more}"
    return problem(422, "Invalid request", detail, errors=items)


def _follows(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a list is too short only because its items are wrong: pydantic leaves those out before it counts."""
    inside = (other["loc"][: len(error["loc"])] == error["loc"] for other in errors if other is not error)
    return error["type"] == "too_short" and any(inside)


def _item(error: Any, body: Any) -> dict[str, Any]:
    location = (
        [part for part in error["loc"] if part != "body"] if error["loc"][:1] == ("body",) else list(error["loc"])
    )
    location = _real_path(location, body)
    context = error.get("ctx") or {}
    extra = context.get("path", ())
    if extra:
        location = [*location, *extra[1:]] if location and extra[0] == location[0] == "runs" else [*location, *extra]
    got = _at(error.get("input"), extra) if extra else error.get("input")
    if error["type"] == "missing":
        got = None
    in_query = error["loc"][:1] == ("query",)
    return {
        "path": "?" + ".".join(map(str, error["loc"][1:])) if in_query else json_path(location),
        "expected": _expected(error),
        "got": "nothing" if error["type"] == "missing" else shown(got),
    }


def _at(value: Any, path: Sequence[Any]) -> Any:
    for key in path:
        try:
            value = value[key] if isinstance(value, dict | list | tuple) else getattr(value, str(key))
        except (KeyError, IndexError, AttributeError, TypeError):
            return value
    return value


def _expected(error: Any) -> str:
    message: str = error["msg"]
    if error["type"] == "extra_forbidden":
        return "no such field"
    if error["type"] == "missing":
        return "a value"
    if "; expected " in message:
        wrong, _, message = message.partition("; expected ")
        hint = wrong[wrong.find(" (did you mean") :] if "(did you mean" in wrong else ""
        return message + hint
    for lead in ("Value error, ", "Input should be ", "expected "):
        message = message.removeprefix(lead)
    return message.removesuffix(f", got {error.get('input')}")


BRANCHES = ("number", "schedule", "advance", "cancel")
"""Names of union branches that pydantic puts into a location."""


def _real_path(location: list[Any], body: Any) -> list[Any]:
    """Without the parts that pydantic adds for the branch of a union; they are no keys of the body."""
    path: list[Any] = []
    here = body
    for index, part in enumerate(location):
        if (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        ):
            here = here[part]
        elif (
            index < len(location) - 1
            or not isinstance(here, dict)
            or part in BRANCHES
            or part in (here.get("name"), here.get("kind"))
        ):
            continue
        path.append(part)
    return path


def json_path(location: Sequence[Any]) -> str:
    """`$.runs[0].learning_rate` of ("runs", 0, "learning_rate")."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)


def shown(value: Any) -> str:
    """What came, shortened."""
    text = repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
