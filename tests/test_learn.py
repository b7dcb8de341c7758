"""Every chapter of the course: it is read, its figures run, its questions are answered by what its sentences say."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from app.engine.measures.asking import measure
from app.engine.telling.diagnosis import Verdict
from app.pages.leads import CHAPTER_OF_KIND, CHAPTER_OF_TOPIC, CHAPTER_OF_VERDICT
from app.pages.learn.blocks import Choice, NumberAnswer, Prediction
from app.pages.learn.course import HERE, Course
from app.pages.learn.glossary import Glossary, Term, read_glossary
from app.pages.learn.reading import Chapter, ChapterError, Reader, line_of
from app.pages.learn.showing import prediction_data, words_of
from app.pages.reference import KINDS
from app.pages.topics import TOPICS
from tests.real_server import real_server

COURSE = Course("en")
CHAPTERS = list(COURSE.chapters)
MOST_WORDS, LONGEST_SENTENCE = 700, 32
PARTS = Path(__file__).parent.parent / "static" / "js" / "parts"
every_chapter = pytest.mark.parametrize("name", CHAPTERS)
PREDICTIONS = [
    pytest.param(chapter, prediction, id=f"{name}-{prediction.id}")
    for name, chapter in COURSE.chapters.items()
    for prediction in chapter.predictions.values()
]
MEASURED = [
    pytest.param(chapter, figure, name, id=f"{chapter.name}-{figure.id}-{name}")
    for chapter in COURSE.chapters.values()
    for figure in chapter.figures.values()
    for name in figure.measures
]
HEAD = """---
title = "A"
summary = "B"
minutes = 5
remember = ["a", "b", "c"]
sources = ["d"]
[notes]
plan = ["e", "f"]
ask = "g"
misconception = "h"
---
"""
FIGURE = """
```figure
id = "one"
parts = ["map"]
caption = "c"
[experiment.problem]
kind = "landscape"
name = "bowl"
[knobs.rate]
label = "rate"
path = "learning_rate"
low = 0.1
high = 1
[measures.end]
measure = { name = "final_loss" }
```
"""

EXERCISE = """
```exercise
id = "own"
figure = "one"
task = "Say why."
worked = "It ends at {measure}`one.begin`."
```
"""


def answer_of(chapter: Chapter, prediction: Prediction) -> dict[str, Any]:
    """What the run gives."""
    experiment = chapter.figures[prediction.figure].experiment
    if prediction.steps is not None:
        experiment = experiment.model_copy(update={"steps": prediction.steps})
    return measure(experiment, prediction.measure, prediction.run)


@pytest.mark.parametrize(("chapter", "prediction"), PREDICTIONS)
def test_the_run_gives_what_the_chapter_says(chapter: Chapter, prediction: Prediction) -> None:
    found = answer_of(chapter, prediction)
    value = found["value"]
    if isinstance(prediction.expect, tuple):
        assert prediction.expect[0] <= value <= prediction.expect[1]
    else:
        assert value == prediction.expect
    answer = prediction.answer
    if isinstance(answer, Choice):
        fitting = [option for option in answer.options if _fits(option, value)]
        assert len(fitting) == 1, value
    elif isinstance(answer, NumberAnswer):
        assert answer.low <= value <= answer.high
    else:
        numbers = found["numbers"]["point" if answer.kind == "point" else "values"]
        spots = [numbers] if answer.kind == "point" else [(answer.low[0], y) for y in numbers]
        assert all(
            low <= spot <= high
            for point in spots
            for low, spot, high in zip(answer.low, point, answer.high, strict=True)
        )


def _fits(option: Any, value: Any) -> bool:
    if option.least is None and option.most is None:
        return bool(option.value == value)
    low = float("-inf") if option.least is None else option.least
    high = float("inf") if option.most is None else option.most
    return bool(low <= value <= high)


@pytest.mark.parametrize(("chapter", "figure", "name"), MEASURED)
def test_every_number_of_the_text_is_there(chapter: Chapter, figure: Any, name: str) -> None:
    asked = figure.measures[name]
    found = measure(figure.experiment, asked.measure, asked.run)
    assert found["value"] is not None, f"{chapter.name}: {found['sentence']}"


@every_chapter
def test_a_chapter_has_all_that_chapters_have(name: str) -> None:
    chapter = COURSE.chapters[name]
    assert 1 <= len(chapter.figures) <= 4
    assert len({figure.experiment.link for figure in chapter.figures.values()}) <= 3
    assert len(chapter.predictions) >= 2
    assert len(chapter.exercises) >= 1
    assert 250 <= chapter.words <= MOST_WORDS, chapter.words
    assert any(figure.knobs for figure in chapter.figures.values()), "a figure can be moved"


@every_chapter
def test_sentences_are_plain_and_short(name: str) -> None:
    chapter = COURSE.chapters[name]
    for text in chapter.sentences:
        for sentence in re.split(r"(?<=[.!?:])\s+", text):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
        assert not re.search(r"\b(simply|obviously|just|easy|easily|of course|clearly)\b", text, re.IGNORECASE), text


@every_chapter
def test_parts_of_figures_are_parts_of_the_labs(name: str) -> None:
    known = {
        lab: set(
            re.findall(
                r'^ {2,4}name: "([\w-]+)"',
                "".join(file.read_text() for folder in folders for file in (PARTS / folder).glob("*.js")),
                re.MULTILINE,
            )
        )
        for lab, folders in {"landscapes": ("common", "landscape"), "networks": ("common", "network")}.items()
    }
    for figure in COURSE.chapters[name].figures.values():
        assert set(figure.parts) <= known[figure.experiment.problem.lab], figure.id


@every_chapter
def test_a_chapter_s_page_never_says_what_comes_out(name: str, client: TestClient) -> None:
    page = client.get(f"/learn/{name}")
    assert page.status_code == 200
    for prediction in COURSE.chapters[name].predictions.values():
        assert "expect" not in json.dumps(prediction_data(prediction))
    words = re.sub(r'data-words="[^"]*"', "", page.text)
    assert "{n}" not in words
    assert "{minutes}" not in words
    assert client.get(f"/learn/{name}/notes").status_code == 200


def test_all_pages_of_the_course_are_there(client: TestClient) -> None:
    contents = client.get("/learn").text
    assert all(f'href="/learn/{name}"' in contents for name in CHAPTERS)
    glossary = client.get("/learn/glossary").text
    assert all(f'id="{term}"' in glossary for term in COURSE.glossary.terms)
    assert client.get("/learn/nothing").status_code == 404
    assert client.get("/learn/nothing/notes").status_code == 404


def test_the_glossary_has_a_sentence_a_term() -> None:
    assert len(COURSE.glossary.terms) >= 40
    for term in COURSE.glossary.terms.values():
        assert term.text.endswith(".")
        assert len(term.text.split()) <= LONGEST_SENTENCE


def test_every_lead_is_to_a_chapter() -> None:
    leads = {*CHAPTER_OF_TOPIC.values(), *CHAPTER_OF_KIND.values(), *CHAPTER_OF_VERDICT.values()}
    assert leads <= set(CHAPTERS)
    assert set(CHAPTER_OF_TOPIC) == {topic.title for topic in TOPICS}
    assert set(CHAPTER_OF_KIND) == {"words", *(kind.key for kind in KINDS)}


def test_every_verdict_leads_to_a_chapter() -> None:
    assert set(get_args(Verdict)) == set(CHAPTER_OF_VERDICT)


CODE = [
    pytest.param(token.content, id=f"{name}-{number}")
    for name, chapter in COURSE.chapters.items()
    for number, token in enumerate(
        token
        for passage in chapter.passages
        for token in passage.tokens
        if token.type == "fence" and token.info == "python"
    )
]


@pytest.mark.parametrize("code", CODE)
def test_code_of_a_chapter_runs(code: str) -> None:
    with real_server() as server:
        source = code.replace("http://localhost:8000", server.address)
        done = subprocess.run(
            [sys.executable, "-c", source], cwd=HERE.parents[2], capture_output=True, text=True, check=True
        )
    *parameters, accuracy = done.stdout.split()
    assert parameters in ([], ["109386"])
    assert 0.85 < float(accuracy) < 1


def test_code_takes_the_whole_width_and_no_figure_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "01-code.md").write_text(f"{HEAD}{FIGURE}\nA word.\n\n## Code\n\n```python\n1\n```\n")
    passages = Course("en", tmp_path).chapters["code"].passages
    assert [passage.has_figure for passage in passages] == [True, False]


def test_what_ends_a_sentence_stays_with_its_formula() -> None:
    assert line_of("If $x$, then $y$ or $z$.") == (
        r'If <span class="tex">x\text{,}</span> then <span class="tex">y</span> or <span class="tex">z\text{.}</span>'
    )


def test_a_term_is_linked_where_it_first_stands() -> None:
    glossary = Glossary(
        {"rate": Term(title="learning rate", text="a"), "loss": Term(title="loss", forms=("losses",), text="b")}
    )
    known: set[str] = set()
    found = glossary.first("Losses, learning rates, a Learning rate and a loss.", known)
    assert [(one.name, one.begin) for one in found] == [("loss", 0), ("rate", 26)]
    assert not glossary.first("the learning rate", known)


def test_words_of_the_pages_are_there_once() -> None:
    asked = set()
    for file in (HERE.parents[2] / "templates").glob("learn-*.html"):
        text = file.read_text()
        asked |= set(re.findall(r"words\.(\w+)", text)) | set(re.findall(r'words\["(\w+)"\]', text))
    for file in [*(HERE.parents[2] / "static" / "js" / "course").glob("*.js")]:
        asked |= set(re.findall(r"words\.(\w+)", file.read_text()))
    assert asked - {"get"} <= set(words_of("en"))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("no head", 1, "expected a head"),
        (HEAD.replace("minutes = 5", "minutes = 500"), 4, "minutes"),
        (HEAD.replace('title = "A"', "title = A"), 2, "expected TOML"),
        (HEAD + "\n```figur\n```\n", 13, "expected a block out of"),
        (HEAD + FIGURE.replace('name = "bowl"', 'name = "bowls"'), 19, "bowls"),
        (HEAD + FIGURE.replace("high = 1", "high = 0.01"), 24, "expected more than low"),
        (HEAD + FIGURE + FIGURE, 29, "an id of its own"),
        (HEAD + FIGURE + "\n{knob}`one.speed`\n", 29, "expected a knob of 'one' out of rate, got 'speed'"),
        (HEAD + FIGURE + "\n{measure}`two.end`\n", 29, "expected a figure out of one, got 'two'"),
        (HEAD + FIGURE + "\n{sum}`one.end`\n", 29, "expected a number out of"),
        (HEAD + FIGURE + EXERCISE, 29, "expected a measure of 'one' out of end, got 'begin'"),
    ],
)
def test_a_mistake_is_said_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    file = tmp_path / "07-broken.md"
    file.write_text(text)
    with pytest.raises(ChapterError, match=re.escape(message)) as error:
        Reader(file, read_glossary(HERE / "en" / "glossary.toml"), "en").chapter()
    assert str(error.value).startswith(f"07-broken.md:{line}: "), str(error.value)


def test_the_chapter_of_the_adding_page_is_one(tmp_path: Path) -> None:
    page = (HERE.parents[2] / "docs" / "adding.md").read_text()
    (text,) = re.findall(r"^````markdown\n(.*?)^````$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "01-valley.md").write_text(text)
    chapter = Course("en", tmp_path).chapters["valley"]
    prediction = chapter.predictions["steps"]
    assert 1 <= answer_of(chapter, prediction)["value"] <= 40
    assert chapter.exercises["own"].figure == "valley"


def test_a_school_s_own_chapters_come_last(tmp_path: Path) -> None:
    (tmp_path / "01-ours.md").write_text(HEAD + FIGURE)
    course = Course("en", tmp_path)
    assert list(course.chapters) == [*CHAPTERS, "ours"]
