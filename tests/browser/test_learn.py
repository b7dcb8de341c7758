"""The course in the browser: figures run, sentences move them, questions are answered, what is written is kept."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from app.pages.learn.course import Course
from tests.browser.axe import findings

CHAPTERS = Course("en").chapters
PHONE: ViewportSize = {"width": 390, "height": 844}
PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
BESIDE = 16
"""How far below the window's edge a figure stays while text passes by, px."""
FITTING = """room => [...document.querySelectorAll(".live")]
    .every(figure => figure.offsetHeight + room <= innerHeight)"""
RATE = "/learn/learning-rate"
every_chapter = pytest.mark.parametrize("name", list(CHAPTERS))


def shown(page: Page, address: str) -> None:
    """Open a page of the course and wait until its first figure is drawn."""
    page.goto(address)
    expect(page.locator(".live .lab[data-drawn]").first).to_be_attached(timeout=30_000)
    expect(page.locator(".katex").first).to_be_attached()


def number(page: Page, name: str) -> Locator:
    """A number in a sentence."""
    return page.locator(f'.number[data-knob="{name}"], .number[data-measure="{name}"]').first


def answer(question: Locator) -> str:
    """What is said below a question, once it is there."""
    expect(question.locator(".predict-why")).to_be_visible(timeout=30_000)
    return question.locator(".predict-answer").inner_text()


@every_chapter
def test_a_chapter_runs_and_is_well_made(page: Page, origin: str, name: str) -> None:
    """One visit for all that holds for every chapter: figures, their words, axe in both themes, a phone's width."""
    shown(page, f"{origin}/learn/{name}")
    for figure in CHAPTERS[name].figures:
        place = page.locator(f"#figure-{figure}")
        place.scroll_into_view_if_needed()
        expect(place.locator(".lab[data-drawn]")).to_be_attached(timeout=30_000)
        expect(place.locator(".notice:visible")).to_have_count(0)
    for picture in page.locator('.live [role="img"]:visible').all():
        expect(picture).to_have_attribute("aria-label", re.compile(r"\w{3,}"))
    expect(page.locator(".number.is-waiting")).to_have_count(0, timeout=60_000)
    for measured in page.locator(".number.is-measured").all():
        expect(measured).to_have_text(re.compile(r"\d|^\w+$"), timeout=60_000)
    assert findings(page) == []
    page.locator("#theme-button").click()
    assert findings(page) == []
    page.set_viewport_size(PROJECTOR)
    page.wait_for_function(FITTING, arg=BESIDE)
    page.set_viewport_size(PHONE)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_number_in_a_sentence_moves_its_run(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    rate, end = number(page, "three-rates.slow"), number(page, "three-rates.slow-end")
    expect(end).to_have_text("0.00365")
    rate.focus()
    page.keyboard.press("ArrowRight")
    expect(rate).to_have_text("0.07")
    expect(end).not_to_have_text("0.00365")
    expect(end).to_have_text(re.compile(r"^\d"))
    expect(page.locator("#figure-three-rates .live-value").first).to_have_text("0.07")
    box = rate.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 10, steps=5)
    page.mouse.up()
    expect(rate).not_to_have_text("0.07")
    page.locator("#figure-three-rates .live-reset").click()
    expect(rate).to_have_text("0.06")
    expect(end).to_have_text("0.00365")


def test_a_number_in_a_sentence_is_that_of_the_api(page: Page, origin: str, api: httpx.Client) -> None:
    shown(page, origin + RATE)
    figure = json.loads(page.locator("#figure-three-rates").get_attribute("data-figure") or "")
    asked = figure["measures"]["slow-end"]
    body = {"experiment": figure["experiment"], "run": asked["run"], "measure": asked["measure"]}
    found = api.post("/api/v1/measures", json=body).json()["value"]
    expect(number(page, "three-rates.slow-end")).to_have_text(f"{found:.3g}")


@pytest.mark.parametrize(("rate", "grade"), [("0.5", "right"), ("0.55", "close"), ("0.2", "wrong"), ("0.9", "wrong")])
def test_a_predicted_number_is_judged(page: Page, origin: str, rate: str, grade: str) -> None:
    shown(page, origin + RATE)
    question = page.locator("#largest-rate")
    expect(question.get_by_role("button", name="Reveal")).to_be_disabled()
    question.locator("input[type=range]").fill(rate)
    expect(question.locator(".predict-said")).to_contain_text(f"η = {rate}")
    question.get_by_role("button", name="Reveal").click()
    said = answer(question)
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", grade)
    assert "0.50" in said
    if grade == "close":
        assert re.search(r"10\s%", said)


