"""The API's call for maps: what becomes of a run at every pair of values of two of its settings."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field
from starlette.responses import StreamingResponse

from app.api.accept import chosen_format
from app.api.answers import Answer
from app.api.common import ServiceHere, answering, unless_gone
from app.api.replies import JSON
from app.api.requests import ROSENBROCK
from app.api.traces import Accept
from app.engine.maps.outcome_map import MapRequest, OutcomeMap, heading
from app.errors import problem_of
from app.formats import dumps
from app.service import Service, begun
from app.spread.sweeping import whole, with_silences

router = APIRouter(prefix="/api/v1", tags=["experiments"])

FORMATS = {"json": "application/json", "ndjson": "application/x-ndjson"}
TELLING_SECONDS = 1.0
"""How often it is said how far a map is."""
PATIENCE_SECONDS = 4.0
"""How long the first piece is waited for before it is said that there will be a map."""
EXAMPLES: Any = {
    "momentum": {
        "summary": "Learning rate × momentum",
        "value": {
            "experiment": ROSENBROCK,
            "x": {"path": "learning_rate", "from": 1e-5, "to": 1e-2, "count": 20, "scale": "log"},
            "y": {"path": "optimizer.momentum", "from": 0, "to": 0.99, "count": 20},
        },
    },
    "basins": {
        "summary": "Where runs from each start end",
        "value": {
            "experiment": {"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 200},
            "x": {"path": "start[0]", "from": -5, "to": 5, "count": 20},
            "y": {"path": "start[1]", "from": -5, "to": 5, "count": 20},
            "measure": {"name": "nearest_minimum"},
        },
    },
}


class AxisAnswer(Answer):
    """A setting that is varied."""

    path: str = Field(description="Where it stands, within the run or behind `problem.`.")
    scale: str = Field(description="linear or log.")
    values: list[float] = Field(description="Its values, in order.")


class MapAnswer(Answer):
    """What a measure says at every pair of values."""

    x: AxisAnswer = Field(description="The setting that differs from column to column.")
    y: AxisAnswer | None = Field(description="The one that differs from row to row; null for a map of one row.")
    measure: dict[str, Any] = Field(description="What was asked of every cell, complete.")
    unit: str = Field(description="What a number counts; empty where it bears no unit.")
    values: list[list[float | str | None]] = Field(description="The answers, rows are y; null where there is none.")
    outcomes: list[list[str | None]] = Field(
        description="How each run ends: running, converged, stalled, stopped, diverged; null where values do not fit."
    )


@router.post(
    "/sweeps",
    response_class=JSON,
    responses=answering(
        MapAnswer, description="The map; in NDJSON a heading, then pieces", content={"application/x-ndjson": {}}
    ),
    summary="What becomes of a run at every pair of values of two settings",
)
async def sweeps(
    request: Request,
    service: ServiceHere,
    body: Annotated[MapRequest, Body(openapi_examples=EXAMPLES)],
    accept: Accept = "",
) -> Response:
    """A measure of one run of the experiment, asked at every value of `x` and of `y`.

    Each cell is the run that its settings describe. NDJSON (by `Accept`) comes coarse to fine: a heading, then pieces
    with the numbers of their cells, row by row. A map that takes longer says once a second how far it is.
    """
    service.check_map(body)
    if chosen_format(accept, None, FORMATS) == "json":
        return JSON(await unless_gone(request, _whole(service, body)))
    lines = begun(_lines(service, body))
    return StreamingResponse(await unless_gone(request, lines), media_type=FORMATS["ndjson"])


async def _whole(service: Service, body: MapRequest) -> dict[str, Any]:
    outcome_map = OutcomeMap(service.live, body)
    return await whole(service.sweeping(outcome_map), outcome_map, body)


async def _lines(service: Service, body: MapRequest) -> AsyncGenerator[bytes, None]:
    outcome_map = OutcomeMap(service.live, body)
    sweeping, sent = service.sweeping(outcome_map), False
    await sweeping.prepare()
    began = said = time.monotonic()
    try:
        async with aclosing(sweeping.pieces()) as pieces, aclosing(with_silences(pieces, TELLING_SECONDS)) as told:
            async for piece in told:
                now, progress = time.monotonic(), sweeping.progress
                # With the first piece: what cannot be measured is refused before anything is sent.
                if not sent and (piece is not None or now - began > PATIENCE_SECONDS):
                    sent = True
                    yield _line(heading(outcome_map, body))
                if piece is not None:
                    yield _line({"cells": piece.cells.tolist(), "values": piece.values, "outcomes": piece.outcomes})
                if sent and now - said >= TELLING_SECONDS and progress.done < progress.cells:
                    said = now
                    yield _line({"done": progress.done, "of": progress.cells, "seconds_left": progress.seconds_left})
    except Exception as error:
        details = problem_of(error)
        if not sent or details is None:
            raise
        yield _line({"error": details})


def _line(value: dict[str, Any]) -> bytes:
    return dumps(value) + b"\n"
