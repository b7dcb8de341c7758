"""Labs in frames of another page: shown where they may be, as high as they are, obedient, and held by their locks."""

import html
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Frame, FrameLocator, Page, expect

from tests.browser.axe import findings, in_both_themes
from tests.browser.lab import Lab, decode
from tests.browser.server import Server
from tests.browser.watch import Watch

FIXED = "Fixed by this lesson"
LAB = "/landscapes?preset=ravine&parts="
HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A course</title><body>%s<script>
window.told = [];
addEventListener("message", ({ source, data }) => {
  const frame = document.querySelector("iframe");
  if (source !== frame.contentWindow) return;
  told.push(data);
  if (data.type === "height") frame.height = data.height;
});
</script>"""


class Host:
    """A page of another server, with one frame in it."""

    def __init__(self) -> None:
        host = self
        self.element = ""

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((HOST % host.element).encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self.server.server_port
        self.origin = f"http://127.0.0.1:{self.port}"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """The page that shows frames."""
    host = Host()
    yield host
    host.server.shutdown()
    host.server.server_close()


@pytest.fixture(scope="module")
def framed(host: Host) -> Iterator[Server]:
    """A server whose frames the host may show."""
    server = Server(settings={"FALLLINE_FRAME_ANCESTORS": f"'self' {host.origin}"})
    server.start()
    yield server
    server.kill()


@pytest.fixture
def course(page: Page, watch: Watch, host: Host, framed: Server) -> "Course":
    """The host's page, not yet opened."""
    watch.know(framed.origin)
    watch.know(host.origin)
    watch.forgive("favicon")
    return Course(page, host, framed)


