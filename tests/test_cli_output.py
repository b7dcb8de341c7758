"""Where `fallline trace -o` writes: ordinary files at once or not at all, everything else through."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import tty
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "app.cli"]


@pytest.fixture
def file(tmp_path: Path, race: dict) -> Path:
    path = tmp_path / "race.json"
    path.write_text(json.dumps(race))
    return path


@pytest.fixture
def expected(file: Path) -> bytes:
    return trace(file).stdout_bytes


def trace(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["trace", *map(str, arguments), "-f", "csv", "-c", "step,loss", "-q"])


def left_over(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_pipe_with_a_name_stays_one(file: Path, expected: bytes) -> None:
    pipe = file.parent / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert trace(file, "-o", pipe).exit_code == 0
    reader.join()
    assert read == [expected]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_reader_of_a_pipe_may_go_early(file: Path) -> None:
    pipe = file.parent / "pipe"
    os.mkfifo(pipe)
    file.write_text(json.dumps({"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 50_000}))

    def glance() -> None:
        with pipe.open("rb") as begin:
            begin.readline()

    reader = threading.Thread(target=glance)
    reader.start()
    result = trace(file, "-o", pipe)
    reader.join()
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(file: Path, expected: bytes, there: bool) -> None:
    folder = file.parent / "elsewhere"
    folder.mkdir()
    target, link, second = folder / "target.csv", file.parent / "link.csv", file.parent / "second.csv"
    if there:
        target.write_text("old")
    link.symlink_to(Path("elsewhere") / "target.csv")
    second.symlink_to(link)
    assert trace(file, "-o", second).exit_code == 0
    assert link.is_symlink() and second.is_symlink() and not target.is_symlink()
    assert target.read_bytes() == expected
    assert not left_over(folder) and not left_over(file.parent)


def test_a_device_stays_a_device(file: Path, expected: bytes) -> None:
    """The device is a terminal of the test's own: nobody else's is at risk, whatever goes wrong."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    name = os.ttyname(theirs)
    link = file.parent / "terminal"
    link.symlink_to(name)
    for device in (name, link):
        read: list[bytes] = []
        reader = threading.Thread(target=lambda: read.extend(os.read(ours, 1) for _ in expected))  # noqa: B023  # joined
        reader.start()
        assert trace(file, "-o", device).exit_code == 0
        reader.join()
        assert b"".join(read) == expected
    assert stat.S_ISCHR(Path(name).stat().st_mode) and link.is_symlink()
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("name", ["/dev/fd/1", "/proc/self/fd/1", "stdout"])
def test_standard_output_has_names(file: Path, expected: bytes, name: str) -> None:
    """/dev/stdout is a link to /proc/self/fd/1, as is the one that is made here."""
    (file.parent / "stdout").symlink_to("/proc/self/fd/1")
    arguments = [*COMMAND, "trace", str(file), "-o", str(file.parent / name), "-f", "csv", "-c", "step,loss"]
    piped = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=True)
    assert piped.stdout == expected
    assert b"bytes" not in piped.stderr
    log = file.parent / "log"
    log.write_bytes(b"before\n")
    with log.open("ab") as appended:
        subprocess.run(arguments, cwd=ROOT, stdout=appended, stderr=subprocess.DEVNULL, check=True)
    assert log.read_bytes() == b"before\n" + expected
    assert (file.parent / "stdout").is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_permissions_stay(file: Path, expected: bytes, mode: int) -> None:
    output = file.parent / "out.csv"
    output.write_text("old")
    output.chmod(mode)
    assert trace(file, "-o", output).exit_code == 0
    assert (output.read_bytes(), stat.S_IMODE(output.stat().st_mode)) == (expected, mode)


def test_a_new_file_has_the_usual_permissions(file: Path) -> None:
    output, usual = file.parent / "out.csv", file.parent / "usual"
    usual.touch()
    assert trace(file, "-o", output).exit_code == 0
    assert output.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize(
    "change", [{"columns": "nothing"}, {"problem": {"kind": "formula", "expression": "y+"}}, {"steps": -1}]
)
def test_a_run_that_fails_leaves_the_file(file: Path, race: dict, change: dict) -> None:
    output = file.parent / "out.csv"
    output.write_text("old")
    columns = change.pop("columns", "loss")
    file.write_text(json.dumps(race | change))
    result = CliRunner().invoke(app, ["trace", str(file), "-o", str(output), "-c", columns])
    assert result.exit_code == 2
    assert output.read_text() == "old"
    assert not left_over(file.parent)


def test_a_folder_is_no_file(file: Path) -> None:
    result = trace(file, "-o", file.parent)
    assert (result.exit_code, "is a directory" in result.stderr) == (1, True)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_interrupted_leaves_the_file(file: Path, sent: signal.Signals) -> None:
    """The work is under way once the file that is to replace the old one has begun."""
    output = file.parent / "out.csv"
    output.write_text("old")
    file.write_text(json.dumps({"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 1_000_000}))
    arguments = [*COMMAND, "trace", str(file), "-o", str(output)]
    with subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE) as process:
        while not (begun := left_over(file.parent)) or begun[0].stat().st_size == 0:
            assert process.poll() is None
        process.send_signal(sent)
        try:
            _, said = process.communicate(timeout=2)
        except subprocess.TimeoutExpired:  # an interpreter may lose one, as in a finalizer; people press again
            process.send_signal(sent)
            _, said = process.communicate()
    assert output.read_text() == "old"
    if sent is signal.SIGINT:
        assert (process.returncode, said) == (130, b"error: interrupted\n")
        assert not left_over(file.parent)
