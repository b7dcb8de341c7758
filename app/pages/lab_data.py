"""What a lab's script needs before it can show anything: one document under an address with its content's digest."""

from collections.abc import Generator
from functools import cache

from app.engine.catalog_entries import catalog
from app.engine.measures import measures
from app.engine.problems import problems
from app.formats import dumps
from app.pages.gallery import LAB_PRESETS
from app.pages.leads import CHAPTER_OF_TOPIC, CHAPTER_OF_VERDICT
from app.pages.replies import Document

RUNS = ("optimizers", "schedules", "gradient_clipping", "experiment")
CHOICES = {
    "landscapes": ("landscapes", "landscape", *RUNS),
    "networks": ("datasets", "activations", "losses", "initializers", "network", *RUNS),
}
"""The parts of the catalog that each lab chooses from."""
OPENED = ("name", "title", "lesson", "step", "point", "view", "experiment")
"""What a lab needs of an example to open and to present it."""


def lab_data(lab: str) -> Generator[None, None, Document]:
    """Work for the compute thread: catalog and presets of a lab as JSON."""
    yield
    everything = _catalog()
    names = measures_of(lab)
    chosen = {part: everything[part] for part in CHOICES[lab]}
    chosen["measures"] = [measure for measure in everything["measures"] if measure["name"] in names]
    presets = [
        {**{part: preset[part] for part in OPENED}, "chapter": CHAPTER_OF_TOPIC[preset["group"]]}
        for preset in LAB_PRESETS[lab]
    ]
    data = {"catalog": chosen, "presets": presets, "chapters": CHAPTER_OF_VERDICT}
    return Document(dumps(data), "application/json")


def measures_of(lab: str) -> set[str]:
    """What a lab's maps can say of a run: what a colour can say, unless it needs a problem of another lab."""
    others = {kind for kind, settings in problems.items() if settings.lab != lab}
    return {name for name, measure in measures.items() if measure.of_cell and not others.intersection(measure.needs)}


_catalog = cache(catalog)
