"""The pages and their files: nothing from elsewhere, a strict policy, problems for what is not there."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.assets import FOREVER, SHEET, Plain

ROOT = Path(__file__).parent.parent
PAGES = [
    "/",
    "/landscapes",
    "/networks",
    "/learn",
    "/learn/mnist",
    "/learn/glossary",
    "/learn/mnist/notes",
    "/reference",
    "/api/docs",
]
OWN_FILES = [
    path
    for folder in ("templates", "static/css", "static/js")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".html", ".css", ".js")
]


@pytest.mark.parametrize("path", PAGES)
def test_page_has_a_strict_policy_and_no_inline_code(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", response.text)


@pytest.mark.parametrize("path", PAGES)
def test_everything_a_page_names_is_there(client: TestClient, path: str) -> None:
    names = re.findall(r'(?:src|href)="(/[^"#?]*)', client.get(path).text)
    assert names
    for name in set(names):
        assert client.get(name).status_code == 200, name


@pytest.mark.parametrize("page", ["home", "landscapes", "networks", "learn"])
def test_a_page_fetches_all_its_modules_at_once(client: TestClient, page: str) -> None:
    text = client.get("/" if page == "home" else f"/{page}").text
    named = set(re.findall(r'<link rel="modulepreload" href="/static/([^"]+)"', text))
    assert f"js/{page}.js" in named
    for name in named:
        code = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / name).read_text(), flags=re.DOTALL)
        for target in re.findall(r'(?:\bfrom|^import) "(\.[^"]+)"', code, flags=re.MULTILINE):
            path = (ROOT / "static" / name).parent / target
            assert path.resolve().relative_to(ROOT / "static").as_posix() in named, f"{name} imports {target}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient, path: str, coding: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": coding})
    assert first.headers["cache-control"] == "no-cache"
    headers = {"Accept-Encoding": coding, "If-None-Match": f'"other", {first.headers["etag"]}'}
    again = client.get(path, headers=headers)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).text == first.text


@pytest.mark.parametrize("lab", ["landscapes", "networks"])
def test_a_lab_names_its_data_by_their_content(client: TestClient, lab: str) -> None:
    (address,) = re.findall(r'href="([^"]+)" as="fetch"', client.get(f"/{lab}").text)
    data = client.get(address)
    assert data.headers["cache-control"] == FOREVER
    everything = client.get("/api/v1/catalog").json()
    catalog = data.json()["catalog"]
    measures = catalog.pop("measures")
    assert measures and all(measure in everything["measures"] for measure in measures)
    assert catalog.items() <= everything.items()
    assert data.json()["presets"][0]["experiment"]["problem"]["kind"] == lab.removesuffix("s")
    other = client.get(f"/{lab}/data-0123456789abcdef.json")
    assert (other.status_code, other.text, other.headers["cache-control"]) == (200, data.text, "no-cache")


def test_pages_without_data_have_no_address_for_them(client: TestClient) -> None:
    assert client.get("/reference/data-0123456789abcdef.json").status_code == 404


@pytest.mark.parametrize("page", ["home", "landscapes", "networks", "reference", "api-docs"])
def test_a_page_s_sheet_names_all_that_it_needs_and_has_no_rules_of_its_own(page: str) -> None:
    text = (ROOT / "static" / "css" / "pages" / f"{page}.css").read_text()
    rest = re.sub(r"/\*.*?\*/", "", re.sub(SHEET, "", text))
    assert rest.strip() == ""
    for name in Plain(ROOT / "static").sheets(page):
        assert "@import" not in (ROOT / name.removeprefix("/")).read_text()


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_own_files_name_no_other_host(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/", "")
    assert not re.search(r"""(?:src|href|url|from|fetch|import)\W{1,3}(?:https?:)?//[\w.-]+\.\w""", text)


def test_static_files_may_be_kept_and_are_typed(client: TestClient) -> None:
    response = client.get("/static/vendor/katex/katex.min.css")
    assert response.headers["cache-control"] == "public, max-age=86400"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert client.get("/static/js/landscapes.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/nothing", "/static/nothing.js", "/static/../pyproject.toml", "/static/%2e%2e/app/main.py"]
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("application/problem+json")


def test_every_call_has_an_example_that_works(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for path, calls in schema["paths"].items():
        if "post" not in calls:
            continue
        # The first is what a client sends; a form with a file is for what is not text.
        (kind, media), *forms = calls["post"]["requestBody"]["content"].items()
        assert [kind for kind, _ in forms] in ([], ["multipart/form-data"]), path
        examples = [example["value"] for example in media.get("examples", {}).values()]
        examples += [media["example"]] if "example" in media else []
        assert examples, path
        for value in examples:
            body = value if isinstance(value, str) else json.dumps(value)
            assert client.post(path, content=body, headers={"content-type": kind}).status_code == 200, path


def test_health_ready_metrics(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
    assert "fallline_connections 0" in client.get("/metrics").text


def test_qr_is_a_picture(client: TestClient) -> None:
    response = client.get("/api/v1/qr", params={"text": "http://localhost/landscapes#e=abc"})
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in response.text
    assert client.get("/api/v1/qr", params={"text": "x" * 5000}).status_code == 422


def test_surface_of_one_batch_is_tilted(client: TestClient) -> None:
    problem = {"kind": "landscape", "name": "bowl", "samples": 64, "noise": 2.0}
    full = client.post("/api/v1/surfaces", json={"problem": problem, "resolution": 21}).json()
    batch = {"seed": 3, "size": 8, "step": 5}
    seen = client.post("/api/v1/surfaces", json={"problem": problem, "resolution": 21, "batch": batch}).json()
    run = {"batch_size": 8, "learning_rate": 0.1}
    trace = client.post("/api/v1/traces", json={"problem": problem, "runs": [run], "steps": 6, "seed": 3}).json()
    columns = trace["runs"][0]["columns"]
    tilt = [b - g for b, g in zip(columns["batch_gradient"][5], columns["gradient"][5], strict=True)]
    for j in (0, 7, 20):
        for i in (0, 11, 20):
            expected = full["z"][j][i] + tilt[0] * full["x"][i] + tilt[1] * full["y"][j]
            assert seen["z"][j][i] == pytest.approx(expected, abs=1e-9)


def test_catalog_is_complete(client: TestClient) -> None:
    catalog = client.get("/api/v1/catalog").json()
    assert len(catalog["landscapes"]) == 46
    assert {len(catalog["optimizers"]), len(catalog["schedules"])} == {17, 15}
    for kind in ("landscapes", "optimizers", "schedules"):
        for entry in catalog[kind]:
            assert entry["title"], entry["name"]
            assert entry["summary"], entry["name"]
            assert entry["latex"], entry["name"]
    for kind in ("optimizers", "schedules"):
        for entry in catalog[kind]:
            for name, field in entry["schema"]["properties"].items():
                assert name == "name" or field.get("description"), f"{entry['name']}.{name}"
