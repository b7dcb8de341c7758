"""Numbers as arrays of the operand's own type."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


def constant(number: float) -> Mapping[int, NDArray[np.float64]]:
    """`number` by the item size of the array it meets.

    A ufunc takes a Python float, or an array of another type, about half again as slowly as an array of its own.
    """
    return {4: np.array(number, np.float32), 8: np.array(number, np.float64)}


ZERO = constant(0.0)
HALF = constant(0.5)
ONE = constant(1.0)


@lru_cache(maxsize=64)
def ones(count: int, size: int) -> NDArray[np.float64]:
    """A row of ones of an item size: a product with it adds up a short row faster than a sum does."""
    return np.ones(count, np.float32 if size == 4 else np.float64)
