"""Who may use the server from where: hosts, origins of streams, what other sites may show of it."""

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from app.origins import called
from app.settings import Settings

STREAM = "/api/v1/stream"


def served(**settings: str) -> TestClient:
    return TestClient(create_app(Settings(**settings)), base_url="http://lab.school.example")  # type: ignore[arg-type]


def opens(client: TestClient, origin: str | None) -> bool:
    """Whether a page of that origin gets a stream."""
    try:
        with client.websocket_connect(STREAM, headers={} if origin is None else {"Origin": origin}) as socket:
            socket.send_text('{"type": "ping", "id": 1}')
            return "pong" in socket.receive_text()
    except WebSocketDisconnect as error:
        assert error.code == 1008 and "FALLLINE_CORS_ORIGINS" in error.reason
        return False


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, True),
        ("http://testserver", True),
        ("https://TESTSERVER", True),
        ("http://evil.example", False),
        ("http://testserver.evil.example", False),
        ("http://testserver:8080", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_stream_is_for_the_server_s_own_pages_and_for_programs(origin: str | None, expected: bool) -> None:
    with served() as client:
        assert opens(client, origin) == expected


def test_origins_that_may_call_the_api_may_open_streams() -> None:
    with served(cors_origins="https://course.example") as client:
        assert opens(client, "https://course.example") and not opens(client, "https://other.example")
    with served(cors_origins="*") as client:
        assert opens(client, "https://other.example")


@pytest.mark.parametrize(
    ("host", "hosts", "expected"),
    [
        ("lab.example:8000", "*", True),
        ("lab.example:8000", "lab.example", True),
        ("LAB.example", "lab.example", True),
        ("other.example", "lab.example localhost", False),
        ("a.school.example", "*.school.example", True),
        ("school.example.evil", "*.school.example", False),
        ("evilschool.example", "*.school.example", False),
        ("[::1]:8000", "[::1]", True),
        ("", "lab.example", False),
    ],
)
def test_names_of_the_server(host: str, hosts: str, expected: bool) -> None:
    assert called(host, hosts.split()) == expected


def test_another_host_is_refused_in_words() -> None:
    with served(allowed_hosts="lab.school.example") as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/healthz", headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert "Host: expected one of lab.school.example, got 'evil.example'" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("settings", "policy"),
    [
        ({}, "same-origin"),
        ({"frame_ancestors": "'self' https://course.example"}, "cross-origin"),
        ({"cors_origins": "https://course.example"}, "cross-origin"),
    ],
)
def test_other_sites_load_nothing_unless_they_may_show_it(settings: dict[str, str], policy: str) -> None:
    with served(**settings) as client:
        for path in ("/", "/static/favicon.svg", "/api/v1/catalog", "/nothing"):
            assert client.get(path).headers["cross-origin-resource-policy"] == policy
