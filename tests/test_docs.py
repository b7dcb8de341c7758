"""The documentation is complete, and its examples run."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from starlette.testclient import TestClient

from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.optimizers import optimizers
from app.engine.schedules import schedules
from app.engine.trace import COLUMNS, EXTRA_COLUMNS, trace
from app.main import create_app
from app.pages.demonstrations import PRESETS
from app.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCS = {path.name: path.read_text() for path in sorted((ROOT / "docs").glob("*.md"))}
PAGES = {"README.md": README, **DOCS}


def blocks(text: str, language: str) -> list[str]:
    """Fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_readme_names_every_optimizer() -> None:
    line = README[README.index("optimizers**") : README.index("Names and conventions")]
    assert re.findall(r"`(\w+)`", line) == sorted(optimizers)


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_counts_are_those_of_the_registries(page: str) -> None:
    text = (ROOT / page).read_text()
    for word, registry in (
        ("landscapes", landscapes),
        ("optimizers", optimizers),
        ("(?:learning-rate )?schedules", schedules),
    ):
        found = re.search(rf"(\d+) {word}", text)
        assert found, f"{page} does not count {word}"
        assert int(found[1]) == len(registry), word


def test_presets_of_the_readme_exist() -> None:
    names = re.findall(r"\(http://localhost:8000/landscapes\?preset=([\w-]+)\)", README)
    assert len(names) == 3
    assert set(names) <= {preset["name"] for preset in PRESETS}


def test_curl_of_the_readme_runs(client: TestClient) -> None:
    (command,) = blocks(README, "sh")
    address = re.search(r"http://localhost:8000(\S+)", command)
    body = re.search(r"-d '(.*)'", command, re.DOTALL)
    assert address and body
    reply = client.post(address[1], content=body[1], headers={"content-type": "application/json"})
    assert reply.status_code == 200
    assert [len(run["columns"]["loss"]) for run in reply.json()["runs"]] == [201, 201]
    said = re.findall(r"`([\w.]+)`", README[README.index("its columns:") : README.index("one row a step")])
    assert said
    assert set(said) <= set(reply.json()["runs"][0]["columns"])


def test_python_of_the_readme_runs() -> None:
    (source,) = blocks(README, "python")
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("SGD [24.2")
    assert done.stderr == ""


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    folder = ROOT if page == "README.md" else ROOT / "docs"
    targets = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGES[page]) if "://" not in link]
    missing = [target for target in targets if not (folder / target).exists() and target != "docs/lab.png"]
    assert not missing


def test_paths_of_the_readme_exist() -> None:
    rows = re.findall(r"^\| (`(?:app|static)/.*?) \|", README, re.MULTILINE)
    assert len(rows) >= 8
    for row in rows:
        folder = ROOT
        for path in re.findall(r"`([^`]+)`", row):
            found = ROOT / path if "/" in path else folder / path
            assert found.exists(), path
            folder = found.parent


@pytest.mark.parametrize(("name", "field"), list(Settings.model_fields.items()))
def test_every_setting_is_documented(name: str, field: Any) -> None:
    default = field.default if isinstance(field.default, str | int) else str(field.default)
    row = f"| `FALLLINE_{name.upper()}` | `{default}` | {field.description} |"
    assert row in DOCS["deployment.md"].splitlines()


def test_no_setting_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"FALLLINE_(\w+)", "".join(PAGES.values())))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_call_is_documented(client: TestClient) -> None:
    calls = client.get("/api/v1/openapi.json").json()["paths"]
    missing = [path for path in calls if path not in DOCS["api.md"]]
    assert not missing


def test_every_column_is_documented() -> None:
    missing = [name for name in (*COLUMNS, *EXTRA_COLUMNS) if f"`{name}`" not in DOCS["api.md"]]
    assert not missing


def test_experiment_of_the_api_page_runs() -> None:
    (text,) = blocks(DOCS["api.md"], "json")
    result = trace(Experiment.model_validate_json(text))
    assert [len(run.columns["loss"]) for run in result.runs] == [101, 101]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of a server with its own event loop."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = uvicorn.Config(create_app(Settings()), log_level="warning", ws="websockets-sansio")
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield f"ws://127.0.0.1:{port}/api/v1/stream"
        running.should_exit = True
        thread.join(10)


def test_client_of_the_stream_page_runs(server: str) -> None:
    (source,) = blocks(DOCS["stream.md"], "python")
    names: dict[str, Any] = {"__name__": "client"}
    exec(compile(source, "stream.md", "exec"), names)
    experiment = {
        "problem": {"kind": "landscape", "name": "bowl", "noise": 1.0},
        "runs": [{"batch_size": 4}],
        "steps": 100,
    }
    streamed = asyncio.run(names["losses"](server, experiment, 100))
    expected = trace(Experiment.model_validate(experiment)).runs[0].columns["loss"]
    np.testing.assert_array_equal(streamed, expected)
    with pytest.raises(RuntimeError, match="problem"):
        asyncio.run(names["losses"](server, {}, 100))


def test_message_of_the_stream_page_is_answered(client: TestClient) -> None:
    (text,) = blocks(DOCS["stream.md"], "json")
    with client.websocket_connect("/api/v1/stream") as connection:
        connection.send_text(text)
        assert json.dumps(json.loads(text)["id"]).encode() in connection.receive_bytes()


def test_examples_of_the_adding_page_register_and_run() -> None:
    source = f"""
import sys
from app.engine.landscapes import landscapes
from app.engine.optimizers import optimizers
from app.engine.schedules import schedules
len(landscapes), len(optimizers), len(schedules)
{chr(10).join(blocks(DOCS["adding.md"], "python"))}
from app.engine.experiment import Experiment
from app.engine.trace import trace
result = trace(Experiment.model_validate({{
    "problem": {{"kind": "landscape", "name": "egg_box"}},
    "runs": [{{"optimizer": "sign_momentum", "learning_rate": {{"name": "inverse_logarithm", "initial": 0.1}}}}],
}}))
sys.stdout.write(str(result.runs[0].columns["loss"][-1]))
"""
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.1
