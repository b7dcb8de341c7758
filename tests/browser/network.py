"""The network lab as the tests see it: what stands on the page, never what lies behind it."""

import base64
import json
from itertools import accumulate
from math import nan
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Locator, expect
from safetensors.numpy import load
from websockets.sync.client import connect

from tests.browser.lab import Lab
from tests.browser.numbers import number

COLUMNS = "step,epoch,loss,evaluations"


class NetworkLab(Lab):
    """A page with the network lab open."""

    def open(self, path: str = "/networks?preset=spiral") -> "NetworkLab":
        """Open an address and wait until all that it names is shown."""
        super().open(path)
        return self

    def seek(self, step: int) -> None:
        """Move the scrubber to a step; rows may still be on their way."""
        self.page.get_by_role("slider", name="Step shown").fill(str(step))
        self.wait(lambda: self.step == step)

    def seek_end(self) -> int:
        """Move to the last step, and give it."""
        steps = self.steps
        self.seek(steps)
        return steps

    # What the page says

    @property
    def sizes(self) -> str:
        """The line that says the widths and the activations: "2 – 8 – 8 – 3 tanh"."""
        return self.line("network")

    def line(self, name: str) -> str:
        """A line at the head of the left rail: network, loss or data."""
        return self.line_button(name).inner_text()

    def line_button(self, name: str) -> Locator:
        """The dotted value of such a line."""
        return self.page.locator(".picker-line").filter(has=self.page.locator("dt", has_text=name)).locator("button")

    def title(self) -> str:
        """What the data, or the example, are called."""
        return self.page.locator(".example-title:visible, .picker-name").first.inner_text()

    def share(self, name: str) -> float:
        """A share beside the decision: "training accuracy" or "test accuracy"."""
        row = self.page.locator(".plane-facts div").filter(has_text=name)
        return percent(row.locator("dd").inner_text())

    def sentence(self) -> str:
        """What is happening, in words."""
        return self.page.locator(".diagnosis-sentence").inner_text()

    def problems(self) -> list[str]:
        """What the notice at the foot of the page complains of."""
        return self.page.locator(".notice-error:not([hidden])").all_inner_texts()

    # What a reader does

    def panel(self, name: str) -> None:
        """Open what a line opens; it stays open."""
        button = self.line_button(name)
        if button.get_attribute("aria-expanded") != "true":
            button.click()
        expect(button).to_have_attribute("aria-expanded", "true")

    def unfold(self, part: str) -> Locator:
        """Open a section of the right rail, and give it."""
        section = self.page.locator(f".part-{part}")
        button = section.locator(".fold-button")
        if button.get_attribute("aria-expanded") != "true":
            button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        return section

    def choose_data(self, name: str) -> None:
        """Choose a data set in the picker."""
        self.page.locator(".picker-title").click()
        self.page.locator(f'dialog[open] .gallery-item[data-name="{name}"]').click()
        expect(self.page.get_by_role("dialog")).to_be_hidden()
        self.experiment_where(lambda e: e["problem"]["dataset"]["name"] == name)
        self.arrive()

    def problem_where(self, **parts: Any) -> dict[str, Any]:
        """The experiment of the address as soon as its problem has these parts."""
        return self.experiment_where(lambda e: all(e["problem"].get(name) == part for name, part in parts.items()))

    def set_field(self, name: str, value: float) -> None:
        """Type a setting of the open panel."""
        button = self.page.locator(f'.picker-panel .knob-value[aria-label^="{name} "]:visible')
        button.click()
        entry = self.page.locator(".picker-panel .knob-entry:visible")
        entry.fill(str(value))
        entry.press("Enter")

    def choose_point(self, index: int = 0) -> dict[str, Any]:
        """Choose a sample by its number, through the links below the right rail's "One point"."""
        self.page.locator(".part-one-point").get_by_role("button", name="take the first").click()
        for _ in range(index):
            self.page.locator(".part-one-point").get_by_role("button", name="next").click()
        expect(self.page.locator(".point-answers .point-row").first).to_be_visible()
        return {"sample": index}


def percent(text: str) -> float:
    """A share in percent, read back; no number before it is known."""
    return nan if text == "–" else number(text.removesuffix("%"))


def traces_of(api: httpx.Client, experiment: dict[str, Any], columns: str = COLUMNS) -> dict[str, Any]:
    """The API's numbers of an experiment; what was not measured at a step is what was measured last."""
    answer = api.post("/api/v1/traces", params={"columns": columns}, json=experiment)
    assert answer.status_code == 200, answer.text
    traces = dict(answer.json())
    for run in traces["runs"]:
        for name, values in run["columns"].items():
            run["columns"][name] = list(accumulate(values, lambda last, value: last if value is None else value))
    return traces


def explained(api: httpx.Client, experiment: dict[str, Any], **where: Any) -> dict[str, Any]:
    """The API's explanation of a step."""
    answer = api.post("/api/v1/explanations", json={"experiment": experiment, **where})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def probed(origin: str, experiment: dict[str, Any], step: int, **probe: Any) -> dict[str, Any]:
    """What a probe finds at a step in the first run, asked for over a stream of one's own."""
    message = {
        "type": "advance",
        "id": 1,
        "experiment": experiment,
        "from": step,
        "to": step,
        "columns": ["step"],
        "probes": [{**probe, "runs": [0]}],
    }
    with connect(f"{origin.replace('http', 'ws', 1)}/api/v1/stream", max_size=None) as socket:
        socket.send(json.dumps(message))
        frame = socket.recv(timeout=30)
        assert isinstance(frame, bytes), frame
    start = f"probes.0.{probe['name']}."
    arrays = {name.removeprefix(start): array for name, array in load(frame).items() if name.startswith(start)}
    length = int.from_bytes(frame[:8], "little")
    notes = json.loads(frame[8 : 8 + length])["__metadata__"].get("notes", "{}")
    return {**arrays, "note": json.loads(notes).get("0", {}).get(probe["name"])}


def address_of(experiment: dict[str, Any]) -> str:
    """The path of the lab that opens an experiment."""
    payload = base64.urlsafe_b64encode(json.dumps(experiment).encode()).decode().rstrip("=")
    return f"/networks#e={payload}"
