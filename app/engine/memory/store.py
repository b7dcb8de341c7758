"""What is kept for later, all on one meter; what was asked for longest ago leaves first."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

Key = tuple[str, bytes]
"""What kind of thing it is, and a digest of all that determines it."""


class Kept(Protocol):
    """A thing that can be made again, and says what it weighs."""

    @property
    def nbytes(self) -> int:
        """Bytes that are freed when it goes, without those of other kept things that it refers to."""


T = TypeVar("T", bound=Kept)


def digest(*parts: bytes) -> bytes:
    """A short name for some bytes; different parts have different names."""
    hashed = blake2b(digest_size=20)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "little"))
        hashed.update(part)
    return hashed.digest()


@dataclass
class _Entry:
    value: Any
    nbytes: int
    needs: list[Key] = field(default_factory=list)


class Store:
    """Things by what determines them, at most `max_bytes` of them.

    What a thing is made of (a run of its problem, a problem of its data) is noted while it is made. Whoever asks for a
    thing asks for those as well, so nothing leaves before what is made of it. The things asked for last stay in any
    case: one thing that is larger than the store is still kept while it is worked on.

    One thread at a time makes things; others may weigh them.
    """

    def __init__(self, max_bytes: int = 256 * 2**20) -> None:
        self.max_bytes = max_bytes
        self.used = 0
        self.hits: Counter[str] = Counter()
        """How often a thing of a kind was asked for and was there."""
        self.misses: Counter[str] = Counter()
        """How often it had to be made."""
        self.steps = 0
        """Steps of the runs that were computed, those included that are no longer kept."""
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._latest: set[Key] = set()
        self._needs_under_way: list[list[Key]] = []
        self._lock = threading.RLock()

    def get(self, key: Key, make: Callable[[], T]) -> T:
        """The thing with this key, made where it is not there."""
        if self._needs_under_way:
            self._needs_under_way[-1].append(key)
        value = self.peek(key)
        (self.hits if value is not None else self.misses)[key[0]] += 1
        if value is None:
            value = self._made(key, make)
        with self._lock:
            if not self._needs_under_way:
                self._latest = set()
                self._touch(key)
                self._shrink()
        return value  # type: ignore[no-any-return]  # of the type that `make` gives: a key has one maker

    def peek(self, key: Key) -> Any:
        """The thing with this key, if it is there; it is not asked for by that."""
        entry = self._entries.get(key)
        return None if entry is None else entry.value

    def touch(self, key: Key) -> None:
        """The thing with this key is asked for again, if it is there."""
        with self._lock:
            if not self._needs_under_way:
                self._latest = set()
            self._touch(key)

    def weigh(self, key: Key) -> None:
        """Look again at what a thing weighs."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                nbytes = entry.value.nbytes
                self.used += nbytes - entry.nbytes
                entry.nbytes = nbytes
                self._shrink()

    def used_by_kind(self) -> Counter[str]:
        """Bytes of each kind of thing."""
        with self._lock:
            used: Counter[str] = Counter()
            for (kind, _), entry in self._entries.items():
                used[kind] += entry.nbytes
            return used

    def _made(self, key: Key, make: Callable[[], T]) -> T:
        needs: list[Key] = []
        self._needs_under_way.append(needs)
        try:
            value = make()
        finally:
            self._needs_under_way.pop()
        with self._lock:
            self._entries[key] = _Entry(value, value.nbytes, needs)
            self.used += value.nbytes
        return value

    def _touch(self, key: Key) -> None:
        """Make a thing the newest, and newer still what it is made of."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
            self._latest.add(key)
            for need in entry.needs:
                self._touch(need)

    def _shrink(self) -> None:
        while self.used > self.max_bytes and self._entries and not self._needs_under_way:
            key = next(iter(self._entries))
            if key in self._latest:
                return
            self.used -= self._entries.pop(key).nbytes
