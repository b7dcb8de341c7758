"""Errors as RFC 9457 problem details: what, where, what was expected, what came."""

import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from app.clients import Busy
from app.compute import Stopped, TooLong
from app.engine.algebra.formula import FormulaError
from app.engine.datasets import Undrawable
from app.engine.measures import Unmeasurable
from app.engine.mistakes import Location, mistake_of
from app.engine.networks.answers import WrongRow
from app.engine.planes.choice import WrongPlane
from app.engine.probes.prediction import Unanswerable
from app.engine.problems import Mismatch, NotOffered, WrongBatch, WrongWindow
from app.engine.registry import UnknownName
from app.engine.runs.cut import UnknownColumn
from app.engine.runs.predictions import NeverBest, Unasked
from app.engine.runs.probing import UnknownProbe
from app.engine.setting_paths import WrongPath
from app.engine.telling import NoSuchSample, Unexplainable
from app.logs import REQUEST_ID
from app.spread.hands import Lost, NoHands

T = TypeVar("T")
TEXT_BODY: Location = ("body",)
"""A body that is no JSON, and has no paths."""
MEDIA_TYPE = "application/problem+json"
ENGINE_ERRORS: dict[type[Exception], Location] = {
    FormulaError: ("problem", "expression"),
    NoSuchSample: ("sample",),
    NotOffered: ("problem", "kind"),
    Unanswerable: (),
    Undrawable: ("problem", "dataset"),
    Unasked: ("experiment", "problem", "kind"),
    NeverBest: ("step",),
    Unmeasurable: (),
    Unexplainable: ("experiment", "problem", "kind"),
    UnknownColumn: (),
    UnknownName: (),
    UnknownProbe: (),
    WrongBatch: ("batch", "size"),
    WrongPath: (),
    WrongPlane: (),
    WrongRow: (),
    WrongWindow: ("window",),
}
"""What the engine raises for a value that a request can bring, and where that value stands; see `at` for the rest."""
SHOWN = 80
MOST_ERRORS = 20
LOG = logging.getLogger("fallline")


class Item(NamedTuple):
    """One mistake: where it stands, what was expected there, what came."""

    location: Location
    expected: str
    got: str


class BadRequest(Exception):
    """Values that cannot be used, each with its place in the request."""

    title = "Invalid request"

    def __init__(self, location: Location, expected: str, got: Any) -> None:
        super().__init__(expected)
        self.items = [Item(location, expected, shown(got))]
        self.said = ""

    @classmethod
    def of(cls, items: Sequence[Item], said: str = "") -> "BadRequest":
        """Several mistakes at once; `said` puts the first into words."""
        error = cls((), "", None)
        error.items, error.said = list(items), said
        return error

    def __str__(self) -> str:
        """All in one line."""
        first = self.items[0]
        more = f" (and {len(self.items) - 1} more)" if len(self.items) > 1 else ""
        said = self.said or f"expected {first.expected}, got {first.got}"
        where = "" if first.location == TEXT_BODY else f"{json_path(first.location)}: "
        return f"{where}{said}{more}"

    def move(self, location: Location) -> None:
        """Say that what has been looked at stands at `location` itself."""
        self.items = [item._replace(location=(*location, *item.location)) for item in self.items]

    def details(self) -> dict[str, Any]:
        """Problem details."""
        items = [{"path": json_path(item.location), "expected": item.expected, "got": item.got} for item in self.items]
        return problem(422, self.title, str(self), errors=items, **self.members())

    def members(self) -> dict[str, Any]:
        """Further members of the problem details."""
        return {}


class LimitExceeded(BadRequest):
    """A request beyond a limit of this server; names the limit and the setting that raises it."""

    title = "Limit exceeded"

    def __init__(self, location: Location, limit: str, got: str, setting: str) -> None:
        super().__init__(location, limit, got)
        self.items = [Item(location, limit, got)]
        self.said = f"expected {limit}, got {got}; the server's setting {setting} raises the limit"
        self.setting = setting

    def members(self) -> dict[str, Any]:
        """The limit, and the setting that raises it."""
        return {"limit": self.items[0].expected, "setting": self.setting}


