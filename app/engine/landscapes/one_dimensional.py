"""Curves f(x): what the learning rate does, seen without the distraction of a second direction."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes

FAMILY = "One parameter"

landscapes.register(
    Landscape(
        name="parabola_1d",
        title="Parabola",
        lesson="The curvature is 1 everywhere: a learning rate below 1 slides down, between 1 and 2 it hops from "
        "side to side, and above 2 it flies off.",
        family=FAMILY,
        formula="x^2/2",
        latex=r"\tfrac{1}{2} w^2",
        domain=((-5, 5),),
        window=((-5, 5),),
        start=(4,),
        learning_rate=0.1,
        minima=(Minimum((0,), 0),),
    )
)

landscapes.register(
    Landscape(
        name="quartic_1d",
        title="Flat-bottomed quartic",
        lesson="The curvature vanishes at the minimum, so descent slows down for ever: after k steps |w| is about "
        "1/√(2ηk). Which learning rate is stable depends on where you stand.",
        family=FAMILY,
        formula="x^4/4",
        latex=r"\tfrac{1}{4} w^4",
        domain=((-3, 3),),
        window=((-2.5, 2.5),),
        start=(2,),
        learning_rate=0.2,
        minima=(Minimum((0,), 0),),
    )
)

landscapes.register(
    Landscape(
        name="double_well_1d",
        title="Tilted double well",
        lesson="Two valleys, one deeper. The start decides which one plain gradient descent finds; momentum can carry "
        "the point over the barrier.",
        family=FAMILY,
        formula="(x^2 - 1)^2 + 0.3*x",
        latex=r"(w^2 - 1)^2 + 0.3\,w",
        domain=((-2, 2),),
        window=((-1.8, 1.8),),
        start=(1.6,),
        learning_rate=0.01,
        minima=(Minimum((-1.0355787140888537,), -0.30542848374391596),),
    )
)

landscapes.register(
    Landscape(
        name="bumpy_1d",
        title="Bumpy parabola",
        lesson="Many small dips on a bowl. Small steps stay in the first dip; larger steps, or noise, jump on.",
        family=FAMILY,
        formula="x^2/10 + 0.5*sin(2*x) + 0.5*sin(5*x)",
        latex=r"\tfrac{1}{10} w^2 + \tfrac{1}{2} \sin 2w + \tfrac{1}{2} \sin 5w",
        domain=((-6, 6),),
        window=((-6, 6),),
        start=(4.5,),
        learning_rate=0.005,
        minima=(Minimum((-0.3681949882078433,), -0.8041136819245773),),
    )
)

landscapes.register(
    Landscape(
        name="smooth_abs_1d",
        title="Smoothed absolute value",
        lesson="Nearly the same slope everywhere, but curvature 10 at the bottom: a fixed learning rate above 0.2 "
        "bounces for ever by about η/2, a decaying one settles.",
        family=FAMILY,
        formula="sqrt(x^2 + 0.01) - 0.1",
        latex=r"\sqrt{w^2 + \delta^2} - \delta, \quad \delta = 0.1",
        domain=((-4, 4),),
        window=((-3, 3),),
        start=(2.5,),
        learning_rate=0.05,
        minima=(Minimum((0,), 0),),
        # The plain difference loses all digits near the minimum.
        computed="x^2/(sqrt(x^2 + 0.01) + 0.1)",
        gradient=("x/sqrt(x^2 + 0.01)",),
    )
)

landscapes.register(
    Landscape(
        name="plateau_1d",
        title="Saturating loss",
        lesson="Far out the slope dies away like 2/w³, so plain gradient descent creeps. Methods that rescale the "
        "gradient cross the plateau at constant speed.",
        family=FAMILY,
        formula="x^2/(1 + x^2)",
        latex=r"\frac{w^2}{1 + w^2}",
        domain=((-10, 10),),
        window=((-6, 6),),
        start=(5,),
        learning_rate=0.5,
        minima=(Minimum((0,), 0),),
        reference="Geman & McClure 1985",
        # The derived form is a difference of two nearly equal terms on the plateau.
        gradient=("2*x/(1 + x^2)^2",),
    )
)

landscapes.register(
    Landscape(
        name="cliff_1d",
        title="Plateau with a cliff",
        lesson="A gentle slope that ends in a wall of slope 20: one step there throws the point far away, unless the "
        "gradient is clipped.",
        family=FAMILY,
        formula="0.05*(x + 1)^2 + 4/(1 + exp(-20*(x - 1)))",
        latex=r"0.05\,(w + 1)^2 + \frac{4}{1 + e^{-20 (w - 1)}}",
        domain=((-8, 8),),
        window=((-5, 4),),
        start=(2.5,),
        learning_rate=1.0,
        minima=(Minimum((-1.0000000000000033,), 1.699341702116578e-17),),
        smoothness="C∞. Evaluated with a logistic function that cannot overflow.",
        computed="0.05*(x + 1)^2 + 4*logistic(20*(x - 1))",
    )
)

landscapes.register(
    Landscape(
        name="sharp_flat_1d",
        title="Sharp and flat minimum",
        lesson="Two wells of nearly equal depth with curvature 25 and 1. A step larger than 2/25 cannot stay in the "
        "sharp one: the learning rate chooses the minimum.",
        family=FAMILY,
        formula="x^2/50 - exp(-((x - 2)/0.2)^2/2) - exp(-(x + 2)^2/2)",
        latex=r"\tfrac{1}{50} w^2 - e^{-\frac{1}{2} \left(\frac{w - 2}{0.2}\right)^2} - e^{-\frac{1}{2} (w + 2)^2}",
        domain=((-6, 6),),
        window=((-5, 5),),
        start=(2.3,),
        learning_rate=0.002,
        minima=(Minimum((-1.9228565349889732,), -0.9230813204024325),),
    )
)
