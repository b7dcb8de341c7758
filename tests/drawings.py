"""Digits as hands draw them on the page's paper: strokes of points from 0 to 1, y downwards, the same at every call."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Line = list[tuple[float, float]]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Hand:
    """How large a digit is drawn, where on the paper, and how far it leans to the right for each unit of its height."""

    width: float
    height: float
    left: float
    top: float
    slant: float = 0


HANDS = {
    "plain": Hand(0.42, 0.6, 0.29, 0.2),
    "tall": Hand(0.26, 0.8, 0.37, 0.1),
    "wide": Hand(0.6, 0.5, 0.2, 0.25),
    "small": Hand(0.2, 0.28, 0.2, 0.15),
    "tiny, in a corner": Hand(0.12, 0.17, 0.7, 0.72),
    "large": Hand(0.75, 0.9, 0.13, 0.05),
    "leaning right": Hand(0.42, 0.62, 0.35, 0.2, 0.28),
    "leaning left": Hand(0.42, 0.62, 0.25, 0.18, -0.18),
}


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Line:
    """Part of an ellipse around (x, y); 0 degrees is right, 90 below."""
    angles = np.radians(np.linspace(start, end, 24))
    return [(x + across * np.cos(a), y + down * np.sin(a)) for a in angles]


def eight() -> Line:
    """Begun at the top and crossing itself."""
    return [(0.5 - 0.35 * np.sin(2 * a), 0.5 - 0.5 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 60)]


STEM: Line = [(0.5, 0), (0.5, 1)]

FORMS: dict[int, dict[str, list[Line]]] = {
    0: {
        "round": [arc(0.5, 0.5, 0.38, 0.5, -90, 270)],
        "begun at the side": [arc(0.5, 0.5, 0.4, 0.5, -40, -400)],
        "narrow": [arc(0.5, 0.5, 0.27, 0.5, -70, -440)],
        "open": [arc(0.5, 0.5, 0.36, 0.5, -60, -395)],
    },
    1: {
        "plain": [STEM],
        "short upstroke": [[(0.33, 0.2), *STEM]],
        "long upstroke": [[(0.15, 0.42), *STEM]],
        "very long upstroke": [[(0.1, 0.55), (0.55, 0), (0.55, 1)]],
        "upstroke and foot": [[(0.22, 0.3), *STEM], [(0.2, 1), (0.8, 1)]],
        "flag and foot": [[(0.3, 0.16), *STEM], [(0.25, 1), (0.75, 1)]],
    },
    2: {
        "plain": [[*arc(0.45, 0.27, 0.38, 0.27, 190, 395), (0.1, 1), (0.9, 1)]],
        "loop": [
            [
                *arc(0.45, 0.27, 0.38, 0.27, 200, 400),
                (0.35, 0.8),
                *arc(0.22, 0.88, 0.13, 0.1, -40, -300),
                *[(0.5, 0.9), (0.95, 1)],
            ]
        ],
        "angular": [[(0.1, 0.15), (0.45, 0), (0.8, 0.1), (0.82, 0.35), (0.1, 1), (0.9, 0.98)]],
        "flat": [[*arc(0.45, 0.3, 0.4, 0.3, 170, 390), (0.5, 0.75), (0.08, 0.97), (0.5, 0.95), (1, 0.98)]],
    },
    3: {
        "round": [arc(0.4, 0.26, 0.36, 0.26, 200, 440) + arc(0.4, 0.75, 0.42, 0.25, -85, 160)],
        "flat top": [[(0.1, 0), (0.85, 0), (0.4, 0.4), *arc(0.4, 0.7, 0.42, 0.3, -85, 150)]],
        "deep waist": [[*arc(0.42, 0.25, 0.33, 0.25, 190, 430), (0.3, 0.48), *arc(0.42, 0.74, 0.4, 0.26, -75, 165)]],
        "small top": [arc(0.42, 0.22, 0.28, 0.22, 195, 440) + arc(0.4, 0.71, 0.45, 0.29, -85, 165)],
    },
    4: {
        "open": [[(0.2, 0), (0.1, 0.6), (0.9, 0.6)], [(0.7, 0.1), (0.65, 1)]],
        "closed": [[(0.65, 1), (0.65, 0), (0.05, 0.65), (0.95, 0.65)]],
        "closed, in two": [[(0.6, 0), (0.05, 0.62), (0.95, 0.62)], [(0.62, 0), (0.62, 1)]],
        "high": [[(0.2, 0.05), (0.15, 0.5), (0.8, 0.48)], [(0.8, 0), (0.75, 1)]],
        "as printed": [[(0.7, 1), (0.7, 0.02), (0.1, 0.7), (1, 0.7)]],
    },
    5: {
        "in two": [[(0.2, 0), (0.15, 0.42), *arc(0.42, 0.7, 0.42, 0.3, -130, 150)], [(0.2, 0), (0.85, 0)]],
        "in one": [[(0.85, 0.02), (0.25, 0), (0.18, 0.43), *arc(0.42, 0.7, 0.4, 0.3, -125, 150)]],
        "round": [[(0.8, 0), (0.3, 0.02), (0.22, 0.4), *arc(0.4, 0.68, 0.38, 0.32, -110, 165)]],
        "long bar": [[(0.2, 0.05), (0.15, 0.45), *arc(0.38, 0.71, 0.4, 0.29, -120, 140)], [(0.2, 0.04), (1, 0)]],
    },
    6: {
        "curved": [[(0.7, 0), (0.35, 0.22), (0.14, 0.55), *arc(0.48, 0.72, 0.36, 0.28, 170, -190)]],
        "straight": [[(0.62, 0), (0.2, 0.55), *arc(0.5, 0.72, 0.34, 0.28, 190, -170)]],
        "big bowl": [[(0.75, 0.05), (0.3, 0.2), (0.1, 0.6), *arc(0.48, 0.68, 0.38, 0.32, 175, -195)]],
        "small bowl": [[(0.6, 0), (0.25, 0.35), (0.15, 0.75), *arc(0.4, 0.8, 0.26, 0.2, 180, -190)]],
    },
    7: {
        "plain": [[(0.1, 0), (0.9, 0), (0.4, 1)]],
        "bar": [[(0.1, 0), (0.9, 0), (0.4, 1)], [(0.3, 0.52), (0.85, 0.48)]],
        "serif": [[(0.1, 0.15), (0.1, 0), (0.9, 0), (0.45, 1)]],
        "serif and bar": [[(0.1, 0.18), (0.12, 0), (0.9, 0.02), (0.5, 0.45), (0.4, 1)], [(0.28, 0.5), (0.82, 0.5)]],
        "curved": [[(0.05, 0.06), (0.5, 0.02), (0.9, 0.03), (0.62, 0.4), (0.48, 0.75), (0.45, 1)]],
    },
    8: {
        "in one": [eight()],
        "two rounds": [arc(0.5, 0.24, 0.28, 0.24, -90, 270), arc(0.5, 0.74, 0.36, 0.26, -90, 270)],
        "narrow": [arc(0.5, 0.24, 0.2, 0.24, -90, 270), arc(0.5, 0.74, 0.25, 0.26, -90, 270)],
        "wide below": [arc(0.5, 0.22, 0.25, 0.22, 90, 450), arc(0.5, 0.72, 0.42, 0.28, -90, 270)],
    },
    9: {
        "straight tail": [[*arc(0.45, 0.27, 0.33, 0.27, -20, -360), (0.78, 0.2), (0.72, 1)]],
        "curved tail": [
            [*arc(0.47, 0.28, 0.35, 0.28, -10, -360), (0.82, 0.3), (0.78, 0.7), *arc(0.48, 0.78, 0.3, 0.22, 10, 140)]
        ],
        "slanted tail": [[*arc(0.45, 0.27, 0.33, 0.27, -20, -370), (0.78, 0.2), (0.45, 1)]],
        "as printed": [[*arc(0.42, 0.28, 0.34, 0.28, 0, 360), (0.76, 0.28), (0.76, 1)]],
    },
}


@dataclass(frozen=True)
class Drawn:
    """A digit in one of its forms, drawn by one of the hands."""

    digit: int
    form: str
    hand: str
    strokes: list[Line]


def drawings(seed: int = 0) -> Iterator[Drawn]:
    """Every form of every digit, drawn by every hand."""
    random = np.random.default_rng(seed)
    for digit, forms in FORMS.items():
        for form, lines in forms.items():
            for name, hand in HANDS.items():
                yield Drawn(digit, form, name, _drawn(lines, hand, random))


def _drawn(lines: list[Line], hand: Hand, random: np.random.Generator) -> list[Line]:
    turn, sway = 0.05 * random.normal(), 0.012 * random.normal(size=(3, 2, 2))
    strokes = []
    for line in lines:
        points = _swaying(_close(np.array(line, float) + 0.012 * random.normal(size=2), hand), sway) - 0.5
        x, y = points.T
        x = hand.left + hand.width * (x - turn * y + 0.5) - hand.slant * hand.height * y
        y = hand.top + hand.height * (y + 0.5)
        paper = 288  # pixels of the screen, by which a mouse goes
        placed = np.round(paper * np.column_stack([x, y]) + 0.35 * random.normal(size=points.shape)) / paper
        strokes.append([(float(x), float(y)) for x, y in np.clip(placed, 0, 1)])
    return strokes


def _close(points: Points, hand: Hand) -> Points:
    """Points as close as those of a moving pen, which is slow to turn."""
    lengths = np.hypot(*(np.diff(points, axis=0) * [hand.width, hand.height]).T)
    places = np.concatenate([[0], np.cumsum(lengths)])
    wanted = np.linspace(0, places[-1], max(2, int(places[-1] / 0.018)))
    close = np.column_stack([np.interp(wanted, places, points[:, axis]) for axis in (0, 1)])
    for _ in range(2):
        close[1:-1] = close[:-2] / 4 + close[1:-1] / 2 + close[2:] / 4
    return close


def _swaying(points: Points, sway: Points) -> Points:
    along = np.linspace(0, 2 * np.pi, len(points))[:, None]
    for wave, (sine, cosine) in enumerate(sway, 1):
        points = points + sine * np.sin(wave * along) + cosine * (np.cos(wave * along) - 1)
    return points
