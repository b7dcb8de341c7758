"""1,000 steps of SGD with momentum on Rosenbrock's valley, batches of 32 of 256, everything recorded."""

from collections.abc import Callable

import numpy as np

from app.engine.experiment import Experiment
from app.engine.problems.landscape import LandscapeProblem
from app.engine.runs.traces import trace
from app.engine.sampling.batches import BatchCursor, epoch_order
from benchmarks.peer import MISSING, torch
from benchmarks.timing import interleaved, say, table

STEPS, BATCH, RATE, MOMENTUM = 1000, 32, 2e-4, 0.9
COLUMNS = (
    "loss", "batch_loss", "learning_rate", "parameters", "gradient", "batch_gradient", "update", "state.velocity",
)  # fmt: skip
EXPERIMENT = Experiment.model_validate(
    {
        "problem": {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 3.0},
        "runs": [
            {"optimizer": {"name": "sgd", "momentum": MOMENTUM}, "learning_rate": RATE, "batch_size": BATCH},
        ],
        "steps": STEPS,
    }
)


def batch_tilts() -> np.ndarray:
    """The tilt ξ̄ of each step's batch, (steps, 2): prepared for PyTorch, and not part of its time."""
    problem = EXPERIMENT.problem.build(EXPERIMENT.seed)
    assert isinstance(problem, LandscapeProblem)
    cursor = BatchCursor(problem.samples)
    tilts = []
    for _ in range(STEPS):
        begin, end = cursor.take(BATCH)
        order = epoch_order(EXPERIMENT.seed, cursor.epoch, problem.samples)
        tilts.append(problem.tilts[order[begin:end]].mean(axis=0))
        cursor.move(end)
    return np.array(tilts)


def torch_run(tilts: np.ndarray) -> Callable[[], dict[str, np.ndarray]]:
    """torch.optim.SGD in an eager loop that records what a trace holds."""
    pull = torch.tensor(tilts)

    def run() -> dict[str, np.ndarray]:
        w = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=RATE, momentum=MOMENTUM)
        rows: dict[str, list] = {name: [] for name in COLUMNS}
        for step in range(STEPS):
            optimizer.zero_grad()
            x, y = w
            loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
            batch_loss = loss + pull[step] @ w
            batch_loss.backward()
            before = w.detach().clone()
            rows["loss"].append(loss.item())
            rows["batch_loss"].append(batch_loss.item())
            rows["learning_rate"].append(optimizer.param_groups[0]["lr"])
            rows["parameters"].append(before)
            rows["gradient"].append(w.grad - pull[step])
            rows["batch_gradient"].append(w.grad.clone())
            optimizer.step()
            rows["update"].append(w.detach() - before)
            rows["state.velocity"].append(optimizer.state[w]["momentum_buffer"].clone())
        return {
            name: torch.stack(values).numpy() if isinstance(values[0], torch.Tensor) else np.array(values)
            for name, values in rows.items()
        }

    return run


def main() -> None:
    """Print the medians."""
    say(f"{STEPS:,} steps of SGD with momentum, every column recorded")
    rivals: dict[str, Callable[[], object]] = {"Fall Line": lambda: trace(EXPERIMENT)}
    if torch is None:
        say(f"  {MISSING}")
    else:
        theirs = torch_run(batch_tilts())
        check(theirs())
        rivals["torch.optim.SGD, eager"] = theirs
    table(interleaved(rivals), "Fall Line")


def check(theirs: dict[str, np.ndarray]) -> None:
    """Both must have computed the same thing."""
    ours = trace(EXPERIMENT).runs[0].columns
    for name, values in theirs.items():
        np.testing.assert_allclose(ours[name][:STEPS], values, rtol=1e-6, atol=1e-9, err_msg=name)


if __name__ == "__main__":
    main()
