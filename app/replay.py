"""A trace as one page that plays it: figure, library and script in a single file, with nothing to fetch."""

import base64
import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from app.engine.runs.traces import Trace
from app.formats import dumps
from app.resources import resource
from app.version import VERSION

LIBRARY = "vendor/plotly/plotly-custom.min.mjs"
FONT = "vendor/source-sans-3/roman.woff2"


def replay_page(trace: Trace, theme: str = "light") -> bytes:
    """HTML that needs neither a server nor a network: play, scrub, both plots moving together.

    Raises `ValueError` where the trace lacks a column that is drawn.
    """
    figure = trace.figure(theme)
    title = str(figure["layout"]["title"]["text"])
    labels = ", ".join(run.label for run in trace.runs)
    page = (
        _environment()
        .get_template("replay.html")
        .render(
            title=title,
            theme=theme,
            version=VERSION,
            words=f"{title}: where {labels} went, and the losses, step by step",
            steps=trace.experiment.steps,
            seed=trace.experiment.seed,
            runs=trace.runs,
            experiment=dumps(trace.experiment.minimal()).decode(),
            figure=_embedded(figure),
            style=Markup(_style()),  # files of our own
            plotly=Markup(_library()),
            script=Markup(_text("js/replay.js")),
        )
    )
    return page.encode()


def _embedded(value: Any) -> Markup:
    """JSON that cannot end the element it stands in."""
    return Markup(dumps(value).decode().replace("<", "\\u003c"))


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(resource("templates")), autoescape=select_autoescape())


def _text(name: str) -> str:
    return (resource("static") / name).read_text()


@cache
def _style() -> str:
    font = base64.b64encode((resource("static") / FONT).read_bytes()).decode()
    face = (
        f'@font-face {{ font-family: "Fall Line Sans"; font-weight: 400 700; '
        f"src: url(data:font/woff2;base64,{font}); }}\n"
    )
    return face + _text("css/replay.css") + _text("vendor/plotly/plotly.css")


@cache
def _library() -> str:
    """Plotly as a script within a page: its export becomes a global name."""
    text, count = re.subn(r"export\{(\w+) as default\};?", r"globalThis.Plotly=\1;", _text(LIBRARY))
    if count != 1:
        raise RuntimeError(f"expected one default export in {LIBRARY}, got {count}")
    return text.replace("</script", "<\\/script")
