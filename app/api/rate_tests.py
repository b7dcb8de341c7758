"""The API's call for tests of learning rates: one run whose rate grows from step to step."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from app.api.answers import Answer
from app.api.common import ServiceHere, answering, unless_gone
from app.api.replies import JSON
from app.api.requests import NETWORK, ROSENBROCK
from app.engine.rate_tests.choice import RateTestRequest
from app.engine.rate_tests.testing import testing
from app.errors import at

router = APIRouter(prefix="/api/v1", tags=["experiments"])

EXAMPLES: Any = {
    "valley": {"summary": "Rates for a valley", "value": {"experiment": ROSENBROCK, "high": 0.1}},
    "network": {
        "summary": "Rates for a network, in 200 steps",
        "value": {"experiment": NETWORK, "low": 1e-4, "high": 10, "steps": 200},
    },
}


class RateTestAnswer(Answer):
    """Losses by learning rate, as far as they are numbers, and the rates that they speak for."""

    loss: str = Field(description="Which column the losses are: loss, or of networks batch_loss.")
    schedule: dict[str, Any] = Field(description="The growing rate: with it a run of as many steps has the same rows.")
    smoothing: int = Field(description="How many losses before and after are in a smoothed one.")
    first_loss: float | None = Field(description="The loss before the first step; null where it is no number.")
    rates: list[float] = Field(description="Learning rates of the steps, in their order.")
    losses: list[float] = Field(description="The loss after each of them; of a network that of the batch that follows.")
    smoothed: list[float] = Field(description="The mean of those around each.")
    ended: str = Field(description="range, risen, diverged or stopped.")
    ending: str = Field(description="The same in a sentence.")
    interval: list[float] | None = Field(
        description="The rate at which the loss falls fastest, and that at which it is lowest; null where none is told."
    )
    rate: float | None = Field(description="The rate half-way between the two by ratio; null where none is told.")
    reason: str = Field(description="Why it is that, or none, in a sentence.")


@router.post(
    "/rate-tests",
    response_class=JSON,
    responses=answering(RateTestAnswer),
    summary="Losses of a run whose learning rate grows, and the rates that they speak for",
)
async def rate_tests(
    request: Request, service: ServiceHere, body: Annotated[RateTestRequest, Body(openapi_examples=EXAMPLES)]
) -> Response:
    """The learning-rate range test: one run from the start on, each rate the one before times the same factor.

    The run has the optimizer, batch size, start, clipping and seed of the experiment's, and none of its changes. It
    ends early where it diverges, or where its loss is too far above its best.
    """
    service.check_rate_test(body)
    with at("experiment"):
        await service.begin(body.test)
    return JSON(await unless_gone(request, service.compute.run(testing(service.live, body))))
