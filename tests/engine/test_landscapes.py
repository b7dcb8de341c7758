"""Contract of every landscape: golden values, literature values, derivatives, minima, display."""

import json
import math
from dataclasses import replace
from pathlib import Path

import mpmath
import numpy as np
import pytest

from app.engine.algebra.functions import Functions
from app.engine.algebra.operations import sincroot2
from app.engine.landscapes import Landscape, from_formula, landscapes
from app.engine.landscapes.base import landscapes as registry
from app.engine.registry import Registry

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "landscapes.json").read_text("utf-8"))["landscapes"]
everywhere = pytest.mark.parametrize("landscape", [pytest.param(entry, id=entry.name) for entry in landscapes.values()])


def golden_points(landscape: Landscape):
    """Coordinates (d, N), values (N), gradients (d, N) and Hessians (d, d, N) of the reference."""
    points, values, gradients, hessians = zip(*GOLDEN[landscape.name]["points"], strict=True)
    return np.array(points).T, np.array(values), np.array(gradients).T, np.moveaxis(np.array(hessians), 0, -1)


def window_points(landscape: Landscape, count: int = 40):
    low, high = np.array(landscape.window, dtype=float).T
    return (low + (high - low) * np.random.default_rng(7).random((count, landscape.dimension))).T


def assert_close(actual, expected, relative):
    """Relative to the expected value, or to a thousandth of the largest one where that is more."""
    scale = np.maximum(np.abs(expected), 1e-3 * np.abs(expected).max())
    assert (np.abs(actual - expected) <= relative * scale).all(), np.max(np.abs(actual - expected))


def test_all_landscapes_of_the_reference_are_there():
    assert set(landscapes) == set(GOLDEN)
    assert isinstance(registry, Registry)


@everywhere
def test_values_and_derivatives_match_the_reference(landscape):
    w, values, gradients, hessians = golden_points(landscape)
    f, g = landscape.functions.value_and_gradient(w)
    assert_close(f, values, 1e-11)
    assert_close(g, gradients, 1e-11)
    assert_close(landscape.functions.hessian(w), hessians, 1e-11)
    assert_close(landscape.functions.value(w), values, 1e-11)


@pytest.mark.parametrize(
    ("name", "point", "value"),
    [
        ("rosenbrock", (-1.2, 1), 24.2),
        ("rosenbrock", (0, 0), 1),
        ("himmelblau", (0, 0), 170),
        ("beale", (0, 0), 14.203125),
        ("beale", (1, 1), 14.203125),
        ("booth", (0, 0), 74),
        ("matyas", (1, 1), 0.04),
        ("goldstein_price", (0, 0), 600),
        ("goldstein_price", (1, 1), 1876),
        ("three_hump_camel", (1, 1), 2 - 1.05 + 1 / 6 + 2),
        ("six_hump_camel", (1, 1), 2.1 + 2 / 15 + 1),
        ("styblinski_tang", (0, 0), 0),
        ("styblinski_tang", (1, 1), -10),
        ("rastrigin", (0.5, 0.5), 40.5),
        ("ackley", (1, 1), 20 - 20 * math.exp(-0.2)),
        ("branin", (0, 0), 56 - 10 / (8 * math.pi)),
        ("bukin6", (-10, 0), 100),
        ("zakharov", (1, 1), 2 + 2.25 + 1.5**4),
        ("bohachevsky1", (1, 1), 3.6),
        ("easom", (0, 0), -math.exp(-2 * math.pi**2)),
        ("mccormick", (0, 0), 1),
        ("schaffer2", (1, 1), 0.5 - 0.5 / 1.002**2),
        ("schwefel", (0, 0), 837.9658),
        ("eggholder", (0, 0), -47 * math.sin(math.sqrt(47))),
    ],
)
def test_literature_values(name, point, value):
    assert landscapes[name].functions.point(*point)[0] == pytest.approx(value, rel=1e-12, abs=1e-14)


@everywhere
def test_floats_arrays_and_plans_agree(landscape):
    functions = landscape.functions
    w = np.concatenate([golden_points(landscape)[0], window_points(landscape)], axis=1)
    f, g = functions.value_and_gradient(w)
    points = np.array([functions.point(*column) for column in w.T.tolist()]).T
    plan = functions.bound(w.shape)
    planned_f, planned_g = plan(w)
    for value, gradient in [(points[0], points[1:]), (planned_f, planned_g)]:
        assert_close(value, f, 1e-13)
        assert_close(gradient, g, 1e-13)
    np.testing.assert_array_equal(f, functions.value(w))
    again_f, again_g = plan(w.copy())
    assert again_f is planned_f and again_g is planned_g
    np.testing.assert_array_equal(functions.bound_gradient(w.shape)(w), planned_g)


