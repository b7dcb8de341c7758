"""For each entry of the reference an experiment that shows it, made from what the registries say."""

from functools import lru_cache
from typing import Any

import numpy as np

from app.engine.datasets import Dataset, datasets
from app.engine.declaration import FloatArray
from app.engine.experiment import MAX_RUNS, Experiment
from app.engine.networks.losses import Loss, Task
from app.engine.runs.traces import RunTrace, trace
from app.engine.schedules import Schedule

PATH_LANDSCAPE = "quadratic_k10"
"""Ten times as curved across as along: steep enough that methods differ, round enough that all arrive."""
PATH_STEPS = 40
LONGEST_STEP = 1.0
RATES = tuple(factor * 10.0**power for power in (-2, -1, 0, 1) for factor in (1, 2, 5))
SCHEDULE_LANDSCAPE = "smooth_abs_1d"
BASE_RATE = 0.4
USUAL_STEPS = 200
NETWORK_STEPS = 300
BATCH = 32
TASK_DATA: dict[Task, dict[str, Any]] = {
    "regression": {"name": "sine"},
    "binary": {"name": "moons"},
    "classes": {"name": "gaussians", "clusters": 3},
}


def landscape_experiment(name: str) -> Experiment:
    """Plain gradient descent from the landscape's own start, at its own rate."""
    return Experiment.model_validate({"problem": {"kind": "landscape", "name": name}})


def _path_run(optimizer: str, rate: float) -> dict[str, Any]:
    return {"optimizer": {"name": optimizer}, "learning_rate": rate}


def _path_experiment(runs: list[dict[str, Any]]) -> Experiment:
    problem = {"kind": "landscape", "name": PATH_LANDSCAPE}
    return Experiment.model_validate({"problem": problem, "runs": runs, "steps": PATH_STEPS})


def optimizer_experiment(name: str) -> Experiment:
    """A short run of an optimizer at a rate that suits it, beside plain gradient descent at a rate that suits that."""
    rates = {run: best_path(run)[0] for run in dict.fromkeys([name, "sgd"])}
    return _path_experiment([_path_run(run, rate) for run, rate in rates.items()])


@lru_cache(maxsize=64)
def best_path(optimizer: str) -> tuple[float, FloatArray]:
    """The rate with the lowest mean loss of those without a longer step than 1 in a coordinate, and its path (n, 2)."""
    found: list[tuple[float, float, FloatArray]] = []
    for begin in range(0, len(RATES), MAX_RUNS):
        rates = RATES[begin : begin + MAX_RUNS]
        experiment = _path_experiment([_path_run(optimizer, rate) for rate in rates])
        for rate, run in zip(rates, trace(experiment, ["parameters", "loss"]).runs, strict=True):
            path = run.columns["parameters"]
            if run.outcome.status != "diverged" and np.abs(np.diff(path, axis=0)).max() <= LONGEST_STEP:
                found.append((float(run.columns["loss"].mean()), rate, path))
    _, rate, path = min(found, key=lambda item: item[:2])
    return rate, path


def schedule_experiment(schedule: type[Schedule]) -> Experiment:
    """Gradient descent in a valley that only a falling rate settles in, long enough to see the schedule's shape."""
    problem = {"kind": "landscape", "name": SCHEDULE_LANDSCAPE}
    run = {"learning_rate": {"name": schedule.key(), "initial": BASE_RATE}}
    return Experiment.model_validate({"problem": problem, "runs": [run], "steps": horizon(schedule)})


def horizon(schedule: type[Schedule]) -> int:
    """Steps that show what a schedule does: up to four times its longest period, or a little past where it rests."""
    fields = schedule.model_json_schema()["properties"].values()
    lengths = [np.max(field["default"]) for field in fields if field.get("unit") == "steps" and field.get("default")]
    if not lengths or schedule.watches_loss:
        return USUAL_STEPS
    steps = int(max(lengths))
    later = schedule.model_validate({"initial": BASE_RATE}).rates(np.arange(4 * steps + 1))
    for end in (steps, 2 * steps):
        if np.ptp(later[end:]) < 1e-9 * BASE_RATE:
            return int(end * 1.4)
    return 4 * steps


def schedule_run(schedule: type[Schedule]) -> RunTrace:
    """The run of the schedule's experiment with its learning rates."""
    (run,) = trace(schedule_experiment(schedule), ["learning_rate"]).runs
    return run


def _network_experiment(dataset: dict[str, Any], **settings: Any) -> Experiment:
    problem = {"kind": "network", "dataset": dataset, **settings}
    run = {"optimizer": {"name": "adam"}, "learning_rate": 0.02, "batch_size": BATCH}
    return Experiment.model_validate({"problem": problem, "runs": [run], "steps": NETWORK_STEPS})


def activation_experiment(name: str) -> Experiment:
    """Two layers of such units on a boundary that bends."""
    layers = [{"units": 8, "activation": {"name": name}}] * 2
    return _network_experiment({"name": "moons"}, hidden=layers)


def loss_experiment(loss: type[Loss]) -> Experiment:
    """The loss on data of the kind it is first made for."""
    return _network_experiment(TASK_DATA[loss.tasks[0]], loss={"name": loss.key()})


def initializer_experiment(name: str) -> Experiment:
    """Weights drawn so for two hidden layers around a disc."""
    layers = [{"units": 8, "activation": {"name": "tanh"}}] * 2
    return _network_experiment({"name": "circle"}, hidden=layers, initializer={"name": name})


def dataset_example(name: str) -> Dataset:
    """A data set with its default settings, or with its own example where it has no defaults."""
    dataset = datasets[name]
    return dataset.model_validate(getattr(dataset, "example", {}))


def dataset_experiment(name: str) -> Experiment:
    """The network that suits the data, with momentum and small batches at the rate that suits them."""
    dataset = dataset_example(name)
    batch = BATCH if dataset.training_samples > BATCH else None
    settings = {**getattr(type(dataset), "example", {}), "name": name}
    problem = {"kind": "network", "dataset": settings}
    return Experiment.model_validate({"problem": problem, "runs": [{"batch_size": batch}], "steps": NETWORK_STEPS})
