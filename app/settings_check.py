"""Settings as a server starts with them: what cannot be meant ends the start with one sentence."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from app.settings import PREFIX, Settings

ORIGIN = re.compile(r"https?://[^/?#\s]+")
OF_ALL = {"max_client_connections": "max_connections", "max_client_waiting": "max_waiting"}
"""Limits of a client, and those of all."""


class WrongSettings(Exception):
    """Settings with which no server starts, in one sentence that names them."""


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def written(value: object) -> str:
    """A value as the environment has it."""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def settings_to_start_with(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment. Raises `WrongSettings`."""
    for name in sorted(environment):
        meant = name.upper().removeprefix(PREFIX).lower()
        if name.upper().startswith(PREFIX) and meant not in Settings.model_fields:
            near = get_close_matches(meant, Settings.model_fields, 1)
            more = f"did you mean {variable(near[0])}?" if near else "`fallline serve --check` lists those there are."
            raise WrongSettings(f"{name} is no setting of Fall Line; {more}")
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        expected = first["msg"][0].lower() + first["msg"][1:]
        raise WrongSettings(f"{variable(str(first['loc'][0]))}: {expected}, got {first['input']!r}.") from None
    for sentence in contradictions(settings):
        raise WrongSettings(sentence)
    return settings


def contradictions(settings: Settings) -> Iterator[str]:
    """What cannot be meant, or is not safe, in sentences. A default is never above what somebody has lowered."""
    yield from _limits(settings)
    yield from _origins(settings.cors_origins.split())
    yield from _ancestors(settings.frame_ancestors)
    folder = settings.course_folder
    if folder is not None and not folder.is_dir():
        yield f"FALLLINE_COURSE_FOLDER: there is no folder {str(folder)!r}."


def _limits(settings: Settings) -> Iterator[str]:
    body, message = settings.max_body_bytes, settings.max_message_bytes
    if message > body:
        yield (
            f"FALLLINE_MAX_MESSAGE_BYTES ({message}) is above FALLLINE_MAX_BODY_BYTES ({body}), but a page that gets "
            "no socket sends the same as a body."
        )
    for own, of_all in OF_ALL.items():
        most, all_together = getattr(settings, own), getattr(settings, of_all)
        if own in settings.model_fields_set and most > all_together:
            yield f"{variable(own)} ({most}) is above {variable(of_all)} ({all_together}), which holds for all clients."
    rows = max(settings.max_rows, settings.max_streamed_rows)
    if "max_steps" in settings.model_fields_set and settings.max_steps >= rows:
        yield (
            f"FALLLINE_MAX_STEPS ({settings.max_steps}) needs a row more than FALLLINE_MAX_ROWS and "
            f"FALLLINE_MAX_STREAMED_ROWS allow ({rows})."
        )
    if settings.slice_seconds > settings.max_seconds:
        yield (
            f"FALLLINE_SLICE_SECONDS ({settings.slice_seconds:g}) is above FALLLINE_MAX_SECONDS "
            f"({settings.max_seconds:g}), so that no computation has its first turn."
        )


def _origins(origins: list[str]) -> Iterator[str]:
    if "*" in origins and len(origins) > 1:
        yield "FALLLINE_CORS_ORIGINS has origins beside *, which lets scripts of all origins in."
    for origin in origins:
        if origin == "null":
            yield "FALLLINE_CORS_ORIGINS: null is the origin of any file and of any sandboxed page, and is not safe."
        elif origin != "*" and not ORIGIN.fullmatch(origin):
            yield f"FALLLINE_CORS_ORIGINS: expected origins like https://course.example.org, got {origin!r}."


def _ancestors(ancestors: str) -> Iterator[str]:
    sources = ancestors.split()
    if re.search(r"[;,\n\r]|[^\x20-\x7e]", ancestors):
        yield f"FALLLINE_FRAME_ANCESTORS: expected sources with spaces between them, got {ancestors!r}."
    for bare in ("self", "none"):
        if bare in sources:
            yield f"FALLLINE_FRAME_ANCESTORS: {bare} would be a host of that name; write '{bare}' with its quotes."
    if "'none'" in sources and len(sources) > 1:
        yield "FALLLINE_FRAME_ANCESTORS has sources beside 'none', which lets nobody embed."


def summary(settings: Settings, address: str) -> Iterator[str]:
    """What would be served, line by line."""
    yield f"Fall Line would answer at {address}, by {settings.workers} process{'es' * (settings.workers > 1)}."
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        yield f"  {variable(name)}={written(value)}{'' if value == field.default else f'  # {written(field.default)}'}"
    changed = [name for name, field in Settings.model_fields.items() if getattr(settings, name) != field.default]
    yield f"Not at the default, which is behind the #: {', '.join(map(variable, changed)) or 'nothing'}."
