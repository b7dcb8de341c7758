r"""The normal distribution's density and cumulative probability.

Source: W. J. Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of Computation 23;
coefficients of his CALERF (1990).
"""

import math
from collections.abc import Sequence

import numpy as np

from app.engine.declaration import FloatArray

# Numerators and denominators, highest power first: erf x / x in x²; exp(x²) erfc x in x; the far tail in 1/x².
NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
MIDDLE = (
    (
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3,
    ),
    (
        1.0,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3,
    ),
)
FAR = (
    (
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4,
    ),
    (
        1.0,
        2.56852019228982242,
        1.87295284992346725,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3,
    ),
)
NEAR_END, MIDDLE_END = 0.46875, 4.0
OUTERMOST = 40.0
"""exp(−z²/2) is 0 from here on, while z² is still far from overflow."""


def cumulative(z: FloatArray) -> FloatArray:
    """Φ(z), to full relative accuracy in the lower tail."""
    x = np.minimum(np.abs(z), OUTERMOST) * math.sqrt(0.5)
    near = x <= NEAR_END
    far = ~near
    result = np.empty_like(z)
    result[near] = 0.5 + z[near] * (math.sqrt(0.125) * _ratio(np.square(x[near]), NEAR))
    tail = 0.5 * _bell(z[far]) * _scaled_tail(x[far])
    result[far] = np.where(z[far] > 0, 1 - tail, tail)
    return result


def density(z: FloatArray) -> FloatArray:
    """φ(z) = exp(−z²/2)/√(2π)."""
    return _bell(z) * (1 / math.sqrt(2 * math.pi))


def _bell(z: FloatArray) -> FloatArray:
    """exp(−z²/2), with the square split as Cody does: its rounding error would be multiplied by z²."""
    z = np.clip(z, -OUTERMOST, OUTERMOST)
    head = np.trunc(z * 16) / 16
    return np.asarray(np.exp(-0.5 * head * head) * np.exp(-0.5 * (z - head) * (z + head)))


def _scaled_tail(x: FloatArray) -> FloatArray:
    """exp(x²) erfc(x) for x > 0.46875."""
    result = _ratio(np.minimum(x, MIDDLE_END), MIDDLE)
    far = x > MIDDLE_END
    if far.any():
        inverse = 1 / x[far]
        square = inverse * inverse
        result[far] = inverse * (1 / math.sqrt(math.pi) - square * _ratio(square, FAR))
    return result


def _ratio(x: FloatArray, coefficients: tuple[Sequence[float], Sequence[float]]) -> FloatArray:
    upper, lower = (_polynomial(x, row) for row in coefficients)
    upper /= lower
    return upper


def _polynomial(x: FloatArray, coefficients: Sequence[float]) -> FloatArray:
    result = np.full_like(x, coefficients[0])
    for number in coefficients[1:]:
        result *= x
        result += number
    return result
