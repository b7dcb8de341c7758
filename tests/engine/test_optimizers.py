"""Every optimizer against outside implementations, and the properties that all of them share."""

import copy
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.clipping import GradientClipping
from app.engine.optimizers import Optimizer, Step, optimizers
from app.engine.optimizers.line_search import Trial, strong_wolfe

GOLDEN = Path(__file__).parent.parent / "golden"

# How the outside libraries spell ours: class or configuration → our name, and their hyperparameters → our fields.
NAMES = {
    "torch.SGD": "sgd", "torch.Adagrad": "adagrad", "torch.RMSprop": "rmsprop", "torch.Adadelta": "adadelta",
    "torch.Adam": "adam", "torch.AdamW": "adamw", "torch.NAdam": "nadam", "torch.RAdam": "radam",
    "torch.Adamax": "adamax", "torch.Rprop": "rprop", "torch.ASGD": "asgd", "torch.LBFGS": "lbfgs",
    "schedulefree.SGDScheduleFree": "schedule_free_sgd", "schedulefree.AdamWScheduleFree": "schedule_free_adamw",
    "lion": "lion", "lion_weight_decay": "lion", "signsgd": "signsgd", "signum": "signsgd",
    "newton": "newton", "newton_lm": "newton", "newton_saddle_free": "newton",
}  # fmt: skip
FIELDS = {
    "betas": ("beta1", "beta2"), "b1": ("beta1",), "b2": ("beta2",), "beta": ("momentum",),
    "etas": ("eta_minus", "eta_plus"), "step_sizes": ("step_min", "step_max"),
}  # fmt: skip
NOT_OURS = {"max_iter", "max_eval", "clip_norm", "clip_value", "min_abs_eigenvalue"}
IMPLIED = {("torch.Adam", "decoupled_weight_decay"), ("torch.AdamW", "decoupled_weight_decay")}
ADDED = {"newton_saddle_free": {"saddle_free": True}}
EXTRAS = {"ax": "average", "x": "average", "z": "base"}


class Function:
    """A function with its derivatives; serves as a step's oracle."""

    def __init__(self, value: Any, gradient: Any, hessian: Any) -> None:
        self.value, self.gradient, self.hessian = value, gradient, hessian
        self.calls = 0

    def value_and_gradient(self, w: np.ndarray) -> tuple[float, np.ndarray]:
        self.calls += 1
        return float(self.value(w)), self.gradient(w)


def quadratic(matrix: np.ndarray) -> Function:
    def hessian(w: np.ndarray) -> np.ndarray:
        return matrix if w.ndim == 1 else np.repeat(matrix[:, :, None], w.shape[1], axis=2)

    return Function(lambda w: 0.5 * w @ matrix @ w, lambda w: matrix @ w, hessian)


def rosenbrock() -> Function:
    return Function(
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        lambda w: np.array([-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)]),
        lambda w: np.array([[2 - 400 * (w[1] - 3 * w[0] ** 2), -400 * w[0]], [-400 * w[0], 200 + 0 * w[0]]]),
    )


def himmelblau() -> Function:
    def parts(w: np.ndarray) -> tuple[Any, Any]:
        return w[0] ** 2 + w[1] - 11, w[0] + w[1] ** 2 - 7

    def gradient(w: np.ndarray) -> np.ndarray:
        a, b = parts(w)
        return np.array([4 * w[0] * a + 2 * b, 2 * a + 4 * w[1] * b])

    def hessian(w: np.ndarray) -> np.ndarray:
        a, b = parts(w)
        mixed = 4 * (w[0] + w[1])
        return np.array([[4 * a + 8 * w[0] ** 2 + 2, mixed], [mixed, 2 + 4 * b + 8 * w[1] ** 2]])

    return Function(lambda w: sum(part**2 for part in parts(w)), gradient, hessian)


LANDSCAPES = {
    "quadratic_k100": quadratic(np.diag([1.0, 100.0])),
    "rosenbrock": rosenbrock(),
    "himmelblau": himmelblau(),
}


