"""What is the same for everybody: made by whoever asks first, and kept."""

import asyncio
from collections.abc import Callable, Generator
from contextvars import Context

from starlette.datastructures import State

from app.pages.replies import Document
from app.service import Service

Making = Generator[None, None, Document]


async def once(state: State, name: str, make: Callable[[], Making]) -> Document:
    """The document of that name; many who ask at the same time wait for one computation."""
    tasks: dict[str, asyncio.Task[Document]] = state.documents
    task = tasks.get(name)
    if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
        service: Service = state.service
        work = _ready(make(), service.settings.root_path)
        # Of nobody's own: a page that all wait for does not stand behind what one of them has asked besides.
        task = tasks[name] = asyncio.create_task(service.compute.run(work), context=Context())
        task.add_done_callback(_heard)
    return await asyncio.shield(task)


def _ready(making: Making, root: str) -> Making:
    """The document, with what takes long of sending it done: in the compute thread nobody waits for that."""
    document = yield from making
    yield
    _ = document.below(root).zipped
    return document


def _heard(task: asyncio.Task[Document]) -> None:
    """Its error is that of those who wait; where nobody does, it is nobody's."""
    if not task.cancelled():
        task.exception()
