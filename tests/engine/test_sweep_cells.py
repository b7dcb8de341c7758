"""A cell of a sweep is the run that it stands for: where it ends, and whether and when it diverges."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

from app.engine.experiment import Experiment, numeric_fields
from app.engine.landscapes import landscapes
from app.engine.maps.together import EndsTogether, run_together
from app.engine.optimizers import Optimizer, optimizers
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import problems
from app.engine.runs.traces import trace
from app.engine.schedules import Schedule, schedules

STEPS, SEED, CELLS = 40, 3, 4
ROUNDING = 1e-12
"""What cell and run may differ by, relative to the run's end, after `STEPS` steps; they do by 1e-15 a step."""
SHIFT = 1e-12
"""Where a run is chaotic, a cell may miss it by ten times what the run itself moves when its rate or start do so."""
ARITHMETIC = {"add", "subtract", "multiply", "divide", "negative", "maximum", "absolute", "square", "sqrt", "sign"}
"""Operations that have one right result in floating point."""


class End(NamedTuple):
    """Where a run ended."""

    diverged_at: int
    parameters: np.ndarray
    loss: float


def end_of(problem: dict[str, Any], run: dict[str, Any], steps: int = STEPS) -> End:
    experiment = Experiment.model_validate({"problem": problem, "runs": [run], "steps": steps, "seed": SEED})
    result = trace(experiment, ["parameters", "loss"]).runs[0]
    diverged = result.outcome.status == "diverged"
    return End(result.outcome.step if diverged else -1, result["parameters"][-1], float(result["loss"][-1]))


def cell_of(result: EndsTogether, cell: int) -> End:
    return End(int(result.diverged_at[cell]), result.parameters[:, cell], float(result.loss[cell]))


def distance(one: End, other: End) -> float:
    """How far apart two ends are, relative to the second; infinite where one diverged and the other did not."""
    if one.diverged_at != other.diverged_at:
        return np.inf
    if one.diverged_at >= 0:
        return 0.0
    far = np.abs(one.parameters - other.parameters).max() / max(np.abs(other.parameters).max(), 1e-3)
    return max(float(far), abs(one.loss - other.loss) / max(abs(other.loss), 1e-3))


