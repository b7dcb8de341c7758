"""create_app(settings): the one place that knows every part."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from app.allocation import give_back
from app.api import document, experiments, figures, health, networks, traces
from app.api.replies import handle_errors
from app.formats import MEDIA_TYPES
from app.middleware import BodyLimit, HeadAsGet, SecurityHeaders, UnforeseenErrors
from app.pages import routes
from app.resources import resource
from app.service import Service
from app.settings import Settings
from app.stream import socket
from app.version import VERSION

UNZIPPED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, MEDIA_TYPES["npz"], MEDIA_TYPES["safetensors"], "font/woff2")
"""Media types that are sent as they are: arrays of floats hardly shrink, and zipping them takes longer than sending."""

PARTS = (document, health, traces, figures, experiments, networks, socket, routes)

SWITCH_SECONDS = 0.0005
"""How soon the event loop gets the interpreter back from the compute thread."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application with its own service; nothing is shared between two of them."""
    settings = settings or Settings()
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        give_back()
        sys.setswitchinterval(SWITCH_SECONDS)
        service.compute.start()
        warming = asyncio.create_task(_warm(service))
        yield
        warming.cancel()
        await asyncio.to_thread(service.compute.stop)
        await asyncio.gather(warming, return_exceptions=True)

    app = FastAPI(
        title="Fall Line",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service

    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5, exclude_content_types=UNZIPPED)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins.split(),
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After"],
        )
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(UnforeseenErrors)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    files = Mount("/static", StaticFiles(directory=resource("static")), name="static")
    for part in PARTS:
        app.include_router(part.router)
    app.router.routes.append(files)
    handle_errors(app, [*(route for part in PARTS for route in part.router.routes), files])
    return app


async def _warm(service: Service) -> None:
    """What the first visitor would wait for; what is there then stays, so garbage is no longer looked for in it."""
    await service.compute.run(service.warming())
    await service.compute.call(_settle)


def _settle() -> None:
    gc.collect()
    gc.freeze()
