"""Every initialiser against the reference's deviations and bounds, and what all of them promise."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.networks.initializers import Initializer, initializers

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "initialisers.json").read_text("utf-8"))["rows"]
# How the reference spells ours, with which settings. What is missing here (fan-out, leaky ReLU) is no scheme of ours.
SCHEMES: dict[str, tuple[str, dict[str, float]]] = {
    **{name: (name, {}) for name in ("lecun_normal", "lecun_uniform", "xavier_normal", "xavier_uniform", "orthogonal")},
    "xavier_normal_gain_tanh": ("xavier_normal", {"gain": 5 / 3}),
    "xavier_uniform_gain_tanh": ("xavier_uniform", {"gain": 5 / 3}),
    "he_normal_fan_in": ("he_normal", {}),
    "he_uniform_fan_in": ("he_uniform", {}),
    "torch_linear_default_weight": ("torch_default", {}),
}
SHAPES = [(1, 1), (2, 4), (16, 16), (64, 10), (3, 128)]
ENTRIES = 300_000

every = pytest.mark.parametrize("initializer", [cls() for cls in initializers.values()], ids=list(initializers))
golden = pytest.mark.parametrize(
    ("fans", "scheme", "target"),
    [
        pytest.param((row["fan_in"], row["fan_out"]), scheme, target, id=f"{scheme}-{row['fan_in']}-{row['fan_out']}")
        for row in GOLDEN
        for scheme, target in row["schemes"].items()
        if scheme in SCHEMES
    ],
)


def sample(initializer: Initializer, fan_in: int, fan_out: int) -> np.ndarray:
    """Many entries, from as many layers as it takes."""
    random = np.random.default_rng(5)
    layers = math.ceil(ENTRIES / (fan_in * fan_out))
    return np.array([initializer.weights(random, fan_in, fan_out) for _ in range(min(layers, 20_000))])


@golden
def test_golden_deviations_and_bounds(fans: tuple[int, int], scheme: str, target: dict[str, Any]) -> None:
    name, settings = SCHEMES[scheme]
    weights = sample(initializers[name](**settings), *fans)
    spread = math.sqrt(np.mean(np.square(weights)))
    # The deviation of a sample's deviation is at most 1/√(2n) of it for these distributions.
    assert spread == pytest.approx(target["std"], rel=5 / math.sqrt(2 * weights.size))
    assert abs(weights.mean()) < 5 * target["std"] / math.sqrt(weights.size)
    if "bound" in target:
        assert np.abs(weights).max() <= target["bound"] * (1 + 1e-15)
        assert np.abs(weights).max() > target["bound"] * 0.999
    elif target["distribution"] == "normal":
        assert np.mean(np.square(weights) ** 2) == pytest.approx(3 * target["std"] ** 4, rel=0.06)


@golden
def test_golden_widths_exactly(fans: tuple[int, int], scheme: str, target: dict[str, Any]) -> None:
    initializer = initializers[SCHEMES[scheme][0]](**SCHEMES[scheme][1])
    if "bound" in target:
        assert initializer.bound(*fans) == pytest.approx(target["bound"], rel=1e-15)
    elif target["distribution"] == "normal":
        assert initializer.std(*fans) == pytest.approx(target["std"], rel=1e-15)


def test_biases_of_pytorch_reach_its_bound() -> None:
    for row in GOLDEN:
        target = row["schemes"]["torch_linear_default_bias"]
        random = np.random.default_rng(1)
        biases = initializers["torch_default"]().biases(random, row["fan_in"], ENTRIES)
        assert biases.std() == pytest.approx(target["std"], rel=0.01)
        assert 0.999 * target["bound"] < np.abs(biases).max() <= target["bound"] * (1 + 1e-15)


@every
@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
def test_shape_type_and_seed(initializer: Initializer, fan_in: int, fan_out: int) -> None:
    def both(seed: int) -> tuple[np.ndarray, np.ndarray]:
        random = np.random.default_rng(seed)
        return initializer.weights(random, fan_in, fan_out), initializer.biases(random, fan_in, fan_out)

    weights, biases = both(7)
    assert weights.shape == (fan_out, fan_in)
    assert biases.shape == (fan_out,)
    assert weights.dtype == biases.dtype == np.float64
    assert np.isfinite(weights).all()
    assert weights.flags.c_contiguous
    for first, second in zip((weights, biases), both(7), strict=True):
        np.testing.assert_array_equal(first, second)


@every
def test_only_one_starts_with_random_biases(initializer: Initializer) -> None:
    biases = initializer.biases(np.random.default_rng(0), 4, 50)
    assert (biases == 0).all() or 0 < np.abs(biases).max() <= 0.5


@pytest.mark.parametrize("gain", [1.0, 1.7])
@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
def test_orthogonal_weights_keep_lengths(fan_in: int, fan_out: int, gain: float) -> None:
    weights = initializers["orthogonal"](gain=gain).weights(np.random.default_rng(2), fan_in, fan_out) / gain
    small = weights @ weights.T if fan_out <= fan_in else weights.T @ weights
    np.testing.assert_allclose(small, np.eye(min(fan_in, fan_out)), atol=1e-14)


def test_orthogonal_weights_favour_no_side() -> None:
    weights = sample(initializers["orthogonal"](), 2, 2)
    # Each entry is the cosine of an angle that is as likely as any other.
    assert abs(weights.mean(axis=0)).max() < 5 * math.sqrt(0.5 / len(weights))
    assert np.mean(np.linalg.det(weights) > 0) == pytest.approx(0.5, abs=0.02)


def test_zeros_and_a_given_width() -> None:
    random = np.random.default_rng(3)
    assert not initializers["zeros"]().weights(random, 3, 4).any()
    assert initializers["normal"]().weights(random, 500, 500).std() == pytest.approx(0.1, rel=0.01)
    assert initializers["normal"](std=2.5).weights(random, 500, 500).std() == pytest.approx(2.5, rel=0.01)


@every
def test_is_documented(initializer: Initializer) -> None:
    assert initializer.title and initializer.latex and initializer.reference
    assert "Source: " in (initializer.__doc__ or "")
