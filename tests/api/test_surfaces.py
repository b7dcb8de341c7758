"""A surface by address is the one that is posted, may be kept, and is sent small."""

import base64
import gzip
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.formats import dumps

LINE: dict[str, Any] = {
    "kind": "network",
    "hidden": [],
    "dataset": {"name": "custom", "inputs": [[1], [2], [3], [4]], "targets": [1.5, 3, 4.5, 7]},
}
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


def test_a_line_has_an_error_surface(client: TestClient) -> None:
    answer = client.post("/api/v1/surfaces", json={"problem": LINE, "resolution": 41})
    assert answer.status_code == 200
    surface = answer.json()
    x, y = np.array([1.0, 2, 3, 4]), np.array([1.5, 3, 4.5, 7])
    for i, j in ((0, 0), (7, 30), (40, 40)):
        w, b = surface["x"][i], surface["y"][j]
        assert surface["z"][j][i] == pytest.approx(np.mean((w * x + b - y) ** 2), rel=1e-12)
    assert client.get(address({"problem": LINE, "resolution": 41})).json() == surface
    outline = client.post("/api/v1/experiments/normalize", json={"problem": LINE}).json()["problem"]["surface"]
    assert outline["window"] == [[surface["x"][0], surface["x"][-1]], [surface["y"][0], surface["y"][-1]]]
    assert outline["names"] == ["w", "b"]
    np.testing.assert_allclose(outline["minima"][0]["point"], np.polyfit(x, y, 1), rtol=1e-9)


def test_data_that_are_drawn_have_the_surface_of_the_seed(client: TestClient) -> None:
    drawn = {"kind": "network", "hidden": [], "dataset": {"name": "line", "samples": 40}}
    wanted = {"problem": drawn, "resolution": 11, "window": [[-1, 1], [-1, 1]]}
    first, other = (client.post("/api/v1/surfaces", json={**wanted, "seed": seed}).json()["z"] for seed in (0, 5))
    assert first != other
    batch = {"size": 8, "step": 1}
    inherited = client.post("/api/v1/surfaces", json={**wanted, "seed": 5, "batch": batch}).json()
    named = client.post("/api/v1/surfaces", json={**wanted, "batch": {**batch, "seed": 5}}).json()
    assert inherited == named
    assert inherited["z"] != other


def test_other_networks_say_which_have_a_surface(client: TestClient) -> None:
    answer = client.post("/api/v1/surfaces", json={"problem": {**LINE, "hidden": [{"units": 3}]}})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["path"] == "$.problem.kind"
    assert "network of one weight and one bias (one input, no hidden layer, one output)" in error["expected"]
    assert "1 – 3 – 1" in error["got"]
