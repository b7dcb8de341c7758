"""The command line: the same numbers as everywhere, and errors that say what to do."""

import io
import json
import os
import pty
import subprocess
import sys
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import app
from app.cli.catalog import kinds
from app.cli.table import table as table_command
from app.engine import Experiment, catalog, explain, links, measure, rate_test, sweep, trace
from app.engine.tables import TableChoices
from app.formats import dumps

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "app.cli"]


@pytest.fixture
def file(tmp_path: Path, race: dict) -> Path:
    """The race in a file."""
    path = tmp_path / "race.json"
    path.write_text(json.dumps(race))
    return path


def run(*arguments: Any, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.mark.parametrize("name", ["json", "ndjson", "csv", "npz", "safetensors"])
def test_a_file_is_what_the_api_answers(client: TestClient, race: dict, file: Path, name: str) -> None:
    output = file.with_suffix(f".out.{name}")
    result = run("trace", file, "-o", output, "--every", 7)
    assert result.exit_code == 0, result.output
    served = client.post(f"/api/v1/traces?format={name}&every=7", json=race).content
    if name == "npz":  # archives bear the time they were made
        own, other = np.load(output), np.load(io.BytesIO(served))
        assert own.files == other.files
        assert all(np.array_equal(own[key], other[key], equal_nan=own[key].dtype.kind == "f") for key in own.files)
    else:
        assert output.read_bytes() == served
    assert not list(file.parent.glob(".*.part"))


def test_a_replay_is_what_the_api_answers(client: TestClient, race: dict, file: Path) -> None:
    output = file.with_suffix(".html")
    assert run("trace", file, "-o", output, "--theme", "dark").exit_code == 0
    assert output.read_bytes() == client.post("/api/v1/figures?format=html&theme=dark", json=race).content


def test_an_experiment_comes_from_a_link_or_standard_input(race: dict, file: Path) -> None:
    link = f"http://localhost:8000/landscapes#e={Experiment.model_validate(race).payload()}&step=12"
    expected = dumps(trace(race).runs[0]["loss"])
    deflated = f"http://localhost:8000/landscapes#z={links.deflated(race)}&step=12"
    downloaded = json.dumps({"experiment": race, "view": "step=12"})
    for result in (
        run("trace", link),
        run("trace", deflated),
        run("trace", "-", stdin=downloaded),
        run("trace", link[link.index("/landscapes") :]),
        run("trace", "-", stdin=json.dumps(race)),
        run("trace", file),
    ):
        assert result.exit_code == 0
        assert dumps(np.array(json.loads(result.stdout)["runs"][0]["columns"]["loss"])) == expected


def test_the_ending_says_the_format_and_an_option_goes_before(file: Path) -> None:
    output = file.with_suffix(".csv")
    assert run("trace", file, "-o", output, "-f", "safetensors", "-c", "loss").exit_code == 0
    assert set(load_file(output)) == {"runs.0.loss", "runs.1.loss"}
    said = run("trace", file, "-o", file.with_suffix(".npz"))
    assert "momentum: " in said.stderr
    assert "bytes" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "what"),
    [
        (["nothing.json"], None, 1, "nothing.json: no such file or directory"),
        (["-"], "{", 2, "standard input: expected JSON"),
        (["-"], '{"steps": 5}', 2, "$.problem: expected a value, got nothing"),
        (["-"], '{"problem": {"kind": "landscape", "name": "rosenbrok"}}', 2, "$.problem.name: expected one of"),
        (["-"], '{"problem": {"kind": "landscape"}, "runs": [{"learning_rate": -1}]}', 2, "$.runs[0].learning_rate: "),
        (
            ["-"],
            '{"problem": {"kind": "landscape"}, "runs": [{"loss": "mse"}]}',
            2,
            "$.runs[0].loss: expected null, as a landscape is a loss itself, got 'mse'",
        ),
        (["-", "-o", "x.foo"], "{}", 2, "a format out of json, ndjson, csv, npz, safetensors, html, got 'foo'"),
        (["-", "-f", "xml"], "{}", 2, "--format: expected a format out of"),
        (["-", "-c", "loss,velocity"], '{"problem": {"kind": "landscape"}}', 2, "unknown column 'velocity'; expected"),
        (["-", "-c", ","], '{"problem": {"kind": "landscape"}}', 2, "at least one name"),
        (["-", "-o", "no/such/folder/x.csv"], '{"problem": {"kind": "landscape"}}', 1, "no such file or directory"),
        (["http://localhost/landscapes#e=%%%"], None, 2, "base64url"),
        (["http://localhost/landscapes#z=e30"], None, 2, "deflated JSON in base64url"),
        (["-"], '{"experiment": {"steps": 5}}', 2, "$.experiment.problem: expected a value, got nothing"),
        (["-", "--every", "0"], "{}", 2, "every"),
    ],
)
def test_errors_say_what_is_wrong(arguments: list[str], stdin: str | None, code: int, what: str) -> None:
    result = run("trace", *arguments, stdin=stdin)
    assert result.exit_code == code
    assert what in result.stderr
    assert "Traceback" not in result.output


