"""Traces as Plotly figures, drawn like the pages."""

from typing import Any

from app.engine.experiment import Experiment
from app.engine.figures.landscape import landscape_figure
from app.engine.figures.network import network_figure
from app.engine.figures.palette import PALETTES
from app.engine.problems.network import NetworkSettings
from app.engine.traces import Trace


def figure_columns(experiment: Experiment) -> list[str] | None:
    """The columns that a figure of the experiment is drawn from; None for all that come unasked."""
    return None if isinstance(experiment.problem, NetworkSettings) else ["step", "loss", "parameters"]


def figure_of(trace: Trace, theme: str = "light") -> dict[str, Any]:
    """The trace as a Plotly figure in JSON-ready values, in the colours of `theme`, light or dark.

    A landscape: its map, or its curve, with the paths, and the losses. A network: the losses, and what is right or the
    size of the gradient. Lines bear in `customdata` the step of each point. Raises `ValueError` for a theme that there
    is not, and where a column that is drawn is missing.
    """
    if theme not in PALETTES:
        raise ValueError(f"expected a theme out of {', '.join(PALETTES)}, got {theme!r}")
    draw = network_figure if isinstance(trace.experiment.problem, NetworkSettings) else landscape_figure
    return draw(trace, PALETTES[theme])


__all__ = ["figure_columns", "figure_of"]
