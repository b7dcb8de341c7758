"""A handful of minima: basins of attraction."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "Several minima"

landscapes.register(
    Landscape(
        name="himmelblau",
        title="Himmelblau’s function",
        lesson="Four equally deep minima: which one is found depends on the start, the learning rate and the momentum.",
        family=FAMILY,
        formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        latex=r"(w_1^2 + w_2 - 11)^2 + (w_1 + w_2^2 - 7)^2",
        domain=((-5, 5), (-5, 5)),
        window=((-6, 6), (-6, 6)),
        start=(0, 0),
        learning_rate=0.005,
        minima=(
            Minimum((3, 2), 0),
            Minimum((-2.805118086952745, 3.131312518250573), 0),
            Minimum((-3.779310253377747, -3.2831859912861696), 0),
            Minimum((3.5844283403304917, -1.8481265269644036), 0),
        ),
        log=True,
        reference="Himmelblau 1972",
    )
)

landscapes.register(
    Landscape(
        name="mccormick",
        title="McCormick’s function",
        lesson="A staircase of minima along the diagonal: descent stops on the first stair. Outside the usual domain "
        "the stairs lead down for ever.",
        family=FAMILY,
        formula="sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
        latex=r"\sin(w_1 + w_2) + (w_1 - w_2)^2 - 1.5\,w_1 + 2.5\,w_2 + 1",
        domain=((-1.5, 4), (-3, 4)),
        window=((-1.5, 4), (-3, 4)),
        start=(3, 3.5),
        learning_rate=0.05,
        minima=(Minimum((-0.5471975511965977, -1.5471975511965979), -1.9132229549810364),),
        smoothness="C∞. A shift by (−π, −π) lowers it by π; the minimum given is that of the domain.",
        reference="McCormick 1976",
        unbounded_below=True,
    )
)

landscapes.register(
    Landscape(
        name="three_hump_camel",
        title="Three-hump camel",
        lesson="One deep minimum between two shallower ones, with low saddles in between: momentum can hop across.",
        family=FAMILY,
        formula="2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
        latex=r"2 w_1^2 - 1.05\,w_1^4 + \tfrac{1}{6} w_1^6 + w_1 w_2 + w_2^2",
        domain=((-5, 5), (-5, 5)),
        window=((-2.4, 2.4), (-2.4, 2.4)),
        start=(-2, 2),
        learning_rate=0.05,
        minima=(Minimum((0, 0), 0),),
        reference="Dixon & Szegö 1975",
    )
)

landscapes.register(
    Landscape(
        name="six_hump_camel",
        title="Six-hump camel",
        lesson="Six minima in three symmetric pairs: the nearest valley is often not the deepest.",
        family=FAMILY,
        formula="(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
        latex=r"\left(4 - 2.1\,w_1^2 + \tfrac{1}{3} w_1^4\right) w_1^2 + w_1 w_2 + (-4 + 4 w_2^2)\, w_2^2",
        domain=((-3, 3), (-2, 2)),
        window=((-2.1, 2.1), (-1.2, 1.2)),
        start=(1.6, 0.9),
        learning_rate=0.01,
        minima=(
            Minimum((0.08984201310031806, -0.7126564030207396), -1.0316284534898774),
            Minimum((-0.08984201310031806, 0.7126564030207396), -1.0316284534898774),
        ),
        reference="Dixon & Szegö 1978",
    )
)

landscapes.register(
    Landscape(
        name="styblinski_tang",
        title="Styblinski–Tang function",
        lesson="A double well in each coordinate gives four minima, one of them the deepest; each coordinate falls to "
        "its own side.",
        family=FAMILY,
        formula="0.5*(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)",
        latex=r"\tfrac{1}{2} \sum_{i=1}^{2} (w_i^4 - 16 w_i^2 + 5 w_i)",
        domain=((-5, 5), (-5, 5)),
        window=((-4.5, 4.5), (-4.5, 4.5)),
        start=(0.5, 1),
        learning_rate=0.005,
        minima=(Minimum((-2.903534027771177, -2.903534027771177), -78.33233140754282),),
        reference="Styblinski & Tang 1990",
    )
)

landscapes.register(
    Landscape(
        name="peaks",
        title="Peaks",
        lesson="Smooth hills and basins that flatten out far away: paths from neighbouring starts part at the ridges.",
        family=FAMILY,
        formula="3*(1 - x)^2*exp(-x^2 - (y + 1)^2) - 10*(x/5 - x^3 - y^5)*exp(-x^2 - y^2) - exp(-(x + 1)^2 - y^2)/3",
        latex=r"\begin{gathered}3 (1 - w_1)^2 e^{-w_1^2 - (w_2 + 1)^2} - \tfrac{1}{3} e^{-(w_1 + 1)^2 - w_2^2} \\"
        r"- 10 \left(\tfrac{1}{5} w_1 - w_1^3 - w_2^5\right) e^{-w_1^2 - w_2^2}\end{gathered}",
        domain=((-3, 3), (-3, 3)),
        window=((-3, 3), (-3, 3)),
        start=(0.2, 1.1),
        learning_rate=0.01,
        minima=(Minimum((0.22827892055636909, -1.6255349574999964), -6.551133332835837),),
        reference="MATLAB's peaks, The MathWorks",
    )
)
