"""The gallery: every example has a shelf and a picture of its own run, and is found by words of the course."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.pages.example_pictures import example_picture, example_pictures, experiment_digest, picture_key
from app.pages.gallery import FIRST, LAB_PRESETS, first_examples, gallery, is_example
from app.pages.topics import TOPICS

ALL = [(lab, preset) for lab, presets in LAB_PRESETS.items() for preset in presets]
IDS = [f"{lab}-{preset['name']}" for lab, preset in ALL]
QUICK = [preset for lab, preset in ALL if lab == "landscapes"][:4]
COURSE = """
mnist digits handwritten backprop backpropagation chain rule cross-entropy softmax mse squared error loss cost epoch
epochs sgd stochastic batch mini-batch momentum nesterov schedule cosine learning rate adam optimizer overfitting early
stopping regularization weight decay saddle plateau local minima activation relu sigmoid tanh hidden layer neuron
forward pass gradient descent divergence clipping initialization vanishing sentiment classification regression
"""
"""Words of a first course; each finds something."""


def test_every_topic_of_an_example_is_one_of_the_course_s() -> None:
    assert {preset["group"] for _, preset in ALL} <= {topic.title for topic in TOPICS}


def test_every_example_stands_on_one_shelf() -> None:
    shown = [(example.lab, example.name) for shelf in gallery() for example in shelf.examples]
    assert sorted(shown) == sorted((lab, preset["name"]) for lab, preset in ALL)
    titles = [shelf.title for shelf in gallery()]
    assert titles == [topic.title for topic in TOPICS if topic.title in titles]


@pytest.mark.parametrize(("lab", "preset"), ALL, ids=IDS)
def test_every_picture_is_of_its_example(lab: str, preset: dict[str, Any]) -> None:
    drawn = example_pictures().get(picture_key(preset))
    assert drawn is not None and drawn["digest"] == experiment_digest(preset), "run make pictures"
    assert preset["step"] is None or 0 <= preset["step"] <= preset["experiment"]["steps"]
    assert is_example(lab, preset["name"])


def test_there_is_no_picture_without_an_example() -> None:
    assert set(example_pictures()) == {picture_key(preset) for _, preset in ALL}


@pytest.mark.parametrize("preset", QUICK, ids=[preset["name"] for preset in QUICK])
def test_pictures_are_what_is_drawn_today(preset: dict[str, Any]) -> None:
    assert example_picture(preset) == example_pictures()[picture_key(preset)]["svg"], "run make pictures"


def found(word: str) -> list[str]:
    """The examples that a word of a search finds, as the page's script does."""
    hits = []
    for shelf in gallery():
        for example in shelf.examples:
            text = f"{shelf.title} {shelf.words} {example.title} {example.lesson} {example.words} {example.lab}"
            there = re.split(r"[^\w²]+", text.lower())
            if any(other.startswith(word) for other in there):
                hits.append(example.name)
    return hits


@pytest.mark.parametrize("word", sorted(set(re.split(r"[^\w]+", COURSE.strip()))))
def test_words_of_the_course_find_something(word: str) -> None:
    hits = found(word)
    assert hits
    assert len(hits) < 2 * len(ALL) / 3, "a word that finds everything finds nothing"


def test_home_shows_a_few_first_networks_too(client: TestClient) -> None:
    assert len(first_examples()) == len(FIRST) == 6
    assert {example.lab for example in first_examples()} == {"landscapes", "networks"}
    page = client.get("/").text
    for example in first_examples():
        assert f'href="{example.href}"' in page
    assert page.count('class="example-link"') == len(ALL)


def test_a_lab_names_its_gallery_which_may_be_kept_for_good(client: TestClient) -> None:
    address = re.search(r'<meta name="gallery" content="([^"]+)">', client.get("/networks").text)
    assert address is not None
    answer = client.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.count('class="example-link"') == len(ALL)
    other = client.get("/gallery-0000000000000000.html")
    assert other.text == answer.text and "immutable" not in other.headers["cache-control"]
