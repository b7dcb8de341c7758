"""A network's training: losses of training and test samples, beside what is right, or the size of the gradient."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.figures.palette import Palette
from app.engine.figures.parts import Json, axis, head, layout, line, loss_axis, step_axis, thinned
from app.engine.problems.network import NetworkSettings
from app.engine.traces import RunTrace, Trace

LEFT, RIGHT = (0.0, 0.45), (0.57, 1.0)


def network_figure(trace: Trace, palette: Palette) -> Json:
    """A Plotly figure in JSON-ready values of a trace that has steps and measurements; test samples are thin lines."""
    share = "accuracy" in trace.runs[0].columns and bool(np.isfinite(trace.runs[0].columns["accuracy"]).any())
    right, right_test = ("accuracy", "test_accuracy") if share else ("gradient_norm", None)
    data: list[Json] = []
    heads: list[Json] = []
    for index, run in enumerate(trace.runs):
        for name, thin, axes in (
            ("loss", False, ""),
            ("test_loss", True, ""),
            (right, False, "2"),
            (right_test, True, "2"),
        ):
            if name is None or (thin and name not in run.columns):
                continue
            steps, values = _measured(run, name)
            if not len(steps):
                continue
            drawn = line(palette, index, steps, values, steps, axes, thin)
            drawn["hovertemplate"] = f"step %{{x:,}}<br>{name.replace('_', ' ')} %{{y:.4~g}}<extra>{run.label}</extra>"
            data.append(drawn)
            if not thin:
                heads.append(head(palette, index, drawn, None if axes else run.label))
    return {"data": [*data, *heads], "layout": _layout(trace, palette, share)}


def _measured(run: RunTrace, name: str) -> tuple[FloatArray, FloatArray]:
    """Steps and values of the rows where a column has been measured."""
    rows = thinned(RunTrace(run.label, run.outcome, _finite(run, name)), ("step", name))
    return rows["step"], rows[name]


def _finite(run: RunTrace, name: str) -> dict[str, FloatArray]:
    thinned(run, ("step", name))
    there = np.isfinite(run.columns[name])
    return {key: run.columns[key][there] for key in ("step", name)}


def _layout(trace: Trace, palette: Palette, share: bool) -> Json:
    settings = trace.experiment.problem
    assert isinstance(settings, NetworkSettings)
    names = [name for name in ("loss", "test_loss") if name in trace.runs[0].columns]
    losses = [_measured(run, name)[1] for run in trace.runs for name in names]
    steps = trace.experiment.steps
    hidden = "–".join(str(layer.units) for layer in settings.hidden or ())
    if share:
        upright = axis(palette, "right answers", (0, 1), range=[0, 1.02], tickformat=".0%", anchor="x2")
    else:
        sizes = [run.columns["gradient_norm"] for run in trace.runs]
        upright = loss_axis(palette, sizes, (0, 1), "size of the gradient") | {"anchor": "x2"}
    return layout(
        palette,
        f"{settings.dataset.title}: {hidden or 'no'} hidden units",
        [run.label for run in trace.runs],
        xaxis=step_axis(palette, steps, LEFT),
        yaxis=loss_axis(palette, losses, (0, 1), "loss; test thin"),
        xaxis2=step_axis(palette, steps, RIGHT, anchor="y2"),
        yaxis2=upright,
    )
