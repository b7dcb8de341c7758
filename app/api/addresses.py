"""At which addresses the phones in a classroom reach this server."""

import asyncio
import socket
from contextlib import suppress
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response

from app.api.answers import Addresses
from app.api.replies import JSON

router = APIRouter(prefix="/api/v1", tags=["pages"])

ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): the system says by which of its own it would go there, and sends nothing."""
PATIENCE = 1.0
"""Seconds in which the machine answers itself, or does not."""


@router.get(
    "/addresses",
    response_class=JSON,
    responses={200: {"model": Addresses}},
    summary="Where this machine is on its network",
)
async def addresses(request: Request) -> Response:
    """Told to a browser on the machine itself, which knows it as `localhost`; to anybody else the list is empty."""
    client = request.client.host if request.client else ""
    foreign = "origin" in request.headers  # another site's script, where it may call the API
    if foreign or not (is_here(client) and is_here(request.url.hostname or "")):
        return JSON({"addresses": []})
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    hosts = await asyncio.to_thread(own_addresses)
    answers = await asyncio.gather(*(_answers(host, port) for host in hosts))
    found = [{"host": host, "answers": there} for host, there in zip(hosts, answers, strict=True)]
    return JSON({"addresses": found})


def is_here(host: str) -> bool:
    """Whether a name or an address is that of the machine itself."""
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def own_addresses() -> list[str]:
    """This machine's IPv4 addresses on its networks, the one by which it goes elsewhere first."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        named = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
        found += [str(address[0]) for *_, address in named]
    return [host for host in dict.fromkeys(found) if _is_on_a_network(host)]


def _is_on_a_network(host: str) -> bool:
    address = ip_address(host)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


async def _answers(host: str, port: int) -> bool:
    """Whether somebody listens there: a server that was started for its own machine alone does not."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), PATIENCE)
    except OSError:  # a time that has run out is one, too
        return False
    writer.close()
    return True
