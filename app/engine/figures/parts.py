"""What all figures are made of: axes, lines that a replay can follow, and heads where a run stands."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.figures.palette import DASHES, MARKERS, SANS, SERIF, Palette

Json = dict[str, Any]


class Drawn(Protocol):
    """A run as it is drawn: what it is called, and columns by name."""

    @property
    def label(self) -> str:
        """What the run is called."""

    @property
    def columns(self) -> Mapping[str, FloatArray]:
        """Scalars (rows,), vectors (rows, d)."""

    @property
    def loss(self) -> str:
        """What its loss is called: only losses of one name are drawn on one axis."""


TICKS = 6
"""Ticks of an axis of steps, about."""
MOST_POINTS = 4000
"""Points of a line at most: more than a screen has places for."""
WIDE = 50.0
"""Losses whose ratio is larger are drawn on a logarithmic axis."""
DECADES = 16
"""Decades of losses that are shown at most."""
HIGH = 20.0
"""Losses above so many times the first one leave the picture: one run that diverges does not flatten all others."""


def thinned(columns: Mapping[str, FloatArray], needed: Sequence[str]) -> dict[str, FloatArray]:
    """Some of `columns` at most `MOST_POINTS` rows, evenly spread, the last one included.

    Raises `ValueError` where the trace was made without one of them.
    """
    for name in needed:
        if name not in columns:
            has = ", ".join(columns)
            raise ValueError(f"a figure needs the columns {', '.join(needed)}; the trace has {has}")
    rows = len(columns[needed[0]])
    chosen = np.unique(np.linspace(0, rows - 1, min(rows, MOST_POINTS)).round().astype(int))
    return {name: columns[name][chosen] for name in needed}


def numbers(values: FloatArray) -> list[float | None]:
    """A list in which what is no number is None."""
    return [value if math.isfinite(value) else None for value in values.tolist()]


def rounded(values: FloatArray) -> list[float | None]:
    """A list to six significant digits: a ground is looked at, and its numbers would be most of the figure."""
    return [None if value is None else float(f"{value:.6g}") for value in numbers(values)]


def line(
    palette: Palette, run: int, x: FloatArray, y: FloatArray, steps: FloatArray, axes: str = "", thin: bool = False
) -> Json:
    """A run's line; `customdata` has the step of each point, by which a replay knows how far to draw it."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": numbers(x),
        "y": numbers(y),
        "customdata": steps.astype(int).tolist(),
        "line": {
            "color": palette.runs[run],
            "width": 1 if thin else 2,
            "dash": "solid" if thin else DASHES[run],
            "simplify": False,
        },
        "opacity": 0.75 if thin else 1,
        "legendgroup": str(run),
        "showlegend": False,
        "meta": {"run": run, "role": "line"},
        **_on(axes),
    }


def head(palette: Palette, run: int, followed: Json, name: str | None = None) -> Json:
    """The marker at the last point of a line that is a number; with a `name` it stands for the run in the legend."""
    places = [i for i, (x, y) in enumerate(zip(followed["x"], followed["y"], strict=True)) if None not in (x, y)]
    last = places[-1] if places else 0
    return {
        "type": "scatter",
        "mode": "lines+markers" if name else "markers",
        "x": [followed["x"][last]],
        "y": [followed["y"][last]],
        "customdata": [followed["customdata"][last]],
        "marker": {
            "color": palette.runs[run],
            "symbol": MARKERS[run],
            "size": 11,
            "line": {"color": palette.paper, "width": 1.5},
        },
        "line": {"color": palette.runs[run], "dash": DASHES[run], "width": 2},
        "name": name or "",
        "showlegend": bool(name),
        "legendgroup": str(run),
        "hovertemplate": "step %{customdata:,}<extra>" + (name or "") + "</extra>",
        "meta": {"run": run, "role": "head"},
        **{key: followed[key] for key in ("xaxis", "yaxis") if key in followed},
    }


def _on(axes: str) -> Json:
    return {"xaxis": f"x{axes}", "yaxis": f"y{axes}"} if axes else {}


def axis(palette: Palette, title: str, domain: tuple[float, float], **more: Any) -> Json:
    """An axis with the look of the pages."""
    return {
        "title": {"text": title, "font": {"family": SANS, "size": 14}, "standoff": 8},
        "domain": domain,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "mirror": True,
        "linecolor": palette.rule,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": palette.rule,
        "tickfont": {"family": SANS, "size": 12.5, "color": palette.ink3},
        "separatethousands": True,
        **more,
    }


def step_axis(palette: Palette, steps: int, domain: tuple[float, float], **more: Any) -> Json:
    """The axis of steps, with room for the head at its end; of a few steps each has its tick, and no half has one."""
    ticks: Json = {"dtick": 1} if steps <= TICKS else {"nticks": TICKS}
    return axis(palette, "step", domain, range=[0, 1.02 * max(1, steps)], tickformat=",d", **ticks, **more)


def powers(low: float, high: float, most: int = 12) -> Json:
    """Ticks at powers of ten between two exponents; Plotly's own would be larger than all other labels."""
    every = -(-int(high - low + 1) // most)
    exponents = range(math.ceil(low), math.floor(high) + 1, every)
    text = [f"{10.0**k:g}" if -3 <= k <= 3 else f"10<sup>{k}</sup>".replace("-", "−") for k in exponents]
    return {"tickvals": [10.0**k for k in exponents], "ticktext": text}


def nice_step(span: float, count: int) -> float:
    """A round step, 1, 2 or 5 times a power of ten, that fits about `count` times into `span`."""
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)


def loss_axis(palette: Palette, losses: Sequence[FloatArray], domain: tuple[float, float], title: str) -> Json:
    """The upright axis of losses: logarithmic where they are positive and differ much, without what diverges."""
    seen = np.concatenate([values[np.isfinite(values)] for values in losses] or [np.zeros(1)])
    seen = seen if seen.size else np.zeros(1)
    first = max((float(values[0]) for values in losses if len(values) and np.isfinite(values[0])), default=1.0)
    low, high = float(seen.min()), float(seen.max())
    high = min(high, max(first, low) + HIGH * abs(first)) if first else high
    if low > 0 and high / low > WIDE:
        top, bottom = np.log10(high), max(np.log10(low), np.log10(high) - DECADES)
        margin = 0.04 * (top - bottom)
        return axis(
            palette, title, domain, type="log", range=[bottom - margin, top + margin], **powers(bottom, top, most=7)
        )
    margin = 0.04 * (high - low or 1)
    return axis(palette, title, domain, range=[low - margin, high + margin], nticks=6)


def layout(palette: Palette, title: str, labels: Sequence[str], **more: Any) -> Json:
    """Paper, type and legend of every figure."""
    longest = max(map(len, labels))
    return {
        "title": {
            "text": title,
            "font": {"family": SERIF, "size": 20, "color": palette.ink},
            "x": 0.01,
            "xanchor": "left",
        },
        "font": {"family": SANS, "size": 14, "color": palette.ink},
        "paper_bgcolor": palette.paper,
        "plot_bgcolor": palette.paper,
        "hoverlabel": {"font": {"family": SANS, "size": 13}},
        "legend": {"orientation": "h", "x": 0, "y": -0.16, "yanchor": "top", "entrywidth": 8 * longest + 20},
        "margin": {"l": 64, "r": 24, "t": 56, "b": 96},
        "height": 520,
        **more,
    }
