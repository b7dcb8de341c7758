"""What every optimizer promises, whatever its name."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.optimizers import Optimizer, Step, optimizers
from tests.engine.functions import BOWL, START, Function, quadratic, walk


def variants() -> Iterator[Optimizer]:
    """Each optimizer with its defaults, with weight decay and momentum, and with every switch thrown."""
    for cls in optimizers.values():
        fields = cls.model_fields
        usual = {name: value for name, value in (("weight_decay", 0.1), (cls.momentum_field, 0.5)) if name in fields}
        switches: list[list[dict[str, Any]]] = [[{}, usual]]
        for name, field in fields.items():
            choices = [True] if field.annotation is bool else literals(field.annotation) if name != "name" else []
            switches.append([{}, *({name: choice} for choice in choices)])
        seen = set()
        for picks in itertools.product(*switches):
            chosen = {key: value for pick in picks for key, value in pick.items()}
            try:
                optimizer = cls(**chosen)
            except ValidationError:
                continue
            if str(optimizer) not in seen:
                seen.add(str(optimizer))
                yield optimizer


def literals(annotation: Any) -> list[str]:
    return [value for part in get_args(annotation) for value in (part, *get_args(part)) if isinstance(value, str)]


VARIANTS = list(variants())
each = pytest.mark.parametrize(
    "optimizer", VARIANTS, ids=[f"{v.key()}-{'-'.join(sorted(v.model_fields_set)) or 'defaults'}" for v in VARIANTS]
)
every_class = pytest.mark.parametrize("cls", list(optimizers.values()), ids=list(optimizers))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The stepping loop sets this too: numbers that overflow are ordinary there."""
    with np.errstate(all="ignore"):
        yield


@every_class
def test_every_setting_has_help_symbol_and_bounds(cls: type[Optimizer]) -> None:
    properties = cls.model_json_schema()["properties"]
    for name, schema in properties.items():
        if name == "name":
            continue
        assert schema["description"].endswith("."), name
        assert {"symbol", "log", "unit", "default"} <= set(schema), name
        if schema.get("type") in ("number", "integer"):
            assert {"minimum", "exclusiveMinimum"} & set(schema), name
            assert {"maximum", "exclusiveMaximum"} & set(schema), name


@every_class
def test_every_optimizer_introduces_itself(cls: type[Optimizer]) -> None:
    assert cls.title
    assert cls.reference
    assert cls.rule[0].name == "next"
    assert cls.rule[-1].name == cls.rule[-1].role == "step"
    names = [line.name for line in cls.rule]
    assert len(names) == len(set(names))
    assert "Source:" in (cls.__doc__ or "")
    assert "Convention" in (cls.__doc__ or "")
    assert cls.momentum_field is None or cls.momentum_field in cls.model_fields


@each
def test_steps_are_finite(optimizer: Optimizer) -> None:
    points, _ = walk(optimizer, BOWL, START, 0.05, 20)
    assert np.isfinite(points).all()


@each
def test_record_has_the_quantities_of_the_rule(optimizer: Optimizer) -> None:
    points, records = walk(optimizer, BOWL, START, 0.05, 8, record=True)
    for k, record in enumerate(records):
        assert set(record) == {line.name for line in optimizer.rule}
        assert all(value.shape in {(3,), (1,)} for value in record.values())
        np.testing.assert_array_equal(record["g"], BOWL.gradient(points[k]))
        np.testing.assert_array_equal(record["next"], points[k + 1])
        np.testing.assert_array_equal(record["step"], points[k + 1] - points[k])


@each
def test_terms_add_up_to_the_update(optimizer: Optimizer) -> None:
    names = [line.name for line in optimizer.rule if line.role in ("gradient", "memory", "decay")]
    _, records = walk(optimizer, BOWL, START, 0.05, 8, record=True)
    for record in records:
        if names:
            np.testing.assert_allclose(sum(record[name] for name in names), record["step"], rtol=1e-12, atol=2e-15)


