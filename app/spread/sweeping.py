"""A sweep on its way: begun on the compute thread, beside all others, and handed on where it would take long there."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import aclosing
from itertools import chain
from math import inf
from typing import Any

from app.compute import Compute
from app.engine.maps.outcome_map import MapRequest, OutcomeMap, Whole
from app.engine.maps.parts import Part, computing
from app.engine.maps.pieces import Piece
from app.engine.runs.live_runs import LiveRuns
from app.spread.hands import Hands
from app.spread.progress import Progress


class Sweeping:
    """One map's cells: `prepare`, then `pieces`. Who computes them follows from how long it takes; no number does."""

    def __init__(
        self, compute: Compute, lives: LiveRuns, outcome_map: OutcomeMap, hands: Hands | None, seconds: float
    ) -> None:
        self._compute, self._lives, self._map = compute, lives, outcome_map
        self._hands, self._seconds = hands, inf if hands is None else seconds
        self.progress = Progress(0)

    async def prepare(self) -> None:
        """Hold the values against the experiment; raises `WrongPath`."""
        await self._compute.run(self._map.preparing())
        self.progress = Progress(self._map.cells)

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """All pieces, each once, as they are found: a coarse picture first, but where parts overtake each other."""
        parts = Parts(self._map.parts())
        async with aclosing(self._compute.stream(self._near(parts))) as near:
            async for piece in near:
                self.progress.add(len(piece.cells))
                yield piece
        if self._hands is not None and self.progress.done < self.progress.cells:
            self.progress.anew()
            async with aclosing(beside(self._hands, lambda: self._compute.call(parts.next))) as far:
                async for piece in far:
                    self.progress.add(len(piece.cells))
                    yield piece

    def _near(self, parts: "Parts") -> Generator[Piece | None, None, None]:
        """Pieces from the compute thread, until it is seen that it would be at it for too long."""
        spent, done = 0.0, 0
        while (self._seconds and spent * self._map.cells <= self._seconds * done) or not done:
            part = parts.next() if self._seconds else None
            if part is None:
                return
            work = computing(self._lives, part)
            while True:
                begin = time.thread_time()
                try:
                    next(work)
                except StopIteration as end:
                    piece: Piece = end.value
                    break
                finally:
                    spent += time.thread_time() - begin
                if spent > self._seconds:  # whoever goes on begins this part anew
                    parts.put_back(part)
                    return
                yield None
            done += len(part.cells)
            yield piece


class Parts:
    """Parts of a map one after the other, made when they are wanted."""

    def __init__(self, parts: Iterator[Part]) -> None:
        self._parts = parts

    def next(self) -> Part | None:
        """The next one."""
        return next(self._parts, None)

    def put_back(self, part: Part) -> None:
        """Let this be the next one."""
        self._parts = chain([part], self._parts)


async def beside(hands: Hands, following: Callable[[], Awaitable[Part | None]]) -> AsyncGenerator[Piece, None]:
    """Pieces of all parts, as they are found; never more parts are asked for than the hands want at once."""
    width = await hands.width()
    under_way: set[asyncio.Task[Piece]] = set()
    finished: set[asyncio.Task[Piece]] = set()
    part = await following()
    try:
        while part is not None or under_way:
            while part is not None and len(under_way) < width:
                under_way.add(asyncio.create_task(hands.compute(part)))
                part = await following()
            finished, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                yield task.result()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, *finished, return_exceptions=True)


async def with_silences(pieces: AsyncGenerator[Piece, None], seconds: float) -> AsyncGenerator[Piece | None, None]:
    """The pieces, and None whenever nothing has come for so long."""
    following: asyncio.Task[Piece | None] | None = None
    try:
        while True:
            following = following or asyncio.create_task(_next(pieces))
            await asyncio.wait({following}, timeout=seconds or None)
            if not following.done():
                yield None
                continue
            piece, following = following.result(), None
            if piece is None:
                return
            yield piece
    finally:
        if following is not None:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


async def _next(pieces: AsyncGenerator[Piece, None]) -> Piece | None:
    return await anext(pieces, None)


async def whole(
    sweeping: Sweeping, outcome_map: OutcomeMap, request: MapRequest, tell: Callable[[Progress], None] = lambda _: None
) -> dict[str, Any]:
    """The whole map, JSON-ready; after each piece it is told how far it is."""
    await sweeping.prepare()
    answer = Whole(outcome_map)
    async with aclosing(sweeping.pieces()) as pieces:
        async for piece in pieces:
            answer.add(piece)
            tell(sweeping.progress)
    return answer.answer(request)


__all__ = ["Sweeping", "beside", "whole", "with_silences"]
