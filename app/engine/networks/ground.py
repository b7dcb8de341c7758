"""What lies under a point of a network where its slope is next to nothing."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from app.engine.declaration import FloatArray
from app.engine.networks.passes import Network
from app.engine.networks.units import layer_units

TILT = 1e-6
"""Share of the largest curvature below which a direction curves neither up nor down."""


class Ground(NamedTuple):
    """A kind of place, and how that is known."""

    kind: Literal["minimum", "blocked", "falling"]
    why: str


def ground_of(
    network: Network,
    parameters: FloatArray,
    inputs: FloatArray,
    targets: FloatArray,
    spectrum: Callable[[FloatArray], tuple[float, float] | None],
) -> Ground | None:
    """Convex losses have one lowest value; else units and outputs on `inputs` and the curvature decide.

    `spectrum` gives the smallest and the largest curvature; the answer is None where it knows none.
    """
    if is_convex(network):
        return Ground("minimum", "without a hidden layer this loss has one lowest value")
    layers = enumerate(layer_units(network, parameters, inputs), 1)
    blocked = next((place for place, layer in layers if layer.blocked), None)
    if blocked is not None:
        return Ground("blocked", f"no unit of hidden layer {blocked} passes a slope back")
    if network.loss.blocked(network.outputs(parameters, inputs), targets):
        return Ground("blocked", "all outputs stand at an end of their range, away from the targets")
    ends = spectrum(parameters)
    if ends is None:
        return None
    low, high = ends
    if low < -TILT * max(abs(low), abs(high)):
        return Ground("falling", f"the loss curves downwards in some direction (λₘᵢₙ = {low:.3g})")
    return Ground("minimum", "no direction was found in which the loss curves downwards")


def is_convex(network: Network) -> bool:
    """Whether a slope of 0 can only be at the lowest value: all losses of the registry are convex in the outputs."""
    return is_linear(network)


def is_linear(network: Network) -> bool:
    """Whether the outputs are sums of weighted inputs: no hidden layer, and no output activation."""
    return not network.activations and network.loss.convex
