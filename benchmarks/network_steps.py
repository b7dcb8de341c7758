"""Training steps of two networks: Fall Line, PyTorch's eager mode, scikit-learn, and what NumPy needs at the least."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from app.engine.experiment import Experiment
from app.engine.problems.network import NetworkProblem
from app.engine.runs.live_run import LiveRun
from benchmarks.timing import interleaved, say, table

try:
    import torch
except ImportError:
    torch = None
try:
    from sklearn.neural_network import MLPClassifier
except ImportError:
    MLPClassifier = None

BATCH = 32
MOMENTUM = 0.9
MISSING = "PyTorch or scikit-learn is not installed: their times are left out"


def experiment(name: str, hidden: list[int], activation: str, rate: float, steps: int, **dataset: Any) -> Experiment:
    """SGD with momentum, measured so seldom that only the steps are timed."""
    layers = [{"units": units, "activation": activation} for units in hidden]
    return Experiment.model_validate(
        {
            "problem": {
                "kind": "network", "dataset": {"name": name, **dataset}, "hidden": layers, "evaluate_every": 100_000,
                "evaluate_samples": 1,
            },
            "runs": [
                {"optimizer": {"name": "sgd", "momentum": MOMENTUM}, "learning_rate": rate, "batch_size": BATCH}
            ],
            "steps": steps,
        }
    )  # fmt: skip


def ours(given: Experiment, problem: NetworkProblem) -> Callable[[], np.ndarray]:
    """A fresh run on the problem, batch loss, rate and gradient size recorded at every step."""

    def run() -> np.ndarray:
        live = LiveRun(given, 0, problem)
        live.extend(given.steps)
        return live.column("batch_loss")

    return run


def torch_run(given: Experiment, problem: NetworkProblem) -> Callable[[], np.ndarray]:
    """The same start, batches and data in PyTorch, with a fused optimizer; the batch loss of every step is kept."""
    data, loss = problem.data, problem.settings.chosen_loss.key()
    dtype = torch.float64 if problem.network.dtype == np.float64 else torch.float32
    inputs = torch.tensor(data.batch(slice(0, data.train))[:, :-1].copy())
    labels = torch.tensor(data.samples.targets[: data.train])
    targets = labels if loss == "cross_entropy" else torch.tensor(problem.targets[:, : data.train].T.copy())
    layers: list[Any] = []
    start = problem.to_public(problem.start())
    for into, out in zip(problem.layout.sizes[:-1], problem.layout.sizes[1:], strict=True):
        layers += [
            torch.nn.Linear(into, out, dtype=dtype),
            torch.nn.Tanh() if dtype == torch.float64 else torch.nn.ReLU(),
        ]
    criterion = torch.nn.CrossEntropyLoss() if loss == "cross_entropy" else torch.nn.BCEWithLogitsLoss()
    orders = _orders(given, problem)
    rate = float(given.runs[0].learning_rate or 0)

    def run() -> np.ndarray:
        torch.set_num_threads(1)
        network = torch.nn.Sequential(*layers[:-1])
        torch.nn.utils.vector_to_parameters(torch.tensor(start), network.parameters())
        optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=MOMENTUM, fused=True)
        kept = []
        for chosen in orders:
            optimizer.zero_grad()
            value = criterion(network(inputs[chosen]), targets[chosen])
            value.backward()
            optimizer.step()
            kept.append(value.detach())
        return torch.stack(kept).numpy()

    return run


def _orders(given: Experiment, problem: NetworkProblem) -> list[Any]:
    """The samples of each step's batch."""
    from app.engine.sampling.batches import BatchCursor, epoch_order

    cursor, batches = BatchCursor(problem.samples), []
    for _ in range(given.steps):
        begin, end = cursor.take(BATCH)
        batches.append(torch.tensor(epoch_order(given.seed, cursor.epoch, problem.samples)[begin:end]))
        cursor.move(end)
    return batches


