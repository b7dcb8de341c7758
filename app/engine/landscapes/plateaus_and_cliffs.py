"""Vanishing and exploding gradients."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "Plateaus and cliffs"

landscapes.register(
    Landscape(
        name="plateau",
        title="Plateau with a well",
        lesson="Vanishing gradients: at distance r the slope is r·exp(−r²/2). Plain gradient descent hardly moves, "
        "adaptive methods cross the plain.",
        family=FAMILY,
        formula="1 - exp(-(x^2 + y^2)/2)",
        latex=r"1 - e^{-\frac{1}{2} (w_1^2 + w_2^2)}",
        domain=((-6, 6), (-6, 6)),
        window=((-4, 4), (-4, 4)),
        start=(2.6, 2),
        learning_rate=0.5,
        minima=(Minimum((0, 0), 0),),
        computed="-expm1(-(x^2 + y^2)/2)",
    )
)

landscapes.register(
    Landscape(
        name="ravine_cliff",
        title="Ravine with a cliff",
        lesson="Exploding gradients: a wall of slope 22 kicks the point sideways out of the ravine. Gradient clipping "
        "keeps it on its path.",
        family=FAMILY,
        formula="0.05*(x + 1)^2 + 2*y^2 + 6/(1 + exp(-15*(x - 1 - y/2)))",
        latex=r"0.05\,(w_1 + 1)^2 + 2 w_2^2 + \frac{6}{1 + e^{-15 (w_1 - 1 - w_2 / 2)}}",
        domain=((-6, 6), (-4, 4)),
        window=((-4, 4), (-3, 3)),
        start=(2.5, 0.4),
        learning_rate=0.1,
        minima=(Minimum((-1.0000000000842186, 1.0527325826561157e-12), 5.614573777735028e-13),),
        smoothness="C∞. Evaluated with a logistic function that cannot overflow.",
        computed="0.05*(x + 1)^2 + 2*y^2 + 6*logistic(15*(x - 1 - y/2))",
    )
)

landscapes.register(
    Landscape(
        name="easom",
        title="Easom’s needle",
        lesson="A needle in a haystack: more than about 2.5 from the hole the gradient vanishes, and no gradient "
        "method knows where to go.",
        family=FAMILY,
        formula="-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
        latex=r"-\cos w_1 \cos w_2\; e^{-(w_1 - \pi)^2 - (w_2 - \pi)^2}",
        domain=((-100, 100), (-100, 100)),
        window=((0, 6.3), (0, 6.3)),
        start=(2, 4),
        learning_rate=0.05,
        minima=(Minimum((3.141592653589793, 3.141592653589793), -1),),
        reference="Easom 1990",
    )
)

landscapes.register(
    Landscape(
        name="goldstein_price",
        title="Goldstein–Price function",
        lesson="The values span six orders of magnitude, so plain gradient descent needs a tiny learning rate: the "
        "scale of the loss matters.",
        family=FAMILY,
        formula="(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
        "*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
        latex=r"\begin{aligned}&[1 + (w_1 + w_2 + 1)^2 (19 - 14 w_1 + 3 w_1^2 - 14 w_2 + 6 w_1 w_2 + 3 w_2^2)] \\"
        r"&\cdot [30 + (2 w_1 - 3 w_2)^2 (18 - 32 w_1 + 12 w_1^2 + 48 w_2 - 36 w_1 w_2 + 27 w_2^2)]\end{aligned}",
        domain=((-2, 2), (-2, 2)),
        window=((-2, 2), (-2, 2)),
        start=(-0.4, -0.4),
        learning_rate=0.0002,
        minima=(Minimum((0, -1), 3),),
        log=True,
        reference="Goldstein & Price 1971",
    )
)

landscapes.register(
    Landscape(
        name="goldstein_price_log",
        title="Goldstein–Price, logarithmic",
        lesson="The same contour lines after a monotone transform, yet the gradients and the usable learning rates are "
        "altogether different.",
        family=FAMILY,
        formula="(log((1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
        "*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))) - 8.693)/2.427",
        latex=r"\begin{gathered}\frac{\ln G(w_1, w_2) - 8.693}{2.427}, \\"
        r"G \text{ the Goldstein–Price function}\end{gathered}",
        domain=((-2, 2), (-2, 2)),
        window=((-2, 2), (-2, 2)),
        start=(-0.4, -0.4),
        learning_rate=0.01,
        minima=(Minimum((0, -1), -3.1291255506105853),),
        reference="Picheny, Wagner & Ginsbourger 2013",
    )
)

landscapes.register(
    Landscape(
        name="cross_in_tray",
        title="Cross in a tray",
        lesson="Four minima between razor-sharp ridges. The values lie near −2 while terms inside reach 10⁴³: a lesson "
        "in scaling.",
        family=FAMILY,
        formula="-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1",
        latex=r"-0.0001 \left(\left|\sin w_1 \sin w_2\; e^{\left|100 - \sqrt{w_1^2 + w_2^2} / \pi\right|}\right|"
        r" + 1\right)^{0.1}",
        domain=((-10, 10), (-10, 10)),
        window=((-10, 10), (-10, 10)),
        start=(2.2, 2.2),
        learning_rate=1.0,
        minima=(
            Minimum((1.3494066171539107, 1.3494066171539107), -2.062611870822737),
            Minimum((1.3494066171539107, -1.3494066171539107), -2.062611870822737),
            Minimum((-1.3494066171539107, 1.3494066171539107), -2.062611870822737),
            Minimum((-1.3494066171539107, -1.3494066171539107), -2.062611870822737),
        ),
        smoothness="Not differentiable where x or y is a multiple of π, nor on the circle of radius 100π.",
        reference="Mishra 2006",
        computed="-0.0001*(abs(sin(x)*sin(y))*exp(abs(100 - hypot(x, y)/pi)) + 1)^0.1",
    )
)
