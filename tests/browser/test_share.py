"""What is shared is what is seen: the link, the request, the program, the files."""

import io
import json
import shlex
import shutil
import subprocess
import sys

import httpx2 as httpx
import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.lab import Lab, loss_agrees, traces_of
from tests.browser.server import ROOT


@pytest.fixture
def shared(lab: Lab, page: Page, context: BrowserContext) -> Lab:
    """A race at its last step with the share dialog open."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.open("/landscapes?preset=first-look")
    lab.seek(300)
    lab.experiment_where(lambda _: "step=300" in page.url)
    page.locator("#share-button").click()
    expect(page.get_by_role("textbox", name="Link")).not_to_have_value("")
    return lab


def copied(page: Page, button: str) -> str:
    """What a button puts into the clipboard."""
    place = page.locator(".copy").filter(has_text=button)
    place.get_by_role("button").click()
    expect(place.get_by_role("status")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_link_is_the_canonical_one(shared: Lab, page: Page, api: httpx.Client) -> None:
    experiment = shared.experiment()
    canonical = api.post("/api/v1/experiments/normalize", json=experiment).json()["link"]
    link = f"{shared.origin}{canonical}&step=300"
    assert page.get_by_role("textbox", name="Link").input_value() == link
    assert copied(page, "Copy link") == link
    code = page.locator(".share-code")
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("(image) => image.naturalWidth") > 100
    other = Lab(page.context.new_page(), shared.origin).open(link)
    assert other.step == 300
    assert other.losses() == shared.losses()


@pytest.mark.usefixtures("shared")
def test_a_copy_button_keeps_its_name_while_it_says_thanks(page: Page) -> None:
    copied(page, "Copy as curl")
    expect(page.locator(".copy-button.is-copied")).to_have_accessible_name("Copy as curl")


def test_the_curl_command_gives_the_numbers_on_the_screen(shared: Lab, page: Page) -> None:
    command = shlex.split(copied(page, "Copy as curl"))
    if shutil.which("curl"):
        text = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    else:
        assert command[0] == "curl"
        address = next(part for part in command if part.startswith("http"))
        name, _, value = command[command.index("-H") + 1].partition(": ")
        text = httpx.post(address, content=command[command.index("-d") + 1], headers={name: value}).content
    runs = json.loads(text)["runs"]
    assert all(loss_agrees(shown, run, 300) for shown, run in zip(shared.losses(), runs, strict=True))


def test_the_python_program_gives_the_numbers_on_the_screen(shared: Lab, page: Page) -> None:
    program = copied(page, "Copy as Python")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == shared.names()
    for line, shown in zip(lines, shared.losses(), strict=True):
        run = {"outcome": {"status": "running"}, "columns": {"loss": [float(line.split()[-1])]}}
        assert loss_agrees(shown, run, 0)


def test_the_files_are_the_api_s(shared: Lab, page: Page, api: httpx.Client) -> None:
    experiment = shared.experiment()
    files = {}
    for kind in ("csv", "npz", "json"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {kind.upper()}").click()
        assert download.value.suggested_filename == f"fall-line.{kind}"
        files[kind] = download.value.path().read_bytes()
    assert files["csv"] == api.post("/api/v1/traces?format=csv", json=experiment).content
    traces = traces_of(api, experiment)
    assert json.loads(files["json"])["runs"] == traces["runs"]
    own = np.load(io.BytesIO(files["npz"]), allow_pickle=False)
    served = np.load(io.BytesIO(api.post("/api/v1/traces?format=npz", json=experiment).content), allow_pickle=False)
    assert own.files == served.files
    for name in own.files:
        np.testing.assert_array_equal(own[name], served[name])
    for run, shown in zip(traces["runs"], shared.losses(), strict=True):
        assert loss_agrees(shown, run, 300)
