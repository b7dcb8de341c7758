"""The API's calls for whole traces."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.responses import StreamingResponse

from app.api.accept import chosen_format
from app.api.answers import TraceAnswer
from app.api.common import (
    ExperimentBody,
    LinkedExperiment,
    ServiceHere,
    answering,
    by_address,
    entity_tag,
    keeping,
    known_already,
    unless_gone,
)
from app.api.replies import JSON
from app.engine.experiment import Experiment
from app.errors import BadRequest
from app.formats import DOCUMENTS, MEDIA_TYPES, ROWS
from app.service import Service

router = APIRouter(prefix="/api/v1", tags=["traces"])

Format = Annotated[
    str | None, Query(description="json, ndjson, csv, npz or safetensors; else by Accept.", examples=["csv"])
]
Columns = Annotated[
    str | None,
    Query(description="Names of columns, with commas between them.", max_length=2000, examples=["step,loss"]),
]
Every = Annotated[int, Query(description="Keep every k-th row, and the last.", ge=1, le=1_000_000)]
Accept = Annotated[str, Header()]
TRACE = answering(
    TraceAnswer,
    description="The trace: JSON, or one of the other formats",
    content={
        media_type.split(";")[0]: {"schema": {"type": "string"} | ({} if name in ROWS else {"format": "binary"})}
        for name, media_type in MEDIA_TYPES.items()
        if name != "json"
    },
)


@router.post("/traces", response_class=JSON, responses=TRACE, summary="The whole trace of an experiment")
async def post_trace(
    request: Request,
    service: ServiceHere,
    experiment: ExperimentBody,
    format: Format = None,
    columns: Columns = None,
    every: Every = 1,
    accept: Accept = "",
) -> Response:
    """Every step of every run as named columns. Row k belongs to w_k, before the update that leads to w_{k+1}.

    NDJSON and CSV are computed while they are read.
    """
    return await _trace(request, service, experiment, chosen_format(accept, format, MEDIA_TYPES), columns, every)


@router.get("/traces", response_class=JSON, responses=by_address(TRACE), summary="The trace of a link")
async def get_trace(
    request: Request,
    service: ServiceHere,
    experiment: LinkedExperiment,
    format: Format = None,
    columns: Columns = None,
    every: Every = 1,
    accept: Accept = "",
) -> Response:
    """The same by address, for whatever opens addresses: a spreadsheet, `pandas.read_csv`, a browser's cache."""
    name = chosen_format(accept, format, MEDIA_TYPES)
    tag = entity_tag("trace", experiment.payload(), name, columns, every)
    known = known_already(request, tag)
    if known is None:
        known = await _trace(request, service, experiment, name, columns, every)
        known.headers.update(keeping(tag) | {"Vary": "Accept"})
    return known


async def _trace(
    request: Request, service: Service, experiment: Experiment, name: str, columns: str | None, every: int
) -> Response:
    picked = None if columns is None else [part.strip() for part in columns.split(",") if part.strip()]
    if picked == []:
        raise BadRequest(("query", "columns"), "at least one name of a column", columns)
    if name in ROWS:
        lines = await unless_gone(request, service.rows(experiment, picked, every, ROWS[name]))
        return StreamingResponse(lines, media_type=MEDIA_TYPES[name])
    body = await unless_gone(request, service.document(experiment, picked, every, DOCUMENTS[name]))
    return Response(body, media_type=MEDIA_TYPES[name])
