"""Writes what lists the settings, from the class that declares them: docs/settings.md and .env.example."""

from pathlib import Path
from typing import Any

from app.settings import Settings
from app.settings_check import variable, written

ROOT = Path(__file__).parent.parent
BY_COMPOSE = ("host", "port", "workers")
"""What compose.yaml says on the command line."""
PAGE = """# Settings

All settings are environment variables, each for every process; `--host`, `--port` and `--workers` of `fallline serve`
go before them. A variable that is there and empty is as if it were not there. [deployment.md](deployment.md) says how
limits are meant and what a server does that cannot have meant its settings. This page is written from the settings
themselves (`make settings`).

| variable | default | allowed | meaning |
|---|---|---|---|
"""
EXAMPLE = """# Copy to .env beside compose.yaml. Lines without # hold; those with # are the defaults.

# Where it answers on this machine, and server processes.
PORT=8000
WORKERS=1
"""


def allowed(field: Any) -> str:
    """The least and the most that a number may be."""
    bounds = {
        name: getattr(part, name) for part in field.metadata for name in ("ge", "gt", "le") if hasattr(part, name)
    }
    least = f"≥ {bounds['ge']}" if "ge" in bounds else f"> {bounds['gt']}" if "gt" in bounds else ""
    return ", ".join(part for part in (least, f"≤ {bounds['le']}" if "le" in bounds else "") if part)


def page() -> str:
    """docs/settings.md."""
    rows = [
        (variable(name), f"`{written(field.default)}`" if written(field.default) else "", allowed(field), field)
        for name, field in Settings.model_fields.items()
    ]
    return PAGE + "".join(f"| `{name}` | {value} | {bounds} | {f.description} |\n" for name, value, bounds, f in rows)


def example() -> str:
    """.env.example, whose settings are those of the container."""
    fields = [(name, field) for name, field in Settings.model_fields.items() if name not in BY_COMPOSE]
    return EXAMPLE + "".join(
        f'\n# {field.description}\n# {variable(name)}="{written(field.default)}"\n' for name, field in fields
    )


if __name__ == "__main__":
    (ROOT / "docs" / "settings.md").write_text(page())
    (ROOT / ".env.example").write_text(example())
