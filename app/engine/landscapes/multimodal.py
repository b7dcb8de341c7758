"""Ripples: surfaces with a great many local minima."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "Many minima"

landscapes.register(
    Landscape(
        name="rastrigin",
        title="Rastrigin’s function",
        lesson="A grid of dimples on a bowl: every descent method stops in the nearest one. Noise, restarts or large "
        "steps are needed.",
        family=FAMILY,
        formula="20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
        latex=r"20 + \sum_{i=1}^{2} \left(w_i^2 - 10 \cos 2 \pi w_i\right)",
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        window=((-5.12, 5.12), (-5.12, 5.12)),
        start=(2.3, -1.7),
        learning_rate=0.0002,
        minima=(Minimum((0, 0), 0),),
        reference="Rastrigin 1974",
        # 1 − cos 2u = 2 sin² u keeps its digits near the minimum; so in the entries below.
        computed="x^2 + y^2 + 20*sin(pi*x)^2 + 20*sin(pi*y)^2",
    )
)

landscapes.register(
    Landscape(
        name="ackley",
        title="Ackley’s function",
        lesson="A nearly flat, rippled plain with a funnel: far away the gradient hardly points to the goal.",
        family=FAMILY,
        formula="-20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e + 20",
        latex=r"-20\, e^{-0.2 \sqrt{(w_1^2 + w_2^2) / 2}} - e^{(\cos 2 \pi w_1 + \cos 2 \pi w_2) / 2} + e + 20",
        domain=((-32.768, 32.768), (-32.768, 32.768)),
        window=((-5, 5), (-5, 5)),
        start=(2.4, 1.6),
        learning_rate=0.005,
        minima=(Minimum((0, 0), 0),),
        smoothness="C∞ except at the minimum, the tip of a cone of slope 2.83, where the gradient is taken as 0.",
        reference="Ackley 1987",
        computed="-20*expm1(-0.2*hypot(x, y)/sqrt(2)) - e*expm1(-sin(pi*x)^2 - sin(pi*y)^2)",
    )
)

landscapes.register(
    Landscape(
        name="griewank",
        title="Griewank’s function",
        lesson="Convex from afar, rippled from near: how hard it looks depends on the scale.",
        family=FAMILY,
        formula="1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))",
        latex=r"1 + \tfrac{1}{4000} (w_1^2 + w_2^2) - \cos w_1 \cos\frac{w_2}{\sqrt{2}}",
        domain=((-600, 600), (-600, 600)),
        window=((-10, 10), (-10, 10)),
        start=(6, -4),
        learning_rate=0.2,
        minima=(Minimum((0, 0), 0),),
        reference="Griewank 1981",
        computed="(x^2 + y^2)/4000 + 2*sin(x/2)^2 + 2*cos(x)*sin(y/sqrt(8))^2",
    )
)

landscapes.register(
    Landscape(
        name="levy13",
        title="Lévy’s function N. 13",
        lesson="Ripples that grow with the distance from the minimum: small steps get stuck early.",
        family=FAMILY,
        formula="sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)",
        latex=r"\sin^2 3 \pi w_1 + (w_1 - 1)^2 (1 + \sin^2 3 \pi w_2) + (w_2 - 1)^2 (1 + \sin^2 2 \pi w_2)",
        domain=((-10, 10), (-10, 10)),
        window=((-3, 5), (-3, 5)),
        start=(3.2, 2.9),
        learning_rate=0.0005,
        minima=(Minimum((1, 1), 0),),
        reference="Lévy & Montalvo 1985",
        # Sines of whole multiples of π are 0 in floating point only at 0 itself.
        computed="sin(3*pi*(x - 1))^2 + (x - 1)^2*(1 + sin(3*pi*(y - 1))^2) + (y - 1)^2*(1 + sin(2*pi*(y - 1))^2)",
    )
)

landscapes.register(
    Landscape(
        name="drop_wave",
        title="Drop wave",
        lesson="Rings of valleys, as around a drop in water: descent stops on the first ring, where a whole circle of "
        "points is equally good.",
        family=FAMILY,
        formula="-(1 + cos(12*sqrt(x^2 + y^2)))/(0.5*(x^2 + y^2) + 2)",
        latex=r"-\frac{1 + \cos\left(12 \sqrt{w_1^2 + w_2^2}\right)}{\frac{1}{2} (w_1^2 + w_2^2) + 2}",
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        window=((-2, 2), (-2, 2)),
        start=(0.9, 0.6),
        learning_rate=0.0005,
        minima=(Minimum((0, 0), -1),),
        smoothness="C∞, also at the origin, where the plain formula's gradient is 0/0: the cosine is an even function.",
        reference="Molga & Smutnicki 2005",
        computed="-(1 + cosroot(144*(x^2 + y^2)))/(0.5*(x^2 + y^2) + 2)",
    )
)

landscapes.register(
    Landscape(
        name="eggholder",
        title="Eggholder",
        lesson="Huge and rugged, with its minimum on the border: steps must match a landscape that is a thousand units "
        "wide.",
        family=FAMILY,
        formula="-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - (y + 47))))",
        latex=r"-(w_2 + 47) \sin\sqrt{\left|\tfrac{1}{2} w_1 + w_2 + 47\right|}"
        r" - w_1 \sin\sqrt{\left|w_1 - (w_2 + 47)\right|}",
        domain=((-512, 512), (-512, 512)),
        window=((-512, 512), (-512, 512)),
        start=(100, 150),
        learning_rate=0.2,
        minima=(Minimum((512, 404.2318051137578), -959.6406627208509),),
        smoothness="Not differentiable on two lines, where the slope is unbounded and taken as 0. The minimum lies on "
        "the edge x = 512 of the domain.",
        reference="Whitley et al. 1996",
        unbounded_below=True,
        computed="-(y + 47)*sin(rootabs(x/2 + y + 47)) - x*sin(rootabs(x - (y + 47)))",
    )
)

landscapes.register(
    Landscape(
        name="schaffer2",
        title="Schaffer’s function N. 2",
        lesson="Ripples that become ever finer away from the centre: a learning rate that is safe inside is unsafe "
        "outside.",
        family=FAMILY,
        formula="0.5 + (sin(x^2 - y^2)^2 - 0.5)/(1 + 0.001*(x^2 + y^2))^2",
        latex=r"\frac{1}{2} + \frac{\sin^2(w_1^2 - w_2^2) - \frac{1}{2}}{\left(1 + 0.001\,(w_1^2 + w_2^2)\right)^2}",
        domain=((-100, 100), (-100, 100)),
        window=((-4, 4), (-4, 4)),
        start=(1.5, 0.6),
        learning_rate=0.2,
        minima=(Minimum((0, 0), 0),),
        reference="Schaffer et al. 1989",
        # With p = 0.001 (x² + y²), 1/2 − (1/2)/(1 + p)² = p (1 + p/2)/(1 + p)².
        computed="(sin(x^2 - y^2)^2 + 0.001*(x^2 + y^2)*(1 + 0.0005*(x^2 + y^2)))/(1 + 0.001*(x^2 + y^2))^2",
    )
)

landscapes.register(
    Landscape(
        name="bohachevsky1",
        title="Bohachevsky’s function N. 1",
        lesson="A bowl with mild ripples: moderate steps average the ripples away, tiny ones are trapped.",
        family=FAMILY,
        formula="x^2 + 2*y^2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7",
        latex=r"w_1^2 + 2 w_2^2 - 0.3 \cos 3 \pi w_1 - 0.4 \cos 4 \pi w_2 + 0.7",
        domain=((-100, 100), (-100, 100)),
        window=((-2, 2), (-2, 2)),
        start=(1.5, -1.3),
        learning_rate=0.005,
        minima=(Minimum((0, 0), 0),),
        reference="Bohachevsky, Johnson & Stein 1986",
        computed="x^2 + 2*y^2 + 0.6*sin(1.5*pi*x)^2 + 0.8*sin(2*pi*y)^2",
    )
)

landscapes.register(
    Landscape(
        name="schwefel",
        title="Schwefel’s function",
        lesson="The second-best minimum lies far from the best: following the trend leads away from the goal.",
        family=FAMILY,
        formula="2*418.9829 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))",
        latex=r"2 \cdot 418.9829 - \sum_{i=1}^{2} w_i \sin\sqrt{\left|w_i\right|}",
        domain=((-500, 500), (-500, 500)),
        window=((-500, 500), (-500, 500)),
        start=(250, 320),
        learning_rate=0.5,
        minima=(Minimum((420.96874635998205, 420.96874635998205), 2.5455132587450428e-05),),
        smoothness="C¹ but not C² where x or y is 0; unbounded below outside the domain.",
        reference="Schwefel 1981",
        unbounded_below=True,
        computed="2*418.9829 - x*sin(rootabs(x)) - y*sin(rootabs(y))",
    )
)
