"""What a lab's script needs before it can show anything: one document under an address with its content's digest."""

from collections.abc import Generator
from functools import cache
from typing import Any

from app.engine.catalog_entries import catalog
from app.formats import dumps
from app.pages.demonstrations import PRESETS
from app.pages.network_presets import NETWORK_PRESETS
from app.pages.replies import Document

RUNS = ("optimizers", "schedules", "gradient_clipping")
CHOICES = {
    "landscapes": ("landscapes", *RUNS),
    "networks": ("datasets", "activations", "losses", "initializers", "network", *RUNS),
}
"""The parts of the catalog that each lab chooses from."""

LAB_PRESETS: dict[str, list[dict[str, Any]]] = {"landscapes": PRESETS, "networks": NETWORK_PRESETS}


def lab_data(lab: str) -> Generator[None, None, Document]:
    """Work for the compute thread: catalog and presets of a lab as JSON."""
    yield
    everything = _catalog()
    chosen = {part: everything[part] for part in CHOICES[lab]}
    return Document(dumps({"catalog": chosen, "presets": LAB_PRESETS[lab]}), "application/json")


_catalog = cache(catalog)
