"""`fallline predict`: what a network answers to rows of its table."""

import sys
from typing import Annotated, Any

import typer

from app.cli.inputs import ExperimentArgument, complaints, fail, read_experiment
from app.cli.terminal import plain_console, printable


def predict(
    experiment: ExperimentArgument,
    rows: Annotated[
        str,
        typer.Argument(
            metavar="ROWS", help='Rows as in the table, as JSON: [[5.5], [6]] or [["f", 1.5]].', show_default=False
        ),
    ],
    run: Annotated[int, typer.Option(help="Number of the run, from 0.", min=0)] = 0,
    step: Annotated[
        str | None,
        typer.Option(help="Number of the step, or best: that of the lowest test loss; the last if absent."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="All of it as JSON, as the API gives it.")] = False,
) -> None:
    """Ask a network about rows of its table: numbers in the table's own units, or classes with probabilities."""
    with complaints():
        from app.engine.runs.predictions import predict as predicted
        from app.formats import dumps

        asked, at = _rows(rows), _step(step)
        answer = predicted(read_experiment(experiment).complete(), asked, run, at)
    if json:
        sys.stdout.buffer.write(dumps(answer) + b"\n")
    else:
        _print(answer)


def _step(text: str | None) -> Any:
    if text is None or text == "best":
        return text
    if not text.isdecimal():
        fail(f"step: expected a number from 0, or best; got {text!r}")
    return int(text)


def _rows(text: str) -> Any:
    import orjson

    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        fail(f"rows: expected JSON such as [[5.5], [6]]; {error}")


def _print(answer: dict[str, Any]) -> None:
    from rich.table import Table

    if "classes" not in answer:
        shown = Table(*map(printable, answer["target_names"]), box=None, pad_edge=False)
        for outputs in answer["outputs"]:
            shown.add_row(*("–" if value is None else f"{value:.10g}" for value in outputs))
    else:
        probabilities = answer["probabilities"] or [[] for _ in answer["classes"]]
        names = answer["names"] if answer["probabilities"] else []
        shown = Table(printable(answer["target"] or "class"), *map(printable, names), box=None, pad_edge=False)
        for name, shares in zip(answer["classes"], probabilities, strict=True):
            shown.add_row(printable(name), *[f"{share:.1%}" for share in shares])
    plain_console().print(shown)
