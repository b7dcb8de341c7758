"""The examples run, and what they print is what the engine computes."""

import re
import runpy
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import uvicorn
from nbclient import NotebookClient

from app.engine import Trace, trace
from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
README = (EXAMPLES / "README.md").read_text()
NOTEBOOKS = sorted(path.name for path in EXAMPLES.glob("*.ipynb"))


def source(notebook: str) -> Any:
    """A notebook as it is committed."""
    return nbformat.read(EXAMPLES / notebook, as_version=4)


@pytest.fixture
def execute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A function that runs a notebook in a fresh kernel, in a folder, and gives what it printed."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHONWARNINGS", "error")

    def run(notebook: str, folder: Path = EXAMPLES) -> str:
        read = source(notebook)
        resources = {"metadata": {"path": str(folder)}}
        NotebookClient(read, timeout=120, kernel_name="python3", resources=resources).execute()
        outputs = [output for cell in read.cells for output in cell.get("outputs", ())]
        assert not [output for output in outputs if output.get("name") == "stderr"]
        return "".join(output.text for output in outputs if output.output_type == "stream")

    return run


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server with its own event loop: what follows http:// and ws://."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = uvicorn.Config(create_app(Settings()), log_level="warning", ws="websockets-sansio")
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield f"127.0.0.1:{port}"
        running.should_exit = True
        thread.join(10)


