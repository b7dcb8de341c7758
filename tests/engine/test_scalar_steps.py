"""Steps in plain numbers give the bits of steps on arrays, for every optimizer and in every turn of events."""

import ast
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.algebra.operations import OPERATIONS
from app.engine.algebra.program import Recorder
from app.engine.experiment import Experiment
from app.engine.optimizers import Optimizer, Step, optimizers
from app.engine.problems.landscape import LandscapeProblem
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import Trace, slice_of, trace
from app.engine.stepping.descent import Descent
from app.engine.stepping.scalar_source import Form, compiled, source
from app.engine.stepping.scalar_steps import _form
from app.engine.stepping.scalar_tape import Array, Term, Untraceable
from app.engine.stepping.snapshots import Snapshot
from app.engine.stepping.stretches import stretches
from tests.engine.pieces import in_pieces

ON_ARRAYS = {"lbfgs", "newton"}
"""Optimizers that look around, and so cannot be traced."""
TRACED = sorted(set(optimizers) - ON_ARRAYS)

CASES: dict[str, dict[str, Any]] = {
    "batches": {},
    "full batch": {"batch_size": None},
    "odd batches": {"batch_size": 7},
    "clipped norm": {"gradient_clipping": {"norm": 5.0}},
    "clipped values": {"gradient_clipping": {"value": 3.0}},
    "cosine": {"learning_rate": {"name": "cosine", "initial": 1e-3}},
    "one cycle": {"learning_rate": {"name": "one_cycle", "initial": 2e-3, "cycle_momentum": True}},
    "cycled to 0": {"learning_rate": {"name": "cyclic", "initial": 1e-4, "step_size_up": 20, "cycle_momentum": True,
                                      "base_momentum": 0.0}},
    "plateau": {"learning_rate": {"name": "reduce_on_plateau", "initial": 1e-3, "patience": 2}},
    "plateau, flying off": {"learning_rate": {"name": "reduce_on_plateau", "initial": 3.0, "patience": 2}},
    "far too fast": {"learning_rate": 100.0, "batch_size": None},
    "overflowing": {"learning_rate": 1e6, "gradient_clipping": {"norm": 1e11}},
    "changes": {"changes": [
        {"at": 1, "learning_rate": 3e-4}, {"at": 30, "batch_size": 24}, {"at": 41, "batch_size": 5},
        {"at": 70, "learning_rate": {"name": "reduce_on_plateau", "initial": 1e-4, "patience": 1}},
        {"at": 90, "batch_size": 64}, {"at": 95, "learning_rate": {"name": "exponential", "initial": 1e-4}},
    ]},
}  # fmt: skip


def experiment(steps: int = 120, seed: int = 0, problem: dict | None = None, **run: object) -> Experiment:
    base = {"kind": "landscape", "name": "rosenbrock", "noise": 4.0, "samples": 64}
    start = {"learning_rate": 5e-4, "batch_size": 8}
    document = {"problem": base | (problem or {}), "runs": [start | run], "steps": steps, "seed": seed}
    return Experiment.model_validate(document)


@contextlib.contextmanager
def on_arrays() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Descent, "_scalar_steps", lambda *_: None)
        yield


def assert_same(left: Trace, right: Trace) -> None:
    for a, b in zip(left.runs, right.runs, strict=True):
        assert a.outcome == b.outcome
        assert list(a.columns) == list(b.columns)
        for name in a.columns:
            np.testing.assert_array_equal(a.columns[name], b.columns[name], err_msg=name)


def check(given: Experiment) -> Trace:
    fast = trace(given)
    with on_arrays():
        assert_same(fast, trace(given))
    return fast


def variants(name: str) -> Iterator[dict[str, Any]]:
    """The optimizer as it is, with each switch turned, and with each setting that is 0 set to something."""
    yield {"name": name}
    for field, info in optimizers[name].model_fields.items():
        default = info.default
        values = [not default] if isinstance(default, bool) else [0.1] if default == 0 else []
        values += [0] if isinstance(default, float) and default else []
        for value in values:
            with contextlib.suppress(ValueError):
                optimizers[name].model_validate({field: value})
                yield {"name": name, field: value}
    if name == "sgd":
        yield {"name": name, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02}
        yield {"name": name, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.02}
        yield {"name": name, "momentum": 1, "dampening": 1}
    if name == "rmsprop":
        yield {"name": name, "momentum": 0.8, "centered": True, "weight_decay": 0.02, "alpha": 0.7}


