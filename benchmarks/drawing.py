"""What drawing costs in the browser: milliseconds of script for each frame that a page draws, and frames a second."""

import base64
import json
import time
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from typing import Any

from playwright.sync_api import Page, WebSocket

from benchmarks.page import SIZE, browsing
from benchmarks.server import running
from benchmarks.timing import quantile, say

SECONDS = 6
QUIET_SECONDS = 1
LAST = b'"last":"true"'
"""What the header of an answer's last frame says."""
CATEGORIES = ["devtools.timeline", "blink.user_timing", "v8"]
SCRIPT = {"FunctionCall", "EvaluateScript", "RunMicrotasks", "MinorGC", "MajorGC"}
DRAWN = "drawn"
"""The name of the marks that stand in the trace of a page for the frames it has drawn."""
MARK = f"""
addEventListener("DOMContentLoaded", () => {{
  let shown = "";
  new MutationObserver(() => {{
    const text = document.querySelector(".transport-step")?.textContent ?? "";
    if (text === shown) return;
    shown = text;
    performance.mark({DRAWN!r});
  }}).observe(document.body, {{ subtree: true, childList: true, characterData: true }});
}});
"""
"""For every new document: marks each frame in which another step is shown."""
Act = Callable[[Page], None]


def _run(label: str, rate: float, momentum: float = 0.0, **more: Any) -> dict[str, Any]:
    optimizer = {"name": "sgd", "momentum": momentum}
    return {"label": label, "optimizer": optimizer, "learning_rate": rate, "batch_size": None, **more}


def _race(runs: int, steps: int) -> str:
    """The address of runs that differ, on a noisy landscape of two dimensions."""
    race = [_run(f"run {k + 1}", 0.0001 * (k + 1), 0.1 * k) for k in range(runs)]
    problem = {"kind": "landscape", "name": "rosenbrock", "samples": 256, "noise": 6.0}
    experiment = {"problem": problem, "runs": race, "steps": steps, "seed": 0}
    payload = base64.urlsafe_b64encode(json.dumps(experiment).encode()).decode().rstrip("=")
    return f"/landscapes#e={payload}&step=0"


def play(speed: str) -> Act:
    """Plays from the start at a speed of the menu, for a while."""

    def act(page: Page) -> None:
        page.get_by_label("Speed").select_option(label=speed)
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_timeout(1000 * SECONDS)

    return act


def scrub(page: Page) -> None:
    """Drags the scrubber to and fro, a few pixels at a time."""
    box = page.get_by_role("slider", name="Step shown").bounding_box()
    assert box
    y, left, width = box["y"] + box["height"] / 2, box["x"] + 20, box["width"] - 40
    page.mouse.move(left, y)
    page.mouse.down()
    until, at = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        at += 1
        page.mouse.move(left + abs((7 * at) % (2 * width) - width), y)
    page.mouse.up()


SCENES: tuple[tuple[str, str, Act], ...] = (
    ("4 × 1,000 rows, map and surface, playing", _race(4, 1000), play("120 steps/s")),
    ("spiral network, all maps, playing", "/networks?preset=spiral", play("60 steps/s")),
    ("8 × 40,000 rows, scrubbing", _race(8, 40_000), scrub),
    ("8 × 40,000 rows, playing", _race(8, 40_000), play("120 steps/s")),
    ("MNIST at full speed", "/networks?preset=mnist", play("max speed")),
)


def settle(page: Page, origin: str, path: str) -> None:
    """Open a page and wait until its rows are there: its first picture is drawn, and its socket owes no answer."""
    owed, last = 0, time.monotonic()

    def asked(message: str | bytes) -> None:
        nonlocal owed
        owed += "advance" in str(message)

    def answered(frame: str | bytes) -> None:
        nonlocal owed, last
        last = time.monotonic()
        owed -= isinstance(frame, bytes) and LAST in frame[:4096]

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", asked)
        socket.on("framereceived", answered)

    page.on("websocket", follow)
    page.goto(origin + path)
    page.wait_for_selector("html[data-ready]")
    while owed > 0 or time.monotonic() - last < QUIET_SECONDS:
        page.wait_for_timeout(100)


def traced(page: Page, work: Callable[[], None]) -> list[dict[str, Any]]:
    """What the browser reports of a page while something is done."""
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    complete: list[object] = []
    session.on("Tracing.dataCollected", lambda event: events.extend(event["value"]))
    session.on("Tracing.tracingComplete", lambda event: complete.append(event))
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": CATEGORIES}})
    work()
    session.send("Tracing.end")
    while not complete:
        page.wait_for_timeout(20)
    return events


def frames(events: list[dict[str, Any]]) -> tuple[list[float], float]:
    """Milliseconds of script up to each drawn frame from the one before, and how many frames a second were drawn."""
    drawn = sorted((event for event in events if event["name"] == DRAWN), key=begin)
    times = [begin(mark) for mark in drawn]
    ours = [event for event in events if event["name"] in SCRIPT and event["tid"] == drawn[0]["tid"]]
    spent = [0.0] * (len(times) + 1)
    end = 0.0
    for event in sorted(ours, key=begin):
        if begin(event) < end:
            continue  # it is part of the one before
        end = begin(event) + event.get("dur", 0)
        spent[bisect_left(times, begin(event))] += event.get("tdur", 0) / 1000
    return spent[1:-1], (len(times) - 1) / (times[-1] - times[0]) * 1e6


def begin(event: dict[str, Any]) -> float:
    """When something in a trace began, microseconds."""
    return float(event["ts"])


def main() -> None:
    """A line for each scene, each in a profile of its own."""
    say("drawing: CPU time of script on the page's thread, garbage collection and forced layout within it,")
    say("         from one frame that shows another step to the next")
    say(f"  {'':42s} {'median':>9s} {'95th pct':>9s} {'frames/s':>9s} {'frames':>7s}")
    with running() as (port, _), browsing() as browser:
        for title, path, act in SCENES:
            with browser.new_context(viewport=SIZE) as context:
                context.add_init_script(MARK)
                page = context.new_page()
                settle(page, f"http://127.0.0.1:{port}", path)
                spent, rate = frames(traced(page, partial(act, page)))
            median, slow = quantile(spent, 0.5), quantile(spent, 0.95)
            say(f"  {title:42s} {median:6.1f} ms {slow:6.1f} ms {rate:9.1f} {len(spent):7d}")


if __name__ == "__main__":
    main()
