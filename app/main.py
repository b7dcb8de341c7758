"""create_app(settings): the one place that knows every part."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from app.allocation import give_back
from app.api import (
    addresses,
    document,
    experiments,
    figures,
    health,
    measures,
    networks,
    planes,
    predictions,
    rate_tests,
    sweeps,
    tables,
    traces,
)
from app.api.replies import handle_errors
from app.assets import assets
from app.middleware import Asking, BodyLimit, HeadAsGet, SecurityHeaders, UnforeseenErrors, Zip
from app.origins import Origins
from app.pages import routes, status
from app.pages.errors import ErrorPages
from app.pages.learn import routes as learn
from app.root_path import RootPath
from app.service import Service
from app.settings import Settings
from app.settings_check import settings_to_start_with
from app.static_files import static_files
from app.stream import socket
from app.version import VERSION
from app.watching import Watching

PARTS = (
    document, health, addresses, traces, figures, experiments, measures, sweeps, rate_tests, planes, networks, tables,
    predictions, socket, routes, status, learn,
)  # fmt: skip

SWITCH_SECONDS = 0.0005
"""How soon the event loop gets the interpreter back from the compute thread."""

COUNT_SECONDS = 2.0
"""How old the numbers of other workers may be that one tells of."""

PAUSE_SECONDS = 1.0
"""How long a server that has just started is there for those who wait, before it makes its long pages."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application with its own service; nothing is shared between two of them."""
    settings = settings or settings_to_start_with()
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        give_back()
        sys.setswitchinterval(SWITCH_SECONDS)
        service.compute.start()
        tasks = [asyncio.create_task(_warm(app)), asyncio.create_task(_count(service))]
        yield
        for task in tasks:
            task.cancel()
        if service.hands is not None:
            await service.hands.close()
        await asyncio.to_thread(service.compute.stop)
        await asyncio.gather(*tasks, return_exceptions=True)

    app = FastAPI(
        title="Fall Line",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    app.state.documents = {}

    app.add_middleware(Asking, clients=service.clients)
    app.add_middleware(Zip)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins.split(),
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Content-Type", "If-None-Match", "Fallline-Client"],
            expose_headers=["ETag", "Retry-After"],
        )
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(HeadAsGet)
    app.add_middleware(UnforeseenErrors)
    app.add_middleware(ErrorPages, root=settings.root_path)
    app.add_middleware(Origins, hosts=settings.allowed_hosts, cors_origins=settings.cors_origins)
    app.add_middleware(
        SecurityHeaders,
        frame_ancestors=settings.frame_ancestors,
        shared=settings.frame_ancestors != "'self'" or bool(settings.cors_origins),
    )
    app.add_middleware(Watching, metrics=service.metrics)
    if settings.root_path:
        app.add_middleware(RootPath, root=settings.root_path)
    files = Mount("/static", static_files(assets()), name="static")
    for part in PARTS:
        app.include_router(part.router)
    app.router.routes.append(files)
    handle_errors(app, [*(route for part in PARTS for route in part.router.routes), files])
    return app


async def _warm(app: FastAPI) -> None:
    """What the first visitor would wait for; what is there then stays, so garbage is no longer looked for in it."""
    service: Service = app.state.service
    await service.compute.run(service.warming())
    await asyncio.sleep(PAUSE_SECONDS)
    await routes.warm(app)
    await service.compute.call(_settle)


async def _count(service: Service) -> None:
    """Of several workers one answers for all: each says now and then how it stands."""
    while True:
        service.count()
        await asyncio.sleep(COUNT_SECONDS)


def _settle() -> None:
    gc.collect()
    gc.freeze()