VARIANTS = [settings for name in optimizers for settings in variants(name)]


def label(value: dict[str, Any]) -> str:
    return " ".join(f"{key}={setting}" for key, setting in value.items()).removeprefix("name=")


def steps_of(given: Experiment) -> Descent:
    run, problem = given.runs[0], given.problem.build(given.seed)
    start = problem.start() if run.start is None else np.array(run.start)
    return Descent(stretches(run, problem), start, given.seed)


@pytest.mark.parametrize("name", sorted(optimizers))
def test_all_optimizers_but_those_that_look_around_are_traced(name: str) -> None:
    for variant in variants(name):
        descent = steps_of(experiment(optimizer=variant))
        assert descent.light == traced(descent)[0] == (name not in ON_ARRAYS), variant


def traced(descent: Descent) -> list[bool]:
    return [descent._scalar_steps(stretch) is not None for stretch in descent._stretches]


@pytest.mark.parametrize("variant", VARIANTS, ids=label)
def test_same_bits_with_every_option(variant: dict[str, Any]) -> None:
    check(experiment(optimizer=variant))
    check(experiment(optimizer=variant, batch_size=None, gradient_clipping={"norm": 20.0}))
    check(experiment(optimizer=variant, problem={"name": "double_well_1d"}, learning_rate=0.05))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", sorted(optimizers))
def test_same_bits_in_every_turn_of_events(name: str, case: str) -> None:
    check(experiment(optimizer=name, **CASES[case]))


@pytest.mark.parametrize("name", TRACED)
@pytest.mark.parametrize("problem", ["ackley", "easom", "quadratic_k10", "double_well_1d"])
def test_same_bits_when_runs_fly_off(name: str, problem: str) -> None:
    for rate in (1.0, 30.0, 1e5):
        check(experiment(optimizer=name, problem={"name": problem}, learning_rate=rate, steps=400))


@pytest.mark.parametrize("name", TRACED)
def test_same_bits_at_rest(name: str) -> None:
    """A gradient of 0 with ε = 0: 0/0 on arrays, an exception in plain numbers."""
    settings = {"name": name} | ({"eps": 0.0} if "eps" in optimizers[name].model_fields else {})
    check(experiment(optimizer=settings, problem={"name": "bowl", "noise": 0.0}, start=[0.0, 0.0]))
    check(experiment(optimizer=settings, problem={"name": "bowl", "noise": 0.0}, start=[0.0, 1.0]))


def number_fields(name: str) -> list[str]:
    return [field for field, info in optimizers[name].model_fields.items() if info.annotation is float]


def hyperparameters(name: str) -> st.SearchStrategy[dict[str, Any]]:
    share = st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.999]) | st.floats(0, 0.9999)
    return st.fixed_dictionaries({}, optional=dict.fromkeys(number_fields(name), share))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(TRACED), seed=st.integers(0, 9))
def test_same_bits_whatever_the_settings(data: st.DataObject, name: str, seed: int) -> None:
    chosen = {"name": name} | data.draw(hyperparameters(name))
    changes = [{"at": 20} | data.draw(hyperparameters(name)), {"at": 25, "batch_size": data.draw(st.integers(1, 64))}]
    run = {
        "optimizer": chosen,
        "changes": changes,
        "batch_size": data.draw(st.integers(1, 64)),
        "learning_rate": data.draw(st.floats(1e-6, 10)),
        "gradient_clipping": data.draw(st.sampled_from([None, {"norm": 2.0}, {"value": 2.0}])),
    }
    try:
        given = experiment(60, seed, **run)
    except ValueError:
        return
    check(given)


def assert_same_state(left: Snapshot, right: Snapshot) -> None:
    for field in ("number", "epoch", "offset", "samples_used", "schedule_state", "waiting"):
        assert getattr(left, field) == getattr(right, field), field
    np.testing.assert_array_equal(left.parameters, right.parameters)
    assert list(left.state) == list(right.state)
    for name in left.state:
        np.testing.assert_array_equal(left.state[name], right.state[name], err_msg=name)


