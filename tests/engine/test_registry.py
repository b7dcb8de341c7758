"""A registry finds what its files declare; a file that raises harms nobody but itself."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.engine.datasets import datasets
from app.engine.landscapes import landscapes
from app.engine.networks.activations import activations
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import losses
from app.engine.optimizers import optimizers
from app.engine.probes import probes
from app.engine.problems import problems
from app.engine.registry import Registry, UnknownName
from app.engine.schedules import schedules
from app.engine.telling import tellers

PACKAGE = "things_of_a_test"
GOOD = '''
from {package} import things

@things.register
class {name}:
    """A thing."""
'''
HALF = GOOD + "\n1 / 0\n"


class Shelf:
    """A package with a registry, whose files come and go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PACKAGE
        self.folder.mkdir()
        self.put("__init__", "")
        self.things: Registry[type] = Registry("thing", PACKAGE, lambda thing: thing.__name__.lower())

    def put(self, module: str, text: str) -> None:
        """Write a file, anew where there is one."""
        path = self.folder / f"{module}.py"
        path.write_text(text.format(package=PACKAGE, name=module.title()))

    def open(self) -> Registry[type]:
        """The registry, where the files of the package find it."""
        __import__(PACKAGE).things = self.things
        return self.things


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A shelf that can be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a file that is mended within the second is read again
    yield Shelf(tmp_path)
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.mark.parametrize("text", ["1 / 0\n", HALF, "import no_such_module\n", "def (\n"])
def test_a_file_that_raises_leaves_all_others_usable(shelf: Shelf, text: str, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("ant", "cow"):
        shelf.put(name, GOOD)
    shelf.put("bee", text)
    things = shelf.open()
    assert list(things) == ["ant", "cow"], "entries after the broken file are there as well"
    assert things["cow"].__name__ == "Cow"
    with pytest.raises(UnknownName, match="expected one of ant, cow"):
        things["bee"]
    (told,) = caplog.records
    assert str(shelf.folder / "bee.py") in told.getMessage()
    assert "thing" in told.getMessage()
    assert list(things.failed) == [f"{PACKAGE}.bee"]


def test_it_is_said_once(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    shelf.put("bee", HALF)
    things = shelf.open()
    assert [len(things), "bee" in things, len(things)] == [0, False, 0]
    assert len(caplog.records) == 1


def test_a_file_that_is_mended_is_found_by_a_second_scan(shelf: Shelf) -> None:
    shelf.put("ant", GOOD)
    shelf.put("bee", HALF)
    things = shelf.open()
    assert list(things) == ["ant"]
    ant = things["ant"]
    shelf.put("bee", GOOD)
    shelf.put("cow", GOOD)
    things.scan()
    assert list(things) == ["ant", "bee", "cow"]
    assert things["ant"] is ant
    assert things.failed == {}


def test_a_file_keeps_what_it_registered_when_its_importer_fails(shelf: Shelf) -> None:
    shelf.put("ant", "from {package} import bee\n" + HALF)
    shelf.put("bee", GOOD)
    shelf.put("cow", GOOD + "\nimport {package}.dog\n")
    shelf.put("dog", HALF)
    things = shelf.open()
    assert list(things) == ["bee"]
    assert sorted(things.failed) == [f"{PACKAGE}.{name}" for name in ("ant", "cow", "dog")]


def test_an_import_that_fails_outside_a_scan_leaves_no_entry_to_stumble_over(shelf: Shelf) -> None:
    shelf.put("bee", HALF)
    things = shelf.open()
    with pytest.raises(ZeroDivisionError):
        __import__(f"{PACKAGE}.bee")
    shelf.put("bee", GOOD)
    assert list(things) == ["bee"]


def test_an_interrupted_scan_begins_again(shelf: Shelf) -> None:
    shelf.put("bee", "raise KeyboardInterrupt\n")
    shelf.put("cow", GOOD)
    things = shelf.open()
    with pytest.raises(KeyboardInterrupt):
        len(things)
    shelf.put("bee", GOOD)
    assert list(things) == ["bee", "cow"]


def test_a_file_may_look_up_what_others_have_registered(shelf: Shelf) -> None:
    for name in ("ant", "cow"):
        shelf.put(name, GOOD)
    shelf.put("bee", GOOD + "\nassert list(things) == ['ant', 'bee']\n")
    assert list(shelf.open()) == ["ant", "bee", "cow"]


def test_a_name_is_registered_once(shelf: Shelf) -> None:
    shelf.put("ant", GOOD)
    shelf.put("bee", GOOD.replace("{name}", "Ant"))
    things = shelf.open()
    assert list(things) == ["ant"]
    assert "duplicate thing 'ant'" in str(things.failed[f"{PACKAGE}.bee"])


@pytest.mark.parametrize(
    "registry",
    [activations, datasets, initializers, landscapes, losses, optimizers, probes, problems, schedules, tellers],
    ids=lambda registry: registry.kind,
)
def test_every_file_of_the_project_can_be_loaded(registry: Registry[object]) -> None:
    assert len(registry) > 0
    assert registry.failed == {}


def test_another_thread_waits_until_all_are_there(shelf: Shelf) -> None:
    """Who looks something up while the files are being read finds it, or waits: half a registry is none."""
    shelf.put("ant", GOOD)
    shelf.put("bee", "import time\ntime.sleep(0.2)\n" + GOOD)
    things = shelf.open()
    with ThreadPoolExecutor(4) as pool:
        assert [sorted(found) for found in pool.map(lambda _: list(things), range(4))] == [["ant", "bee"]] * 4
