"""create_app(settings): the one place that knows every part."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two BLAS threads cost more than they gain on small arrays

from collections.abc import AsyncIterator  # noqa: E402  # the thread count has to be set before NumPy is imported
from contextlib import asynccontextmanager  # noqa: E402
from importlib.metadata import PackageNotFoundError, version  # noqa: E402

from fastapi import FastAPI  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402
from starlette.staticfiles import StaticFiles  # noqa: E402

from app.api import health, landscapes  # noqa: E402
from app.api.replies import handle_errors  # noqa: E402
from app.middleware import BodyLimit, SecurityHeaders  # noqa: E402
from app.pages import routes  # noqa: E402
from app.resources import resource  # noqa: E402
from app.service import Service  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.stream import socket  # noqa: E402


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application with its own service; nothing is shared between two of them."""
    settings = settings or Settings()
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.compute.start()
        yield
        service.compute.stop()

    app = FastAPI(
        title="Fall Line",
        summary="Gradient descent, step by step.",
        version=_version(),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    handle_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    for part in (health, landscapes, socket, routes):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=resource("static")), name="static")
    return app


def _version() -> str:
    try:
        return version("fallline")
    except PackageNotFoundError:
        return "0"
