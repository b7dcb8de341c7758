"""POST /api/v1/figures: JSON for Plotly, or one page that needs nothing else."""

import base64
import json
import re

import plotly.graph_objects as go
import pytest
from starlette.testclient import TestClient

from app.engine import trace
from app.engine.experiment import Experiment
from app.formats import dumps, to_safetensors


def test_the_figure_is_the_library_s(client: TestClient, race: dict) -> None:
    answer = client.post("/api/v1/figures?theme=dark", json=race)
    assert answer.json() == json.loads(dumps(trace(race).figure("dark")))
    go.Figure(answer.json())


def test_a_page_is_one_file_without_addresses(client: TestClient, race: dict) -> None:
    answer = client.post("/api/v1/figures", json=race, headers={"Accept": "text/html,application/xhtml+xml"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="fall-line.html"'
    page = answer.text
    assert not re.search(r"<(?:script|link|img)[^>]*\s(?:src|href)=", page)
    record = re.search(r'<script type="application/json" id="record">(.*?)</script>', page, re.DOTALL)
    assert record is not None
    columns = Experiment.model_validate(race).problem.build(0).replay_columns
    assert base64.b64decode(json.loads(record[1])["rows"]) == to_safetensors(trace(race, columns))


def test_labels_cannot_leave_their_place(client: TestClient, race: dict) -> None:
    race["runs"][0]["label"] = "</script><b>"
    page = client.post("/api/v1/figures?format=html", json=race).text
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;" in page


def test_by_address_it_is_kept(client: TestClient, race: dict) -> None:
    address = f"/api/v1/figures?e={Experiment.model_validate(race).payload()}"
    first = client.get(address)
    assert first.json() == client.post("/api/v1/figures", json=race).json()
    assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get(f"{address}&theme=dark").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(("query", "path"), [("?format=svg", "?format"), ("?theme=blue", "?theme")])
def test_what_is_not_known_lists_what_is(client: TestClient, race: dict, query: str, path: str) -> None:
    answer = client.post(f"/api/v1/figures{query}", json=race)
    assert answer.status_code == 422
    item = answer.json()["errors"][0]
    assert "json" in item["expected"] or "light" in item["expected"]
    assert item["path"] == path
