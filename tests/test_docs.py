"""The documentation is complete, and its examples run."""

import asyncio
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import uvicorn
from starlette.testclient import TestClient

from app.cli import app as cli
from app.cli.inputs import BAD_INPUT, INTERRUPTED, NO_FILE
from app.engine.catalog_entries import plane_entry
from app.engine.columns import TABLE, Column
from app.engine.datasets import datasets
from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.measures import every_measure
from app.engine.networks.activations import activations
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import Loss, losses
from app.engine.networks.settings import Hidden
from app.engine.optimizers import optimizers
from app.engine.planes.choice import KINDS, PlaneRequest
from app.engine.probes import offered_probes, probes
from app.engine.problems.network import NetworkSettings
from app.engine.rate_tests.choice import RateTestRequest
from app.engine.rate_tests.suggestion import Ended
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.probing import asked_probe, probing
from app.engine.runs.traces import trace
from app.engine.schedules import schedules
from app.formats.tensors import TYPES
from app.main import create_app
from app.pages.landscape_presets import LANDSCAPE_PRESETS as PRESETS
from app.pages.network_presets import NETWORK_PRESETS
from app.settings import Settings
from tools.settings import example as settings_example
from tools.settings import page as settings_page

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCS = {path.name: path.read_text() for path in sorted((ROOT / "docs").glob("*.md"))}
KIND = [path.read_text() for path in (ROOT / "tests" / "new_kind").glob("*/ellipsoid.py")]
"""The kind of problem that is tested, and that the page on adding shows."""
PAGES = {"README.md": README, **DOCS}


