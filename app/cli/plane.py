"""`fallline plane`: losses of a network on a plane through its parameters."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.inputs import ExperimentArgument, complaints, read_experiment, settings_or_name
from app.cli.output import opened


def plane(
    experiment: ExperimentArgument,
    kind: Annotated[str, typer.Argument(metavar="[PLANE]", help="A kind, or JSON with settings.")] = "pca",
    run: Annotated[int, typer.Option(help="Number of the run, from 0.", min=0)] = 0,
    step: Annotated[int | None, typer.Option(help="The plane's centre on the run; else its last step.", min=0)] = None,
    over: Annotated[str, typer.Option(help='train, test, or {"batch": step}.')] = "train",
    resolution: Annotated[int, typer.Option(help="Points along each side.", min=2)] = 64,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
) -> None:
    """Losses of a network around a point of a run: in the plane of its path, along random directions, and others."""
    with complaints():
        from app.engine.planes.choice import PlaneRequest
        from app.engine.planes.plane import computed
        from app.errors import validated
        from app.formats import dumps

        named: Any = settings_or_name(kind, "plane")
        asked = {"run": run, "step": step, "over": settings_or_name(over, "--over"), "resolution": resolution}
        asked["plane"] = {"kind": named} if isinstance(named, str) else named
        body = {"experiment": read_experiment(experiment).complete(), **asked}
        found = computed(validated(PlaneRequest.model_validate, body))
    with opened(output) as file:
        file.write(dumps(found) + b"\n")
