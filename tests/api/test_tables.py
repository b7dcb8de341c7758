"""Tables by REST, raw or as a form, and what a network answers to their rows."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

CASES = Path(__file__).parents[1] / "tables"
SALARY = (CASES / "salary.csv").read_bytes()


def read(client: TestClient, data: bytes, query: str = "", address: str = "tables") -> Any:
    response = client.post(f"/api/v1/{address}{query}", content=data, headers={"content-type": "text/csv"})
    assert response.status_code == 200, response.text
    return response.json()


def refused(client: TestClient, data: bytes, query: str = "") -> Any:
    response = client.post(f"/api/v1/tables{query}", content=data)
    assert response.status_code == 422 and response.headers["content-type"] == "application/problem+json"
    return response.json()


def ask(client: TestClient, dataset: Any, inputs: Any, **more: Any) -> Any:
    experiment = {"problem": {"kind": "network", "dataset": dataset, "hidden": []}, **more}
    return client.post("/api/v1/predictions", json={"experiment": experiment, "inputs": inputs})


def test_the_defaults_of_a_table_give_its_line(client: TestClient) -> None:
    table = read(client, SALARY)
    answer = ask(client, table["dataset"], [[0], [1]]).json()
    (low,), (high,) = answer["outputs"]
    assert (high - low, low) == pytest.approx((9490.38867085, 25892.57229072), abs=1e-7)
    assert answer["errors"]["train"]["mean_squared_error"] == pytest.approx(34849060.352, abs=1e-3)
    assert (answer["target"], answer["step"]) == ("Salary", 200)


def test_the_scaling_is_part_of_the_experiment(client: TestClient) -> None:
    problem = {"kind": "network", "dataset": read(client, SALARY)["dataset"]}
    complete = client.post("/api/v1/experiments/normalize", json={"problem": problem}).json()["experiment"]["problem"]
    assert (complete["scaling"], complete["dataset"]["target_scaling"]) == ("standard", "standard")
    plain = read(client, SALARY, "?scaling=none&target_scaling=none")["dataset"]
    assert (plain["input_scaling"], plain["target_scaling"]) == ("none", "none")


def test_both_addresses_and_forms_give_the_same(client: TestClient) -> None:
    plain = read(client, SALARY)
    assert read(client, SALARY, address="datasets/csv") == plain
    form = client.post("/api/v1/tables", files={"file": ("salary.csv", SALARY, "text/csv")})
    assert form.json() == plain
    assert client.post("/api/v1/tables", files={"text": (None, SALARY)}).json() == plain


def test_choices_come_by_address(client: TestClient) -> None:
    data = (CASES / "text_columns.csv").read_bytes()
    table = read(client, data, "?target=bill&columns=tip&columns=sex")
    assert table["dataset"]["feature_names"] == ["sex=Female", "sex=Male", "tip"]
    assert [column["part"] for column in table["preview"]["columns"]] == ["target", "input", "left out", "input"]
    assert read(client, data, "?columns=tip,sex&target=bill") == table
    grades = (CASES / "grades_semicolon.csv").read_bytes()
    assert read(client, grades, "?task=classes")["dataset"]["class_names"] == ["5", "6", "7", "8"]
    assert read(
        client, "größe;y\n1,5;2\n2,5;3,5\n".encode("cp1252"), "?encoding=cp1252&separator=;&decimal=,&header=yes"
    )
    assert read(client, SALARY, "?test_fraction=0.5&order=in_order")["dataset"]["test_fraction"] == 0.5


@pytest.mark.parametrize(
    ("data", "query", "path", "words"),
    [
        (b"a,b\n1,2\n3,4\nx,5\n", "", "body", "row 4, column 'a': expected a number, got 'x'"),
        (SALARY, "?target=age", "?target", "one of YearsExperience, Salary; got 'age'"),
        (SALARY, "?separator=ab", "?separator", "expected one character"),
        (SALARY, "?encoding=klingon", "?encoding", "the name of an encoding"),
        (SALARY, "?colour=red", "?colour", "no such field"),
        (SALARY, "?missing=guess", "?missing", "drop"),
        (b"", "", "body", "got no text"),
        (b"\xff\xfe\x00", "", "body", "UTF-16"),
        (b"PK\x03\x04\x00\x01\xff\xfe\x80", "", "body", "expected"),
    ],
    ids=range(9),
)
def test_refusals_say_where_and_why(client: TestClient, data: bytes, query: str, path: str, words: str) -> None:
    problem = refused(client, data, query)
    assert problem["errors"][0]["path"] == path and words in problem["detail"], problem


def test_a_refusal_bears_what_was_found(client: TestClient) -> None:
    text = "a,b,y\n" + "".join(f"{i},w{i % 25},{i / 2}\n" for i in range(100))
    problem = refused(client, text.encode())
    assert "25" in problem["detail"] and problem["choice"] == "leave_out"
    assert [column["kind"] for column in problem["preview"]["columns"]] == ["number", "words", "number"]


def test_a_form_without_a_table_is_refused(client: TestClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=b"}
    for body in (b"--b--\r\n", b"nothing of a form"):
        response = client.post("/api/v1/tables", content=body, headers=headers)
        assert response.status_code == 422 and "form" in response.json()["errors"][0]["expected"]
    assert (
        client.post("/api/v1/tables", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 422
    )


def test_classes_come_with_probabilities_by_words_of_the_table(client: TestClient) -> None:
    text = b"sex,size,kind\nf,1.5,cat\nm,2,dog\nf,1.75,cat\nm,2.5,dog\n"
    answer = ask(client, read(client, text)["dataset"], [["f", 1.5], ["m", 2.5]]).json()
    assert answer["classes"] == ["cat", "dog"] and answer["names"] == ["cat", "dog"]
    assert all(sum(row) == pytest.approx(1) for row in answer["probabilities"])


def test_any_step_can_be_asked(client: TestClient) -> None:
    experiment = {"problem": {"kind": "network", "dataset": read(client, SALARY)["dataset"], "hidden": []}}
    steps = [
        client.post("/api/v1/predictions", json={"experiment": experiment, "inputs": [[5]], "step": step}).json()
        for step in (0, 3, 200)
    ]
    assert [answer["step"] for answer in steps] == [0, 3, 200]
    assert len({answer["outputs"][0][0] for answer in steps}) == 3
    asked = {"experiment": experiment, "inputs": [[5]]}
    measure = {"name": "best_step", "data": "training"}
    best = client.post("/api/v1/measures", json={"experiment": experiment, "measure": measure}).json()["value"]
    answer = client.post("/api/v1/predictions", json={**asked, "step": "best"}).json()
    assert answer["step"] == best
    assert answer == client.post("/api/v1/predictions", json={**asked, "step": best}).json()


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"inputs": [[1, 2]]}, "$.inputs[0]"),
        ({"inputs": [["a"]]}, "$.inputs[0]"),
        ({"inputs": []}, "$.inputs"),
        ({"inputs": [[1]], "run": 3}, "$.run"),
        ({"inputs": [[1]], "step": "worst"}, "$.step"),
        ({"inputs": [[1]], "step": -1}, "$.step"),
    ],
)
def test_rows_that_do_not_fit_are_refused(client: TestClient, body: Any, path: str) -> None:
    dataset = read(client, SALARY)["dataset"]
    experiment = {"problem": {"kind": "network", "dataset": dataset}}
    response = client.post("/api/v1/predictions", json={"experiment": experiment, **body})
    assert response.status_code == 422 and [error["path"] for error in response.json()["errors"]] == [path]


def test_a_landscape_answers_no_rows(client: TestClient) -> None:
    body = {"experiment": {"problem": {"kind": "landscape", "name": "rosenbrock"}}, "inputs": [[1]]}
    response = client.post("/api/v1/predictions", json=body)
    assert response.status_code == 422 and response.json()["errors"][0]["path"] == "$.experiment.problem.kind"


def test_pandas_is_imported_with_the_first_table_only() -> None:
    code = "import sys, app.main, app.cli; app.main.create_app(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=CASES.parents[1], check=False).returncode == 0


BOTH = "size,price,rent\n" + "".join(f"{k},{2000 * k + 500 * (k % 3)},{9 * k + k % 4}\n" for k in range(10, 40))


def test_several_targets_are_chosen_trained_and_told_by_name(client: TestClient) -> None:
    table = read(client, BOTH.encode(), "?target=price&target=rent")
    assert [column["part"] for column in table["preview"]["columns"]] == ["input", "target", "target"]
    experiment = {"problem": {"kind": "network", "dataset": table["dataset"], "hidden": []}, "steps": 30}
    answer = client.post("/api/v1/predictions", json={"experiment": experiment, "inputs": [[20]]}).json()
    assert answer["target_names"] == ["price", "rent"] and len(answer["outputs"][0]) == 2
    samples = client.post("/api/v1/samples", json={"problem": experiment["problem"]}).json()
    assert samples["target_names"] == ["price", "rent"] and len(samples["targets"][0]) == 2
    trace = client.post("/api/v1/traces", json=experiment).json()["runs"][0]["columns"]
    squares = answer["errors"]["train"]["mean_squared_error"]
    assert [trace[f"rmse.{k}"][-1] ** 2 for k in (1, 2)] == pytest.approx(squares)
    told = client.post("/api/v1/explanations", json={"experiment": experiment, "run": 0, "step": 30}).json()
    assert told["measured"]["rmse.1"] == pytest.approx(trace["rmse.1"][-1])
    price, rent = told["line"]
    (value, other) = answer["outputs"][0]
    assert price["constant"] + 20 * price["terms"][0]["slope"] == pytest.approx(value)
    assert rent["constant"] + 20 * rent["terms"][0]["slope"] == pytest.approx(other)
    text = client.post("/api/v1/traces?format=csv&columns=step,rmse.2,test_rmse.2", json=experiment).text
    assert text.startswith("run,label,step,rmse.2,test_rmse.2\n")
    wrong = client.post("/api/v1/traces?columns=rmse.3", json=experiment)
    assert wrong.status_code == 422 and "rmse.2" in wrong.text


def test_limits_say_what_came(client: TestClient) -> None:
    rows = "a,b,c,y\n" + "".join(f"w{k % 20},v{k % 19},u{k % 17},{k}\n" for k in range(4990))
    problem = refused(client, rows.encode())
    assert "expected a table of at most 1,048,576 bytes as an experiment, got 1," in problem["detail"]
    assert problem["choice"] == "leave_out" and problem["preview"]["row_count"] == 4990
    large = client.post("/api/v1/tables", content=b"x,y\n" + b"1,2.5\n" * 200_000)
    assert large.status_code == 413
    assert "at most 1,048,576 bytes, got 1,200,004" in large.json()["detail"]


def test_quotes_that_fit_no_separator_are_refused(client: TestClient) -> None:
    data = b'Sales report,,\n,,\na,b,c\n1,2,3\n4,5,6\n"Source: shop ledger, 2024",,\n'
    assert read(client, data)["preview"]["row_count"] == 2
    assert client.post("/api/v1/tables", content=b'"a\tb" x;c\n1;2\n').status_code in (200, 422)
