"""Exponential moving averages in place, and the weight that makes them unbiased.

An average that starts at 0 is too small by the factor W, the same average of a constant 1. Dividing by W removes the
bias: with a constant β it is 1 − βᵗ, and it stays right when β changes on the way.
"""

import numpy as np

from app.engine.declaration import FloatArray, Number


def average(mean: FloatArray, value: FloatArray, beta: Number, scratch: FloatArray) -> None:
    """mean ← β · mean + (1 − β) · value; `value` is kept, `scratch` is overwritten."""
    mean *= beta
    np.multiply(value, 1 - beta, out=scratch)
    mean += scratch


def average_square(mean: FloatArray, value: FloatArray, beta: Number, scratch: FloatArray) -> None:
    """mean ← β · mean + (1 − β) · value²; `value` is kept, `scratch` is overwritten."""
    mean *= beta
    np.multiply(value, value, out=scratch)
    scratch *= 1 - beta
    mean += scratch


def average_one(weight: FloatArray, beta: Number) -> Number:
    """W ← β W + (1 − β): the weight of an average, () or (R,). Gives it as a number where it is one."""
    if weight.ndim == 0:
        # Python's arithmetic is several times faster than NumPy's on a single number.
        number = weight.item() * beta + (1 - beta)
        weight[()] = number
        return number
    weight *= beta
    weight += 1 - beta
    return weight


def add_multiple(total: FloatArray, factor: Number, value: FloatArray, scratch: FloatArray) -> None:
    """total ← total + factor · value; `scratch` is overwritten."""
    np.multiply(value, factor, out=scratch)
    total += scratch


def built_up(beta: float, steps: int, fresh: float = 1.0) -> float:
    """What a constant 1 builds up in a sum that keeps the share β of itself with each of so many steps.

    After the first step, which takes it whole, only the share `fresh` of it is added.
    """
    fading, before = beta ** (steps - 1), steps - 1
    return fading + fresh * (before if beta == 1 else (1 - fading) / (1 - beta))


def no_weight(parameters: FloatArray) -> FloatArray:
    """The weight 0 of an average that has seen nothing: () for one point (d,), (R,) for R points."""
    return np.zeros(parameters.shape[1:])
