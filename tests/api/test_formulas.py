"""`POST /api/v1/formulas`: how a formula was read, or at which column it cannot be."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.engine.algebra.formula import parse
from app.engine.algebra.tokens import ALIASES, FUNCTIONS

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
SECTION = DOCS[DOCS.index("### Formulas") : DOCS.index("## Networks")]


def test_a_formula_is_answered_as_latex_with_its_letters(client: TestClient) -> None:
    answer = client.post("/api/v1/formulas", json={"expression": "L(w2, w1) = 2w2² − |w1|"})
    assert answer.status_code == 200
    assert answer.json() == {"latex": r"2 w_2^{2} - \left|w_1\right|", "letters": ["w₂", "w₁"]}


def test_a_mistake_is_told_with_its_column(client: TestClient) -> None:
    answer = client.post("/api/v1/formulas", json={"expression": "sin x y"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "path": "$.expression",
            "expected": "formula, column 7: expected brackets that show where the argument of sin ends, got 'y'",
            "got": "'sin x y'",
        }
    ]


@pytest.mark.parametrize("expression", ["", None, 7, "x" * 10_001, "\ud800".encode("utf-16", "surrogatepass").hex()])
def test_what_is_no_formula_is_refused(client: TestClient, expression: object) -> None:
    answer = client.post("/api/v1/formulas", json={"expression": expression})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "$.expression"


def test_a_landscape_has_the_letters_of_its_formula(client: TestClient) -> None:
    for problem, letters in [
        ({"kind": "formula", "expression": "f(v, u) = u² + 2v²"}, ["v", "u"]),
        ({"kind": "formula", "expression": "θ²"}, ["θ"]),
        ({"kind": "landscape", "name": "rosenbrock"}, ["w₁", "w₂"]),
    ]:
        answer = client.post("/api/v1/experiments/normalize", json={"problem": problem}).json()
        assert answer["landscape"]["letters"] == letters


def test_the_example_of_the_api_page_is_answered_as_shown(client: TestClient) -> None:
    asked, answered = (json.loads(text) for text in re.findall(r"`(\{.*?\})`", SECTION)[:2])
    assert client.post("/api/v1/formulas", json=asked).json() == answered


def test_every_function_is_documented() -> None:
    named = set(re.findall(r"[A-Za-z0-9]+", SECTION))
    assert named >= set(FUNCTIONS) | set(ALIASES) - {"Abs", "arccos", "arctan"}


@pytest.mark.parametrize("text", ["2x", "3 x y", "2(x + 1)", "(x + 1)(y − 2)", "e^(−x²)", "sin² x", "ln 2πx", "exp −x"])
def test_what_the_api_page_writes_is_read(text: str) -> None:
    assert f"`{text}`" in SECTION
    parse(text)
