"""Every optimizer against outside implementations, step by step."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.optimizers import Step, optimizers
from app.engine.optimizers.clipping import GradientClipping
from tests.engine.functions import Function, himmelblau, quadratic, rosenbrock

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


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The stepping loop sets this too: numbers that overflow are ordinary there."""
    with np.errstate(all="ignore"):
        yield


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