class at:
    """Whatever is wrong with what is looked at inside stands at `location` of the request."""

    __slots__ = ("_location",)

    def __init__(self, *location: str | int) -> None:
        self._location = location

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, BadRequest):
            error.move(self._location)
        elif error is not None and isinstance(error, tuple(ENGINE_ERRORS)):
            mistake = _mistake(error)
            mistake.move(self._location)
            raise mistake from error


def problem(status: int, title: str, detail: str, **members: Any) -> dict[str, Any]:
    """Problem details with further members."""
    kind = title.lower().replace(" ", "-")
    return {"type": f"urn:fallline:{kind}", "title": title, "status": status, "detail": detail, **members}


def problem_of(error: Exception) -> dict[str, Any] | None:
    """The problem details of an error that a request can cause; None for any other error."""
    if isinstance(error, BadRequest):
        return error.details()
    if isinstance(error, tuple(ENGINE_ERRORS)):
        return _mistake(error).details()
    if isinstance(error, Busy):
        return problem(error.status, error.title, str(error), setting=error.setting, retry_after=error.seconds)
    if isinstance(error, TooLong):
        limit = f"at most {error.seconds:g} s for a computation"
        return LimitExceeded((), limit, "more", "FALLLINE_MAX_SECONDS").details()
    if isinstance(error, Stopped):
        return stopping()
    if isinstance(error, NoHands):
        return problem(503, "Nobody computes", f"{error}.", retry_after=1)
    if isinstance(error, Lost):
        return problem(503, "Computation lost", f"{error}.", retry_after=1)
    return None


def waiting_headers(details: dict[str, Any]) -> dict[str, str]:
    """When to come again, for who is refused for the moment."""
    return {"Retry-After": str(details["retry_after"])} if "retry_after" in details else {}


def stopping() -> dict[str, Any]:
    """The problem details of a request that came, or was under way, when the server was told to stop."""
    return problem(503, "Server stopping", "The server is shutting down; try again in a second.", retry_after=1)


def unexpected(error: BaseException, request: str) -> dict[str, Any]:
    """Log an error that no request should cause; its problem details bear the number that the log has it under."""
    number = REQUEST_ID.get() or secrets.token_hex(8)
    LOG.error("request %s: %s failed", number, request, exc_info=error)
    detail = f"Something went wrong on the server; its log has more about request {number}."
    return problem(500, "Server error", detail, request_id=number)


def _mistake(error: BaseException) -> BadRequest:
    """What the engine raised, with its place."""
    location = next(place for kind, place in ENGINE_ERRORS.items() if isinstance(error, kind))
    inside: Location = getattr(error, "path", ())
    expected, got = str(error), "the value given"
    if isinstance(error, Mismatch):
        expected, got = error.expected, shown(error.got)
    elif isinstance(error, Undrawable):
        expected, got = error.expected, error.got
    return BadRequest.of([Item((*location, *inside), expected, got)], str(error))


def validated(model: Callable[[Any], T], body: Any) -> T:
    """`model(body)`, with pydantic's errors as mistakes whose places lead into `body`."""
    try:
        return model(body)
    except ValidationError as error:
        raise mistakes(error.errors(include_url=False), body) from None


def mistakes(errors: Sequence[Any], body: Any) -> BadRequest:
    """Pydantic's errors, with their places in the request body."""
    errors = [error for error in errors if not _follows(error, errors)]
    return BadRequest.of([_item(error, body) for error in errors[:MOST_ERRORS]])


def _follows(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a list is too short only because its items are wrong: pydantic leaves those out before it counts."""
    inside = (other["loc"][: len(error["loc"])] == error["loc"] for other in errors if other is not error)
    return error["type"] == "too_short" and any(inside)


def _item(error: Any, body: Any) -> Item:
    mistake = mistake_of(error, body)
    return Item(mistake.location, mistake.expected, shown(mistake.got))


def json_path(location: Location) -> str:
    """`$.runs[0].learning_rate` of ("runs", 0, "learning_rate"), `?every` of ("query", "every")."""
    if location == TEXT_BODY:
        return "body"
    if location[:1] == ("query",):
        return "?" + ".".join(map(str, location[1:]))
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)


def shown(value: Any) -> str:
    """What came, shortened."""
    text = repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
