"""What pydantic finds wrong with a value, in the words of this project: where it is, what was expected, what came."""

from collections.abc import Sequence
from typing import Any, NamedTuple

Location = tuple[str | int, ...]
"""Keys that lead to a value of a request; the first is "query" for what stands in the address."""

KINDS = {
    "bool": "true or false",
    "dict": "an object",
    "finite_number": "a finite number",
    "float": "a number",
    "int": "a whole number",
    "list": "a list",
    "model": "an object",
    "model_attributes": "an object",
    "string": "text",
    "tuple": "a list",
}
"""How the kinds of values are called that pydantic's own messages name in words of Python."""
ENDINGS = ("_type", "_parsing", "_parsing_size", "_unicode", "_from_float")
SIZES = {
    "string_too_long": ("text of at most", "character"),
    "string_too_short": ("text of at least", "character"),
    "too_long": ("at most", "item"),
    "too_short": ("at least", "item"),
}
"""What is said of lengths."""
BRANCHES = ("number", "schedule", "advance", "cancel", "ping", "probe", "named", "batched")
"""Names that pydantic puts into a location and no body has: branches of unions, and where a probe's settings go."""


class Mistake(NamedTuple):
    """One mistake: where it stands, what was expected there, what came."""

    location: Location
    expected: str
    got: Any


class Nothing:
    """What comes where there is no value."""

    def __repr__(self) -> str:
        return "nothing"


def mistake_of(error: Any, body: Any) -> Mistake:
    """One of the errors that a `ValidationError` lists, with its place in the body that was read."""
    given: Location = error["loc"]
    location = given if given[:1] == ("query",) else _real_path(given[given[:1] == ("body",) :], body)
    context = error.get("ctx") or {}
    inside = (context["discriminator"].strip("'"),) if "discriminator" in context else context.get("path", ())
    missing = error["type"] in ("missing", "union_tag_not_found")
    got = Nothing() if missing else _at(error.get("input"), inside)
    return Mistake((*location, *inside), expected_of(error, got), got)


def expected_of(error: Any, got: Any = None) -> str:
    """What was expected, without the words that lead to it and without what came."""
    message: str = error["msg"]
    kind: str = error["type"]
    if kind == "extra_forbidden":
        return "no such field"
    if kind == "missing":
        return "a value"
    if kind in SIZES:
        lead, noun = SIZES[kind]
        size = int(error["ctx"].get("max_length") or error["ctx"]["min_length"])
        return f"{lead} {size:,} {noun}{'s' if size != 1 else ''}"
    if kind == "union_tag_invalid":
        return f"one of {error['ctx']['expected_tags']}"
    for ending in ENDINGS:
        kind = kind.removesuffix(ending)
    if kind in KINDS:
        return KINDS[kind]
    if "; expected " in message:
        wrong, _, message = message.partition("; expected ")
        hint = wrong[wrong.find(" (did you mean") :] if "(did you mean" in wrong else ""
        return message + hint
    for lead in ("Value error, ", "Input should be ", "expected "):
        message = message.removeprefix(lead)
    return message.removesuffix(f", got {got}")


def _at(value: Any, path: Sequence[Any]) -> Any:
    for key in path:
        try:
            value = value[key] if isinstance(value, dict | list | tuple) else getattr(value, str(key))
        except (KeyError, IndexError, AttributeError, TypeError):
            return value
    return value


def _real_path(location: Location, body: Any) -> Location:
    """Without the parts that pydantic adds for the branch of a union; they are no keys of the body."""
    path: list[str | int] = []
    here: Any = body
    for index, part in enumerate(location):
        if _has(here, part):
            here = here[part]
        elif (
            index < len(location) - 1
            or not isinstance(here, dict)
            or part in BRANCHES
            or part in (here.get("name"), here.get("kind"))
        ):
            continue
        path.append(part)
    return tuple(path)


def _has(value: Any, key: str | int) -> bool:
    return key in value if isinstance(value, dict) else isinstance(value, list) and key in range(len(value))
