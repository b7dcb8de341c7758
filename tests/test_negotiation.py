"""Content codings are picked as RFC 9110 has it, whatever a client writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.negotiation import IDENTITY, preferred_coding, weighted

OFFERED = ("br", "gzip")
CASES = [
    ("", IDENTITY), ("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("gzip, deflate, br, zstd", "br"),
    ("br;q=0.5, gzip", "gzip"), ("br;q=0, gzip;q=0.1", "gzip"), ("gzip;q=0", IDENTITY), ("*", "br"),
    ("*;q=0", IDENTITY), ("br;q=0, *", "gzip"), ("identity", IDENTITY), ("identity;q=0.5, gzip;q=0.4", IDENTITY),
    ("identity;q=0", IDENTITY), ("identity;q=0, br;q=0.001", "br"), ("GZIP", "gzip"), (" gzip ; q=1.0 ", "gzip"),
    ("gzip;q=", IDENTITY), ("gzip;q=nan", IDENTITY), ("deflate", IDENTITY), (",,;q=1", IDENTITY),
    ("brotli, gzipped", IDENTITY),
]  # fmt: skip
WEIGHTS = st.sampled_from(["", ";q=0", ";q=0.0", ";q=0.001", ";q=0.5", ";q=1", ";q=1.000"])
CODINGS = st.sampled_from(["br", "gzip", "deflate", "zstd", "identity", "*"])


@pytest.mark.parametrize(("header", "coding"), CASES)
def test_the_coding_that_is_liked_best(header: str, coding: str) -> None:
    assert preferred_coding(header, OFFERED) == coding


@given(st.dictionaries(CODINGS, WEIGHTS), st.permutations(OFFERED))
def test_what_is_sent_is_taken_and_nothing_offered_is_liked_better(parts: dict[str, str], offered: list[str]) -> None:
    header = ", ".join(coding + weight for coding, weight in parts.items())

    def weight(coding: str) -> float:
        text = parts.get(coding, parts.get("*") if coding != IDENTITY else None)
        return 0.0 if text is None else float(text.partition("=")[2] or 1)

    sent = preferred_coding(header, offered)
    taken = [coding for coding in offered if weight(coding) > 0]
    if sent == IDENTITY:
        assert all(weight(coding) < weight(IDENTITY) for coding in taken)
    else:
        assert sent in taken
        assert weight(sent) >= max(map(weight, [*taken, IDENTITY]))
        assert all(weight(coding) < weight(sent) for coding in offered[: offered.index(sent)])


@given(st.text())
def test_no_header_is_too_strange(header: str) -> None:
    assert preferred_coding(header, OFFERED) in (*OFFERED, IDENTITY)
    assert all(0 <= weight <= 1 for _, weight in weighted(header))


@pytest.mark.parametrize("path", ["/reference", "/api/v1/catalog", "/api/v1/openapi.json", "/static/js/replay.js"])
@pytest.mark.parametrize(
    ("header", "coding"), [("gzip", "gzip"), ("gzip;q=0.1", "gzip"), ("identity", None), ("br", None)]
)
def test_the_server_sends_what_was_asked_for(client: TestClient, path: str, header: str, coding: str | None) -> None:
    answer = client.get(path, headers={"Accept-Encoding": header})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/reference", "/api/v1/catalog", "/landscapes"])
def test_a_coding_that_is_refused_is_not_sent(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in answer.headers
