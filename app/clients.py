"""Who asks, and what is not taken of them now: a browser is known by a token of its own, anybody else by an address."""

import math
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from app.settings import Settings

HEADER, QUERY = b"fallline-client", "client"
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
BURST_SECONDS = 5.0
"""So many seconds' requests may come at once: a page that opens asks for much."""
MOST_KNOWN = 4096
"""Clients whose requests are counted; who has not asked for longest is forgotten."""


class Client(NamedTuple):
    """Who asks, and for how many clients it counts in limits: a whole school may stand behind an address."""

    name: str
    share: float = 1


OWN = Client("", math.inf)
"""The server itself, which makes its pages: it is held by the limits in all alone."""
asking: ContextVar[Client] = ContextVar("asking", default=OWN)
"""For whom something is done; tasks that are begun meanwhile know it, too."""


class Busy(Exception):
    """The server has as much to do as it takes: a limit in all is reached."""

    title, status, seconds = "Server busy", 503, 1

    def __init__(self, said: str, setting: str) -> None:
        super().__init__(said)
        self.setting = setting


class TooMany(Busy):
    """A client asks for more at once than it gets: a limit of its own is reached."""

    title, status = "Too many requests", 429


def refused(kind: type[Busy], setting: str, most: str) -> Busy:
    """A refusal to raise, in words."""
    name = f"FALLLINE_{setting.upper()}"
    whom = "a client" if issubclass(kind, TooMany) else "the server"
    return kind(f"Expected at most {most} of {whom} ({name}); try again in a second.", name)


class Clients:
    """Requests and sockets of each client, held within the settings' limits."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """What each has asked that counts still, and when it was counted."""
        self._sockets: Counter[str] = Counter()
        self.connections = 0

    def of(self, scope: Mapping[str, Any]) -> Client:
        """Who asks in a request or opens a socket."""
        if scope["type"] == "websocket":  # scripts of a page cannot give it headers
            token = parse_qs(scope["query_string"].decode("latin-1")).get(QUERY, [""])[-1]
        else:
            token = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
        if TOKEN.fullmatch(token):
            return Client(f"token {token}")
        host = scope["client"][0] if scope.get("client") else ""
        return Client(f"address {host}", self._settings.address_share)

    def count(self) -> None:
        """Count a request of who asks. Raises `TooMany`."""
        client, now = asking.get(), time.monotonic()
        rate = self._settings.max_client_requests * client.share
        spent, since = self._spent.get(client.name, (0.0, now))
        spent = max(0.0, spent - (now - since) * rate) + 1
        if spent > max(1.0, rate * BURST_SECONDS):
            raise refused(TooMany, "max_client_requests", f"{rate:,.0f} requests a second")
        self._spent[client.name] = spent, now
        self._spent.move_to_end(client.name)
        if len(self._spent) > MOST_KNOWN:
            self._spent.popitem(last=False)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """A socket of who asks, counted while it is open. Raises `Busy`, or `TooMany`."""
        client, settings = asking.get(), self._settings
        if self.connections >= settings.max_connections:
            raise refused(Busy, "max_connections", f"{settings.max_connections:,} sockets")
        most = settings.max_client_connections * client.share
        if self._sockets[client.name] >= most:
            raise refused(TooMany, "max_client_connections", f"{most:,.0f} sockets")
        self.connections += 1
        self._sockets[client.name] += 1
        try:
            yield
        finally:
            self.connections -= 1
            self._sockets -= Counter([client.name])