class Course:
    """The host's page as a test sees it."""

    def __init__(self, page: Page, host: Host, server: Server) -> None:
        self.page, self.host, self.server = page, host, server

    def show(self, path: str, width: int = 700) -> FrameLocator:
        """Open the page with a frame of this address, and wait until it is ready."""
        address = html.escape(self.server.origin + path)
        sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        return self.embed(f'<iframe src="{address}" width="{width}" height="300" sandbox="{sandbox}"></iframe>')

    def embed(self, element: str) -> FrameLocator:
        """Open the page with this element, and wait until it is ready."""
        self.host.element = element
        self.page.goto(self.host.origin)
        self.wait("told.some(({ type }) => type === 'ready')")
        return self.page.frame_locator("iframe")

    @property
    def frame(self) -> Frame:
        """The document within."""
        return self.page.frames[1]

    def wait(self, condition: str) -> None:
        """Until something holds on the host's page."""
        self.page.wait_for_function(condition)

    def say(self, kind: str, **content: Any) -> None:
        """Send a message to the frame."""
        message = {"target": "fall-line", "type": kind, **content}
        self.page.evaluate("(data) => document.querySelector('iframe').contentWindow.postMessage(data, '*')", message)

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The messages of a kind that have come."""
        return list(self.page.evaluate("(kind) => told.filter(({ type }) => type === kind)", kind))

    def at(self, step: int) -> dict[str, Any]:
        """Wait until the frame tells that it stands at a step."""
        self.wait(f"told.filter(({{ type }}) => type === 'state').at(-1)?.state.step === {step}")
        return self.told("state")[-1]

    def fits(self) -> None:
        """Wait until the frame is as high as its content; nothing of it is cut off at the side."""
        self.wait("+document.querySelector('iframe').height === told.findLast((m) => m.type === 'height')?.height")
        self.frame.wait_for_function(
            "() => { const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;"
            " return scrollWidth <= clientWidth && scrollHeight <= clientHeight; }"
        )


def test_a_frame_is_as_high_as_its_content_however_wide_it_is(course: Course) -> None:
    lab = course.show(f"{LAB}map,curves,transport")
    expect(lab.locator(".part-map canvas").first).to_be_visible()
    course.fits()
    for width in (1000, 320):
        course.page.locator("iframe").evaluate("(frame, width) => { frame.width = width; }", str(width))
        course.frame.wait_for_function(f"() => innerWidth === {width}")
        course.fits()
    # What is told does not make the frame tell more.
    assert len(course.told("height")) < 12
    assert all(80 < told["height"] < 2000 for told in course.told("height"))


def test_a_frame_tells_its_state_and_obeys_its_host_alone(course: Course) -> None:
    lab = course.show(f"{LAB}map,transport")
    course.say("set", state={"step": 12})
    told = course.at(12)
    assert told["link"].startswith(f"{course.server.origin}/landscapes#")
    assert "step=12" in told["link"]
    assert told["state"]["experiment"] == decode(told["link"])
    expect(lab.locator(".transport-step")).to_have_text("step 12")
    # Malformed, for somebody else, or from somebody else.
    course.say("set", state={"lossScale": "linear", "speed": 8})
    course.say("set", state={"lossScale": "linear", "step": "13"})
    course.say("set", state={"lossScale": "linear"}, target="another")
    other = "postMessage({ target: 'fall-line', type: 'set', state: { lossScale: 'linear' } }, '*')"
    course.frame.evaluate(other)
    course.say("set", state={"step": 14})
    assert course.at(14)["state"]["lossScale"] == "log"
    course.say("set", state={"lossScale": "linear", "step": 15})
    assert course.at(15)["state"]["lossScale"] == "linear"
    course.say("play")
    expect(lab.get_by_role("button", name="Pause")).to_be_visible()
    course.say("pause")
    expect(lab.get_by_role("button", name="Play", exact=True)).to_be_visible()


@pytest.mark.parametrize("kind", ["question/half-the-rate", "figure/valley"])
def test_a_part_of_the_course_fits_into_its_frame_and_answers_there(course: Course, kind: str) -> None:
    part = course.show(f"/learn/learning-rate/{kind}", width=760)
    expect(part.locator(".live .lab[data-drawn]")).to_be_attached()
    course.fits()
    if kind.startswith("question"):
        part.get_by_role("button", name="Show me without a prediction").click()
        expect(part.locator(".predict-why")).to_be_visible()
        course.fits()
    course.page.locator("iframe").evaluate("(frame) => { frame.width = 340; }")
    course.frame.wait_for_function("() => innerWidth === 340")
    course.fits()
    assert len(course.told("height")) < 20
    expect(part.locator("a[target=_blank]").first).to_be_attached()


def test_out_of_sight_a_frame_obeys_but_does_not_know_its_height(course: Course) -> None:
    address = html.escape(f"{course.server.origin}{LAB}map,transport")
    course.embed(f'<iframe src="{address}" width="700" height="300" style="margin-top: 3000px"></iframe>')
    course.say("set", state={"step": 7})
    course.at(7)
    assert course.told("height") == []
    course.page.locator("iframe").scroll_into_view_if_needed()
    course.fits()


def test_locks_hold_against_everybody(course: Course) -> None:
    lab = course.show(f"{LAB}runs,transport&lock=learning_rate,runs", width=900)
    course.say("set", state={"step": 5})
    experiment = course.at(5)["state"]["experiment"]
    faster = {**experiment, "runs": [{**run, "learning_rate": 0.123} for run in experiment["runs"]]}
    course.say("set", state={"experiment": faster, "step": 6})
    course.wait("told.some(({ type, detail }) => type === 'trouble' && detail.includes('holds fixed'))")
    fewer = {**experiment, "runs": [{**run, "batch_size": 4} for run in experiment["runs"]]}
    course.say("set", state={"experiment": fewer, "step": 7})
    assert {run["batch_size"] for run in course.at(7)["state"]["experiment"]["runs"]} == {4}
    rate = lab.locator(".run-chosen").get_by_role("slider", name="learning rate")
    expect(rate).to_be_disabled()
    expect(rate).to_have_attribute("title", FIXED)
    for name in ("duplicate", "Add a run", "fork"):
        expect(lab.get_by_role("button", name=name)).to_be_disabled()
        expect(lab.get_by_role("button", name=name)).to_have_attribute("title", FIXED)
    lab.locator(".transport-play").press("f")
    course.say("set", state={"step": 8})
    course.at(8)
    expect(lab.locator(".part-runs article")).to_have_count(len(experiment["runs"]))


def test_the_way_out_leads_to_the_whole_lab_as_it_is(course: Course) -> None:
    lab = course.show(f"{LAB}map,transport&lock=learning_rate")
    expect(lab.locator(".bar")).to_be_hidden()
    course.say("set", state={"step": 9})
    course.at(9)
    way = lab.get_by_role("link", name="Open in Fall Line")
    way.focus()
    with course.page.expect_popup() as opened:
        way.press("Enter")
    whole = Lab(opened.value, course.server.origin).arrive()
    assert whole.step == 9
    assert "lock" not in opened.value.url
    expect(opened.value.get_by_role("button", name="Present")).to_be_visible()


def test_another_host_stays_out(course: Course, watch: Watch) -> None:
    watch.know(f"http://localhost:{course.host.port}")
    watch.forgive("frame")
    course.host.element = f'<iframe src="{course.server.origin}{LAB}map" width="700" height="300"></iframe>'
    with course.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        course.page.goto(f"http://localhost:{course.host.port}")
    expect(course.page.frame_locator("iframe").locator(".lab")).to_have_count(0)
    assert course.page.evaluate("told") == []


@pytest.mark.parametrize(
    "path",
    [f"{LAB}map,transport", "/networks?preset=spiral&parts=diagram,boundary,curves,transport,runs&lock=network"],
)
def test_axe_finds_nothing_in_a_frame(course: Course, path: str) -> None:
    lab = course.show(path, width=320)
    course.fits()
    for theme in ("dark", "light"):
        course.page.emulate_media(color_scheme=theme)
        expect(lab.locator("html")).to_have_attribute("data-theme", theme)
        assert findings(course.frame) == [], theme


def test_what_share_makes_works_in_another_page(course: Course, framed: Server) -> None:
    page = course.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab = Lab(page, framed.origin).open("/landscapes?preset=ravine")
    page.locator("#share-button").click()
    page.get_by_role("tab", name="Embed").click()
    text = page.get_by_role("textbox", name="Element for your page")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Surface").check()
    dialog.get_by_label("the learning rates").check()
    dialog.get_by_label("Width").fill("640")
    dialog.get_by_label("Width").press("Tab")
    expect(page.get_by_role("dialog")).to_contain_text(f"this server’s own pages and {course.host.origin} may")
    # The preview is the frame itself, and its height the one that is proposed.
    preview = page.frame_locator(".embed-preview iframe")
    expect(preview.locator(".part-surface .figure-picture").first).to_be_visible()
    expect(preview.get_by_role("link", name="Open in Fall Line")).to_be_visible()
    lab.wait(lambda: "?parts=map,surface,transport&amp;lock=learning_rate#" in text.input_value())
    lab.wait(lambda: ' width="640" ' in text.input_value())
    place = page.locator(".embed-preview iframe")
    lab.wait(lambda: f' height="{place.get_attribute("height")}"' in text.input_value())
    assert in_both_themes(page) == []
    page.get_by_role("button", name="Copy element").click()
    expect(page.locator(".copy").filter(has_text="Copy element").get_by_role("status")).to_have_text("Copied")
    element = page.evaluate("navigator.clipboard.readText()")
    frame = course.embed(element)
    expect(frame.locator(".part-surface .figure-picture").first).to_be_visible()
    expect(frame.locator(".part-runs")).to_have_count(0)
    course.fits()
