"""Steps on landscapes in plain Python numbers: many times faster than arrays of two, and the same bits.

An optimizer's update is traced and printed once (`scalar_source`); the printed loop takes a run through as many
rows as are ordinary. It stops before the first that is not (numbers that overflow, a division by zero, a point
beyond the landscape's reach) and has then changed nothing of that row, which the arrays take up.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import PlainNumbers
from app.engine.stepping.rows import RowFormat
from app.engine.stepping.scalar_batches import Batches
from app.engine.stepping.scalar_source import Form, compiled
from app.engine.stepping.stretches import Stretch


class ScalarSteps:
    """The steps of one stretch of a run."""

    def __init__(self, problem: PlainNumbers, stretch: Stretch, form: Form, steps: Any, layout: RowFormat) -> None:
        self._tilted, self._problem = form.tilted, problem
        self._point, self._steps, self._pack = problem.point, steps, layout.pack
        self._settings = [getattr(stretch.optimizer, name) for name in form.numbers if name != form.cycled]
        if form.clipping == "traced":
            assert stretch.clipping is not None
            self._settings.append(stretch.clipping.value)
        self._clip = _clipper(stretch.clipping, form.dimension)
        self._next_rate = stretch.schedule.next_rate
        self._bounds = [
            bound for middle in problem.centre.tolist() for bound in (middle - problem.reach, middle + problem.reach)
        ]

    def tilts(self, batches: Batches, seed: int, count: int) -> list[list[float]]:
        """Tilts of the next batches, a list for each coordinate; none where batches do not tilt."""
        return batches.tilts(self._problem, seed, count) if self._tilted else []

    def run(
        self,
        rows: Iterable[tuple[float, ...]],
        schedule_state: dict[str, float],
        parameters: FloatArray,
        state: dict[str, FloatArray],
    ) -> list[bytes]:
        """The rows, packed, until one is out of the ordinary; parameters and states are changed in place."""
        packed: list[bytes] = []
        start = [number for array in state.values() for number in array.ravel().tolist()]
        point, numbers = self._steps(
            self._point, packed.append, self._pack, self._clip, schedule_state, self._next_rate,
            rows, self._settings, self._bounds, parameters.tolist(), start,
        )  # fmt: skip
        if packed:
            parameters[:] = point
            begin = 0
            for array in state.values():
                array[...] = numbers[begin : begin + array.size] if array.ndim else numbers[begin]
                begin += array.size
        return packed


def scalar_steps(
    problem: PlainNumbers, stretch: Stretch, state: dict[str, FloatArray], layout: RowFormat
) -> ScalarSteps | None:
    """The steps of a stretch; None where its optimizer needs arrays."""
    form = _form(problem, stretch, state)
    steps = compiled(form)
    return None if steps is None else ScalarSteps(problem, stretch, form, steps, layout)


def _form(problem: PlainNumbers, stretch: Stretch, state: dict[str, FloatArray]) -> Form:
    optimizer, clipping = stretch.optimizer, stretch.clipping
    cycled = None if stretch.momenta(0, 1) is None else optimizer.momentum_field
    numbers: list[str] = []
    fixed: list[tuple[str, Any]] = []
    for name in type(optimizer).model_fields:
        value = getattr(optimizer, name)
        if isinstance(value, bool | str | None) or (value == 0 and name != cycled):
            fixed.append((name, value))
        else:
            numbers.append(name)
    return Form(
        optimizer=type(optimizer),
        fixed=tuple(fixed),
        numbers=tuple(numbers),
        cycled=cycled,
        state=tuple((name, array.ndim) for name, array in state.items()),
        dimension=problem.dimension,
        tilted=problem.noisy and stretch.batch_size < problem.samples,
        watching=stretch.schedule.watches_loss,
        clipping=None if clipping is None else "called" if clipping.value is None else "traced",
    )


def _clipper(clipping: GradientClipping | None, dimension: int) -> Any:
    """Clipping by the norm on floats: through the array code, since BLAS rounds a dot product in ways of its own."""
    buffer = np.empty(dimension)

    def clip(*gradient: float) -> Any:
        buffer[:] = gradient
        if clipping is not None:
            clipping.apply(buffer)
        return buffer.tolist()

    return clip
