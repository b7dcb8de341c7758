"""All that a server offers, asked for once: every kind of page with what it names, every call, every format."""

import json
import re
from typing import Any
from urllib.parse import urljoin

import httpx2 as httpx

from app.engine.links import plain

PAGES = ["", "/", "/landscapes", "/networks", "/learn", "/learn/learning-rate", "/reference", "/api/docs"]
NAMED = re.compile(r'(?:href|src|content)="(/[^"#?]*)')
VALLEY = {"problem": {"kind": "landscape", "name": "rosenbrock"}, "steps": 20}
QUERIES = {
    "/api/v1/qr": {"text": "https://example.org"},
    "/api/v1/surfaces": {"s": plain({"problem": VALLEY["problem"]})},
}
QUERIES |= {path: {"e": plain(VALLEY)} for path in ("/api/v1/traces", "/api/v1/figures")}
"""What calls without a body are asked."""
FORMATS = {"traces": ("json", "ndjson", "csv", "npz", "safetensors"), "figures": ("json", "html")}


def assert_pages_arrive(client: httpx.Client, root: str = "") -> None:
    """Pages, and whatever stands in them as an address of this server."""
    named: set[str] = set()
    for page in PAGES:
        answer = client.get(root + page)
        assert answer.status_code == 200, page
        named |= set(NAMED.findall(answer.text))
    assert len(named) > 40 and all(address.startswith(f"{root}/") for address in named)
    for address in named:
        assert client.get(address).status_code == 200, address


def assert_calls_are_answered(client: httpx.Client, root: str = "") -> None:
    """Every call of the OpenAPI document with its own example, where the document says that it is."""
    address = str(client.base_url.join(f"{root}/api/v1/openapi.json"))
    document = client.get(address).json()
    base = urljoin(address, document.get("servers", [{"url": ""}])[0]["url"] or "/").rstrip("/")
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            body: dict[str, Any] = call.get("requestBody", {}).get("content", {})
            kind = next(iter(body), None)
            answer = client.request(
                method,
                base + path,
                params=QUERIES.get(path) if method == "get" else None,
                headers={"content-type": kind} if kind else None,
                content=example(body[kind]) if kind else None,
            )
            assert answer.status_code == 200, (path, answer.text[:300])
    for call, formats in FORMATS.items():
        for name in formats:
            answer = client.post(f"{base}/api/v1/{call}", params={"format": name}, json=VALLEY)
            assert answer.status_code == 200, (name, answer.text[:300])


def example(body: dict[str, Any]) -> str:
    """What the document gives as one."""
    found = body["example"] if "example" in body else next(iter(body["examples"].values()))["value"]
    return found if isinstance(found, str) else json.dumps(found)
