"""A trace as one page that plays it: a lab with what has been recorded, in a single file, with nothing to fetch."""

import base64
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from app.engine.catalog_entries import catalog, problem_outline
from app.engine.landscapes.surface import at_once
from app.engine.problems import NotOffered, Problem
from app.engine.runs.traces import Trace
from app.formats import dumps, frame, to_safetensors
from app.offline import module, modules, style
from app.resources import resource
from app.version import VERSION

SCRIPT = "js/replay.js"
LIBRARY = "vendor/plotly/plotly-custom.min.mjs"
SAVING = "js/saving/saving.js"
CHOICES = ("optimizers", "schedules", "gradient_clipping", "datasets", "losses", "activations")
"""What of the catalog a lab reads that nobody chooses in."""
POINTS = {1: 401, 2: 161}
"""Points of a side of the losses under the paths, by the number of sides."""


def replay_columns(problem: Problem) -> tuple[str, ...] | None:
    """The columns of the trace that a replay is made of; None for all that come unasked."""
    return problem.replay_columns


def replay_page(trace: Trace, theme: str = "light") -> bytes:
    """HTML that needs neither a server nor a network: the lab's figures, to be played and looked at step by step."""
    title = trace.problem.settings.heading
    page = (
        _environment()
        .get_template("replay.html")
        .render(
            title=title,
            theme=theme,
            version=VERSION,
            steps=trace.experiment.steps,
            seed=trace.experiment.seed,
            runs=trace.runs,
            experiment=dumps(trace.experiment.minimal()).decode(),
            record=_embedded(_record(trace, title)),
            style=Markup(style("replay")),  # files of our own
            modules=_embedded({"imports": modules(SCRIPT, LIBRARY, SAVING)}),
            script=module(SCRIPT),
            plotly=module(LIBRARY),
            saving=module(SAVING),
        )
    )
    return page.encode()


def _record(trace: Trace, title: str) -> dict[str, Any]:
    """What the lab would ask its server for, by address; arrays in base64."""
    experiment, problem = trace.experiment, trace.problem
    complete = experiment.complete()
    answers: dict[str, Any] = {
        "/api/v1/experiments/normalize": {
            "experiment": complete,
            "link": experiment.link,
            **problem_outline(problem),
        }
    }
    with suppress(NotOffered):
        answers["/api/v1/samples"] = problem.description()
    return {
        "lab": experiment.problem.lab,
        "data": {
            "catalog": _choices(),
            "presets": [{"name": "replay", "title": title, "group": "", "lesson": "", "experiment": complete}],
        },
        "answers": answers,
        "rows": _text(to_safetensors(trace)),
        "surface": _surface(problem),
    }


def _surface(problem: Problem) -> str | None:
    if problem.dimension not in POINTS:
        return None
    try:
        grid = at_once(problem.surface(None, POINTS[problem.dimension]))
    except NotOffered:
        return None
    sides = {"x": grid.x} if grid.y is None else {"x": grid.x, "y": grid.y}
    return _text(frame(sides | {"z": np.ascontiguousarray(grid.z)}, {}))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


@cache
def _choices() -> dict[str, Any]:
    everything = catalog()
    return {part: everything[part] for part in CHOICES}


def _embedded(value: Any) -> Markup:
    """JSON that cannot end the element it stands in."""
    return Markup(dumps(value).decode().replace("<", "\\u003c"))


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(resource("templates")), autoescape=select_autoescape())
