"""What a browser context does behind the tests' back: messages, errors, violations, requests."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# A violation of the Content-Security-Policy is an event of the document; it is made a message of the console here.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
});
"""

SERVER_AWAY = r"net::ERR_|WebSocket connection|Failed to fetch"
"""What a browser says of a server that goes and comes again, in the middle of an answer perhaps."""


class Watch:
    """Keeps what a context's pages report, and fails the test that caused it."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.origins = {origin}
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.forgiven: list[str] = []
        self.listeners = {"console": self._console, "weberror": self._error, "request": self._request}

    def __enter__(self) -> "Watch":
        for event, listener in self.listeners.items():
            self.context.on(event, listener)
        return self

    def __exit__(self, *_: object) -> None:
        # The context is the next test's too.
        for event, listener in self.listeners.items():
            self.context.remove_listener(event, listener)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.errors.append(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def forgive(self, pattern: str) -> None:
        """Expect errors that match, such as those of a server that is away."""
        self.forgiven.append(pattern)

    def know(self, origin: str) -> None:
        """Expect requests to another server of the test's own."""
        self.origins.add(origin)

    def assert_quiet(self) -> None:
        """No error, no violation of the policy, no request to another host."""
        errors = [text for text in self.errors if not any(re.search(pattern, text) for pattern in self.forgiven)]
        assert errors == [], errors
        hosts = {urlsplit(origin).netloc for origin in self.origins}
        external = {
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc not in hosts
        }
        assert external == set()
