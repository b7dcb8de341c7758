"""One registry for each kind of thing: an entry is declared once, in its own file, and everything else follows."""

import importlib
import logging
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import reduce
from inspect import currentframe
from itertools import chain
from operator import or_
from threading import RLock
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

T = TypeVar("T")

log = logging.getLogger(__name__)


class UnknownName(ValueError):
    """A name that no entry bears; the message lists those that exist."""


class Registry(Mapping[str, T], Generic[T]):
    """Entries of one kind by name, filled by importing every module of `package` once, on first look-up.

    A module that raises is logged with its file and leaves no entry behind; the others are there all the same.

    Raises `UnknownName` for a name that is not there, `ValueError` for a duplicate and `TypeError` for an entry
    without a docstring.
    """

    def __init__(self, kind: str, package: str, name_of: Callable[[T], str]) -> None:
        self.kind = kind
        self.failed: dict[str, Exception] = {}
        """Modules that could not be imported, with what they raised."""
        self._package = package
        self._name_of = name_of
        self._entries: dict[str, T] = {}
        self._origins: dict[str, dict[str, Any]] = {}
        """By name of the entry the globals of the module that registered it."""
        self._scanned = self._scanning = False
        self._lock = RLock()

    def register(self, entry: T) -> T:
        """Add `entry` and return it, so that it serves as a decorator."""
        self._forget_unfinished()
        name = self._name_of(entry)
        if name in self._entries:
            raise ValueError(f"duplicate {self.kind} {name!r}")
        if not (entry.__doc__ or "").strip():
            raise TypeError(f"{self.kind} {name!r} has no docstring")
        here = currentframe()
        self._origins[name] = here.f_back.f_globals if here and here.f_back else {}
        self._entries[name] = entry
        return entry

    def __getitem__(self, name: str) -> T:
        entries = self._looked_up()
        if name not in entries:
            raise unknown_name(self.kind, name, list(entries))
        return entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._looked_up()

    def __iter__(self) -> Iterator[str]:
        return iter(self._looked_up())

    def __len__(self) -> int:
        return len(self._looked_up())

    def _looked_up(self) -> dict[str, T]:
        if not self._scanned:
            with self._lock:  # another thread waits until all are there
                if not self._scanned and not self._scanning:  # a module may look up what others before it registered
                    self.scan()
        return self._entries

    def scan(self) -> None:
        """Import every module of the package that is not imported; those that failed before are tried again."""
        with self._lock:
            self._scan()

    def _scan(self) -> None:
        self._scanning = True
        try:
            package = importlib.import_module(self._package)
            importlib.invalidate_caches()
            self.failed.clear()
            for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
                self._import(module)
            self._scanned = True
        finally:
            self._scanning = False

    def _import(self, module: pkgutil.ModuleInfo) -> None:
        name = f"{self._package}.{module.name}"
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever the code of a plug-in raises concerns that plug-in alone
            self.failed[name] = error
            found = module.module_finder.find_spec(name, None)
            file = found.origin if found else name
            log.error("%s: this %s cannot be used: %s", file, self.kind, f"{type(error).__name__}: {error}")
            self._forget_unfinished()

    def _forget_unfinished(self) -> None:
        """Drop the entries of modules that raised after registering them: Python has dropped those modules itself."""
        for name, origin in list(self._origins.items()):
            module = str(origin.get("__name__"))
            loaded = getattr(sys.modules.get(module), "__dict__", None)
            if module.startswith(f"{self._package}.") and loaded is not origin:
                del self._entries[name], self._origins[name]


class Registries(Mapping[str, T], Generic[T]):
    """Several registries of one kind as one, in which no name stands twice; raises `UnknownName` as they do."""

    def __init__(self, *registries: Registry[T]) -> None:
        self._registries = registries

    def __getitem__(self, name: str) -> T:
        for registry in self._registries:
            if name in registry:
                return registry[name]
        raise unknown_name(self._registries[0].kind, name, list(self))

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._registries)

    def __len__(self) -> int:
        return sum(map(len, self._registries))


def unknown_name(kind: str, name: str, known: list[str]) -> UnknownName:
    """The error for a name that is not among those known; it names the nearest."""
    near = get_close_matches(name, known, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return UnknownName(f"unknown {kind} {name!r}{hint}; expected one of {', '.join(known)}")


Named = Registry[Any] | Registries[Any]


def _by_name(registry: Named, tag: str, bare: bool = True) -> Callable[[Any], Any]:
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

    def __init__(self, registry: Named, bare: bool) -> None:
        self._registry, self._bare = registry, bare

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        """The union, or one of the names."""
        entries = handler(core)
        return {"anyOf": [{"type": "string", "enum": list(self._registry)}, entries]} if self._bare else entries


def one_of(registry: Named, tag: str = "name", bare: bool = True) -> Any:
    """The union of all entries as a field of an experiment takes it: by name with settings, or as a bare string."""
    entries, names, check = (
        list(registry.values()),
        _Names(registry, bare),
        BeforeValidator(_by_name(registry, tag, bare)),
    )
    if len(entries) == 1:
        return Annotated[entries[0], check, names]
    return Annotated[reduce(or_, entries), Field(discriminator=tag), check, names]
