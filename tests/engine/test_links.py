"""Text in addresses: plain, and deflated where it is long. The pages' tests read the same golden links."""

import json
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest

from app.engine import links
from app.engine.experiment import Experiment

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "links.json").read_text("utf-8"))
TABLE = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "custom", "inputs": [[i / 7, i / 11] for i in range(400)], "targets": [0, 1] * 200},
    }
}


@pytest.mark.parametrize("golden", GOLDEN["links"])
def test_links_are_the_pages(golden: dict[str, Any]) -> None:
    value = golden["value"]
    assert links.plain(value) == golden["plain"]
    assert links.decoded(golden["plain"]) == value
    assert links.inflated(golden["deflated"]) == value
    assert links.inflated(links.deflated(value)) == value
    assert links.parameter(value)[:2] == golden["form"]
    for address in (f"/networks#{links.parameter(value)}&step=3", f"http://localhost/?x=1&e={golden['plain']}"):
        assert links.holds_experiment(address)
        assert links.value_of(address) == value


@pytest.mark.parametrize("link", [*GOLDEN["broken"], "", "/landscapes", "#step=3", "#ze=eyJ9"])
def test_what_holds_no_experiment_is_refused(link: str) -> None:
    with pytest.raises(ValueError):
        Experiment.from_link(link)


def test_long_links_are_deflated() -> None:
    experiment = Experiment.model_validate(TABLE)
    assert experiment.link.startswith("/networks#z=")
    assert len(experiment.link) < len(experiment.payload()) / 2
    assert Experiment.from_link(experiment.link) == experiment
    assert Experiment.model_validate({"problem": {"kind": "landscape"}}).link.startswith("/landscapes#e=")


def packed(text: bytes) -> str:
    packer = zlib.compressobj(level=9, wbits=-15)
    return links._base64url(packer.compress(text) + packer.flush())


def test_what_unfolds_is_limited() -> None:
    text = packed(b'{"label": "' + b"a" * 1000 + b'"}')
    assert links.inflated(text, 1013)["label"] == "a" * 1000
    with pytest.raises(links.TooLong, match="at most 1,012 bytes, got more"):
        links.inflated(text, 1012)
    bomb = packed(b" " * 50_000_000)
    assert len(bomb) < 70_000
    tracemalloc.start()
    try:
        with pytest.raises(links.TooLong):
            links.inflated(bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_what_follows_or_is_cut_off_is_no_link() -> None:
    data = links._bytes(packed(b'{"steps": 5}'), "")
    for other in (data + b"more", data[:-3]):
        with pytest.raises(ValueError, match="got other bytes"):
            links.inflated(links._base64url(other))
