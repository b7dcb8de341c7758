"""The right rail: the step's arithmetic, what is happening, what would help."""

import math
import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, address_of, traces_of
from tests.browser.numbers import number


def test_pointing_at_a_row_fades_the_others(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=first-look")
    memory = page.locator(".step-sum .term-memory").first
    gradient = page.locator(".step-sum .term-gradient").first
    memory.hover()
    expect(page.locator(".this-step")).to_have_attribute("data-highlight", "memory")
    expect(memory).to_have_css("opacity", "1")
    expect(gradient).to_have_css("opacity", "0.3")
    page.locator(".picker-name").hover()
    expect(gradient).to_have_css("opacity", "1")
    gradient.focus()
    expect(memory).to_have_css("opacity", "0.3")


@pytest.mark.parametrize(("preset", "step"), [("too-large", 20), ("plateau", 10), ("noise-floor", 60)])
def test_a_remedy_keeps_its_promise(lab: Lab, page: Page, api: httpx.Client, preset: str, step: int) -> None:
    lab.open(f"/landscapes?preset={preset}")
    before = lab.experiment()
    lab.seek(step)
    button = page.locator(".diagnosis-remedy button:first-child")
    expect(page.locator(".step-from")).to_have_text(f"{step} → {step + 1}")
    expect(button).to_be_visible()
    effect = page.locator(".diagnosis-effect").inner_text()
    found = re.fullmatch(r"(?:(\d+) steps on|At step ([\d,]+)): loss (.+) instead of (.+)", effect)
    assert found, effect
    later = step + int(found[1]) if found[1] else int(found[2].replace(",", ""))
    lab.seek(later)
    lab.wait(lambda: same(lab.losses()[0], found[4]))
    lab.seek(step)
    expect(page.locator(".diagnosis-effect")).to_have_text(effect)
    button.click()
    experiment = lab.experiment_where(lambda e: e["runs"][0] != before["runs"][0])
    lab.seek(later)
    lab.assert_losses(traces_of(api, experiment))
    assert same(lab.losses()[0], found[3])


def same(one: str, other: str) -> bool:
    """Whether two texts are the same number, however they write it."""
    return one != "–" and math.isclose(number(one), number(other), rel_tol=1e-9)


def test_a_diverged_run_says_when_and_why(lab: Lab, page: Page, api: httpx.Client) -> None:
    experiment = {
        "problem": {"kind": "landscape", "name": "quadratic_k100"},
        "runs": [{"optimizer": "sgd", "learning_rate": 0.5, "label": "wild"}],
        "steps": 200,
    }
    lab.open(address_of(experiment))
    lab.seek(200)
    traces = traces_of(api, experiment)
    assert traces["runs"][0]["outcome"]["status"] == "diverged"
    lab.assert_losses(traces)
    expect(page.locator(".part-runs .run-loss")).to_have_text(re.compile(r"^× diverged at \d+$"))
    expect(page.locator(".diagnosis")).to_have_attribute("data-mood", "alarm")
    expect(page.locator(".diagnosis-sentence")).to_contain_text("diverge")


def test_the_ruler_names_each_run_s_share_of_the_limit(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    columns = traces_of(api, lab.experiment())["runs"][0]["columns"]
    assert columns["learning_rate"][0] == 0.18
    # The largest eigenvalue of the Hessian is 10 everywhere: the limit is 2/10.
    expect(page.locator(".ruler p.visually-hidden")).to_have_text("just right: 0.9 of the limit.")


def test_a_verdict_is_read_aloud_when_the_run_rests_and_not_while_it_plays(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=first-look")
    spoken = page.locator(".diagnosis").get_by_role("status")
    expect(spoken).not_to_be_empty()
    expect(page.locator(".diagnosis-sentence[aria-live]")).to_have_count(0)
    lab.seek(0)
    page.get_by_label("Speed").select_option(label="30 steps/s")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.evaluate(
        """() => {
          window.changes = { said: 0, written: 0 };
          const count = (name) => new MutationObserver(() => { window.changes[name] += 1; });
          const whole = { childList: true, characterData: true, subtree: true };
          count("said").observe(document.querySelector(".diagnosis [role=status]"), whole);
          count("written").observe(document.querySelector(".diagnosis-sentence"), whole);
        }"""
    )
    lab.wait(lambda: page.evaluate("window.changes.written") >= 3)
    assert page.evaluate("window.changes.said") == 0
    page.get_by_role("button", name="Pause", exact=True).click()
    lab.seek(0)
    lab.seek(290)
    lab.wait(lambda: spoken.inner_text() == page.locator(".diagnosis-sentence").inner_text())
