"""What comes over the line while a page is opened, and when its first picture is drawn."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

ROUND_TRIP = 150
BYTES_A_SECOND = 1_600_000 / 8
SLOW: dict[str, float] = {
    "latency": ROUND_TRIP,
    "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}
FAST: dict[str, float] = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
QUIET_SECONDS = 1.5
LIMIT_SECONDS = 60
PICTURE = "html[data-ready]"
"""What a page says once its first picture is drawn: see static/js/lib/first-picture.js."""
WATCH = f"""
new MutationObserver((_, observer) => {{
  if (!document.querySelector({PICTURE!r})) return;
  observer.disconnect();
  window.firstPicture = performance.now() / 1000;
}}).observe(document, {{ subtree: true, childList: true, attributes: true }});
"""
"""For every new document of a context."""


@dataclass
class Visit:
    """What came over the line while a page was opened."""

    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and address of each request that was not answered from the browser's cache."""
    bytes: float = 0
    picture: float = 0
    open: dict[str, tuple[str, str]] = field(default_factory=dict)
    last: float = 0

    def follow(self, session: CDPSession) -> None:
        """Count what the browser reports."""
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", lambda event: self._kept(event["requestId"]))
        session.on("Network.responseReceived", self._answered)
        session.on("Network.dataReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._finished)
        session.on("Network.webSocketCreated", lambda event: self._count(("SOCKET", event["url"])))
        session.on("Network.webSocketFrameReceived", self._frame)

    def _sent(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        if not event["request"]["url"].startswith(("data:", "blob:")):
            self.open[event["requestId"]] = (event["request"]["method"], event["request"]["url"])

    def _kept(self, request: str) -> None:
        self.open.pop(request, None)

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._kept(event["requestId"])

    def _received(self, _: dict[str, Any]) -> None:
        self.last = time.monotonic()

    def _finished(self, event: dict[str, Any]) -> None:
        request = self.open.pop(event["requestId"], None)
        if request is not None:
            self._count(request)
            self.bytes += event.get("encodedDataLength", 0)

    def _count(self, request: tuple[str, str]) -> None:
        self.last = time.monotonic()
        self.requests.append(request)

    def _frame(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        frame = event["response"]
        self.bytes += len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)


def visit(context: BrowserContext, address: str, line: dict[str, float] = SLOW) -> Visit:
    """Open a page in a profile over a line, and wait until nothing more comes."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    found = Visit()
    found.follow(session)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.firstPicture", timeout=1000 * LIMIT_SECONDS)
    _settle(page, found)
    found.picture = page.evaluate("window.firstPicture")
    page.close()
    return found


def _settle(page: Page, found: Visit) -> None:
    until = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < until and (found.open or time.monotonic() - found.last < QUIET_SECONDS):
        page.wait_for_timeout(100)
