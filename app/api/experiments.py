"""The API's calls on experiments: what can be named, what an experiment means, what happens in it."""

import gzip
from collections.abc import Generator
from functools import lru_cache
from typing import Annotated

import numpy as np
import segno
from fastapi import APIRouter, Body, Header, Query, Request, Response

from app.api.accept import chosen_format
from app.api.answers import SurfaceAnswer
from app.api.catalog_answer import CatalogAnswer
from app.api.common import (
    ERRORS,
    LONGEST_TEXT,
    ExperimentBody,
    ServiceHere,
    answering,
    by_address,
    entity_tag,
    keeping,
    known_already,
    unless_gone,
)
from app.api.explanation_answer import Explanation
from app.api.problem_answers import FormulaAnswer, NormalizeAnswer
from app.api.replies import JSON
from app.api.requests import ROSENBROCK, ExplanationRequest, FormulaRequest, SurfaceRequest
from app.compute import Work
from app.engine.algebra.formula import parse
from app.engine.algebra.typesetting import latex
from app.engine.catalog_entries import catalog, problem_outline
from app.engine.landscapes.surface import Surface
from app.engine.links import decoded
from app.engine.problems import BatchOfRun
from app.engine.telling.explanation import explaining
from app.errors import BadRequest, LimitExceeded, at, validated
from app.formats import MEDIA_TYPES, dumps, frame
from app.negotiation import preferred_coding
from app.service import Service

router = APIRouter(prefix="/api/v1", tags=["experiments"])

ZIP_LEVEL = 5

SURFACE_TYPES = {name: MEDIA_TYPES[name] for name in ("json", "safetensors")}


@router.get(
    "/catalog",
    response_class=JSON,
    responses={200: {"model": CatalogAnswer}},
    summary="Everything that can be named in an experiment",
)
async def get_catalog(request: Request, service: ServiceHere) -> Response:
    """All landscapes, optimizers and schedules: title, summary, LaTeX, reference, JSON Schema of their settings."""
    tag = entity_tag("catalog")
    known = known_already(request, tag)
    if known is not None:
        return known
    return Response(await service.compute.call(_catalog), media_type="application/json", headers=keeping(tag))


@lru_cache(maxsize=1)
def _catalog() -> bytes:
    return dumps(catalog())


@router.post(
    "/experiments/normalize",
    response_class=JSON,
    responses=answering(NormalizeAnswer),
    summary="Complete an experiment",
)
async def normalize(service: ServiceHere, experiment: ExperimentBody) -> Response:
    """The complete form of an experiment, its canonical link, and what is known of its problem before any step."""
    service.check_problem(experiment.problem)

    def complete() -> Generator[None, None, bytes]:
        yield from service.live.preparing(experiment.problem, experiment.seed)
        outline = problem_outline(service.live.problem(experiment.problem, experiment.seed))
        return dumps({"experiment": experiment.complete(), "link": experiment.link, **outline})

    return Response(await service.compute.run(complete()), media_type="application/json")


@router.post("/formulas", response_class=JSON, responses=answering(FormulaAnswer), summary="Read a formula")
async def formulas(
    service: ServiceHere,
    body: Annotated[FormulaRequest, Body(openapi_examples={"bowl": {"value": {"expression": "f(x, y) = x² + 3y²"}}})],
) -> Response:
    """How a formula is understood, as LaTeX, and its letters; an error says at which column what was expected."""

    def read() -> bytes:
        formula = parse(body.expression)
        return dumps({"latex": latex(formula), "letters": formula.letters})

    return Response(await service.compute.call(read), media_type="application/json")


SurfaceFormat = Annotated[str | None, Query(description="json or safetensors; else by Accept.")]
Accept = Annotated[str, Header()]
SURFACE = answering(SurfaceAnswer)


@router.post("/surfaces", response_class=JSON, responses=SURFACE, summary="Losses on a grid")
async def surfaces(
    request: Request,
    service: ServiceHere,
    body: Annotated[
        SurfaceRequest,
        Body(openapi_examples={"rosenbrock": {"value": {"problem": ROSENBROCK["problem"], "resolution": 41}}}),
    ],
    format: SurfaceFormat = None,
    accept: Accept = "",
) -> Response:
    """z[j][i] is the loss at (x[i], y[j]); null where it is none. With `batch`, the surface that this batch sees."""
    return await _surface(request, service, body, chosen_format(accept, format, SURFACE_TYPES))


