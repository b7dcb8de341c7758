"""What the server counts of itself, what it logs, and the page that says so."""

import json
import logging
import math
import os
import re
import signal
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.logs import REQUEST_ID, Json, Text, log_config
from app.main import create_app
from app.pages.status import milliseconds, quantile
from app.settings import Settings
from tests.real_server import RealServer, real_server

DOCS = Path(__file__).parent.parent / "docs"
TRACES = "/api/v1/traces"


def numbers(text: str) -> dict[str, float]:
    """Every sample of /metrics by its name and labels."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def metrics(client: TestClient) -> dict[str, float]:
    return numbers(client.get("/metrics").text)


def test_requests_are_counted_by_route_and_status(client: TestClient, race: dict[str, Any]) -> None:
    for _ in range(3):
        client.post(TRACES, json=race)
    client.post(TRACES, json={"steps": -1})
    client.get("/nothing/here")
    client.head("/healthz")
    found = metrics(client)
    assert found['fallline_requests_total{kind="/api/v1/traces",status="200"}'] == 3
    assert found['fallline_requests_total{kind="/api/v1/traces",status="422"}'] == 1
    assert found['fallline_requests_total{kind="other",status="404"}'] == 1
    assert found['fallline_requests_total{kind="/healthz",status="200"}'] == 1
    assert found['fallline_request_seconds_count{kind="/api/v1/traces"}'] == 4


def test_addresses_of_clients_make_no_new_series(client: TestClient) -> None:
    def ask(number: int) -> int:
        client.get(f"/nothing/{number}")
        client.get(f"/learn/{number}")
        client.get(f"/landscapes/data-{number}.json")
        return len(metrics(client))

    ask(0)
    assert len({ask(number) for number in range(1, 12)}) == 1


def test_steps_are_counted_once(client: TestClient, race: dict[str, Any]) -> None:
    before = metrics(client)["fallline_steps_total"]
    client.post(TRACES, json=race)
    computed = metrics(client)["fallline_steps_total"] - before
    assert computed >= race["steps"] * len(race["runs"])
    client.post(TRACES, json=race)
    found = metrics(client)
    assert found["fallline_steps_total"] - before == computed
    assert found['fallline_cache_hits_total{kind="race"}'] >= 1
    assert found['fallline_cache_bytes{kind="run"}'] > 0


def test_a_refusal_is_counted_by_the_setting_that_raises_the_limit(race: dict[str, Any]) -> None:
    with TestClient(create_app(Settings(max_rows=10))) as client:
        client.post(TRACES, json=race)
        with client.websocket_connect("/api/v1/stream") as socket:
            message = {"type": "advance", "id": 1, "experiment": race, "from": 0, "to": 3}
            socket.send_text(json.dumps(message))
            assert json.loads(socket.receive_text())["type"] == "error"
        found = metrics(client)
        refused = found['fallline_refusals_total{setting="FALLLINE_MAX_ROWS"}']
        stream = [value for name, value in found.items() if name.startswith('fallline_requests_total{kind="stream"')]
    assert (refused, stream) == (2, [1])


def test_two_applications_share_nothing(race: dict[str, Any]) -> None:
    with TestClient(create_app(Settings())) as one, TestClient(create_app(Settings())) as other:
        one.post(TRACES, json=race)
        assert metrics(one)["fallline_steps_total"] > 0
        assert metrics(other)["fallline_steps_total"] == 0


def scraped(server: RealServer) -> dict[str, float]:
    with urllib.request.urlopen(f"{server.address}/metrics", timeout=20) as answer:
        return numbers(answer.read().decode())


def until(server: RealServer, name: str, value: float) -> None:
    deadline = time.monotonic() + 60
    while scraped(server).get(name) != value:
        assert time.monotonic() < deadline, (name, scraped(server).get(name))
        time.sleep(0.2)


def test_one_worker_tells_of_all_and_forgets_those_that_died() -> None:
    with real_server(workers=2) as server:
        until(server, "fallline_workers", 2)
        key = 'fallline_requests_total{kind="/api/v1/catalog",status="200"}'
        for _ in range(20):
            urllib.request.urlopen(f"{server.address}/api/v1/catalog", timeout=20).close()
        assert scraped(server)[key] == 20
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        workers = [int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
        os.kill(workers[0], signal.SIGKILL)
        until(server, "fallline_workers", 2)  # another one has taken its place, and nobody counts three
        assert scraped(server)[key] == 20, "what the one that died has answered is not lost"
        server.process.terminate()
        server.process.wait(20)


def test_an_answer_bears_the_id_of_its_request(client: TestClient) -> None:
    own = client.get("/healthz").headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", own)
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-7"}).headers["x-request-id"] == "proxy-7"
    bad = client.get("/healthz", headers={"X-Request-ID": 'x" injected'}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", bad)


def test_the_log_has_a_line_a_request_and_nothing_that_was_sent(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "fallline.access")
    client.get("/networks?preset=spiral&secret=word", headers={"X-Request-ID": "r-1"})
    record = next(record for record in caplog.records if record.name == "fallline.access")
    assert record.getMessage().startswith("GET /networks 200 ")
    assert "secret" not in record.getMessage()
    line = json.loads(Json().format(record))
    assert (line["method"], line["route"], line["status"], line["level"]) == ("GET", "/networks", 200, "info")
    assert line["ms"] >= 0


def test_lines_bear_the_request_and_its_traceback() -> None:
    token = REQUEST_ID.set("r-2")
    try:
        raise ValueError("broken")
    except ValueError as error:
        given = (type(error), error, error.__traceback__)
        record = logging.LogRecord("fallline", logging.ERROR, "", 1, "request %s failed", ("r-2",), given)
        line, text = json.loads(Json().format(record)), Text("%(levelname)s %(message)s").format(record)
    finally:
        REQUEST_ID.reset(token)
    assert line["request_id"] == "r-2" and "ValueError: broken" in line["traceback"]
    assert text.startswith("ERROR request r-2 failed") and text.endswith("[r-2]")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_server_logs_as_it_is_set(form: str) -> None:
    with real_server(log_format=form, log_level="info") as server:
        urllib.request.urlopen(f"{server.address}/api/v1/catalog?word=secret", timeout=20).close()
        deadline = time.monotonic() + 20
        while "/api/v1/catalog" not in server.log and time.monotonic() < deadline:
            time.sleep(0.05)
        lines = [line for line in server.log.splitlines() if "/api/v1/catalog" in line]
        assert len(lines) == 1 and "secret" not in server.log
    if form == "json":
        assert json.loads(lines[0])["route"] == "/api/v1/catalog"
    else:
        assert lines[0].startswith("INFO GET /api/v1/catalog 200 ")


def test_the_log_s_levels_are_those_of_the_settings() -> None:
    assert log_config("json", "info")["loggers"]["fallline"] == {"level": "INFO"}


def test_the_dashboard_asks_for_what_there_is(client: TestClient, race: dict[str, Any]) -> None:
    client.post(TRACES, json=race)
    client.post(TRACES, json={**race, "steps": 400_000})
    there = {name.split("{")[0] for name in metrics(client)}
    dashboard = json.loads((DOCS / "grafana-dashboard.json").read_text())
    asked = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"fallline_\w+", target["expr"])
    }
    assert asked and asked <= there
    assert {panel["type"] for panel in dashboard["panels"]} == {"stat", "timeseries"}


def test_the_page_says_what_the_metrics_say(client: TestClient, race: dict[str, Any]) -> None:
    with client.websocket_connect("/api/v1/stream"):
        client.post(TRACES, json=race)
        client.post(TRACES, json={**race, "steps": 400_000})
        page = client.get("/status")
    assert page.headers["cache-control"] == "no-store"
    words = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "1 page is connected. Nothing waits to be computed." in words
    assert re.search(r"/api/v1/traces 2 1 \d+ ms \d+ ms", words)
    assert "FALLLINE_MAX_ROWS 1" in words
    assert "No page is connected." in client.get("/status").text


def test_latencies_lie_on_a_line_inside_their_bucket() -> None:
    buckets = {0.1: 50.0, 0.2: 90.0, 1.0: 100.0, math.inf: 100.0}
    assert quantile(buckets, 0.5) == pytest.approx(0.1)
    assert quantile(buckets, 0.7) == pytest.approx(0.15)
    assert quantile(buckets, 0.99) == pytest.approx(0.92)
    assert quantile({0.1: 0.0, math.inf: 4.0}, 0.5) == math.inf
    assert math.isnan(quantile({0.1: 0.0, math.inf: 0.0}, 0.5))
    assert [milliseconds(value) for value in (0.0123, 1.52, math.inf, math.nan)] == [
        "12 ms", "1.5 s", "more than 30 s", "–",
    ]  # fmt: skip
