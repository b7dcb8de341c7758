"""Several labs on one page share the way to the server, keep to themselves, and leave nothing behind."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.pictures import colors, picture_of, steady
from tests.browser.stage import DECISION, MAP, Remains, Stage
from tests.browser.watch import Watch

pytestmark = pytest.mark.sources

BREAK = """async ([kind, name, when]) => {
  const { PARTS } = await import(`/static/js/parts/${kind}/index.js`);
  const part = PARTS.find((part) => part.name === name);
  const { mount } = part;
  window.mend = () => { part.mount = mount; };
  part.mount = (...told) => {
    if (when === "mount") {
      told[0].append("half a part");
      throw new Error("broken on purpose");
    }
    const view = mount(...told);
    const fail = () => { throw new Error("broken on purpose"); };
    return { ...view, [when]: fail };
  };
}"""


@pytest.fixture
def page(watch: Watch) -> Iterator[Page]:
    """A page of its own, whose routes and scripts end with it."""
    page = watch.context.new_page()
    yield page
    page.close()


@pytest.fixture
def stage(page: Page, origin: str) -> Stage:
    """A page without a lab."""
    return Stage(page, origin).open()


def three(stage: Stage) -> None:
    """Two labs of different kinds side by side, and a figure below them."""
    stage.put("land", "landscape", 700, preset="first-look")
    stage.put("net", "network", 700, preset="spiral")
    stage.put("alone", "landscape", 500, parts=["map"], preset="ravine")


def test_labs_of_a_page_share_one_socket(stage: Stage, lab: Lab, page: Page) -> None:
    three(stage)
    stage.ready("land", "net", "alone")
    # What probes find has come over it, too.
    lab.wait(lambda: colors(page.locator("#net .part-boundary")) > 300)
    assert [urlsplit(socket.url).path.rpartition("/")[2] for socket in stage.sockets] == ["stream"]
    assert len(stage.sent) >= 3
    lab.wait(lambda: colors(page.locator("#land .part-map")) > 1000)
    lab.wait(lambda: colors(page.locator("#alone .part-map")) > 1000)
    assert page.locator("#alone .part").count() == 1


def test_keys_go_to_the_lab_with_the_focus(stage: Stage, lab: Lab, page: Page) -> None:
    three(stage)
    stage.ready("land", "net", "alone")
    page.evaluate("for (const element of stage.place.children) element.tabIndex = -1")
    names = ["land", "net", "alone"]
    for name in names:
        stage.set(name, step=20)
    lab.wait(lambda: [stage.step(name) for name in names] == [20, 20, 20])
    page.locator("#net").focus()
    page.keyboard.press("ArrowRight")
    lab.wait(lambda: [stage.step(name) for name in names] == [20, 21, 20])
    page.locator("#land").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    lab.wait(lambda: [stage.step(name) for name in names] == [18, 21, 20])
    # A figure without playback has no use for keys, and nobody else gets them.
    page.locator("#alone").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#net").focus()
    page.keyboard.press("ArrowRight")
    lab.wait(lambda: stage.step("net") == 22)
    assert [stage.step(name) for name in names] == [18, 22, 20]
    # Where nothing has the focus, keys go to the lab that was touched last.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    lab.wait(lambda: stage.step("net") == 23)
    assert [stage.step(name) for name in names] == [18, 23, 20]


def test_the_theme_is_that_of_all_labs(stage: Stage, lab: Lab, page: Page) -> None:
    three(stage)
    stage.ready("land", "net", "alone")
    places = ["#land .part-map", "#net .part-boundary", "#land .part-curves", "#net .part-curves", "#alone .part-map"]
    lab.wait(lambda: all(colors(page.locator(place)) > 100 for place in places))

    def light() -> dict[str, float]:
        return {place: picture_of(page.locator(place)).mean() for place in places}

    bright = steady(page, light)
    page.locator("#theme-button").click()
    lab.wait(lambda: all(mean < 0.8 * bright[place] for place, mean in light().items()))
    page.locator("#theme-button").click()
    lab.wait(lambda: all(abs(mean - bright[place]) < 2 for place, mean in light().items()))


@pytest.mark.parametrize("name", ["land", "net"])
def test_a_lab_out_of_sight_rests_and_goes_on(stage: Stage, lab: Lab, page: Page, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    stage.put("land", "landscape", 600, preset="first-look", parts=MAP)
    stage.put("net", "network", 600, preset="spiral", parts=DECISION)
    stage.ready("land", "net")
    page.evaluate(
        """(name) => {
      for (const element of stage.place.children) element.style.marginBottom = "3000px";
      Object.assign(stage.place.style, { display: "block" });
      stage.drawings = 0;
      stage.labs[name].on("drawn", () => { stage.drawings += 1; });
      const { session } = stage.labs[name];
      session.player.speed = 2;
      session.player.loop = true;
      document.getElementById(name).scrollIntoView();
    }""",
        name,
    )
    stage.set(name, step=0)
    stage.set(name, playing=True)
    lab.wait(lambda: stage.step(name) >= 1)
    page.evaluate("scrollTo(0, 1800)" if name == "land" else "scrollTo(0, 0)")
    lab.wait(lambda: page.evaluate("(name) => stage.labs[name].session.asleep", name))
    # Two seconds of playback at this speed, as drawings of the page.
    stage.frames(5)
    before = (stage.step(name), page.evaluate("stage.drawings"), len(stage.sent), len(asked))
    stage.frames(120)
    assert (stage.step(name), page.evaluate("stage.drawings"), len(stage.sent), len(asked)) == before
    assert page.evaluate("(name) => stage.labs[name].session.player.playing", name)
    page.evaluate("(name) => document.getElementById(name).scrollIntoView()", name)
    lab.wait(lambda: stage.step(name) != before[0])
    lab.wait(lambda: page.evaluate("stage.drawings") > before[1])


def test_a_lab_that_begins_out_of_sight_has_its_rows_when_it_is_seen(stage: Stage, lab: Lab, page: Page) -> None:
    page.evaluate("stage.place.style.paddingTop = '4000px'")
    stage.put("land", "landscape", 600, preset="first-look", parts=MAP)
    assert stage.opened("land")
    lab.wait(lambda: page.evaluate("stage.labs.land.session.asleep"))
    stage.frames(30)
    assert stage.draws("land") == 0
    page.locator("#land").scroll_into_view_if_needed()
    stage.ready("land")
    lab.wait(lambda: colors(page.locator("#land .part-map")) > 1000)


def left_of(remains: Remains, page: Page) -> dict[str, Any]:
    """Everything that labs could leave behind."""
    return {
        "window": remains.listeners("window"),
        "document": remains.listeners("document"),
        "body": remains.listeners("document.body"),
        "boxes": page.evaluate(
            "[...stage.place.children].map((box) => [box.className, box.innerHTML, {...box.dataset}])"
        ),
        "head": page.evaluate("document.head.childElementCount"),
        "body elements": page.evaluate("document.body.childElementCount"),
    }


def test_disposing_leaves_nothing(stage: Stage, lab: Lab, page: Page) -> None:
    remains = Remains(page)

    def whole() -> None:
        page.evaluate("stage.place.replaceChildren()")
        three(stage)
        stage.ready("land", "net", "alone")
        lab.wait(lambda: page.locator("#land .contour path").count() > 0)
        lab.wait(lambda: page.locator("#land .katex").count() > 0)
        lab.wait(lambda: colors(page.locator("#net .part-boundary")) > 300)
        stage.set("net", playing=True)
        stage.remove("land", "net", "alone")

    def quiet() -> Any:
        return page.evaluate("left.pending()") == [] and all(socket.is_closed() for socket in stage.sockets)

    # The tool that looks at pages listens to them, too, from its first look on.
    page.wait_for_function("true")
    expect(page.locator("#theme-button")).to_be_visible()
    page.locator("#theme-button").hover()
    before = left_of(remains, page)
    whole()
    # The libraries have come: what they keep for good they have by now.
    lab.wait(quiet)
    first = left_of(remains, page)
    whole()
    lab.wait(quiet)
    assert page.evaluate("stage.server.known") is None
    assert len(stage.sockets) == 2
    after = left_of(remains, page)
    assert after == first
    # One look at the window's size serves all figures that are and will be.
    after["window"].remove("resize")
    for name in ("window", "document", "body"):
        assert after[name] == before[name], name
    assert after["boxes"] == [["", "", {}]] * 3
    lab.wait(lambda: page.evaluate("left.contexts()") == 0)


def test_labs_that_come_and_go_keep_memory_flat(stage: Stage, lab: Lab, page: Page) -> None:
    remains = Remains(page)
    parts = {"landscape": [*MAP, "surface", "runs"], "network": [*DECISION, "diagram", "runs"]}

    def cycle(turn: int) -> None:
        page.evaluate("stage.place.replaceChildren()")
        stage.put("land", "landscape", 640, preset="first-look", parts=parts["landscape"])
        stage.put("net", "network", 640, preset="spiral", parts=parts["network"])
        # Some go while they are coming, some when all is there.
        if turn % 4 == 1:
            stage.opened("land")
        if turn % 4 >= 2:
            stage.ready("land", "net")
        if turn % 4 == 3:
            lab.wait(lambda: page.locator("#land .contour path").count() > 0)
        stage.remove("land", "net")

    def settled() -> dict[str, float]:
        page.evaluate("stage.place.replaceChildren()")
        lab.wait(lambda: page.evaluate("left.pending()") == [])
        return remains.metrics()

    for turn in range(4):
        cycle(turn)
    before = settled()
    for turn in range(20):
        cycle(turn)
    lab.wait(lambda: page.evaluate("left.contexts()") == 0)
    # The browser itself may hold the last lab or two for a while. Were all held, there would be 20,000 nodes more,
    # 2,500 listeners and tens of megabytes.
    lab.wait(lambda: settled()["Nodes"] <= before["Nodes"] + 3000)
    lab.wait(lambda: settled()["JSEventListeners"] <= before["JSEventListeners"] + 400)
    lab.wait(lambda: settled()["JSHeapUsedSize"] <= before["JSHeapUsedSize"] + 6e6)
    lab.wait(lambda: all(socket.is_closed() for socket in stage.sockets))


@pytest.mark.parametrize("when", ["mount", "render"])
def test_a_part_that_throws_leaves_the_others_drawn_and_is_named(
    stage: Stage, lab: Lab, page: Page, watch: Watch, when: str
) -> None:
    watch.forgive("broken on purpose")
    page.evaluate(BREAK, ["landscape", "map", when])
    three(stage)
    stage.ready("land", "net", "alone")
    for name in ("land", "alone"):
        expect(page.locator(f"#{name} .notice-error:not([hidden])")).to_contain_text("Not drawn: Map")
    lab.wait(lambda: colors(page.locator("#land .part-curves .figure-picture")) > 50)
    lab.wait(lambda: colors(page.locator("#net .part-boundary")) > 300)
    expect(page.locator("#land .part-runs .run-loss").first).not_to_be_empty()
    expect(page.locator("#net .notice-error:not([hidden])")).to_have_count(0)
    stage.set("land", step=33)
    lab.wait(lambda: "33" in page.locator("#land .transport-step").inner_text())
    assert "half a part" not in page.locator("#land").inner_text()


def test_a_part_that_throws_in_the_end_leaves_nothing_of_the_others(
    stage: Stage, page: Page, watch: Watch, lab: Lab
) -> None:
    watch.forgive("broken on purpose")
    page.evaluate(BREAK, ["landscape", "map", "dispose"])
    three(stage)
    stage.ready("land", "net", "alone")
    stage.remove("alone", "land", "net")
    assert page.evaluate("[...stage.place.children].map((box) => box.innerHTML)") == ["", "", ""]
    lab.wait(lambda: all(socket.is_closed() for socket in stage.sockets))
