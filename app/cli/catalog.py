"""`fallline catalog` and `fallline schema`: what can be named in an experiment, and what an experiment is."""

import sys
from typing import Annotated, Any

import typer

from app.cli.inputs import fail
from app.cli.terminal import plain_console, plain_latex


def kinds() -> list[str]:
    """The kinds of things that the catalog lists."""
    from app.engine.catalog_entries import catalog as everything

    return [kind for kind, entries in everything().items() if isinstance(entries, list)]


def catalog(
    kind: Annotated[
        str | None,
        typer.Argument(
            help="A kind of thing, such as optimizers; all of them if absent.",
            show_default=False,
            autocompletion=kinds,
        ),
    ] = None,
    name: Annotated[str | None, typer.Argument(help="An entry: its formula and settings.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, as the API gives it.")] = False,
) -> None:
    """List everything that can be named in an experiment, or show one entry."""
    from app.engine.catalog_entries import catalog as everything
    from app.formats import dumps

    lists = {name: entries for name, entries in everything().items() if isinstance(entries, list)}
    if kind is not None and kind not in lists:
        fail(f"KIND: expected one of {', '.join(lists)}, got {kind!r}")
    shown: Any = lists if kind is None else lists[kind]
    if name is not None:
        shown = next((entry for entry in shown if entry["name"] == name), None)
        if shown is None:
            fail(f"NAME: expected one of {', '.join(entry['name'] for entry in lists[str(kind)])}, got {name!r}")
    if json:
        sys.stdout.buffer.write(dumps(shown) + b"\n")
    elif name is not None:
        _entry(shown)
    else:
        _lists(lists if kind is None else {kind: shown})


def _lists(lists: dict[str, Any]) -> None:
    from rich.table import Table

    for kind, entries in lists.items():
        table = Table(title=f"{kind}, {len(entries)}", title_justify="left", title_style="bold", box=None)
        table.add_column("name", no_wrap=True)
        table.add_column("what it is")
        for entry in entries:
            table.add_row(entry["name"], entry["summary"])
        plain_console().print(table, "")


def _entry(entry: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    console = plain_console()
    console.print(Text(entry["title"], style="bold") + Text(f" ({entry['name']})\n{entry['summary']}\n"))
    latex = entry.get("latex") or ""
    for line in [latex] if isinstance(latex, str) else [line["latex"] for line in latex]:
        console.print(f"  {plain_latex(line)}", soft_wrap=True)
    fields = (entry.get("schema") or {}).get("properties", {})
    table = Table("setting", "default", "what it is", box=None)
    for field, about in fields.items():
        if field != "name":
            table.add_row(field, str(about.get("default", "")), about.get("description", ""))
    if table.row_count:
        console.print("", table)
    if entry.get("reference"):
        console.print(f"\n{entry['reference']}")


def schema() -> None:
    """Print the JSON Schema of an experiment, for editors and other programs."""
    from app.engine.experiment import Experiment
    from app.formats import dumps

    sys.stdout.buffer.write(dumps(Experiment.json_schema()) + b"\n")
