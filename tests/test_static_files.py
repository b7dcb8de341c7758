"""Built files are kept for good and come in the form that a client likes best; plain ones are as they lie there."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from app.assets import FOREVER, Assets, Built, Plain
from app.negotiation import preferred_coding
from app.static_files import static_files

TEXT = b"export const number = 1;\n" * 100
FORMS = {"identity": TEXT, "gzip": gzip.compress(TEXT), "br": b"not looked into"}
SCRIPT, FONT = "/static/js/page-AB.js", "/static/font-CD.woff2"


def client_of(assets: Assets) -> TestClient:
    return TestClient(Starlette(routes=[Mount("/static", static_files(assets))]))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A built folder with a script in three forms and a font in one."""
    folder = tmp_path_factory.mktemp("built")
    files = {
        "js/page-AB.js": TEXT,
        "js/page-AB.js.br": FORMS["br"],
        "js/page-AB.js.gz": FORMS["gzip"],
        "font-CD.woff2": b"w" * 2000,
    }
    for name, content in files.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps({"js/page.js": "js/page-AB.js"}))
    assets = Built(folder)
    assert assets.address("js/page.js") == SCRIPT
    assert assets.modules("js/page.js") == (SCRIPT,)
    with pytest.raises(KeyError):
        assets.address("js/other.js")
    return client_of(assets)


@given(st.lists(st.sampled_from(["br", "gzip", "identity", "*", "deflate", "br;q=0.2", "gzip;q=0", "*;q=0.5"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_accept_encoding_gets_the_right_form(built: TestClient, accepted: list[str]) -> None:
    header = ", ".join(accepted)
    with built.stream("GET", SCRIPT, headers={"Accept-Encoding": header}) as answer:
        body = b"".join(answer.iter_raw())
    coding = preferred_coding(header, ["br", "gzip"])
    assert answer.headers.get("content-encoding", "identity") == coding
    assert body == FORMS[coding]
    assert answer.headers["content-length"] == str(len(body))
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == FOREVER


def test_what_does_not_shrink_comes_as_it_is(built: TestClient) -> None:
    answer = built.get(FONT, headers={"Accept-Encoding": "br, gzip"})
    assert answer.content == b"w" * 2000
    assert answer.headers["content-type"] == "font/woff2"
    assert answer.headers["cache-control"] == FOREVER
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_each_form_has_a_tag_of_its_own_by_which_it_is_not_sent_again(built: TestClient, coding: str) -> None:
    first = built.head(SCRIPT, headers={"Accept-Encoding": coding})
    assert (first.status_code, first.content) == (200, b"")
    assert first.headers["content-length"] == str(len(FORMS[coding]))
    tag = first.headers["etag"]
    again = built.get(SCRIPT, headers={"Accept-Encoding": coding, "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert (again.headers["etag"], again.headers["cache-control"]) == (tag, FOREVER)
    for other in FORMS.keys() - {coding}:
        assert built.head(SCRIPT, headers={"Accept-Encoding": other}).headers["etag"] != tag


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_range_is_one_of_the_form_that_is_sent(built: TestClient, coding: str) -> None:
    with built.stream("GET", SCRIPT, headers={"Accept-Encoding": coding, "Range": "bytes=3-9"}) as answer:
        body = b"".join(answer.iter_raw())
    assert (answer.status_code, body) == (206, FORMS[coding][3:10])


def test_what_is_not_there_is_not_kept(built: TestClient) -> None:
    for path in ("/static/js/page.js", "/static/manifest.json", "/static/../manifest.json"):
        answer = built.get(path)
        assert answer.status_code == 404
        assert "cache-control" not in answer.headers


def test_plain_files_may_change(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    for name in ("page.js", "vendor/library.mjs"):
        (tmp_path / name).write_bytes(TEXT)
    assets = Plain(tmp_path)
    client = client_of(assets)
    own, others = client.get(assets.address("page.js")), client.get(assets.address("vendor/library.mjs"))
    assert own.content == others.content == TEXT
    assert own.headers["content-type"] == others.headers["content-type"] == "text/javascript; charset=utf-8"
    assert own.headers["cache-control"] == "no-cache"
    assert others.headers["cache-control"] == "public, max-age=86400"
    assert client.get("/static/page.js", headers={"If-None-Match": own.headers["etag"]}).status_code == 304
    with pytest.raises(KeyError):
        assets.address("other.js")
