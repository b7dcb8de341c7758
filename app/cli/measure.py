"""`fallline measure`: one answer about a run."""

import sys
from typing import Annotated

import typer

from app.cli.inputs import ExperimentArgument, complaints, read_experiment, settings_or_name
from app.cli.terminal import printable

MeasureArgument = Annotated[
    str,
    typer.Argument(
        metavar="MEASURE",
        help='A name, such as final_loss, or JSON with settings: {"name": "steps_to_loss", "loss": 0.01}.',
        show_default=False,
    ),
]


def measure(
    experiment: ExperimentArgument,
    measure: MeasureArgument,
    run: Annotated[int, typer.Option(help="Number of the run, from 0.", min=0)] = 0,
    json: Annotated[bool, typer.Option("--json", help="All of it as JSON, as the API gives it.")] = False,
) -> None:
    """Answer one question about a run: its outcome, the steps to a loss, a threshold. `fallline catalog measures`."""
    with complaints():
        from app.engine.measures.asking import MeasureRequest
        from app.engine.measures.asking import measure as measured
        from app.errors import validated
        from app.formats import dumps

        body = {
            "experiment": read_experiment(experiment).complete(),
            "run": run,
            "measure": settings_or_name(measure, "measure"),
        }
        asked = validated(MeasureRequest.model_validate, body)
        answer = measured(asked.experiment, asked.measure, run)
    if json:
        sys.stdout.buffer.write(dumps(answer) + b"\n")
    else:
        typer.echo(printable(answer["sentence"]))
