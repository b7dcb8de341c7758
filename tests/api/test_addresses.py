"""Where the machine is on its network: told to itself alone, and tried before it is said."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api import addresses
from app.main import create_app
from app.settings import Settings

OWN = ["127.0.0.1", "127.0.0.2"]
"""Addresses of this machine that every machine has, in place of those of a network."""


@pytest.fixture
def port() -> Iterator[int]:
    """A port at which the first of them answers, and the second does not."""
    with socket.create_server((OWN[0], 0)) as listener:
        yield int(listener.getsockname()[1])


def asked(base: str, client: str = "127.0.0.1") -> list[dict[str, Any]]:
    """What a browser at a client's address hears that asks at a base."""
    with TestClient(create_app(Settings()), base_url=base, client=(client, 50000)) as browser:
        response = browser.get("/api/v1/addresses")
    assert response.status_code == 200
    return list(response.json()["addresses"])


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_machine_itself_hears_which_address_answers(monkeypatch: pytest.MonkeyPatch, port: int, name: str) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: OWN)
    assert asked(f"http://{name}:{port}") == [{"host": OWN[0], "answers": True}, {"host": OWN[1], "answers": False}]


@pytest.mark.parametrize(("base", "client"), [("http://lab.example", "127.0.0.1"), ("http://localhost", "192.0.2.7")])
def test_nobody_else_hears_of_it(monkeypatch: pytest.MonkeyPatch, base: str, client: str) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: OWN)
    assert asked(base, client) == []


def test_another_site_s_script_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: OWN)
    app = create_app(Settings(cors_origins="*"))
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000)) as browser:
        answer = browser.get("/api/v1/addresses", headers={"origin": "https://elsewhere.example"})
    assert answer.json() == {"addresses": []}


def test_own_addresses_are_those_of_a_network() -> None:
    for host in addresses.own_addresses():
        assert not ip_address(host).is_loopback


def test_a_machine_without_a_network_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise OSError("unreachable")

    monkeypatch.setattr(addresses.socket, "socket", nowhere)
    monkeypatch.setattr(addresses.socket, "getaddrinfo", nowhere)
    assert addresses.own_addresses() == []
