"""The API's call for predictions: what a run's network answers to rows of a table."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from app.api.answers import Answer
from app.api.common import ServiceHere, answering, unless_gone
from app.api.replies import JSON
from app.engine.runs.predictions import PredictionRequest, predicting
from app.errors import BadRequest, at

router = APIRouter(prefix="/api/v1", tags=["networks"])

LINE = {
    "kind": "network",
    "dataset": {
        "name": "custom", "inputs": [[1], [2], [3]], "targets": [10, 20, 30], "task": "regression",
        "input_scaling": "standard", "target_scaling": "standard",
    },
    "hidden": [],
}  # fmt: skip
EXAMPLES: Any = {
    "line": {"summary": "A line, asked about 4", "value": {"experiment": {"problem": LINE}, "inputs": [[4]]}}
}


class OffBy(Answer):
    """How far answers are off, in the table's own units: a number, of several targets one for each."""

    mean_squared_error: float | list[float | None] | None
    mean_absolute_error: float | list[float | None] | None


class Errors(Answer):
    """Of the training and of the test rows; null where there are none."""

    train: OffBy | None
    test: OffBy | None


class PredictionAnswer(Answer):
    """Answers, a row for each row asked about."""

    step: int = Field(description="The step whose weights answered: an ended run has a last one.")
    target: str = Field(description="What is predicted.")
    target_names: list[str] | None = Field(None, description="Of a regression: what each output predicts.")
    outputs: list[list[float | None]] = Field(
        description="A number for each output: of a regression in the table's own units, of classes before they "
        "become probabilities."
    )
    classes: list[str] | None = Field(None, description="The name of each row's class.")
    names: list[str] | None = Field(None, description="Names of all classes, in the order of the probabilities.")
    probabilities: list[list[float | None]] | None = Field(None, description="Of each class, where the loss has them.")
    errors: Errors | None = Field(None, description="Of a regression over its own rows.")


@router.post(
    "/predictions", response_class=JSON, responses=answering(PredictionAnswer), summary="What a network answers to rows"
)
async def predictions(
    request: Request, service: ServiceHere, body: Annotated[PredictionRequest, Body(openapi_examples=EXAMPLES)]
) -> Response:
    """Answers to rows of the table in its own units, at any step: numbers, or classes with probabilities."""
    if body.run >= len(body.experiment.runs):
        raise BadRequest(("run",), f"0 … {len(body.experiment.runs) - 1}", body.run)
    with at("experiment"):
        service.check(body.experiment)
        await service.begin(body.experiment)
    return JSON(await unless_gone(request, service.compute.run(predicting(service.live, body))))
