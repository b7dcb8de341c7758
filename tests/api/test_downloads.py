"""Traces by address and as streams: kept by tag, computed as they are read, given up with their reader."""

import asyncio
import csv
import io
import json
import time
from unittest.mock import patch

import pytest
from starlette.testclient import TestClient

from app.api.common import ClientGone, unless_gone
from app.engine import links
from app.engine.experiment import Experiment
from app.main import create_app
from app.service import Service
from app.settings import Settings


def address(race: dict, query: str = "") -> str:
    return f"/api/v1/traces?e={Experiment.model_validate(race).payload()}{query}"


@pytest.mark.parametrize("name", ["json", "ndjson", "csv", "npz", "safetensors"])
def test_an_address_answers_as_a_post_does(client: TestClient, race: dict, name: str) -> None:
    query = f"&format={name}&columns=step,loss,parameters&every=7"
    got = client.get(address(race, query))
    assert got.status_code == 200
    assert got.content == client.post(f"/api/v1/traces?{query[1:]}", json=race).content


def test_an_answer_is_kept_by_its_tag(client: TestClient, race: dict) -> None:
    first = client.get(address(race))
    tag = first.headers["etag"]
    assert "max-age" in first.headers["cache-control"]
    store = client.app.state.service.live.store  # type: ignore[attr-defined]
    asked = store.hits + store.misses
    again = client.get(address(race), headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert store.hits + store.misses == asked, "nothing was computed, or looked for"
    others = [address({**race, "seed": 8}), address(race, "&every=2"), address(race, "&format=csv")]
    assert tag not in {client.get(other).headers["etag"] for other in others}


def test_the_catalog_is_kept_too(client: TestClient) -> None:
    tag = client.get("/api/v1/catalog").headers["etag"]
    assert client.get("/api/v1/catalog", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("payload", "what"), [("!!!", "base64url"), ("bm90IGpzb24", "JSON"), ("eyJzdGVwcyI6IDB9", "$.problem")]
)
def test_a_broken_address_says_what_is_wrong(client: TestClient, payload: str, what: str) -> None:
    response = client.get(f"/api/v1/traces?e={payload}")
    assert response.status_code == 422
    assert what in response.text


def test_rows_in_csv_and_ndjson_are_the_document_s(client: TestClient, race: dict) -> None:
    document = client.post("/api/v1/traces", json=race).json()["runs"]
    lines = [json.loads(line) for line in client.post("/api/v1/traces?format=ndjson", json=race).text.splitlines()]
    table = list(csv.DictReader(io.StringIO(client.post("/api/v1/traces?format=csv", json=race).text)))
    flat = [(index, row) for index, run in enumerate(document) for row in range(len(run["columns"]["step"]))]
    assert len(flat) == len(lines) == len(table)
    for (index, row), line, cells in zip(flat, lines, table, strict=True):
        columns = document[index]["columns"]
        assert line == {"run": index, "label": document[index]["label"]} | {k: v[row] for k, v in columns.items()}
        assert (cells["run"], cells["label"]) == (str(index), document[index]["label"])
        assert float(cells["loss"]) == columns["loss"][row]
        assert [cells["update_0"], cells["update_1"]] == [
            "" if value is None else str(value) for value in columns["update"][row]
        ] or [float(cells["update_0"]), float(cells["update_1"])] == columns["update"][row]


def test_more_rows_are_streamed_than_answered_at_once(race: dict) -> None:
    long = {**race, "steps": 3000}
    with TestClient(create_app(Settings(max_rows=1000, max_streamed_rows=7000))) as client:
        assert client.post("/api/v1/traces", json=long).json()["setting"] == "FALLLINE_MAX_ROWS"
        assert len(client.post("/api/v1/traces?format=csv", json=long).text.splitlines()) == 6003
        refused = client.post("/api/v1/traces?format=csv", json={**race, "steps": 3500}).json()
        assert refused["setting"] == "FALLLINE_MAX_STREAMED_ROWS"


@pytest.mark.parametrize(
    ("name", "zipped"), [("json", True), ("ndjson", True), ("csv", True), ("npz", False), ("safetensors", False)]
)
def test_text_is_zipped_and_arrays_are_not(client: TestClient, race: dict, name: str, zipped: bool) -> None:
    answer = client.post(f"/api/v1/traces?format={name}", json=race, headers={"Accept-Encoding": "gzip"})
    assert (answer.headers.get("content-encoding") == "gzip") == zipped


LONG = Experiment.model_validate({"problem": {"kind": "landscape", "name": "himmelblau"}, "steps": 1_000_000})


async def settled(service: Service) -> None:
    """Wait until nothing is computed any more; raises TimeoutError after ten seconds."""
    async with asyncio.timeout(10):
        while service.compute.waiting:
            await asyncio.sleep(0.01)


async def test_rows_are_computed_as_they_are_read() -> None:
    from app.formats import ROWS

    service = Service(Settings())
    service.compute.start()
    began = time.perf_counter()
    lines = await service.rows(LONG, None, 1, ROWS["ndjson"])
    first = await anext(lines)
    assert first.count(b"\n") == 64
    await settled(service)  # nobody reads on, so nothing is computed
    assert time.perf_counter() - began < 5
    await lines.aclose()
    service.compute.stop()


async def test_a_closed_connection_ends_its_computation() -> None:
    class Closed:
        async def receive(self) -> dict[str, str]:
            return {"type": "http.disconnect"}

    service = Service(Settings(max_rows=2_000_000))
    service.compute.start()
    work = service.document(LONG, None, 1, lambda _: iter(()))
    with pytest.raises(ClientGone):
        await unless_gone(Closed(), work)  # type: ignore[arg-type]
    await settled(service)
    service.compute.stop()


def test_other_origins_are_let_in_only_by_setting(race: dict) -> None:
    asked = {"Origin": "https://lecture.example", "Access-Control-Request-Method": "POST"}
    with TestClient(create_app(Settings())) as client:
        assert "access-control-allow-origin" not in client.get("/healthz", headers=asked).headers
        assert client.options("/api/v1/traces", headers=asked).status_code == 405
    with TestClient(create_app(Settings(cors_origins="https://lecture.example https://b.example"))) as client:
        assert client.options("/api/v1/traces", headers=asked).status_code == 200
        answer = client.post("/api/v1/traces", json=race, headers=asked)
        assert answer.headers["access-control-allow-origin"] == "https://lecture.example"
        foreign = client.post("/api/v1/traces", json=race, headers={"Origin": "https://c.example"})
        assert "access-control-allow-origin" not in foreign.headers


def test_an_archive_is_the_same_whenever_it_is_written(client: TestClient) -> None:
    """NumPy's own writer notes the time of day."""
    answers = {client.post("/api/v1/traces?format=npz", json={"steps": 3}).content for _ in range(2)}
    with patch("time.time", return_value=1e9), patch("time.localtime", return_value=time.gmtime(1e9)):
        answers.add(client.post("/api/v1/traces?format=npz", json={"steps": 3}).content)
    assert len(answers) == 1


def deflated(race: dict) -> str:
    return links.deflated(Experiment.model_validate(race).minimal())


@pytest.mark.parametrize("call", ["traces?format=csv", "figures?theme=dark"])
def test_a_deflated_link_is_the_same_experiment(client: TestClient, race: dict, call: str) -> None:
    plain = client.get(f"/api/v1/{call}&e={Experiment.model_validate(race).payload()}")
    packed = client.get(f"/api/v1/{call}&z={deflated(race)}")
    assert packed.status_code == 200
    assert packed.content == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]
    assert client.get(f"/api/v1/{call}&z={deflated({**race, 'seed': 8})}").headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("z=!!!", "?z: expected an experiment as deflated JSON in base64url, got '!!!'"),
        ("z=", "?z: expected an experiment as deflated JSON in base64url, got ''"),
        (f"z={links.plain({'steps': 5})}", "?z: expected an experiment as deflated JSON in base64url"),
        (f"z={links.deflated({'steps': 5})}", "$.problem: expected a value, got nothing"),
        (f"z={'a' * 60_001}", "60,000 characters"),
        ("e=e30&z=e30", "?z: expected either ?e or ?z, got both"),
        ("step=3", "?e: expected an experiment behind ?e or ?z, got nothing"),
    ],
)
def test_a_broken_link_says_what_is_wrong(client: TestClient, query: str, what: str) -> None:
    response = client.get(f"/api/v1/traces?{query}")
    assert response.status_code == 422
    assert what in response.json()["detail"]


def test_a_link_unfolds_into_no_more_than_a_body_may_have(client: TestClient, race: dict) -> None:
    bomb = links.deflated({**race, "label": "a" * 40_000_000})
    assert len(bomb) < 60_000
    answer = client.get(f"/api/v1/traces?z={bomb}")
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        "?z: expected at most 1,048,576 bytes of JSON, got more; "
        "the server's setting FALLLINE_MAX_BODY_BYTES raises the limit"
    )
