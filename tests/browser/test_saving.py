"""Every figure, and all of them together, as files: what is in them is what is on the screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.engine import Experiment
from tests.browser.axe import in_both_themes
from tests.browser.lab import Lab, decode
from tests.browser.network import NetworkLab
from tests.browser.pictures import picture_of, steady
from tests.browser.saved import SVG, Saved, buttons, paints, save, save_all, texts
from tests.browser.test_two_inputs import TWO
from tests.browser.watch import Watch

LINE = {"problem": {"kind": "formula", "expression": "x^4 - 3*x^2 + x", "window": [[-2, 2]]}, "steps": 40}
TABLE = {
    "problem": {"kind": "network", "dataset": {"name": "penguins"}},
    "runs": [{"optimizer": "adam", "learning_rate": 0.02, "batch_size": 32}, {"batch_size": 32}],
    "steps": 60,
}


def link(page: str, experiment: dict[str, object], step: int) -> str:
    """The path that opens an experiment at a step."""
    return f"/{page}#e={Experiment.model_validate(experiment).payload()}&step={step}"


SHOWN: dict[str, tuple[str, str, list[str]]] = {
    "ravine": ("/landscapes?preset=ravine&theme=light", "The ravine", ["map", "surface", "curves"]),
    "ravine, dark": ("/landscapes?preset=ravine&theme=dark", "The ravine", ["map", "surface", "curves"]),
    "line": (link("landscapes", LINE, 20), "Your own formula", ["curve", "curves"]),
    "spiral": ("/networks?preset=spiral", "Three-armed spiral", ["diagram", "sparklines", "boundary", "curves"]),
    "sine": ("/networks?preset=sine", "A curve made of bends", ["diagram", "sparklines", "fitted", "curves"]),
    "table": (link("networks", TABLE, 30), "Penguins", ["diagram", "sparklines", "confusion", "curves"]),
    "digits": (
        "/networks?preset=mnist&theme=dark#step=2",
        "Digits in one minute",
        ["first-layer", "mistakes", "confusion", "curves"],
    ),
    "histograms": (
        "/networks?preset=spiral#figure=histograms",
        "Three-armed spiral",
        ["histograms", "boundary", "curves"],
    ),
    "plane": ("/networks?preset=own-plane#step=400", "A path on its own plane", ["plane", "boundary", "curves"]),
    "outcomes": ("/landscapes?preset=momentum-edge", "Momentum moves the edge", ["map", "outcomes", "curves"]),
    "answer of two inputs": (link("networks", TWO, 30), "Own data", ["diagram", "sparklines", "field", "curves"]),
    "its surface": (
        link("networks", TWO, 30) + "&figure=surface",
        "Own data",
        ["field-surface", "field", "curves"],
    ),
    "curvature": (
        "/networks?preset=edge-of-stability",
        "Edge of stability",
        ["diagram", "sparklines", "fitted", "curves", "sharpness"],
    ),
    "rates": ("/landscapes?preset=ravine#figure=rates", "The ravine", ["map", "rates", "curves"]),
    "sentences": ("/networks?preset=sentiment", "How does it sound?", ["words", "confusion", "mistakes", "curves"]),
}
"""What is opened, what it is called, and the figures that stand there."""
OF_RUNS = {"map", "curve", "surface", "curves"}
"""Figures in which every run is drawn."""


FILLED = """() => {
  const seen = (place) => [...document.querySelectorAll(place)].filter((element) => element.checkVisibility());
  const full = ({ textContent }) => textContent !== "" && !textContent.includes("–");
  const texts = ".confusion-right, .weight-foot .number, .plane-facts dd, .mistakes-list";
  if (document.querySelector(":is(.part-outcomes, .part-rates).is-coming:not([hidden])")) return false;
  return seen(`${texts}, tr:first-child .histogram-ends`).every(full) &&
    seen(".words-columns").every((columns) => columns.querySelector(".word")) &&
    seen(".figure-plot").every((plot) => plot.matches(".js-plotly-plot"));
}"""
"""Whether every figure on screen shows what it shows."""


def opened(page: Page, origin: str, path: str) -> Lab:
    """A lab with all that its figures show."""
    lab = (NetworkLab if path.startswith("/networks") else Lab)(page, origin)
    lab.open(path)
    page.wait_for_function(FILLED)
    centre = page.locator(".lab-centre")
    steady(page, lambda: centre.screenshot())
    return lab


def run_colors(page: Page) -> list[str]:
    """The colours of the runs, as #rrggbb."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll(".part-runs [data-slot].run")].map((card) =>
            getComputedStyle(document.documentElement).getPropertyValue(`--run-${card.dataset.slot}`).trim())"""
        )
    )


def shown_words(page: Page, part: str) -> list[str]:
    """The words of a figure that are to be read, and not to be pressed."""
    return list(
        page.evaluate(
            """(part) => {
              const root = document.querySelector(part);
              const used = "button, fieldset, label, [popover], svg";
              const unread = ".visually-hidden, .plane-reading, .curves-reading";
              const all = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
              const words = [];
              while (all.nextNode()) {
                const { parentElement, data } = all.currentNode;
                const seen = parentElement.checkVisibility({ visibilityProperty: true });
                if (seen && !parentElement.closest(`${used}, ${unread}`))
                  words.push(...data.split(/\\s+/).filter(Boolean));
              }
              return words;
            }""",
            f".part-{part}",
        )
    )


def grounds(page: Page, part: str) -> set[str]:
    """The colours behind what stands in a figure, such as those of a table's cells."""
    found = page.evaluate(
        """(part) => [...document.querySelectorAll(part)]
          .filter((element) => element.checkVisibility() && !element.closest("button, fieldset, [popover]"))
          .map((element) => getComputedStyle(element).backgroundColor)""",
        f".part-{part} *",
    )
    opaque = [re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", color) for color in found]
    return {"#" + "".join(f"{int(value):02x}" for value in color.groups()) for color in opaque if color}


@pytest.mark.parametrize("name", SHOWN)
def test_every_figure_is_saved_as_it_is(page: Page, origin: str, tmp_path: Path, name: str) -> None:
    path, title, parts = SHOWN[name]
    lab = opened(page, origin, path)
    found = buttons(page)
    assert list(found) == parts
    for part, button in found.items():
        picture, drawing = save(page, button, "PNG"), save(page, button, "SVG")
        start = f"fall-line-{re.sub('[^a-z]+', '-', title.lower()).strip('-')}-{part}-step-{lab.step}"
        assert (picture.name, drawing.name) == (f"{start}.png", f"{start}.svg")
        check_drawing(page, drawing, title, part)
        assert drawing.outside(page, tmp_path) == []
        check_picture(page, picture, drawing, part)
    expect(page.locator(".notice-error:visible")).to_have_count(0)


def check_drawing(page: Page, drawing: Saved, title: str, part: str) -> None:
    """It is XML, names the experiment, asks for nothing, and holds what is to be read and to be seen."""
    root = drawing.root
    assert root.findtext(f"{SVG}title") == title
    words = " ".join(texts(root))
    step = page.locator(".transport-step").inner_text()
    for expected in [title, step, *page.locator(".part-runs .run-name").all_inner_texts()]:
        assert expected in words
    rate = page.locator(".run-chosen .knob-value").first.inner_text()
    assert re.search(rf"(learning|initial) rate {re.escape(rate)}\b", words)
    drawn = set(words.split())
    assert [word for word in shown_words(page, part) if word not in drawn] == []
    opened_by = Experiment.model_validate(decode(root.findtext(f"{SVG}metadata") or ""))
    assert opened_by.complete() == Experiment.model_validate(decode(page.url)).complete()
    attributes = [value for element in root.iter() for value in element.attrib.values()]
    assert [value for value in attributes if re.search(r"https?:|url\((?!#)", value)] == []
    assert set(run_colors(page)) | grounds(page, part) <= paints(root)


def check_picture(page: Page, picture: Saved, drawing: Saved, part: str) -> None:
    """It has twice the size, is not blank, is within its margin and has the runs' colours."""
    width, height = (float(drawing.root.get(name) or 0) for name in ("width", "height"))
    assert picture.size == (round(2 * width), round(2 * height))
    box = page.locator(f".part-{part}").bounding_box()
    assert box and picture.size[0] >= 2 * box["width"]
    look = picture.look(page, drawing.heading)
    paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()")
    assert look["margin"] == [rgba(paper)]
    assert len(look["counts"]) > 50
    for color in run_colors(page) if part in OF_RUNS else []:
        assert look["counts"].get(rgba(color), 0) > 100, f"{part} lacks {color}"
    assert picture.words["Source"] == drawing.root.findtext(f"{SVG}metadata")


def rgba(color: str) -> str:
    """A colour of the style sheet as `LOOK` has it."""
    return " ".join(str(int(color[k : k + 2], 16)) for k in (1, 3, 5)) + " 255"


@pytest.mark.sources
def test_no_figure_is_missing(page: Page, origin: str) -> None:
    page.goto(f"{origin}/landscapes")
    figures = page.evaluate(
        """async () => {
          const files = ["landscape", "network"].map((kind) => `/static/js/parts/${kind}/index.js`);
          const kinds = await Promise.all(files.map((file) => import(file)));
          return kinds.flatMap(({ PARTS }) => PARTS.filter(({ figure }) => figure).map(({ name }) => name));
        }"""
    )
    shown = {part for _, _, parts in SHOWN.values() for part in parts}
    assert set(figures) == shown | {"gradient-noise"}, "that of noise is folded: see test_curvature_saving"


@pytest.mark.parametrize("name", ["ravine, dark", "spiral"])
def test_all_figures_are_saved_as_they_stand(page: Page, origin: str, name: str, tmp_path: Path) -> None:
    path, title, parts = SHOWN[name]
    lab = opened(page, origin, path)
    drawing, picture = save_all(page, "SVG"), save_all(page, "PNG")
    slug = title.lower().replace(" ", "-")
    assert drawing.name == f"fall-line-{slug}-step-{lab.step}.svg"
    words = set(" ".join(texts(drawing.root)).split())
    for part in parts:
        assert [word for word in shown_words(page, part) if word not in words] == []
    assert drawing.outside(page, tmp_path) == []
    check_picture(page, picture, drawing, "curves")
    first, last = (page.locator(f".part-{part}").bounding_box() for part in (parts[0], parts[-1]))
    assert first and last
    heads = [float(text.get("y") or 0) for text in drawing.root.iter(f"{SVG}text") if text.get("font-size") == "17"]
    assert max(heads) - min(heads) == pytest.approx(last["y"] - first["y"], abs=12)


def test_lines_are_lines_and_a_ground_is_an_image(page: Page, origin: str) -> None:
    opened(page, origin, SHOWN["ravine"][0])
    drawing = save(page, page.locator(".part-map .save-button"), "SVG")
    paths = list(drawing.root.iter(f"{SVG}path"))
    blue, orange = run_colors(page)
    line = [path for path in paths if path.get("stroke") == blue and path.get("stroke-width") == "3.25"]
    assert len(line) == 1 and (line[0].get("d") or "").count("L") > 20
    assert [path.get("stroke-dasharray") for path in paths if path.get("stroke") == orange].count(None) < len(paths)
    images = list(drawing.root.iter(f"{SVG}image"))
    assert len(images) == 1 and (images[0].get("href") or "").startswith("data:image/png;base64,")
    curves = save(page, page.locator(".part-curves .save-button"), "SVG")
    assert list(curves.root.iter(f"{SVG}image")) == []


@pytest.mark.parametrize("name", ["ravine", "spiral", "digits"])
def test_the_page_stays_as_it_was(page: Page, origin: str, name: str) -> None:
    opened(page, origin, SHOWN[name][0])
    centre = page.locator(".lab-centre")
    page.mouse.move(5, 5)
    before = steady(page, lambda: picture_of(centre))
    for button in buttons(page).values():
        button.focus()
        button.press("Enter")
        expect(page.locator(".save-item:visible").first).to_be_focused()
        with page.expect_download():
            page.keyboard.press("Enter")
        expect(page.locator(".save-menu:popover-open")).to_have_count(0)
        expect(button).to_be_focused()
        button.blur()
    assert steady(page, lambda: picture_of(centre)) == before


def test_the_menu_obeys_the_keyboard(lab: Lab, page: Page) -> None:
    lab.open()
    button = page.get_by_role("button", name="Save figure: Map")
    button.focus()
    step = lab.step
    page.keyboard.press("Enter")
    items = page.get_by_role("menu", name="Save figure: Map").get_by_role("menuitem")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(items.first).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    assert lab.step == step


def test_the_menu_obeys_the_mouse_and_is_accessible(lab: Lab, page: Page) -> None:
    lab.open()
    button = page.get_by_role("button", name="Save figure: Loss over the steps")
    menu = page.get_by_role("menu", name="Save figure: Loss over the steps")
    button.click()
    expect(menu.get_by_role("menuitem")).to_have_text([re.compile("^PNG"), re.compile("^SVG")])
    assert in_both_themes(page) == []
    button.click()
    expect(menu).to_be_hidden()
    button.click()
    page.locator("h1, .example-title:visible").last.click()
    expect(menu).to_be_hidden()


def test_long_names_and_formulas_are_whole(page: Page, origin: str, tmp_path: Path) -> None:
    formula = "+".join(f"sin({k}*x)/{k}" for k in range(1, 15))
    problem = {"kind": "formula", "expression": formula, "window": [[-2, 2]]}
    name = "A run with quite a long name that says very much about it, W" + 19 * "W"
    experiment = {"problem": problem, "runs": [{"label": name}, {}], "steps": 20}
    opened(page, origin, link("landscapes", experiment, 10))
    drawing = save(page, page.locator(".part-curve .save-button"), "SVG")
    words = texts(drawing.root)
    assert name in words
    assert formula in "".join(words).replace(" ", "")
    assert drawing.outside(page, tmp_path) == []


@pytest.mark.sources
def test_nothing_of_it_is_fetched_before_one_saves(lab: Lab, page: Page, watch: Watch) -> None:
    lab.open()
    expect(page.locator(".part-surface .gl-container canvas").first).to_be_attached()
    assert [url for url in watch.requests if "/js/saving/" in url] == []
    save(page, page.locator(".part-curves .save-button"), "SVG")
    assert any("/js/saving/" in url for url in watch.requests)


def test_a_file_is_of_one_moment_while_the_page_plays(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine#step=5&speed=30")
    page.get_by_role("button", name="Play", exact=True).click()
    drawing = save(page, page.locator(".part-curves .save-button"), "SVG")
    step = re.search(r"step-(\d+)\.svg$", drawing.name)
    assert step
    assert f"step {step[1]}" in " ".join(texts(drawing.root))
    assert f"step={step[1]}" in (drawing.root.findtext(f"{SVG}metadata") or "")


def test_it_is_out_of_the_way_on_the_stage(lab: Lab, page: Page) -> None:
    lab.open("/landscapes?preset=ravine&present=1")
    expect(page.locator(".stage")).to_be_visible()
    expect(page.locator(".save-button:visible")).to_have_count(0)


def test_on_a_phone_it_is_in_the_corner(lab: Lab, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open()
    drawing = save(page, page.locator(".part-map .save-button"), "SVG")
    assert "The ravine" in texts(drawing.root)
    box, map_box = (page.locator(place).bounding_box() for place in (".part-map .save-button", ".part-map"))
    assert box and map_box
    assert box["x"] + box["width"] <= map_box["x"] + map_box["width"]
    assert box["y"] - map_box["y"] < 12


def test_without_a_server_the_page_s_address_is_the_link(lab: Lab, page: Page, watch: Watch) -> None:
    lab.open()
    lab.experiment()
    watch.forgive(r"net::ERR_")
    page.route("**/normalize", lambda route: route.abort())
    drawing = save(page, page.locator(".part-curves .save-button"), "SVG")
    assert drawing.root.findtext(f"{SVG}metadata") == page.url
    page.unroute("**/normalize")


def test_what_cannot_be_saved_is_said(lab: Lab, page: Page) -> None:
    lab.open()
    page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null); }")
    page.locator(".part-curves .save-button").click()
    page.get_by_role("menuitem", name="PNG").filter(visible=True).click()
    expect(page.locator(".notice-error")).to_contain_text("The figure could not be saved.")
    page.locator("#share-button").click()
    page.get_by_role("button", name="Save as PNG").click()
    expect(page.locator(".form-problem:visible")).to_contain_text("The file could not be made.")
    page.reload()
