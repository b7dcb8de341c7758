"""Directions of planes, and where points lie on them."""

from collections.abc import Generator
from typing import NamedTuple

import numpy as np

from app.engine.declaration import FloatArray

LEAST_POINTS = 3
ROUNDED = 1e-14
"""Share of the largest coordinate below which another is a rounding error."""
MOST_PRODUCTS = 1e7
"""Multiplications of one piece of work, a few milliseconds' worth."""
FLAT = 1e-7
"""Share of the longer direction below which the other one leads nowhere else."""


def principal(path: FloatArray) -> Generator[None, None, FloatArray | None]:
    """Work for a shared thread: the two directions (2, d) in which a path (n, d) is widest; None on a line.

    They have length 1, and of each the largest entry is positive.
    """
    if len(path) < LEAST_POINTS:
        return None
    centred = path - path.mean(axis=0)
    wide = centred.shape[0] < centred.shape[1]
    values, vectors = np.linalg.eigh((yield from _squared(centred if wide else centred.T)))
    if not values[-2] > FLAT**2 * values[-1]:
        return None
    first, second = vectors[:, -1], vectors[:, -2]
    directions = np.stack([first @ centred, second @ centred] if wide else [first, second])
    directions[0] /= np.linalg.norm(directions[0])
    directions[1] -= (directions[1] @ directions[0]) * directions[0]
    directions[1] /= np.linalg.norm(directions[1])
    for direction in directions:
        direction *= np.sign(direction[np.argmax(np.abs(direction))])
    return np.asarray(directions)


def _squared(rows: FloatArray) -> Generator[None, None, FloatArray]:
    """The products of rows (n, d) with each other, (n, n), some columns at a time."""
    total = np.zeros((len(rows), len(rows)))
    piece = max(1, int(MOST_PRODUCTS / len(rows) ** 2))
    for begin in range(0, rows.shape[1], piece):
        part = rows[:, begin : begin + piece]
        total += part @ part.T
        yield
    return total


def upright(u: FloatArray, v: FloatArray) -> FloatArray | None:
    """`v` without its part along `u`, as long as `u`; None where nothing is left."""
    rest = v - (v @ u) / (u @ u) * u
    length = np.linalg.norm(rest)
    return None if length <= FLAT * np.linalg.norm(v) else np.asarray(rest * (np.linalg.norm(u) / length))


class Plane(NamedTuple):
    """Points origin + a·u + b·v; a line has no v."""

    origin: FloatArray
    u: FloatArray
    v: FloatArray | None

    @property
    def directions(self) -> FloatArray:
        """u and v (2, d), or u alone."""
        return np.stack([self.u] if self.v is None else [self.u, self.v])

    def points(self, places: FloatArray) -> FloatArray:
        """Points (n, d) at places (n, 2), or (n, 1) on a line."""
        return np.asarray(self.origin + places @ self.directions)

    def places(self, points: FloatArray) -> FloatArray:
        """Where the points (n, d) of the plane that are nearest to these lie: (n, 2), or (n, 1)."""
        orthogonal, factors = np.linalg.qr(self.directions.T)
        places = np.linalg.solve(factors, ((points - self.origin) @ orthogonal).T).T
        places[np.abs(places) < ROUNDED * np.abs(places).max(initial=0)] = 0
        return np.asarray(places)

    def distances(self, points: FloatArray, places: FloatArray) -> FloatArray:
        """How far points (n, d) are from their `places` on the plane."""
        return np.asarray(np.linalg.norm(points - self.points(places), axis=1))

    def explained(self, path: FloatArray) -> list[float] | None:
        """Shares of a path's variance along u, and along what v adds; None where it does not move."""
        centred = path - path.mean(axis=0)
        total = float(np.sum(np.square(centred)))
        if not total > 0:
            return None
        orthogonal = np.linalg.qr(self.directions.T)[0]
        shares: list[float] = (np.sum(np.square(centred @ orthogonal), axis=0) / total).tolist()
        return shares