def test_a_wrong_choice_gets_its_reason_and_one_may_ask_again(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    question = page.locator("#half-the-rate")
    question.locator("label").nth(0).click()
    question.get_by_role("button", name="Reveal").click()
    chapter = CHAPTERS["learning-rate"].predictions["half-the-rate"].answer
    assert str(chapter.options[0].because)[:30] in answer(question)  # type: ignore[union-attr]
    number(page, "valley.rate").focus()
    page.keyboard.press("ArrowRight")
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", "stale")
    question.locator("label").nth(1).click()
    question.get_by_role("button", name="Ask again").click()
    answer(question)


@pytest.mark.parametrize(("typed", "grade"), [("5.5", "right"), ("6.5", "close"), ("-12", "wrong")])
def test_a_typed_number_is_judged(page: Page, origin: str, typed: str, grade: str) -> None:
    shown(page, f"{origin}/learn/forward-pass")
    question = page.locator("#prediction-by-hand")
    field = question.get_by_role("textbox")
    field.fill("about six")
    expect(question.get_by_role("button", name="Reveal")).to_be_disabled()
    field.fill(typed)
    field.press("Enter")
    answer(question)
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", grade)


def test_what_would_give_an_answer_away_is_covered(page: Page, origin: str) -> None:
    shown(page, f"{origin}/learn/backpropagation")
    figure, question = page.locator("#figure-deep"), page.locator("#largest")
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".lab[data-drawn]")).to_be_attached(timeout=30_000)
    expect(figure.locator(".live-lab")).to_be_hidden()
    question.locator("label").last.click()
    question.get_by_role("button", name="Reveal").click()
    answer(question)
    expect(figure.locator(".live-lab")).to_be_visible()
    page.reload()
    expect(figure.locator(".live-lab")).to_be_visible()
    page.goto(f"{origin}/learn/backpropagation/figure/deep")
    expect(figure.locator(".live-lab")).to_be_visible()


def test_a_figure_shows_the_run_and_the_step_that_were_asked_about(page: Page, origin: str) -> None:
    shown(page, f"{origin}/learn/forward-pass")
    figure, question = page.locator("#figure-by-hand"), page.locator("#prediction-by-hand")
    expect(figure.locator(".point-answers")).to_contain_text("6.5")
    question.get_by_role("textbox").fill("4.5")
    question.get_by_role("button", name="Reveal").click()
    answer(question)
    expect(figure.locator(".point-answers")).to_contain_text("5.5")


def test_a_figure_without_a_play_button_ends_at_its_end(page: Page, origin: str) -> None:
    shown(page, f"{origin}/learn/momentum")
    figure, question = page.locator("#figure-wide"), page.locator("#best-beta-wide")
    figure.scroll_into_view_if_needed()
    curves = figure.locator(".part-curves .figure-picture")
    expect(curves).to_have_attribute("aria-label", re.compile("At step 15:"), timeout=30_000)
    question.get_by_role("button", name="without").click()
    assert "Best is momentum 0.5: 15 steps." in answer(question)
    expect(curves).to_have_attribute("aria-label", re.compile("At step 120:"))


def draw(page: Page, plane: Locator, *places: tuple[float, float]) -> None:
    """Draw in a plane through places, as shares of its width from the left and of its height from the top."""
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box
    points = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


@pytest.mark.sources
def test_an_answer_given_before_its_figure_has_come_stands(page: Page, origin: str) -> None:
    held: list[Route] = []
    page.route("**/js/lab/network.js*", lambda route: held.append(route))
    page.goto(f"{origin}/learn/forward-pass")
    question = page.locator(".predict").first
    question.get_by_role("button", name="Show me without a prediction").click()
    page.wait_for_timeout(300)
    assert held
    for route in held:
        route.continue_()
    answer(question)
    expect(page.locator(".live .lab[data-drawn]").first).to_be_attached(timeout=30_000)
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", "shown")


@pytest.mark.parametrize(("place", "grade"), [((-3.78, -3.28), "right"), ((3.6, -1.8), "wrong")])
def test_a_point_on_the_map_is_judged(page: Page, origin: str, place: tuple[float, float], grade: str) -> None:
    shown(page, f"{origin}/learn/gradient-descent")
    question = page.locator("#neighbour")
    draw(page, question.locator(".plane-input"), ((place[0] + 6) / 12, (6 - place[1]) / 12))
    question.get_by_role("button", name="Reveal").click()
    answer(question)
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", grade)
    expect(question.locator(".plane-truth")).to_have_attribute("d", re.compile(r"^M\d"))


