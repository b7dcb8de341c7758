"""Every schedule against PyTorch's, and the properties that all of them share."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.schedules import Schedule, schedules

SEQUENCES = json.loads((Path(__file__).parent.parent / "golden" / "schedules.json").read_text())["schedules"]

# How the reference spells ours: kind → our name, parameter → our field (None: said otherwise).
NAMES = {"cyclic_triangular": "cyclic", "cyclic_triangular2": "cyclic"}
FIELDS = {"one_cycle": {"max_lr": "initial"}, "cyclic": {"base_lr": "initial"}}


def declared(entry: dict[str, Any]) -> Schedule:
    name = NAMES.get(entry["kind"], entry["kind"])
    renamed = FIELDS.get(name, {})
    fields = {renamed.get(key, key): value for key, value in entry["params"].items() if key != "note"}
    if "momentum" in entry:
        fields["cycle_momentum"] = True
    return schedules[name](**{"initial": entry["base_lr"], **fields})


def rates(schedule: Schedule, entry: dict[str, Any]) -> np.ndarray:
    if not schedule.watches_loss:
        return schedule.rates(np.arange(len(entry["lr"])))
    state = schedule.initial_state()
    return np.array([state["rate"], *(schedule.next_rate(state, metric) for metric in entry["metrics"])])


golden = pytest.mark.parametrize("entry", SEQUENCES, ids=lambda entry: entry["kind"])
every_class = pytest.mark.parametrize("cls", list(schedules.values()), ids=list(schedules))


@golden
def test_follows_the_reference(entry: dict[str, Any]) -> None:
    np.testing.assert_allclose(rates(declared(entry), entry), entry["lr"], rtol=1e-13, atol=1e-18)


@pytest.mark.parametrize("entry", [entry for entry in SEQUENCES if "momentum" in entry], ids=lambda e: e["kind"])
def test_momentum_follows_the_reference(entry: dict[str, Any]) -> None:
    momenta = declared(entry).momenta(np.arange(len(entry["momentum"])))
    np.testing.assert_allclose(momenta, entry["momentum"], rtol=1e-13)


def test_golden_data_covers_every_schedule() -> None:
    assert {declared(entry).key() for entry in SEQUENCES} == set(schedules)


@every_class
def test_every_setting_has_help_and_bounds(cls: type[Schedule]) -> None:
    for name, schema in cls.model_json_schema()["properties"].items():
        if name == "name":
            continue
        assert schema["description"].endswith("."), name
        assert {"symbol", "log", "unit"} <= set(schema), name
        for part in (schema, *schema.get("anyOf", [])):
            if part.get("type") in ("number", "integer"):
                assert {"minimum", "exclusiveMinimum"} & set(part), name
                assert {"maximum", "exclusiveMaximum"} & set(part), name


@every_class
def test_only_the_base_rate_is_required(cls: type[Schedule]) -> None:
    assert cls.model_json_schema()["required"] == ["initial"]
    assert cls.title
    assert cls.latex
    assert cls.reference


@every_class
def test_rates_are_finite_and_at_any_step_alone_the_same(cls: type[Schedule]) -> None:
    schedule = cls(initial=0.3)
    if schedule.watches_loss:
        assert schedule.initial_state()["rate"] == 0.3
        return
    steps = np.arange(450)
    together = schedule.rates(steps)
    assert together.shape == (450,)
    assert together.dtype == np.float64
    assert np.isfinite(together).all()
    assert (together >= 0).all()
    np.testing.assert_array_equal(
        np.concatenate([schedule.rates(steps[a : a + 7]) for a in range(0, 450, 7)]), together
    )
    assert schedule.rates(steps[:0]).shape == (0,)
    assert schedule.rates(np.array([1_000_000])).shape == (1,)


@every_class
def test_rates_are_proportional_to_the_base_rate(cls: type[Schedule]) -> None:
    one, other = cls(initial=0.1), cls(initial=0.2)
    if one.watches_loss:
        return
    np.testing.assert_allclose(other.rates(np.arange(300)), 2 * one.rates(np.arange(300)), rtol=1e-12)


@every_class
def test_no_schedule_sets_the_momentum_unasked(cls: type[Schedule]) -> None:
    assert cls(initial=0.1).momenta(np.arange(3)) is None


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("cosine", {"eta_min": 1.0}, r"eta_min must be ≤ initial, got 1 > 0\.1"),
        ("cosine_warm_restarts", {"eta_min": 1.0}, "eta_min must be ≤ initial"),
        ("warmup_cosine", {"eta_min": 1.0}, "eta_min must be ≤ initial"),
        ("warmup_stable_decay", {"warmup": 180}, "warmup ≤ stable_until ≤ total, got warmup 180, stable_until 150"),
        ("cyclic", {"max_lr": 0.01}, r"max_lr must be ≥ initial, got 0\.01 < 0\.1"),
        ("cyclic", {"base_momentum": 0.95}, "base_momentum must be ≤ max_momentum"),
        ("one_cycle", {"base_momentum": 0.96}, "base_momentum must be ≤ max_momentum"),
        ("one_cycle", {"three_phase": True, "pct_start": 0.6}, r"three_phase needs pct_start ≤ 0\.5"),
        ("multistep", {"milestones": []}, "at least 1 item"),
        ("constant", {"initial": 0}, "greater than 0"),
        ("constant", {"nonsense": 1}, "Extra inputs"),
    ],
)
def test_contradictions_are_explained(name: str, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        schedules[name](**{"initial": 0.1, **fields})


def test_one_cycle_stays_at_its_last_rate() -> None:
    schedule = schedules["one_cycle"](initial=0.1, total_steps=20)
    late = schedule.rates(np.array([19, 20, 500]))
    np.testing.assert_array_equal(late, late[0])
    np.testing.assert_allclose(late[0], 0.1 / 25 / 1e4, rtol=1e-10)


@pytest.mark.parametrize("strategy", ["cos", "linear"])
def test_three_phases_come_down_as_they_went_up(strategy: str) -> None:
    schedule = schedules["one_cycle"](
        initial=0.1, total_steps=20, pct_start=0.4, three_phase=True, anneal_strategy=strategy, cycle_momentum=True
    )
    values = schedule.rates(np.arange(20))
    np.testing.assert_allclose(values[:8], values[7:15][::-1], rtol=1e-12)
    np.testing.assert_allclose(values[[0, 7, 14, 19]], [0.004, 0.1, 0.004, 4e-7], rtol=1e-9)
    momenta = schedule.momenta(np.arange(20))
    np.testing.assert_allclose(momenta[[0, 7, 14, 19]], [0.95, 0.85, 0.95, 0.95], rtol=1e-12)


@pytest.mark.parametrize("share", [0.0, 0.05, 1.0])
def test_one_cycle_has_no_gap_without_a_climb_or_a_fall(share: float) -> None:
    values = schedules["one_cycle"](initial=0.1, total_steps=20, pct_start=share).rates(np.arange(20))
    assert np.isfinite(values).all()
    assert values.max() <= 0.1


def test_exp_range_shrinks_each_step() -> None:
    fields = {"initial": 0.01, "max_lr": 0.11, "step_size_up": 4}
    shrinking = schedules["cyclic"](**fields, mode="exp_range", gamma=0.9).rates(np.arange(9))
    np.testing.assert_allclose(shrinking[[0, 4, 8]], [0.01, 0.01 + 0.1 * 0.9**4, 0.01], rtol=1e-12)


def test_repeated_milestones_count_twice() -> None:
    values = schedules["multistep"](initial=1.0, milestones=[3, 3, 5], gamma=0.1).rates(np.arange(6))
    np.testing.assert_allclose(values, [1, 1, 1, 0.01, 0.01, 0.001], rtol=1e-12)


def test_warm_up_of_no_steps_is_none() -> None:
    cosine = schedules["cosine"](initial=0.1).rates(np.arange(50))
    np.testing.assert_array_equal(schedules["warmup_cosine"](initial=0.1, warmup=0).rates(np.arange(50)), cosine)
    assert schedules["warmup_stable_decay"](initial=0.1, warmup=0).rates(np.array([0]))[0] == 0.1


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), 1.0])
def test_a_loss_that_never_improves_lowers_the_rate(loss: float) -> None:
    schedule = schedules["reduce_on_plateau"](initial=1.0, factor=0.5, patience=1, min_lr=0.3, threshold_mode="abs")
    state = schedule.initial_state()
    seen = [schedule.next_rate(state, loss) for _ in range(9)]
    assert seen[-1] == 0.3
    assert sorted(seen, reverse=True) == seen
