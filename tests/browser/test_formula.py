"""A landscape of one's own."""

import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from app.engine.experiment import Experiment
from tests.browser.lab import Lab, traces_of
from tests.browser.watch import Watch


@pytest.fixture
def form(lab: Lab, page: Page) -> Lab:
    """The lab with the form for a formula open."""
    lab.open("/landscapes?preset=just-right")
    page.locator(".picker-title").click()
    page.get_by_role("tab", name="Your own formula").click()
    return lab


def test_a_typed_formula_becomes_the_landscape(form: Lab, page: Page, api: httpx.Client) -> None:
    page.locator("#formula-expression").fill("x^2 + 3*y^2 + x*y")
    expect(page.locator(".formula-gradient .katex").first).to_be_visible()
    use = page.get_by_role("button", name="Use this formula")
    expect(use).to_be_enabled()
    use.click()
    experiment = form.experiment_where(lambda e: e["problem"]["kind"] == "formula")
    assert experiment["problem"]["expression"] == "x^2 + 3*y^2 + x*y"
    traces = traces_of(api, experiment)
    form.seek(3)
    form.assert_losses(traces)
    x, y = traces["runs"][0]["columns"]["parameters"][3]
    assert traces["runs"][0]["columns"]["loss"][3] == pytest.approx(x * x + 3 * y * y + x * y)


def test_a_hostile_formula_is_refused_in_words(form: Lab, page: Page, watch: Watch, api: httpx.Client) -> None:
    watch.forgive("422")
    before = form.experiment()
    field = page.locator("#formula-expression")
    for text in ("__import__('os')", "x.__class__", "open('/etc/passwd')", "x^2 +", "9**9**9**9"):
        field.fill("x^2")
        expect(field).to_have_attribute("aria-invalid", "false")
        field.fill(text)
        expect(page.locator(".own-formula .form-problem")).to_have_text(re.compile(r"\w"))
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_role("button", name="Use this formula")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    form.seek(20)
    form.assert_losses(traces_of(api, before))


def test_another_landscape_is_found_and_chosen(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=just-right")
    page.locator(".picker-title").click()
    page.get_by_role("searchbox").first.fill("himmelblau")
    page.get_by_role("searchbox").first.press("Enter")
    experiment = lab.experiment_where(lambda e: e["problem"].get("name") == "himmelblau")
    expect(page.locator(".picker-name")).to_contain_text("Himmelblau")
    lab.assert_losses(traces_of(api, experiment))


@pytest.mark.parametrize(("text", "letter"), [("x^4-3*x^2", "x"), ("y^4-3*y^2", "y")])
def test_a_formula_in_one_letter_opens_as_a_curve(form: Lab, page: Page, text: str, letter: str) -> None:
    page.locator("#formula-expression").fill(text)
    expect(page.get_by_label(f"{letter} from … to")).to_be_visible()
    expect(page.locator("#formula-y")).to_be_hidden()
    expect(page.locator(".formula-preview .formula-line annotation").first).to_have_text(
        f"f({letter}) = {letter}^{{4}} - 3 {letter}^{{2}}"
    )
    use = page.get_by_role("button", name="Use this formula")
    expect(use).to_be_enabled()
    use.click()
    form.experiment_where(lambda e: e["problem"]["kind"] == "formula" and len(e["problem"].get("window", [0])) == 1)
    expect(page.locator(".picker-formula annotation")).to_have_text(f"f({letter}) = {letter}^{{4}} - 3 {letter}^{{2}}")
    form.ready()
    assert len(form.experiment()["runs"][0].get("start") or [0]) == 1


@pytest.mark.parametrize(
    ("text", "shown", "sides"),
    [
        ("2x + 3|y − 1|", r"f(x, y) = 2 x + 3 \left|y - 1\right|", ["x from … to", "y from … to"]),
        (
            "L(w2, w1) = w2² + (w1 − 1)²",
            r"f(w₂, w₁) = w_2^{2} + \left(w_1 - 1\right)^{2}",
            ["w₂ from … to", "w₁ from … to"],
        ),
        ("θ² − cos 3θ", r"f(θ) = \theta^{2} - \cos\left(3 \theta\right)", ["θ from … to"]),
    ],
)
def test_the_field_shows_how_a_formula_was_read(form: Lab, page: Page, text: str, shown: str, sides: list[str]) -> None:
    page.locator("#formula-expression").fill(text)
    expect(page.locator(".formula-preview .formula-line annotation").first).to_have_text(shown)
    for side in sides:
        expect(page.get_by_label(side)).to_be_visible()
    expect(page.locator(".formula-window .formula-field:visible")).to_have_count(len(sides))
    use = page.get_by_role("button", name="Use this formula")
    expect(use).to_be_enabled()
    use.click()
    form.experiment_where(lambda e: e["problem"].get("expression") == text)
    expect(page.locator(".picker-formula annotation")).to_have_text(shown)


@pytest.mark.usefixtures("form")
def test_a_mistake_is_told_with_its_column(page: Page, watch: Watch) -> None:
    watch.forgive("422")
    page.locator("#formula-expression").fill("x + 1/2x")
    expect(page.locator(".own-formula .form-problem")).to_contain_text("column 6: expected brackets, as in 1/(2 x)")


def test_a_sum_over_data_is_a_landscape(form: Lab, page: Page, api: httpx.Client) -> None:
    """Too long a gradient is not shown, and the field keeps its width."""
    text = " + ".join(f"({0.3 * x - 1:.1f} − (a + {x}b))²" for x in range(20))
    page.locator("#formula-expression").fill(text)
    use = page.get_by_role("button", name="Use this formula")
    expect(use).to_be_enabled()
    expect(page.locator(".formula-gradient")).to_be_hidden()
    expect(page.get_by_label("b from … to")).to_be_visible()
    assert page.locator(".own-formula").evaluate("form => form.scrollWidth <= form.clientWidth")
    use.click()
    experiment = form.experiment_where(lambda e: e["problem"].get("expression") == text)
    form.ready()
    form.seek(5)
    form.assert_losses(traces_of(api, experiment))


@pytest.mark.parametrize(
    ("expression", "letters", "vector"),
    [
        ("(a-1)^2 + b^2", ["a", "b"], "w = (a, b)"),
        ("w1^2 + 3 w2^2", ["w\u2081", "w\u2082"], ""),
        ("θ^4 - θ^2", ["θ"], "w = θ"),
    ],
)
def test_parameters_are_called_by_the_reader_s_letters(
    lab: Lab, page: Page, expression: str, letters: list[str], vector: str
) -> None:
    problem = {"kind": "formula", "expression": expression}
    lab.open(Experiment.model_validate({"problem": problem, "runs": [{"learning_rate": 0.05}]}).link + "&step=5")
    expect(page.locator(".step-sum thead .visually-hidden")).to_have_text(letters)
    expect(page.locator(".step-sum .step-vector annotation")).to_have_text([vector] if vector else [])
    figure = page.locator(".js-plotly-plot .annotation-text").filter(visible=True)
    expect(figure.first).to_have_text(letters[0])
    expect(figure.nth(1)).to_have_text(letters[1] if len(letters) > 1 else "f")
    start = page.locator(".picker-setting button").first
    expect(start).to_have_attribute("title", re.compile(f"^Where every run begins, as {', '.join(letters)};"))
