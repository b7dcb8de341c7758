"""How much of a plane is looked at where nobody says it."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.planes.choice import Between, Directions, Given, PlaneRequest, TwoWeights

MARGIN = 0.15
"""Around what is to be seen, as a share of its width."""
LEAST = 1e-6


def sides_of(request: PlaneRequest, seen: FloatArray) -> list[FloatArray]:
    """The values of a, and of b on a plane; `seen` (n, sides) are the places of the path and of the other points."""
    bounds = request.window or whole_sides(request, seen)
    return [np.linspace(low, high, request.resolution) for low, high in bounds]


def whole_sides(request: PlaneRequest, seen: FloatArray) -> list[tuple[float, float]]:
    """The window that suits a plane: what there is to be seen lies in it."""
    kind = request.plane
    if isinstance(kind, Between):
        return [(-0.5, 1.5)]
    if isinstance(kind, Directions | Given):
        return [(-1.0, 1.0)] * 2
    low, high = np.minimum(seen.min(axis=0), 0), np.maximum(seen.max(axis=0), 0)
    if isinstance(kind, TwoWeights):
        low, high = np.minimum(low, -1), np.maximum(high, 1)
    margin = np.maximum(MARGIN * (high - low), LEAST)
    return list(zip((low - margin).tolist(), (high + margin).tolist(), strict=True))
