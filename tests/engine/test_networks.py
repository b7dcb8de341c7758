"""Networks: gradients, the plan against the textbook, penalties and dropout, equivalences."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.networks import data as data_module
from app.engine.networks.activations import activations
from app.engine.networks.features import DERIVED, NEEDS_Y, featured, offered
from app.engine.networks.losses import losses
from app.engine.networks.passes import CHUNK
from app.engine.problems.network import NetworkProblem, NetworkSettings
from app.engine.runs.traces import trace
from tests.engine.networks import built, by_hand, experiment, layers, points, small

USES = [(loss, task) for loss in losses for task in losses[loss].tasks]


@pytest.fixture(autouse=True)
def _no_overflow() -> Iterator[None]:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


def planned(problem: NetworkProblem, point: np.ndarray, begin: int = 0, end: int | None = None) -> tuple[float, Any]:
    """Cost and gradient as a step computes them."""
    gradient = np.full_like(point, np.nan)
    end = problem.samples if end is None else end
    epoch = problem.epoch(np.arange(problem.samples))
    return epoch.evaluate(point, begin, end, gradient).batch_loss, gradient


def textbook(problem: NetworkProblem, point: np.ndarray, begin: int, end: int) -> tuple[float, np.ndarray]:
    """The same from the passes that keep every sum and value."""
    network, chosen = problem.network, slice(begin, end)
    inputs, targets = problem.data.rows(chosen), problem.targets[:, chosen]
    passed = network.forward(point, inputs)
    gradient = network.gradient(inputs, passed, network.backward(point, passed, targets))
    cost = float(network.loss.losses(passed.values[-1], targets).mean())
    return cost + network.add_penalty(point, gradient), gradient


def somewhere(problem: NetworkProblem, seed: int = 1) -> np.ndarray:
    return 0.5 * np.random.default_rng(seed).normal(size=problem.dimension).astype(problem.network.dtype)


@pytest.mark.parametrize("activation", activations)
@pytest.mark.parametrize(("loss", "task"), USES)
def test_gradient_is_the_slope_along_random_directions(activation: str, loss: str, task: str) -> None:
    problem = built(dataset=points(task), hidden=layers(5, 4, activation=activation), loss=loss, l1=0.01, l2=0.02)
    point, random, h = somewhere(problem), np.random.default_rng(2), 1e-5
    gradients = [planned(problem, point)[1], textbook(problem, point, 0, 24)[1], problem.value_and_gradient(point)[1]]
    for _ in range(3):
        direction = random.normal(size=problem.dimension)
        rise = planned(problem, point + h * direction)[0] - planned(problem, point - h * direction)[0]
        for gradient in gradients:
            assert gradient @ direction == pytest.approx(rise / (2 * h), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("activation", activations)
def test_plan_is_the_textbook_form(activation: str) -> None:
    hidden = layers(6, 3, 5, activation=activation)
    problem = built(dataset=points(), hidden=hidden, loss="cross_entropy", l1=0.01, l2=0.02)
    point = somewhere(problem)
    # Sizes come and go: each has buffers of its own, and leaves nothing behind in them.
    for begin, end in [(0, 24), (3, 10), (5, 6), (0, 24), (17, 24), (5, 6)]:
        cost, gradient = planned(problem, point, begin, end)
        right_cost, right = textbook(problem, point, begin, end)
        assert cost == pytest.approx(right_cost, rel=1e-12)
        np.testing.assert_allclose(gradient, right, rtol=0, atol=1e-12)


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy", "mse", "hinge", "multi_margin"])
def test_deep_and_shallow_plans_are_the_textbook_form(loss: str) -> None:
    for depth in (0, 1, 7):
        problem = built(dataset=points(), hidden=layers(*[4] * depth, activation="selu"), loss=loss)
        point = somewhere(problem)
        cost, gradient = planned(problem, point, 2, 9)
        right_cost, right = textbook(problem, point, 2, 9)
        assert cost == pytest.approx(right_cost, rel=1e-12)
        np.testing.assert_allclose(gradient, right, rtol=0, atol=1e-12)


def test_value_is_the_cost_at_many_points() -> None:
    problem = built(l2=0.1)
    many = np.stack([somewhere(problem, seed) for seed in range(3)], axis=1)
    each = [problem.value_and_gradient(point)[0] for point in many.T]
    np.testing.assert_allclose(problem.value(many), each, rtol=1e-12)
    np.testing.assert_allclose(problem.value(many[:, 0]), each[0], rtol=1e-12)


def test_parameters_are_w_and_b_layer_by_layer() -> None:
    problem = built(dataset=points(), loss="cross_entropy")
    vector = np.random.default_rng(0).normal(size=problem.dimension)
    inputs = problem.data.rows(slice(0, 24))
    passed = problem.network.forward(problem.from_public(vector), inputs)
    for (_, sums), seen in zip(by_hand(problem, vector, inputs), passed.sums, strict=True):
        np.testing.assert_allclose(seen.T, sums, rtol=1e-12)
    np.testing.assert_array_equal(problem.to_public(problem.from_public(vector)), vector)


def test_three_classes_by_hand() -> None:
    """Softmax, its slope, and the way back through one tanh layer, in a few lines."""
    dataset = points(samples=9) | {"targets": [0, 1, 2] * 3}
    start = np.random.default_rng(5).normal(size=3 * 5 + 5 + 5 * 3 + 3)
    setup = small(dataset=dataset, hidden=layers(5), loss="cross_entropy", initial_parameters=start.tolist())
    run = trace(experiment(setup, 1, optimizer="sgd", learning_rate=0.5, batch_size=None), ["parameters", "batch_loss"])
    x, onehot = np.array(dataset["inputs"]), np.eye(3)[dataset["targets"]]
    w1, b1, w2, b2 = np.split(start, [15, 20, 35])
    w1, w2 = w1.reshape(5, 3), w2.reshape(3, 5)
    a = np.tanh(x @ w1.T + b1)
    e = np.exp(a @ w2.T + b2)
    p = e / e.sum(axis=1, keepdims=True)
    delta2 = (p - onehot) / 9
    delta1 = delta2 @ w2 * (1 - a**2)
    gradient = [(delta1.T @ x).ravel(), delta1.sum(axis=0), (delta2.T @ a).ravel(), delta2.sum(axis=0)]
    columns = run.runs[0].columns
    assert columns["batch_loss"][0] == pytest.approx(-np.log(p[onehot == 1]).mean(), rel=1e-12)
    np.testing.assert_array_equal(columns["parameters"][0], start)
    np.testing.assert_allclose(columns["parameters"][1], start - 0.5 * np.concatenate(gradient), rtol=0, atol=1e-13)


def test_no_hidden_layer_is_linear_regression() -> None:
    dataset = points("regression", samples=30)
    x, y = np.column_stack([dataset["inputs"], np.ones(30)]), np.array(dataset["targets"])
    setup = small(dataset=dataset, hidden=[], initial_parameters=[0, 0, 0, 0])
    run = trace(experiment(setup, 400, optimizer="sgd", learning_rate=0.2, batch_size=None), ["parameters"]).runs[0]
    np.testing.assert_allclose(run.columns["parameters"][1], 0.2 * 2 / 30 * x.T @ y, atol=1e-14)
    np.testing.assert_allclose(run.columns["parameters"][-1], np.linalg.lstsq(x, y)[0], atol=1e-9)


def test_no_hidden_layer_is_logistic_regression() -> None:
    dataset = points("binary", samples=30)
    x, y = np.column_stack([dataset["inputs"], np.ones(30)]), np.array(dataset["targets"])
    setup = small(dataset=dataset, hidden=[], initial_parameters=[0.3, -0.2, 0.5, 0.1])
    columns = trace(experiment(setup, 20, optimizer="sgd", learning_rate=0.5, batch_size=None), ["parameters"])
    w = np.array([0.3, -0.2, 0.5, 0.1])
    for row in columns.runs[0].columns["parameters"]:
        np.testing.assert_allclose(row, w, atol=1e-13)
        w = w - 0.5 / 30 * x.T @ (1 / (1 + np.exp(-x @ w)) - y)


def test_two_classes_by_one_unit_or_by_two() -> None:
    """Softmax of (0, z) is the sigmoid of z: with the first unit held at 0 the two costs agree."""
    one, two = (
        built(dataset=points("binary"), hidden=[], loss=loss) for loss in ("binary_cross_entropy", "cross_entropy")
    )
    weights = np.array([0.3, -0.2, 0.5, 0.1])
    both = np.concatenate([np.zeros(3), weights[:3], [0], weights[3:]])
    assert one.value(one.from_public(weights)) == pytest.approx(float(two.value(two.from_public(both))), rel=1e-14)


def test_full_batch_is_the_full_gradient() -> None:
    whole, named = (
        trace(experiment(batch_size=size), ["parameters", "gradient", "batch_gradient", "loss", "batch_loss"]).runs[0]
        for size in (None, 30)
    )
    for name, values in whole.columns.items():
        np.testing.assert_array_equal(values, named.columns[name], err_msg=name)
    np.testing.assert_allclose(whole.columns["gradient"], whole.columns["batch_gradient"], rtol=0, atol=1e-14)
    np.testing.assert_allclose(whole.columns["loss"], whole.columns["batch_loss"], rtol=1e-13)


def test_batches_of_an_epoch_average_to_the_full_gradient() -> None:
    problem = built(dataset=points(), loss="cross_entropy")
    point = somewhere(problem)
    parts = [planned(problem, point, begin, begin + 8)[1] for begin in (0, 8, 16)]
    np.testing.assert_allclose(np.mean(parts, axis=0), problem.value_and_gradient(point)[1], rtol=0, atol=1e-14)


def test_many_samples_are_summed_piece_by_piece() -> None:
    problem = built(dataset={"name": "moons", "samples": 5000, "test_fraction": 0.0}, l2=0.1)
    point = somewhere(problem)
    cost, gradient = planned(problem, point)
    whole, slope = problem.value_and_gradient(point)
    assert problem.samples > CHUNK
    assert cost == pytest.approx(float(whole), rel=1e-12) == pytest.approx(float(problem.value(point)), rel=1e-12)
    np.testing.assert_allclose(slope, gradient, rtol=0, atol=1e-12)
    inputs = problem.data.rows(slice(0, 5000))
    np.testing.assert_allclose(
        problem.network.outputs(point, inputs), problem.network.forward(point, inputs).values[-1], rtol=1e-12
    )


def test_norms_are_those_of_the_layers() -> None:
    columns = trace(experiment(steps=3), ["batch_gradient", "gradient_norm", "gradient_norm.layer"]).runs[0].columns
    gradients = columns["batch_gradient"]
    bounds = np.cumsum([0, 3 * 5, 6 * 4, 5 * 3])
    each = [np.linalg.norm(gradients[:, a:b], axis=1) for a, b in pairwise(bounds)]
    np.testing.assert_allclose(columns["gradient_norm.layer"], np.stack(each, axis=1), rtol=1e-12)
    np.testing.assert_allclose(columns["gradient_norm"], np.linalg.norm(gradients, axis=1), rtol=1e-12)


def test_penalties_are_on_weights_alone() -> None:
    plain, penalised = built(), built(l1=0.3, l2=0.2)
    vector = np.random.default_rng(0).normal(size=plain.dimension)
    point = plain.from_public(vector)
    is_weight = np.concatenate([np.repeat([True, False], [2 * 5, 5]), np.repeat([True, False], [5 * 4, 4]),
                                np.repeat([True, False], [4 * 3, 3])])  # fmt: skip
    (cost, slope), (more, steeper) = (problem.value_and_gradient(point) for problem in (plain, penalised))
    weights = vector[is_weight]
    assert more - cost == pytest.approx(0.1 * (weights**2).sum() + 0.3 * np.abs(weights).sum(), rel=1e-12)
    pull = np.where(is_weight, 0.2 * vector + 0.3 * np.sign(vector), 0.0)
    np.testing.assert_allclose(plain.to_public(steeper - slope), pull, rtol=0, atol=1e-14)
    # The loss of a measurement has the penalty, that of the test samples has none.
    without, with_it = plain.measure(point), penalised.measure(point)
    assert with_it["loss"] - without["loss"] == pytest.approx(float(more - cost), rel=1e-12)
    assert with_it["test_loss"] == without["test_loss"]


def masks(seed: int = 0, batch_size: int = 1, share: float = 0.4) -> np.ndarray:
    """Factors of the units of one layer at each step.

    All units are 1 and the error is always positive, so that the slope by an output weight is the unit's mask.
    """
    units = 500
    start = [0.0] * units + [1.0] * units + [0.0] * units + [1e3]
    setup = small(
        dataset=points("regression", features=1), hidden=layers(units, activation="identity"), loss="mae",
        dropout=share, initial_parameters=start,
    )  # fmt: skip
    run = experiment(setup, 30, seed, optimizer="sgd", learning_rate=1e-9, batch_size=batch_size)
    return trace(run, ["batch_gradient"]).runs[0].columns["batch_gradient"][:, 2 * units : 3 * units]


def test_dropout_keeps_the_mean() -> None:
    seen = masks()
    np.testing.assert_allclose(np.unique(seen.round(6)), [0, round(1 / 0.6, 6)])
    assert seen.mean() == pytest.approx(1, abs=5 * np.sqrt(0.4 / 0.6 / seen.size))


def test_dropout_is_drawn_anew_for_each_step_sample_and_seed() -> None:
    one = masks()
    assert all(not np.array_equal(a, b) for index, a in enumerate(one) for b in one[:index])
    # With the full batch too, whose epochs are one step long.
    full = masks(batch_size=24)
    assert all(not np.array_equal(a, b) for a, b in pairwise(full))
    assert not np.array_equal(one, masks(seed=1))
    np.testing.assert_array_equal(one, masks())
    # Samples of a batch are dropped apart: with two of them half of the units are kept once.
    np.testing.assert_allclose(np.unique(masks(batch_size=2).round(9)), [0, 0.5 / 0.6, 1 / 0.6])


def test_dropout_is_off_where_nothing_is_learned() -> None:
    plain, dropping = built(), built(dropout=0.5)
    point = somewhere(plain)
    assert dropping.measure(point) == plain.measure(point)
    for a, b in zip(dropping.value_and_gradient(point), plain.value_and_gradient(point), strict=True):
        np.testing.assert_array_equal(a, b)
    columns = ["loss", "batch_loss", "parameters"]
    dropped, whole = (trace(experiment(small(dropout=p), 3), columns).runs[0].columns for p in (0.5, 0))
    assert dropped["loss"][0] == whole["loss"][0]
    assert dropped["batch_loss"][0] != whole["batch_loss"][0]


def test_gradient_with_dropout_is_the_slope_of_what_is_left() -> None:
    problem = built(dataset=points(), dropout=0.4, hidden=layers(5, 4, activation="gelu"), loss="cross_entropy")
    point, direction, h = somewhere(problem), np.random.default_rng(2).normal(size=problem.dimension), 1e-5
    # The masks depend on epoch and place alone, so that the same batch elsewhere has the same ones.
    rise = planned(problem, point + h * direction)[0] - planned(problem, point - h * direction)[0]
    assert planned(problem, point)[1] @ direction == pytest.approx(rise / (2 * h), rel=1e-6)


def test_without_a_hidden_layer_there_is_nothing_to_drop() -> None:
    dropped, whole = (trace(experiment(small(hidden=[], dropout=p))).runs[0].columns for p in (0.5, 0))
    np.testing.assert_array_equal(dropped["batch_loss"], whole["batch_loss"])


def test_permuted_inputs_train_alike() -> None:
    dataset, order = points(features=6), np.random.default_rng(4).permutation(6)
    setup = small(dataset=dataset, loss="cross_entropy")
    start = np.random.default_rng(5).normal(size=built(**setup).dimension)
    weights = start[:30].reshape(5, 6)
    other = dataset | {"inputs": np.array(dataset["inputs"])[:, order].tolist()}
    permuted = np.concatenate([weights[:, order].ravel(), start[30:]])
    left, right = (
        trace(experiment({**setup, "dataset": d, "initial_parameters": s.tolist()}), ["loss", "parameters"]).runs[0]
        for d, s in ((dataset, start), (other, permuted))
    )
    np.testing.assert_allclose(left.columns["loss"], right.columns["loss"], rtol=1e-10)
    end, same = (run.columns["parameters"][-1] for run in (left, right))
    np.testing.assert_allclose(end[:30].reshape(5, 6)[:, order], same[:30].reshape(5, 6), rtol=0, atol=1e-10)


def test_zeros_stay_zeros() -> None:
    run = trace(experiment(small(initializer="zeros")), ["parameters"]).runs[0]
    matrices = [built().layout.matrices(built().from_public(row)) for row in run.columns["parameters"]]
    for first, second, last in matrices:
        assert not first.any()
        assert not second.any()
        assert not last[:, :-1].any()
    assert matrices[-1][2].any(), "the biases of the outputs do learn"


def test_equal_units_stay_equal() -> None:
    start = [0.3] * built().dimension
    run = trace(experiment(small(initial_parameters=start)), ["parameters"]).runs[0]
    first, second, _ = built().layout.matrices(built().from_public(run.columns["parameters"][-1]))
    for matrix in (first, second):
        np.testing.assert_allclose(matrix, np.broadcast_to(matrix[:1], matrix.shape), rtol=0, atol=1e-12)
    assert not np.allclose(first, 0.3)


def test_single_precision_is_close_to_double() -> None:
    columns = ["loss", "parameters", "accuracy"]
    setups = [small(precision=precision, l1=1e-3, l2=1e-3) for precision in ("float32", "float64")]
    single, double = (trace(experiment(setup), columns).runs[0].columns for setup in setups)
    assert built(precision="float32").start().dtype == np.float32
    np.testing.assert_array_equal(single["parameters"], single["parameters"].astype(np.float32))
    np.testing.assert_allclose(single["parameters"], double["parameters"], rtol=0, atol=2e-5)
    np.testing.assert_allclose(single["loss"], double["loss"], rtol=1e-5)
    assert not np.array_equal(single["loss"], double["loss"])


@pytest.mark.parametrize("activation", activations)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_extreme_inputs_have_a_cost_and_a_gradient(activation: str, precision: str) -> None:
    dataset = points() | {"inputs": (1e6 * np.random.default_rng(0).choice([-1.0, 1.0], (24, 3))).tolist()}
    hidden = layers(5, 4, activation=activation)
    problem = built(dataset=dataset, hidden=hidden, loss="cross_entropy", scaling="none", precision=precision)
    cost, gradient = planned(problem, problem.start())
    assert np.isfinite(cost)
    assert np.isfinite(gradient).all()
    assert np.isfinite(list(problem.measure(problem.start()).values())).all()


def test_scaling_goes_by_the_training_samples() -> None:
    dataset = points(samples=40, test_fraction=0.5)
    dataset["inputs"] = [[1000 * row[0], row[1], 7.0] for row in dataset["inputs"]]
    raw = np.array(built(dataset=dataset, scaling="none").data.rows(slice(0, 40)))
    standard = built(dataset=dataset, scaling="standard").data
    train = standard.rows(slice(0, 20))
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(train.std(axis=0), [1, 1, 0], atol=1e-12)
    expected = (raw[20:] - raw[:20].mean(axis=0)) / [*raw[:20, :2].std(axis=0), 1.0]
    np.testing.assert_allclose(standard.rows(slice(20, 40)), expected, atol=1e-12)
    unit = built(dataset=dataset, scaling="unit").data
    np.testing.assert_allclose(unit.rows(slice(0, 40)), raw / np.abs(raw[:20]).max(), rtol=1e-14)
    np.testing.assert_allclose(standard.inputs(raw), standard.rows(slice(0, 40)), atol=1e-14)


def test_derived_features() -> None:
    raw = np.array([[0.5, -0.25], [0.1, 0.2]])
    names = offered(("x", "y"))
    assert set(names) == {"x", "y", *DERIVED}
    assert set(offered(("x",))) == {"x", *DERIVED} - set(NEEDS_Y)
    assert offered(("mass", "height")) == ("mass", "height")
    x, y = raw.T
    expected = {"x^2": x * x, "y^2": y * y, "x*y": x * y, "sin(x)": np.sin(np.pi * x), "sin(y)": np.sin(np.pi * y),
                "x^3": x * x * x, "x": x, "y": y}  # fmt: skip
    for name in names:
        np.testing.assert_allclose(featured(raw, ("x", "y"), [name])[:, 0], expected[name], err_msg=name)
    problem = built(inputs=["x*y", "x"])
    assert problem.layout.sizes == (2, 5, 4, 3)
    np.testing.assert_allclose(problem.data.inputs(raw), problem.data.scaled(np.stack([x * y, x], axis=1)))


def test_data_too_large_to_convert_give_the_same_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    mnist = {"name": "mnist", "train_samples": 100, "test_samples": 100}
    setups = [small(dataset=mnist, hidden=layers(4)), small(), small(scaling="standard", precision="float32")]
    for setup in setups:
        whole = trace(experiment(setup, 15)).runs[0].columns
        monkeypatch.setattr(data_module, "MOST_BYTES", 0)
        pieces = trace(experiment(setup, 15)).runs[0].columns
        monkeypatch.undo()
        for name, values in whole.items():
            # Single precision rounds in another order there.
            np.testing.assert_allclose(values, pieces[name], rtol=1e-5, atol=1e-6, err_msg=name)


def test_pixels_are_divided_by_255() -> None:
    problem = built(dataset={"name": "mnist", "train_samples": 100, "test_samples": 100}, hidden=layers(4))
    pixels = problem.data.samples.inputs[:5]
    assert pixels.max() > 200
    np.testing.assert_allclose(problem.data.rows(slice(0, 5)), pixels / 255, rtol=1e-6)
    np.testing.assert_allclose(problem.data.inputs(pixels), pixels / 255, rtol=1e-6)


def test_samples_come_in_order_or_shuffled_every_epoch() -> None:
    dataset = points("regression", samples=12)
    start = [0.0] * 4
    still = {"learning_rate": 1e-12, "batch_size": 1, "optimizer": "sgd"}
    ordered, mixed = (
        trace(
            experiment(small(dataset=dataset, hidden=[], shuffle=shuffle, initial_parameters=start), 35, **still)
        ).runs[0].columns["batch_loss"].reshape(3, 12)
        for shuffle in (False, True)
    )  # fmt: skip
    squares = np.square(dataset["targets"])
    for row in ordered:
        np.testing.assert_allclose(row, squares, rtol=1e-6)
    for row in mixed:
        np.testing.assert_allclose(np.sort(row), np.sort(squares), rtol=1e-6)
    assert not np.allclose(mixed[0], mixed[1])


def test_measurements_look_at_so_many_samples() -> None:
    problem = built(evaluate_samples=10)
    point = somewhere(problem)
    chosen = np.linspace(0, 29, 10).astype(int)
    outputs = problem.network.outputs(point, problem.data.rows(chosen))
    assert problem.measure(point)["loss"] == pytest.approx(
        problem.network.loss.losses(outputs, problem.targets[:, chosen]).mean(), rel=1e-13
    )


def test_suited_settings_are_filled_in() -> None:
    spiral = NetworkSettings.model_validate({"dataset": "spiral"})
    assert (spiral.loss.name, spiral.scaling, spiral.precision) == ("binary_cross_entropy", "standard", "float64")
    assert spiral.sizes == (2, 8, 8, 1)
    mnist = NetworkSettings.model_validate({"dataset": {"name": "mnist"}})
    assert (mnist.loss.name, mnist.scaling, mnist.precision) == ("cross_entropy", "unit", "float32")
    assert mnist.sizes == (784, 128, 64, 10)
    assert mnist.hidden[0].activation.name == "relu"
    line = NetworkSettings.model_validate({"dataset": "line"})
    assert (line.loss.name, line.sizes[-1]) == ("mse", 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"loss": "cross_entropy", "dataset": "line"}, "expected a loss for regression, one of mse, mae, huber"),
        ({"hidden": layers(1024, 1024, 1024)}, r"at most 2,000,000 parameters \(these layers have 2,1"),
        ({"inputs": ["x", "z"]}, "expected one of x, y"),
        ({"inputs": ["x"], "dataset": "mnist"}, "cannot be picked"),
        ({"initial_parameters": [1, 2]}, r"expected 54 numbers, one a parameter \(these are 2\)"),
        ({"hidden": layers(0)}, "greater than or equal to 1"),
        ({"hidden": layers(10**6)}, "less than or equal to 1024"),
        ({"hidden": layers(*[2] * 13)}, "at most 12 items"),
        ({"dropout": 1.0}, "less than or equal to 0.9"),
    ],
)
def test_what_does_not_fit_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match="(?s)" + message.replace("|", r"\|")):
        NetworkSettings.model_validate(small(**fields))
