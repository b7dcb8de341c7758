"""The logistic function and its slope, free of overflow."""

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.activations.constants import ONE, constant

# exp(-z) is still a normal number here; below, the logistic function is smaller than any number that matters.
LOWEST = {4: constant(-87.0)[4], 8: constant(-708.0)[8]}


def logistic(z: FloatArray, out: FloatArray) -> None:
    """out ← 1/(1 + exp(−z)), to full relative accuracy in the lower tail; `out` may be `z`."""
    size = z.itemsize
    np.maximum(z, LOWEST[size], out=out)
    np.negative(out, out)
    np.exp(out, out)
    np.add(out, ONE[size], out)
    np.reciprocal(out, out)


def logistic_slope(z: FloatArray) -> FloatArray:
    """σ'(z) = σ(z)(1 − σ(z)), to full relative accuracy in both tails."""
    e = np.exp(-np.abs(z))
    return np.asarray(e / np.square(1 + e))