def test_one_mistake_is_one_line() -> None:
    result = run("trace", "-", stdin='{"problem": {"kind": "landscape"}, "runs": [{"learning_rate": -1}]}')
    assert result.stderr.count("error:") == 1


def test_an_explanation_has_the_step_s_numbers(race: dict, file: Path) -> None:
    answer = run("explain", file, "--run", 1, "--step", 5, "--json")
    assert json.loads(answer.stdout) == json.loads(dumps(explain(Experiment.model_validate(race), 1, 5)))
    shown = run("explain", file, "--step", 5)
    assert shown.exit_code == 0
    assert f"{trace(race).runs[0]['parameters'][5][0]:.6g}" in shown.stdout
    assert r"\memory" not in shown.stdout
    wrong = run("explain", file, "--step", 51)
    assert (wrong.exit_code, "expected 0 … 50" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("wanted", ["outcome", '{"name": "threshold", "low": 1e-4, "high": 1}'])
def test_a_measure_is_the_library_s(race: dict, file: Path, wanted: str) -> None:
    found = measure(race, json.loads(wanted) if wanted.startswith("{") else wanted, 1)
    answer = run("measure", file, wanted, "--run", 1, "--json")
    assert json.loads(answer.stdout) == json.loads(dumps(found))
    assert run("measure", file, wanted, "--run", 1).stdout == f"{found['sentence']}\n"


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        ("nothing", "$.measure.name: expected one of"),
        ("{", "expected a name or JSON"),
        ("accuracy_at", "expected a problem with classes"),
        ('{"name": "steps_to_loss", "loss": true}', "$.measure.loss"),
    ],
)
def test_what_is_no_measure_is_said(file: Path, wanted: str, what: str) -> None:
    result = run("measure", file, wanted)
    assert (result.exit_code, what in result.stderr) == (2, True), result.stderr


def test_an_explanation_of_a_network_shows_its_passes() -> None:
    network = {"problem": {"kind": "network", "dataset": "xor", "hidden": [{"units": 2}]}, "steps": 5}
    shown = run("explain", "-", "--sample", 3, stdin=json.dumps(network))
    assert "layer 2" in shown.stdout
    assert "sample 3" in shown.stdout


@pytest.mark.parametrize("kind", kinds())
def test_the_catalog_lists_everything(kind: str) -> None:
    everything = catalog()
    shown = run("catalog", kind).stdout
    assert all(entry["name"] in shown for entry in everything[kind])
    for entry in everything[kind][:2]:
        assert entry["title"] in run("catalog", kind, entry["name"]).stdout
    assert json.loads(run("catalog", kind, "--json").stdout) == json.loads(dumps(everything[kind]))
    assert "expected one of" in run("catalog", kind, "nothing").stderr


def test_every_kind_of_the_catalog_is_listed() -> None:
    shown = run("catalog").stdout
    assert all(f"{kind}, {len(catalog()[kind])}" in shown for kind in kinds())
    assert "expected one of landscapes" in run("catalog", "nothing").stderr


def test_the_schema_is_the_experiment_s() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"problem", "runs", "steps", "seed"} == set(schema["properties"])


