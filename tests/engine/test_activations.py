"""Every activation against golden values, and what all of them promise."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.networks.activations import Activation, activations
from app.engine.networks.activations.normal_distribution import cumulative

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "pointwise.json").read_text("utf-8"))["activations"]
# How the reference spells ours; it also has functions that are no activation here.
NAMES = {"leaky_relu_001": "leaky_relu", "hard_sigmoid_6": "hard_sigmoid"}
ROWS = {NAMES.get(key, key): np.array(rows) for key, rows in GOLDEN.items() if NAMES.get(key, key) in activations}
CORNERS = np.array([-3.0, -1.0, 0.0, 1.0, 3.0, 6.0])

every = pytest.mark.parametrize("activation", [cls() for cls in activations.values()], ids=list(activations))
both = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.fixture(autouse=True)
def no_overflow() -> Any:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


def values(activation: Activation, z: np.ndarray) -> np.ndarray:
    a = np.full_like(z, np.nan)
    activation.value(z, a)
    return a


def slopes(activation: Activation, z: np.ndarray) -> np.ndarray:
    """φ' by way of `times_slope`, on sums that are gone unless they are kept."""
    delta = np.ones_like(z)
    sums = z if activation.keeps_sums else np.full_like(z, np.nan)
    activation.times_slope(sums, values(activation, z), delta, np.full_like(z, np.nan))
    return delta


def points() -> np.ndarray:
    """Points of all sizes, none near a corner."""
    z = np.concatenate([np.linspace(-12, 12, 801), np.geomspace(20, 1e4, 30), -np.geomspace(20, 1e4, 30)])
    return z[np.abs(z[:, None] - CORNERS).min(axis=1) > 1e-3]


def test_every_activation_has_golden_values() -> None:
    assert set(ROWS) == set(activations)


