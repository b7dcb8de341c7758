"""Parts of small pictures in SVG: a plane with its scales, lines, markers. Colours come from the style sheet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.pages.prose import NARROW

Range = tuple[float, float]

TYPICAL_TICKS = 4
LONGEST = 1e5
"""How far outside the picture a line may go, in pixels."""


class Picture(NamedTuple):
    """A picture with the words below it."""

    content: Markup
    caption: Markup


def compact(value: float, digits: int = 1) -> str:
    """A coordinate as SVG takes it, without needless characters."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "0" if text in ("", "-0", "-") else text


def readable(value: float, digits: int = 4) -> str:
    """A number as it is printed: four digits, a real minus sign, powers of ten where it is very large or small."""
    if value == 0:
        return "0"
    size = abs(value)
    sign = "−" if value < 0 else ""
    if size >= 1e5 or size < 1e-3:
        exponent = math.floor(math.log10(size) + 1e-12)
        mantissa = f"{size / 10.0**exponent:.{digits}g}"
        power = f"10{str(exponent).translate(SUPERSCRIPTS)}"
        return sign + (power if mantissa == "1" else f"{mantissa}{NARROW}×{NARROW}{power}")
    whole = round(size)
    if abs(size - whole) < 1e-9 * size:
        return f"{sign}{whole:,}"
    return f"{sign}{size:.{digits}g}"


SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def ticks(low: float, high: float, wanted: int = TYPICAL_TICKS) -> list[float]:
    """Round numbers from `low` to `high`, about as many as wanted."""
    step = nice_step((high - low) / wanted)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def nice_step(rough: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten, not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


@dataclass(frozen=True)
class Plane:
    """Where data lie in a picture: ranges of x and y, and the frame in pixels with room for numbers around it."""

    x: Range
    y: Range
    width: float = 266
    height: float = 168
    left: float = 38
    top: float = 8
    right: float = 16
    bottom: float = 24

    def places(self, x: Iterable[float] | FloatArray, y: Iterable[float] | FloatArray) -> FloatArray:
        """Pixels (n, 2) of points."""
        across = (np.asarray(list(x), dtype=float) - self.x[0]) / (self.x[1] - self.x[0])
        up = (np.asarray(list(y), dtype=float) - self.y[0]) / (self.y[1] - self.y[0])
        places = np.stack([self.left + self.width * across, self.top + self.height * (1 - up)], axis=1)
        return np.clip(places, -LONGEST, LONGEST)

    def line(self, x: Iterable[float] | FloatArray, y: Iterable[float] | FloatArray, style: str) -> str:
        """A line through points, kept within the frame."""
        return f'<path class="{style}" d="{path_data(simplified(self.places(x, y), 0.1))}"/>'

    def area(self, x: FloatArray, y: FloatArray, floor: float, style: str) -> str:
        """The area between a curve and a level."""
        ends_x, ends_y = [x[-1], x[0]], [floor, floor]
        places = np.concatenate([simplified(self.places(x, y), 0.1), self.places(ends_x, ends_y)])
        return f'<path class="{style}" d="{path_data(places)}z"/>'

    def scales(self, x_ticks: Sequence[float] | None = None) -> str:
        """The numbers at round places, with hairlines for those of y."""
        parts = []
        base = self.top + self.height
        for value in ticks(*self.y):
            ((_, y),) = self.places([self.x[0]], [value])
            parts.append(f'<path class="hair" d="M{compact(self.left)} {compact(y)}h{compact(self.width)}"/>')
            parts.append(text(self.left - 7, y + 4, readable(value), "end"))
        for value in ticks(*self.x) if x_ticks is None else x_ticks:
            ((x, _),) = self.places([value], [self.y[0]])
            parts.append(f'<path class="tick-mark" d="M{compact(x)} {compact(base)}v4"/>')
            parts.append(text(x, base + 17, readable(value), "middle"))
        parts.append(f'<path class="rule" d="M{compact(self.left)} {compact(base)}h{compact(self.width)}"/>')
        return "".join(parts)

    def picture(self, content: str, description: str, style: str = "") -> str:
        """The whole picture with its text alternative."""
        width, height = self.left + self.width + self.right, self.top + self.height + self.bottom
        return picture(content, width, height, description, style)


def picture(content: str, width: float, height: float, description: str, style: str = "") -> str:
    """An SVG element with its text alternative."""
    size = f'width="{compact(width)}" height="{compact(height)}" viewBox="0 0 {compact(width)} {compact(height)}"'
    name = f"picture {style}".strip()
    return f'<svg class="{name}" {size} role="img" aria-label="{escape(description)}">{content}</svg>'


def text(x: float, y: float, words: str, anchor: str = "start", style: str = "") -> str:
    """Words in a picture."""
    given = f' class="{style}"' if style else ""
    return f'<text{given} x="{compact(x)}" y="{compact(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def path_data(places: FloatArray) -> str:
    """Points as the steps of a path: the first absolute, the others relative, rounded so that errors do not add up."""
    whole = np.rint(np.asarray(places) * 10).astype(np.int64)
    kept = np.concatenate([[True], (np.diff(whole, axis=0) != 0).any(axis=1)])
    steps = " ".join(compact(value / 10) for value in np.diff(whole[kept], axis=0).ravel().tolist())
    start = " ".join(compact(value / 10) for value in whole[0].tolist())
    return f"M{start}" + (f"l{steps.replace(' -', '-')}" if steps else "")


def rings_data(places: FloatArray, lengths: NDArray[np.int64], scale: int) -> str:
    """Many closed lines, one after the other, as one path of whole steps; lines that have no area are left out."""
    whole = np.rint(places * scale).astype(np.int64)
    steps, starts = np.diff(whole, axis=0), whole.tolist()
    parts = []
    begin = 0
    for length in lengths.tolist():
        if length > 3:
            x, y = starts[begin]
            inner = " ".join(map(str, steps[begin : begin + length - 1].ravel().tolist()))
            parts.append(f"M{x} {y}l{inner.replace(' -', '-')}z")
        begin += length
    return "".join(parts)


def simplified(places: FloatArray, tolerance: float) -> FloatArray:
    """A line without the points that lie within `tolerance` of it (Douglas and Peucker)."""
    keep = np.zeros(len(places), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(places) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        chord = places[last] - places[first]
        away = places[first + 1 : last] - places[first]
        length = math.hypot(*chord)
        if length > 1e-9:
            distance = np.abs(chord[0] * away[:, 1] - chord[1] * away[:, 0]) / length
        else:
            distance = np.hypot(away[:, 0], away[:, 1])
        farthest = int(distance.argmax())
        if distance[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return places[keep]


def ring(place: FloatArray, style: str = "start", radius: float = 4) -> str:
    """A small circle."""
    return f'<circle class="{style}" cx="{compact(place[0])}" cy="{compact(place[1])}" r="{compact(radius)}"/>'


def plus(place: FloatArray, style: str = "minimum", reach: float = 4.5) -> str:
    """A small upright cross."""
    x, y = place
    arms = f"M{compact(x - reach)} {compact(y)}h{compact(2 * reach)}M{compact(x)} {compact(y - reach)}"
    return f'<path class="{style}" d="{arms}v{compact(2 * reach)}"/>'


def marker(index: int, place: FloatArray, size: float) -> str:
    """The outline of a class's or a run's marker as path data: circle, square, triangle, diamond and so on."""
    x, y = place
    if index % 4 == 0:
        begin = f"M{compact(x - size)} {compact(y)}"
        return f"{begin}a{compact(size)} {compact(size)} 0 1 0 {compact(2 * size)} 0" + (
            f"a{compact(size)} {compact(size)} 0 1 0 {compact(-2 * size)} 0z"
        )
    shapes = {
        1: [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        2: [(0, -1.2), (1.1, 0.75), (-1.1, 0.75)],
        3: [(0, -1.25), (1.1, 0), (0, 1.25), (-1.1, 0)],
    }
    corners = np.asarray(shapes[index % 4]) * size + np.asarray([x, y])
    return path_data(corners) + "z"
