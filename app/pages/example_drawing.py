"""What small pictures of examples share: their size, paths and losses of runs."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.runs.traces import RunTrace, Trace
from app.pages.reference_drawing import Plane, marker, path_data, ring, simplified

WIDTH, HEIGHT = 224.0, 160.0
WIDE = 50.0
"""Losses whose ratio is larger are drawn by their logarithms."""
HIGH = 20.0
"""Losses above so many times the first one leave the picture."""

Window = tuple[tuple[float, float], ...]


def plane_of(x: tuple[float, float], y: tuple[float, float]) -> Plane:
    """A picture without axes."""
    return Plane(x, y, WIDTH, HEIGHT, 0, 0, 0, 0)


def paths_of(paths: list[tuple[int, FloatArray, RunTrace]]) -> str:
    """Lines with casings, a ring at each start, a marker at each end."""
    lines, ends = [], []
    for index, places, run in paths:
        data = path_data(simplified(places, 0.3))
        lines.append(f'<path class="casing" d="{data}"/><path class="path run-{index + 1}" d="{data}"/>')
        if run.outcome.status != "diverged":
            ends.append(f'<path class="end run-{index + 1}" d="{marker(index, places[-1], 4.2)}"/>')
    starts = {tuple(places[0].round(1).tolist()): ring(places[0], radius=3.5) for _, places, _ in paths}
    return "".join([*lines, *starts.values(), *ends])


def losses_of(trace: Trace) -> str:
    """Losses over the steps, those of test samples thin; where runs have different ones, right answers instead."""
    if len({run.loss for run in trace.runs}) > 1:
        return _curves(trace, (("accuracy", "thin"), ("test_accuracy", "path")))
    return _curves(trace, (("test_loss", "thin"), ("loss", "path")))


def _curves(trace: Trace, columns: tuple[tuple[str, str], ...]) -> str:
    curves = []
    for index, run in enumerate(trace.runs):
        for name, style in columns:
            values = run.columns.get(name)
            there = np.flatnonzero(np.isfinite(values)) if values is not None else np.zeros(0, dtype=int)
            if values is not None and there.size:
                curves.append((f"{style} run-{index + 1}", run["step"][there], values[there]))
    everything = np.concatenate([values for *_, values in curves])
    low, high = float(everything.min()), float(everything.max())
    high = min(high, HIGH * float(max(values[0] for *_, values in curves)))
    log = low > 0 and high / low > WIDE
    scale = np.log10 if log else np.asarray
    bottom, top = float(scale(low)), float(scale(high))
    room = 0.1 * (top - bottom or 1)
    last = max(float(steps[-1]) for _, steps, _ in curves)
    plane = plane_of((-0.03 * last, 1.03 * last), (bottom - room, top + room))
    base = f'<path class="rule" d="M0 {HEIGHT - 0.5:g}h{WIDTH:g}"/>'
    return base + "".join(
        f'<path class="{style}" d="{path_data(simplified(plane.places(steps, scale(values)), 0.3))}"/>'
        for style, steps, values in curves
    )
