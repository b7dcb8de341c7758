"""What a matrix is like that is only known by its products with vectors: ends and density of its spectrum, its trace.

Lanczos' method: each product is made orthogonal to the directions before it, all of them and twice, and what is left is
the next direction. In their basis the matrix has three diagonals, and the ends of its spectrum are found first. SciPy's
`eigsh` does the same, but it cannot stop after a product for others who share the thread, and it would add 100 MB to an
installation for these lines.

Sources: Lanczos (1950), An iteration method for the solution of the eigenvalue problem; Hutchinson (1990), A stochastic
estimator of the trace; Ghorbani, Krishnan and Xiao (2019), An investigation into neural net optimization via Hessian
eigenvalue density.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.engine.declaration import FloatArray

Times = Callable[[FloatArray], FloatArray]
"""The product of the matrix with a vector (d,)."""
Found = TypeVar("Found")

MOST = 200
"""Products that are made at most, for the ends of a spectrum."""
EXACT = 1e-8
"""Remainder of an eigenvector, as a share of the size of the spectrum, up to which its value is exact to rounding."""
SMALL = 1e-12
"""A remainder below this share of the largest value so far is rounding: the directions are used up."""
LOOKED_AFTER = 4
"""Products after which the ends are looked at again, later a quarter of those that there were."""
FINE, BELL = 60, 0.01
"""Products from each random start, and the width of the bells that a density is smoothed with, of the spectrum's."""


@dataclass(frozen=True)
class Ritz:
    """What some products say of a matrix: values (m,), ascending, and their vectors (m, m) in the `basis` (m, d)."""

    values: FloatArray
    vectors: FloatArray
    remainders: FloatArray
    """How far the product with each vector is from its multiple, (m,)."""
    basis: FloatArray

    def exact(self, *indices: int) -> bool:
        """Whether these values are eigenvalues to rounding."""
        size = float(np.abs(self.values[[0, -1]]).max())
        return all(self.remainders[index] <= EXACT * size for index in indices)

    def vector(self, index: int) -> FloatArray:
        """An eigenvector (d,) of length 1, its largest entry positive."""
        found = self.vectors[:, index] @ self.basis
        found = found / np.linalg.norm(found)
        return np.asarray(found * np.sign(found[np.argmax(np.abs(found))]))


def lanczos(
    times: Times, start: FloatArray, most: int, enough: Callable[[Ritz], bool] | None = None
) -> Generator[None, None, Ritz | None]:
    """At most `most` products, the first with `start`, with a breather after each; None where one is not finite.

    `enough` says of what is found so far whether more is needed.
    """
    looked = 0
    basis = np.empty((min(most, len(start)), len(start)))
    basis[0] = start / np.linalg.norm(start)
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        known = basis[: len(diagonal) + 1]
        along, rest, length = _split(np.asarray(times(known[-1]), float), known)
        yield
        if not np.isfinite(along + length):
            return None
        diagonal.append(along)
        largest = max(map(abs, [*diagonal, *beside]))
        last = len(known) == len(basis) or length <= SMALL * largest
        if last or (enough and len(known) >= looked + max(LOOKED_AFTER, looked // 4)):
            looked = len(known)
            found = _ritz(diagonal, beside, length if length > SMALL * largest else 0.0, known)
            if last or (enough and enough(found)):
                return found
        beside.append(length)
        basis[len(known)] = rest / length


@np.errstate(all="ignore")
def _split(product: FloatArray, known: FloatArray) -> tuple[float, FloatArray, float]:
    """Its part along the last direction, what is orthogonal to all of them, and the length of that."""
    rest = product - known.T @ (known @ product)
    rest -= known.T @ (known @ rest)
    return float(product @ known[-1]), rest, float(np.linalg.norm(rest))


def _ritz(diagonal: list[float], beside: list[float], length: float, basis: FloatArray) -> Ritz:
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return Ritz(values, vectors, length * np.abs(vectors[-1]), basis)


def top(times: Times, dimension: int, count: int = 1) -> Generator[None, None, Ritz | None]:
    """The `count` largest eigenvalues, last of those found; they are exact, or there were `MOST` products."""
    wanted = [-1 - place for place in range(count)]
    return lanczos(times, fixed_start(dimension), MOST, lambda r: len(r.values) > count and r.exact(*wanted))


def ends(times: Times, dimension: int) -> tuple[float, float] | None:
    """The smallest and the largest eigenvalue; None where the matrix is not finite."""
    found = finished(lanczos(times, fixed_start(dimension), MOST, lambda ritz: ritz.exact(0, -1)))
    return None if found is None else (float(found.values[0]), float(found.values[-1]))


@dataclass(frozen=True)
class Density:
    """How a spectrum is spread: places with weights that add up to 1, from several random starts, and the trace."""

    places: FloatArray
    weights: FloatArray
    trace: float
    doubt: float
    """Standard error of the trace; NaN with one start."""

    def smooth(self, points: int) -> tuple[FloatArray, FloatArray]:
        """An axis over the whole spectrum (points,), and the density along it, smoothed with a narrow bell."""
        low, high = float(self.places.min()), float(self.places.max())
        width = max((high - low) * BELL, 1e-12 * max(abs(low), abs(high)), 1e-300)
        axis = np.linspace(low - 4 * width, high + 4 * width, points)
        bells = np.exp(-0.5 * ((axis[:, None] - self.places) / width) ** 2)
        return axis, np.asarray(bells @ self.weights / (width * np.sqrt(2 * np.pi)))


def density(
    times: Times, dimension: int, draws: int, random: np.random.Generator
) -> Generator[None, None, Density | None]:
    """Stochastic Lanczos quadrature from `draws` starts of random signs; None where a product is not finite.

    The mean place of each start times d is Hutchinson's estimate of the trace.
    """
    places, weights, traces = [], [], []
    for _ in range(draws):
        signs = random.choice(np.array([-1.0, 1.0]), dimension)
        found = yield from lanczos(times, signs, FINE)
        if found is None:
            return None
        share = found.vectors[0] ** 2
        places.append(found.values)
        weights.append(share / draws)
        traces.append(dimension * float(share @ found.values))
    doubt = float(np.std(traces, ddof=1) / np.sqrt(draws)) if draws > 1 else np.nan
    return Density(np.concatenate(places), np.concatenate(weights), float(np.mean(traces)), doubt)


def finished(work: Generator[None, None, Found]) -> Found:
    """What work returns that nobody else waits for."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            value: Found = end.value
            return value


def fixed_start(dimension: int) -> FloatArray:
    """A start that no symmetry of a network knows of; always the same, so that the answer has the same bits."""
    return np.asarray(np.cos(np.arange(1.0, dimension + 1) ** 2))
