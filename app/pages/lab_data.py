"""What a lab's script needs before it can show anything: one document under an address with its content's digest."""

from collections.abc import Generator
from functools import cache

from app.engine.catalog_entries import catalog
from app.formats import dumps
from app.pages.gallery import LAB_PRESETS
from app.pages.leads import CHAPTER_OF_TOPIC, CHAPTER_OF_VERDICT
from app.pages.replies import Document

RUNS = ("optimizers", "schedules", "gradient_clipping")
CHOICES = {
    "landscapes": ("landscapes", *RUNS),
    "networks": ("datasets", "activations", "losses", "initializers", "network", *RUNS),
}
"""The parts of the catalog that each lab chooses from."""
OPENED = ("name", "title", "lesson", "step", "point", "experiment")
"""What a lab needs of an example to open and to present it."""


def lab_data(lab: str) -> Generator[None, None, Document]:
    """Work for the compute thread: catalog and presets of a lab as JSON."""
    yield
    everything = _catalog()
    chosen = {part: everything[part] for part in CHOICES[lab]}
    presets = [
        {**{part: preset[part] for part in OPENED}, "chapter": CHAPTER_OF_TOPIC[preset["group"]]}
        for preset in LAB_PRESETS[lab]
    ]
    data = {"catalog": chosen, "presets": presets, "chapters": CHAPTER_OF_VERDICT}
    return Document(dumps(data), "application/json")


_catalog = cache(catalog)
