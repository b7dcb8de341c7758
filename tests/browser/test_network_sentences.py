"""Sentences: what a bag of words answers, which words it knows, and that their order is lost on it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.network import NetworkLab, probed
from tests.browser.numbers import agree_in_place, number

SENTENCE = "a warm and funny xyzzy film, not boring at all"


@pytest.fixture
def sentences(network: NetworkLab) -> NetworkLab:
    """The network of the example, as far as its first look."""
    network.open("/networks?preset=sentiment")
    expect(network.page.get_by_label("Your sentence, in English")).to_be_visible()
    return network


def bars(page: Page) -> list[str]:
    """The three numbers below the sentence."""
    return page.locator(".part-sentence .bar-value").all_inner_texts()


def answered(network: NetworkLab) -> list[str]:
    """The same, once they are there."""
    network.wait(lambda: "–" not in bars(network.page))
    return bars(network.page)


def test_a_typed_sentence_is_answered_as_by_the_api(sentences: NetworkLab, page: Page) -> None:
    assert bars(page) == ["–"] * 3
    field = page.get_by_label("Your sentence, in English")
    field.press_sequentially(SENTENCE)
    # Letters are text here, not keys of the transport.
    expect(field).to_have_value(SENTENCE)
    expect(page.locator(".part-sentence .sentence-words")).to_contain_text("boring at all")
    experiment, step = sentences.experiment(), sentences.step
    answer = probed(sentences.origin, experiment, step, name="prediction", text=SENTENCE)
    values = answer["probabilities"][:, 0].tolist()
    sentences.wait(lambda: all(agree_in_place(t, v) for t, v in zip(answered(sentences), values, strict=True)))
    assert abs(sum(map(number, bars(page))) - 1) < 0.001
    assert page.locator(".part-sentence .bar-name").all_inner_texts() == ["negative", "neutral", "positive"]

    words = page.locator(".part-sentence .sentence-words > span")
    read = "(spans) => spans.map((span) => [span.firstChild.textContent, span.className])"
    tokens = answer["note"]["tokens"]
    shown = [[token["text"], "" if token["known"] else "is-unknown"] for token in tokens]
    sentences.wait(lambda: words.evaluate_all(read) == shown)
    assert ["xyzzy", "is-unknown"] in shown and ["film", ""] in shown
    unknown = sum(not token["known"] for token in tokens)
    expect(page.locator(".part-sentence .probing-note")).to_have_text(f"{unknown} of {len(tokens)} words unknown")


def test_the_order_of_the_words_changes_nothing(sentences: NetworkLab, page: Page) -> None:
    field = page.get_by_label("Your sentence, in English")
    field.fill(SENTENCE)
    before = answered(sentences)
    page.get_by_role("button", name="shuffle the words").click()
    expect(page.locator(".part-sentence .sentence-effect")).to_contain_text("Other order, same answer")
    text = field.input_value()
    assert text != SENTENCE
    assert sorted(text.split()) == sorted(SENTENCE.split())
    sentences.wait(lambda: bars(page) == before)
    # Two sentences of opposite meaning are one to it, and the page says so.
    limit = page.locator(".part-sentence .probing-sentence")
    expect(limit).to_contain_text("A bag of words has no order")
    limit.get_by_role("button", name="not bad, good").click()
    sentences.wait(lambda: bars(page) != before)
    first = answered(sentences)
    limit.get_by_role("button", name="not good, bad").click()
    expect(page.locator(".part-sentence .sentence-words > span").nth(1)).to_have_text("good")
    sentences.wait(lambda: bars(page) == first)


def test_words_mistakes_and_an_empty_field(sentences: NetworkLab, page: Page) -> None:
    experiment, step = sentences.experiment(), sentences.step
    found = probed(sentences.origin, experiment, step, name="words")["note"]["classes"]
    columns = page.locator(".part-words .words-column")
    sentences.wait(lambda: columns.locator(".word").count() > 6)
    expect(columns.locator("h3")).to_have_text([item["name"] for item in found])
    for column, item in zip(columns.all(), found, strict=True):
        names, up = column.locator(".words-list").first.locator(".word-name"), [word for word, _ in item["up"]]
        sentences.wait(lambda names=names, up=up: names.all_inner_texts() == up[: max(1, names.count())])
    texts = probed(sentences.origin, experiment, step, name="mistakes", count=14)["note"]["texts"]
    sentences.wait(lambda: page.locator(".part-mistakes .misread-text").all_text_contents() == texts)

    page.locator(".part-sentence .sentence-examples button").first.click()
    answered(sentences)
    page.get_by_label("Your sentence, in English").fill("")
    sentences.wait(lambda: bars(page) == ["–"] * 3)
    assert sentences.problems() == []
