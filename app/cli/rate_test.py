"""`fallline rate-test`: losses of a run whose learning rate grows, and the rates that they speak for."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.inputs import ExperimentArgument, complaints, fail, read_experiment
from app.cli.output import opened
from app.cli.terminal import printable

FORMATS = ("json", "csv")


def rate_test(
    experiment: ExperimentArgument,
    run: Annotated[int, typer.Option(help="Number of the run, from 0.", min=0)] = 0,
    low: Annotated[float, typer.Option(help="The first and smallest rate.")] = 1e-5,
    high: Annotated[float, typer.Option(help="The last and largest rate.")] = 10.0,
    steps: Annotated[int, typer.Option(help="Steps from one to the other.")] = 100,
    smoothing: Annotated[int | None, typer.Option(help="Losses before and after in a smoothed one.")] = None,
    stop_factor: Annotated[float, typer.Option(help="Stop above so many times the best loss.")] = 4.0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else the sentences alone.")
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="json or csv; else by the file's ending.")
    ] = None,
) -> None:
    """Let a run's learning rate grow from step to step, and say which rates its losses speak for."""
    name = format or (output.suffix.removeprefix(".").lower() if output is not None else "")
    if name not in FORMATS and (name or output is not None):
        fail(f"--format: expected json or csv, got {name!r}")
    with complaints():
        from app.engine.rate_tests.choice import RateTestRequest
        from app.engine.rate_tests.testing import computed
        from app.errors import validated
        from app.formats import dumps

        asked = {"run": run, "low": low, "high": high, "steps": steps, "smoothing": smoothing}
        body = {"experiment": read_experiment(experiment).complete(), **asked, "stop_factor": stop_factor}
        found = computed(validated(RateTestRequest.model_validate, body))
    if not name:
        for sentence in (found["ending"], found["reason"]):
            typer.echo(printable(sentence))
        return
    with opened(output) as file:
        file.write(dumps(found) + b"\n" if name == "json" else _csv(found))


def _csv(found: dict[str, Any]) -> bytes:
    """One line a rate."""
    rows = zip(found["rates"], found["losses"], found["smoothed"], strict=True)
    lines = [f"learning_rate,{found['loss']},smoothed"]
    lines += [f"{rate!r},{loss!r},{mean!r}" for rate, loss, mean in rows]
    return ("\r\n".join(lines) + "\r\n").encode()
