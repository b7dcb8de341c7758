"""Health, readiness and metrics."""

from contextlib import suppress

from fastapi import APIRouter, Request, Response

from app.api.answers import Status
from app.api.common import service_of
from app.api.replies import JSON

router = APIRouter(tags=["health"])


@router.get("/healthz", response_class=JSON, responses={200: {"model": Status}}, summary="The process answers")
async def healthz() -> Response:
    """Always ok while the process answers."""
    return JSON({"status": "ok"})


@router.get(
    "/readyz",
    response_class=JSON,
    responses={200: {"model": Status}, 503: {"model": Status}},
    summary="The process takes work",
)
async def readyz(request: Request) -> Response:
    """Ok while computations are taken, else 503: busy, stopping, or dead, and then the thread is started again."""
    service = service_of(request)
    compute = service.compute
    if compute.stopping:
        return JSON({"status": "stopping"}, status_code=503)
    if not compute.alive:
        with suppress(RuntimeError):  # the system has no thread to give: the next call tries again
            compute.start()
        return JSON({"status": "dead"}, status_code=503)
    if compute.full:
        return JSON({"status": "busy"}, status_code=503)
    return JSON({"status": "ok"})


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    summary="Prometheus text",
)
async def metrics(request: Request) -> Response:
    """Counters, gauges and latencies of all workers of this machine."""
    service = service_of(request)
    service.count()
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