@settings(max_examples=80, deadline=None)
@given(
    name=st.sampled_from(TRACED),
    case=st.sampled_from(sorted(CASES)),
    pieces=st.lists(st.integers(1, 40), min_size=1, max_size=6),
)
def test_snapshots_at_any_row_hold_the_same_state(name: str, case: str, pieces: list[int]) -> None:
    given = experiment(optimizer=name, **CASES[case])
    fast, slow, jumping = steps_of(given), steps_of(given), steps_of(given)
    for descent in (fast, slow):
        for name, array in descent._state.items():
            if name in ("_scratch", "_sign"):
                array[...] = 0.0  # they begin with whatever was in memory
    for piece in pieces:
        end = fast.number + piece
        before = fast.snapshot()
        fast.advance(end)
        with on_arrays():
            slow.advance(end)
        assert fast.ended == slow.ended
        if fast.ended is not None:
            return
        jumping.restore(before)
        jumping.advance(end)
        assert_same_state(fast.snapshot(), slow.snapshot())
        assert_same_state(fast.snapshot(), jumping.snapshot())


@pytest.mark.parametrize("name", TRACED)
def test_forks_share_the_past_of_either_path(name: str) -> None:
    given = experiment(700, optimizer=name, changes=[{"at": 300, "learning_rate": 1e-4}])
    lives = LiveRuns()
    with on_arrays():
        past = lives.race(experiment(700, optimizer=name))
        for _ in past.compute(400):
            pass
    fork = lives.race(given)
    in_pieces(fork, 700, 33)
    assert_same(slice_of(fork, 0, 700), trace(given))


@pytest.mark.parametrize("samples", [1, 2, 10, 4096])
def test_same_bits_with_few_and_many_samples(samples: int) -> None:
    for size in {1, min(3, samples), samples}:
        check(experiment(60, problem={"samples": samples}, batch_size=size))


def check_with(monkeypatch: pytest.MonkeyPatch, operation: str, written: str, optimizer: str) -> None:
    """Check an optimizer's steps with an operation written in another way, and the landscape as it was."""
    trace(experiment(1, optimizer=optimizer))
    monkeypatch.setitem(OPERATIONS, operation, replace(OPERATIONS[operation], floats=written))
    compiled.cache_clear()
    try:
        check(experiment(optimizer=optimizer))
    finally:
        compiled.cache_clear()


WRONG = {
    "add": "({0} - {1})",
    "subtract": "({0} + {1})",
    "multiply": "({0} / {1})",
    "divide": "({0} * {1})",
    "sqrt": "{0}",
    "maximum": "{1}",
    "sign": "1.0",
}


@pytest.mark.parametrize("operation", WRONG)
def test_a_wrong_trace_is_noticed(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = {"maximum": "adamax", "sign": "signsgd"}.get(operation, "adam")
    with pytest.raises(AssertionError):
        check_with(monkeypatch, operation, WRONG[operation], name)


def test_rounding_in_another_order_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError):
        check_with(monkeypatch, "divide", "({0} * (1.0 / {1}))", "rmsprop")  # whose states show quotients


def test_settings_of_a_kind_share_their_source() -> None:
    forms = []
    for momentum in (0.9, 0.5):
        given = experiment(optimizer={"name": "sgd", "momentum": momentum})
        problem = given.problem.build(0)
        assert isinstance(problem, LandscapeProblem)
        stretch = stretches(given.runs[0], problem)[0]
        forms.append(_form(problem, stretch, stretch.optimizer.initial_state(np.zeros(2))))
    first, second = forms
    assert first is not None and second is not None
    assert first == second
    assert compiled(first) is compiled(second)


def test_the_source_is_arithmetic_alone() -> None:
    known = {"absolute", "power", "sqrt", "array_power", "point", "keep", "pack", "clip", "next_rate"}
    for variant in VARIANTS:
        descent = steps_of(experiment(optimizer=variant, gradient_clipping={"value": 1.0}))
        problem = descent.problem
        assert isinstance(problem, LandscapeProblem)
        form = _form(problem, descent._stretches[0], descent._state)
        assert form is not None
        if variant["name"] in ON_ARRAYS:
            continue
        for node in ast.walk(ast.parse("\n".join(source(form)))):
            assert not isinstance(node, ast.Attribute | ast.Import | ast.ImportFrom | ast.Lambda)
            if isinstance(node, ast.Call):
                assert isinstance(node.func, ast.Name)
                assert node.func.id in known


