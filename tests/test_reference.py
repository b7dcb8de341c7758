"""The reference lists every entry of every registry, completely, and nothing else."""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from app.engine.datasets import datasets
from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.networks.activations import activations
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import losses
from app.engine.optimizers import optimizers
from app.engine.registry import Registry
from app.engine.schedules import schedules
from app.main import create_app
from app.pages.reference import MADE_FOR_TEACHING, Entry, Section, reference
from app.pages.reference_drawing import path_data, readable, simplified, ticks
from app.pages.reference_text import bounds_of, formula, only_formulas, parameters, without_repetition, words
from app.pages.reference_words import WORDS
from app.settings import Settings

REGISTRIES: dict[str, Registry[Any]] = {
    "landscape": landscapes,
    "optimizer": optimizers,
    "schedule": schedules,
    "dataset": datasets,
    "activation": activations,
    "loss": losses,
    "initializer": initializers,
}
ANCHORS = [(kind, name) for kind, registry in REGISTRIES.items() for name in registry]
EACH = pytest.mark.parametrize(("kind", "name"), ANCHORS, ids=[f"{kind}-{name}" for kind, name in ANCHORS])
VOID = {"meta", "link", "input", "br", "img", "path", "circle", "use"}


@cache
def sections() -> list[Section]:
    """All sections, computed once."""
    work = reference()
    while True:
        try:
            next(work)
        except StopIteration as end:
            return list(end.value)


def entry_of(kind: str, name: str) -> Entry:
    """The entry of that kind and name."""
    found = [entry for section in sections() for entry in section.entries if entry.anchor == f"{kind}-{name}"]
    (entry,) = found
    return entry


@cache
def page() -> str:
    """The page's text."""
    with TestClient(create_app(Settings())) as client:
        answer = client.get("/reference")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


