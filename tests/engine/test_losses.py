"""Every loss against golden values, and what all of them promise."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.networks.losses import Activated, Loss, Weighted, losses
from app.engine.networks.losses.output_activations import OUTPUT_ACTIVATIONS, OutputActivation

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "pointwise.json").read_text("utf-8"))["losses"]
CLASSES = {"regression": None, "binary": 2, "classes": 4}
# Every loss in each of its uses, and with other settings than its own.
USES = [(cls(), task) for cls in losses.values() for task in cls.tasks]
USES += [
    (losses["huber"](delta=0.3), "regression"),
    (losses["cross_entropy"](label_smoothing=0.2), "classes"),
    (losses["multi_margin"](margin=0.5), "classes"),
    (Activated.of(losses["mse"](reduction="half_sum"), "softmax"), "classes"),
    (Activated.of(losses["huber"](delta=0.3), "softmax"), "binary"),
    (Activated.of(losses["mse"](), "sigmoid"), "binary"),
]

every_use = pytest.mark.parametrize(("loss", "task"), USES, ids=lambda part: str(getattr(part, "name", part)))
every_class_use = pytest.mark.parametrize(
    ("loss", "task"),
    [use for use in USES if use[1] != "regression"],
    ids=lambda part: str(getattr(part, "name", part)),
)
both = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.fixture(autouse=True)
def no_overflow() -> Any:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


def drawn(loss: Loss, task: str, samples: int = 9, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, targets and outputs of a task."""
    random = np.random.default_rng(seed)
    classes = CLASSES[task]
    labels = random.normal(size=samples) if classes is None else random.integers(classes, size=samples)
    outputs = loss.outputs(classes)
    return labels, loss.targets(labels, outputs), 2 * random.normal(size=(outputs, samples))


def evaluated(loss: Loss, o: np.ndarray, t: np.ndarray) -> tuple[float, np.ndarray]:
    delta = np.full_like(o, np.nan)
    return loss.value_and_delta(o, t, delta, np.full_like(o, np.nan)), delta


def right_outputs(t: np.ndarray) -> np.ndarray:
    """Outputs that say the targets with great confidence."""
    return 100 * (2 * (t > 0) - 1.0)


@every_use
def test_value_is_the_mean_of_the_losses(loss: Loss, task: str) -> None:
    _, t, o = drawn(loss, task)
    each = loss.losses(o, t)
    value, delta = evaluated(loss, o, t)
    assert each.shape == (o.shape[1],)
    assert type(value) is float
    assert value == pytest.approx(each.mean(), rel=1e-14)
    assert (each >= 0).all()
    # A sample's loss is its own: alone it is the same.
    assert evaluated(loss, o[:, :1].copy(), t[:, :1].copy())[0] == pytest.approx(each[0], rel=1e-14)
    assert delta.shape == o.shape


@every_use
def test_delta_is_the_slope_of_the_value(loss: Loss, task: str) -> None:
    _, t, o = drawn(loss, task)
    _, delta = evaluated(loss, o, t)
    random = np.random.default_rng(3)
    h = 6e-6
    for _ in range(8):
        direction = random.normal(size=o.shape)
        rise = evaluated(loss, o + h * direction, t)[0] - evaluated(loss, o - h * direction, t)[0]
        assert np.vdot(delta, direction) == pytest.approx(rise / (2 * h), rel=1e-8, abs=1e-9)


