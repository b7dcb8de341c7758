"""The API's calls for networks beyond those that all problems share: their data, and tables of one's own."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from app.api.common import ServiceHere, answering
from app.api.problem_answers import DatasetAnswer, SamplesAnswer
from app.api.replies import JSON
from app.api.requests import SamplesRequest
from app.engine.datasets import datasets
from app.engine.datasets.csv_text import parse_csv
from app.errors import TEXT_BODY, BadRequest, Item
from app.formats import dumps

router = APIRouter(prefix="/api/v1", tags=["networks"])

SPIRAL = {"problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 100}}, "seed": 0}
TABLE = "x,y,class\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"


@router.post("/samples", response_class=JSON, responses=answering(SamplesAnswer), summary="The data of a network")
async def samples(
    service: ServiceHere, body: Annotated[SamplesRequest, Body(openapi_examples={"spiral": {"value": SPIRAL}})]
) -> Response:
    """Points or examples of a data set, what is done to them before the first step, the sizes of the network."""

    def described() -> bytes:
        return dumps(service.live.problem(body.problem, body.seed).description())

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
        raise BadRequest(TEXT_BODY, "text in UTF-8", "other bytes") from None

    def read() -> bytes:
        try:
            table = parse_csv(text)
        except ValueError as error:
            raise BadRequest.of([Item(TEXT_BODY, str(error), "the text")], str(error)) from None
        dataset = {"name": "custom", **table._asdict()}
        return dumps({"dataset": datasets["custom"].model_validate(dataset).model_dump(mode="json")})

    return Response(await service.compute.call(read), media_type="application/json")
