"""The landscape lab as the tests see it: what stands on the page, never what lies behind it."""

import base64
import json
import re
import time
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
from playwright.sync_api import FloatRect, Locator, Page, expect

from app.engine.links import value_of
from tests.browser.numbers import agree
from tests.browser.pictures import steady

READY = """() => {
  if (document.documentElement.dataset.ready !== "true") return false;
  const losses = [...document.querySelectorAll(".part-runs .run-loss")];
  if (losses.length === 0) return document.querySelector(".part-runs") === null;
  return losses.every((loss) => loss.textContent !== "" && loss.textContent !== "–");
}"""


def decode(address: str) -> dict[str, Any]:
    """The experiment that an address carries."""
    return dict(value_of(address))


def readable(address: str) -> dict[str, Any] | None:
    """The experiment that an address carries, if it is whole: a page opened by a broken one soon writes its own."""
    try:
        return decode(address)
    except ValueError:
        return None


class Lab:
    """A page with the lab open."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.last = 0
        """The last step of what a test has opened, where it says so."""

    def open(self, path: str = "/landscapes?preset=ravine") -> "Lab":
        """Open an address and wait until all that it names is shown."""
        self.page.goto(self.origin + path if path.startswith("/") else path)
        return self.arrive()

    def arrive(self) -> "Lab":
        """Wait until the page has written its address and shows the step in it: rows may be on their way there."""

        def there() -> bool:
            asked = re.search(r"&step=(\d+)", self.page.url)
            return asked is not None and self.step == int(asked[1])

        self.ready()
        self.wait(there)
        return self

    def ready(self) -> "Lab":
        """Wait until every run has a loss."""
        self.page.wait_for_function(READY)
        return self

    def wait(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """Wait until a condition holds and give what it gave."""
        deadline = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            assert time.monotonic() < deadline, f"still not so after {seconds} s"
            self.page.wait_for_timeout(25)

    # What the page says

    @property
    def step(self) -> int:
        """The step shown."""
        return int(self.page.locator(".transport-step").inner_text().removeprefix("step ").replace(",", ""))

    @property
    def steps(self) -> int:
        """The last step that the scrubber reaches."""
        return int(self.page.get_by_role("slider", name="Step shown").get_attribute("max") or 0)

    def losses(self) -> list[str]:
        """The loss of each run's card."""
        return self.page.locator(".part-runs .run-loss").all_inner_texts()

    def names(self) -> list[str]:
        """The runs' names."""
        return self.page.locator(".part-runs .run-name").all_inner_texts()

    def all_losses(self) -> list[str]:
        """The loss of each run's card, once all are there."""
        self.wait(lambda: "–" not in self.losses())
        return self.losses()

    def box(self, place: Locator) -> FloatRect:
        """Where a place is, once formulas have come, which move what stands below them, and nothing moves any more."""
        expect(self.page.locator(".part-this-step.is-folded, .part-this-step .katex").first).to_be_attached()
        box = steady(self.page, place.bounding_box)
        assert box
        return box

    def experiment(self) -> dict[str, Any]:
        """The experiment of the address; the address is written a moment after the page stands still."""
        return dict(self.wait(lambda: readable(self.page.url)))

    def experiment_where(self, condition: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The experiment of the address as soon as a condition holds for it."""

        def fitting() -> dict[str, Any] | None:
            experiment = self.experiment()
            return experiment if condition(experiment) else None

        return dict(self.wait(fitting))

    # What a reader does

    def seek(self, step: int) -> None:
        """Move the scrubber to a step."""
        self.page.get_by_role("slider", name="Step shown").fill(str(step))
        self.wait(lambda: self.step == step)

    def knob(self, name: str = "learning rate") -> Locator:
        """A knob of the chosen run's card."""
        return self.page.locator(".run-chosen").get_by_role("slider", name=name)

    def set_knob(self, value: float, name: str = "learning rate") -> None:
        """Type a knob's value."""
        card = self.page.locator(".run-chosen .knob").filter(
            has=self.page.locator(f'.knob-value[aria-label^="{name} "]')
        )
        card.locator(".knob-value").click()
        card.locator(".knob-entry").fill(str(value))
        card.locator(".knob-entry").press("Enter")

    def apply(self, where: str) -> None:
        """Where a changed knob applies: "from this step" or "from the start"."""
        self.page.get_by_role("radio", name=where).check()

    def pause(self) -> int:
        """Pause, and give the step at which it stands then."""
        self.page.get_by_role("button", name="Pause", exact=True).click()
        expect(self.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
        return self.step

    # The screen against the API

    def assert_losses(self, traces: dict[str, Any]) -> None:
        """The cards show, at this step, the losses of an answer of the API."""

        def same() -> bool:
            step, shown = self.step, self.losses()
            if len(shown) != len(traces["runs"]):
                return False
            return all(loss_agrees(text, run, step) for text, run in zip(shown, traces["runs"], strict=True))

        self.wait(same)


def loss_agrees(text: str, run: dict[str, Any], step: int) -> bool:
    """Whether a card's loss is that of the run at a step, or says where it diverged."""
    outcome, losses = run["outcome"], run["columns"]["loss"]
    if outcome["status"] == "diverged" and step >= outcome["step"]:
        return text == f"× diverged at {outcome['step']}"
    return text != "–" and not text.startswith("×") and agree(text, losses[min(step, len(losses) - 1)])


def traces_of(api: httpx.Client, experiment: dict[str, Any]) -> dict[str, Any]:
    """The API's numbers of an experiment."""
    answer = api.post("/api/v1/traces", json=experiment)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def address_of(experiment: dict[str, Any]) -> str:
    """The path of the lab that opens an experiment."""
    payload = base64.urlsafe_b64encode(json.dumps(experiment).encode()).decode().rstrip("=")
    return f"/landscapes#e={payload}"
