"""An optimizer's update, traced once and printed as straight-line Python on floats, in a loop over rows.

The source is made of operations of the tables below, names of declared settings and states, and constants; no text
that a person wrote ever reaches the compiler.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NoReturn

import numpy as np

from app.engine.optimizers import Optimizer, Step
from app.engine.optimizers.clipping import GradientClipping
from app.engine.stepping.scalar_tape import Array, Term, Untraceable, terms_in_order

MAX_INLINED = 60
"""A value that is read once is written into its reader's line while it has at most this many characters."""

TEMPLATES = {
    "add": "({0} + {1})",
    "subtract": "({0} - {1})",
    "multiply": "({0} * {1})",
    "divide": "({0} / {1})",
    "negative": "(-{0})",
    "absolute": "abs({0})",
    "sqrt": "sqrt({0})",
    "square": "({0} * {0})",
    "power": "({0} ** {1})",
    "array_power": "array_power({0}, {1})",
    # As NumPy's: what is no number stays none; the sign of 0 is 0.
    "maximum": "({0} if {0} > {1} or {0} != {0} else {1})",
    "minimum": "({0} if {0} < {1} or {0} != {0} else {1})",
    "sign": "(1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else 0.0 if {0} == 0.0 else {0})",
    "less": "({0} < {1})",
    "less_equal": "({0} <= {1})",
    "greater": "({0} > {1})",
    "greater_equal": "({0} >= {1})",
    "select": "({1} if {0} else {2})",
}

SCALARS = ("loss", "batch_loss", "rate", "size", "used", "epoch")
"""The row's numbers before its vectors, in the order of `rows.SCALARS`."""


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


class _NoOracle:
    """Methods that look around depend on more than the gradient."""

    def __getattr__(self, name: str) -> NoReturn:
        raise Untraceable(name)


@dataclass(frozen=True)
class _Traced:
    """What one update makes of the row's numbers, each an expression."""

    parameters: list[Any]
    state: dict[str, list[Any]]


def _input(name: str, plain: bool = True, never: tuple[float, ...] = ()) -> Term:
    return Term("input", (name,), plain, never)


def _vector(name: str, dimension: int) -> Array:
    return Array([_input(f"{name}_{axis}", plain=False) for axis in range(dimension)])


def _trace(form: Form) -> _Traced:
    """One update on stand-ins. Raises whatever the optimizer's code raises on them."""
    settings = dict(form.fixed) | {name: _input(f"setting_{name}", never=(0,)) for name in form.numbers}
    optimizer = form.optimizer.model_construct(**settings)
    point = _vector("w", form.dimension)
    parameters: Any = point
    gradient: Any = _vector(form.gradient, form.dimension)
    state: dict[str, Any] = {name: _initial(name, ndim, form.dimension) for name, ndim in form.state}
    if form.clipping == "traced":
        limits: dict[str, Any] = {"norm": None, "value": _input("clip_value")}
        GradientClipping.model_construct(**limits).apply(gradient)
    rate: Any = _input("rate")
    number: Any = _input("number", never=(0, 1))  # the first step is left to the arrays
    step = Step(parameters, gradient, rate, dict(state), number, _NoOracle())
    optimizer.update(step)
    if step.parameters is not parameters or any(step.state.get(name) is not array for name, array in state.items()):
        raise Untraceable("arrays that are replaced")
    if len(step.state) > len(state):
        raise Untraceable("a state that appears on the way")
    return _Traced(point.terms, {name: array.terms for name, array in state.items()})


def _initial(name: str, ndim: int, dimension: int) -> Array:
    return Array([_input(place, plain=False) for place in state_places(name, ndim, dimension)], ndim)


def state_places(name: str, ndim: int, dimension: int) -> list[str]:
    """Names of an array's coordinates in the source."""
    return [f"state_{name}_{axis}" for axis in range(dimension if ndim else 1)]