@everywhere
def test_what_is_said_to_be_finite_is(landscape):
    """A bound on all numbers of the program holds at the corners and at random points of the square."""
    functions, radius = landscape.functions, 1e7
    if functions.always_finite(radius):
        d, random = landscape.dimension, np.random.default_rng(0)
        corners = np.array(np.meshgrid(*[[-radius, 0.0, radius]] * d)).reshape(d, -1)
        f, g = functions.value_and_gradient(
            np.concatenate([corners, random.uniform(-radius, radius, (d, 1000))], axis=1)
        )
        assert np.isfinite(f).all() and np.isfinite(g).all()
        assert not functions.always_finite(np.inf)


@pytest.mark.parametrize("formula", ["1/x", "log(x)", "exp(x)", "sqrt(x)", "x^0.5", "tan(x)", "cosh(x)", "(x^20)^3"])
def test_where_infinities_are_possible_nothing_is_promised(formula):
    assert not Functions(formula).always_finite(1e6)
    assert Functions("x^4*sin(x)").always_finite(1e6)


@everywhere
def test_shapes(landscape):
    functions, d = landscape.functions, landscape.dimension
    for shape in [(), (3,), (2, 3), (0,)]:
        w = np.broadcast_to(np.array(landscape.start, dtype=float).reshape(d, *([1] * len(shape))), (d, *shape))
        f, g = functions.value_and_gradient(w)
        assert (functions.value(w).shape, f.shape, g.shape) == (shape, shape, (d, *shape))
        assert functions.hessian(w).shape == (d, d, *shape)


@everywhere
def test_gradient_and_hessian_match_finite_differences(landscape):
    functions, w = landscape.functions, window_points(landscape, 25)
    gradient, hessian = functions.value_and_gradient(w)[1], functions.hessian(w)
    # One step size for all would be lost in rounding on windows of a thousand units.
    for i in range(landscape.dimension):
        h = 6e-6 * np.maximum(1.0, np.abs(w[i]))
        ahead, behind = w.copy(), w.copy()
        ahead[i] += h
        behind[i] -= h
        width = ahead[i] - behind[i]
        slope = (functions.value(ahead) - functions.value(behind)) / width
        assert np.abs(slope - gradient[i]).max() <= 2e-6 * max(1.0, np.abs(gradient).max())
        bend = (functions.value_and_gradient(ahead)[1] - functions.value_and_gradient(behind)[1]) / width
        assert np.abs(bend - hessian[i]).max() <= 1e-5 * max(1.0, np.abs(hessian).max())


@everywhere
def test_safe_forms_equal_the_textbook_formula(landscape):
    plain = from_formula(landscape.formula, landscape.window).functions
    w = window_points(landscape)
    for actual, expected in zip(landscape.functions.value_and_gradient(w), plain.value_and_gradient(w), strict=True):
        assert np.abs(actual - expected).max() <= 1e-11 * max(1.0, np.abs(expected).max())


@everywhere
def test_minima_have_their_values_and_are_stationary(landscape):
    known = [(tuple(point), value) for point, value, _ in GOLDEN[landscape.name]["minima"]]
    assert [(tuple(map(float, minimum.point)), minimum.value) for minimum in landscape.minima] == known
    assert landscape.unbounded_below == GOLDEN[landscape.name]["unbounded_below"]
    w = window_points(landscape, 400)
    values, gradients = landscape.functions.value_and_gradient(w)
    for minimum, (_, _, eigenvalues) in zip(landscape.minima, GOLDEN[landscape.name]["minima"], strict=True):
        value, *gradient = landscape.functions.point(*map(float, minimum.point))
        assert value == pytest.approx(minimum.value, rel=1e-13, abs=2e-15 * np.abs(values).max())
        assert value <= values.min()
        if eigenvalues:
            assert np.abs(gradient).max() <= 1e-13 * max(1.0, np.abs(gradients).max())
            hessian = landscape.functions.hessian(np.array(minimum.point, dtype=float))
            assert np.linalg.eigvalsh(hessian) == pytest.approx(eigenvalues, rel=1e-9)


@everywhere
def test_declarations_are_complete(landscape):
    assert landscape.__doc__ == landscape.lesson != ""
    assert landscape.title and landscape.family and landscape.smoothness
    assert landscape.learning_rate > 0
    assert ("w_1" in landscape.latex or "w_i" in landscape.latex) == (landscape.dimension == 2)
    assert landscape.latex.count("{") == landscape.latex.count("}")
    assert len(landscape.domain) == len(landscape.window) == len(landscape.start) == landscape.dimension
    assert all(low <= x <= high for x, (low, high) in zip(landscape.start, landscape.window, strict=True))
    assert all(
        low <= x <= high for m in landscape.minima for x, (low, high) in zip(m.point, landscape.domain, strict=True)
    )
    assert len(landscape.gradient_latex) in (0, landscape.dimension)
    assert bool(landscape.minima) or landscape.unbounded_below


