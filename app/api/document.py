"""The OpenAPI document, and the JSON Schema of an experiment for editors."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from app.api.answers import Problem
from app.api.common import entity_tag, keeping, known_already, service_of
from app.api.replies import JSON
from app.engine.experiment import Experiment

router = APIRouter(prefix="/api/v1")

SUMMARY = "Gradient descent, step by step."
DESCRIPTION = """\
Every answer is a function of its experiment: the same experiment gives the same numbers, bit for bit, here, on the
[stream](/api/docs), on the pages, on the command line and in Python.

What is in `/api/v1` stays: fields, columns and values keep their names and meanings. New fields, columns and entries of
the catalog may come at any time, so pass over what you do not know. Anything else would be `/api/v2`.

Errors are problem details by RFC 9457 with the JSON path of each mistake, what was expected there and what came.
"""
TAGS = [
    {"name": "traces", "description": "Every step of every run, as numbers or as a figure."},
    {"name": "experiments", "description": "What an experiment means, and what happens in it."},
    {"name": "networks", "description": "The data that networks learn from."},
    {"name": "health", "description": "For whoever runs the server."},
]


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application, made once."""
    if app.openapi_schema is None:
        root = app.state.service.settings.root_path
        described = get_openapi(
            title=app.title,
            version=app.version,
            summary=SUMMARY,
            description=DESCRIPTION,
            routes=app.routes,
            tags=TAGS,
            separate_input_output_schemas=False,
            servers=[{"url": root}] if root else None,
        )
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        described["components"]["schemas"] |= schema.pop("$defs") | {"Problem": schema}
        app.openapi_schema = described
    return app.openapi_schema


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI document of this server."""
    return JSON(await service_of(request).compute.call(lambda: document(request.app)))


@router.get(
    "/experiment.schema.json",
    tags=["experiments"],
    summary="The JSON Schema of an experiment",
    responses={200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}}},
    response_class=Response,
)
async def experiment_schema(request: Request) -> Response:
    """For editors: with `"$schema"` pointing here they complete and check experiments while you write."""
    tag = entity_tag("schema")
    body = await service_of(request).compute.call(Experiment.json_schema)
    return known_already(request, tag) or JSON(body, media_type="application/schema+json", headers=keeping(tag))
