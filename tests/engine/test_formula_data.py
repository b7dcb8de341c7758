"""Data sets whose shape is a formula: the points follow it, and what gives no points is refused in words."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.engine.datasets import Dataset, Samples, Undrawable, datasets
from app.engine.datasets.own_formula import AboveBelow, OwnFunction
from app.engine.datasets.surfaces import Hills
from app.engine.experiment import Experiment
from app.engine.memory.store import Store
from app.engine.networks.data import drawn as drawn_into
from app.engine.runs.traces import trace
from app.engine.sampling.streams import Stream, generator
from tests.engine.test_formula import EXPRESSIONS

Array = Any
SETS: list[type[AboveBelow] | type[OwnFunction]] = [AboveBelow, OwnFunction]

CURVES: list[tuple[str, Callable[[Array], Array]]] = [
    ("2 sin(x)", lambda x: 2 * np.sin(x)),
    ("x³ − 2x", lambda x: x**3 - 2 * x),
    ("|x|", np.abs),
    ("y = 2x", lambda x: 2 * x),
    ("g(x) = x² − 1", lambda x: x * x - 1),
    ("e^(−x²)", lambda x: np.exp(-(x**2))),
    ("1000 sin x", lambda x: 1000 * np.sin(x)),
    ("max(0, x)", lambda x: np.maximum(0, x)),
    ("sin(x)/x", lambda x: np.sin(x) / x),
    ("cosroot(x²)", np.cos),
]
SURFACES: list[tuple[str, tuple[str, str], Callable[[Array, Array], Array]]] = [
    ("x² − y²", ("x", "y"), lambda x, y: x * x - y * y),
    ("f(u, v) = u v", ("u", "v"), lambda u, v: u * v),
    ("f(v, u) = v + 2u", ("v", "u"), lambda v, u: v + 2 * u),
    ("w_1 sin(w_2)", ("w₁", "w₂"), lambda a, b: a * np.sin(b)),
]


def points(dataset: Dataset, seed: int = 3) -> Samples:
    return dataset.draw(generator(seed, Stream.DATA))


@pytest.mark.parametrize(("text", "curve"), CURVES, ids=[text for text, _ in CURVES])
def test_class_one_lies_above_the_curve_and_class_zero_below(text: str, curve: Callable[[Array], Array]) -> None:
    dataset = AboveBelow(formula=text, noise=0, samples=600)
    samples = points(dataset)
    x, y = samples.inputs.T
    np.testing.assert_array_equal(samples.targets, (y > curve(x)).astype(int))
    assert np.bincount(samples.targets).tolist() == [300, 300]
    assert np.abs(samples.inputs).max() < 3
    assert np.abs(y - curve(x)).min() > 0.149, "a fortieth of the window's height"
    assert samples.features == ("x", "y")


@pytest.mark.parametrize(("text", "curve"), CURVES, ids=[text for text, _ in CURVES])
def test_values_are_those_of_the_formula(text: str, curve: Callable[[Array], Array]) -> None:
    samples = points(OwnFunction(formula=text, noise=0))
    np.testing.assert_allclose(samples.targets, curve(samples.inputs[:, 0]), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("text", "letters", "surface"), SURFACES, ids=[text for text, *_ in SURFACES])
def test_a_formula_in_two_letters_has_two_inputs(
    text: str, letters: tuple[str, str], surface: Callable[[Array, Array], Array]
) -> None:
    dataset = OwnFunction(formula=text, noise=0, window=((0, 2), (-5, -1)))
    samples = points(dataset)
    np.testing.assert_allclose(samples.targets, surface(*samples.inputs.T), rtol=1e-12, atol=1e-12)
    assert samples.features == letters and dataset.features == 2
    assert samples.target not in letters
    low, high = samples.inputs.min(axis=0), samples.inputs.max(axis=0)
    np.testing.assert_allclose([low, high], [[0, -5], [2, -1]], atol=0.1)


def test_a_window_of_two_sides_gives_a_formula_in_one_letter_two_inputs() -> None:
    samples = points(OwnFunction(formula="x²", window=((-1, 1), (-1, 1)), noise=0))
    assert samples.features == ("x", "y")
    np.testing.assert_allclose(samples.targets, samples.inputs[:, 0] ** 2)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1000.0, 1e12])
def test_noise_and_what_is_learned_follow_the_scale_of_the_formula(scale: float) -> None:
    """s√(1 + σ²) is the deviation of values with the deviation s and noise of σ times that."""
    text = f"{scale:f}*sin(pi*x)"
    rest, noisy = (points(OwnFunction(formula=text, noise=noise, samples=5000)) for noise in (0.0, 0.5))
    deviation = scale / np.sqrt(2)
    assert (noisy.targets - rest.targets).std() == pytest.approx(0.5 * deviation, rel=0.05)
    learned = np.asarray(noisy.learned_targets)[: noisy.train]
    np.testing.assert_allclose([learned.mean(), learned.std()], [0, 1], atol=1e-9)


def test_classes_move_by_quarters_of_the_window() -> None:
    window = ((0.0, 4.0), (-200.0, 200.0))
    rest, noisy = (
        points(AboveBelow(formula="50 sin x", window=window, noise=noise, samples=5000)) for noise in (0.0, 0.2)
    )
    np.testing.assert_allclose((noisy.inputs - rest.inputs).std(axis=0), [0.2, 20], rtol=0.05)
    np.testing.assert_array_equal(noisy.targets, rest.targets)


def test_hills_rise_where_the_signs_are_equal() -> None:
    samples = points(Hills(noise=0, samples=2000))
    x, y = samples.inputs.T
    far = np.minimum(np.abs(x), np.abs(y)) > 0.1
    np.testing.assert_array_equal(np.sign(samples.targets[far]), np.sign((x * y)[far]))
    top = np.hypot(x - 0.5, y - 0.5) < 0.05
    assert samples.targets[top].min() > 0.9 and np.abs(samples.targets).max() <= 1


REFUSED: list[tuple[str, str]] = [
    ("1/x", "near x = 0"),
    ("1/(x − 0.1234)", "near x = 0.123"),
    ("tan x", "near x = −1.571"),
    ("1/(3 − x)", "near x = 3"),
    ("log(x)", "none near x = −2.997"),
    ("sqrt(x)", "none near x = −2.997"),
    ("exp(x²)^50", "1.1e\\+195 near x = −2.997"),
    ("(10^12 x)^20", "near x"),
]


@pytest.mark.parametrize("cls", SETS)
@pytest.mark.parametrize(("text", "words"), REFUSED, ids=[text for text, _ in REFUSED])
def test_a_formula_without_a_value_somewhere_is_refused_with_the_place(
    cls: type[AboveBelow] | type[OwnFunction], text: str, words: str
) -> None:
    with pytest.raises(Undrawable, match=f"expected .* for x from −3 to 3, got .*{words}") as caught:
        points(cls(formula=text))
    assert caught.value.path == ("formula",)


def test_a_window_without_the_pole_is_drawn() -> None:
    samples = points(OwnFunction(formula="1/x + ln x", window=((0.1, 2),), noise=0))
    assert np.isfinite(samples.targets).all()
    assert points(AboveBelow(formula="1/x", window=((0.1, 3), (0, 10)))).train == 200


@pytest.mark.parametrize("text", ["1/(x − y)", "1/(x² + y²)", "ln(x y)"])
def test_a_pole_of_two_letters_is_found(text: str) -> None:
    with pytest.raises(Undrawable, match=r"near x = .*, y = "):
        points(OwnFunction(formula=text))


@pytest.mark.parametrize(
    ("text", "side"), [("x² + 5", "above"), ("−x² − 5", "below"), ("x + 6", "above"), ("10^6 + x", "above")]
)
def test_a_curve_that_leaves_a_class_empty_is_refused(text: str, side: str) -> None:
    with pytest.raises(Undrawable, match=f"room for points above and below it .*% of the window for the side {side}"):
        points(AboveBelow(formula=text))


def test_a_narrow_side_is_filled_all_the_same() -> None:
    samples = points(AboveBelow(formula="2.5 + 0x", samples=5000, noise=0))
    assert np.bincount(samples.targets).tolist() == [2500, 2500]
    assert len(np.unique(samples.inputs, axis=0)) == 5000, "no point is used twice"


@pytest.mark.parametrize(
    ("cls", "fields", "words"),
    [
        (AboveBelow, {"formula": "x + y"}, "a formula in x alone, got one in x and y"),
        (AboveBelow, {"formula": "f(t) = t²"}, "a formula in x alone, got one in t"),
        (AboveBelow, {"formula": "sin(x"}, "column 4: expected '\\)'"),
        (AboveBelow, {"window": ((-3, 3),)}, "Field required"),
        (OwnFunction, {"formula": "x + y + z"}, "column 9: expected two letters at most"),
        (OwnFunction, {"formula": "3"}, "got a constant"),
        (OwnFunction, {"formula": "10^300 x"}, "column 4: expected exponents"),
        (OwnFunction, {"formula": "x y", "window": ((-1, 1),)}, "one letter alone in one dimension"),
        (OwnFunction, {"window": ((1, -1),)}, "high − low"),
    ],
)
def test_a_formula_that_cannot_be_read_is_no_setting(cls: type[Dataset], fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        cls(**fields)


@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS, st.sampled_from(SETS), st.sampled_from([0.0, 0.3]))
def test_any_formula_gives_data_or_is_refused_in_words(
    text: str, cls: type[AboveBelow] | type[OwnFunction], noise: float
) -> None:
    try:
        samples = points(cls(formula=text, noise=noise, samples=50))
    except (ValidationError, Undrawable) as refusal:
        assert "expected" in str(refusal) and "got" in str(refusal)
        return
    assert np.isfinite(samples.inputs).all() and np.isfinite(np.asarray(samples.learned_targets)).all()
    assert samples.classes == () or set(samples.targets.tolist()) == {0, 1}


@pytest.mark.parametrize("name", ["above_below", "own_function"])
def test_they_train_and_are_held_once_for_equal_settings(name: str) -> None:
    problem = {"kind": "network", "dataset": {"name": name, "samples": 100}}
    asked = {"problem": problem, "runs": [{"optimizer": "adam", "learning_rate": 0.03}], "steps": 200}
    losses = np.asarray(trace(Experiment.model_validate(asked)).runs[0].columns["loss"])
    assert losses[-1] < 0.5 * losses[0]
    store, dataset = Store(), datasets[name]()
    first = drawn_into(dataset, 0, store)
    assert drawn_into(datasets[name](), 0, store) is first
    assert store.used_by_kind()["samples"] == first.nbytes > first.inputs.nbytes
    assert dataset.slow, "a formula is compiled beside the thread that computes"
