"""All examples of both labs, by topic, with their pictures: for the home page, the labs' sheets and pages of errors."""

from typing import Any, NamedTuple

from markupsafe import Markup

from app.pages.example_pictures import example_pictures, picture_key
from app.pages.landscape_presets import LANDSCAPE_PRESETS
from app.pages.leads import CHAPTER_OF_TOPIC
from app.pages.network_presets import NETWORK_PRESETS
from app.pages.topics import TOPICS

LAB_PRESETS: dict[str, list[dict[str, Any]]] = {"landscapes": LANDSCAPE_PRESETS, "networks": NETWORK_PRESETS}
"""The examples of each lab; the first is what a first visit sees."""
FIRST = (
    ("landscapes", "too-large", "One notch over 2/λₘₐₓ and it flies apart."),
    ("landscapes", "ravine", "Why momentum was invented."),
    ("landscapes", "batch-size", "Small batches wander, and get there."),
    ("landscapes", "local-minima", "Where you start decides where you end."),
    ("networks", "spiral", "Hidden layers bend the plane until three arms come apart."),
    ("networks", "mnist", "Sixty thousand handwritten digits; boxes mark what it still misreads."),
)
"""What the home page shows first, each with a line of its own."""


class Example(NamedTuple):
    """An example as a picture with words, and where it opens."""

    lab: str
    name: str
    title: str
    lesson: str
    words: str
    picture: Markup

    @property
    def href(self) -> str:
        """The lab's page with the example."""
        return f"/{self.lab}?preset={self.name}"


class Shelf(NamedTuple):
    """The examples of one topic."""

    title: str
    words: str
    chapter: str
    """What of the course explains them."""
    examples: list[Example]


def gallery() -> list[Shelf]:
    """The topics that have examples, in the order of a course."""
    everything = [(preset["group"], _example(lab, preset)) for lab, all_of in LAB_PRESETS.items() for preset in all_of]
    shelves = [
        Shelf(*topic, CHAPTER_OF_TOPIC[topic.title], [each for group, each in everything if group == topic.title])
        for topic in TOPICS
    ]
    return [shelf for shelf in shelves if shelf.examples]


def first_examples() -> list[Example]:
    """What the home page shows first."""
    return [_example(lab, _named(lab, name))._replace(lesson=lesson) for lab, name, lesson in FIRST]


def is_example(lab: str, name: str) -> bool:
    """Whether a lab has an example of that name."""
    return any(preset["name"] == name for preset in LAB_PRESETS[lab])


def _named(lab: str, name: str) -> dict[str, Any]:
    return next(preset for preset in LAB_PRESETS[lab] if preset["name"] == name)


def _example(lab: str, preset: dict[str, Any]) -> Example:
    # The picture is the examples' own drawing, made beforehand.
    drawn = Markup(example_pictures()[picture_key(preset)]["svg"])
    return Example(lab, preset["name"], preset["title"], preset["lesson"], preset["words"], drawn)
