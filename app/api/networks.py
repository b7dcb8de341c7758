"""The API's calls for networks beyond those that all problems share: their data, and tables of one's own."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from app.api.answers import DatasetAnswer, SamplesAnswer
from app.api.common import ServiceHere, answering
from app.api.replies import JSON
from app.api.requests import SamplesRequest
from app.engine.columns import COLUMNS
from app.engine.datasets.csv_text import parse_csv
from app.engine.experiment import Experiment
from app.engine.probes import offered_probes
from app.engine.problems.network import NetworkProblem, NetworkSettings
from app.engine.problems.network_description import description
from app.errors import BadRequest, Refused, problem
from app.formats import dumps
from app.service import Service

router = APIRouter(prefix="/api/v1", tags=["networks"])

SPIRAL = {"problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 100}}, "seed": 0}
TABLE = "x,y,class\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"


def outline(service: Service, experiment: Experiment) -> dict[str, Any]:
    """Sizes of the network, columns of its traces, the probes it offers."""
    problem = service.live.problem(experiment.problem, experiment.seed)
    assert isinstance(problem, NetworkProblem)
    return {
        "sizes": list(problem.layout.sizes),
        "parameters": problem.dimension,
        "suggested_rate": problem.suggested_rate,
        "columns": [column.name for column in COLUMNS if column.unasked_of(problem)],
        "evaluate_every": problem.measure_every,
        "probes": offered_probes(problem),
    }


@router.post("/samples", response_class=JSON, responses=answering(SamplesAnswer), summary="The data of a network")
async def samples(
    service: ServiceHere, body: Annotated[SamplesRequest, Body(openapi_examples={"spiral": {"value": SPIRAL}})]
) -> Response:
    """Points or examples of a data set, what is done to them before the first step, the sizes of the network."""

    def described() -> bytes:
        built = service.live.problem(body.problem, body.seed) if isinstance(body.problem, NetworkSettings) else None
        if not isinstance(built, NetworkProblem):
            raise BadRequest("$.problem.kind", "network", getattr(body.problem, "kind", None))
        return dumps(description(built))

    return Response(await service.compute.call(described), media_type="application/json")


@router.post(
    "/datasets/csv",
    response_class=JSON,
    responses=answering(DatasetAnswer),
    summary="A table as a data set",
    openapi_extra={"requestBody": {"content": {"text/csv": {"schema": {"type": "string"}, "example": TABLE}}}},
)
async def csv(service: ServiceHere, request: Request) -> Response:
    """Text of a table, the target in its last column, as the settings of the data set `custom`."""
    body = await request.body()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest("body", "text in UTF-8", "other bytes") from None

    def read() -> bytes:
        try:
            table = parse_csv(text)
        except ValueError as error:
            item = {"path": "body", "expected": str(error), "got": "the text"}
            raise Refused(problem(422, "Invalid request", str(error), errors=[item])) from None
        dataset = {"name": "custom", **table._asdict()}
        return dumps({"dataset": NetworkSettings.model_validate({"dataset": dataset}).dataset.model_dump(mode="json")})

    return Response(await service.compute.call(read), media_type="application/json")
