"""The API's calls for figures: a trace as a Plotly figure, or as a page that replays it offline."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response

from app.api.accept import chosen_format
from app.api.answers import FigureAnswer
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
from app.formats import dumps
from app.replay import replay_columns, replay_page
from app.service import Service

router = APIRouter(prefix="/api/v1", tags=["traces"])

Format = Annotated[str | None, Query(description="json or html; else by Accept.", examples=["json"])]
Theme = Annotated[Literal["light", "dark"], Query(description="Colours.")]
Accept = Annotated[str, Header()]
WRITERS = {
    "json": lambda trace, theme: dumps(trace.figure(theme)),
    "html": replay_page,
}
MEDIA_TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}
FIGURE = answering(
    FigureAnswer,
    description="The figure as JSON, or a page",
    content={"text/html": {"schema": {"type": "string"}}},
)


@router.post("/figures", response_class=JSON, responses=FIGURE, summary="An experiment as a figure")
async def post_figure(
    request: Request,
    service: ServiceHere,
    experiment: ExperimentBody,
    format: Format = None,
    theme: Theme = "light",
    accept: Accept = "",
) -> Response:
    """A Plotly figure of the paths and the losses, or one HTML page that replays them without any network."""
    return await _figure(request, service, experiment, chosen_format(accept, format, MEDIA_TYPES), theme)


@router.get("/figures", response_class=JSON, responses=by_address(FIGURE), summary="A link as a figure")
async def get_figure(
    request: Request,
    service: ServiceHere,
    experiment: LinkedExperiment,
    format: Format = None,
    theme: Theme = "light",
    accept: Accept = "",
) -> Response:
    """The same by address."""
    name = chosen_format(accept, format, MEDIA_TYPES)
    tag = entity_tag("figure", experiment.payload(), name, theme)
    known = known_already(request, tag)
    if known is None:
        known = await _figure(request, service, experiment, name, theme)
        known.headers.update(keeping(tag) | {"Vary": "Accept"})
    return known


async def _figure(request: Request, service: Service, experiment: Experiment, name: str, theme: str) -> Response:
    columns = replay_columns if name == "html" else experiment.problem.figure_columns
    work = service.document(experiment, columns, 1, lambda trace: iter([WRITERS[name](trace, theme)]))
    headers = {"Content-Disposition": 'attachment; filename="fall-line.html"'} if name == "html" else None
    return Response(await unless_gone(request, work), media_type=MEDIA_TYPES[name], headers=headers)
