"""Imports run one way: main → {api, stream, pages, cli} → service, formats, errors → engine."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
LAYERS = {
    "app.engine": {"app.engine"},
    "app.api": {
        "app.api",
        "app.service",
        "app.formats",
        "app.errors",
        "app.clients",
        "app.compute",
        "app.settings",
        "app.spread",
        "app.version",
        "app.negotiation",
        "app.replay",
        "app.engine",
    },
    "app.stream": {
        "app.stream",
        "app.metrics",
        "app.service",
        "app.formats",
        "app.errors",
        "app.clients",
        "app.compute",
        "app.settings",
        "app.engine",
    },
    "app.pages": {
        "app.pages",
        "app.version",
        "app.assets",
        "app.negotiation",
        "app.resources",
        "app.root_path",
        "app.formats",
        "app.service",
        "app.engine",
    },
    "app.root_path": set(),
    "app.assets": {"app.resources"},
    "app.static_files": {"app.assets", "app.negotiation"},
    "app.negotiation": set(),
    "app.formats": {"app.engine"},
    "app.offline": {"app.assets"},
    "app.replay": {"app.engine", "app.formats", "app.offline", "app.resources", "app.version"},
    "app.clients": {"app.settings"},
    "app.turns": set(),
    "app.settings_check": {"app.settings"},
    "app.compute": {"app.clients", "app.settings", "app.turns"},
    "app.settings": set(),
    "app.version": set(),
    "app.resources": set(),
    "app.allocation": set(),
    "app.spread": {"app.allocation", "app.compute", "app.engine", "app.version"},
    "app.errors": {"app.engine", "app.clients", "app.compute", "app.logs", "app.spread"},
    "app.logs": set(),
    "app.origins": {"app.errors", "app.middleware"},
    "app.metrics": set(),
    "app.watching": {"app.errors", "app.logs", "app.metrics"},
    "app.service": {
        "app.engine",
        "app.clients",
        "app.compute",
        "app.errors",
        "app.formats",
        "app.metrics",
        "app.settings",
        "app.spread",
    },
    "app.middleware": {"app.clients", "app.errors", "app.formats", "app.negotiation"},
}
WEB = {"fastapi", "starlette", "uvicorn", "jinja2", "websockets", "typer", "plotly", "segno"}
FAR = {"dask", "distributed"}
"""Other machines, which the library knows nothing of either."""
LOOP = ("app.engine.stepping.descent", "app.engine.runs.live_runs", "app.engine.runs.traces", "app.engine.experiment")
WHOLE = (*LOOP, "app.engine.problems")
NETWORK = (*WHOLE, "app.engine.networks.passes", "app.engine.networks.training_step", "app.engine.networks.settings")
PLUGINS = {
    "app.engine.optimizers": WHOLE,
    "app.engine.schedules": WHOLE,
    "app.engine.landscapes": WHOLE,
    "app.engine.datasets": (*WHOLE, "app.engine.networks"),
    "app.engine.networks.activations": (*NETWORK, "app.engine.datasets", "app.engine.networks.losses"),
    "app.engine.networks.losses": (*NETWORK, "app.engine.datasets"),
    "app.engine.networks.initializers": (*NETWORK, "app.engine.datasets"),
    "app.engine.probes": LOOP,
}
"""What the files of each kind of plugin must not know. A probe looks at a problem, but at no run of it."""


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(APP.parent).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def edges(path: Path) -> set[str]:
    """Modules of the project that a file imports, whether at once, later or for types alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in NAMES else node.module for name in inside}
    return found & NAMES


def room_of(module: str) -> str:
    """The folder of the engine, or the part of the application, that a module belongs to."""
    parts = module.split(".")
    return ".".join(parts[: 3 if parts[1:2] == ["engine"] else 2])


def layer_of(module: str) -> str | None:
    return next((layer for layer in LAYERS if module == layer or module.startswith(layer + ".")), None)


MODULES = sorted(APP.rglob("*.py"))
NAMES = {module_name(path) for path in MODULES}
GRAPH = {module_name(path): edges(path) for path in MODULES}


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(GRAPH).prepare()


def test_no_rooms_import_each_other_in_a_circle() -> None:
    rooms: dict[str, set[str]] = {}
    for module, imported in GRAPH.items():
        if module != "app.engine":  # the library's front door, which opens every room when asked
            rooms.setdefault(room_of(module), set()).update({room_of(name) for name in imported} - {room_of(module)})
    TopologicalSorter(rooms).prepare()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_module_imports_only_what_lies_below_it(path: Path) -> None:
    layer = layer_of(module_name(path))
    if layer is None:
        return
    for name in imports(path):
        if name.split(".")[0] == "app":
            assert layer_of(name) in LAYERS[layer] | {layer}, f"{module_name(path)} imports {name}"


@pytest.mark.parametrize("path", [p for p in MODULES if "engine" in p.parts], ids=module_name)
def test_engine_knows_nothing_of_the_web(path: Path) -> None:
    # Figures are Plotly's; that is the one place, and it is imported when a figure is asked for.
    allowed = {"plotly"} if module_name(path) == "app.engine.runs.traces" else set()
    assert not {name.split(".")[0] for name in imports(path)} & (WEB | FAR) - allowed


def test_the_library_loads_no_web_and_no_plotly() -> None:
    code = "import sys, app.engine; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=APP.parent, capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in loaded.stdout.split()} & (WEB | FAR)


@pytest.mark.parametrize("path", [p for p in MODULES if module_name(p).startswith(tuple(PLUGINS))], ids=module_name)
def test_plugins_never_reach_for_the_loop(path: Path) -> None:
    forbidden = next(names for plugin, names in PLUGINS.items() if module_name(path).startswith(plugin))
    assert not [name for name in imports(path) if name.startswith(forbidden)]


KINDS = {f"app.engine.problems.{name}" for name in ("landscape", "network")}
OF_ONE_KIND = (
    *(f"app.engine.{room}." for room in ("problems", "probes", "telling.landscapes", "telling.networks")),
    *("app.engine.measures.single.inside", "app.pages.example_maps", "app.pages.example_networks"),
)


def test_nobody_knows_a_kind_of_problem_but_what_belongs_to_it() -> None:
    knowing = {name for name, imported in GRAPH.items() if imported & KINDS}
    assert len(knowing) > len(KINDS)
    assert not [name for name in knowing if not name.startswith(OF_ONE_KIND)]


def test_every_kind_of_plugin_has_files() -> None:
    names = [module_name(path) for path in MODULES]
    assert all(sum(name.startswith(plugin) for name in names) > 1 for plugin in PLUGINS)


def test_only_main_and_cli_are_above_the_layers() -> None:
    above = {module_name(path) for path in MODULES if layer_of(module_name(path)) is None}
    assert {name for name in above if not name.startswith("app.cli")} == {"app", "app.main"}
