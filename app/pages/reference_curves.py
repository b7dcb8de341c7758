"""Curves in the reference: schedules, activations, losses, and what initialisers draw."""

import numpy as np
from markupsafe import Markup

from app.engine.declaration import FloatArray
from app.engine.landscapes import landscapes
from app.engine.networks.activations import Activation
from app.engine.networks.initializers import Initializer
from app.engine.networks.losses import Loss
from app.engine.sampling.streams import Stream, generator
from app.engine.schedules import Schedule
from app.pages.reference_drawing import Picture, Plane, readable
from app.pages.reference_links import BASE_RATE, SCHEDULE_LANDSCAPE, schedule_run

POINTS = 201
FAN_IN, FAN_OUT = 128, 64
BINS, REACH = 48, 0.36
SETTLED = 0.1


def schedule_picture(schedule: type[Schedule]) -> Picture:
    """Learning rates of a run, step by step, with the default settings."""
    rates = schedule_run(schedule).columns["learning_rate"]
    steps = np.arange(len(rates), dtype=float)
    plane = Plane((0, float(steps[-1])), (0, 1.12 * float(rates.max())))
    content = plane.scales() + plane.line(*_stairs(steps, rates), "curve run")
    words = (
        f"Learning rate of the schedule {schedule.title} over {readable(len(steps) - 1)} steps from the base rate "
        f"{readable(BASE_RATE)}: it starts at {readable(float(rates[0]))}, reaches at most "
        f"{readable(float(rates.max()))} and at least {readable(float(rates.min()))}, "
        f"and ends at {readable(float(rates[-1]))}."
    )
    watched = f" on {landscapes[SCHEDULE_LANDSCAPE].title.lower()}" if schedule.watches_loss else ""
    return Picture(
        Markup(plane.picture(content, words)),
        Markup(f"Learning rate by step{watched}; η<sub>0</sub> = {readable(BASE_RATE)}, other settings default"),
    )