@pytest.mark.parametrize(
    ("heights", "grade"), [([0.2, 0.6, 0.8, 0.75, 0.65], "right"), ([0.95, 0.1, 0.1, 0.05, 0.05], "wrong")]
)
def test_a_drawn_curve_is_judged(page: Page, origin: str, heights: list[float], grade: str) -> None:
    shown(page, f"{origin}/learn/epochs")
    question = page.locator("#test-curve")
    places = [(number / (len(heights) - 1), height) for number, height in enumerate(heights)]
    draw(page, question.locator(".plane-input"), *places)
    question.get_by_role("button", name="Reveal").click()
    answer(question)
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", grade)


def test_a_question_is_answered_by_keys_alone_and_without_motion(page: Page, origin: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    shown(page, f"{origin}/learn/epochs")
    question = page.locator("#test-curve")
    question.locator(".plane-input").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Reveal")).to_be_focused()
    page.keyboard.press("Enter")
    answer(question)
    choice = page.locator("#slower")
    choice.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    answer(choice)
    expect(choice.locator(".predict-answer")).to_have_attribute("data-grade", "right")


def test_a_question_is_answered_without_a_prediction(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    question = page.locator("#half-the-rate")
    question.get_by_role("button", name="without").click()
    answer(question)
    expect(question.locator(".predict-answer")).to_have_attribute("data-grade", "shown")


def test_a_term_says_its_sentence(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    term, card = page.locator(".term").first, page.locator("#term-card")
    term.hover()
    expect(card).to_be_visible()
    page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    term.focus()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    term.click()
    expect(page).to_have_url(re.compile(r"/learn/glossary#[\w-]+$"))


def test_what_is_answered_is_kept_and_handed_in(page: Page, origin: str, tmp_path: Path) -> None:
    shown(page, origin + RATE)
    question = page.locator("#half-the-rate")
    question.locator("label").nth(1).click()
    question.get_by_role("button", name="Reveal").click()
    answer(question)
    exercise = page.locator("[data-exercise]").first
    expect(exercise.locator(".exercise-worked")).to_be_hidden()
    exercise.locator("textarea").fill("The rate is the factor between gradient and step.")
    expect(exercise.locator(".exercise-worked")).to_be_visible()
    page.locator(".answers-name").fill("Ada")
    files: dict[str, Any] = {}
    for word, ending in (("Download as HTML", "html"), ("Download as Markdown", "md")):
        with page.expect_download() as download:
            page.get_by_role("button", name=word).click()
        files[ending] = tmp_path / f"answers.{ending}"
        download.value.save_as(files[ending])
        text = files[ending].read_text()
        chosen = CHAPTERS["learning-rate"].predictions["half-the-rate"].answer.options[1].text  # type: ignore[union-attr]
        for part in ("Ada", chosen, "factor between gradient", "#e="):
            assert part in text, part
    page.reload()
    shown(page, origin + RATE)
    expect(exercise.locator("textarea")).to_have_value("The rate is the factor between gradient and step.")
    expect(question.locator("input").nth(1)).to_be_checked()
    page.goto(origin + "/learn")
    expect(page.locator('[data-seen="learning-rate"] .contents-where')).to_contain_text("1 answered")
    clear = page.get_by_role("button", name="Clear all")
    clear.click()
    page.get_by_role("button", name="Really").click()
    expect(page.locator('[data-seen="learning-rate"] .contents-where')).to_be_hidden()
    for file in files.values():
        page.locator("input[type=file]").set_input_files(file)
        expect(page.locator(".answers-status")).to_have_text("Loaded.")
        expect(page.locator('[data-seen="learning-rate"] .contents-where')).to_contain_text("1 answered")
    other = tmp_path / "other.html"
    other.write_text("<html>")
    page.locator("input[type=file]").set_input_files(other)
    expect(page.locator(".answers-status")).to_contain_text("other.html is no file")


def test_a_figure_of_one_s_own_run_is_put_into_the_write_up(page: Page, origin: str, tmp_path: Path) -> None:
    shown(page, f"{origin}/learn/momentum")
    exercise = page.locator("[data-exercise]").last
    exercise.scroll_into_view_if_needed()
    exercise.get_by_role("button", name="Put the figure in").click()
    picture = exercise.locator(".exercise-picture img")
    expect(picture).to_have_count(1)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    page.reload()
    expect(picture).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as HTML").click()
    download.value.save_as(tmp_path / "answers.html")
    assert "data:image/png;base64," in (tmp_path / "answers.html").read_text()
    exercise.get_by_role("button", name="Take it out").click()
    expect(picture).to_have_count(0)


def test_a_full_storage_is_said_and_nothing_is_lost(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    exercise = page.locator("[data-exercise]").first
    exercise.locator("textarea").fill("This is a text of some length.")
    expect(page.locator("#learn-trouble")).to_contain_text("keeps no more")
    expect(exercise.locator("textarea")).to_have_value("This is a text of some length.")


def test_one_idea_a_screen(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".screen-number")).to_have_text(re.compile(r"\d / \d"))
    count = int(page.locator(".screen-number").inner_text().split(" / ")[1])
    assert count >= 4
    for place in range(1, count + 1):
        expect(page.locator(".screen-number")).to_have_text(f"{place} / {count}")
        assert page.locator(".passage:visible, .remember:visible").count() == 1
        assert page.locator(".predict:visible, .exercise:visible").count() <= 1
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".screen-number")).to_have_text(f"{count - 1} / {count}")
    page.keyboard.press("Escape")
    expect(page.locator(".chapter-head")).to_be_visible()


def test_a_page_that_is_read_scrolls_by_its_keys(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    page.locator("main").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => scrollY > 100")


def test_on_paper_questions_have_lines_and_figures_are_drawn(page: Page, origin: str) -> None:
    shown(page, origin + RATE)
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("() => window.printed")
    figures = len(CHAPTERS["learning-rate"].figures)
    expect(page.locator(".live .lab[data-drawn]")).to_have_count(figures)
    page.emulate_media(media="print")
    expect(page.locator(".predict-form").first).to_be_hidden()
    expect(page.locator(".live-knobs").first).to_be_hidden()
    assert page.locator(".predict .write-lines").first.evaluate("element => element.offsetHeight") > 100
    # What is measured of a figure stands in its sentence, though nobody has scrolled there.
    for measured in page.locator(".number[data-measure]").all():
        expect(measured).to_have_text(re.compile(r"\d"))
    assert len(page.pdf(format="A4")) > 20_000
    page.emulate_media(media="screen")


@pytest.mark.parametrize(("kind", "block"), [("figure", "three-rates"), ("question", "half-the-rate")])
def test_a_figure_or_a_question_stands_alone(page: Page, origin: str, kind: str, block: str) -> None:
    shown(page, f"{origin}{RATE}/{kind}/{block}")
    assert page.locator(".live").count() == 1
    assert page.locator("[data-predict]").count() == (1 if kind == "question" else 0)
    assert findings(page) == []
    if kind == "question":
        page.locator("label").nth(1).click()
        page.get_by_role("button", name="Reveal").click()
        answer(page.locator("[data-predict]"))


def test_a_figure_out_of_sight_asks_for_nothing(page: Page, origin: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 400})
    shown(page, origin + RATE)
    last = list(CHAPTERS["learning-rate"].figures)[-1]
    assert page.locator(f"#figure-{last} .lab").count() == 0
    page.locator(f"#figure-{last}").scroll_into_view_if_needed()
    expect(page.locator(f"#figure-{last} .lab[data-drawn]")).to_be_attached()


def test_contents_glossary_and_notes_are_fine(page: Page, origin: str) -> None:
    for address in ("/learn", "/learn/glossary", f"{RATE}/notes"):
        for theme in ("light", "dark"):
            page.goto(f"{origin}{address}?theme={theme}")
            assert findings(page) == []


NO_WEBGL = """(() => {
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return /webgl/.test(kind) ? null : getContext.call(this, kind, ...more);
  };
})()"""


@pytest.mark.parametrize("chapter", [name for name, chapter in CHAPTERS.items() if "surface" in str(chapter.figures)])
def test_without_webgl_a_surface_says_so_and_the_rest_is_there(browser: Browser, origin: str, chapter: str) -> None:
    with browser.new_context() as context:
        context.add_init_script(NO_WEBGL)
        page = context.new_page()
        shown(page, f"{origin}/learn/{chapter}")
        place = page.locator(".live-lab.has-surface").first
        place.scroll_into_view_if_needed()
        expect(place.locator(".part-surface")).to_contain_text("WebGL", timeout=30_000)
        expect(page.locator(".notice-error:visible")).to_have_count(0)
        assert page.locator(".number[data-knob]").count() > 0