def sklearn_run(given: Experiment, problem: NetworkProblem) -> Callable[[], object]:
    """MLPClassifier for as many steps, an epoch at a time: the fastest way to use it."""
    data = problem.data
    inputs = data.batch(slice(0, data.train))[:, :-1].copy()
    labels = data.samples.targets[: data.train]
    activation = "tanh" if problem.network.dtype == np.float64 else "relu"
    per_epoch = -(-problem.samples // BATCH)

    def run() -> object:
        network = MLPClassifier(
            problem.layout.sizes[1:-1], activation=activation, solver="sgd", alpha=0, batch_size=BATCH,
            learning_rate_init=float(given.runs[0].learning_rate or 0), momentum=MOMENTUM, nesterovs_momentum=False,
        )  # fmt: skip
        for _ in range(max(1, given.steps // per_epoch)):
            network.partial_fit(inputs, labels, classes=np.unique(labels))
        return network

    return run


def floor_run(given: Experiment, problem: NetworkProblem) -> Callable[[], None]:
    """The products of a step, tanh where there is one, and the cheapest call for each other operation, into buffers."""
    sizes, dtype = problem.layout.sizes, problem.network.dtype
    random = np.random.default_rng(0)

    def array(*shape: int) -> np.ndarray:
        return random.standard_normal(shape).astype(dtype)

    weights = [array(out, into) for into, out in pairwise(sizes)]
    slopes = [np.empty_like(matrix) for matrix in weights]
    values = [array(width, BATCH) for width in sizes]
    deltas = [np.empty_like(layer) for layer in values]
    flat = [array(problem.dimension) for _ in range(3)]
    calls: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
    for layer, matrix in enumerate(weights):
        calls.append((matrix.dot, (values[layer], values[layer + 1])))
        function = np.tanh if dtype == np.float64 else np.abs
        calls.append((function, (values[layer + 1], deltas[layer + 1])))
    for layer in reversed(range(len(weights))):
        calls.append((deltas[layer + 1].dot, (values[layer].T, slopes[layer])))
        if layer:
            calls.append((weights[layer].T.dot, (deltas[layer + 1], deltas[layer])))
            calls.append((np.add, (deltas[layer], deltas[layer], deltas[layer])))
    calls += [(np.multiply, (flat[0], flat[1], flat[2]))] + [(np.add, (flat[0], flat[1], flat[2]))] * 2

    def run() -> None:
        with np.errstate(all="ignore"):
            for _ in range(given.steps):
                for function, arguments in calls:
                    function(*arguments)

    return run


CASES = {
    "2-8-8-1 tanh, float64": experiment("moons", [8, 8], "tanh", 0.1, 2000, samples=2000),
    "784-128-64-10 relu, float32": experiment(
        "mnist", [128, 64], "relu", 0.05, 300, train_samples=10_000, test_samples=100
    ),
}


def main() -> None:
    """Print steps a second of everybody."""
    if torch is None or MLPClassifier is None:
        say(MISSING)
    for title, given in CASES.items():
        problem = given.problem.build(given.seed)
        assert isinstance(problem, NetworkProblem)
        rivals: dict[str, Callable[[], object]] = {"Fall Line": ours(given, problem)}
        if torch is not None:
            theirs = torch_run(given, problem)
            np.testing.assert_allclose(ours(given, problem)()[:100], theirs()[:100], rtol=2e-3)
            rivals["PyTorch, eager, fused SGD"] = theirs
        if MLPClassifier is not None:
            rivals["scikit-learn, epoch by epoch"] = sklearn_run(given, problem)
        rivals["NumPy's floor"] = floor_run(given, problem)
        say(f"{title}: {given.steps:,} steps, batch {BATCH}")
        medians = interleaved(rivals, rounds=7)
        table(medians, "Fall Line")
        seconds = medians["Fall Line"] / given.steps
        say(f"  {1 / seconds:,.0f} steps a second, {1e6 * seconds:.1f} µs a step")


if __name__ == "__main__":
    main()