def _stairs(steps: FloatArray, rates: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A line that shows jumps upright: a rate that more than halves or grows holds until the next step."""
    jumps = np.flatnonzero(np.abs(np.diff(rates)) > 0.3 * rates.max())
    x = np.insert(steps, jumps + 1, steps[jumps + 1])
    y = np.insert(rates, jumps + 1, rates[jumps])
    return x, y


def activation_picture(activation: type[Activation]) -> Picture:
    """The function and, dashed, its slope."""
    function = activation()
    far = np.linspace(4, 8, 41)
    reach = 8.0 if float(np.ptp(function.slope(far))) > SETTLED else 4.0
    z = np.linspace(-reach, reach, 2 * POINTS - 1)
    value, slope = np.empty_like(z), function.slope(z)
    function.value(z.copy(), value)
    low, high = min(float(value.min()), float(slope.min())), max(float(value.max()), float(slope.max()))
    room = 0.08 * (high - low)
    plane = Plane((-reach, reach), (low - room, high + room))
    content = (
        plane.scales() + _axes(plane) + plane.line(*_broken(z, slope, 0.3), "slope") + plane.line(z, value, "curve run")
    )
    words = (
        f"{activation.title} for sums z from {readable(-reach)} to {readable(reach)}, and its slope. Values run from "
        f"{readable(float(value.min()))} to {readable(float(value.max()))}, slopes from "
        f"{readable(float(slope.min()))} to {readable(float(slope.max()))}."
    )
    return Picture(Markup(plane.picture(content, words)), key_of("value", "slope", "against the sum <i>z</i>"))


def key_of(first: str, second: str, rest: str) -> Markup:
    """A caption that names the solid and the dashed line."""
    swatch = '<svg class="key" width="22" height="8" aria-hidden="true"><path class="{}" d="M0 4h22"/></svg>'
    return Markup(f"{swatch.format('curve run')} {first}, {swatch.format('slope')} {second}, {rest}")


def _axes(plane: Plane) -> str:
    ((x, y),) = plane.places([0], [0])
    upright = f"M{x:g} {plane.top:g}v{plane.height:g}"
    across = f"M{plane.left:g} {y:g}h{plane.width:g}" if plane.y[0] < 0 < plane.y[1] else ""
    return f'<path class="zero" d="{upright}{across}"/>'


def _broken(x: FloatArray, y: FloatArray, jump: float) -> tuple[FloatArray, FloatArray]:
    """A line whose jumps are upright rather than slanted."""
    places = np.flatnonzero(np.abs(np.diff(y)) > jump)
    middle = (x[places] + x[places + 1]) / 2
    before, after = np.stack([middle, middle], axis=1), np.stack([y[places], y[places + 1]], axis=1)
    at = np.repeat(places + 1, 2)
    return np.insert(x, at, before.ravel()), np.insert(y, at, after.ravel())


CLASS_COUNTS = {"regression": None, "binary": 2, "classes": 3}
ANSWERS = {
    "regression": "against the output, where 0 is right",
    "binary": "against the output, where yes is right",
    "classes": "against the output of the right class, those of two others being 0",
}


def loss_picture(loss: type[Loss]) -> Picture:
    """The loss of one sample against its output, and its slope."""
    function, task = loss(), loss.tasks[0]
    outputs = function.outputs(CLASS_COUNTS[task])
    x = np.linspace(-3, 3, POINTS)
    o = np.zeros((outputs, POINTS))
    right = 0 if outputs == 1 else outputs - 1
    o[right] = x
    labels = np.zeros(POINTS) if task == "regression" else np.full(POINTS, max(1, outputs - 1))
    t = function.targets(labels, outputs)
    delta, scratch = np.empty_like(o), np.empty_like(o)
    function.value_and_delta(o, t, delta, scratch)
    value, slope = function.losses(o, t), POINTS * delta[right]
    low, high = float(slope.min()), float(value.max())
    room = 0.08 * (high - low)
    plane = Plane((-3, 3), (low - room, max(high, float(slope.max())) + room))
    content = (
        plane.scales() + _axes(plane) + plane.line(*_broken(x, slope, 0.3), "slope") + plane.line(x, value, "curve run")
    )
    words = (
        f"{loss.title} {ANSWERS[task].replace('against', 'of one sample against')}, from −3 to 3: the loss is "
        f"{readable(round(float(value[0]), 3))} at −3, {readable(round(float(value[POINTS // 2]), 3))} at 0 and "
        f"{readable(round(float(value[-1]), 3))} at 3; its slope runs from {readable(round(low, 3))} "
        f"to {readable(round(float(slope.max()), 3))}."
    )
    return Picture(Markup(plane.picture(content, words)), key_of("loss", "slope", ANSWERS[task]))


def initializer_picture(initializer: type[Initializer]) -> Picture:
    """How often which weights are drawn for a middling layer, on the same scales for all."""
    weights = initializer().weights(generator(0, Stream.START), FAN_IN, FAN_OUT).ravel()
    counts, edges = np.histogram(weights, BINS, (-REACH, REACH))
    density = counts / weights.size
    plane = Plane((-REACH, REACH), (0, max(0.16, 1.05 * float(density.max()))))
    x, y = np.repeat(edges, 2), np.concatenate([[0], np.repeat(density, 2), [0]])
    spread = readable(round(float(weights.std()), 4))
    content = plane.scales(x_ticks=(-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3)) + plane.area(x, y, 0, "bars")
    words = (
        f"Histogram of {weights.size:,} weights drawn by {initializer.title} "
        f"for a layer of {FAN_IN} inputs and {FAN_OUT} units: "
        f"from {readable(round(float(weights.min()), 3))} to {readable(round(float(weights.max()), 3))}, "
        f"standard deviation {spread}."
    )
    caption = f"Share of weights, {FAN_IN} inputs to {FAN_OUT} units; standard deviation {spread}"
    return Picture(Markup(plane.picture(content, words)), Markup(caption))
