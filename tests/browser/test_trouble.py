"""Whatever fails on the way to the server, the page says so, mends itself, and shows one experiment at a time."""

from collections.abc import Callable, Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.lab import Lab, address_of, loss_agrees, traces_of
from tests.browser.network import NetworkLab
from tests.browser.network import traces_of as network_traces_of
from tests.browser.watch import Watch

RECORD = """() => {
  window.seen = {};
  const note = () => {
    const losses = [...document.querySelectorAll(".part-runs .run-loss")].map((loss) => loss.textContent);
    const title = document.querySelector(".picker-name").textContent;
    window.seen[title] = [...(window.seen[title] ?? []), losses];
  };
  new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


@pytest.fixture
def page(watch: Watch) -> Iterator[Page]:
    """A page of its own, whose routes end with it."""
    page = watch.context.new_page()
    yield page
    page.close()


def failing(times: int) -> Callable[[Route], None]:
    """A proxy without its server for so many requests, then with it."""
    left = [times]

    def answer(route: Route) -> None:
        left[0] -= 1
        if left[0] >= 0:
            route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")
        else:
            route.continue_()

    return answer


class Proxy:
    """A proxy that lets WebSockets through, or does not."""

    def __init__(self, page: Page) -> None:
        self.blocks = True
        page.route_web_socket("**/api/v1/stream?client=*", self._meet)

    def _meet(self, socket: WebSocketRoute) -> None:
        if self.blocks:
            socket.close()
        else:
            socket.connect_to_server()


@pytest.mark.parametrize("address", ["**/landscapes/data-*.json", "**/api/v1/experiments/normalize"])
def test_a_bad_gateway_while_the_page_loads_is_said_and_mended(
    lab: Lab, page: Page, watch: Watch, api: httpx.Client, address: str
) -> None:
    watch.forgive("502")
    page.route(address, failing(3))
    page.goto(f"{lab.origin}/landscapes?preset=ravine")
    notice = page.locator(".notice-connection:not([hidden])")
    expect(notice).to_have_text("The connection is lost; trying again.")
    lab.ready()
    expect(notice).to_have_count(0)
    lab.assert_losses(traces_of(api, lab.experiment()))


@pytest.mark.sources
@pytest.mark.parametrize("address", ["**/js/lab/create.js", "**/css/panels.css"])
def test_a_bad_gateway_in_place_of_the_page_s_own_files_is_said_and_mended(
    lab: Lab, page: Page, watch: Watch, api: httpx.Client, address: str
) -> None:
    watch.forgive("502|MIME type")
    page.route(address, failing(2))
    page.goto(f"{lab.origin}/landscapes?preset=ravine")
    expect(page.get_by_role("alert")).to_contain_text("tried again")
    lab.ready()
    expect(page.get_by_role("alert").filter(has_text="tried again")).to_have_count(0)
    lab.assert_losses(traces_of(api, lab.experiment()))


def test_a_bad_gateway_while_the_networks_load_is_mended(
    network: NetworkLab, page: Page, watch: Watch, api: httpx.Client
) -> None:
    watch.forgive("502")
    for address in ("**/networks/data-*.json", "**/api/v1/samples", "**/api/v1/explanations"):
        page.route(address, failing(2))
    network.open("/networks?preset=spiral")
    network.assert_losses(network_traces_of(api, network.experiment()))
    expect(page.locator(".diagnosis-sentence")).not_to_be_empty()


def test_figures_come_when_what_they_need_comes_late(lab: Lab, page: Page, watch: Watch) -> None:
    watch.forgive("502|Failed to fetch dynamically imported module|MIME type")
    for library in ("plotly-custom", "katex"):
        page.route(f"**/{library}*.mjs*", failing(2))
    page.route("**/api/v1/surfaces*", failing(2))
    lab.open("/landscapes?preset=ravine")
    expect(page.locator(".part-map .contour path").first).to_be_attached()
    expect(page.locator(".part-this-step .katex").first).to_be_visible()


def test_of_two_quick_choices_the_later_is_shown_and_no_row_of_the_other(
    lab: Lab, page: Page, api: httpx.Client
) -> None:
    sockets: list[WebSocketRoute] = []
    held: list[str | bytes] = []
    holding = [False]

    def meet(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: held.append(message) if holding[0] else socket.send(message))
        sockets.append(socket)

    def choose(name: str, title: str) -> None:
        page.locator(".picker-title").click()
        page.locator(f'dialog[open] .gallery-item[data-name="{name}"]').click()
        expect(page.locator(".picker-name")).to_have_text(title)

    page.route_web_socket("**/api/v1/stream?client=*", meet)
    lab.open("/landscapes?preset=ravine")
    page.evaluate(RECORD)
    holding[0] = True
    choose("himmelblau", "Himmelblau’s function")
    lab.wait(lambda: held)
    choose("beale", "Beale’s function")
    # The rows of the first choice come when the second is on screen.
    holding[0] = False
    for message in held:
        sockets[0].send(message)
    experiment = lab.experiment_where(lambda e: e["problem"]["name"] == "beale")
    lab.ready()
    traces = traces_of(api, experiment)
    lab.assert_losses(traces)
    for losses in page.evaluate("window.seen['Beale’s function']"):
        for text, run in zip(losses, traces["runs"], strict=True):
            own = any(loss_agrees(text, run, step) for step in range(experiment["steps"] + 1))
            assert own or text.strip("– ") == "", f"{text} is no loss of Beale’s"


def test_the_skip_link_leaves_the_experiment_alone(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=noise-floor")
    lab.apply("from the start")
    lab.set_knob(0.03)
    experiment = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.03)
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    lab.seek(lab.step + 1)
    lab.seek(lab.step - 1)
    lab.experiment_where(lambda e: e == experiment)
    lab.assert_losses(traces_of(api, experiment))


def test_back_goes_back_and_reloading_keeps_what_is_shown(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    first = lab.experiment()
    other = api.post("/api/v1/experiments/normalize", json={"problem": {"kind": "landscape", "name": "bowl"}}).json()
    page.evaluate("(hash) => { location.hash = hash; }", address_of(other["experiment"]).split("#")[1])
    # The address is another one at once; what it names comes later, and with it its step.
    lab.assert_losses(traces_of(api, other["experiment"]))
    traces = traces_of(api, first)
    page.go_back()
    lab.assert_losses(traces)
    assert lab.experiment() == first
    lab.seek(7)
    lab.wait(lambda: page.url.endswith("&step=7"))
    page.reload()
    lab.arrive()
    assert lab.step == 7
    lab.assert_losses(traces)


def test_back_before_what_was_chosen_has_come(lab: Lab, page: Page, api: httpx.Client) -> None:
    lab.open("/landscapes?preset=ravine")
    first = lab.experiment()
    waiting: list[Route] = []
    # The first answer is kept back until the visitor has gone back.
    page.route("**/api/v1/experiments/normalize", lambda route: route.continue_() if waiting else waiting.append(route))
    bowl = address_of({"problem": {"kind": "landscape", "name": "bowl"}}).split("#")[1]
    page.evaluate("(hash) => { location.hash = hash; }", bowl)
    lab.wait(lambda: waiting)
    page.go_back()
    waiting[0].continue_()

    def moved() -> bool:
        # The step of the address is shown when its experiment has come; then that of the visitor stays.
        page.get_by_role("slider", name="Step shown").fill("9")
        return page.url.endswith("&step=9")

    lab.wait(moved)
    lab.experiment_where(lambda e: e == first)
    lab.assert_losses(traces_of(api, first))


def test_where_no_socket_comes_through_rows_come_over_http(lab: Lab, page: Page, api: httpx.Client) -> None:
    proxy = Proxy(page)
    lab.open("/landscapes?preset=ravine")
    notice = page.locator(".notice-connection:not([hidden])")
    expect(notice).to_contain_text("Slow connection mode")
    assert page.locator(".notice-error:not([hidden])").count() == 0
    lab.assert_losses(traces_of(api, lab.experiment()))
    lab.apply("from the start")
    lab.set_knob(0.02)
    changed = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.02)
    lab.assert_losses(traces_of(api, changed))
    proxy.blocks = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(notice).to_have_count(0)
    lab.set_knob(0.01)
    changed = lab.experiment_where(lambda e: e["runs"][0]["learning_rate"] == 0.01)
    lab.assert_losses(traces_of(api, changed))


def test_a_network_trains_where_no_socket_comes_through(network: NetworkLab, page: Page, api: httpx.Client) -> None:
    proxy = Proxy(page)
    network.open("/networks?preset=spiral")
    network.assert_losses(network_traces_of(api, network.experiment()))
    assert network.problems() == []
    # What only a socket brings comes when there is one.
    proxy.blocks = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".plane-facts")).to_contain_text("training accuracy")


def test_a_page_has_one_socket(network: NetworkLab, page: Page) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    network.open("/networks?preset=spiral")
    expect(page.locator(".plane-facts")).to_contain_text("training accuracy")
    assert len(sockets) == 1


def test_what_is_stored_may_be_broken(lab: Lab, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{lab.origin}/landscapes")
    page.evaluate("localStorage.setItem('theme', '{\"purple')")
    lab.open("/landscapes?preset=ravine")
    theme = page.locator("html")
    expect(theme).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(theme).to_have_attribute("data-theme", "dark")


def test_a_small_start_is_not_shown_as_nothing(lab: Lab, page: Page) -> None:
    run = {"optimizer": "sgd", "learning_rate": 0.01, "start": [0.001, -1.5]}
    lab.open(address_of({"problem": {"kind": "landscape", "name": "bowl", "noise": 0.001}, "runs": [run]}))
    settings = page.locator(".picker-settings")
    expect(settings).to_contain_text("(0.001, −1.50)")
    expect(settings.locator(".picker-setting").nth(2)).to_contain_text("0.001")
