"""Where a trace is written: standard output, a file that appears when it is complete, or whatever else has a name."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.cli.inputs import NO_FILE, fail

DESCRIPTORS = ("/dev/fd", f"/proc/{os.getpid()}/fd")
"""Folders whose names are numbers of open files of this process."""


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
    """The file to write to, or standard output.

    An ordinary file is replaced when all is written, so that nobody takes half a trace for a whole one, and stays as it
    was if that fails; its permissions and links to it stay. Anything else, such as a pipe with a name or a device, is
    written through.
    """
    if output is None:
        with _until_read(sys.stdout.buffer):
            yield sys.stdout.buffer
        return
    try:
        with _written(_target(output)) as file:
            yield file
    except OSError as error:
        fail(f"{output}: {(error.strerror or str(error)).lower()}", NO_FILE)


@contextmanager
def _until_read(file: BinaryIO) -> Iterator[None]:
    """Write as long as anybody reads: who has seen enough ends the work quietly."""
    try:
        yield
        file.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())


@contextmanager
def _written(target: Path | int) -> Iterator[BinaryIO]:
    if isinstance(target, int) or (target.exists() and not target.is_file()):
        with os.fdopen(target, "wb") if isinstance(target, int) else target.open("wb") as file, _until_read(file):
            yield file
        return
    part = target.with_name(f".fallline-{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
            _like(target, file)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _target(output: Path) -> Path | int:
    """The file behind all links; a number for an open file of this process, such as /dev/stdout."""
    while True:
        if str(output.parent.resolve()) in DESCRIPTORS and output.name.isdecimal():
            return os.dup(int(output.name))
        if not output.is_symlink():
            return output
        output = output.parent / output.readlink()


def _like(target: Path, file: BinaryIO) -> None:
    """Give the new file the old one's permissions, and its owner where this process may."""
    with suppress(FileNotFoundError):
        old = target.stat()
        with suppress(PermissionError):
            os.fchown(file.fileno(), old.st_uid, old.st_gid)
        os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