@everywhere
def test_suggested_rate_lowers_the_loss_and_stays(landscape):
    w = np.array(landscape.start, dtype=float)
    first = landscape.functions.point(*w.tolist())[0]
    for _ in range(60):
        w -= landscape.learning_rate * np.array(landscape.functions.point(*w.tolist())[1:])
    assert landscape.functions.point(*w.tolist())[0] < first
    low, high = np.array(landscape.window, dtype=float).T
    assert (np.abs(w - (low + high) / 2) <= 0.75 * (high - low)).all()


@everywhere
@pytest.mark.parametrize("distance", [1e6, 1e160, 1e308, math.inf, math.nan])
def test_far_away_nothing_raises_or_warns(landscape, distance):
    w = np.full(landscape.dimension, distance)
    f, g = landscape.functions.value_and_gradient(w)
    value, *gradient = landscape.functions.point(*w.tolist())
    np.testing.assert_allclose([value, *gradient], [f, *g], rtol=1e-9)
    planned_f, planned_g = landscape.functions.bound((landscape.dimension, 1))(w[:, None])
    np.testing.assert_array_equal([*planned_f, *planned_g[:, 0]], [f, *g])
    landscape.functions.hessian(w)


def test_logistic_walls_are_exact_far_out():
    assert landscapes["cliff_1d"].functions.point(-60.0) == pytest.approx((174.05, -5.9), rel=1e-14)
    assert landscapes["cliff_1d"].functions.point(60.0) == pytest.approx((190.05, 6.1), rel=1e-14)
    assert landscapes["cliff_1d"].functions.hessian(np.array([-60.0]))[0, 0] == pytest.approx(0.1)


def test_the_tip_of_ackleys_cone_has_gradient_zero():
    functions = landscapes["ackley"].functions
    assert functions.point(0.0, 0.0) == (0, 0, 0)
    value, x, y = functions.point(3e-9, 4e-9)
    assert value == pytest.approx(math.sqrt(8) * 5e-9, rel=1e-7)
    assert math.hypot(x, y) == pytest.approx(math.sqrt(8), rel=1e-7)


def test_the_centre_of_the_drop_wave_is_smooth():
    functions = landscapes["drop_wave"].functions
    assert functions.point(0.0, 0.0) == (-1, 0, 0)
    np.testing.assert_allclose(functions.hessian(np.zeros(2)), 72.5 * np.eye(2), rtol=1e-13)
    np.testing.assert_allclose(functions.hessian(np.full(2, 1e-6)), 72.5 * np.eye(2), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "name", ["rastrigin", "ackley", "griewank", "levy13", "schaffer2", "bohachevsky1", "plateau", "smooth_abs_1d"]
)
def test_losses_keep_their_digits_next_to_the_minimum(name):
    landscape = landscapes[name]
    step = 2.0**-30
    values = [
        landscape.functions.point(*(x + scale * step for x in map(float, landscape.minima[0].point)))[0]
        for scale in (1.0, 2.0)
    ]
    # A smooth minimum is a parabola at this distance, Ackley's cone is a line.
    assert values[1] / values[0] == pytest.approx(2 if name == "ackley" else 4, rel=1e-6)


def test_an_entry_without_a_lesson_is_refused():
    fresh: Registry[Landscape] = Registry("landscape", "app.engine.landscapes", lambda landscape: landscape.name)
    bowl = landscapes["bowl"]
    with pytest.raises(TypeError, match="docstring"):
        fresh.register(replace(bowl, lesson=""))


def test_latex_names_the_parameters():
    assert landscapes["bowl"].gradient_latex == ("w_1", "w_2")
    assert landscapes["parabola_1d"].gradient_latex == ("w",)
    assert landscapes["goldstein_price"].gradient_latex == ()


def test_plans_of_different_runs_do_not_share_buffers():
    functions = landscapes["rosenbrock"].functions
    first, second = functions.bound((2, 3)), functions.bound((2, 3))
    f, g = first(np.ones((2, 3)))
    second(np.zeros((2, 3)))
    assert (f == 0).all() and (g == 0).all()


@pytest.mark.parametrize("q", [0.0, 1e-12, 1e-3, 0.05, 0.0899999, 0.0900001, 0.5, 2.0, 100.0, 1e4])
def test_second_derivative_of_the_drop_wave_keeps_its_digits(q):
    with mpmath.workdps(60):
        t = mpmath.sqrt(q)
        exact = (mpmath.sin(t) - t * mpmath.cos(t)) / t**3 if q else mpmath.mpf(1) / 3
    assert float(sincroot2(q)) == pytest.approx(float(exact), rel=2e-14)