@every
def test_golden_values(activation: Activation) -> None:
    z, value, slope, curvature = ROWS[activation.key()].T.copy()
    for got, expected in [
        (values(activation, z), value),
        (activation.slope(z), slope),
        (activation.curvature(z), curvature),
    ]:
        np.testing.assert_allclose(got, expected, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(slopes(activation, z), slope, rtol=1e-13, atol=4e-15)


@every
def test_golden_values_keep_their_digits_in_the_tails(activation: Activation) -> None:
    z, value, slope, _ = ROWS[activation.key()].T.copy()
    np.testing.assert_allclose(values(activation, z), value, rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(activation.slope(z), slope, rtol=1e-13, atol=1e-300)


@every
def test_derivatives_are_those_of_the_value(activation: Activation) -> None:
    z = points()
    h = 6e-6 * np.maximum(1, np.abs(z))
    for function, derivative in [
        (lambda at: values(activation, at), activation.slope),
        (activation.slope, activation.curvature),
    ]:
        numeric = (function(z + h) - function(z - h)) / ((z + h) - (z - h))
        np.testing.assert_allclose(derivative(z), numeric, rtol=1e-7, atol=3e-9)


@every
@both
def test_times_slope_is_a_product_with_the_slope(activation: Activation, dtype: type) -> None:
    eps = np.finfo(dtype).eps
    for z in (points(), CORNERS, np.array([1e-20, -1e-20, 5e-38, -5e-38])):
        z = z.astype(dtype)
        np.testing.assert_allclose(slopes(activation, z), activation.slope(z), rtol=16 * eps, atol=16 * eps)
        delta = np.random.default_rng(0).normal(size=z.shape).astype(dtype)
        expected = delta * slopes(activation, z)
        activation.times_slope(z, values(activation, z), delta, np.empty_like(z))
        np.testing.assert_allclose(delta, expected, rtol=16 * eps, atol=16 * eps)


@every
def test_at_a_corner_the_slope_is_that_of_one_side(activation: Activation) -> None:
    outside = activation.slope(np.array([-1e-12, 1e-12]))
    at, sides = activation.slope(np.zeros(1))[0], [float(number) for number in outside]
    assert any(math.isclose(at, side, abs_tol=1e-11) for side in sides)
    assert min(sides) - 1e-11 <= at <= max(sides) + 1e-11


@pytest.mark.parametrize(
    ("name", "z", "slope"),
    [
        ("relu", 0, 0),
        ("leaky_relu", 0, 0.01),
        ("relu6", 0, 0),
        ("relu6", 6, 0),
        ("elu", 0, 1),
        ("selu", 0, 1.7580993408473766),
        ("hardtanh", 1, 0),
        ("hardtanh", -1, 0),
        ("hard_sigmoid", 3, 0),
        ("hard_sigmoid", -3, 0),
        ("softsign", 0, 1),
    ],
)
def test_slopes_at_corners_are_those_of_pytorch(name: str, z: float, slope: float) -> None:
    activation = activations[name]()
    at = np.array([z], float)
    assert activation.slope(at)[0] == pytest.approx(slope, abs=1e-15)
    assert slopes(activation, at)[0] == pytest.approx(slope, abs=1e-15)
    assert activation.curvature(at)[0] == 0


@every
@both
@pytest.mark.parametrize("shape", [(7,), (3, 5), (2, 3, 4)])
def test_works_in_place_and_leaves_the_rest_alone(activation: Activation, dtype: type, shape: tuple[int, ...]) -> None:
    z = (3 * np.random.default_rng(1).normal(size=shape)).astype(dtype)
    before = z.copy()
    a = values(activation, z)
    kept = a.copy()
    delta, scratch = np.ones_like(z), np.empty_like(z)
    activation.times_slope(z, a, delta, scratch)
    slope, curvature = activation.slope(z), activation.curvature(z)
    np.testing.assert_array_equal(z, before)
    np.testing.assert_array_equal(a, kept)
    assert {array.dtype for array in (a, delta, slope, curvature)} == {np.dtype(dtype)}
    assert {array.shape for array in (a, delta, slope, curvature)} == {shape}
    assert not np.shares_memory(slope, z)
    activation.value(z, z)
    np.testing.assert_array_equal(z, a)


@every
@both
def test_slices_of_larger_arrays_do(activation: Activation, dtype: type) -> None:
    whole = np.random.default_rng(2).normal(size=(6, 8)).astype(dtype)
    z, out = whole[1:5, ::2], np.full((5, 4), 7, dtype)
    activation.value(z, out[:-1])
    np.testing.assert_array_equal(out[:-1], values(activation, z.copy()))
    assert (out[-1] == 7).all()


@every
@both
def test_extremes_stay_finite(activation: Activation, dtype: type) -> None:
    largest = float(np.finfo(dtype).max) / 2
    sizes = np.array([0, 1e-30, 1, 15, 40, 88, 89, 709, 1e4, 1e18, largest])
    z = np.concatenate([sizes, -sizes]).astype(dtype)
    a = values(activation, z)
    for result in (a, slopes(activation, z), activation.slope(z), activation.curvature(z)):
        assert np.isfinite(result).all()
    # All are nearly flat or nearly a straight line far out, with a slope that the network can live with.
    assert np.abs(slopes(activation, z)).max() < 2


@every
def test_single_precision_agrees_with_double(activation: Activation) -> None:
    z = points().astype(np.float32)
    np.testing.assert_allclose(values(activation, z), values(activation, z.astype(float)), rtol=2e-5, atol=1e-6)
    np.testing.assert_allclose(activation.slope(z), activation.slope(z.astype(float)), rtol=2e-5, atol=2e-6)


def test_normal_probabilities() -> None:
    z = np.linspace(-37, 9, 5001)
    expected = [0.5 * math.erfc(-number / math.sqrt(2)) for number in z]
    np.testing.assert_allclose(cumulative(z), expected, rtol=1e-12, atol=0)
    np.testing.assert_allclose(cumulative(z[z > -6]), np.array(expected)[z > -6], rtol=1e-14, atol=3e-16)


@pytest.mark.parametrize("slope", [0.0, 0.2, 1.0])
def test_leaky_relu_takes_its_slope(slope: float) -> None:
    activation = activations["leaky_relu"](negative_slope=slope)
    z = np.array([-2.0, 0.0, 3.0])
    np.testing.assert_array_equal(values(activation, z), [-2 * slope, 0, 3])
    np.testing.assert_array_equal(slopes(activation, z), [slope, slope, 1])


@every
def test_is_documented(activation: Activation) -> None:
    assert activation.title and activation.latex and activation.reference
    assert "Source: " in (activation.__doc__ or "")
    assert activation.gain > 0
