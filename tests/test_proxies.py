"""Below a path, behind a real nginx and a real Caddy with TLS: everything that a server offers arrives."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from safetensors.numpy import load
from websockets.asyncio.client import connect

from app.assets import FOREVER
from tests.everything import NAMED, assert_calls_are_answered, assert_pages_arrive
from tests.proxies import Proxy, caddy, nginx, proxy
from tests.real_server import RealServer, real_server

ROOT = "/fallline"
ELSEWHERE = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
"""What a proxy says of somebody who is not on this machine; anybody can write it."""


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[RealServer]:
    with real_server(site, root_path=ROOT) as made:
        yield made


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def front(
    request: pytest.FixtureRequest, server: RealServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    with proxy(request.param, tmp_path_factory.mktemp("proxy"), [server.port], ROOT) as made:
        yield made


@pytest.fixture
def visitor(front: Proxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=front.origin, verify=front.trust, timeout=30, follow_redirects=True) as client:
        yield client


def test_pages_arrive_with_all_that_they_name(visitor: httpx.Client) -> None:
    assert_pages_arrive(visitor, ROOT)
    assert visitor.get(f"{ROOT}/learn/").url.path == f"{ROOT}/learn"


def test_every_call_of_the_api_is_answered(visitor: httpx.Client) -> None:
    assert_calls_are_answered(visitor, ROOT)


async def test_the_stream_brings_the_same_bits(front: Proxy, server: RealServer, race: dict[str, Any]) -> None:
    asked = json.dumps({"type": "advance", "id": 1, "experiment": race, "to": race["steps"]})
    address = f"wss://localhost:{front.port}{ROOT}/api/v1/stream"
    async with connect(address, ssl=front.trust, compression=None) as far, connect(server.stream) as near:
        for client in (far, near):
            await client.send(asked)
        through, straight = await far.recv(decode=False), await near.recv(decode=False)
    assert through == straight and load(through)["runs.0.loss"].size == race["steps"] + 1


def test_lines_come_as_they_are_computed(visitor: httpx.Client, race: dict[str, Any]) -> None:
    """A proxy that waited for the whole answer would have to hold it."""
    long = {**race, "steps": 200_000}
    address = f"{ROOT}/api/v1/traces?format=ndjson&columns=loss"
    with visitor.stream("POST", address, json=long) as answer:
        assert len([next(lines) for lines in [answer.iter_lines()] for _ in range(100)]) == 100


def test_files_come_compressed_for_good_over_http_2(front: Proxy, visitor: httpx.Client) -> None:
    page = visitor.get(f"{ROOT}/landscapes")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    script = next(address for address in NAMED.findall(page.text) if address.endswith(".js"))
    for wish, coding in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)):
        answer = visitor.get(script, headers={"Accept-Encoding": wish})
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["cache-control"] == FOREVER
    tag = page.headers["etag"]
    assert visitor.get(f"{ROOT}/landscapes", headers={"If-None-Match": tag}).status_code == 304
    trust = front.trust
    trust.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("localhost", front.port)) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"


def test_what_visitors_write_about_themselves_is_not_believed(visitor: httpx.Client) -> None:
    """Addresses are told to browsers on this machine alone, as this client is one."""
    plain, lied = (visitor.get(f"{ROOT}/api/v1/addresses", headers=headers).json() for headers in ({}, ELSEWHERE))
    assert plain == lied


@pytest.mark.parametrize(("trusted", "believed"), [("127.0.0.1", True), ("192.0.2.0/24 192.0.2.1", False)])
def test_only_trusted_proxies_are_believed(trusted: str, believed: bool) -> None:
    with real_server(trusted_proxies=trusted) as server:
        sent = httpx.get(f"{server.address}/learn/", headers=ELSEWHERE, follow_redirects=False)
    assert sent.headers["location"].startswith("https:" if believed else "http:")
