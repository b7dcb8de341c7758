"""Gradient clipping by norm and by value."""

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.optimizers.clipping import GradientClipping


def test_clipping_by_norm_keeps_the_direction() -> None:
    gradient = np.array([3.0, -4.0])
    GradientClipping(norm=1.0).apply(gradient)
    np.testing.assert_allclose(gradient, np.array([3.0, -4.0]) / (5 + 1e-6), rtol=1e-15)
    small = np.array([0.3, -0.4])
    GradientClipping(norm=1.0).apply(small)
    np.testing.assert_array_equal(small, [0.3, -0.4])


def test_clipping_by_value_holds_each_coordinate() -> None:
    gradient = np.array([3.0, -4.0, 0.2])
    GradientClipping(value=0.5).apply(gradient)
    np.testing.assert_array_equal(gradient, [0.5, -0.5, 0.2])


@pytest.mark.parametrize("clipping", [GradientClipping(norm=1.0), GradientClipping(value=0.5)])
def test_clipping_treats_each_point_alone(clipping: GradientClipping) -> None:
    gradients = np.random.default_rng(1).normal(size=(3, 6)) * 2
    singles = gradients.T.copy()
    clipping.apply(gradients)
    for point, single in enumerate(singles):
        clipping.apply(single)
        np.testing.assert_allclose(gradients[:, point], single, rtol=1e-14)


@pytest.mark.parametrize(("given", "said"), [({}, "neither"), ({"norm": 1, "value": 1}, "both")])
def test_clipping_needs_exactly_one_limit(given: dict[str, float], said: str) -> None:
    with pytest.raises(ValidationError, match=f"either 'norm' or 'value', got {said}"):
        GradientClipping(**given)
