"""What those who compute parts of a sweep have in common, wherever they are."""

from typing import Protocol

from app.engine.maps.parts import Part
from app.engine.maps.pieces import Piece

ATTEMPTS = 3
"""How often a part is computed whose process dies meanwhile."""


class NoHands(Exception):
    """Nobody computes: what is missing, and the setting that names it."""


class Lost(Exception):
    """A process that computed a part died, again and again."""


class Hands(Protocol):
    """Whoever computes parts beside the server. Where and beside how many others changes no bit of a piece."""

    async def width(self) -> int:
        """How many parts are wanted at once, so that nobody waits for work; raises `NoHands`."""

    async def compute(self, part: Part) -> Piece:
        """The numbers of a part; raises what computing them raises. Who is cancelled has nothing computed any more."""

    async def close(self) -> None:
        """End all that was begun."""
