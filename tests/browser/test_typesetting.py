"""Symbols stand in the page's sentences as in its formulas, and no unit is torn from its number, on any page."""

import pytest

from app.pages.gallery import LAB_PRESETS
from app.pages.prose import prose
from tests.browser.lab import Lab

# Seen or heard: names of symbols as code has them, small letters that no font of ours has, a space before a unit.
FOUND = r"""() => {
  const wrong = [/lambda|λ_?(max|min)/, /[ₐ-ₜᵢ-ᵥ]/, /(^|[ (,])[wbgvmβηλ](_\w|\d)/, /\d (%|× 10)/];
  const told = [];
  const look = (place, text) => {
    for (const one of wrong) if (one.test(text)) told.push(`${place}: ${text.trim()}`);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    const seen = parent.closest("script, style, .katex, code, pre, [hidden], .visually-hidden") === null;
    if (seen && parent.checkVisibility()) look(parent.className || parent.tagName, walk.currentNode.data);
  }
  for (const one of document.querySelectorAll("[aria-label]")) look("label", one.getAttribute("aria-label"));
  return told;
}"""
PAGES = [f"/{lab}?preset={preset['name']}" for lab, presets in LAB_PRESETS.items() for preset in presets]


@pytest.mark.parametrize("path", PAGES)
def test_symbols_and_units_of_an_example(lab: Lab, path: str) -> None:
    lab.open(path)
    lab.wait(lambda: lab.page.locator(".diagnosis-sentence:not(.empty)").count() == 1)
    assert lab.page.evaluate(FOUND) == []


@pytest.mark.parametrize("path", ["/", "/reference"])
def test_symbols_and_units_of_a_page(lab: Lab, path: str) -> None:
    lab.page.goto(lab.origin + path)
    lab.page.wait_for_load_state("load")
    assert lab.page.evaluate(FOUND) == []


def test_a_symbol_in_a_sentence_is_a_letter_with_a_word_below_it(lab: Lab) -> None:
    lab.open("/landscapes?preset=too-large")
    sentence = lab.page.locator(".diagnosis-sentence")
    lab.wait(lambda: sentence.locator("sub").all_inner_texts() == ["max"])
    assert "η\u00a0=\u00a00.204" in sentence.inner_text() and "λmax\u00a0=\u00a010)." in sentence.inner_text()
    assert lab.page.locator(".diagnosis [role=status]").inner_text().endswith("(λ max = 10).")
    assert 'class="symbol">λ</i><sub>max</sub>' in prose("above 2/λₘₐₓ") and "12\u202f%" in prose("12 % of <b>")
