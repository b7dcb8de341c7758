"""A race on a landscape: the paths on its map, or on its curve, beside the losses."""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.figures.palette import Palette
from app.engine.figures.parts import (
    Drawn,
    Json,
    axis,
    head,
    layout,
    line,
    loss_axis,
    nice_step,
    numbers,
    powers,
    rounded,
    step_axis,
    thinned,
)
from app.engine.landscapes import Landscape
from app.engine.landscapes.surface import Surface

POINTS = 161
LEFT, RIGHT = (0.0, 0.5), (0.66, 1.0)
LEVELS = 18


def figure_points(dimension: int) -> int:
    """Points along each side of the ground of a figure."""
    return POINTS if dimension == 2 else 4 * POINTS


def landscape_figure(
    title: str, landscape: Landscape, ground: Surface, runs: Sequence[Drawn], steps: int, palette: Palette
) -> Json:
    """A Plotly figure, as JSON-ready values, of runs that have their steps, losses and parameters."""
    data: list[Json] = [_map(ground, landscape, palette) if ground.y is not None else _curve(ground, palette)]
    data += _minima(landscape, palette)
    for index, run in enumerate(runs):
        rows = thinned(run.columns, ("step", "loss", "parameters"))
        points = rows["parameters"]
        height = points[:, 1] if landscape.dimension == 2 else rows["loss"]
        path = line(palette, index, points[:, 0], height, rows["step"])
        if landscape.dimension == 1:  # the chords would leave the curve: each step is a dot
            path |= {"mode": "lines+markers", "marker": {"size": 5, "color": palette.runs[index]}}
            path["line"] |= {"width": 0.8}
        data.append(path)
        data.append(line(palette, index, rows["step"], rows["loss"], rows["step"], "2"))
    return {
        "data": [*data, *_heads(data, runs, palette)],
        "layout": _layout(title, ground, landscape, runs, steps, palette),
    }


def _heads(data: list[Json], runs: Sequence[Drawn], palette: Palette) -> list[Json]:
    heads = []
    for followed in data:
        meta = followed.get("meta", {})
        if meta.get("role") == "line":
            name = runs[meta["run"]].label if "xaxis" not in followed else None
            heads.append(head(palette, meta["run"], followed, name))
    return heads


def _map(ground: Surface, landscape: Landscape, palette: Palette) -> Json:
    """The contour map: logarithmic where the landscape asks for it; what is hovered is the loss itself."""
    height, ticks = ground.z, {}
    if landscape.log:
        floor = min((minimum.value for minimum in landscape.minima), default=float(np.nanmin(ground.z)))
        above = np.where(ground.z > floor, ground.z - floor, np.nan)
        height = np.log10(np.fmax(above, np.nanmin(above)))
    # Below the lowest shown level a narrow valley would be hatched by contours closer than the grid.
    low, high = np.nanquantile(height[np.isfinite(height)], [0.004, 0.998 if landscape.log else 1]).tolist()
    size = 0.25 if landscape.log else nice_step(high - low or 1, LEVELS)
    if landscape.log:
        labels = powers(low, high)
        ticks = {"tickvals": np.log10(labels["tickvals"]).tolist(), "ticktext": labels["ticktext"]}
    start = math.ceil(low / size - 1e-9) * size
    scale = [[place, color] for place, color in zip(np.linspace(0, 1, 11).tolist(), palette.loss[::-1], strict=True)]
    return {
        "type": "contour",
        "x": numbers(ground.x),
        "y": numbers(cast(FloatArray, ground.y)),
        "z": [rounded(row) for row in height],
        "customdata": [rounded(row) for row in ground.z],
        "zmin": low,
        "zmax": high,
        "autocontour": False,
        "colorscale": scale,
        "contours": {"coloring": "heatmap", "start": start, "end": high, "size": size},
        "line": {"color": palette.contour, "width": 0.6},
        "colorbar": {
            "thickness": 8,
            "outlinewidth": 0,
            "x": 0.51,
            "xpad": 4,
            "tickfont": {"color": palette.ink3},
            **ticks,
        },
        "hovertemplate": "w<sub>1</sub> %{x:.4~g}<br>w<sub>2</sub> %{y:.4~g}<br>loss %{customdata:.4~g}<extra></extra>",
        "meta": {"role": "ground"},
    }


def _curve(ground: Surface, palette: Palette) -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": numbers(ground.x),
        "y": numbers(ground.z),
        "line": {"color": palette.contour, "width": 1.75, "simplify": False},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"role": "ground"},
    }


def _minima(landscape: Landscape, palette: Palette) -> list[Json]:
    if not landscape.minima:
        return []
    points = [
        minimum.point if landscape.dimension == 2 else (*minimum.point, minimum.value) for minimum in landscape.minima
    ]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [point[0] for point in points],
            "y": [point[1] for point in points],
            "marker": {"symbol": "cross-thin", "size": 11, "line": {"color": palette.ink, "width": 1.5}},
            "hovertemplate": "minimum<extra></extra>",
            "showlegend": False,
            "meta": {"role": "minimum"},
        }
    ]


def _in_html(letter: str) -> str:
    """A letter, with its index if it has one: w₁ is w<sub>1</sub>."""
    index = "".join(str("₀₁₂₃₄₅₆₇₈₉".index(digit)) for digit in letter[1:])
    return f"{letter[0]}<sub>{index}</sub>" if index else letter


def _layout(
    title: str, ground: Surface, landscape: Landscape, runs: Sequence[Drawn], steps: int, palette: Palette
) -> Json:
    plane = landscape.dimension == 2
    low, high = float(np.nanmin(ground.z)), float(np.nanmax(ground.z))
    upright = landscape.window[1] if plane else (low - 0.05 * (high - low), high + 0.05 * (high - low))
    across, up = [*map(_in_html, landscape.names), "loss"][:2]
    left = axis(palette, across, LEFT, range=landscape.window[0], constrain="domain")
    height = axis(palette, up, (0, 1), range=upright)
    losses = [run.columns["loss"] for run in runs]
    return layout(
        palette,
        title,
        [run.label for run in runs],
        xaxis=left,
        yaxis=height,
        xaxis2=step_axis(palette, steps, RIGHT, anchor="y2"),
        yaxis2=loss_axis(palette, losses, (0, 1), "loss") | {"anchor": "x2"},
    )
