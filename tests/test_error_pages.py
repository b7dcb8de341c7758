"""Who looks at a page gets a page for what is wrong; programs get problem details."""

import pytest
from starlette.testclient import TestClient

from app.errors import MEDIA_TYPE

READER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nowhere", "/learn/one", "/landscapes/x"])
def test_an_unknown_address_is_a_page_with_a_way_back(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=READER)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "There is nothing at this address" in answer.text
    assert 'href="/"' in answer.text and 'id="navigation"' in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "headers", [{}, {"Accept": "application/json"}, {"Accept": "*/*"}, {"Accept": "text/html;q=0"}]
)
def test_programs_get_problem_details(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.get("/nowhere", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/static/nothing.js", "/api/v1/traces?e=broken"])
def test_the_api_s_addresses_stay_the_api_s(client: TestClient, path: str) -> None:
    assert client.get(path, headers=READER).headers["content-type"] == MEDIA_TYPE


def test_a_wrong_method_says_which_are_right(client: TestClient) -> None:
    answer = client.post("/landscapes", headers=READER)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("path", "close"),
    [
        ("/landscapes?preset=ravin", "/landscapes?preset=ravine"),
        ("/landscapes?preset=spiral", "/networks?preset=spiral"),
        ("/networks?preset=%3Cscript%3E", "/"),
        ("/networks?preset=", "/"),
    ],
)
def test_an_unknown_example_is_a_page_with_those_that_are_close(client: TestClient, path: str, close: str) -> None:
    answer = client.get(path, headers=READER)
    assert answer.status_code == 404
    assert f'href="{close}"' in answer.text
    assert "<script>" not in answer.text


def test_an_error_nobody_foresaw_is_a_page_too(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("app.pages.routes.reply", broken)
    answer = client.get("/landscapes", headers=READER)
    assert answer.status_code == 500
    assert "Something is wrong" in answer.text and "boom" not in answer.text
    assert client.get("/landscapes", headers={"Accept": "application/json"}).headers["content-type"] == MEDIA_TYPE
