"""What a landscape is: a formula in one or two parameters, and what is known about it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from app.engine.algebra.functions import LETTERS, Functions
from app.engine.registry import Registry

Interval = tuple[float, float]

MAX_GRADIENT_LATEX = 400


class Minimum(NamedTuple):
    """A known global minimum."""

    point: tuple[float, ...]
    value: float


@dataclass(frozen=True)
class Landscape:
    """A loss surface f(x) or f(x, y), declared by formula.

    `formula` is the textbook form. Where that one cancels, overflows or divides 0 by 0, `computed` is an equal
    form that does not, and `gradient` gives partial derivatives likewise; these are then what is evaluated.
    All lengths and values are pure numbers.
    """

    name: str
    title: str
    lesson: str
    """What it teaches: one or two sentences for a student."""
    family: str
    formula: str
    latex: str
    """The formula as shown, in w (one parameter) or w_1 and w_2."""
    domain: tuple[Interval, ...]
    """Where the function is usually studied, one interval a coordinate."""
    window: tuple[Interval, ...]
    """What the plots show."""
    start: tuple[float, ...]
    learning_rate: float
    """A rate at which plain gradient descent goes somewhere from `start` within a few hundred steps."""
    minima: tuple[Minimum, ...] = ()
    """All global minima of the domain."""
    log: bool = False
    """True where the contours should be levels of log10(f − min f)."""
    smoothness: str = "C∞"
    reference: str = ""
    """Who introduced it, and when; empty where it was made for teaching."""
    unbounded_below: bool = False
    computed: str = ""
    gradient: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    """What its parameters are called where somebody typed it; else w, or w₁ and w₂."""

    def __post_init__(self) -> None:
        """Show the lesson as the entry's own docstring."""
        object.__setattr__(self, "__doc__", self.lesson)

    @property
    def dimension(self) -> int:
        """Number of parameters, 1 or 2."""
        return len(self.window)

    @property
    def names(self) -> tuple[str, ...]:
        """What its parameters are called."""
        return self.letters or LETTERS[self.dimension]

    @cached_property
    def functions(self) -> Functions:
        """Value, gradient and Hessian, compiled on first use and remembered."""
        return Functions(self.computed or self.formula, self.gradient, self.dimension)

    @property
    def nbytes(self) -> int:
        """About the bytes that its compiled functions take, as measured for formulas of all lengths."""
        return 20_000 + 1300 * len(self.formula)

    @cached_property
    def gradient_latex(self) -> tuple[str, ...]:
        """LaTeX of the partial derivatives of `formula`; empty where they are too long to be read."""
        plain = not self.computed and not self.gradient
        shown = (self.functions if plain else Functions(self.formula, (), self.dimension)).gradient_latex
        return shown if max(map(len, shown), default=0) <= MAX_GRADIENT_LATEX else ()

    def entry(self) -> dict[str, Any]:
        """The landscape in the catalog, as the pages need it; JSON-ready."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.lesson,
            "lesson": self.lesson,
            "family": self.family,
            "formula": self.formula,
            "latex": self.latex,
            "letters": self.names,
            "dimension": self.dimension,
            "domain": self.domain,
            "window": self.window,
            "log": self.log,
            "minima": [{"point": point, "value": value} for point, value in self.minima],
            "start": self.start,
            "learning_rate": self.learning_rate,
            "smoothness": self.smoothness,
            "unbounded_below": self.unbounded_below,
            "reference": self.reference,
        }


landscapes: Registry[Landscape] = Registry("landscape", "app.engine.landscapes", lambda landscape: landscape.name)

__all__ = ["Interval", "Landscape", "Minimum", "landscapes"]
