"""Settings that cannot be meant end the start with one sentence that names them; --check says what would be served."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as cli
from app.settings import Settings
from app.settings_check import WrongSettings, settings_to_start_with

ROOT = Path(__file__).parent.parent
WRONG = [
    ({"max_row": "3"}, "FALLLINE_MAX_ROW is no setting of Fall Line; did you mean FALLLINE_MAX_ROWS?"),
    ({"colour": "red"}, "FALLLINE_COLOUR is no setting of Fall Line; `fallline serve --check` lists those there are."),
    ({"port": "eighty"}, "FALLLINE_PORT: input should be a valid integer"),
    ({"workers": "65"}, "FALLLINE_WORKERS: input should be less than or equal to 64, got '65'."),
    ({"max_message_bytes": "2000", "max_body_bytes": "1999"}, "FALLLINE_MAX_BODY_BYTES (1999)"),
    ({"max_client_connections": "9", "max_connections": "8"}, "FALLLINE_MAX_CLIENT_CONNECTIONS (9)"),
    ({"max_client_waiting": "9", "max_waiting": "8"}, "FALLLINE_MAX_WAITING (8)"),
    ({"max_steps": "10", "max_rows": "10", "max_streamed_rows": "9"}, "FALLLINE_MAX_STEPS (10)"),
    ({"slice_seconds": "0.5", "max_seconds": "0.4"}, "FALLLINE_SLICE_SECONDS (0.5)"),
    ({"cors_origins": "* https://a.example"}, "FALLLINE_CORS_ORIGINS has origins beside *"),
    ({"cors_origins": "null"}, "FALLLINE_CORS_ORIGINS: null"),
    ({"cors_origins": "https://a.example/"}, "FALLLINE_CORS_ORIGINS: expected origins"),
    ({"frame_ancestors": "self"}, "FALLLINE_FRAME_ANCESTORS: self would be a host"),
    ({"frame_ancestors": "'self'; script-src *"}, "FALLLINE_FRAME_ANCESTORS: expected sources"),
    ({"frame_ancestors": "'none' https://a.example"}, "FALLLINE_FRAME_ANCESTORS has sources beside 'none'"),
    ({"course_folder": "/nowhere"}, "FALLLINE_COURSE_FOLDER: there is no folder '/nowhere'."),
]
RIGHT: list[dict[str, str]] = [
    {"max_waiting": "8", "max_connections": "8", "max_rows": "10", "max_streamed_rows": "10"},
    {"cors_origins": "*", "frame_ancestors": "*"},
    {"cors_origins": "https://a.example http://b.example:8080", "frame_ancestors": "'self' https://*.a.example"},
    {"course_folder": "", "port": ""},
    {"course_folder": str(ROOT)},
]


def setting(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"FALLLINE_{name.upper()}", value)


@pytest.mark.parametrize(("values", "said"), WRONG, ids=[" ".join(values) for values, _ in WRONG])
def test_what_cannot_be_meant_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], said: str
) -> None:
    setting(monkeypatch, values)
    with pytest.raises(WrongSettings) as error:
        settings_to_start_with()
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("values", RIGHT, ids=" ".join)
def test_what_can_be_meant_starts(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    setting(monkeypatch, values)
    assert settings_to_start_with().course_folder in (None, ROOT)


def test_a_server_ends_with_the_sentence_alone() -> None:
    environment = os.environ | {"FALLLINE_MAX_ROW": "3"}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == WRONG[0][1] + "\n"


def test_check_says_what_would_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, {"max_rows": "77"})
    said = CliRunner().invoke(cli, ["serve", "--check", "--host", "0.0.0.0", "--workers", "2"])
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()
    assert lines[0] == "Fall Line would answer at http://localhost:8000, by 2 processes."
    assert re.findall(r"FALLLINE_(\w+)=", said.output) == [name.upper() for name in Settings.model_fields]
    assert "  FALLLINE_MAX_ROWS=77  # 400000" in lines
    assert lines[-1].endswith(": FALLLINE_HOST, FALLLINE_WORKERS, FALLLINE_MAX_ROWS.")


def test_the_example_file_sets_defaults() -> None:
    """All of it, with what is behind a #, is what holds without it."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = dict(line.removeprefix("# ").split("=", 1) for line in lines if re.match(r"(# FALLLINE_\w+|[A-Z]+)=", line))
    compose = (ROOT / "compose.yaml").read_text()
    assert all(f"${{{name}:-{value}}}" in compose for name, value in named.items() if not name.startswith("FALLLINE_"))
    values = {name: value.strip('"') for name, value in named.items() if name.startswith("FALLLINE_")}
    defaults = Settings()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        assert settings_to_start_with() == defaults
