"""The way to one client: one message at a time, and only while somebody is there."""

import asyncio
from collections.abc import Awaitable

from starlette.websockets import WebSocket, WebSocketDisconnect

STUCK_SECONDS = 60.0
"""A client that takes nothing for so long is given up."""
ENDED = (OSError, RuntimeError, WebSocketDisconnect)
"""What the layers below raise where a connection has ended: for each of them that depends on who ended it, and when."""


class Gone(Exception):
    """The client has left."""


class Wire:
    """A WebSocket on which several tasks send. What is sent waits until the client has taken what came before."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._turn = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._since: float | None = None
        self.lost = asyncio.Event()
        """Set once nothing can be sent any more."""

    async def accept(self) -> None:
        """Open the connection. Raises `Gone`."""
        await self._unless_gone(self._socket.accept())

    async def receive(self) -> str | bytes:
        """The next message. Raises `Gone`."""
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            raise Gone
        text: str | None = event.get("text")
        return event["bytes"] if text is None else text

    async def send(self, data: str | bytes) -> None:
        """Send text or binary data, after everybody who came before. Raises `Gone`."""
        async with self._turn:
            if self.lost.is_set():
                raise Gone
            await self._unless_gone(
                self._socket.send_text(data) if isinstance(data, str) else self._socket.send_bytes(data)
            )

    async def close(self, code: int, reason: str) -> None:
        """Say why the connection ends. Raises `Gone`."""
        async with self._turn:
            await self._unless_gone(self._socket.close(code, reason))
            self.lost.set()

    async def _unless_gone(self, sending: Awaitable[None]) -> None:
        self._since = self._loop.time()
        try:
            await sending
        except ENDED:
            self.lost.set()
            raise Gone from None
        finally:
            self._since = None

    @property
    def stuck(self) -> bool:
        """Whether something has waited to be sent for so long that the client is given up."""
        return self._since is not None and self._loop.time() - self._since > STUCK_SECONDS
