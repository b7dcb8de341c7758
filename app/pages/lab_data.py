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
MEASURES = {
    "landscapes": ("final_loss", "lowest_loss", "steps_to_loss", "outcome", "nearest_minimum"),
    "networks": (
        "final_loss",
        "lowest_loss",
        "accuracy_at",
        "steps_to_loss",
        "steps_to_accuracy",
        "best_step",
        "outcome",
    ),
}
"""What each lab's maps can say of a run: what has one number or one word for every run of its problems."""
OPENED = ("name", "title", "lesson", "step", "point", "view", "experiment")
"""What a lab needs of an example to open and to present it."""


def lab_data(lab: str) -> Generator[None, None, Document]:
    """Work for the compute thread: catalog and presets of a lab as JSON."""
    yield
    everything = _catalog()
    measures = {measure["name"]: measure for measure in everything["measures"]}
    chosen = {part: everything[part] for part in CHOICES[lab]} | {"measures": [measures[m] for m in MEASURES[lab]]}
    presets = [
        {**{part: preset[part] for part in OPENED}, "chapter": CHAPTER_OF_TOPIC[preset["group"]]}
        for preset in LAB_PRESETS[lab]
    ]
    data = {"catalog": chosen, "presets": presets, "chapters": CHAPTER_OF_VERDICT}
    return Document(dumps(data), "application/json")


_catalog = cache(catalog)