@router.get("/surfaces", response_class=JSON, responses=by_address(SURFACE), summary="Losses on a grid, by address")
async def get_surface(
    request: Request,
    service: ServiceHere,
    s: Annotated[
        str,
        Query(
            description="The body of the call above: base64url of its JSON.",
            max_length=LONGEST_TEXT,
            examples=["eyJwcm9ibGVtIjp7ImtpbmQiOiJsYW5kc2NhcGUiLCJuYW1lIjoicm9zZW5icm9jayJ9LCJyZXNvbHV0aW9uIjo0MX0"],
        ),
    ],
    format: SurfaceFormat = None,
    accept: Accept = "",
) -> Response:
    """The same by address, for a browser's cache."""
    try:
        value = decoded(s)
    except ValueError:
        raise BadRequest(("query", "s"), "a surface's request as JSON in base64url", s) from None
    body = validated(SurfaceRequest.model_validate, value)
    name = chosen_format(accept, format, SURFACE_TYPES)
    tag = entity_tag("surface", body.model_dump_json(), name)
    known = known_already(request, tag)
    if known is None:
        known = await _surface(request, service, body, name)
        known.headers.update(keeping(tag))
    return known


async def _surface(request: Request, service: Service, body: SurfaceRequest, name: str) -> Response:
    limit = service.settings.max_resolution
    if body.resolution > limit:
        raise LimitExceeded(("resolution",), f"at most {limit}", str(body.resolution), "FALLLINE_MAX_RESOLUTION")
    service.check_problem(body.problem)
    # Smooth grids shrink to a half, unlike other arrays of floats.
    zipped = name == "safetensors" and preferred_coding(request.headers.get("accept-encoding", ""), ["gzip"]) == "gzip"
    text = await unless_gone(request, service.compute.run(_surfacing(service, body, name, zipped)))
    headers = {"Vary": "Accept, Accept-Encoding" if name == "safetensors" else "Accept"}
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(text, media_type=MEDIA_TYPES[name], headers=headers)


def _written(grid: Surface, name: str, zipped: bool) -> bytes:
    arrays = {"x": grid.x, "z": np.ascontiguousarray(grid.z)} | ({} if grid.y is None else {"y": grid.y})
    text = frame(arrays, {}) if name == "safetensors" else dumps(arrays)
    return gzip.compress(text, ZIP_LEVEL, mtime=0) if zipped else text


def _surfacing(service: Service, body: SurfaceRequest, name: str, zipped: bool) -> Work[bytes]:
    yield None
    wanted = body.batch
    seed = body.seed if wanted is None or wanted.seed is None else wanted.seed
    problem = service.live.problem(body.problem, seed)
    batch = BatchOfRun(wanted.size, wanted.step) if wanted else None
    return _written((yield from problem.surface(body.window, body.resolution, batch)), name, zipped)


@router.post(
    "/explanations",
    response_class=JSON,
    responses=answering(Explanation),
    summary="One step, number by number",
)
async def explanations(
    request: Request,
    service: ServiceHere,
    body: Annotated[
        ExplanationRequest,
        Body(openapi_examples={"step": {"value": {"experiment": ROSENBROCK, "run": 0, "step": 10}}}),
    ],
) -> Response:
    """Every quantity of a step in the order of the optimizer's rule, the stability limit, and what is happening."""
    if body.run >= len(body.experiment.runs):
        raise BadRequest(("run",), f"0 … {len(body.experiment.runs) - 1}", body.run)
    if body.step > body.experiment.steps:
        raise BadRequest(("step",), f"0 … {body.experiment.steps}, the experiment's steps", body.step)
    with at("experiment"):
        service.check(body.experiment)
        await service.begin(body.experiment)
    work = explaining(service.live, body.experiment, body.run, body.step, body.remedy, body.sample)
    return JSON(await unless_gone(request, service.compute.run(work)))


@router.get(
    "/qr",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}, **ERRORS},
    summary="A link as QR code",
)
async def qr(
    text: Annotated[
        str, Query(description="What to draw.", max_length=2000, min_length=1, examples=["http://localhost:8000/"])
    ],
) -> Response:
    """An SVG picture of `text` as QR code."""
    picture = segno.make(text, error="l", micro=False).svg_inline(scale=4, border=2, dark="#17212B", light="#fff")
    document = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(document, media_type="image/svg+xml")