@every_use
def test_curved_is_the_slope_of_delta(loss: Loss, task: str) -> None:
    _, t, o = drawn(loss, task)
    random = np.random.default_rng(4)
    h = 6e-6
    for _ in range(8):
        along = random.normal(size=o.shape)
        turned = evaluated(loss, o + h * along, t)[1] - evaluated(loss, o - h * along, t)[1]
        np.testing.assert_allclose(loss.curved(o, t, along), turned / (2 * h), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("activation", OUTPUT_ACTIVATIONS)
@pytest.mark.parametrize(
    "loss", [cls() for cls in losses.values() if "regression" in cls.tasks], ids=lambda loss: loss.key()
)
def test_curved_behind_an_output_activation(loss: Loss, activation: OutputActivation) -> None:
    behind = Activated.of(loss, activation)
    test_curved_is_the_slope_of_delta(behind, "regression")


def test_curved_of_weighted_classes_is_the_slope_of_delta() -> None:
    loss = Weighted.of(losses["cross_entropy"](), [1.0, 4.0, 0.5, 2.0])
    random = np.random.default_rng(5)
    o, along = random.normal(size=(2, 4, 6))
    t = loss.targets(np.array([0, 1, 2, 3, 1, 0]), 4)
    h = 6e-6

    def delta(at: np.ndarray) -> np.ndarray:
        found = np.empty_like(at)
        loss.value_and_delta(at, t, found, np.empty_like(at))
        return found * at.shape[1]

    turned = (delta(o + h * along) - delta(o - h * along)) / (2 * h)
    curved = loss.curved(o, t, along)
    scale = (turned * curved).sum() / (curved * curved).sum()
    np.testing.assert_allclose(curved * scale, turned, rtol=1e-6, atol=1e-8)
    assert scale in (pytest.approx(1), pytest.approx(6))


@every_use
@both
def test_inputs_stay_and_types_are_kept(loss: Loss, task: str, dtype: type) -> None:
    _, t, o = (array.astype(dtype) for array in drawn(loss, task))
    before = o.copy(), t.copy()
    value, delta = evaluated(loss, o, t)
    each, curved = loss.losses(o, t), loss.curved(o, t, o)
    probabilities = loss.probabilities(o)
    np.testing.assert_array_equal(o, before[0])
    np.testing.assert_array_equal(t, before[1])
    assert delta.dtype == each.dtype == curved.dtype == dtype
    assert probabilities is None or probabilities.dtype == dtype
    exact = evaluated(loss, o.astype(float), t.astype(float))
    assert value == pytest.approx(exact[0], rel=1e-5)
    np.testing.assert_allclose(delta, exact[1], rtol=1e-5, atol=1e-6)


@every_use
@both
@pytest.mark.parametrize("size", [1e4, -1e4, 90.0, -90.0, 0.0])
def test_extreme_outputs_stay_finite(loss: Loss, task: str, dtype: type, size: float) -> None:
    _, t, o = (array.astype(dtype) for array in drawn(loss, task))
    for outputs in (np.full_like(o, size), size * np.sign(o), (size * right_outputs(t) / 100).astype(dtype)):
        value, delta = evaluated(loss, outputs, t)
        each = loss.losses(outputs, t)
        assert np.isfinite(value)
        assert np.isfinite(delta).all()
        assert np.isfinite(loss.curved(outputs, t, np.ones_like(outputs))).all()
        assert value == pytest.approx(float(each.mean()), rel=1e-5, abs=1e-6)
        assert value >= 0
        probabilities = loss.probabilities(outputs)
        if probabilities is not None:
            assert (probabilities >= 0).all()
            np.testing.assert_allclose(probabilities.sum(axis=0), 1, rtol=1e-6)


@every_class_use
def test_confident_right_answers_are_right_and_cheaper_than_wrong_ones(loss: Loss, task: str) -> None:
    labels, t, _ = drawn(loss, task)
    o = right_outputs(t)
    np.testing.assert_array_equal(loss.predictions(o), labels)
    assert loss.predictions(o).dtype == np.int64
    best = t if "regression" in getattr(loss, "tasks", ()) else o
    assert evaluated(loss, best, t)[0] < evaluated(loss, -best, t)[0]
    if getattr(loss, "label_smoothing", 0) == 0:
        assert (loss.losses(best, t) < 1e-40).all()
        np.testing.assert_allclose(evaluated(loss, best, t)[1], 0, atol=1e-40)
    probabilities = loss.probabilities(o)
    if probabilities is not None:
        assert probabilities.shape == (CLASSES[task], o.shape[1])
        np.testing.assert_array_equal(probabilities.argmax(axis=0), labels)


@every_class_use
def test_probabilities_say_what_the_prediction_says(loss: Loss, task: str) -> None:
    _, _, o = drawn(loss, task, samples=40)
    probabilities = loss.probabilities(o)
    if probabilities is not None:
        np.testing.assert_array_equal(probabilities.argmax(axis=0), loss.predictions(o))


@pytest.mark.parametrize("cls", losses.values(), ids=list(losses))
def test_uses_and_documentation(cls: type[Loss]) -> None:
    loss = cls()
    assert loss.title and loss.latex and loss.reference
    assert "Source: " in (loss.__doc__ or "")
    assert loss.outputs(2) in (1, 2)
    assert loss.outputs(5) == 5
    if "regression" in loss.tasks:
        assert loss.outputs(None) == 1
        np.testing.assert_array_equal(loss.targets(np.array([0.5, -2.0]), 1), [[0.5, -2.0]])
    else:
        with pytest.raises(TypeError, match=loss.key()):
            loss.outputs(None)


@pytest.mark.parametrize(
    ("name", "two", "three"),
    [
        ("mse", [[-1, 1]], [[1, 0], [0, 1], [0, 0]]),
        ("mae", [[-1, 1]], [[1, 0], [0, 1], [0, 0]]),
        ("huber", [[-1, 1]], [[1, 0], [0, 1], [0, 0]]),
        ("binary_cross_entropy", [[0, 1]], [[1, 0], [0, 1], [0, 0]]),
        ("cross_entropy", [[1, 0], [0, 1]], [[1, 0], [0, 1], [0, 0]]),
        ("hinge", [[-1, 1]], [[1, -1], [-1, 1], [-1, -1]]),
        ("squared_hinge", [[-1, 1]], [[1, -1], [-1, 1], [-1, -1]]),
        ("multi_margin", [[1, 0], [0, 1]], [[1, 0], [0, 1], [0, 0]]),
    ],
)
def test_targets(name: str, two: list[list[int]], three: list[list[int]]) -> None:
    loss, labels = losses[name](), np.array([0, 1])
    for classes, expected in [(2, two), (3, three)]:
        targets = loss.targets(labels, loss.outputs(classes))
        np.testing.assert_array_equal(targets, expected)
        assert targets.dtype == np.float64


def test_labels_of_hinge_losses_may_be_signs() -> None:
    for name in ("hinge", "squared_hinge"):
        np.testing.assert_array_equal(losses[name]().targets(np.array([-1, 1, -1]), 1), [[-1, 1, -1]])


def compare(loss: Loss, o: np.ndarray, t: np.ndarray, value: float, delta: Any, rtol: float = 1e-13) -> None:
    got, slope = evaluated(loss, o, t)
    np.testing.assert_allclose(got, value, rtol=rtol, atol=1e-16)
    np.testing.assert_allclose(loss.losses(o, t)[0], value, rtol=rtol, atol=1e-16)
    np.testing.assert_allclose(slope.ravel(), np.ravel(delta), rtol=rtol, atol=2e-16)


@pytest.mark.parametrize("row", GOLDEN["bce_logits"], ids=lambda row: f"{row['z']:g}, {row['y']:g}")
def test_golden_binary_cross_entropy(row: dict[str, float]) -> None:
    o, t = np.array([[row["z"]]]), np.array([[row["y"]]])
    compare(losses["binary_cross_entropy"](), o, t, row["loss"], row["dz"])


@pytest.mark.parametrize("row", GOLDEN["softmax_ce"], ids=lambda row: str(row["z"]))
def test_golden_cross_entropy(row: dict[str, Any]) -> None:
    loss = losses["cross_entropy"](label_smoothing=row["label_smoothing"])
    o = np.array(row["z"])[:, None]
    t = loss.targets(np.array([row["y"]]), len(o))
    compare(loss, o, t, row["loss"], row["dz"])
    np.testing.assert_allclose(loss.probabilities(o)[:, 0], row["softmax"], rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize("row", GOLDEN["regression"], ids=lambda row: f"{row['residual']:g}")
@pytest.mark.parametrize("key", ["mse", "mae", "huber_0.5", "huber_1"])
def test_golden_residuals(row: dict[str, Any], key: str) -> None:
    name, _, delta = key.partition("_")
    loss = losses[name](**({"delta": float(delta)} if delta else {}))
    compare(loss, np.array([[row["residual"]]]), np.zeros((1, 1)), row[key]["loss"], row[key]["d"])


@pytest.mark.parametrize("row", GOLDEN["margin"], ids=lambda row: f"{row['o']:g}, {row['y']:g}")
@pytest.mark.parametrize("name", ["hinge", "squared_hinge"])
def test_golden_margins(row: dict[str, Any], name: str) -> None:
    o, t = np.array([[row["o"]]]), np.array([[float(row["y"])]])
    compare(losses[name](), o, t, row[name]["loss"], row[name]["d"])


def test_multi_margin_by_hand() -> None:
    o, t = np.array([[0.5], [1.0], [0.25], [-3.0]]), np.array([[0.0], [1.0], [0.0], [0.0]])
    compare(losses["multi_margin"](), o, t, (0.5 + 0.25) / 4, [0.25, -0.5, 0.25, 0])
    compare(losses["multi_margin"](margin=0.6), o, t, 0.1 / 4, [0.25, -0.25, 0, 0])


@pytest.mark.parametrize(
    ("name", "o", "t", "delta"),
    [
        ("mae", 2.0, 2.0, 0),
        ("hinge", 1.0, 1.0, 0),
        ("hinge", -1.0, -1.0, 0),
        ("squared_hinge", 1.0, 1.0, 0),
        ("huber", 1.0, 0.0, 1),
    ],
)
def test_slopes_at_corners(name: str, o: float, t: float, delta: float) -> None:
    assert evaluated(losses[name](), np.array([[o]]), np.array([[t]]))[1][0, 0] == delta


def test_multi_margin_at_its_corner() -> None:
    o, t = np.array([[1.0], [0.0]]), np.array([[1.0], [0.0]])
    np.testing.assert_array_equal(evaluated(losses["multi_margin"](), o, t)[1], 0)


def test_means_are_over_all_elements_but_for_cross_entropy() -> None:
    o, t = np.zeros((3, 2)), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    expected = {
        "mse": 1 / 3,
        "mae": 1 / 3,
        "huber": 1 / 6,
        "binary_cross_entropy": np.log(2),
        "cross_entropy": np.log(3),
    }
    for name, value in expected.items():
        assert evaluated(losses[name](), o, t)[0] == pytest.approx(value, rel=1e-15)
    assert evaluated(losses["multi_margin"](), o, t)[0] == pytest.approx(2 / 3)


def test_probabilities_survive_where_sigmoids_vanish() -> None:
    o = np.array([[-900.0], [-900.0 + np.log(3)], [-2000.0]])
    np.testing.assert_allclose(losses["binary_cross_entropy"]().probabilities(o)[:, 0], [0.25, 0.75, 0], rtol=1e-12)