class Golden:
    """One stored configuration on one landscape."""

    def __init__(self, arrays: Any, entry: dict[str, Any], index: int, landscape: str) -> None:
        self.label = f"{entry['name']}-{landscape}"
        self.function = LANDSCAPES[landscape]
        facts = entry["per_landscape"][landscape]
        self.rate, self.steps, self.stable = facts["lr"], facts["steps"], facts["stable_steps"]
        self.points = arrays[f"theta_{landscape}"][index]
        self.gradients = arrays[f"grad_{landscape}"][index]
        prefix = f"extra_{entry['name']}_{landscape}_"
        self.extras = {EXTRAS[key]: arrays[prefix + key] for key in EXTRAS if prefix + key in arrays}
        kind = entry.get("cls", entry["name"])
        self.optimizer = optimizers[NAMES[kind]](**settings(kind, entry["hyper"]), **ADDED.get(entry["name"], {}))
        hyper = entry["hyper"]
        clips = {
            ours: hyper[theirs] for theirs, ours in (("clip_norm", "norm"), ("clip_value", "value")) if theirs in hyper
        }
        self.clipping = GradientClipping(**clips) if clips else None

    def step(
        self, w: np.ndarray, gradient: np.ndarray, state: dict[str, np.ndarray], number: int, at: Any = None
    ) -> None:
        """One update; the Hessian, where it is asked for, is that at w, or `at` another point."""
        gradient = gradient.copy()
        if self.clipping is not None:
            self.clipping.apply(gradient)
        own = self.function
        oracle = own if at is None else Function(own.value, own.gradient, lambda _: own.hessian(at))
        self.optimizer.update(Step(w, gradient, self.rate, state, number, oracle))


def settings(kind: str, hyper: dict[str, Any]) -> dict[str, Any]:
    ours: dict[str, Any] = {}
    for key, value in hyper.items():
        if key in NOT_OURS or (kind, key) in IMPLIED:
            continue
        fields = FIELDS.get(key, (key,))
        ours |= dict(zip(fields, value if isinstance(value, list) else [value], strict=True))
    return ours


def golden_runs() -> Iterator[Golden]:
    for stem in ("optimizers_torch", "optimizers_other"):
        arrays = dict(np.load(GOLDEN / f"{stem}.npz"))
        manifest = json.loads((GOLDEN / f"{stem}.json").read_text())
        for index, entry in enumerate(manifest["optimizers"]):
            for landscape in manifest["landscapes"]:
                yield Golden(arrays, entry, index, landscape)


RUNS = list(golden_runs())
SEARCHING = [run for run in RUNS if getattr(run.optimizer, "line_search_fn", None)]
PLAIN = [run for run in RUNS if run not in SEARCHING]
golden = pytest.mark.parametrize("run", PLAIN, ids=lambda run: run.label)


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
    "optimizer", VARIANTS, ids=[f"{v.key()}-{'-'.join(v.model_fields_set) or 'defaults'}" for v in VARIANTS]
)
every_class = pytest.mark.parametrize("cls", list(optimizers.values()), ids=list(optimizers))