def blocks(text: str, language: str) -> list[str]:
    """Fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def parameters(registry: Any) -> Any:
    """Each entry of a registry as one test."""
    return pytest.mark.parametrize(("name", "declared"), list(registry.items()))


def row_of(page: str, name: str) -> list[str]:
    """Cells of the table row that begins with a name, among what an experiment can name."""
    (row,) = re.findall(rf"^\| `{name}` \|.*$", DOCS[page].split("\n## Traces")[0], re.MULTILINE)
    return [cell.strip() for cell in row.replace(r"\|", "").strip("|").split("|")]


def settings_text(declared: Any) -> list[str]:
    """Each setting as the documentation has it: its name, and its default where it has one."""
    texts = []
    for name, field in declared.model_fields.items():
        default = field.default
        if name == "name":
            continue
        if field.is_required():
            texts.append(f"`{name}`")
        elif isinstance(default, bool) or default is None:
            texts.append(f"`{name}` {json.dumps(default)}")
        elif isinstance(default, str):
            texts.append(f"`{name}` `{default}`")
        elif isinstance(default, tuple):
            texts.append(f"`{name}` {json.dumps(default)}")
        else:
            texts.append(f"`{name}` {default if isinstance(default, int) else format(default, 'g')}")
    return texts


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
        ("activations", activations),
        ("losses", losses),
        ("initialisers", initializers),
        ("data sets", datasets),
    ):
        found = re.search(rf"(\d+) {word}", text)
        assert found, f"{page} does not count {word}"
        assert int(found[1]) == len(registry), word


def test_presets_of_the_readme_exist() -> None:
    for lab, presets in (("landscapes", PRESETS), ("networks", NETWORK_PRESETS)):
        names = re.findall(rf"\(http://localhost:8000/{lab}\?preset=([\w-]+)\)", README)
        assert len(names) == 3
        assert set(names) <= {preset["name"] for preset in presets}


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
    assert len(rows) >= 11
    for row in rows:
        folder = ROOT
        for path in re.findall(r"`([^`]+)`", row):
            found = ROOT / path if (ROOT / path).exists() else folder / path
            assert found.exists(), path
            folder = found.parent


def test_what_lists_the_settings_is_written_from_them() -> None:
    assert DOCS["settings.md"] == settings_page(), "run: make settings"
    assert (ROOT / ".env.example").read_text() == settings_example(), "run: make settings"


def test_no_setting_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"FALLLINE_(\w+)", "".join(PAGES.values())))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_call_is_documented(client: TestClient) -> None:
    calls = client.get("/api/v1/openapi.json").json()["paths"]
    missing = [path for path in calls if path not in DOCS["api.md"]]
    assert not missing


def test_the_table_of_columns_is_the_declared_one(client: TestClient) -> None:
    assert f"\n\n{TABLE}\n\n" in DOCS["api.md"]
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert TABLE in schemas["RunAnswer"]["properties"]["columns"]["description"]


def test_experiment_of_the_api_page_runs() -> None:
    text, *_ = blocks(DOCS["api.md"], "json")
    result = trace(Experiment.model_validate_json(text))
    assert [len(run.columns["loss"]) for run in result.runs] == [101, 101]


def test_network_of_the_api_page_gives_the_numbers_shown(client: TestClient) -> None:
    text, shown = blocks(DOCS["api.md"], "json")[1:3]
    address = re.search(r"`POST (/api/v1/traces\?\S+)` answers", DOCS["api.md"])
    assert address
    reply = client.post(address[1], content=text, headers={"content-type": "application/json"})
    columns = reply.json()["runs"][0]["columns"]
    assert {
        name: [None if number is None else round(number, 4) for number in column] for name, column in columns.items()
    } == json.loads(shown)
    (shortest,) = re.findall(r'`(\{"problem": \{"kind": "network".*?)` is complete', DOCS["api.md"])
    Experiment.model_validate_json(shortest)


def test_measure_of_the_api_page_is_answered_as_shown(client: TestClient) -> None:
    text, shown = blocks(DOCS["api.md"], "json")[3:5]
    reply = client.post("/api/v1/measures", content=text, headers={"content-type": "application/json"})
    assert reply.json() == json.loads(shown)


def test_map_of_the_api_page_is_drawn(client: TestClient) -> None:
    (text,) = [block for block in blocks(DOCS["api.md"], "json") if '"y": {' in block]
    found = client.post("/api/v1/sweeps", content=text, headers={"content-type": "application/json"}).json()
    assert [len(found["values"]), len(found["values"][0])] == [30, 40]


def test_rate_test_of_the_api_page_is_made(client: TestClient) -> None:
    section = DOCS["api.md"].split("\n## Rate tests")[1].split("\n## ")[0]
    (text,) = blocks(section, "json")
    found = client.post("/api/v1/rate-tests", content=text, headers={"content-type": "application/json"}).json()
    assert found["interval"] is not None
    assert all(f"`{field}`" in section for field in [*found, *RateTestRequest.model_fields])
    assert all(f"`{ended}`" in section for ended in get_args(Ended))


def test_plane_of_the_api_page_is_drawn(client: TestClient) -> None:
    section = DOCS["api.md"].split("\n## Planes")[1].split("\n## ")[0]
    (text,) = blocks(section, "json")
    found = client.post("/api/v1/planes", content=text, headers={"content-type": "application/json"}).json()
    assert [len(found["values"]), len(found["values"][0]), len(found["path"])] == [48, 48, 21]
    assert all(f"`{field}`" in section for field in [*found, *PlaneRequest.model_fields])
    for kind in KINDS:
        shown = next(json.loads(form) for form in re.findall(r"^\| `(.*?)` \|", section.replace("[…]", "[1]"), re.M)
                     if f'"{plane_entry(kind)["name"]}"' in form)  # fmt: skip
        kind.model_validate(shown)


def test_every_measure_is_documented() -> None:
    section = DOCS["api.md"].split("## Measures")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `.*?\|", section, re.MULTILINE)))) == set(
        every_measure()
    )


@pytest.mark.parametrize("declared", [NetworkSettings, Hidden])
def test_every_field_of_a_network_is_documented(declared: Any) -> None:
    missing = [name for name in declared.model_fields if f"`{name}`" not in DOCS["api.md"] and name != "kind"]
    assert not missing


def test_every_column_of_networks_is_documented(client: TestClient) -> None:
    problem = {"kind": "network", "dataset": "spiral"}
    reply = client.post("/api/v1/experiments/normalize", json={"problem": problem}).json()["problem"]
    missing = [name for name in (*reply, *reply["columns"]) if f"`{name}`" not in DOCS["api.md"]]
    assert not missing


@parameters(datasets)
def test_every_data_set_is_documented_with_its_settings(name: str, declared: Any) -> None:
    assert sorted(row_of("api.md", name)[-1].split(", ")) == sorted(settings_text(declared))


@parameters(losses)
def test_every_loss_is_documented_with_its_settings(name: str, declared: Any) -> None:
    _, tasks, _, settings = row_of("api.md", name)
    assert tasks == ", ".join(declared.tasks)
    shared = settings_text(Loss)
    assert settings == ", ".join(text for text in settings_text(declared) if text not in shared)
    assert all(f"Every loss of classes takes {setting.split()[0]}, null" in DOCS["api.md"] for setting in shared)


@pytest.mark.parametrize(("lead", "registry"), [("Activations: ", activations), ("Initialisers: ", initializers)])
def test_every_activation_and_initialiser_is_documented(lead: str, registry: Any) -> None:
    begin = DOCS["api.md"].index(f"\n{lead}") + len(lead) + 1
    sentence = " ".join(DOCS["api.md"][begin : DOCS["api.md"].index(". ", begin)].split())
    assert sorted(re.findall(r"(?:^|, )`(\w+)`", sentence)) == sorted(registry)
    for name, declared in registry.items():
        settings = ", ".join(settings_text(declared))
        assert f"`{name}` ({settings})" in sentence if settings else f"`{name}`" in sentence


def test_every_part_of_an_explanation_is_documented(client: TestClient) -> None:
    body = {"experiment": json.loads(blocks(DOCS["api.md"], "json")[1]), "step": 3, "sample": 1}
    reply = client.post("/api/v1/explanations", json=body).json()
    begin, end = (DOCS["api.md"].index(f"## {title}") for title in ("Explanations", "Samples"))
    said = DOCS["api.md"][begin:end]
    parts = [reply["layers"][0], reply["sample"], reply["sample"]["layers"][0], ["measured", "lines", "diagnosis"]]
    missing = [name for part in parts for name in part if f"`{name}`" not in said]
    assert not missing


def test_every_part_of_samples_is_documented(client: TestClient) -> None:
    reply = client.post("/api/v1/samples", json={"problem": {"kind": "network"}}).json()
    said = DOCS["api.md"][DOCS["api.md"].index("## Samples") :]
    assert not [name for name in reply if f"`{name}`" not in said]


def test_table_of_the_api_page_is_read(client: TestClient) -> None:
    said = DOCS["api.md"][DOCS["api.md"].index("## Tables") : DOCS["api.md"].index("## Limits")]
    table = "\n".join(line.strip() for line in said.splitlines() if line.startswith("    "))

    def sent(text: str) -> dict[str, Any]:
        reply: dict[str, Any] = client.post(
            "/api/v1/datasets/csv", content=text, headers={"content-type": "text/csv"}
        ).json()
        return reply

    dataset = sent(table)["dataset"]
    assert dataset["class_names"] == ["no", "yes"]
    assert dataset["feature_names"] == ["x", "y"]
    assert f"`{sent(table.replace('0,1,yes', '0,b,yes'))['detail']}`" in said


PROBED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"dataset": {"name": "spiral", "samples": 20}}, {"inputs": [[0, 0]]}),
    ({"dataset": {"name": "sine", "samples": 20}}, {"inputs": [[0]]}),
    ({"dataset": {"name": "custom", "inputs": [[0, 1], [1, 0]], "targets": [0.5, 1.5]}}, {"inputs": [[0, 0]]}),
    ({"dataset": {"name": "sentiment", "words": 50}}, {"text": "good"}),
    (
        {"dataset": {"name": "mnist", "train_samples": 100, "test_samples": 100}},
        {"image": {"width": 2, "height": 1, "pixels": [255, 0]}},
    ),
]
"""Networks that offer all probes among them, and what a prediction can be asked for."""


def found_by_probes() -> dict[str, set[tuple[str, int, str]]]:
    """For each probe the arrays it gives: name, number of axes, type."""
    found: dict[str, set[tuple[str, int, str]]] = {}
    for problem, question in PROBED:
        settings = {"kind": "network", "hidden": [{"units": 3}], **problem}
        race = LiveRuns().race(Experiment.model_validate({"problem": settings, "steps": 1}))
        for _ in race.compute(0):
            pass
        for name in offered_probes(race.problem):
            asked = asked_probe({"name": name} | (question if name == "prediction" else {}))
            work = probing(race, 0, [asked])
            with pytest.raises(StopIteration) as done:
                while True:
                    next(work)
            for key, array in done.value.value[0].items():
                short = re.sub(r"^layer\.\d+", "layer.<l>", key.removeprefix(f"probes.0.{name}."))
                short = re.sub(r"(?:weights|gradients|activations)\.(counts|edges)$", r"<what>.\1", short)
                found.setdefault(name, set()).add((short, array.ndim, TYPES[array.dtype.name]))
            found.setdefault(name, set())
    return found


def arrays_of_the_page(name: str) -> set[tuple[str, int, str]]:
    """The same as the table of the stream page has it."""
    arrays = set()
    for key, shapes, kind in re.findall(
        r"`([^`]+)` ((?:\([^)]*\)(?: or )?)+|likewise) (\w+)", row_of("stream.md", name)[2]
    ):
        for shape in re.findall(r"\(([^)]*)\)", shapes) or ["units, r, r", "units, r"]:
            for one in ("F64", "F32") if kind == "P" else (kind,):
                arrays.add((key, shape.count(",") + 1, one))
    return arrays


def test_every_probe_is_documented_with_its_settings_and_arrays() -> None:
    found = found_by_probes()
    assert set(found) == set(probes)
    for name, declared in probes.items():
        shown = row_of("stream.md", name)[1]
        if name == "prediction":
            assert set(re.findall(r"`(\w+)`", shown)) == set(declared.model_fields) - {"name"}
        else:
            assert shown == ", ".join(settings_text(declared))
        assert arrays_of_the_page(name) == found[name], name


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


def test_what_people_do_most_runs(server: str, client: TestClient) -> None:
    origin = server.replace("ws://", "http://").removesuffix("/api/v1/stream")
    sources = blocks(DOCS["api.md"], "python")
    titles = re.findall(r"^\*\*(.+?)\.\*\*", DOCS["api.md"], re.MULTILINE)
    assert len(sources) == len(titles) == 5
    names: dict[str, Any] = {}
    for source, title in zip(sources, titles, strict=True):
        exec(compile(source.replace("http://localhost:8000", origin), title, "exec"), names)
    runs = trace(names["race"]).runs
    np.testing.assert_array_equal(names["path"], runs[0]["parameters"])
    assert [float(row["loss"]) for row in names["table"]] == [loss for run in runs for loss in run["loss"]]
    followed = trace({**names["race"], "runs": names["long"]["runs"], "steps": names["row"]["step"]}).runs[0]["loss"]
    assert names["row"]["loss"] == followed[-1] < 1e-6 <= followed[-2]
    assert names["figure"] == client.post("/api/v1/figures", json=names["race"]).json()
    assert names["page"].startswith(b"<!doctype html>")
    assert names["quantities"]["next"] == runs[1]["parameters"][8].tolist()


def test_python_of_the_python_page_runs() -> None:
    names: dict[str, Any] = {}
    for source in blocks(DOCS["python.md"], "python"):
        exec(compile(source, "python.md", "exec"), names)
    assert names["valley"].shape == (201, 2)
    assert names["figure"].layout.title.text == landscapes["rosenbrock"].title
    assert names["numbers"]["next"] == names["valley"][11].tolist()
    assert names["names"] == list(optimizers)


def test_commands_of_the_python_page_run(tmp_path: Path) -> None:
    (source,) = blocks(DOCS["python.md"], "sh")
    (tmp_path / "race.json").write_text(blocks(DOCS["api.md"], "json")[0])
    (tmp_path / "salary.csv").write_bytes((ROOT / "tests" / "tables" / "salary.csv").read_bytes())
    for line in source.splitlines():
        command = [sys.executable, "-m", "app.cli", *shlex.split(line)[1:]]
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True
        )
        assert done.stdout or (tmp_path / line.split("-o ")[1].split()[0]).stat().st_size > 1000


def test_every_command_and_exit_code_is_documented() -> None:
    commands = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    names = {name.replace("_", "-") for name in commands}
    assert set(re.findall(r"^\| `fallline ([\w-]+)` \|", DOCS["python.md"], re.MULTILINE)) == names
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", DOCS["python.md"], re.MULTILINE)}
    assert codes == {0, NO_FILE, BAD_INPUT, INTERRUPTED}


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


@pytest.mark.parametrize("text", blocks(DOCS["stream.md"], "json"), ids=["rows", "probes"])
def test_messages_of_the_stream_page_are_answered(client: TestClient, text: str) -> None:
    message = json.loads(text)
    with client.websocket_connect("/api/v1/stream") as connection:
        connection.send_text(text)
        while True:
            frame = connection.receive_bytes()
            header = json.loads(frame[8 : 8 + int.from_bytes(frame[:8], "little")])
            assert header["__metadata__"]["id"] == str(message["id"])
            if header["__metadata__"]["last"] == "true":
                break
    probed = {name.split(".", 3)[2] for name in header if name.startswith("probes.")}
    assert probed == {probe["name"] for probe in message.get("probes", [])}


def test_the_kind_of_the_adding_page_is_the_tested_one() -> None:
    assert len(KIND) == 2
    assert set(KIND) <= set(blocks(DOCS["adding.md"], "python"))


def test_the_column_of_the_adding_page_is_one() -> None:
    (text,) = (block for block in blocks(DOCS["adding.md"], "python") if block.startswith("Column("))
    column = eval(text, {"Column": Column, "np": np})
    assert column.derived({"parameters": np.array([[3.0, 4.0]])}) == [5]


def test_examples_of_the_adding_page_register_and_run() -> None:
    alone = [text for text in blocks(DOCS["adding.md"], "python") if text not in KIND and "register" in text]
    source = f"""
