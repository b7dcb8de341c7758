"""Newton's method: the step to the minimum of the local parabola."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.optimizers import recording
from app.engine.optimizers.base import Line, Optimizer, Step, optimizers

SMALLEST_CURVATURE = 1e-3
"""Floor of the eigenvalues' size in the saddle-free variant."""


@optimizers.register
class Newton(Optimizer):
    r"""Jumps to the bottom of the parabola that fits the surface here; on a quadratic it arrives in one step.

    $w_{k+1} = w_k - \eta (H_k + \delta I)^{-1} g_k$. Plain Newton is drawn to saddles and maxima as well; saddle-free,
    the eigenvalues of H are replaced by $\max(|\lambda_i|, 10^{-3})$, so that it leaves them.

    Convention: η = 1 is the full step; the damping δ is Levenberg and Marquardt's. Where the matrix is singular the
    step is the shortest least-squares solution. Costs a Hessian of d × d numbers each step.

    Source: Nocedal and Wright (2006), Numerical optimization, chapter 3; Dauphin et al. (2014), Identifying and
    attacking the saddle point problem in high-dimensional non-convex optimization.
    """

    title: ClassVar[str] = "Newton's method"
    usual_rate: ClassVar[float | None] = 1.0
    reference: ClassVar[str] = "Nocedal and Wright (2006), Numerical optimization; Dauphin et al. (2014)"
    without_pull: ClassVar[str] = "a slope moves all parameters together, and networks have no second derivatives here"
    needs_hessian: ClassVar[bool] = True
    rule: ClassVar[tuple[Line, ...]] = (
        Line("next", r"w_{k+1} = w_k \step{+ \eta\, p_k}"),
        recording.GRADIENT,
        Line("direction", r"p_k = -(H_k + \delta I)^{-1} g_k \quad\text{(saddle-free: }|H_k|\text{)}"),
        recording.STEP,
    )

    name: Literal["newton"] = "newton"
    damping: float = setting(0.0, symbol=r"\delta", help="Added to every curvature; shortens the step.", ge=0, le=1e6)
    saddle_free: bool = setting(False, symbol="", help="Use the size of every curvature, so that saddles repel.")

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """The last direction, for display only."""
        return {"direction": np.zeros_like(parameters)}

    def update(self, step: Step) -> None:
        """w ← w − η (H + δ I)⁻¹ g."""
        if step.oracle is None:
            raise ValueError("newton needs an oracle that gives the Hessian, got None")
        w, g, direction = step.parameters, step.gradient, step.state["direction"]
        before = recording.begin(step)
        hessians = np.asarray(step.oracle.hessian(w))
        if w.ndim == 1:
            direction[...] = self._directions(hessians[None], g[None])[0]
        else:
            direction[...] = self._directions(np.moveaxis(hessians, -1, 0), g.T).T
        np.multiply(direction, step.learning_rate, out=g)
        w += g
        if before is not None:
            recording.finish(step, before, direction=direction)

    def _directions(self, hessians: FloatArray, gradients: FloatArray) -> FloatArray:
        """−(H + δ I)⁻¹ g for n Hessians (n, d, d) and gradients (n, d); NaN where they are not finite."""
        directions = np.full(gradients.shape, np.nan)
        finite = np.isfinite(hessians).all(axis=(1, 2)) & np.isfinite(gradients).all(axis=1)
        if not finite.any():
            return directions
        matrices = hessians[finite]
        if self.saddle_free:
            values, vectors = np.linalg.eigh(matrices)
            sizes = np.maximum(np.abs(values), SMALLEST_CURVATURE)
            matrices = (vectors * sizes[:, None, :]) @ np.swapaxes(vectors, 1, 2)
        damping = np.broadcast_to(self.damping, finite.shape)[finite]
        matrices = matrices + damping[:, None, None] * np.eye(gradients.shape[1])
        directions[finite] = -_solve(matrices, gradients[finite])
        return directions


def _solve(matrices: FloatArray, sides: FloatArray) -> FloatArray:
    try:
        return np.asarray(np.linalg.solve(matrices, sides[..., None])[..., 0], dtype=float)
    except np.linalg.LinAlgError:
        # One singular matrix fails the whole stack; the others keep their exact solutions.
        return np.array([_solve_one(matrix, side) for matrix, side in zip(matrices, sides, strict=True)])


def _solve_one(matrix: FloatArray, side: FloatArray) -> FloatArray:
    try:
        return np.asarray(np.linalg.solve(matrix, side))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(matrix, hermitian=True) @ side)
