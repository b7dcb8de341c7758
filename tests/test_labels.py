"""Any text can be a run's label or a class's name: whatever is written of it reads back as it was."""

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.table import Table
from safetensors import safe_open
from safetensors.numpy import load, save_file
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from app.cli.terminal import plain_console, printable
from app.engine import Experiment, Trace, trace
from app.formats import frame, to_json, to_npz, to_safetensors
from app.formats.rows import ROWS, parts_of
from app.replay import replay_page

NASTY = "\n\r\"',;\t\0\x1b[31m\x85\u2028\u2029\u202e\u2066\ufeff</script><!--&lt;{{7*7}}[bold][/]}},{{\\"
LABEL = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    st.text(st.sampled_from(NASTY), min_size=1, max_size=80),
)


def labelled(*labels: str) -> Trace:
    runs = [{"label": label, "learning_rate": 0.001} for label in labels]
    return trace({"problem": {"kind": "landscape"}, "runs": runs, "steps": 3})


def written(name: str, result: Trace) -> bytes:
    parts = parts_of(result)
    return b"".join(piece or b"" for piece in ROWS[name](parts, parts))


@given(one=LABEL, other=LABEL)
@settings(deadline=None)
@example(one=NASTY, other="\r")
def test_labels_survive_every_writer(one: str, other: str) -> None:
    result = labelled(one, other)
    labels = [one, other]
    expected = [label for label in labels for _ in range(4)]
    rows = list(csv.DictReader(io.StringIO(written("csv", result).decode(), newline=""), strict=True))
    assert [row["label"] for row in rows] == expected
    assert all(float(row["loss"]) > 0 and None not in row for row in rows)
    lines = written("ndjson", result).decode()
    assert [json.loads(line)["label"] for line in lines.splitlines()] == expected
    assert [run["label"] for run in json.loads(to_json(result))["runs"]] == labels
    archive = np.load(io.BytesIO(to_npz(result)), allow_pickle=False)
    assert json.loads(archive["labels"].item()) == labels
    assert Experiment.model_validate(json.loads(archive["experiment"].item())) == result.experiment
    assert len(load(to_safetensors(result))) == len(archive.files) - 3
    assert Experiment.from_payload(result.experiment.payload()) == result.experiment


@given(label=LABEL)
@settings(max_examples=30, deadline=None)
@example(label=NASTY)
def test_metadata_reads_back_by_its_own_library(label: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    ours, theirs = folder / "ours.safetensors", folder / "theirs.safetensors"
    values = np.arange(3.0)
    ours.write_bytes(frame({"a": values}, {"label": label}))
    save_file({"a": values}, theirs, {"label": label})
    for path in (ours, theirs):
        with safe_open(path, "numpy") as document:
            assert document.metadata() == {"label": label}


class Page(HTMLParser):
    """The texts of a page's elements, and how many elements there are of a kind."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the base's
        self._open = tag
        self.texts.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self._open and self.texts:
            tag, text = self.texts[-1]
            self.texts[-1] = (tag, text + data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # the base's
        self._open = ""

    def of(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


@given(label=LABEL)
@settings(max_examples=15, deadline=None)
@example(label=NASTY)
def test_a_replay_shows_the_label_and_nothing_else(label: str) -> None:
    quiet, page = Page(), Page()
    quiet.feed(replay_page(labelled("quiet")).decode())
    page.feed(replay_page(labelled(label)).decode())
    assert [tag for tag, _ in page.texts] == [tag for tag, _ in quiet.texts]
    assert page.of("th")[2] == label
    assert json.loads(page.of("pre")[0])["runs"][0]["label"] == label
    recorded = json.loads(page.of("script")[0])["answers"]["/api/v1/experiments/normalize"]["experiment"]
    assert recorded["runs"][0]["label"] == label


@given(text=LABEL)
def test_a_terminal_gets_one_printable_line(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable("momentum 0.9, η = 1") == "momentum 0.9, η = 1"


def test_a_table_takes_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("[low, high]", box=None, pad_edge=False)
    table.add_row("[/bold] [red]x[/]")
    plain_console().print("[link=a]b", table)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "[link=a]b",
        "[low, high]",
        "[/bold] [red]x[/]",
    ]


@pytest.mark.parametrize("label", [NASTY[:80], "[/bold]", "[red]", "a\nb\rc"])
def test_the_command_line_says_labels_and_names_as_they_are(label: str) -> None:
    dataset = {"name": "custom", "inputs": [[0], [1]], "targets": [0, 1], "class_names": [label[:60], "b"]}
    network = {"kind": "network", "dataset": dataset | {"feature_names": [label[:60]]}, "hidden": []}
    for problem in ({"kind": "landscape"}, network):
        body = json.dumps({"problem": problem, "runs": [{"label": label}], "steps": 2})
        traced = CliRunner().invoke(app, ["trace", "-"], input=body)
        explained = CliRunner().invoke(app, ["explain", "-"], input=body)
        assert (traced.exit_code, explained.exit_code) == (0, 0)
        assert traced.stderr.startswith(f"{printable(label)}: ")
        assert "\x1b" not in traced.output + explained.output
    wrong = CliRunner().invoke(app, ["trace", "-", "-c", label], input='{"problem": {"kind": "landscape"}}')
    assert wrong.exit_code == 2
    assert "unknown column" in wrong.stderr and "Traceback" not in wrong.output


HALF = "\ud800"
"""Half a character, which JSON can spell as \\ud800 and no writer can encode."""


@pytest.mark.parametrize(
    "change",
    [
        {"runs": [{"label": HALF}]},
        {"runs": [{HALF: 1}]},
        {"runs": [{"optimizer": HALF}]},
        {"runs": [{"optimizer": {"name": "sgd", HALF: 1}}]},
        {"runs": [{"changes": [{"at": 1, HALF: 2}]}]},
        {"runs": [{"changes": [{"at": 1, "momentum": HALF}]}]},
        {"problem": {"kind": HALF}},
        {"problem": {"kind": "landscape", "name": HALF}},
        {"problem": {"kind": "formula", "expression": f"x{HALF}"}},
        {"problem": {"kind": "network", "inputs": [HALF]}},
        {"problem": {"kind": "network", "dataset": HALF}},
        {"problem": {"kind": "network", "dataset": {"name": "custom", "inputs": [[1]], "class_names": [HALF]}}},
        {HALF: 1},
    ],
    ids=range(13),
)
def test_half_a_character_is_refused(client: TestClient, change: dict[str, Any]) -> None:
    body = json.dumps({"problem": {"kind": "landscape"}, "steps": 2} | change)
    answer = client.post("/api/v1/traces", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"]
    with pytest.raises(ValueError):
        Experiment.model_validate(json.loads(body))
    stated = CliRunner().invoke(app, ["trace", "-"], input=body)
    assert stated.exit_code == 2


@pytest.mark.parametrize("label", [NASTY[:80], "a\nb"])
def test_headers_do_not_depend_on_labels(client: TestClient, label: str) -> None:
    body = {"problem": {"kind": "landscape"}, "runs": [{"label": label}], "steps": 2}
    answer = client.post("/api/v1/figures?format=html", json=body)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fall-line.html"'
