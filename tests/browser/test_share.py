"""What is shared is what is seen: the link, the request, the program, the files."""

import csv
import io
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx
import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from safetensors.numpy import load

from app.engine import Experiment
from tests.browser.lab import Lab, loss_agrees, traces_of
from tests.browser.network import NetworkLab
from tests.browser.server import ROOT

LAST = {"landscape": 300, "network": 200}
SMALL = {
    "problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 120, "arms": 3}},
    "runs": [{"optimizer": "adam", "learning_rate": 0.03, "batch_size": 16, "label": "Adam's"}, {"batch_size": 16}],
    "steps": 200,
}


@pytest.fixture(params=["landscape", "network"])
def shared(request: pytest.FixtureRequest, lab: Lab, network: NetworkLab, context: BrowserContext) -> Lab:
    """A race at its last step with the share dialog open, in either lab."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    place, path = lab, "/landscapes?preset=first-look"
    if request.param == "network":
        place, path = network, f"/networks#e={Experiment.model_validate(SMALL).payload()}"
    place.open(path)
    place.last = LAST[request.param]
    place.seek(place.last)
    place.experiment_where(lambda _: f"step={place.last}" in place.page.url)
    place.all_losses()
    place.page.locator("#share-button").click()
    expect(place.page.get_by_role("textbox", name="Link")).not_to_have_value("")
    return place


def copied(page: Page, button: str) -> str:
    """What a button puts into the clipboard."""
    place = page.locator(".copy").filter(has_text=button)
    place.get_by_role("button").click()
    expect(place.get_by_role("status")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_what_is_shared_is_what_is_on_the_screen(shared: Lab, page: Page, api: httpx.Client, tmp_path: Path) -> None:
    check_the_curl_command(shared, page)
    check_the_link(shared, page, api)
    check_the_python_program(shared)
    check_the_files(shared, api)
    check_the_replay(shared, tmp_path)


def check_the_link(shared: Lab, page: Page, api: httpx.Client) -> None:
    """The link is the canonical one, and opens the same numbers elsewhere."""
    experiment = shared.experiment()
    canonical = api.post("/api/v1/experiments/normalize", json=experiment).json()["link"]
    example = "&example=first-look" if "landscapes" in canonical else ""
    link = f"{shared.origin}{canonical}{example}&step={shared.last}"
    assert page.get_by_role("textbox", name="Link").input_value() == link
    assert copied(page, "Copy link") == link
    code = page.locator(".share-code")
    shared.wait(lambda: code.evaluate("(image) => image.naturalWidth") > 100)
    other = Lab(page.context.new_page(), shared.origin).open(link)
    assert other.step == shared.last
    other.wait(lambda: other.losses() == shared.losses())
    other.page.close()


def check_the_curl_command(shared: Lab, page: Page) -> None:
    """The curl command gives the numbers on the screen; its button keeps its name while it says thanks."""
    command = shlex.split(copied(page, "Copy as curl"))
    expect(page.locator(".copy-button.is-copied")).to_have_accessible_name("Copy as curl")
    if shutil.which("curl"):
        text = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    else:
        assert command[0] == "curl"
        address = next(part for part in command if part.startswith("http"))
        name, _, value = command[command.index("-H") + 1].partition(": ")
        text = httpx.post(address, content=command[command.index("-d") + 1], headers={name: value}).content
    runs = json.loads(text)["runs"]
    assert all(loss_agrees(shown, run, shared.last) for shown, run in zip(shared.losses(), runs, strict=True))


def check_the_python_program(shared: Lab) -> None:
    """The Python program prints the numbers on the screen."""
    program = copied(shared.page, "Copy as Python")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(shared.names())
    for line, name, shown in zip(lines, shared.names(), shared.losses(), strict=True):
        assert line.startswith(f"{name} ")
        run = {"outcome": {"status": "running"}, "columns": {"loss": [float(line.split()[-1])]}}
        assert loss_agrees(shown, run, 0)


def check_the_files(shared: Lab, api: httpx.Client) -> None:
    """Every file has the numbers on the screen."""
    experiment, shown = shared.experiment(), shared.losses()
    runs = traces_of(api, experiment)["runs"]
    assert all(loss_agrees(text, run, shared.last) for text, run in zip(shown, runs, strict=True))
    for kind in ("CSV", "JSON", "NDJSON", "NPZ", "safetensors"):
        content = downloaded(shared, kind)
        served = api.post(f"/api/v1/traces?format={kind.lower()}", json=experiment).content
        assert content == served or kind == "NPZ"  # an archive bears the time it was made
        assert last_losses(content, kind) == [run["columns"]["loss"][-1] for run in runs]


def check_the_replay(shared: Lab, folder: Path) -> None:
    """The replay shows what is on the screen."""
    file = folder / "replay.html"
    file.write_bytes(downloaded(shared, "HTML replay"))
    experiment, losses = shared.experiment(), shared.losses()
    page = shared.page.context.browser.new_context(offline=True).new_page()
    page.goto(file.as_uri())
    replay = Lab(page, "").ready()
    assert replay.step == 0
    replay.seek(experiment["steps"])
    expect(page.locator(".strip-loss")).to_have_text(losses)
    page.context.close()


def downloaded(shared: Lab, kind: str) -> bytes:
    """What the button of a file gives."""
    with shared.page.expect_download() as download:
        shared.page.get_by_role("button", name=f"Download {kind}", exact=True).click()
    ending = "html" if kind == "HTML replay" else kind.lower()
    assert download.value.suggested_filename == f"fall-line.{ending}"
    return download.value.path().read_bytes()


def last_losses(content: bytes, kind: str) -> list[float]:
    """The last loss of each run in a file."""
    if kind == "JSON":
        return [run["columns"]["loss"][-1] for run in json.loads(content)["runs"]]
    if kind == "NDJSON":
        return list({row["run"]: row["loss"] for row in map(json.loads, content.splitlines())}.values())
    if kind == "CSV":
        table = csv.DictReader(io.StringIO(content.decode()))
        return list({row["run"]: float(row["loss"]) for row in table if row["loss"]}.values())
    arrays = load(content) if kind == "safetensors" else np.load(io.BytesIO(content), allow_pickle=False)
    return [float(arrays[name][-1]) for name in sorted(arrays) if name.endswith(".loss")]
