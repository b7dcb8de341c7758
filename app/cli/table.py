"""`fallline table`: a table as an experiment, with all that was assumed."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.inputs import NO_FILE, complaints, fail
from app.cli.output import opened
from app.cli.terminal import plain_console, printable


def _option(help: str) -> Any:
    return typer.Option(help=help, show_default=False)


Columns = Annotated[
    list[str] | None, _option("Input columns, by name or number; several with commas, or the option repeated.")
]


def table(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A table as text, or - for standard input.", show_default=False)
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the experiment that learns it to this file.")
    ] = None,
    target: Annotated[list[str] | None, _option("What is predicted, by name or number; else the last column.")] = None,
    columns: Columns = None,
    leave_out: Annotated[list[str] | None, _option("Columns that are left out before anything else.")] = None,
    task: Annotated[str | None, _option("classes or regression; else by the target.")] = None,
    missing: Annotated[str, typer.Option(help="Rows with missing cells: drop, mean, median or refuse.")] = "drop",
    encoding: Annotated[str | None, _option("Such as utf-8 or windows-1252; else detected.")] = None,
    separator: Annotated[str | None, _option("One character, tab or space; else detected.")] = None,
    decimal: Annotated[str | None, _option("The decimal mark, . or ,; else detected.")] = None,
    header: Annotated[str | None, _option("Whether the first row has names: yes, no or two; else detected.")] = None,
    around: Annotated[str, typer.Option(help="Titles above, notes and totals below: leave_out or keep.")] = "leave_out",
    scaling: Annotated[str | None, _option("Of the inputs: standard, unit or none; else standard.")] = None,
    target_scaling: Annotated[str | None, _option("Of a regression's targets: standard or none.")] = None,
    test_fraction: Annotated[float | None, _option("Share of rows for testing; else 0.2 of more than 20.")] = None,
    order: Annotated[str | None, _option("How they are picked: shuffled, stratified or in_order.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Data set, assumptions and preview as JSON.")] = False,
) -> None:
    """Read any ordinary table, say what was assumed, and make an experiment of it."""
    chosen = {name: value for name, value in locals().items() if name not in ("file", "output", "json")}
    data = _bytes(file)
    with complaints():
        from app.engine.datasets.custom import Custom
        from app.engine.tables import TableChoices, read_table
        from app.errors import validated
        from app.formats import dumps

        read = read_table(data, validated(TableChoices.model_validate, chosen))
        dataset = validated(Custom.model_validate, read.settings).model_dump(mode="json")
        experiment = {"problem": {"kind": "network", "dataset": dataset}}
    if output is not None:
        with opened(output) as written:
            written.write(dumps(experiment) + b"\n")
    if json:
        answer = {"dataset": dataset, "assumptions": read.assumptions, "preview": read.preview}
        sys.stdout.buffer.write(dumps(answer) + b"\n")
    else:
        _print(read.preview, read.assumptions)


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        fail(f"{file}: {(error.strerror or str(error)).lower()}; expected a table as text, or -", NO_FILE)


def _print(preview: dict[str, Any], assumptions: list[str]) -> None:
    from rich.table import Table

    shown = Table("column", "holds", "part", "different", "missing", "first", box=None, pad_edge=False)
    for number, column in enumerate(preview["columns"]):
        first = ", ".join(row[number] or "–" for row in preview["rows"][:3])
        cells = [column["name"], column["kind"], column["part"], column["different"], column["missing"], first]
        shown.add_row(*[printable(str(cell)) for cell in cells])
    console = plain_console()
    console.print(shown, "")
    for line in assumptions:
        console.print(printable(line), soft_wrap=True)
