"""Curved and narrow valleys: finding the valley is easy, following it is slow."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "Valleys"

landscapes.register(
    Landscape(
        name="rosenbrock",
        title="Rosenbrock’s valley",
        lesson="A curved, narrow valley, 2,500 times as steep across as along: finding the valley is easy, "
        "following it is slow.",
        family=FAMILY,
        formula="(1 - x)^2 + 100*(y - x^2)^2",
        latex=r"(1 - w_1)^2 + 100\,(w_2 - w_1^2)^2",
        domain=((-5, 10), (-5, 10)),
        window=((-2, 2), (-1, 3)),
        start=(-1.2, 1),
        learning_rate=0.001,
        minima=(Minimum((1, 1), 0),),
        log=True,
        reference="Rosenbrock 1960",
    )
)

landscapes.register(
    Landscape(
        name="beale",
        title="Beale’s function",
        lesson="Steep corners and a long flat valley: no single learning rate suits both, and methods that adapt it "
        "shine.",
        family=FAMILY,
        formula="(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        latex=r"(1.5 - w_1 + w_1 w_2)^2 + (2.25 - w_1 + w_1 w_2^2)^2 + (2.625 - w_1 + w_1 w_2^3)^2",
        domain=((-4.5, 4.5), (-4.5, 4.5)),
        window=((-1, 4.5), (-2, 2)),
        start=(1, 1.5),
        learning_rate=0.01,
        minima=(Minimum((3, 0.5), 0),),
        log=True,
        reference="Beale 1958",
    )
)

landscapes.register(
    Landscape(
        name="sine_valley",
        title="Serpentine valley",
        lesson="A long valley that keeps bending: the fast direction turns all the time, so momentum overshoots at "
        "every bend.",
        family=FAMILY,
        formula="5*(y - sin(x))^2 + x^2/20",
        latex=r"5\,(w_2 - \sin w_1)^2 + \tfrac{1}{20} w_1^2",
        domain=((-8, 8), (-4, 4)),
        window=((-7, 7), (-3, 3)),
        start=(-5.5, -1.5),
        learning_rate=0.05,
        minima=(Minimum((0, 0), 0),),
    )
)

landscapes.register(
    Landscape(
        name="ring_valley",
        title="Tilted ring valley",
        lesson="A circular valley with a slight tilt: the path drops into the ring and then walks half-way round it.",
        family=FAMILY,
        formula="(x^2 + y^2 - 4)^2/4 + x/2",
        latex=r"\tfrac{1}{4} (w_1^2 + w_2^2 - 4)^2 + \tfrac{1}{2} w_1",
        domain=((-4, 4), (-4, 4)),
        window=((-3.2, 3.2), (-3.2, 3.2)),
        start=(2.4, 0.2),
        learning_rate=0.2,
        minima=(Minimum((-2.0597919701013208, 0), -1.0151649488818757),),
        log=True,
    )
)

landscapes.register(
    Landscape(
        name="log_sum_exp",
        title="Sum of exponentials",
        lesson="Smooth and strictly convex but not quadratic: Newton’s method doubles its correct digits with each "
        "step, gradient descent gains a fixed number.",
        family=FAMILY,
        formula="exp(x + 3*y - 0.1) + exp(x - 3*y - 0.1) + exp(-x - 0.1)",
        latex=r"e^{w_1 + 3 w_2 - 0.1} + e^{w_1 - 3 w_2 - 0.1} + e^{-w_1 - 0.1}",
        domain=((-3, 2), (-1.5, 1.5)),
        window=((-2.5, 1.5), (-1.2, 1.2)),
        start=(-2, 0.8),
        learning_rate=0.05,
        minima=(Minimum((-0.34657359027997264, 0), 2.5592666966582156),),
        log=True,
        reference="Boyd & Vandenberghe 2004",
    )
)

landscapes.register(
    Landscape(
        name="zakharov",
        title="Zakharov’s function",
        lesson="Convex, but its curvature grows with the distance: a learning rate that is safe near the minimum "
        "explodes from afar.",
        family=FAMILY,
        formula="x^2 + y^2 + (0.5*x + y)^2 + (0.5*x + y)^4",
        latex=r"w_1^2 + w_2^2 + (\tfrac{1}{2} w_1 + w_2)^2 + (\tfrac{1}{2} w_1 + w_2)^4",
        domain=((-5, 10), (-5, 10)),
        window=((-5, 5), (-5, 5)),
        start=(-4, 4.5),
        learning_rate=0.05,
        minima=(Minimum((0, 0), 0),),
        log=True,
        reference="Jamil & Yang 2013",
    )
)

landscapes.register(
    Landscape(
        name="branin",
        title="Branin’s function",
        lesson="Three equal minima joined by a curved valley: the start and the step size decide which one you reach.",
        family=FAMILY,
        formula="(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
        latex=r"\left(w_2 - \tfrac{5.1}{4 \pi^2} w_1^2 + \tfrac{5}{\pi} w_1 - 6\right)^2"
        r" + 10 \left(1 - \tfrac{1}{8 \pi}\right) \cos w_1 + 10",
        domain=((-5, 10), (0, 15)),
        window=((-5, 10), (0, 15)),
        start=(6, 11),
        learning_rate=0.05,
        minima=(
            Minimum((-3.141592653589793, 12.275), 0.3978873577297383),
            Minimum((3.141592653589793, 2.275), 0.3978873577297383),
            Minimum((9.42477796076938, 2.475), 0.3978873577297383),
        ),
        reference="Branin 1972",
    )
)

landscapes.register(
    Landscape(
        name="bukin6",
        title="Bukin’s knife edge",
        lesson="A valley as sharp as a knife, where the slope is unbounded: gradient descent never settles, only "
        "shrinking steps come closer.",
        family=FAMILY,
        formula="100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)",
        latex=r"100 \sqrt{\left|w_2 - 0.01\,w_1^2\right|} + 0.01 \left|w_1 + 10\right|",
        domain=((-15, -5), (-3, 3)),
        window=((-15, -5), (-3, 3)),
        start=(-12, 0.4),
        learning_rate=0.0001,
        minima=(Minimum((-10, 1), 0),),
        smoothness="Not differentiable on the parabola y = 0.01 x² (unbounded slope) nor on x = −10; the minimum lies "
        "on both. The gradient there is taken as 0 across the edge.",
        reference="Bukin 1997",
        computed="100*rootabs(y - 0.01*x^2) + 0.01*abs(x + 10)",
    )
)
