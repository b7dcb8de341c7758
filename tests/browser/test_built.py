"""The pages as others get them, from the wheel: nothing is missing, they work, and a repeat visit costs the page."""

import json
import re
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.assets import FOREVER
from tests.browser.saved import buttons, paints, save, texts
from tests.browser.server import Server
from tests.browser.visit import FAST, WATCH, Visit, visit
from tests.browser.watch import Watch

PAGES = ["/", "/landscapes", "/networks", "/learn", "/learn/learning-rate", "/reference"]
FIRST = 25
"""Most requests of a first visit."""


@pytest.fixture
def origin(request: pytest.FixtureRequest, server: Server, source_server: Server) -> str:
    """The server of the wheel; for tests of both, that of the checkout too."""
    return source_server.origin if getattr(request, "param", "built") == "plain" else server.origin


both = pytest.mark.parametrize("origin", ["plain", "built"], indirect=True)


def addresses(client: httpx.Client, page: str) -> set[str]:
    return set(re.findall(r'(?:src|href|content)="(/static/[^"]+)"', client.get(page).text))


def test_every_address_of_a_page_is_in_the_manifest_and_may_be_kept_for_good(api: httpx.Client, site: Path) -> None:
    manifest = json.loads((site / "app" / "static-built" / "manifest.json").read_text())
    named = {f"/static/{file}" for file in manifest.values()}
    for page in (*PAGES, "/api/docs"):
        found = addresses(api, page)
        assert found and found <= named, page
    for address in named:
        answer = api.get(address, headers={"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == FOREVER, address
        assert re.search(r"-[A-Z0-9]{8}\.\w+$", address), address
        text = address.endswith((".js", ".mjs", ".css", ".svg"))
        assert answer.headers.get("content-encoding") == ("br" if text else None), address


def test_style_sheets_and_scripts_ask_for_nothing_else(site: Path) -> None:
    files = site / "app" / "static-built" / "files"
    for sheet in files.rglob("*.css"):
        assert "@import" not in sheet.read_text()
        for target in re.findall(r"url\([\"']?(?!data:)([^)\"']+)", sheet.read_text()):
            assert (sheet.parent / target).is_file(), f"{sheet.name} asks for {target}"
    for script in (files / "js").glob("*.js"):
        for target in re.findall(r"(?:\bfrom|\bimport\(|\bimport)\s*[\"'](\.[^\"']+)[\"']", script.read_text()):
            assert (script.parent / target).is_file(), f"{script.name} imports {target}"


@both
def test_home_draws_its_pictures(page: Page, origin: str) -> None:
    page.goto(origin)
    expect(page.locator("#hero[data-drawn]")).to_be_attached()
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.get_by_role("searchbox", name="Search the examples").fill("mnist")
    expect(page.locator("[data-gallery] .example-picture svg:visible")).to_have_count(3)


@both
def test_the_landscape_lab_has_rows_axes_a_surface_and_formulas(page: Page, origin: str) -> None:
    page.goto(f"{origin}/landscapes")
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator(".part-map .main-svg .xtick").first).to_be_attached()
    expect(page.locator(".part-surface .gl-container canvas").first).to_be_attached()
    expect(page.locator(".part-this-step .katex").first).to_be_visible()
    expect(page.locator(".part-curves canvas")).to_be_visible()


@both
def test_the_network_lab_has_rows_a_boundary_and_formulas(page: Page, origin: str) -> None:
    page.goto(f"{origin}/networks")
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator(".part-boundary canvas").first).to_be_visible()
    expect(page.locator(".part-this-step .katex").first).to_be_visible()


@both
@pytest.mark.parametrize("path", ["/landscapes?preset=first-look", "/networks?preset=spiral"])
def test_figures_are_saved(page: Page, origin: str, path: str) -> None:
    page.goto(f"{origin}{path}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    for button in buttons(page).values():
        drawing = save(page, button, "SVG")
        assert "learning rate" in " ".join(texts(drawing.root))
        assert paints(drawing.root)
        assert max(save(page, button, "PNG").size) > 800


@both
def test_the_reference_typesets_its_formulas(page: Page, origin: str) -> None:
    page.goto(f"{origin}/reference")
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator(".entry .katex").first).to_be_visible()


@both
def test_the_documentation_of_the_api_opens(page: Page, origin: str) -> None:
    page.goto(f"{origin}/api/docs")
    expect(page.locator("#swagger .opblock").first).to_be_visible()


def test_a_replay_is_made_of_the_installed_files(page: Page, api: httpx.Client, watch: Watch, tmp_path: Path) -> None:
    watch.know("file://")
    experiment = {"problem": {"kind": "landscape", "name": "bowl"}, "steps": 10}
    answer = api.post("/api/v1/figures?format=html", json=experiment)
    assert answer.status_code == 200
    assert not re.search(r'(?:src|href|url)[=(]"?/', answer.text)
    file = tmp_path / "replay.html"
    file.write_bytes(answer.content)
    page.goto(file.as_uri())
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    expect(page.locator(".part-map .contour").first).to_be_attached()
    page.get_by_role("slider", name="Step shown").fill("10")
    expect(page.locator(".transport-step")).to_have_text("step 10")


def visits(browser: Browser, address: str) -> tuple[Visit, Visit]:
    with browser.new_context() as profile:
        profile.add_init_script(WATCH)
        return visit(profile, address, FAST), visit(profile, address, FAST)


@pytest.mark.parametrize("path", PAGES)
def test_a_repeat_visit_asks_for_the_page_and_nothing_else(browser: Browser, server: Server, path: str) -> None:
    address = f"{server.origin}{path}"
    first, second = visits(browser, address)
    assert first.picture > 0 and second.picture > 0
    assert len(first.requests) <= FIRST, first.requests
    # What is computed for this visitor, the runs of a lab, is asked of the API; no file and no data are.
    assert [request for request in second.requests if request[0] == "GET"] == [("GET", address)]
    if path in ("/", "/learn", "/reference"):
        assert second.requests == [("GET", address)]
        assert second.bytes < 2000