import sys
from app.engine.columns import TABLE, Column
from app.engine.datasets import datasets
from app.engine.landscapes import landscapes
from app.engine.networks.activations import activations
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import losses
from app.engine.optimizers import optimizers
from app.engine.schedules import schedules
for registry in (activations, datasets, initializers, landscapes, losses, optimizers, schedules):
    len(registry)
{chr(10).join(alone)}
from app.engine.experiment import Experiment
from app.engine.runs.traces import trace
result = trace(Experiment.model_validate({{
    "problem": {{"kind": "landscape", "name": "egg_box"}},
    "runs": [{{"optimizer": "sign_momentum", "learning_rate": {{"name": "inverse_logarithm", "initial": 0.1}}}}],
}}))
from app.engine.measures.asking import measure
assert measure(result.experiment, "way_gone")["value"] > 0
sys.stdout.write(str(result.runs[0].columns["loss"][-1]))
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.probing import asked_probe, probing
race = LiveRuns().race(Experiment.model_validate({{
    "problem": {{
        "kind": "network", "dataset": "stripes", "loss": "log_cosh",
        "initializer": {{"name": "uniform", "bound": 2}},
        "hidden": [{{"units": 8, "activation": "sine"}}],
    }},
    "runs": [{{"optimizer": "adam", "learning_rate": 0.03}}],
}}))
for _ in race.compute(200):
    pass
sys.stdout.write(f" {{race.runs[0].measured(200)['accuracy']}}")
work = probing(race, 200, [asked_probe({{"name": "activity"}})])
try:
    while True:
        next(work)
except StopIteration as done:
    sys.stdout.write(f" {{done.value[0]['probes.0.activity.layer.1'].shape}}")
"""
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loss, accuracy, shape = done.stdout.split(" ", 2)
    assert float(loss) < 0.1
    assert float(accuracy) > 0.9
    assert shape == "(8,)"