class _Printer:
    """Lines that compute what `outputs` need: those before the loop, which no step changes, and those in it."""

    def __init__(self, outputs: list[Any], constant: frozenset[str]) -> None:
        self.before: list[str] = []
        self.inside: list[str] = []
        self._texts: dict[int, str] = {}
        self._fixed: set[int] = set()
        order = terms_in_order(outputs)
        reads = self._reads(order, outputs)
        for term in order:
            self._print(term, reads[id(term)], constant)

    @staticmethod
    def _reads(order: list[Term], outputs: list[Any]) -> Counter[int]:
        """How often each term is written down; a template may do so several times."""
        reads = Counter(id(output) for output in outputs for _ in range(2))  # outputs have names of their own
        for term in order:
            for place, argument in enumerate(term.arguments):
                reads[id(argument)] += TEMPLATES.get(term.operation, "{0}").count(f"{{{place}}}")
        return reads

    def text(self, argument: Any) -> str:
        """A term's name or expression; a constant as Python writes it, which reads back to the same bits."""
        if isinstance(argument, Term):
            return self._texts[id(argument)]
        return f"({argument!r})" if argument < 0 else repr(argument)

    def _print(self, term: Term, reads: int, constant: frozenset[str]) -> None:
        key = id(term)
        if term.operation == "input":
            self._texts[key] = term.arguments[0]
            if term.arguments[0] in constant:
                self._fixed.add(key)
            return
        terms = [argument for argument in term.arguments if isinstance(argument, Term)]
        fixed = all(id(argument) in self._fixed for argument in terms)
        if fixed:
            self._fixed.add(key)
        if term.operation == "same":
            self._texts[key] = self.text(term.arguments[0])
            return
        text = TEMPLATES[term.operation].format(*map(self.text, term.arguments))
        if reads == 1 and len(text) <= MAX_INLINED and not fixed:
            self._texts[key] = text
            return
        self._texts[key] = f"t{len(self._texts)}"
        (self.before if fixed else self.inside).append(f"{self._texts[key]} = {text}")


def _array_power(base: float, exponent: float) -> float:
    """The power of an array (), which NumPy computes in other ways than that of a number."""
    return float(np.asarray(base, dtype=float) ** exponent)


def _axes(pattern: str, dimension: int, join: str = ", ") -> str:
    return join.join(pattern.format(axis=axis) for axis in range(dimension))


def source(form: Form) -> list[str]:
    """The printed loop. Raises where the update cannot be traced."""
    d, traced = form.dimension, _trace(form)
    states = {
        place: term
        for name, ndim in form.state
        for place, term in zip(state_places(name, ndim, d), traced.state[name], strict=True)
    }
    settings = [f"setting_{name}" for name in form.numbers if name != form.cycled]
    settings += ["clip_value"] if form.clipping == "traced" else []
    printer = _Printer([*traced.parameters, *states.values()], frozenset(settings))
    places = "".join(f"{place}, " for place in states).strip()
    return [
        "def steps(point, keep, pack, clip, schedule, next_rate, rows, settings, bounds, start, state):",
        *([f"    {', '.join(settings)}, = settings"] if settings else []),
        f"    {_axes('low_{axis}, high_{axis}', d)}, = bounds",
        f"    {_axes('w_{axis}', d)}, = start",
        *([f"    {places} = state"] if states else []),
        "    try:",
        *(f"        {line}" for line in printer.before),
        f"        for {', '.join(inputs(form))} in rows:",
        *(f"            {line}" for line in _row(form, printer, traced, states)),
        "    except (ArithmeticError, ValueError):",
        "        pass  # where NumPy gives inf or nan; nothing of the row that was begun is kept",
        f"    return ({_axes('w_{axis}', d)},), ({places})",
    ]


def inputs(form: Form) -> list[str]:
    """Numbers that the loop takes for each row."""
    names = ["number", "size", "used", "epoch", *([] if form.watching else ["rate"])]
    names += [f"setting_{form.cycled}"] if form.cycled else []
    return names + ([f"tilt_{axis}" for axis in range(form.dimension)] if form.tilted else [])


def _row(form: Form, printer: _Printer, traced: _Traced, states: dict[str, Any]) -> list[str]:
    """One row: evaluate, update, record, go on. It is left before anything is kept where it is out of the ordinary."""
    d = form.dimension
    after = {place: printer.text(term) for place, term in states.items()}
    moved = {place: text for place, text in after.items() if text != place}
    return [
        *_evaluation(form),
        *printer.inside,
        *(f"n_{axis} = {printer.text(term)}" for axis, term in enumerate(traced.parameters)),
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
    vectors = ("w_{axis}", "f_{axis}", form.batch + "_{axis}", "n_{axis} - w_{axis}")
    shown = [(name, ndim) for name, ndim in form.state if not name.startswith("_")]
    states = [after[place] for name, ndim in shown for place in state_places(name, ndim, form.dimension)]
    return [*SCALARS, *(_axes(vector, form.dimension) for vector in vectors), *states]


@lru_cache(maxsize=256)
def compiled(form: Form) -> Callable[..., tuple[tuple[float, ...], tuple[float, ...]]] | None:
    """The loop as a function; None for an optimizer whose update cannot be traced."""
    try:
        lines = source(form)
    except Exception:  # whatever an optimizer's code may raise on stand-ins: it keeps to its arrays
        return None
    namespace: dict[str, Any] = {"sqrt": math.sqrt, "array_power": _array_power, "inf": math.inf, "nan": math.nan}
    # Safe: the lines are made of the tables above, names of declared settings and states, and constants.
    exec(compile("\n".join(lines) + "\n", "<scalar steps>", "exec"), namespace)
    steps: Callable[..., tuple[tuple[float, ...], tuple[float, ...]]] = namespace["steps"]
    return steps
