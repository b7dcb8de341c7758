"""The API's call for planes: losses of a network on a plane through its parameters, and a run's path there."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field

from app.api.answers import Answer
from app.api.common import ServiceHere, answering, unless_gone
from app.api.replies import JSON
from app.api.requests import NETWORK
from app.engine.planes.choice import PlaneRequest
from app.engine.planes.plane import planing

router = APIRouter(prefix="/api/v1", tags=["networks"])

EXAMPLES: Any = {
    "path": {"summary": "The plane in which a path is widest", "value": {"experiment": NETWORK, "resolution": 32}},
    "random": {
        "summary": "Two random directions",
        "value": {"experiment": NETWORK, "plane": {"kind": "random", "seed": 1}, "resolution": 32},
    },
    "batch": {
        "summary": "Two weights, as one batch sees them",
        "value": {
            "experiment": NETWORK,
            "step": 50,
            "plane": {"kind": "weights", "indices": [0, 1]},
            "over": {"batch": 50},
            "resolution": 32,
        },
    },
}


class PlaneAnswer(Answer):
    """Points origin + a·u + b·v, and the losses there. What is no number is null."""

    origin: list[float] | None = Field(description="The centre, in the order W1, b1, W2, b2, …; null if not asked for.")
    u: list[float] | None = Field(description="The direction of a.")
    v: list[float] | None = Field(description="The direction of b; null for a line, too.")
    a: list[float] = Field(description="Places along u.")
    b: list[float] | None = Field(description="Places along v; null for a line.")
    values: list[list[float | None]] = Field(description="Losses; rows are b.")
    whole: list[list[float]] = Field(description="The window that suits the plane, side by side.")
    samples: int = Field(description="How many samples they are over.")
    marks: list[list[float]] = Field(description="Places of the other points that the plane goes through.")
    marks_loss: list[float | None] = Field(description="Losses there.")
    path: list[list[float]] = Field(description="Places of the plane's points that are nearest to the run's.")
    path_steps: list[int] = Field(description="Their steps.")
    path_loss: list[float | None] = Field(description="Losses at the run's own points, over the same samples.")
    path_projected_loss: list[float | None] = Field(description="Losses at those places of the plane.")
    path_distance: list[float] = Field(description="How far the run's points are from the plane.")
    explained_variance: list[float] | None = Field(
        description="Share of the path's variance along u, and along what v adds; null where the run does not move."
    )


@router.post(
    "/planes",
    response_class=JSON,
    responses=answering(PlaneAnswer),
    summary="Losses of a network on a plane through its parameters",
)
async def planes(
    request: Request, service: ServiceHere, body: Annotated[PlaneRequest, Body(openapi_examples=EXAMPLES)]
) -> Response:
    """Losses on a plane through a point of a run, with the run's path projected onto it.

    A path does not lie on the plane: what is drawn of it is its projection, whose losses are others than its own.
    """
    service.check_plane(body)
    return JSON(await unless_gone(request, service.compute.run(planing(service.live, body))))
