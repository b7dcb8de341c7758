"""The API's call for the data of a network."""

from collections.abc import Generator
from typing import Annotated

from fastapi import APIRouter, Body, Response

from app.api.common import ServiceHere, answering
from app.api.problem_answers import SamplesAnswer
from app.api.replies import JSON
from app.api.requests import SamplesRequest
from app.formats import dumps

router = APIRouter(prefix="/api/v1", tags=["networks"])

SPIRAL = {"problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 100}}, "seed": 0}


@router.post("/samples", response_class=JSON, responses=answering(SamplesAnswer), summary="The data of a network")
async def samples(
    service: ServiceHere, body: Annotated[SamplesRequest, Body(openapi_examples={"spiral": {"value": SPIRAL}})]
) -> Response:
    """Points or examples of a data set, what is done to them before the first step, the sizes of the network."""

    service.check_problem(body.problem)

    def described() -> Generator[None, None, bytes]:
        yield from service.live.preparing(body.problem, body.seed)
        return dumps(service.live.problem(body.problem, body.seed).description())

    return Response(await service.compute.run(described()), media_type="application/json")
