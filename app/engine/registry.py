"""One registry for each kind of thing: an entry is declared once, in its own file, and everything else follows."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

T = TypeVar("T")


class UnknownName(ValueError):
    """A name that no entry bears; the message lists those that exist."""


class Registry(Mapping[str, T], Generic[T]):
    """Entries of one kind by name, filled by importing every module of `package` once, on first look-up.

    Raises `UnknownName` for a name that is not there, `ValueError` for a duplicate and `TypeError` for an entry
    without a docstring.
    """

    def __init__(self, kind: str, package: str, name_of: Callable[[T], str]) -> None:
        self.kind = kind
        self._package = package
        self._name_of = name_of
        self._entries: dict[str, T] = {}
        self._scanned = False

    def register(self, entry: T) -> T:
        """Add `entry` and return it, so that it serves as a decorator."""
        name = self._name_of(entry)
        if name in self._entries:
            raise ValueError(f"duplicate {self.kind} {name!r}")
        if not (entry.__doc__ or "").strip():
            raise TypeError(f"{self.kind} {name!r} has no docstring")
        self._entries[name] = entry
        return entry

    def __getitem__(self, name: str) -> T:
        entries = self._scan()
        if name not in entries:
            near = get_close_matches(name, entries, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise UnknownName(f"unknown {self.kind} {name!r}{hint}; expected one of {', '.join(entries)}")
        return entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._scan()

    def __iter__(self) -> Iterator[str]:
        return iter(self._scan())

    def __len__(self) -> int:
        return len(self._scan())

    def _scan(self) -> dict[str, T]:
        if not self._scanned:
            self._scanned = True
            package = importlib.import_module(self._package)
            for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
                importlib.import_module(f"{self._package}.{module.name}")
        return self._entries


def _by_name(registry: Registry[Any], tag: str, bare: bool = True) -> Callable[[Any], Any]:
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


class _Names:
    """Says in the JSON Schema whether a name alone will do."""

    def __init__(self, registry: Registry[Any], bare: bool) -> None:
        self._registry, self._bare = registry, bare

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        """The union, or one of the names."""
        entries = handler(core)
        return {"anyOf": [{"type": "string", "enum": list(self._registry)}, entries]} if self._bare else entries


def one_of(registry: Registry[Any], tag: str = "name", bare: bool = True) -> Any:
    """The union of all entries as a field of an experiment takes it: by name with settings, or as a bare string."""
    entries, names, check = (
        list(registry.values()),
        _Names(registry, bare),
        BeforeValidator(_by_name(registry, tag, bare)),
    )
    if len(entries) == 1:
        return Annotated[entries[0], check, names]
    return Annotated[reduce(or_, entries), Field(discriminator=tag), check, names]
