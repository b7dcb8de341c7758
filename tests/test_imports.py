"""Imports run one way: main → {api, stream, pages, cli} → service, formats, errors → engine."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
LAYERS = {
    "app.engine": {"app.engine"},
    "app.api": {"app.api", "app.service", "app.formats", "app.errors", "app.compute", "app.settings", "app.engine"},
    "app.stream": {
        "app.stream",
        "app.service",
        "app.formats",
        "app.errors",
        "app.compute",
        "app.settings",
        "app.engine",
    },
    "app.pages": {"app.pages", "app.resources", "app.formats", "app.service", "app.engine"},
    "app.formats": {"app.engine"},
    "app.compute": set(),
    "app.settings": set(),
    "app.resources": set(),
    "app.errors": {"app.engine", "app.compute"},
    "app.service": {"app.engine", "app.compute", "app.errors", "app.settings"},
    "app.middleware": {"app.errors", "app.formats"},
}
WEB = {"fastapi", "starlette", "uvicorn", "jinja2", "websockets", "typer", "plotly", "segno"}
PLUGINS = ("app.engine.optimizers", "app.engine.schedules", "app.engine.landscapes")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(APP.parent).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def layer_of(module: str) -> str | None:
    return next((layer for layer in LAYERS if module == layer or module.startswith(layer + ".")), None)


MODULES = sorted(APP.rglob("*.py"))


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
    assert not {name.split(".")[0] for name in imports(path)} & WEB


@pytest.mark.parametrize("path", [p for p in MODULES if module_name(p).startswith(PLUGINS)], ids=module_name)
def test_plugins_never_reach_for_the_loop(path: Path) -> None:
    forbidden = (
        "app.engine.descent",
        "app.engine.live",
        "app.engine.trace",
        "app.engine.experiment",
        "app.engine.problems",
    )
    assert not [name for name in imports(path) if name.startswith(forbidden)]


def test_only_main_and_cli_are_above_the_layers() -> None:
    above = {module_name(path) for path in MODULES if layer_of(module_name(path)) is None}
    assert above == {"app", "app.main", "app.cli"}