BOWL = quadratic(np.array([[3.0, 1.0, 0.0], [1.0, 2.0, -0.5], [0.0, -0.5, 1.0]]))
START = np.array([1.5, -2.0, 0.7])


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The stepping loop sets this too: numbers that overflow are ordinary there."""
    with np.errstate(all="ignore"):
        yield


def walk(
    optimizer: Optimizer, function: Function, start: np.ndarray, rate: Any, steps: int, record: bool = False
) -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
    """Points w_0 … w_steps and, on demand, the record of each step."""
    w, points, records = start.copy(), [start.copy()], []
    state = optimizer.initial_state(w)
    for number in range(1, steps + 1):
        step = Step(w, function.gradient(w), rate, state, number, function, {} if record else None)
        optimizer.update(step)
        points.append(w.copy())
        records.append(step.record or {})
    return np.array(points), records


# --- outside implementations -------------------------------------------------------------------------------------


@golden
def test_follows_the_reference_when_fed_its_gradients(run: Golden) -> None:
    w = run.points[0].copy()
    state = run.optimizer.initial_state(w)
    for k in range(run.steps):
        run.step(w, run.gradients[k], state, k + 1, at=run.points[k])
        np.testing.assert_allclose(w, run.points[k + 1], rtol=1e-12, atol=1e-12, err_msg=f"step {k + 1}")
        for name, values in run.extras.items():
            np.testing.assert_allclose(state[name], values[k], rtol=1e-12, atol=1e-12, err_msg=f"{name}, step {k + 1}")


@golden
def test_follows_the_reference_on_its_own(run: Golden) -> None:
    w = run.points[0].copy()
    state = run.optimizer.initial_state(w)
    for k in range(min(run.steps, run.stable - 1)):
        if np.abs(run.gradients[k]).max() < 1e-6:
            break  # At the minimum the gradient is its own rounding error, which RMSprop & co. blow up.
        run.step(w, run.function.gradient(w), state, k + 1)
        np.testing.assert_allclose(w, run.points[k + 1], rtol=1e-9, atol=1e-9, err_msg=f"step {k + 1}")


@pytest.mark.parametrize("run", SEARCHING, ids=lambda run: run.label)
def test_line_search_arrives_where_the_reference_does(run: Golden) -> None:
    w = run.points[0].copy()
    state = run.optimizer.initial_state(w)
    for k in range(run.steps):
        run.step(w, run.function.gradient(w), state, k + 1)
    np.testing.assert_allclose(w, run.points[run.steps], rtol=1e-9, atol=1e-9)


def test_golden_data_covers_every_optimizer() -> None:
    assert {run.optimizer.key() for run in RUNS} == set(optimizers)


# --- what every optimizer promises -------------------------------------------------------------------------------


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


# --- equivalences and properties of the methods ------------------------------------------------------------------


def test_sgd_without_momentum_is_gradient_descent() -> None:
    points, _ = walk(optimizers["sgd"](), BOWL, START, 0.1, 5)
    for before, after in itertools.pairwise(points):
        np.testing.assert_array_equal(after, before - BOWL.gradient(before) * 0.1)


def test_isotropic_quadratic_is_done_in_one_step_of_one_over_l() -> None:
    points, _ = walk(optimizers["sgd"](), quadratic(4 * np.eye(3)), START, 0.25, 1)
    np.testing.assert_array_equal(points[1], 0)


def test_adamw_without_decay_is_adam() -> None:
    one, _ = walk(optimizers["adamw"](weight_decay=0), BOWL, START, 0.1, 30)
    other, _ = walk(optimizers["adam"](), BOWL, START, 0.1, 30)
    np.testing.assert_array_equal(one, other)


def test_first_adam_step_is_the_rate_almost() -> None:
    points, _ = walk(optimizers["adam"](), BOWL, START, 0.1, 1)
    size = np.abs(BOWL.gradient(START))
    np.testing.assert_allclose(np.abs(points[1] - points[0]), 0.1 * size / (size + 1e-8), rtol=1e-12)


@pytest.mark.parametrize("optimizer", [optimizers["adam"](eps=0), optimizers["signsgd"](), optimizers["lion"]()])
def test_scale_of_the_loss_does_not_matter(optimizer: Optimizer) -> None:
    one, _ = walk(optimizer, BOWL, START, 0.01, 30)
    other, _ = walk(optimizer, quadratic(1000 * BOWL.hessian(START)), START, 0.01, 30)
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("name", ["signsgd", "lion"])
def test_sign_methods_move_by_the_rate(name: str) -> None:
    points, _ = walk(optimizers[name](), BOWL, START, 0.01, 30)
    np.testing.assert_allclose(np.abs(np.diff(points, axis=0)), 0.01, rtol=1e-12)


def test_full_dampening_is_heavy_ball_with_a_smaller_rate() -> None:
    damped, heavy = optimizers["sgd"](momentum=0.9, dampening=0.9), optimizers["sgd"](momentum=0.9)
    w, v = START.copy(), START.copy()
    state, other = damped.initial_state(w), heavy.initial_state(v)
    for number in range(2, 40):  # from the second step on: PyTorch does not dampen the first velocity
        damped.update(Step(w, BOWL.gradient(w), 0.1, state, number))
        heavy.update(Step(v, BOWL.gradient(v), 0.01, other, number))
    np.testing.assert_allclose(w, v, rtol=1e-12)


def test_nesterov_refuses_dampening() -> None:
    with pytest.raises(ValidationError, match=r"nesterov needs dampening 0, got 0\.5"):
        optimizers["sgd"](momentum=0.9, nesterov=True, dampening=0.5)


def test_rprop_sees_only_signs() -> None:
    rng = np.random.default_rng(0)
    signs, scales = rng.choice([-1.0, 1.0], (30, 2)), rng.uniform(0.1, 10, (30, 2))
    one, other = np.zeros(2), np.zeros(2)
    rprop = optimizers["rprop"]()
    first, second = rprop.initial_state(one), rprop.initial_state(other)
    for k in range(30):
        rprop.update(Step(one, signs[k].copy(), 0.1, first, k + 1))
        rprop.update(Step(other, signs[k] * scales[k], 0.1, second, k + 1))
    np.testing.assert_array_equal(one, other)


def test_newton_solves_a_quadratic_in_one_step() -> None:
    points, _ = walk(optimizers["newton"](), BOWL, START, 1.0, 1)
    np.testing.assert_allclose(points[1], 0, atol=1e-14)


def test_newton_takes_the_shortest_step_where_the_hessian_is_singular() -> None:
    flat = quadratic(np.diag([2.0, 0.0]))
    points, _ = walk(optimizers["newton"](), flat, np.array([3.0, 5.0]), 1.0, 1)
    np.testing.assert_allclose(points[1], [0, 5], atol=1e-14)


def test_saddle_free_newton_leaves_the_saddle_that_attracts_newton() -> None:
    saddle, start = quadratic(np.diag([1.0, -1.0])), np.array([1.0, 0.1])
    drawn, _ = walk(optimizers["newton"](), saddle, start, 1.0, 1)
    driven, _ = walk(optimizers["newton"](saddle_free=True), saddle, start, 1.0, 1)
    np.testing.assert_allclose(drawn[1], [0, 0], atol=1e-15)
    np.testing.assert_allclose(driven[1], [0, 0.2], atol=1e-15)


def test_lbfgs_finishes_a_quadratic_in_a_few_steps() -> None:
    lbfgs = optimizers["lbfgs"](line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)
    points, _ = walk(lbfgs, BOWL, START, 1.0, 12)
    np.testing.assert_allclose(points[-1], 0, atol=1e-9)


def test_lbfgs_remembers_only_its_history() -> None:
    lbfgs = optimizers["lbfgs"](history_size=3)
    w = np.array([-1.2, 1.0])
    state, function = lbfgs.initial_state(w), rosenbrock()
    for number in range(1, 9):
        lbfgs.update(Step(w, function.gradient(w), 1e-3, state, number))
    assert state["_pairs"] == 3
    for size, pairs in ((2, 2), (5, 3)):
        lbfgs = lbfgs.replaced({"history_size": size})
        lbfgs.update(Step(w, function.gradient(w), 1e-3, state, 9))
        assert state["_pairs"] == pairs
    assert state["_s"].shape[0] == 5


def test_lbfgs_rests_at_the_minimum() -> None:
    points, records = walk(optimizers["lbfgs"](), BOWL, np.zeros(3), 1.0, 2, record=True)
    np.testing.assert_array_equal(points, 0)
    assert records[-1]["length"] == 0


@pytest.mark.parametrize("seed", range(20))
def test_line_search_meets_the_strong_wolfe_conditions(seed: int) -> None:
    a, b, c = np.random.default_rng(seed).uniform(0.2, 2.0, 3)

    def evaluate(t: float) -> Trial:
        return Trial(t, a * (t - 3 * b) ** 2 + c * np.cos(2 * t), 2 * a * (t - 3 * b) - 2 * c * np.sin(2 * t))

    start = evaluate(0.0)
    found = evaluate(strong_wolfe(evaluate, start, 0.1, 1e-12))
    assert found.value <= start.value + 1e-4 * found.length * start.slope
    assert abs(found.slope) <= 0.9 * abs(start.slope)


def test_schedule_free_average_is_the_mean_of_its_base_points() -> None:
    method = optimizers["schedule_free_sgd"]()
    _, records = walk(method, BOWL, START, 0.1, 10, record=True)
    np.testing.assert_allclose(records[-1]["average"], np.mean([r["base"] for r in records], axis=0), rtol=1e-12)


def test_averaged_sgd_averages_from_t0_on() -> None:
    points, records = walk(optimizers["asgd"](t0=3), BOWL, START, 0.1, 10, record=True)
    np.testing.assert_allclose(records[-1]["average"], points[5:].mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize(("name", "needed"), [("newton", {}), ("lbfgs", {"line_search_fn": "strong_wolfe"})])
def test_methods_that_look_around_say_so(name: str, needed: dict[str, Any]) -> None:
    optimizer = optimizers[name](**needed)
    w = np.ones(2)
    with pytest.raises(ValueError, match=f"{name} .*needs an oracle"):
        optimizer.update(Step(w, np.ones(2), 0.1, optimizer.initial_state(w)))


# --- clipping ----------------------------------------------------------------------------------------------------


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
