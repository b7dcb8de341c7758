"""What the commands are given: the experiment in its forms, and errors that say what is wrong with it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from app.cli.terminal import plain_console, printable

if TYPE_CHECKING:
    from app.engine.experiment import Experiment

BAD_INPUT = 2
"""Exit code where what was given cannot be used."""
NO_FILE = 1
"""Exit code where a file cannot be read or written."""
INTERRUPTED = 130
LONGEST_NAME = 200
"""Characters from which on what has an experiment in it is a link: a file system refuses to look for such names."""

ExperimentArgument = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT",
        help="A JSON file, a link of a page (…#e=… or …#z=…), or - for standard input.",
        show_default=False,
    ),
]


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Say on standard error what is wrong, and leave."""
    from rich.text import Text

    for line in message.split("\n"):
        plain_console(stderr=True).print(Text("error: ", style="bold red") + Text(printable(line)), soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def complaints() -> Iterator[None]:
    """What the engine says of bad input, as an error of the command line."""
    from app.errors import BadRequest, json_path
    from app.spread.hands import Lost, NoHands

    try:
        yield
    except BadRequest as error:
        fail("\n".join(f"{json_path(item.location)}: expected {item.expected}, got {item.got}" for item in error.items))
    except (ValueError, NoHands, Lost) as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("interrupted", INTERRUPTED)


def read_experiment(given: str) -> "Experiment":
    """The experiment in a file, a link, or standard input."""
    from app.engine import links
    from app.engine.experiment import Experiment
    from app.errors import at, validated

    if links.holds_experiment(given) and (len(given) > LONGEST_NAME or not Path(given).exists()):
        value = links.value_of(given)
    else:
        value = _parsed(_text(given), "standard input" if given == "-" else given)
    if isinstance(value, dict) and "experiment" in value:  # as the pages' files have it, beside the view
        with at("experiment"):
            return validated(Experiment.model_validate, value["experiment"])
    return validated(Experiment.model_validate, value)


def _text(given: str) -> bytes:
    if given == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(given).read_bytes()
    except OSError as error:
        fail(f"{given}: {(error.strerror or str(error)).lower()}; expected a JSON file, a link, or -", NO_FILE)


def _parsed(text: bytes, name: str) -> Any:
    import orjson

    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        fail(f"{name}: expected JSON; {error}")


def settings_or_name(text: str, what: str) -> Any:
    """Something by its name, or with settings as JSON."""
    import orjson

    if not text.lstrip().startswith("{"):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        fail(f"{what}: expected a name or JSON; {error}")
