"""An optimizer's update, recorded once and printed as straight-line Python on floats, in a loop over rows.

The source is made of printed operations, names of declared settings and states, and the lines below; no text that a
person wrote ever reaches the compiler.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NoReturn

from app.engine.algebra.operations import ON_FLOATS
from app.engine.algebra.printing import Lines, function, printed
from app.engine.algebra.program import Program, Recorder
from app.engine.columns import SCALARS, VECTORS
from app.engine.optimizers import Optimizer, Step
from app.engine.optimizers.clipping import GradientClipping
from app.engine.stepping.scalar_tape import Array, Term, Untraceable

CALLED = {"learning_rate": "rate", "batch_size": "size", "evaluations": "used"}
"""What a row's scalars are called in the source, where not as their columns."""


@dataclass(frozen=True)
class Form:
    """What the printed steps depend on: which settings are there, not their values, so that most runs share them."""

    optimizer: type[Optimizer]
    fixed: tuple[tuple[str, Any], ...]
    """Settings that are part of the source: switches, words, and numbers that are 0."""
    numbers: tuple[str, ...]
    """Settings that are numbers other than 0."""
    cycled: str | None
    """The setting among them that changes from step to step."""
    state: tuple[tuple[str, int], ...]
    """Names and numbers of axes of the state's arrays."""
    dimension: int
    tilted: bool
    watching: bool
    """Whether the schedule looks at each row's loss."""
    clipping: Literal["traced", "called"] | None
    """"called" where each gradient goes through the array code."""

    @property
    def batch(self) -> str:
        """What the batch gradient is called in the source: where batches do not tilt, it is the full one."""
        return "b" if self.tilted else "f"

    @property
    def gradient(self) -> str:
        """What the gradient that the update sees is called."""
        return "g" if self.clipping == "called" else self.batch

    @property
    def unchanging(self) -> list[str]:
        """Inputs of the update that no row changes."""
        names = [f"setting_{name}" for name in self.numbers if name != self.cycled]
        return [*names, "clip_value"] if self.clipping == "traced" else names

    @property
    def places(self) -> dict[str, list[str]]:
        """What the coordinates of each of the state's arrays are called."""
        return {name: _names(f"state_{name}", self.dimension if ndim else 1) for name, ndim in self.state}


class _NoOracle:
    """Methods that look around depend on more than the gradient."""

    def __getattr__(self, name: str) -> NoReturn:
        raise Untraceable(name)


def _names(name: str, dimension: int) -> list[str]:
    return [f"{name}_{axis}" for axis in range(dimension)]


def traced(form: Form) -> Program:
    """One update: from a row's numbers to the parameters and then the states after it.

    Raises whatever the optimizer's code raises on stand-ins.
    """
    recorder = Recorder()

    def number(name: str, *never: float) -> Any:
        return Term(recorder, recorder.input(name), True, never)

    def array(names: list[str], ndim: int = 1) -> Any:
        return Array(recorder, [recorder.input(name) for name in names], ndim)

    settings = dict(form.fixed) | {name: number(f"setting_{name}", 0) for name in form.numbers}
    parameters, gradient = (array(_names(name, form.dimension)) for name in ("w", form.gradient))
    state = {name: array(form.places[name], ndim) for name, ndim in form.state}
    if form.clipping == "traced":
        limits: dict[str, Any] = {"norm": None, "value": number("clip_value")}
        GradientClipping.model_construct(**limits).apply(gradient)
    # The first step is left to the arrays.
    step = Step(parameters, gradient, number("rate"), dict(state), number("number", 0, 1), _NoOracle())
    form.optimizer.model_construct(**settings).update(step)
    _check_in_place(step, parameters, state)
    left = [held for kept in state.values() for held in kept.held]
    return recorder.program([*parameters.held, *left, *left])  # states are both recorded and gone on from


def _check_in_place(step: Step, parameters: Any, state: dict[str, Any]) -> None:
    if step.parameters is not parameters or any(step.state.get(name) is not kept for name, kept in state.items()):
        raise Untraceable("arrays that are replaced")
    if len(step.state) > len(state):
        raise Untraceable("a state that appears on the way")


def _axes(pattern: str, dimension: int, join: str = ", ") -> str:
    return join.join(pattern.format(axis=axis) for axis in range(dimension))


