"""The API's call for measures: one answer about a run, with the sentence that says it."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from app.api.answers import Answer
from app.api.common import ServiceHere, answering, unless_gone
from app.api.replies import JSON
from app.api.requests import NETWORK, ROSENBROCK
from app.engine.measures.asking import MeasureRequest
from app.engine.measures.asking import answering as measuring
from app.errors import BadRequest, at

router = APIRouter(prefix="/api/v1", tags=["experiments"])

PARABOLA = {"problem": {"kind": "landscape", "name": "parabola_1d"}, "steps": 100}
EXAMPLES: Any = {
    "reached": {
        "summary": "How many steps to a loss",
        "value": {"experiment": ROSENBROCK, "run": 1, "measure": {"name": "steps_to_loss", "loss": 1}},
    },
    "threshold": {
        "summary": "The largest learning rate that does not diverge",
        "value": {"experiment": PARABOLA, "measure": {"name": "threshold", "low": 0.1, "high": 10}},
    },
    "accuracy": {
        "summary": "The test accuracy of a network",
        "value": {"experiment": NETWORK, "measure": {"name": "accuracy_at", "step": 100}},
    },
}


class MeasureAnswer(Answer):
    """What a measure found."""

    value: float | str | None = Field(description="The answer; null where there is none, such as a loss never reached.")
    unit: str = Field(description="What a number counts; empty where it bears no unit.")
    sentence: str = Field(description="The answer in words.")
    numbers: dict[str, Any] = Field(description="The numbers in the sentence by name, and those behind them.")


@router.post("/measures", response_class=JSON, responses=answering(MeasureAnswer), summary="One answer about a run")
async def measures(
    request: Request, service: ServiceHere, body: Annotated[MeasureRequest, Body(openapi_examples=EXAMPLES)]
) -> Response:
    """A named measure of a run, or of a race: outcome, steps to a loss, winner, threshold by halving, and others.

    The catalog's `measures` has all of them with the JSON Schema of their settings.
    """
    if body.run >= len(body.experiment.runs):
        raise BadRequest(("run",), f"0 … {len(body.experiment.runs) - 1}", body.run)
    with at("experiment"):
        service.check(body.experiment)
        service.check_trials(body.experiment, body.measure.trials())
        await service.begin(body.experiment)
    with at("measure"):
        return JSON(await unless_gone(request, service.compute.run(measuring(service.live, body))))
