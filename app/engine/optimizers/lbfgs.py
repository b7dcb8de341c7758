"""L-BFGS: Newton's method with the curvature guessed from the last few steps."""

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.base import Line, Optimizer, Oracle, Step, optimizers
from app.engine.optimizers.line_search import Trial, strong_wolfe

ROOM = 8
"""Pairs that there is room for at the start."""
CURVED = 1e-10
"""Least product of step and gradient change for a pair to be remembered."""


@optimizers.register
class LBFGS(Optimizer):
    r"""Learns the surface's curvature from its own steps and so nearly takes Newton's steps without a Hessian.

    $w_{k+1} = w_k + t_k p_k$ with $p_k = -H_k g_k$, where $H_k$ is the inverse Hessian that the pairs
    $s_i = w_{i+1} - w_i$, $y_i = g_{i+1} - g_i$ suggest (two-loop recursion, from $H^0 = s^\top y / y^\top y$).

    Convention (PyTorch's, one iteration a step): the first length is $\eta\min(1, 1/\lVert g_0\rVert_1)$, later η; with
    the line search "strong_wolfe" that is where the search begins, and each trial costs a gradient evaluation. A pair
    with $s^\top y \le 10^{-10}$ is left out. Differences of gradients need full batches.

    Source: Nocedal (1980), Updating quasi-Newton matrices with limited storage; Liu and Nocedal (1989), On the limited
    memory BFGS method for large scale optimization.
    """

    title: ClassVar[str] = "L-BFGS"
    usual_rate: ClassVar[float | None] = 1.0
    one_by_one: ClassVar[bool] = True
    rests_when: ClassVar[str] = "L-BFGS rests, as no step promises more than its tolerances"
    reference: ClassVar[str] = "Nocedal (1980); Liu and Nocedal (1989), On the limited memory BFGS method"
    without_pull: ClassVar[str] = "a slope moves all weights together"
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \step{+ t_k\, p_k}"),
        recording.GRADIENT,
        Line("direction", r"p_k = -H_k\, g_k"),
        Line("length", r"t_k"),
        recording.STEP,
    )

    name: Literal["lbfgs"] = "lbfgs"
    history_size: int = setting(100, symbol="h", help="Steps remembered.", unit="steps", ge=1, le=1000)
    line_search_fn: Literal["strong_wolfe"] | None = setting(
        None, symbol="", help="Search a good step length along the direction, or take η as it is."
    )
    tolerance_grad: float = setting(
        1e-7, symbol=r"\epsilon_g", help="Rest once no coordinate of the gradient is larger.", log=True, ge=0, le=1
    )
    tolerance_change: float = setting(
        1e-9, symbol=r"\epsilon_w", help="Rest once a step promises less than this.", log=True, ge=0, le=1
    )

    @property
    def without_rate(self) -> str:
        """A line search begins at the rate, and finds the length of the step by itself."""
        return "a line search finds the length of each step itself" if self.line_search_fn else ""

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Direction, previous gradient, and the remembered pairs s and y, the oldest first."""
        d, *points = parameters.shape
        history = (min(int(np.max(self.history_size)), ROOM), d)
        return {
            "direction": _zeros((d,), points),
            "_previous_gradient": _zeros((d,), points),
            "_s": _zeros(history, points),
            "_y": _zeros(history, points),
            "_move": _zeros((d,), points),
            "_length": np.zeros(points),
            "_pairs": np.zeros(points),
            "_scale": np.ones(points),
            "_started": np.zeros(points),
        }

    def history_numbers(self, dimension: int, steps: int) -> int:
        """The pairs s and y of as many steps as are remembered."""
        return 2 * min(self.history_size, steps) * dimension

    def update(self, step: Step) -> None:
        """w ← w + t p; points of a batch are moved one after the other."""
        before = recording.begin(step)
        self._make_room(step.state)
        if step.parameters.ndim == 1:
            self._advance(step.parameters, step.gradient, float(step.learning_rate), step.state, step.oracle)
        else:
            rates = np.broadcast_to(step.learning_rate, step.parameters.shape[1:])
            for point, rate in enumerate(rates):
                views = {name: array[..., point] for name, array in step.state.items()}
                w, g = step.parameters[:, point].copy(), step.gradient[:, point].copy()
                self._at(point)._advance(w, g, float(rate), views, step.oracle)
                step.parameters[:, point] = w
        if before is not None:
            recording.finish(step, before, direction=step.state["direction"], length=step.state["_length"])

    def _at(self, point: int) -> "LBFGS":
        """These settings for one point, where some of them are arrays (R,)."""
        arrays = {name: value for name, value in self if isinstance(value, np.ndarray)}
        if not arrays:
            return self
        return self.model_copy(update={name: value[point].item() for name, value in arrays.items()})

    def _make_room(self, state: dict[str, FloatArray]) -> None:
        """Lengthen the history where the next pair would not fit: most runs are over before it is as long as it may."""
        room = state["_s"].shape[0]
        wanted = min(int(np.max(self.history_size)), max(ROOM, 2 * room))
        if wanted > room <= int(state["_pairs"].max()):
            for name in ("_s", "_y"):
                _, d, *points = state[name].shape
                longer = _zeros((wanted, d), points)
                longer[:room] = state[name]
                state[name] = longer

    def _advance(
        self, w: FloatArray, g: FloatArray, rate: float, state: dict[str, FloatArray], oracle: Oracle | None
    ) -> None:
        """Move one point w (d,), or let it rest where the gradient is (nearly) 0."""
        direction, length = state["direction"], state["_length"]
        length[...] = 0.0
        if np.abs(g).max() <= self.tolerance_grad:
            direction[...] = 0.0
            return
        first = not state["_started"]
        state["_started"][...] = 1.0
        if first:
            np.negative(g, out=direction)
        else:
            self._remember(g, state)
            direction[...] = _two_loop(g, state)
        state["_previous_gradient"][...] = g
        state["_move"][...] = 0.0
        slope = float(g.dot(direction))
        if slope >= 0 or slope > -self.tolerance_change:
            return
        length[...] = rate * min(1.0, 1.0 / float(np.abs(g).sum())) if first else rate
        if self.line_search_fn is not None:
            length[...] = self._search(w, direction, float(length), slope, oracle)
        np.multiply(direction, length, out=state["_move"])
        w += state["_move"]

    def _remember(self, g: FloatArray, state: dict[str, FloatArray]) -> None:
        """Keep the last move and the change of gradient it made, if they show positive curvature."""
        s, y = state["_move"], g - state["_previous_gradient"]
        curvature = float(y.dot(s))
        if not curvature > CURVED:
            return
        pairs = int(state["_pairs"])
        dropped = max(pairs - self.history_size + 1, 0)
        kept = pairs - dropped
        for history, newest in ((state["_s"], s), (state["_y"], y)):
            if dropped:
                history[:kept] = history[dropped:pairs].copy()
            history[kept] = newest
        state["_pairs"][...] = kept + 1
        state["_scale"][...] = curvature / float(y.dot(y))

    def _search(self, w: FloatArray, direction: FloatArray, first: float, slope: float, oracle: Oracle | None) -> float:
        if oracle is None:
            raise ValueError("lbfgs with a line search needs an oracle that gives the loss, got None")

        def evaluate(length: float) -> Trial:
            value, gradient = oracle.value_and_gradient(w + length * direction)
            return Trial(length, float(value), float(gradient @ direction))

        value, _ = oracle.value_and_gradient(w.copy())
        width = self.tolerance_change / float(np.abs(direction).max())
        return strong_wolfe(evaluate, Trial(0.0, float(value), slope), first, width)


def _zeros(shape: Sequence[int], points: Sequence[int]) -> FloatArray:
    """Zeros (*shape, *points) in which each point's numbers lie side by side: BLAS rounds in ways of its own else."""
    zeros = np.zeros((*points, *shape))
    return np.moveaxis(zeros, 0, -1) if points else zeros


def _two_loop(g: FloatArray, state: dict[str, FloatArray]) -> FloatArray:
    """−H g from the remembered pairs."""
    pairs = int(state["_pairs"])
    s, y = state["_s"][:pairs], state["_y"][:pairs]
    direction = -g
    shares = np.zeros(pairs)
    for i in reversed(range(pairs)):
        shares[i] = s[i].dot(direction) / y[i].dot(s[i])
        direction -= shares[i] * y[i]
    direction *= state["_scale"]
    for i in range(pairs):
        direction += s[i] * (shares[i] - y[i].dot(direction) / y[i].dot(s[i]))
    return direction
