"""Parts of sweeps on the machines of a Dask scheduler.

What comes back is unpickled here, as Dask does it: whoever can reach the scheduler can run code in this process. Its
address is the owner's setting, never a request's.
"""

import asyncio
import re
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any
from uuid import uuid4

from app.engine.maps.parts import Part
from app.engine.maps.pieces import Piece
from app.spread import remote
from app.spread.hands import NoHands

SETTING = "FALLLINE_DASK"
EXTRA = f"{SETTING}: expected the package distributed, got none; pip install 'fallline[dask]' brings it"
ADDRESS = re.compile(r"(tcp|tls|ws|wss)://\S+:\d+/?")
SECONDS = 3
"""How long a scheduler may take to answer."""
AHEAD = 2
"""Parts for each thread of a worker: the next one is there when one has finished."""


class Dask:
    """The workers of the scheduler at `address`. A part whose worker dies is computed by another one."""

    def __init__(self, address: str, cache_bytes: int) -> None:
        if not ADDRESS.fullmatch(address):
            raise NoHands(f"{SETTING}: expected an address such as tcp://host:8786, got {address!r}")
        try:
            import distributed
        except ImportError:
            raise NoHands(EXTRA) from None
        self._distributed: Any = distributed
        self._address, self._cache_bytes = address, cache_bytes
        self._client: Any = None
        self._connecting = asyncio.Lock()
        self._stopping: set[asyncio.Task[None]] = set()

    async def _connected(self) -> Any:
        async with self._connecting:
            if self._client is not None and self._client.status != "running":
                await self._let_go()
            if self._client is None:
                try:
                    self._client = await self._distributed.Client(
                        self._address, asynchronous=True, set_as_default=False, timeout=SECONDS
                    )
                except (OSError, ValueError) as error:
                    raise NoHands(f"{SETTING}: expected a scheduler at {self._address}, got no answer") from error
            return self._client

    async def width(self) -> int:
        """Some parts for every thread that there is; raises `NoHands`."""
        client = await self._connected()
        try:
            threads = sum((await asyncio.wait_for(client.nthreads(), SECONDS)).values())
        except (OSError, TimeoutError) as error:
            raise NoHands(f"{SETTING}: expected a scheduler at {self._address}, got no answer") from error
        if not threads:
            raise NoHands(f"{SETTING}: expected workers of the scheduler at {self._address}, got none")
        return AHEAD * int(threads)

    async def compute(self, part: Part) -> Piece:
        """The numbers of a part, from a worker."""
        client = await self._connected()
        name = f"fallline-{uuid4().hex}"
        future = client.submit(remote.compute, name, part, self._cache_bytes, remote.VERSIONS, key=name, pure=False)
        try:
            kind, value = await future
        except asyncio.CancelledError:
            task = asyncio.ensure_future(self._stop(client, future, name))
            self._stopping.add(task)
            task.add_done_callback(self._stopping.discard)
            raise
        except (CancelledError, OSError) as error:
            raise NoHands(f"{SETTING}: the scheduler at {self._address} is gone") from error
        except self._distributed.KilledWorker as error:
            raise NoHands(f"{SETTING}: a part of the sweep ended its worker again and again") from error
        if kind == "piece":
            return value  # type: ignore[no-any-return]  # a Piece, through an untyped future
        if kind == "unlike":
            raise NoHands(f"{SETTING}: expected the same versions on both sides, got others: {value}")
        raise value

    async def _stop(self, client: Any, future: Any, name: str) -> None:
        """Have nobody compute a part any more: those that wait leave the queue, one under way ends."""
        with suppress(Exception):
            await future.cancel()
            await client.run(remote.stop, name, on_error="ignore")

    async def _let_go(self) -> None:
        client, self._client = self._client, None
        with suppress(Exception):
            await client.close(timeout=SECONDS)

    async def close(self) -> None:
        """End what is under way, and leave the scheduler."""
        await asyncio.gather(*self._stopping, return_exceptions=True)
        if self._client is not None:
            await self._let_go()


__all__ = ["Dask"]
