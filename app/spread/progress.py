"""How far a sweep is, and how long the rest will take: measured over what is done, never guessed."""

import time
from collections.abc import Callable

BASIS_SECONDS = 2.0
"""A rate that was measured over less time says little."""
BASIS = 0.05
"""The same for a share of all cells."""
BASIS_PIECES = 4
"""The same for pieces: where several are under way, the first ones come together."""


class Progress:
    """Cells of one sweep. They come coarse to fine, so those that are done speak for all."""

    def __init__(self, cells: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.cells, self.done = cells, 0
        self._clock = clock
        self._since: tuple[float, int] | None = None
        self._pieces = 0

    def anew(self) -> None:
        """Somebody else computes from here on: what was measured holds no more."""
        self._since = None

    def add(self, cells: int) -> None:
        """So many cells have come. The clock begins with the first ones: until then there was much to be prepared."""
        self.done += cells
        self._pieces += 1
        if self._since is None:
            self._since, self._pieces = (self._clock(), self.done), 0

    @property
    def seconds_left(self) -> float | None:
        """By the rate since the first cells came; None while there is no basis."""
        if self._since is None:
            return None
        began, first = self._since
        seconds, fresh = self._clock() - began, self.done - first
        if seconds < BASIS_SECONDS or self._pieces < BASIS_PIECES or fresh < BASIS * self.cells:
            return None
        return seconds * (self.cells - self.done) / fresh
