"""Unions of what a registry holds, as they appear in an experiment: by name, with settings, or as a bare string."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.engine.registry import Registry


def named(registry: Registry[Any], tag: str, bare: bool = True) -> Callable[[Any], Any]:
    """A bare string means that entry with its defaults; an unknown name is an error that lists the known ones."""

    def check(value: Any) -> Any:
        if bare and isinstance(value, str):
            value = {tag: value}
        if isinstance(value, Mapping):
            name = value.get(tag)
            if not isinstance(name, str):
                raise PydanticCustomError(
                    "missing_name", f"expected {tag!r} to be one of {', '.join(registry)}", {"path": [tag]}
                )
            try:
                registry[name]
            except ValueError as error:
                raise PydanticCustomError("unknown_name", "{reason}", {"reason": str(error), "path": [tag]}) from None
        return value

    return check


class Names:
    """Says in the JSON Schema whether a name alone will do."""

    def __init__(self, registry: Registry[Any], bare: bool) -> None:
        self._registry, self._bare = registry, bare

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        """The union, or one of the names."""
        entries = handler(core)
        return {"anyOf": [{"type": "string", "enum": list(self._registry)}, entries]} if self._bare else entries


def choice(registry: Registry[Any], tag: str = "name", bare: bool = True) -> Any:
    """The annotated union of all entries."""
    entries, names, check = list(registry.values()), Names(registry, bare), BeforeValidator(named(registry, tag, bare))
    if len(entries) == 1:
        return Annotated[entries[0], check, names]
    return Annotated[reduce(or_, entries), Field(discriminator=tag), check, names]