def test_a_reader_who_has_seen_enough_ends_the_work_quietly(tmp_path: Path) -> None:
    long = {"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 200_000}
    (tmp_path / "long.json").write_text(json.dumps(long))
    line = f"{' '.join(COMMAND)} trace {tmp_path / 'long.json'} -f ndjson | head -n 2"
    done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""


def test_long_work_shows_a_bar_to_a_person(tmp_path: Path) -> None:
    long = {"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 30_000}
    (tmp_path / "long.json").write_text(json.dumps(long))
    ours, theirs = pty.openpty()
    command = [*COMMAND, "trace", str(tmp_path / "long.json"), "-o", str(tmp_path / "long.csv")]
    with subprocess.Popen(command, cwd=ROOT, stderr=theirs, env={**os.environ, "TERM": "xterm"}) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:  # the other side is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    assert b"rows" in seen
    assert b"30001" in seen
    assert len((tmp_path / "long.csv").read_text().splitlines()) == 30_002


def test_the_shell_completes_commands() -> None:
    environment = {**os.environ, "COMP_WORDS": "fallline ca", "COMP_CWORD": "1"}
    script = Path(sys.executable).parent / "fallline"
    done = subprocess.run(
        [script],
        env={**environment, "_FALLLINE_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.split() == ["catalog"]


@pytest.mark.parametrize("command", [[], ["trace"], ["catalog"], ["explain"], ["measure"], ["schema"], ["serve"]])
def test_help_is_quick_and_loads_no_engine(command: list[str]) -> None:
    begin = f"import sys, app.cli; sys.argv = ['fallline', *{command!r}, '--help']"
    code = f"{begin}\ntry: app.cli.app()\nexcept SystemExit: print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("False")


def test_a_table_becomes_an_experiment_and_is_asked(client: TestClient, tmp_path: Path) -> None:
    table, output = ROOT / "tests" / "tables" / "salary.csv", tmp_path / "salary.json"
    done = run("table", table, "-o", output)
    assert done.exit_code == 0 and "'Salary', the last column, is predicted from YearsExperience." in done.output
    served = client.post("/api/v1/tables", content=table.read_bytes()).json()
    assert json.loads(output.read_text())["problem"]["dataset"] == served["dataset"]
    assert json.loads(run("table", table, "--json").stdout) == served
    answer = json.loads(run("predict", output, "[[5], [6]]", "--json").stdout)
    experiment = json.loads(output.read_text())
    assert answer == client.post("/api/v1/predictions", json={"experiment": experiment, "inputs": [[5], [6]]}).json()
    assert f"{answer['outputs'][0][0]:.10g}" in run("predict", output, "[[5], [6]]").output
    best = json.loads(run("predict", output, "[[5], [6]]", "--step", "best", "--json").stdout)
    assert best == json.loads(run("predict", output, "[[5], [6]]", "--step", str(best["step"]), "--json").stdout)


def test_choices_of_a_table_are_those_of_the_reader() -> None:
    options = {name for name in signature(table_command).parameters if name not in ("file", "output", "json")}
    assert options == set(TableChoices.model_fields)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["table", "-", "--target", "age"], "target: expected a column, one of x, y; got 'age'"),
        (["table", "-", "--task", "art"], "task: expected 'classes' or 'regression'"),
        (["table", "nowhere.csv"], "nowhere.csv: no such file"),
        (["predict", "-", "[[1"], "rows: expected JSON"),
        (["predict", "-", "[[1]]", "--step", "-1"], "step: expected a number from 0, or best; got '-1'"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_words(arguments: list[str], words: str) -> None:
    done = run(*arguments, stdin="x,y\n1,2.5\n3,4.5\n" if arguments[0] == "table" else "{}")
    assert done.exit_code != 0 and words in done.output


def test_classes_are_printed_with_probabilities(tmp_path: Path) -> None:
    output = tmp_path / "table.json"
    run("table", ROOT / "tests" / "tables" / "index_column.csv", "-o", output)
    printed = run("predict", output, "[[0.1, 0.2]]").output
    assert "label" in printed and "%" in printed


def test_a_map_is_that_of_the_library(file: Path, tmp_path: Path) -> None:
    rates = {"path": "learning_rate", "from": 1e-4, "to": 1e-2, "count": 4, "scale": "log"}
    wanted = sweep(json.loads(file.read_text()), rates, {"path": "batch_size", "values": [1, 8]}, "final_loss", 1)
    asked = ("sweep", file, "--x", "learning_rate=1e-4:1e-2:4:log", "--y", "batch_size=1,8", "--run", 1)
    assert run(*asked).stdout_bytes == dumps(wanted) + b"\n"
    assert run(*asked, "-o", tmp_path / "map.csv").exit_code == 0
    header, *lines = (tmp_path / "map.csv").read_text().splitlines()
    assert header == "learning_rate,batch_size,final_loss,outcome"
    losses = [loss for row in wanted["values"] for loss in row]
    assert [line.split(",")[2] for line in lines] == ["" if loss is None else repr(loss) for loss in losses]


def test_a_rate_test_is_that_of_the_library(file: Path, tmp_path: Path) -> None:
    wanted = rate_test(json.loads(file.read_text()), run=1, low=1e-4, high=1, steps=40, smoothing=2, stop_factor=3)
    options = ("--run", 1, "--low", "1e-4", "--high", 1, "--steps", 40, "--smoothing", 2, "--stop-factor", 3)
    assert run("rate-test", file, *options).output.splitlines() == [wanted["ending"], wanted["reason"]]
    assert run("rate-test", file, *options, "-f", "json").stdout_bytes == dumps(wanted) + b"\n"
    assert run("rate-test", file, *options, "-o", tmp_path / "rates.csv").exit_code == 0
    header, *lines = (tmp_path / "rates.csv").read_text().splitlines()
    assert header == "learning_rate,loss,smoothed"
    columns = zip(wanted["rates"], wanted["losses"], wanted["smoothed"], strict=True)
    assert [tuple(map(float, line.split(","))) for line in lines] == list(columns)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--high", 1e-6], "$.high: expected at least 2e-05, twice the smallest rate"),
        (["--run", 7], "$.run: expected 0 … 1"),
        (["-f", "png"], "--format: expected json or csv, got 'png'"),
        (["-o", "rates"], "--format: expected json or csv, got ''"),
    ],
)
def test_a_rate_test_that_cannot_be_made(file: Path, options: list[Any], words: str) -> None:
    done = run("rate-test", file, *options)
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--x", "learning_rate"], "--x: expected such as"),
        (["--x", "learning_rate=1:two"], "--x: expected a number, got 'two'"),
        (["--x", "learning_rte=1,2"], "learning_rte"),
        (["--x", "learning_rate=1,2", "-f", "png"], "--format: expected json or csv, got 'png'"),
        (["--x", "learning_rate=1,2", "-m", "{"], "measure: expected a name or JSON"),
    ],
)
def test_a_map_that_cannot_be_drawn(file: Path, options: list[str], words: str) -> None:
    done = run("sweep", file, *options)
    assert done.exit_code == 2
    assert words in done.stderr
