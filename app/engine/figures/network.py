"""A training, such as a network's: losses of training and test samples, and what is right or the gradient's size."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.figures.palette import Palette
from app.engine.figures.parts import Drawn, Json, axis, head, layout, line, loss_axis, step_axis, thinned

LEFT, RIGHT = (0.0, 0.45), (0.57, 1.0)


def training_figure(title: str, runs: Sequence[Drawn], steps: int, palette: Palette) -> Json:
    """A Plotly figure in JSON-ready values of runs that have steps and measurements; test samples are thin lines."""
    share = "accuracy" in runs[0].columns and bool(np.isfinite(runs[0].columns["accuracy"]).any())
    right, right_test = ("accuracy", "test_accuracy") if share else ("gradient_norm", None)
    data: list[Json] = []
    heads: list[Json] = []
    for index, run in enumerate(runs):
        for name, thin, axes in (
            ("loss", False, ""),
            ("test_loss", True, ""),
            (right, False, "2"),
            (right_test, True, "2"),
        ):
            if name is None or (thin and name not in run.columns):
                continue
            rows, values = _measured(run, name)
            if not len(rows):
                continue
            drawn = line(palette, index, rows, values, rows, axes, thin)
            drawn["hovertemplate"] = f"step %{{x:,}}<br>{name.replace('_', ' ')} %{{y:.4~g}}<extra>{run.label}</extra>"
            data.append(drawn)
            if not thin:
                heads.append(head(palette, index, drawn, None if axes else run.label))
    return {"data": [*data, *heads], "layout": _layout(title, runs, steps, palette, share)}


def _measured(run: Drawn, name: str) -> tuple[FloatArray, FloatArray]:
    """Steps and values of the rows where a column has been measured."""
    rows = thinned(_finite(run.columns, name), ("step", name))
    return rows["step"], rows[name]


def _finite(columns: Mapping[str, FloatArray], name: str) -> dict[str, FloatArray]:
    thinned(columns, ("step", name))
    there = np.isfinite(columns[name])
    return {key: columns[key][there] for key in ("step", name)}


def _layout(title: str, runs: Sequence[Drawn], steps: int, palette: Palette, share: bool) -> Json:
    names = [name for name in ("loss", "test_loss") if name in runs[0].columns]
    losses = [_measured(run, name)[1] for run in runs for name in names]
    if share:
        upright = axis(palette, "right answers", (0, 1), range=[0, 1.02], tickformat=".0%", anchor="x2")
    else:
        sizes = [run.columns["gradient_norm"] for run in runs]
        upright = loss_axis(palette, sizes, (0, 1), "size of the gradient") | {"anchor": "x2"}
    return layout(
        palette,
        title,
        [run.label for run in runs],
        xaxis=step_axis(palette, steps, LEFT),
        yaxis=loss_axis(palette, losses, (0, 1), "loss; test thin"),
        xaxis2=step_axis(palette, steps, RIGHT, anchor="y2"),
        yaxis2=upright,
    )
