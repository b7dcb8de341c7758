"""The reference page's text, computed by whoever asks first and kept: it is the same for everybody."""

import asyncio
from collections.abc import Callable, Generator

from starlette.datastructures import State

from app.pages.reference import Section, reference
from app.service import Service

Render = Callable[[list[Section]], str]


def rendering(render: Render) -> Generator[None, None, str]:
    """Work for the compute thread: the page's text, an entry at a time."""
    sections = yield from reference()
    yield
    return render(sections)


async def reference_text(state: State, render: Render) -> str:
    """The page's text; many who ask at the same time wait for one computation."""
    task: asyncio.Task[str] | None = getattr(state, "reference", None)
    if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
        service: Service = state.service
        task = state.reference = asyncio.create_task(service.compute.run(rendering(render)))
    return await asyncio.shield(task)
