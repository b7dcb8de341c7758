"""A surface by address is the one that is posted, may be kept, and is sent small."""

import base64
import gzip
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.formats import dumps

WANTED: dict[str, Any] = {"problem": {"kind": "landscape", "name": "rosenbrock"}, "resolution": 61}


def address(wanted: object, **more: str) -> str:
    payload = base64.urlsafe_b64encode(dumps(wanted)).decode().rstrip("=")
    return "/api/v1/surfaces?" + "&".join([f"s={payload}", *(f"{name}={value}" for name, value in more.items())])


@pytest.mark.parametrize("name", ["json", "safetensors"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_by_address_is_what_is_posted(client: TestClient, name: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    posted = client.post(f"/api/v1/surfaces?format={name}", json=WANTED, headers=headers)
    got = client.get(address(WANTED, format=name), headers=headers)
    assert got.status_code == posted.status_code == 200
    assert got.content == posted.content
    for answer in (posted, got):
        assert answer.headers.get("content-encoding", "identity") == coding
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
    again = client.get(address(WANTED, format=name), headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert got.headers["cache-control"].startswith("public, max-age=")


def test_a_smooth_surface_shrinks(client: TestClient) -> None:
    url = address(WANTED, format="safetensors")
    with client.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    whole = client.get(url, headers={"Accept-Encoding": "gzip;q=0"}).content
    assert gzip.decompress(sent) == whole
    assert len(sent) < 0.8 * len(whole)


@pytest.mark.parametrize(
    ("wanted", "status"), [({}, 422), ({**WANTED, "resolution": 3}, 422), ({**WANTED, "resolution": 900}, 422)]
)
def test_mistakes_are_those_of_the_body(client: TestClient, wanted: object, status: int) -> None:
    posted, got = client.post("/api/v1/surfaces", json=wanted), client.get(address(wanted))
    assert (posted.status_code, got.status_code) == (status, status)
    assert got.json() == posted.json()


def test_what_is_no_json_says_where(client: TestClient) -> None:
    answer = client.get("/api/v1/surfaces?s=!!!")
    assert answer.status_code == 422
    assert "s" in answer.json()["errors"][0]["path"]