class Odd(Optimizer):
    """An optimizer whose update is whatever a test wants."""

    action: ClassVar[Callable[[Step], None]]
    name: str = "odd"
    body: Any = None

    def update(self, step: Step) -> None:
        type(self).action(step)


def form_of(action: Any) -> Form:
    kind = type("Odd", (Odd,), {"action": staticmethod(action)})
    return Form(kind, (), (), None, (("v", 1), ("weight", 0)), 2, True, False, None)


def test_a_plain_update_is_traced() -> None:
    def action(step: Step) -> None:
        step.parameters -= step.learning_rate * step.gradient

    assert any("w_0 - (rate * b_0)" in line for line in source(form_of(action)))


UNTRACEABLE = {
    "branch": lambda step: step.gradient if step.gradient > 0 else None,
    "branch on a number": lambda step: max(step.learning_rate, 0.5),
    "equality": lambda step: step.learning_rate == 0.5,
    "equality of arrays": lambda step: step.gradient == step.parameters,
    "unknown function": lambda step: np.exp(step.gradient),
    "power": lambda step: np.power(step.gradient, 2),
    "square root by power": lambda step: step.gradient**0.5,
    "reduction": lambda step: np.add.reduce(step.gradient),
    "sum": lambda step: step.gradient.sum(),
    "norm": lambda step: np.linalg.norm(step.gradient),
    "coordinate": lambda step: step.gradient[0],
    "loop": lambda step: list(step.gradient),
    "product": lambda step: step.gradient @ step.gradient,
    "real array": lambda step: np.asarray(step.gradient),
    "float": lambda step: float(step.learning_rate),
    "mixed arrays": lambda step: np.add(np.ones(2), step.gradient),
    "out elsewhere": lambda step: np.add(step.gradient, 1.0, out=np.ones(2)),
    "look-up": lambda step: np.where(step.gradient > 0, 1.0, 2.0),
    "truth": lambda step: not step.gradient,
    "oracle": lambda step: step.oracle.hessian(step.parameters),
    "part": lambda step: step.parameters.__setitem__(0, 1.0),
    "replaced state": lambda step: step.state.update(v=np.zeros(2)),
    "new state": lambda step: step.state.update(u=step.gradient),
    "replaced parameters": lambda step: setattr(step, "parameters", step.gradient),
    "vector in a number": lambda step: step.state["weight"].__iadd__(step.gradient),
    "power of a vector's number": lambda step: step.state["weight"] ** step.state["weight"],
    "hash": lambda step: {step.learning_rate},
}


@pytest.mark.parametrize("name", UNTRACEABLE)
def test_what_is_no_arithmetic_stays_on_arrays(name: str) -> None:
    assert compiled(form_of(lambda step: UNTRACEABLE[name](step))) is None
    with pytest.raises((Untraceable, TypeError, AttributeError)):
        source(form_of(UNTRACEABLE[name]))


def test_stand_ins_have_no_value() -> None:
    recorder = Recorder()
    term, array = Term(recorder, recorder.input("x")), Array(recorder, [recorder.input("x_0")])
    for value in (term, array):
        with pytest.raises(Untraceable):
            bool(value)
        with pytest.raises(Untraceable):
            np.array(value)
    assert (Term(recorder, 0, never=(0,)) == 0) is False
    with pytest.raises(Untraceable):
        assert term == 0


def test_whole_numbers_for_fractions_are_fractions() -> None:
    """A change may bring them, and the powers of whole numbers would be others."""
    given = experiment(optimizer="schedule_free_sgd", changes=[{"at": 20, "r": 3, "weight_lr_power": 2}])
    assert traced(steps_of(given)) == [True, True]
    check(given)


def test_clipping_rounds_as_on_arrays() -> None:
    check(experiment(400, optimizer={"name": "sgd", "momentum": 0.9}, gradient_clipping={"norm": 0.3}))
