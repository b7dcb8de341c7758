"""`fallline trace`: the rows of an experiment as a file."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from app.cli.inputs import ExperimentArgument, complaints, fail, read_experiment
from app.cli.output import opened
from app.cli.terminal import printable

if TYPE_CHECKING:
    from app.engine.experiment import Experiment
    from app.engine.runs.race import Race

TEXT = ("json", "ndjson", "csv")
FORMATS = (*TEXT, "npz", "safetensors", "html")
Progress = Callable[[int], Any]


def trace(
    experiment: ExperimentArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write; its ending says the format. Standard output if absent."),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help=f"One of {', '.join(FORMATS)}; else by the file's ending.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", "-c", help="Names of columns, with commas between them.")
    ] = None,
    every: Annotated[int, typer.Option(help="Keep every k-th row, and the last.", min=1)] = 1,
    theme: Annotated[str, typer.Option(help="Colours of an HTML replay: light or dark.")] = "light",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
) -> None:
    """Compute every step of an experiment and write it as JSON, NDJSON, CSV, NPZ, safetensors or an HTML replay."""
    name = _format(output, format)
    said: list[tuple[str, str]] = []
    with complaints():
        value = read_experiment(experiment)
        picked = None if columns is None else [part.strip() for part in columns.split(",") if part.strip()]
        if picked == []:
            fail("--columns: expected at least one name of a column")
        with _progress(value, quiet) as progress, opened(output) as file:
            said = _write(value, name, picked, every, theme, file, progress)
    if not quiet:
        _summary(said, output)


def _format(output: Path | None, asked: str | None) -> str:
    ending = output.suffix.removeprefix(".").lower() if output is not None else ""
    name = asked or ending or "json"
    if name not in FORMATS:
        fail(f"{'--format' if asked else output}: expected a format out of {', '.join(FORMATS)}, got {name!r}")
    if output is None and name not in TEXT and sys.stdout.isatty():
        fail(f"{name} is not for a terminal: give a file with -o, or send standard output elsewhere")
    return name


def _write(
    experiment: "Experiment",
    name: str,
    columns: list[str] | None,
    every: int,
    theme: str,
    file: BinaryIO,
    progress: Progress,
) -> list[tuple[str, str]]:
    """Write the trace; what is said of each run at the end."""
    from app.engine.runs.cut import check_columns
    from app.engine.runs.live_runs import LiveRuns
    from app.engine.runs.row_stream import all_parts, first_parts
    from app.formats import ROWS

    if name in ROWS:
        race = LiveRuns().fresh(experiment)
        if columns is not None:
            check_columns(race, columns)
        for piece in ROWS[name](first_parts(race, columns), all_parts(race, columns, every)):
            file.write(piece or b"")
            progress(_rows(race))
        return []
    return _document(experiment, name, columns, every, theme, file, progress)


def _document(
    experiment: "Experiment",
    name: str,
    columns: Sequence[str] | None,
    every: int,
    theme: str,
    file: BinaryIO,
    progress: Progress,
) -> list[tuple[str, str]]:
    from app.engine.runs.cut import check_columns
    from app.engine.runs.live_runs import LiveRuns
    from app.engine.runs.traces import slice_of
    from app.formats import DOCUMENTS
    from app.replay import replay_page

    race = LiveRuns().race(experiment)
    if name == "html":
        columns, every = race.problem.replay_columns, 1
    elif columns is not None:
        check_columns(race, columns)
    for _ in race.compute(experiment.steps):
        progress(_rows(race))
    result = slice_of(race, 0, experiment.steps, columns, every)
    pieces = iter([replay_page(result, theme)]) if name == "html" else DOCUMENTS[name](result)
    for piece in pieces:
        file.write(piece)
    return [(run.label, run.outcome.message) for run in result.runs]


def _rows(race: "Race") -> int:
    return sum(run.rows for run in race.runs)


@contextmanager
def _progress(experiment: "Experiment", quiet: bool) -> Iterator[Progress]:
    """A bar on standard error while rows are computed, if somebody is there to see it."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=(experiment.steps + 1) * len(experiment.runs))
        yield lambda done: bar.update(task, completed=done)


def _summary(said: list[tuple[str, str]], output: Path | None) -> None:
    for label, message in said:
        typer.echo(printable(f"{label}: {message}"), err=True)
    if output is not None and output.is_file():
        typer.echo(f"{output}: {output.stat().st_size:,} bytes", err=True)