def run(script: str, *arguments: str, folder: Path = EXAMPLES, code: int = 0) -> str:
    """What a script prints; warnings are errors."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / script), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == code, done.stderr
    if code == 0:
        assert done.stderr == ""
    return done.stdout if code == 0 else done.stderr


def numbers(text: str) -> list[float]:
    """All numbers in a text."""
    return [float(number.replace(",", "")) for number in re.findall(r"-?\d[\d,]*\.?\d*(?:e-?\d+)?", text)]


# ---- What there is ---------------------------------------------------------------------------------------------------


def test_readme_names_every_file_and_no_other() -> None:
    here = {path.name for path in EXAMPLES.iterdir() if path.is_file()} - {"README.md"}
    rows = re.findall(r"^\| \[([\w.]+)\]\(([\w.]+)\) \|", README, re.MULTILINE)
    assert {target for _, target in rows} == here
    assert all(name == target for name, target in rows)


def test_every_file_is_run_here() -> None:
    run_here = set(re.findall(r'\b(?:run|execute)\(\s*"([\w.]+)"', Path(__file__).read_text()))
    assert run_here == {path.name for path in EXAMPLES.iterdir() if path.suffix in (".py", ".ipynb")}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_notebooks_are_committed_without_outputs(notebook: str) -> None:
    read = source(notebook)
    nbformat.validate(read)
    assert (read.nbformat, read.metadata.kernelspec.name) == (4, "python3")
    code = [cell for cell in read.cells if cell.cell_type == "code"]
    assert not [cell for cell in code if cell.outputs or cell.execution_count is not None]
    assert any(cell.cell_type == "markdown" for cell in read.cells)
    assert sum("assert" in cell.source for cell in code) >= len(code) // 2, "claims are checked"


# ---- Notebooks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [EXAMPLES, ROOT], ids=["examples", "root"])
def test_momentum_against_plain(execute: Any, folder: Path) -> None:
    said = execute("momentum_against_plain.ipynb", folder)
    assert "theory: plain 0.9802 a step, momentum 0.8182 a step" in said
    kappa, plain, momentum, gain = numbers(re.findall(r"^ +100 .*$", said, re.MULTILINE)[0])
    runs = trace(
        {
            "problem": {"kind": "landscape", "name": "quadratic_k100"},
            "runs": [
                {"learning_rate": 2 / 101, "start": [4, 1]},
                {"learning_rate": 4 / 121, "optimizer": {"name": "sgd", "momentum": (9 / 11) ** 2}, "start": [4, 1]},
            ],
            "steps": 1000,
        }
    ).runs
    distances = [np.linalg.norm(run["parameters"], axis=1) for run in runs]
    needed = [int(np.argmax(distance < 1e-6 * distance[0])) for distance in distances]
    assert [kappa, plain, momentum] == [100, *needed]
    assert gain == round(needed[0] / needed[1], 1)


def test_batch_size_noise(execute: Any) -> None:
    said = execute("batch_size_noise.ipynb")
    tables = re.findall(r"^batch .*\n((?: +\d+ .*\n)+)", said, re.MULTILINE)
    noise, floors, network = ([numbers(line) for line in table.splitlines()] for table in tables)
    assert [row[0] for row in noise] == [row[0] for row in floors] == [2**power for power in range(8)]
    run = trace(
        {
            "problem": {"kind": "landscape", "name": "bowl", "noise": 1.0},
            "runs": [{"batch_size": 128, "learning_rate": 0.1}],
            "steps": 256 * 80,
        }
    ).runs[0]
    assert noise[-1][1] == round(float((run["batch_gradient"] - run["gradient"]).std()), 4)
    assert noise[-1][2] == round((1 / 128 * 128 / 255) ** 0.5, 4)
    assert floors[-1][1] == round(float(run["loss"][512:].mean()), 5)
    assert [row[0] for row in network] == [1, 4, 16, 64, 128]
    costs = re.findall(r"^batch (\d+) +(\d+) steps +([\d,]+) gradients", said, re.MULTILINE)
    assert [int(size) * int(steps) for size, steps, _ in costs] == [int(cost.replace(",", "")) for *_, cost in costs]


def test_reading_digits(execute: Any) -> None:
    said = execute("mnist.ipynb")
    problem = {"kind": "network", "dataset": "mnist", "initializer": "he_normal", "evaluate_every": 50}
    adam = {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64}
    right = trace({"problem": problem, "runs": [adam], "steps": 600}).runs[0]["test_accuracy"][-1]
    assert f"by hand {right:.1%}, by the engine {right:.1%}" in said
    assert "67 of 784 pixels are white in all training images" in said
    assert len(re.findall(r"^a \d, read as \d with ", said, re.MULTILINE)) == 3


# ---- Scripts ---------------------------------------------------------------------------------------------------------


def digits(steps: int, every: int, run: dict[str, Any], columns: list[str] | None = None) -> Trace:
    """The experiment of mnist.py."""
    problem = {
        "kind": "network",
        "dataset": "mnist",
        "hidden": [{"units": 128, "activation": "relu"}, {"units": 64, "activation": "relu"}],
        "initializer": "he_normal",
        "evaluate_every": every,
        "evaluate_samples": 10_000,
    }
    return trace({"problem": problem, "runs": [{"batch_size": 64, **run}], "steps": steps}, columns, every)


def test_mnist_prints_what_is_measured_and_saves_what_is_asked_for(tmp_path: Path) -> None:
    said = run("mnist.py", "--steps", "25", "--every", "10", folder=tmp_path).splitlines()
    assert not list(tmp_path.iterdir())
    adam = {"optimizer": "adam", "learning_rate": 0.001}
    measured = digits(25, 10, adam).runs[0]
    names = ("step", "epoch", "loss", "test_loss", "accuracy", "test_accuracy")
    expected = [
        "{:.0f} {:.2f} {:.4f} {:.4f} {:.1%} {:.1%}".format(*(measured[name][row] for name in names)).split()
        for row in range(4)
    ]
    assert [line.split()[:-1] for line in said[1:]] == expected
    assert measured["test_accuracy"][-1] > 0.7

    assert "saved weights.npz" in run(
        "mnist.py", "--steps", "5", "--every", "5", "--save", "weights.npz", folder=tmp_path
    )
    parameters = digits(5, 5, adam, ["parameters"]).runs[0]["parameters"][-1]
    with np.load(tmp_path / "weights.npz") as file:
        layers = [file[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")]
    assert [layer.shape for layer in layers] == [(128, 784), (128,), (64, 128), (64,), (10, 64), (10,)]
    np.testing.assert_array_equal(np.concatenate([layer.ravel() for layer in layers]), parameters)


def test_mnist_says_what_went_wrong() -> None:
    said = run("mnist.py", "--steps", "10", "--every", "10", "--optimizer", "sgd", "--rate", "1e5", code=1)
    assert said.strip() == digits(10, 10, {"learning_rate": 1e5}).runs[0].outcome.message
    refused = run("mnist.py", "--optimizer", "adan", code=1)
    assert "adan" in refused and "adadelta, adagrad, adam," in refused


def test_homework_is_graded() -> None:
    graded = dict(re.findall(r"^(\w+): (.*(?:\n    .*)?)$", run("homework_checker.py"), re.MULTILINE))
    right = "right, every step agrees"
    assert [name for name, words in graded.items() if words == right] == ["adam", "momentum"]
    assert graded["adam_without_bias_correction"].startswith("first difference at step 0, in the update")
    assert "not corrected for their start at 0" in graded["adam_without_bias_correction"]
    assert graded["adam_with_unsquared_gradient"].startswith("first difference at step 0, in v: ")
    assert graded["momentum_as_average"].startswith("first difference at step 0, in velocity: ")
    assert "0.1 times what it should be" in graded["momentum_as_average"]
    assert graded["momentum_that_forgets"].startswith("first difference at step 1, in the update")

    # The numbers that the report expects are the trace's.
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 64, "noise": 1.0}
    run_of = {"optimizer": "adam", "learning_rate": 0.05, "batch_size": 8}
    first = trace({"problem": problem, "runs": [run_of], "steps": 1}).runs[0]
    got, expected = re.findall(r"\[([^\]]*)\]", graded["adam_with_unsquared_gradient"])
    np.testing.assert_allclose(numbers(expected), first["state.v"][0], rtol=1e-6)
    np.testing.assert_allclose(numbers(got), 0.001 * np.abs(first["batch_gradient"][0]), rtol=1e-5)


def test_homework_of_any_kind_gets_an_answer() -> None:
    homework = runpy.run_path(str(EXAMPLES / "homework_checker.py"))
    check, adam = homework["check"], homework["adam"]

    def in_place(w: Any, gradient: Any, _: Any) -> Any:
        w -= 0.0005 * gradient
        gradient *= 0
        return w

    assert check(in_place, "sgd", 0.0005) is None
    found = check(lambda *given: given[0] + 0.0005 * given[1], "sgd", 0.0005)
    assert "the sign is wrong" in str(found)
    found = check(lambda *_: None, "sgd")
    assert (found.step, found.quantity) == (0, "the shape of the answer")
    found = check(lambda *_: np.array([np.nan, 1]), "sgd")
    assert "2 finite numbers" in str(found)
    found = check(lambda *given: given[2]["v"], "sgd")
    assert "KeyError: 'v'" in str(found)

    def changes_its_mind(w: Any, gradient: Any, memory: Any) -> Any:
        answer = adam(w, gradient, memory)
        return answer if memory["k"] <= 20 else answer + 1e-6

    assert check(changes_its_mind, "adam").step == 20


def test_stream_client(address: str) -> None:
    text = (EXAMPLES / "stream_client.py").read_text()
    assert len(text.splitlines()) <= 25
    assert "in 25 lines" in README
    said = run("stream_client.py", f"ws://{address}").splitlines()
    changed = {"learning_rate": 0.21, "changes": [{"at": 21, "learning_rate": 0.105}]}
    problem = {"kind": "landscape", "name": "quadratic_k10"}
    expected = trace({"problem": problem, "runs": [changed], "steps": 60}).runs[0]
    rows = zip(expected["step"], expected["learning_rate"], expected["loss"], strict=True)
    assert said == ["step {:2.0f}   learning rate {:.3f}   loss {:.6g}".format(*row) for row in rows]


def test_rest_client(address: str) -> None:
    said = run("rest_client.py", f"http://{address}").splitlines()
    momentum = {"label": "momentum", "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.001}
    adam = {"label": "Adam", "optimizer": "adam", "learning_rate": 0.05}
    problem = {"kind": "landscape", "name": "rosenbrock"}
    losses = [run["loss"] for run in trace({"problem": problem, "runs": [momentum, adam], "steps": 1000}).runs]
    assert said[0] == f"run 0: 201 rows, last loss {losses[0][200]:.6g}"
    assert said[1] == f"run 1: 201 rows, last loss {losses[1][200]:.6g}"
    assert said[2] == "npz: 23 arrays, parameters of shape (201, 2)"
    assert said[3].startswith(f"table: http://{address}/api/v1/traces?e=ey")
    assert said[4] == f"csv: last loss of Adam {losses[1][200]:.6g}"
    there = int(np.argmax(losses[0] < 1e-3))
    assert said[5] == f"ndjson: loss {losses[0][there]:.6g} at step {there}"
    assert said[6].startswith("refused: ")
    assert "$.steps" in said[6]
    assert len(said) == 7


def test_clients_need_nothing_of_the_product() -> None:
    for script in ("rest_client.py", "stream_client.py"):
        assert not re.search(r"^(?:from|import) app\b", (EXAMPLES / script).read_text(), re.MULTILINE)