def source(form: Form) -> list[str]:
    """The printed loop. Raises where the update cannot be traced."""
    d, settings = form.dimension, form.unchanging
    update = printed(traced(form), unchanging=frozenset(settings))
    states = "".join(f"{name}, " for names in form.places.values() for name in names).strip()
    return [
        "def steps(point, keep, pack, clip, schedule, next_rate, rows, settings, bounds, start, state):",
        *([f"    {', '.join(settings)}, = settings"] if settings else []),
        f"    {_axes('low_{axis}, high_{axis}', d)}, = bounds",
        f"    {_axes('w_{axis}', d)}, = start",
        *([f"    {states} = state"] if states else []),
        "    try:",
        *(f"        {line}" for line in update.before),
        f"        for {', '.join(inputs(form))} in rows:",
        *(f"            {line}" for line in _row(form, update)),
        "    except (ArithmeticError, ValueError):",
        "        pass  # where NumPy gives inf or nan; nothing of the row that was begun is kept",
        f"    return ({_axes('w_{axis}', d)},), ({states})",
    ]


def inputs(form: Form) -> list[str]:
    """Numbers that the loop takes for each row."""
    names = ["number", "size", "used", "epoch", *([] if form.watching else ["rate"])]
    names += [f"setting_{form.cycled}"] if form.cycled else []
    return names + ([f"tilt_{axis}" for axis in range(form.dimension)] if form.tilted else [])


def _row(form: Form, update: Lines) -> list[str]:
    """One row: evaluate, update, record, go on. It is left before anything is kept where it is out of the ordinary."""
    d = form.dimension
    names = [name for places in form.places.values() for name in places]
    after = dict(zip(names, update.outputs[d : d + len(names)], strict=True))
    moved = {name: text for name, text in after.items() if text != name}
    return [
        *_evaluation(form),
        *update.inside,
        *(f"n_{axis} = {text}" for axis, text in enumerate(update.outputs[:d])),
        f"if not ({_axes('low_{axis} <= n_{axis} <= high_{axis}', d, ' and ')}):",
        "    break",
        f"keep(pack({', '.join(_record(form, after))}))",
        *([f"{', '.join(moved)}, = {', '.join(moved.values())},"] if moved else []),
        *(f"w_{axis} = n_{axis}" for axis in range(d)),
        *(("if loss == loss:", "    next_rate(schedule, loss)") if form.watching else ()),
    ]


def _evaluation(form: Form) -> list[str]:
    """Losses and gradients; leave where they are no numbers."""
    d = form.dimension
    lines = ['rate = schedule["rate"]'] if form.watching else []
    lines.append(f"loss, {_axes('f_{axis}', d)} = point({_axes('w_{axis}', d)})")
    tilt = _axes(" + tilt_{axis} * w_{axis}", d, "") if form.tilted else ""
    lines.append(f"batch_loss = loss{tilt}")
    lines += [f"b_{axis} = f_{axis} + tilt_{axis}" for axis in range(d) if form.tilted]
    lines.append(f"total = batch_loss + {_axes(form.batch + '_{axis}', d, ' + ')}")
    lines += ["if total - total != 0.0:", "    break"]
    if form.clipping == "called":
        lines.append(f"{_axes('g_{axis}', d)}, = clip({_axes(form.batch + '_{axis}', d)})")
    return lines


def _record(form: Form, after: dict[str, str]) -> list[str]:
    """What is kept of a row, in the order of `rows.RowFormat`."""
    vectors = {
        "parameters": "w_{axis}",
        "gradient": "f_{axis}",
        "batch_gradient": form.batch + "_{axis}",
        "update": "n_{axis} - w_{axis}",
    }
    states = [after[place] for name, places in form.places.items() if name[0] != "_" for place in places]
    scalars = [CALLED.get(name, name) for name in SCALARS]
    return [*scalars, *(_axes(vectors[name], form.dimension) for name in VECTORS), *states]


@lru_cache(maxsize=256)
def compiled(form: Form) -> Callable[..., tuple[tuple[float, ...], tuple[float, ...]]] | None:
    """The loop as a function; None for an optimizer whose update cannot be traced."""
    try:
        loop = source(form)
    except Exception:  # whatever an optimizer's code may raise on stand-ins: it keeps to its arrays
        return None
    steps: Callable[..., tuple[tuple[float, ...], tuple[float, ...]]] = function("steps", loop, ON_FLOATS)
    return steps
