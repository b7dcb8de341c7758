"""Saddles: points of zero slope that are not minima."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "Saddles"
SQUARE = ((-3, 3), (-3, 3))

landscapes.register(
    Landscape(
        name="saddle",
        title="Hyperbolic saddle",
        lesson="Gradient descent is drawn in along one axis and escapes along the other, very slowly at first. "
        "Newton's method jumps right onto the saddle.",
        family=FAMILY,
        formula="(x^2 - y^2)/2",
        latex=r"\tfrac{1}{2} (w_1^2 - w_2^2)",
        domain=SQUARE,
        window=SQUARE,
        start=(2, 0.001),
        learning_rate=0.1,
        unbounded_below=True,
    )
)

landscapes.register(
    Landscape(
        name="saddle_bounded",
        title="Saddle between two minima",
        lesson="The loss looks finished for a long while, then falls again: a saddle, not a minimum. The sign of the "
        "start's second coordinate decides the side.",
        family=FAMILY,
        formula="x^2/2 + y^4/4 - y^2/2",
        latex=r"\tfrac{1}{2} w_1^2 + \tfrac{1}{4} w_2^4 - \tfrac{1}{2} w_2^2",
        domain=SQUARE,
        window=((-2.2, 2.2), (-2.2, 2.2)),
        start=(2, 0.001),
        learning_rate=0.2,
        minima=(Minimum((0, 1), -0.25), Minimum((0, -1), -0.25)),
    )
)

landscapes.register(
    Landscape(
        name="monkey_saddle",
        title="Monkey saddle",
        lesson="Three ways down from a point where the whole Hessian vanishes: Newton’s step is undefined there.",
        family=FAMILY,
        formula="x^3 - 3*x*y^2 + (x^2 + y^2)^2/2",
        latex=r"w_1^3 - 3 w_1 w_2^2 + \tfrac{1}{2} (w_1^2 + w_2^2)^2",
        domain=SQUARE,
        window=((-2.4, 2.4), (-2.4, 2.4)),
        start=(0.3, 0.02),
        learning_rate=0.1,
        minima=(
            Minimum((-1.5, 0), -0.84375),
            Minimum((0.75, 1.299038105676658), -0.84375),
            Minimum((0.75, -1.299038105676658), -0.84375),
        ),
        log=True,
    )
)