def shifted(problem: dict[str, Any], run: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The run with its rate or its start a little elsewhere."""
    start = problems[problem["kind"]].model_validate(problem).build(SEED).start()
    for factor in (1 - SHIFT, 1 + SHIFT):
        yield run | {"learning_rate": run["learning_rate"] * factor}
        yield run | {"start": (start * factor + (factor - 1)).tolist()}


def spread(problem: dict[str, Any], run: dict[str, Any], end: End) -> float:
    """How far the run's end moves with its rate and start."""
    return max(distance(end_of(problem, moved), end) for moved in shifted(problem, run))


def check(problem: dict[str, Any], run: dict[str, Any], cell: End) -> bool:
    """Hold a cell against its run; True where they agree to the last bit."""
    end = end_of(problem, run)
    error = distance(cell, end)
    assert error <= ROUNDING or error <= 10 * spread(problem, run, end), (problem, run, cell, end)
    return error == 0


def bounds(optimizer: type[Optimizer], field: str) -> dict[str, float]:
    found = optimizer.model_fields[field].metadata
    return {name: getattr(bound, name) for bound in found for name in ("ge", "gt", "le", "lt") if hasattr(bound, name)}


def drawn(optimizer: type[Optimizer], random: np.random.Generator) -> list[dict[str, Any]]:
    """Hyperparameters of the cells: the defaults, the ends of their ranges, and values between."""

    def value(field: str) -> Any:
        limits = bounds(optimizer, field)
        default, high = getattr(optimizer(), field), limits.get("le", limits.get("lt", 1.0))
        if isinstance(default, int):
            return int(random.integers(limits["ge"], 20))
        between = [0.5, 0.9, 0.99] if high <= 1 else [0.01, 0.1, 1.0, 2.0]
        fitting = [number for number in between if limits.get("gt", -1.0) < number and number <= high]
        ends = [limits[name] for name in ("ge", "le") if abs(limits.get(name, 2.0)) <= 1]
        return float(random.choice([default, default, *ends, *fitting]))

    cells = []
    while len(cells) < CELLS:
        cell = {field: value(field) for field in numeric_fields(optimizer)}
        try:
            optimizer.model_validate(cell)
        except ValueError:  # settings that do not go together
            continue
        cells.append(cell)
    return cells


def swept(
    problem: dict[str, Any], optimizer: Optimizer, rates: Any, cells: list[dict[str, Any]], **more: Any
) -> EndsTogether:
    built = problems[problem["kind"]].model_validate(problem).build(SEED)
    settings = {field: np.array([cell[field] for cell in cells]) for field in cells[0]}
    return run_together(built, optimizer, rates, more.pop("steps", STEPS), settings=settings, **more)


@pytest.mark.parametrize("name", list(optimizers))
def test_cells_are_their_runs_on_every_landscape(name: str) -> None:
    random = np.random.default_rng(list(optimizers).index(name))
    optimizer, same = optimizers[name], []
    for landscape in landscapes.values():
        problem = {"kind": "landscape", "name": landscape.name, "noise": float(random.choice([0.0, 1.0]))}
        rates = landscape.learning_rate * 10.0 ** random.choice([-1, 0, 1, 2, 4], CELLS)
        size = int(random.choice([256, 100, 7]))
        clip = [None, {"norm": 1.0}, {"value": 0.5}][random.integers(3)]
        cells = drawn(optimizer, random)
        clipping = clip and GradientClipping(**clip)
        result = swept(problem, optimizer(), rates, cells, batch_size=size, clipping=clipping)
        for number, (rate, cell) in enumerate(zip(rates.tolist(), cells, strict=True)):
            run = {"optimizer": {"name": name, **cell}, "learning_rate": rate, "batch_size": size}
            same.append(check(problem, run | {"gradient_clipping": clip}, cell_of(result, number)))
    assert np.mean(same) > 0.6


def test_arithmetic_gives_the_same_bits() -> None:
    """Where nothing is rounded in two ways, momentum with all its settings is the same to the last bit."""
    for landscape in landscapes.values():
        operations = {operation.name for operation in landscape.functions._program.operations}
        if operations <= ARITHMETIC:
            problem = {"kind": "landscape", "name": landscape.name}
            rates = landscape.learning_rate * np.array([0.1, 1.0, 3.0])
            cells = [
                {"momentum": momentum, "weight_decay": decay} for momentum, decay in ((0, 0.1), (0.5, 0), (0.9, 1))
            ]
            result = swept(problem, optimizers["sgd"](), rates, cells)
            for number, (rate, cell) in enumerate(zip(rates.tolist(), cells, strict=True)):
                run = {"optimizer": {"name": "sgd", **cell}, "learning_rate": rate}
                assert distance(cell_of(result, number), end_of(problem, run)) == 0


@pytest.mark.parametrize("switch", ["nesterov", "amsgrad", "centered", "saddle_free", "decoupled_weight_decay"])
def test_switches_are_every_cell_s(switch: str) -> None:
    problem = {"kind": "landscape", "name": "himmelblau"}
    for name in [name for name in optimizers if switch in optimizers[name].model_fields]:
        cells = [{}, {}] if name == "newton" else [{"weight_decay": 0.0}, {"weight_decay": 0.5}]
        result = swept(problem, optimizers[name](**{switch: True}), np.array([0.001, 0.01]), cells)
        for number, (rate, cell) in enumerate(zip((0.001, 0.01), cells, strict=True)):
            check(
                problem,
                {"optimizer": {"name": name, switch: True, **cell}, "learning_rate": rate},
                cell_of(result, number),
            )


@pytest.mark.parametrize("size", [256, 32])
def test_a_line_search_looks_at_the_cell_s_own_batch(size: int) -> None:
    problem = {"kind": "landscape", "name": "rosenbrock", "noise": 5.0}
    optimizer = optimizers["lbfgs"](line_search_fn="strong_wolfe")
    rates, cells = np.array([0.1, 1.0, 1e6]), [{"history_size": size} for size in (1, 3, 100)]
    result = swept(problem, optimizer, rates, cells, batch_size=size)
    for number, (rate, cell) in enumerate(zip(rates.tolist(), cells, strict=True)):
        settings = {"name": "lbfgs", "line_search_fn": "strong_wolfe", **cell}
        check(problem, {"optimizer": settings, "learning_rate": rate, "batch_size": size}, cell_of(result, number))


def variants(schedule: type[Schedule]) -> list[dict[str, Any]]:
    """Settings of three cells; the momentum is cycled in one where it can be."""
    initial = [{"name": schedule.key(), "initial": rate} for rate in (1e-4, 1e-3, 1e-1)]
    if "cycle_momentum" in schedule.model_fields:
        initial[1] |= {"cycle_momentum": True}
    return initial


@pytest.mark.parametrize("name", [name for name, schedule in schedules.items() if not schedule.watches_loss])
@pytest.mark.parametrize("optimizer", list(optimizers))
def test_schedules_are_swept_step_by_step(name: str, optimizer: str) -> None:
    problem = {"kind": "landscape", "name": "rosenbrock"}
    rates = variants(schedules[name])
    field = optimizers[optimizer].momentum_field
    cells = [{field: value} if field else {} for value in (0.0, 0.5, 0.9)]
    result = swept(problem, optimizers[optimizer](), [schedules[name](**rate) for rate in rates], cells)
    for number, (rate, cell) in enumerate(zip(rates, cells, strict=True)):
        end = end_of(problem, {"optimizer": {"name": optimizer, **cell}, "learning_rate": rate})
        assert distance(cell_of(result, number), end) <= 1e-9


@pytest.mark.parametrize("name", [name for name, schedule in schedules.items() if schedule.watches_loss])
def test_schedules_that_watch_the_loss_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"schedules that depend on the step alone, got '{name}'"):
        swept({"kind": "landscape"}, optimizers["sgd"](), [schedules[name](initial=0.1)], [{}])


