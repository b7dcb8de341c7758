"""A training, such as a network's: losses of training and test samples, and what is right or the gradient's size."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.figures.palette import Palette
from app.engine.figures.parts import Drawn, Json, axis, head, layout, line, loss_axis, step_axis, thinned

LEFT, RIGHT = (0.0, 0.45), (0.57, 1.0)
GAP = 0.16
"""Height of the gap between two axes of losses, as a share of what there is for one."""


def training_figure(title: str, runs: Sequence[Drawn], steps: int, palette: Palette) -> Json:
    """A Plotly figure in JSON-ready values of runs that have steps and measurements; test samples are thin lines.

    Each kind of loss has an axis of its own: numbers of different losses cannot be compared.
    """
    share = "accuracy" in runs[0].columns and bool(np.isfinite(runs[0].columns["accuracy"]).any())
    right, right_test = ("accuracy", "test_accuracy") if share else ("gradient_norm", None)
    axes_of = {name: _axes(place) for place, name in enumerate(_losses(runs))}
    data: list[Json] = []
    heads: list[Json] = []
    for index, run in enumerate(runs):
        for name, thin, axes in (
            ("loss", False, axes_of[run.loss]),
            ("test_loss", True, axes_of[run.loss]),
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
                heads.append(head(palette, index, drawn, None if axes == "2" else run.label))
    return {"data": [*data, *heads], "layout": _layout(title, runs, steps, palette, share)}


def _losses(runs: Sequence[Drawn]) -> list[str]:
    """The kinds of loss, in the order in which runs have them."""
    return list(dict.fromkeys(run.loss for run in runs))


def _axes(place: int) -> str:
    """Number of the axes of a kind of loss: Plotly's first are 1, written as nothing; 2 is what is right."""
    return "" if place == 0 else str(place + 2)


def _measured(run: Drawn, name: str) -> tuple[FloatArray, FloatArray]:
    """Steps and values of the rows where a column has been measured."""
    rows = thinned(_finite(run.columns, name), ("step", name))
    return rows["step"], rows[name]


def _finite(columns: Mapping[str, FloatArray], name: str) -> dict[str, FloatArray]:
    thinned(columns, ("step", name))
    there = np.isfinite(columns[name])
    return {key: columns[key][there] for key in ("step", name)}


def _layout(title: str, runs: Sequence[Drawn], steps: int, palette: Palette, share: bool) -> Json:
    if share:
        upright = axis(palette, "right answers", (0, 1), range=[0, 1.02], tickformat=".0%", anchor="x2")
    else:
        sizes = [run.columns["gradient_norm"] for run in runs]
        upright = loss_axis(palette, sizes, (0, 1), "size of the gradient") | {"anchor": "x2"}
    return layout(
        palette,
        title,
        [run.label for run in runs],
        **_loss_axes(runs, steps, palette),
        xaxis2=step_axis(palette, steps, RIGHT, anchor="y2"),
        yaxis2=upright,
    )


def _loss_axes(runs: Sequence[Drawn], steps: int, palette: Palette) -> Json:
    """One below the other, an axis for each kind of loss; the lowest bears the steps."""
    kinds = _losses(runs)
    height = 1 / (len(kinds) + GAP * (len(kinds) - 1))
    columns = [name for name in ("loss", "test_loss") if name in runs[0].columns]
    axes: Json = {}
    for place, kind in enumerate(kinds):
        number, top = _axes(place), 1 - place * height * (1 + GAP)
        losses = [_measured(run, name)[1] for run in runs if run.loss == kind for name in columns]
        domain = (max(0.0, top - height), top)
        bare = {} if place == len(kinds) - 1 else {"title": None, "showticklabels": False}
        title = "loss; test thin" if len(kinds) == 1 else ""
        axes[f"xaxis{number}"] = step_axis(palette, steps, LEFT, anchor=f"y{number}") | bare
        axes[f"yaxis{number}"] = loss_axis(palette, losses, domain, title) | {"anchor": f"x{number}"}
    if len(kinds) > 1:
        axes["annotations"] = [_name(kind, _axes(place)) for place, kind in enumerate(kinds)]
    return axes


def _name(kind: str, number: str) -> Json:
    """The name of a loss in the upper right corner, which losses that fall leave empty."""
    place = {"x": 1, "y": 1, "xref": f"x{number} domain", "yref": f"y{number} domain"}
    return place | {"text": f"{kind}; test thin", "showarrow": False, "xanchor": "right", "yanchor": "top"}