@each
def test_recording_changes_nothing(optimizer: Optimizer) -> None:
    plain, _ = walk(optimizer, BOWL, START, 0.05, 8)
    recorded, _ = walk(optimizer, BOWL, START, 0.05, 8, record=True)
    np.testing.assert_array_equal(plain, recorded)


@each
def test_many_points_move_as_each_would_alone(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(3)
    starts, rates = rng.normal(size=(3, 5)), rng.uniform(0.01, 0.1, 5)
    floats = [name for name, field in type(optimizer).model_fields.items() if field.annotation is float]
    values = {name: getattr(optimizer, name) * rng.uniform(0.7, 1.0, 5) for name in floats}
    together, records = walk(optimizer.replaced(values), BOWL, starts, rates, 12, record=True)
    for point in range(5):
        alone = optimizer.replaced({name: float(array[point]) for name, array in values.items()})
        path, notes = walk(alone, BOWL, starts[:, point].copy(), float(rates[point]), 12, record=True)
        np.testing.assert_allclose(together[:, :, point], path, rtol=1e-13, atol=1e-13)
        for many, one in zip(records, notes, strict=True):
            for name, value in one.items():
                np.testing.assert_allclose(many[name][:, point], value, rtol=1e-9, atol=1e-12, err_msg=name)


@each
def test_a_copy_of_the_state_continues_bit_for_bit(optimizer: Optimizer) -> None:
    path, _ = walk(optimizer, BOWL, START, 0.05, 10)
    w = START.copy()
    state = optimizer.initial_state(w)
    for number in range(1, 6):
        optimizer.update(Step(w, BOWL.gradient(w), 0.05, state, number, BOWL))
    w, state = w.copy(), copy.deepcopy(state)
    assert all(isinstance(array, np.ndarray) for array in state.values())
    for number in range(6, 11):
        optimizer.update(Step(w, BOWL.gradient(w), 0.05, state, number, BOWL))
    np.testing.assert_array_equal(w, path[-1])


@each
def test_shown_state_has_one_number_a_parameter(optimizer: Optimizer) -> None:
    for shape in ((3,), (3, 4)):
        state = optimizer.initial_state(np.ones(shape))
        assert all(array.shape == shape for name, array in state.items() if not name.startswith("_"))


@each
def test_zero_gradient_without_decay_is_rest(optimizer: Optimizer) -> None:
    still = optimizer.replaced({name: 0.0 for name in ("weight_decay", "lambd") if hasattr(optimizer, name)})
    points, _ = walk(still, quadratic(np.eye(2)), np.zeros(2), 0.1, 4)
    np.testing.assert_array_equal(points, 0)


@each
def test_one_dimension_is_ordinary(optimizer: Optimizer) -> None:
    points, _ = walk(optimizer, quadratic(np.array([[2.0]])), np.array([1.0]), 0.05, 10)
    assert points.shape == (11, 1)
    assert np.isfinite(points).all()


@each
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_wild_gradients_raise_nothing(optimizer: Optimizer, bad: float) -> None:
    wild = Function(lambda _: bad, lambda w: np.full(w.shape, bad), lambda w: np.full((2, *w.shape), bad))
    for start in (np.ones(2), np.ones((2, 3))):
        walk(optimizer, wild, start, 0.1, 4, record=True)


@every_class
def test_bias_corrections_survive_a_change_of_beta(cls: type[Optimizer]) -> None:
    betas = [name for name in cls.model_fields if name.startswith("beta")]
    gradient, w = np.array([0.3, -2.0]), np.zeros(2)
    optimizer = cls()
    state = optimizer.initial_state(w)
    oracle = quadratic(np.eye(2))
    for number in range(1, 61):
        changed = optimizer.replaced(dict.fromkeys(betas, (0.9, 0.99, 0.5)[number // 7 % 3]))
        record: dict[str, np.ndarray] = {}
        changed.update(Step(w, gradient.copy(), 1e-3, state, number, oracle, record))
        np.testing.assert_allclose(record.get("m_hat", gradient), gradient, rtol=1e-12)
        np.testing.assert_allclose(record.get("v_hat", gradient**2), gradient**2, rtol=1e-12)
