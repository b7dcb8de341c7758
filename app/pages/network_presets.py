"""Ready experiments of the network lab: each shows one thing, and says which."""

from functools import partial
from typing import Any

from app.pages.preset import preset


def _run(
    label: str, rate: float | dict[str, Any], batch: int | None = None, loss: str | None = None, **optimizer: Any
) -> dict[str, Any]:
    settings = {"name": "sgd", **optimizer}
    run = {"label": label, "optimizer": settings, "learning_rate": rate, "batch_size": batch}
    return run if loss is None else {**run, "loss": {"name": loss}}


def _layers(*units: int, activation: str = "tanh") -> list[dict[str, Any]]:
    return [{"units": count, "activation": {"name": activation}} for count in units]


SPIRAL = {"name": "spiral", "arms": 3, "samples": 450, "test_fraction": 0.3334, "noise": 0.1}
XOR = {"name": "xor", "samples": 200, "noise": 0.05}
RINGS = {"name": "circle", "samples": 300, "noise": 0.1}
SENTIMENT = {"name": "sentiment", "words": 1000}

_preset = partial(preset, "network")

NETWORK_PRESETS: list[dict[str, Any]] = [
    _preset(
        "What training is", "spiral", "Three-armed spiral",
        "No straight line separates the arms: the hidden layers must bend the plane.",
        {"dataset": SPIRAL, "hidden": _layers(8, 8)},
        [
            _run("Adam", 0.02, 32, name="adam"),
            _run("Momentum", 0.1, 32, momentum=0.9),
            _run("SGD", 0.1, 32),
        ],
        600,
    ),
    _preset(
        "What training is", "own-plane", "A path on its own plane",
        "105 numbers move, and nearly all of their way lies in one plane: there the loss around it can be drawn. Two "
        "random directions hardly see it move.",
        {"dataset": RINGS, "hidden": _layers(8, 8)},
        [_run("SGD", 0.2, 32), _run("Momentum", 0.1, 32, momentum=0.9)], 400,
        words="loss landscape principal components pca projection", point=("plane", "boundary"),
        view={"figure": "plane"},
    ),
    _preset(
        "Feed-forward networks", "xor-line", "Exclusive or, without a hidden layer",
        "A straight line is all that this network can draw. However long it trains, half the points stay wrong.",
        {"dataset": XOR, "hidden": []}, [_run("SGD", 0.5, 32)], 300,
    ),
    _preset(
        "Feed-forward networks", "xor-hidden", "Exclusive or, with four hidden units",
        "Four units bend the line into two, and the same descent solves what was impossible before.",
        {"dataset": XOR, "hidden": _layers(4)}, [_run("SGD", 0.3, 32), _run("Momentum", 0.1, 32, momentum=0.9)], 300,
    ),
    _preset(
        "Feed-forward networks", "sine", "A curve made of bends",
        "Each tanh unit adds one bend. Watch eight of them lean into a sine.",
        {"dataset": {"name": "sine", "samples": 200, "noise": 0.1}, "hidden": _layers(8)},
        [_run("Adam", 0.02, 32, name="adam"), _run("SGD", 0.1, 32)], 800,
    ),
    _preset(
        "Backpropagation", "zeros", "Zeros do not train",
        "If all weights begin at zero, all hidden units stay the same for ever: nothing tells them apart.",
        {"dataset": RINGS, "hidden": _layers(6), "initializer": {"name": "zeros"}},
        [_run("SGD", 0.5, 32), _run("Adam", 0.05, 32, name="adam")], 300, point=("diagram", "boundary"),
    ),
    _preset(
        "Learning rate", "too-large", "Too large a step",
        "0.1 learns. 1 overshoots at once. 0.5 holds for a while, until it enters a valley too narrow for its steps.",
        {"dataset": {"name": "moons", "samples": 300}, "hidden": _layers(8), "loss": {"name": "mse"}},
        [_run("η 0.1", 0.1), _run("η 0.5", 0.5), _run("η 1", 1.0)], 200,
        picture="losses", point=("curves", "boundary"),
    ),
    _preset(
        "Learning rate", "edge-of-stability", "Edge of stability",
        "The loss grows steeper until its sharpness λₘₐₓ stands near 2/η, the most that a rate takes: 26.7, 20 and "
        "13.3. There it stays, and the loss goes up and down on its way, and falls no longer evenly.",
        {"dataset": {"name": "sine", "samples": 40, "noise": 0.1, "test_fraction": 0},
         "hidden": _layers(16, 16), "initializer": {"name": "he_uniform"}},
        [_run("η 0.075", 0.075), _run("η 0.1", 0.1), _run("η 0.15", 0.15)], 2000,
        words="sharpness hessian curvature eigenvalue full batch cohen progressive sharpening", picture="losses",
        point=("sharpness", "fitted"),
    ),
    _preset(
        "Batch size", "batch-size", "One, 32, 64, 128 or all",
        "By step they look alike. Count by evaluations: small batches learn far more from the same work.",
        {"dataset": {"name": "moons", "samples": 1024, "noise": 0.2}, "hidden": _layers(8)},
        [
            _run("batch 1", 0.1, 1), _run("batch 32", 0.1, 32), _run("batch 64", 0.1, 64),
            _run("batch 128", 0.1, 128), _run("full batch", 0.1),
        ],
        400,
        picture="losses", point=("curves", "boundary"),
    ),
    _preset(
        "Cost and loss", "losses", "Squared error against cross-entropy",
        "The same weights cost 2.36 by cross-entropy and 0.31 by squared error: only right answers compare. There "
        "squared error is behind, at three times the rate too.",
        {"dataset": {"name": "mnist", "train_samples": 10000, "test_samples": 2000},
         "hidden": _layers(32, activation="relu"), "precision": "float32"},
        [
            _run("Cross-entropy", 0.1, 128),
            _run("Squared error", 0.1, 128, "mse"),
            _run("Squared error, η 0.3", 0.3, 128, "mse"),
        ],
        400,
        words="mnist digits images",
    ),
    _preset(
        "Backpropagation", "deep-sigmoid", "Deep sigmoids vanish",
        "Each sigmoid passes back at most a quarter of the gradient: plain descent never starts. Adam gets through.",
        {"dataset": RINGS, "hidden": _layers(6, 6, 6, 6, 6, 6, activation="sigmoid")},
        [_run("SGD", 0.5, 32), _run("Adam", 0.02, 32, name="adam")], 500,
        picture="losses", point=("sparklines", "boundary"),
    ),
    _preset(
        "Backpropagation", "deep-relu", "Deep ReLUs do not",
        "The same depth with ReLU and weights to match: gradients keep their size on the way back, and it learns.",
        {"dataset": RINGS, "hidden": _layers(6, 6, 6, 6, 6, 6, activation="relu"),
         "initializer": {"name": "he_normal"}},
        [_run("SGD", 0.2, 32), _run("Adam", 0.01, 32, name="adam")], 500, point=("sparklines", "boundary"),
    ),
    _preset(
        "Epochs and overfitting", "overfitting", "Learning by heart",
        "Fifteen noisy samples and far too many units: the training loss falls, the test loss turns and climbs.",
        {"dataset": {"name": "noisy_cubic", "samples": 30, "noise": 0.25}, "hidden": _layers(24, 24)},
        [_run("Adam", 0.01, None, name="adam")], 3000, point=("curves", "fitted"),
    ),
    _preset(
        "Epochs and overfitting", "early-stopping", "Stopping in time",
        "The same network stops itself once the test loss has not fallen for 300 steps: its best step lies behind it.",
        {"dataset": {"name": "noisy_cubic", "samples": 30, "noise": 0.25}, "hidden": _layers(24, 24),
         "early_stopping": {"patience": 300}},
        [_run("Adam", 0.01, None, name="adam")], 3000,
    ),
    _preset(
        "Epochs and overfitting", "weight-decay", "A price on weights",
        "The same network with L2: large weights cost, so the curve stays smooth and the test loss stays down.",
        {"dataset": {"name": "noisy_cubic", "samples": 30, "noise": 0.25}, "hidden": _layers(24, 24), "l2": 0.01},
        [_run("Adam", 0.01, None, name="adam")], 3000, point=("curves", "fitted"),
    ),
    _preset(
        "Digits", "mnist", "Digits in one minute",
        "Sixty thousand real digits. Press play, and in a minute 97 of 100 unseen ones are read right.",
        {"dataset": {"name": "mnist"}, "hidden": _layers(128, 64, activation="relu"),
         "initializer": {"name": "he_normal"}, "precision": "float32",
         "evaluate_every": 200, "evaluate_samples": 10000},
        [_run("Momentum", {"name": "cosine", "initial": 0.05, "T_max": 9000}, 32, momentum=0.9)], 9000,
    ),
    _preset(
        "Digits", "digits-race", "Three ways to read digits",
        "One hidden layer of 32 units. Each of them weighs all 784 pixels, so its weights are a picture.",
        {"dataset": {"name": "mnist", "train_samples": 10000, "test_samples": 2000},
         "hidden": _layers(32, activation="relu"), "precision": "float32"},
        [
            _run("Momentum", 0.05, 128, momentum=0.9),
            _run("Adam", 0.001, 128, name="adam"),
            _run("SGD", 0.05, 128),
        ],
        1400, point=("first-layer",),
    ),
    _preset(
        "Cost and loss", "sentiment", "How does it sound?",
        "Short texts as bags of words. It learns thousands of words by heart; more than 62 % right is hard to get.",
        {"dataset": SENTIMENT, "hidden": _layers(16, activation="relu")},
        [_run("Adam", 0.005, 32, name="adam"), _run("Momentum", 0.05, 32, momentum=0.9)], 800,
    ),
    _preset(
        "Cost and loss", "sentiment-mse", "The same, by squared error",
        "Squared error cares how far an answer is off, not how surprising it is: sure and wrong costs little.",
        {"dataset": SENTIMENT, "hidden": _layers(16, activation="relu"), "loss": {"name": "mse"}},
        [_run("Adam", 0.005, 32, name="adam"), _run("Momentum", 0.05, 32, momentum=0.9)], 800,
    ),
    _preset(
        "Cost and loss", "sentiment-margin", "The same, by margin",
        "Once an answer is right by a margin, the loss is nought and nothing is learned from it any more.",
        {"dataset": SENTIMENT, "hidden": _layers(16, activation="relu"), "loss": {"name": "multi_margin"}},
        [_run("Adam", 0.005, 32, name="adam"), _run("Momentum", 0.05, 32, momentum=0.9)], 800,
    ),
]  # fmt: skip
