"""Colours, dashes and markers of figures: those of the pages, so that a figure and a screen agree."""

from typing import NamedTuple


class Palette(NamedTuple):
    """The colours of a theme."""

    paper: str
    ink: str
    ink3: str
    rule: str
    hair: str
    contour: str
    runs: tuple[str, ...]
    loss: tuple[str, ...]
    """Highest loss first."""


def _colors(text: str) -> tuple[str, ...]:
    return tuple(f"#{part.lower()}" for part in text.split())


PALETTES = {
    "light": Palette(
        paper="#fdfcf9",
        ink="#17212b",
        ink3="#646d76",
        rule="#85877f",
        hair="#dedbd2",
        contour="#7a5c3e",
        runs=_colors("065da0 c74c09 058057 1f2730 2d96c4 5d5b13 c34e97 c58500"),
        loss=_colors("FCFAF3 F0EFE0 E1E6D1 CADFCB B3D7C5 A1CDC4 90C3C3 7FB8C2 74ACBC 69A0B6 5F94B0"),
    ),
    "dark": Palette(
        paper="#12181f",
        ink="#eceeec",
        ink3="#8f9aa4",
        rule="#74808b",
        hair="#2a333d",
        contour="#a9c3ce",
        runs=_colors("4f9dee f3743f 49cc95 f1eee7 8adbfa ebe462 eb8ec4 f2af48"),
        loss=_colors("12181E 182431 1E3243 214153 245164 2B6170 32727C 3B8387 4C938F 5EA497 6FB59F"),
    ),
}
DASHES = (
    "solid",
    "13px,3.5px",
    "2.5px,3px",
    "9px,3px,2px,3px",
    "6px,3px",
    "13px,3px,2px,3px,2px,3px",
    "4px,2px",
    "1px,4px",
)
MARKERS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "pentagon", "x")
SANS = '"Source Sans 3", "Fall Line Sans", system-ui, sans-serif'
SERIF = '"Source Serif 4", "Fall Line Serif", Georgia, serif'
