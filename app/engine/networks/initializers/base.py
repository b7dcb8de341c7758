"""What an initialiser is: the distribution that the first weights of a layer are drawn from."""

from typing import ClassVar

import numpy as np

from app.engine.declaration import Declaration, FloatArray
from app.engine.registry import Registry


class Initializer(Declaration):
    """Base of all initialisers. A subclass is registered with `@initializers.register`. Biases start at 0, unless
    `biases` says otherwise."""

    title: ClassVar[str]
    latex: ClassVar[str]
    reference: ClassVar[str]

    # Every subclass declares `name: Literal["…"] = "…"`.

    def weights(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
        """Weights (fan_out, fan_in) of one layer."""
        raise NotImplementedError

    def biases(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:  # noqa: ARG002  # for those that override it
        """Biases (fan_out,) of one layer."""
        return np.zeros(fan_out)

    @classmethod
    def key(cls) -> str:
        """The name in experiments and in the catalog."""
        return str(cls.model_fields["name"].default)


initializers: Registry[type[Initializer]] = Registry(
    "initialiser", "app.engine.networks.initializers", lambda cls: cls.key()
)
