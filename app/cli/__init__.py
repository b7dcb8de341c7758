"""The `fallline` command: serve the product, or use its engine without a server."""

from typing import Annotated

import typer

from app.cli.catalog import catalog, schema
from app.cli.explain import explain
from app.cli.measure import measure
from app.cli.plane import plane
from app.cli.predict import predict
from app.cli.rate_test import rate_test
from app.cli.serve import serve
from app.cli.sweep import sweep
from app.cli.table import table
from app.cli.trace import trace
from app.version import VERSION

app = typer.Typer(
    name="fallline",
    help="Fall Line: gradient descent, step by step.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(VERSION)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Fall Line: gradient descent, step by step."""


for command in (serve, trace, table, predict, explain, measure, sweep, rate_test, plane, catalog, schema):
    app.command()(command)
