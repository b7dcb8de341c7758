"""What the units of each hidden layer do on a set of samples: which answer to none, and which stand at an end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.activations import Activation
from app.engine.networks.activations.base import LEVEL, REACH
from app.engine.networks.passes import Network

SILENT = 1e-3
"""Size of a value below which a unit gives nothing on."""


@dataclass(frozen=True)
class LayerUnits:
    """The units of one hidden layer: how many of them, and which are dead or saturated for every sample."""

    units: int
    dead: NDArray[np.bool_]
    """(units,): a rectifier that is at 0 for every sample, and level there."""
    saturated: NDArray[np.bool_]
    """(units,): at an end of its range for every sample, where it is level."""

    @property
    def blocked(self) -> bool:
        """Whether no unit passes anything back."""
        return bool((self.dead | self.saturated).all())


@np.errstate(all="ignore")
def layer_units(network: Network, parameters: FloatArray, inputs: FloatArray) -> list[LayerUnits]:
    """Each hidden layer on inputs (B, features), by one forward pass."""
    passed = network.forward(parameters, inputs)
    found = []
    for activation, sums, values in zip(network.activations, passed.sums[:-1], passed.values[:-1], strict=True):
        level = np.asarray(activation.level(sums).all(axis=1))
        silent = np.asarray((np.abs(values) < SILENT).all(axis=1))
        dead = level & silent if _rectifies(activation) else np.zeros_like(level)
        found.append(LayerUnits(len(sums), dead, level & ~dead))
    return found


def _rectifies(activation: Activation) -> bool:
    """Whether it gives nothing on below 0: exactly, as ReLU6 and its kin, or nearly, and grows without end above."""
    ends = np.empty(2)
    activation.value(np.array([REACH[0], 1e3]), ends)
    return bool(ends[0] == 0 or (abs(ends[0]) < LEVEL and ends[1] > 100))
