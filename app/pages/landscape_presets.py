"""Ready experiments of the landscape lab: each shows one thing, and says which."""

from functools import partial
from typing import Any

from app.pages.preset import preset

NESTEROV = {"name": "sgd", "momentum": 0.9, "nesterov": True}


def _sgd(label: str, rate: float | dict[str, Any], momentum: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"label": label, "optimizer": {"name": "sgd", "momentum": momentum}, "learning_rate": rate, **more}


def _first_look(run: dict[str, Any]) -> dict[str, Any]:
    return {**run, "batch_size": 32, "start": [-1.5, 2.0]}


def _axis(path: str, low: float, high: float, scale: str = "linear") -> dict[str, Any]:
    return {"path": path, "from": low, "to": high, "scale": scale}


def _map(x: dict[str, Any], y: dict[str, Any], measure: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"figure": "outcomes", "mapX": x, "mapY": y, **({"measure": measure} if measure else {})}


_preset = partial(preset, "landscape")

LANDSCAPE_PRESETS: list[dict[str, Any]] = [
    _preset(
        "What training is", "first-look", "First look",
        "Three ways into a curved valley. At step 108 the first one's learning rate is raised, and it runs ahead.",
        {"name": "rosenbrock", "samples": 512, "noise": 20.0},
        [
            _first_look(_sgd("Momentum", 0.0001, 0.9, changes=[{"at": 108, "learning_rate": 0.002}])),
            _first_look(_sgd("SGD", 0.001)),
            _first_look({"label": "Adam", "optimizer": "adam", "learning_rate": 0.1}),
        ],
        300,
    ),
    _preset(
        "Learning rate", "too-small", "Too small",
        "It goes the right way, and takes for ever: the loss falls by a sliver a step.",
        {"name": "quadratic_k10"}, [_sgd("too small", 0.004)], 120,
    ),
    _preset(
        "Learning rate", "just-right", "Just right",
        "Close to 2/(μ+L), the best constant rate: both directions shrink equally fast.",
        {"name": "quadratic_k10"}, [_sgd("just right", 0.18)], 120,
    ),
    _preset(
        "Learning rate", "too-large", "Too large",
        "A hair above 2/λₘₐₓ each step lands further up the other wall than the last.",
        {"name": "quadratic_k10"},
        [_sgd(label, rate, start=[-4.5, 0.8]) for label, rate in (("too large", 0.204), ("just right", 0.18))],
        80,
        window=((-5.0, 4.1), (-3.2, 3.2)),
    ),
    _preset(
        "Momentum", "ravine", "The ravine",
        "Plain descent zigzags between steep walls. Memory cancels the zigzag and keeps the way ahead.",
        {"name": "quadratic_k100"}, [_sgd("plain", 0.018), _sgd("momentum 0.9", 0.018, 0.9)], 100,
        window=((-5.0, 2.0), (-1.3, 1.3)),
    ),
    _preset(
        "Momentum", "nesterov", "Nesterov looks ahead",
        "The same memory, but the gradient is taken where the memory leads: less overshoot on the stiff direction.",
        {"name": "rotated_ellipse"},
        [_sgd("momentum", 0.02, 0.9), {**_sgd("Nesterov", 0.02), "optimizer": NESTEROV}],
        120,
    ),
    _preset(
        "Momentum", "stability-triangle", "The triangle of stability",
        "Every cell is a run. Below η = 2(1+β)/λₘₐₓ, a straight line, no run diverges; well beyond it every run does.",
        {"name": "quadratic_k10"}, [_sgd("plain", 0.15), _sgd("momentum", 0.25, 0.6)], 200,
        words="outcome map stable unstable edge region",
        point=("outcomes", "map"),
        view=_map(_axis("learning_rate", 0.005, 0.5), _axis("optimizer.momentum", 0, 0.99), {"name": "outcome"}),
    ),
    _preset(
        "Momentum", "momentum-edge", "Momentum moves the edge",
        "At η = 0.03 plain descent is thrown out. With momentum 0.9 the edge lies at 0.038, and the same rate arrives.",
        {"name": "quadratic_k100"}, [_sgd("momentum 0.9", 0.03, 0.9), _sgd("plain", 0.03)], 150,
        words="outcome map stable unstable edge learning rate",
        point=("outcomes", "curves"),
        window=((-5.0, 2.0), (-1.3, 1.3)),
        view=_map(_axis("learning_rate", 0.001, 0.1, "log"), _axis("optimizer.momentum", 0, 0.99)),
    ),
    _preset(
        "Batch size", "batch-size", "One sample at a time",
        "Small batches wander, and get there. The wandering shrinks as one over the square root of the batch.",
        {"name": "bowl", "samples": 2048, "noise": 6.0},
        [_sgd("batch 1", 0.08, batch_size=1), _sgd("batch 32", 0.08, batch_size=32), _sgd("full batch", 0.08)], 150, 24,
        window=((-4.95, 4.95), (-3.5, 3.5)),
    ),
    _preset(
        "Batch size", "noise-floor", "The noise floor, and how to sink below it",
        "At a constant rate the loss bounces at η σ²/2B. A falling rate takes the floor down with it.",
        {"name": "bowl", "samples": 256, "noise": 6.0},
        [
            _sgd("constant", 0.2, batch_size=4),
            _sgd("1/t decay", {"name": "inverse_time", "initial": 0.2, "decay": 0.1}, batch_size=4),
        ],
        300,
        window=((-4.95, 4.95), (-3.5, 3.5)),
        point=("curves", "map"),
    ),
    _preset(
        "Gradient descent", "saddle", "The saddle",
        "Flat is not the same as finished: the gradient fades, the run nearly stops, and then it finds the way down.",
        {"name": "saddle_bounded"},
        [
            _sgd("plain", 0.1),
            _sgd("momentum 0.9", 0.1, 0.9),
            {"label": "Newton", "optimizer": "newton", "learning_rate": 1.0},
        ],
        150,
        window=((-2.2, 2.4), (-1.63, 1.63)),
    ),
    _preset(
        "Gradient descent", "plateau", "The plateau",
        "Next to no slope: plain descent creeps. Methods that divide by the slope's usual size walk on.",
        {"name": "plateau_1d"},
        [_sgd("plain", 0.5), {"label": "Adam", "optimizer": "adam", "learning_rate": 0.15}], 200,
    ),
    _preset(
        "Gradient descent", "local-minima", "Local minima",
        "Four valleys, one deepest. Where you start and how much you remember decide where you end.",
        {"name": "styblinski_tang"},
        [
            _sgd("plain", 0.01, start=[4.2, 0.8]),
            _sgd("momentum 0.9", 0.01, 0.9, start=[4.2, 0.8]),
            _sgd("another start", 0.01, start=[-0.5, -1.0]),
        ],
        120,
    ),
    _preset(
        "Optimizers", "basins", "Basins of Himmelblau by three optimizers",
        "Each point is coloured by the minimum that a run from there ends nearest to: memory leads out of basins.",
        {"name": "himmelblau"},
        [
            _sgd("SGD", 0.01, start=[-0.5, -1.5]),
            _sgd("Momentum", 0.01, 0.9, start=[-0.5, -1.5]),
            {"label": "Adam", "optimizer": "adam", "learning_rate": 0.1, "start": [-0.5, -1.5]},
        ],
        200,
        words="outcome map basin attraction start minimum",
        point=("outcomes", "map"),
        view=_map(_axis("start[0]", -6, 6), _axis("start[1]", -6, 6)),
    ),
    _preset(
        "Gradient descent", "sharp-flat", "Sharp or flat",
        "A large learning rate cannot stay in the sharp valley: it settles in the flat one.",
        {"name": "sharp_flat_1d"}, [_sgd("small rate", 0.005), _sgd("large rate", 0.6)], 200,
    ),
    _preset(
        "Learning rate", "cliff", "The cliff",
        "One steep wall throws the run out of the picture, unless its gradient is clipped.",
        {"name": "ravine_cliff"},
        [
            _sgd("unclipped", 0.35, start=[2.4, 0.4]),
            _sgd("clipped at norm 1", 0.35, start=[2.4, 0.4], gradient_clipping={"norm": 1.0}),
        ],
        100,
    ),
    _preset(
        "Learning rate", "schedules", "Cooling down",
        "On a V-shaped valley a constant rate bounces for ever. A rate that falls lets the run settle.",
        {"name": "smooth_abs_1d"},
        [
            _sgd("constant", 0.4),
            _sgd("cosine", {"name": "cosine", "initial": 0.4, "T_max": 120}),
            _sgd("step decay", {"name": "step", "initial": 0.4, "step_size": 30, "gamma": 0.5}),
        ],
        120, point=("curves", "curve"),
    ),
    _preset(
        "Optimizers", "race", "A race down Rosenbrock's valley",
        "Finding the valley is easy, following it is slow. Six ways to follow it.",
        {"name": "rosenbrock"},
        [
            _sgd("SGD", 0.001),
            _sgd("momentum", 0.001, 0.9),
            {**_sgd("Nesterov", 0.001), "optimizer": NESTEROV},
            {"label": "Adam", "optimizer": "adam", "learning_rate": 0.1},
            {"label": "RMSProp", "optimizer": "rmsprop", "learning_rate": 0.01},
            {"label": "L-BFGS", "optimizer": "lbfgs", "learning_rate": 1.0},
        ],
        300,
    ),
]  # fmt: skip
