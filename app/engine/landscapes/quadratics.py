"""Quadratic bowls: everything that theory predicts exactly."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "Quadratic bowls"
SQUARE = ((-5, 5), (-5, 5))

landscapes.register(
    Landscape(
        name="bowl",
        title="Round bowl",
        lesson="Equally steep in all directions: the negative gradient points straight at the minimum, and η = 1 "
        "lands there in one step.",
        family=FAMILY,
        formula="(x^2 + y^2)/2",
        latex=r"\tfrac{1}{2} (w_1^2 + w_2^2)",
        domain=SQUARE,
        window=SQUARE,
        start=(4, 3),
        learning_rate=0.1,
        minima=(Minimum((0, 0), 0),),
    )
)

landscapes.register(
    Landscape(
        name="quadratic_k10",
        title="Elongated bowl, condition 10",
        lesson="Curvatures 1 and 10: the stiff direction limits the learning rate to 0.2, the soft one sets the speed.",
        family=FAMILY,
        formula="(x^2 + 10*y^2)/2",
        latex=r"\tfrac{1}{2} (w_1^2 + 10\,w_2^2)",
        domain=SQUARE,
        window=SQUARE,
        start=(-4.5, 2),
        learning_rate=0.1,
        minima=(Minimum((0, 0), 0),),
    )
)

landscapes.register(
    Landscape(
        name="quadratic_k100",
        title="Narrow bowl, condition 100",
        lesson="Zig-zag across a narrow valley. Gradient descent needs a number of steps proportional to the condition "
        "number, momentum to its square root.",
        family=FAMILY,
        formula="(x^2 + 100*y^2)/2",
        latex=r"\tfrac{1}{2} (w_1^2 + 100\,w_2^2)",
        domain=SQUARE,
        window=((-5, 5), (-2, 2)),
        start=(-4.5, 1),
        learning_rate=0.01,
        minima=(Minimum((0, 0), 0),),
    )
)

landscapes.register(
    Landscape(
        name="rotated_ellipse",
        title="Rotated ellipse",
        lesson="Curvatures 1 and 25 along tilted axes: methods that scale each coordinate by itself, such as Adam, "
        "lose their advantage.",
        family=FAMILY,
        formula="(9.64*x^2 - 23.04*x*y + 16.36*y^2)/2",
        latex=r"\tfrac{1}{2} (9.64\,w_1^2 - 23.04\,w_1 w_2 + 16.36\,w_2^2)",
        domain=SQUARE,
        window=SQUARE,
        start=(-4, 1),
        learning_rate=0.05,
        minima=(Minimum((0, 0), 0),),
    )
)

landscapes.register(
    Landscape(
        name="booth",
        title="Booth’s function",
        lesson="A tilted convex bowl with its minimum away from the origin: weight decay visibly pulls the solution "
        "towards zero.",
        family=FAMILY,
        formula="(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        latex=r"(w_1 + 2 w_2 - 7)^2 + (2 w_1 + w_2 - 5)^2",
        domain=((-10, 10), (-10, 10)),
        window=((-6, 8), (-4, 10)),
        start=(-5, -3),
        learning_rate=0.005,
        minima=(Minimum((1, 3), 0),),
        reference="Jamil & Yang 2013",
    )
)

landscapes.register(
    Landscape(
        name="matyas",
        title="Matyas’ function",
        lesson="A gentle tilted valley with curvatures 0.04 and 1: quick progress at first, then a long crawl along "
        "the diagonal.",
        family=FAMILY,
        formula="0.26*(x^2 + y^2) - 0.48*x*y",
        latex=r"0.26\,(w_1^2 + w_2^2) - 0.48\,w_1 w_2",
        domain=((-10, 10), (-10, 10)),
        window=((-10, 10), (-10, 10)),
        start=(-8, 6),
        learning_rate=1.0,
        minima=(Minimum((0, 0), 0),),
        reference="Matyas 1965",
    )
)