QUICK_RETURN = {"name": "multistep", "initial": 1e6, "milestones": [1], "gamma": 1e-6}
GROWING = {"name": "linear_warmup", "initial": 1e6, "total_iters": 2, "start_factor": 1e-310}


@pytest.mark.parametrize(
    ("expression", "start", "rate", "optimizer", "steps"),
    [
        ("x^2/2", 2000.0, QUICK_RETURN, "sgd", 20),  # far away at step 1, at the minimum at step 2
        ("log(x)", 0.5, 1.0, "sgd", 60),  # no loss at step 1, but a slope that leads back
        ("log(x)", 0.5, 1.0, "signsgd", 5),
        ("1/x", 1.0, 1.0, "signsgd", 10),  # an infinite slope, whose sign is a number
        ("exp(x)", 700.0, 1e6, "sgd", 5),  # the first update overflows
        ("exp(x)", 700.0, GROWING, "sgd", 1),  # the update after the last row overflows
        ("sqrt(1+x^2)", 2.0, 1e6, "lion", 40),
        ("exp(exp(x))", 3.0, 1.0, "newton", 20),
    ],
)
def test_a_cell_diverges_at_the_step_at_which_the_run_does(
    expression: str, start: float, rate: Any, optimizer: str, steps: int
) -> None:
    problem = {"kind": "formula", "expression": expression, "window": [[-2, 2]]}
    built = problems["formula"].model_validate(problem).build(SEED)
    quiet = 1e-9
    given = rate if isinstance(rate, float) else schedules[rate["name"]](**rate)
    calm = quiet if isinstance(rate, float) else schedules["constant"](initial=quiet)
    rates = np.array([calm, given]) if isinstance(rate, float) else [calm, given]
    result = run_together(built, optimizers[optimizer](), rates, steps, start=np.array([[1.0, start]]))
    runs = [{"optimizer": optimizer, "learning_rate": r, "start": [x]} for r, x in ((quiet, 1.0), (rate, start))]
    for number, run in enumerate(runs):
        assert distance(cell_of(result, number), end_of(problem, run, steps)) <= 1e-9


def test_cells_do_not_depend_on_their_neighbours() -> None:
    """Whatever diverges beside it and whenever, and wherever a sweep is cut, a cell is the same to the last bit."""
    problem = problems["landscape"].model_validate({"kind": "landscape", "name": "rosenbrock"}).build(0)
    rates = np.geomspace(1e-4, 1.0, 40)
    for name, optimizer in optimizers.items():
        whole = run_together(problem, optimizer(), rates, 60)
        for cell in (0, 5, 17):
            alone = run_together(problem, optimizer(), rates[cell : cell + 1], 60)
            assert distance(cell_of(alone, 0), cell_of(whole, cell)) == 0, (name, cell)


def test_more_cells_than_are_stepped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problems["landscape"].model_validate({"kind": "landscape", "name": "rosenbrock"}).build(0)
    rates = np.geomspace(1e-4, 0.1, 10)
    whole = run_together(problem, optimizers["adam"](), rates, 20)
    monkeypatch.setattr("app.engine.maps.together.TOGETHER", 3)
    parts = run_together(problem, optimizers["adam"](), rates, 20)
    np.testing.assert_array_equal(parts.parameters, whole.parameters)
    np.testing.assert_array_equal(parts.diverged_at, whole.diverged_at)
