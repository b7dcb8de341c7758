"""`fallline sweep`: what becomes of a run at every pair of values of two of its settings."""

import asyncio
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.inputs import ExperimentArgument, complaints, fail, read_experiment, settings_or_name
from app.cli.output import opened
from app.cli.telling import telling

if TYPE_CHECKING:
    from app.engine.maps.outcome_map import MapRequest

RANGE = re.compile(r"(?P<path>[^=]+)=(?P<low>[^:,]+):(?P<high>[^:,]+)(:(?P<count>\d+))?(:(?P<scale>linear|log))?")
LIST = re.compile(r"(?P<path>[^=]+)=(?P<values>[^:]+)")
HELP = "The setting's path, then FROM:TO:COUNT:SCALE or values with commas: learning_rate=1e-4:1:50:log."
FORMATS = ("json", "csv")


def sweep(
    experiment: ExperimentArgument,
    x: Annotated[str, typer.Option("--x", help=HELP, show_default=False)],
    y: Annotated[str | None, typer.Option("--y", help="A second one; else a map of one row.")] = None,
    measure: Annotated[str, typer.Option("--measure", "-m", help="A name, or JSON with settings.")] = "final_loss",
    run: Annotated[int, typer.Option(help="Number of the run, from 0.", min=0)] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="json or csv; else by the file's ending.")
    ] = None,
) -> None:
    """Ask a measure of a run at every pair of values of two of its settings."""
    name = format or (output.suffix.removeprefix(".").lower() if output is not None else "") or "json"
    if name not in FORMATS:
        fail(f"--format: expected json or csv, got {name!r}")
    with complaints():
        from app.engine.maps.outcome_map import MapRequest
        from app.errors import validated
        from app.formats import dumps

        axes = {"x": _axis("--x", x)} | ({} if y is None else {"y": _axis("--y", y)})
        asked = {
            "experiment": read_experiment(experiment).complete(),
            "run": run,
            "measure": settings_or_name(measure, "measure"),
        }
        body = validated(MapRequest.model_validate, asked | axes)
        found = asyncio.run(_swept(body))
    with opened(output) as file:
        file.write(dumps(found) + b"\n" if name == "json" else _csv(found))


async def _swept(body: "MapRequest") -> dict[str, Any]:
    """The map as the server would compute it: what takes long goes to processes, or to Dask."""
    from app.compute import Compute
    from app.engine.maps.outcome_map import OutcomeMap
    from app.engine.runs.live_runs import LiveRuns
    from app.settings import Settings
    from app.spread.choice import hands_of
    from app.spread.sweeping import Sweeping, whole

    settings = Settings()
    hands = hands_of(settings.sweep_processes, settings.dask, settings.cache_bytes)
    patient = settings.model_copy(update={"max_seconds": math.inf})  # it serves nobody else
    compute, lives = Compute(patient), LiveRuns(settings.cache_bytes)
    outcome_map = OutcomeMap(lives, body)
    sweeping = Sweeping(compute, lives, outcome_map, hands, settings.sweep_seconds)
    try:
        with telling() as tell:
            return await whole(sweeping, outcome_map, body, tell)
    finally:
        if hands is not None:
            await hands.close()
        compute.stop()


def _axis(option: str, text: str) -> dict[str, Any]:
    if found := RANGE.fullmatch(text):
        numbers = {"from": _number(option, found["low"]), "to": _number(option, found["high"])}
        more = {"count": int(found["count"])} if found["count"] else {}
        return {"path": found["path"], **numbers, **more, "scale": found["scale"] or "linear"}
    if found := LIST.fullmatch(text):
        return {"path": found["path"], "values": [_number(option, value) for value in found["values"].split(",")]}
    return fail(f"{option}: expected such as learning_rate=1e-4:1:50:log or batch_size=1,8,64, got {text!r}")


def _number(option: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return fail(f"{option}: expected a number, got {text!r}")


def _csv(found: dict[str, Any]) -> bytes:
    """One line a cell."""
    import csv
    import io

    file = io.StringIO()
    table = csv.writer(file)
    x, y = found["x"], found["y"]
    table.writerow([x["path"], *([] if y is None else [y["path"]]), found["measure"]["name"], "outcome"])
    for row, (values, outcomes) in enumerate(zip(found["values"], found["outcomes"], strict=True)):
        for column, (value, outcome) in enumerate(zip(values, outcomes, strict=True)):
            at = [x["values"][column], *([] if y is None else [y["values"][row]])]
            table.writerow([*at, "" if value is None else value, outcome or ""])
    return file.getvalue().encode()
