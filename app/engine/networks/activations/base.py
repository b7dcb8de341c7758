"""What an activation is: a function of each unit's sum z, with its first two derivatives."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import Declaration, FloatArray
from app.engine.registry import Registry

LEVEL = 1 - 0.99**2
"""Share of its steepest slope below which an activation is level: tanh beyond ±0.99."""
REACH = np.linspace(-8.0, 8.0, 321)
"""Sums among which an activation's steepest slope is looked for."""


class Activation(Declaration):
    """Base of all activations. A subclass is registered with `@activations.register`.

    Arrays may have any shape and are float32 or float64; results have the same type. Nothing may overflow or warn
    for any finite z, and no method may change an array that is not named as changed.
    """

    title: ClassVar[str]
    latex: ClassVar[str]
    r"""The formula, e.g. r"\tanh z"."""
    reference: ClassVar[str]
    gain: ClassVar[float] = 1.0
    """Factor by which an initialiser that asks for it widens the weights that lead into such units (PyTorch's)."""

    # Every subclass declares `name: Literal["…"] = "…"`.

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← φ(z); `out` may be `z` itself."""
        raise NotImplementedError

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """delta ← delta ⊙ φ'(z), where a = φ(z).

        `z` holds the sums only if `keeps_sums`; else it may be anything. `scratch` has delta's shape and may be used.
        """
        raise NotImplementedError

    keeps_sums: ClassVar[bool] = False
    """Whether `times_slope` reads z; otherwise the values overwrite the sums, which saves a pass over memory."""

    def slope(self, z: FloatArray) -> FloatArray:
        """φ'(z), as a new array."""
        raise NotImplementedError

    def level(self, z: FloatArray) -> NDArray[np.bool_]:
        """Where next to no slope passes back."""
        steepest = np.abs(self.slope(REACH)).max()
        return np.asarray(np.abs(self.slope(z)) < LEVEL * steepest)

    def curvature(self, z: FloatArray) -> FloatArray:
        """φ''(z), as a new array; 0 at kinks."""
        raise NotImplementedError

    @classmethod
    def key(cls) -> str:
        """The name in experiments and in the catalog."""
        return str(cls.model_fields["name"].default)


activations: Registry[type[Activation]] = Registry(
    "activation", "app.engine.networks.activations", lambda cls: cls.key()
)