class Elements(HTMLParser):
    """The elements of a page, closed in the order in which they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@cache
def elements() -> list[tuple[str, dict[str, str | None]]]:
    """All elements of the page."""
    parser = Elements()
    parser.feed(page())
    assert parser.open == []
    return parser.found


def test_the_page_lists_the_registries_and_nothing_else() -> None:
    listed = [entry.anchor for section in sections() for entry in section.entries]
    assert sorted(listed) == sorted(f"{kind}-{name}" for kind, name in ANCHORS)
    shown = [values["id"] for tag, values in elements() if tag == "article"]
    assert shown == [entry.anchor for section in sections() for _, group in section.grouped for entry in group]


@EACH
def test_entry_is_complete(kind: str, name: str) -> None:
    declared, entry = REGISTRIES[kind][name], entry_of(kind, name)
    assert entry.title == declared.title
    assert entry.summary.endswith(".")
    assert entry.picture.content and entry.picture.caption
    assert entry.source == MADE_FOR_TEACHING if not declared.reference else len(entry.source) > 8
    assert entry.licence == getattr(declared, "licence", "")
    assert bool(entry.formulas) == bool(getattr(declared, "latex", "") or getattr(declared, "rule", ()))
    text = page()
    assert f'href="#{entry.anchor}">{escape(entry.title)}</a>' in text, "in the contents"
    assert f'<a class="entry-anchor" href="#{entry.anchor}">' in text


@EACH
def test_settings_are_those_of_the_schema(kind: str, name: str) -> None:
    entry = entry_of(kind, name)
    if kind == "landscape":
        assert [fact.name.removesuffix("a").removesuffix("um") for fact in entry.facts] == [
            "Domain", "Minim", "Start", "Learning rate", "Smoothness",
        ]  # fmt: skip
        return
    fields = REGISTRIES[kind][name].model_fields
    section = next(section for section in sections() if section.kind.singular == kind)
    shared = [parameter.name for parameter in section.shared] if kind == "loss" else []
    assert [parameter.name for parameter in entry.parameters] == [
        field for field in REGISTRIES[kind][name].model_json_schema()["properties"] if field not in ("name", *shared)
    ]
    for parameter in entry.parameters:
        assert parameter.help and parameter.bounds, parameter.name
        assert ("required" in parameter.default) == fields[parameter.name].is_required()


@EACH
def test_link_opens_a_valid_experiment_with_the_entry(kind: str, name: str) -> None:
    lab, payload = entry_of(kind, name).link.split("#e=")
    experiment = Experiment.from_payload(payload)
    assert experiment.payload() == payload
    assert lab == ("/landscapes" if kind in ("landscape", "optimizer", "schedule") else "/networks")
    assert f'"name":"{name}"' in experiment.model_dump_json()


@EACH
def test_formulas_have_balanced_braces_and_a_known_size(kind: str, name: str) -> None:
    for line in entry_of(kind, name).formulas:
        assert line.latex.count("{") == line.latex.count("}")
        assert line.size in ("plain", "middle", "tall", "taller", "rows-2", "rows-3")
        assert not re.search(r"\\(gradient|memory|decay|step)\{", line.plain)


def test_landscapes_share_settings_and_losses_do() -> None:
    shared = {section.kind.key: [parameter.name for parameter in section.shared] for section in sections()}
    assert {kind: names for kind, names in shared.items() if names} == {
        "landscapes": ["samples", "noise"], "losses": ["class_weights"],
    }  # fmt: skip


def test_ids_are_unique_and_links_within_the_page_lead_somewhere() -> None:
    ids = Counter(values["id"] for _, values in elements() if "id" in values)
    assert ids.most_common(1)[0][1] == 1
    inner = {values.get("href") or "" for tag, values in elements() if tag in ("a", "use")}
    assert {href[1:] for href in inner if href.startswith("#")} <= set(ids)


def test_headings_are_in_order_and_pictures_have_words() -> None:
    levels = [int(tag[1]) for tag, _ in elements() if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    pictures = [values for tag, values in elements() if tag == "svg" and "picture" in (values.get("class") or "")]
    assert len(pictures) == len(ANCHORS) - 3, "all but a table, sentences and a few rows"
    assert all(values["role"] == "img" and len(values["aria-label"] or "") > 30 for values in pictures)


def test_page_is_not_too_long_and_has_no_inline_code() -> None:
    assert len(page().encode()) < 1_090_000
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", page())
    assert "nan" not in re.findall(r'\sd="([^"]*)"', page())


def test_everything_is_computed_once() -> None:
    with TestClient(create_app(Settings())) as client:
        client.get("/reference")
        first = client.app.state.documents["reference"]  # type: ignore[attr-defined]
        client.get("/reference")
        assert client.app.state.documents["reference"] is first  # type: ignore[attr-defined]


def test_navigation_names_the_page() -> None:
    order = re.findall(r'<li><a href="([^"]+)" data-text', page())
    assert order == ["/landscapes", "/networks", "/learn", "/reference", "/api/docs"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-1.5, "−1.5"),
        (1e-8, "10⁻⁸"),
        (2e-4, "2\u202f×\u202f10⁻⁴"),
        (1e6, "10⁶"),
        (5000, "5,000"),
        (1 / 3, "0.3333"),
    ],
)
def test_numbers_are_readable(value: float, text: str) -> None:
    assert readable(value) == text


def test_docstrings_are_taken_apart() -> None:
    said = words("First\n  line $a$.\n\n$x$; and `y` < z.\n\nConvention: none.\n\nSource: somebody.", ["x"])
    assert said.summary == 'First line <code class="tex">a</code>.'
    assert said.notes == ["And <code>y</code> &lt; z.", "<b>Convention:</b> none."]
    assert said.source == "Somebody."
    assert only_formulas("$a$, $b$ with $c$.") and not only_formulas("$a$ holds.")
    assert without_repetition("$x$, where it is.", ["x"]) == "$x$, where it is."


def test_bounds_are_intervals() -> None:
    assert bounds_of({"type": "number", "exclusiveMinimum": 0, "maximum": 1}) == ["(0,&nbsp;1]"]
    assert bounds_of({"type": "integer", "minimum": 2}) == ["[2,&nbsp;∞)"]
    assert bounds_of({"type": "integer", "minimum": 2, "maximum": 9}, "steps") == ["[2,&nbsp;9] steps"]
    assert bounds_of({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}) == [
        "list of lists of text"
    ]
    assert bounds_of({"anyOf": [{"const": "a"}, {"type": "null"}]}) == ['<code>"a"</code>', "<code>null</code>"]
    (row,) = parameters({"properties": {"name": {"const": "x"}, "k": {"type": "boolean", "default": True}}})
    assert (row.name, row.default) == ("k", "<code>true</code>")


def test_lines_keep_their_shape() -> None:
    x = np.linspace(0, 10, 101)
    straight = np.stack([x, 2 * x], axis=1)
    assert simplified(straight, 0.01).tolist() == [[0, 0], [10, 20]]
    assert path_data(np.array([[1, 2], [1.5, 2], [1.5, 0.25]])) == "M1 2l.5 0 0-1.8"
    assert ticks(-1, 1) == [-1, -0.5, 0, 0.5, 1]


def test_plain_latex_has_no_macros_of_ours() -> None:
    assert formula(r"w \gradient{- \frac{a}{b}} \memory{c}").plain == r"w - \frac{a}{b} c"


def test_words_of_the_course_are_explained_before_the_entries() -> None:
    text = page()
    for word in WORDS:
        assert f'id="{word.anchor}"' in text
        assert f'href="#{word.anchor}">{escape(word.title)}</a>' in text, "in the contents"
        assert word.meaning.endswith(".")
    assert text.index('id="words"') < text.index('id="landscapes"')
