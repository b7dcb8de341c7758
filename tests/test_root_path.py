"""A server below a path of its host: whatever it names begins with that path, whether or not a proxy takes it off."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

ROOT = "/fallline"
NAMED = re.compile(r'(?:href|src|content)="(/[^"#?]*)')
READER = {"accept": "text/html"}


@pytest.fixture(scope="module")
def below() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(root_path=ROOT)), base_url="https://lab.example.org") as client:
        yield client


def pages(client: TestClient) -> list[str]:
    """All that the server has, with every chapter and its notes; and one that it has not."""
    paths = [route.path for route in client.app.state.routes if "{" not in route.path and route.path != "/static"]
    kinds = {path: client.get(ROOT + path, headers=READER).headers["content-type"] for path in paths}
    plain = [path for path, kind in kinds.items() if kind.startswith("text/html")]
    assert len(plain) > 6
    chapters = sorted(set(re.findall(rf'href="{ROOT}(/learn/[\w-]+)"', client.get(f"{ROOT}/learn").text)))
    assert len(chapters) > 5
    return [
        "/nothing-here",
        *plain,
        *chapters,
        *(f"{chapter}/notes" for chapter in chapters if chapter != "/learn/glossary"),
    ]


def test_all_that_pages_name_lies_below_the_path_and_is_there(below: TestClient) -> None:
    named: set[str] = set()
    for page in pages(below):
        answer = below.get(ROOT + page, headers=READER)
        assert answer.status_code == (404 if page == "/nothing-here" else 200), page
        found = set(NAMED.findall(answer.text))
        assert f"{ROOT}/" in found and all(address.startswith(f"{ROOT}/") for address in found), page
        named |= found
    assert len(named) > 100
    for address in named:
        assert below.get(address).status_code == 200, address


def test_a_missing_example_leads_back(below: TestClient) -> None:
    answer = below.get(f"{ROOT}/landscapes?preset=ravin")
    assert answer.status_code == 404
    assert f'href="{ROOT}/landscapes?preset=ravine"' in answer.text


def test_a_proxy_may_take_the_path_off(below: TestClient) -> None:
    assert below.get("/landscapes").text == below.get(f"{ROOT}/landscapes").text
    assert below.get(ROOT).text == below.get(f"{ROOT}/").text
    assert below.get(f"{ROOT}ways/landscapes").status_code == 404


def test_somebody_who_is_sent_on_stays_below_the_path(below: TestClient) -> None:
    sent = below.get(f"{ROOT}/learn/?by=hand", follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (307, f"{ROOT}/learn?by=hand")


def test_the_document_says_where_the_api_is(below: TestClient, client: TestClient) -> None:
    assert below.get(f"{ROOT}/api/v1/openapi.json").json()["servers"] == [{"url": ROOT}]
    assert "servers" not in client.get("/api/v1/openapi.json").json()


def test_the_stream_is_there_too(below: TestClient) -> None:
    for path in ("", ROOT):
        with below.websocket_connect(f"{path}/api/v1/stream") as socket:
            socket.send_json({"type": "ping", "id": 1})
            assert socket.receive_json() == {"type": "pong", "id": 1}


@pytest.mark.parametrize("path", ["fallline", "/fallline/", "/", '/a"b', "/a b"])
def test_a_path_is_written_in_one_way(path: str) -> None:
    with pytest.raises(ValueError, match="root_path"):
        Settings(root_path=path)
