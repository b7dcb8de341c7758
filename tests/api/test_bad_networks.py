"""Malformed networks get problem details that name the place; never a 500."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.engine.networks import layers, small

ROWS = {"name": "custom", "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 1, 0]}


def with_problem(**fields: Any) -> dict[str, Any]:
    return {"problem": small(**fields), "steps": 5}


def with_rows(**fields: Any) -> dict[str, Any]:
    return with_problem(dataset=ROWS | fields)


def with_run(**run: Any) -> dict[str, Any]:
    return {"problem": small(), "runs": [run], "steps": 5}


CASES: list[tuple[dict[str, Any], str]] = [
    # Layers.
    (with_problem(hidden=layers(0)), "$.problem.hidden[0].units"),
    (with_problem(hidden=layers(8, 10**6)), "$.problem.hidden[1].units"),
    (with_problem(hidden=layers(-3)), "$.problem.hidden[0].units"),
    (with_problem(hidden=layers(2.5)), "$.problem.hidden[0].units"),
    (with_problem(hidden=layers(*[2] * 13)), "$.problem.hidden"),
    (with_problem(hidden=layers(1024, 1024, 1024)), "$.problem.hidden"),
    (with_problem(hidden=8), "$.problem.hidden"),
    (with_problem(hidden=layers(4, activation="softmax")), "$.problem.hidden[0].activation.name"),
    (with_problem(hidden=layers(4, activation={"name": "leaky_relu", "negative_slope": 2})),
     "$.problem.hidden[0].activation.negative_slope"),
    # What is named.
    (with_problem(dataset="titanic"), "$.problem.dataset.name"),
    (with_problem(dataset={"samples": 50}), "$.problem.dataset.name"),
    (with_problem(dataset=None), "$.problem.dataset"),
    (with_problem(dataset={"name": "spiral", "samples": 5}), "$.problem.dataset.samples"),
    (with_problem(dataset={"name": "spiral", "samples": 10**9}), "$.problem.dataset.samples"),
    (with_problem(dataset={"name": "spiral", "arms": 4}), "$.problem.dataset.arms"),
    (with_problem(dataset={"name": "spiral", "colour": 4}), "$.problem.dataset.colour"),
    (with_problem(dataset={"name": "spiral", "test_fraction": 1}), "$.problem.dataset.test_fraction"),
    (with_problem(dataset={"name": "own_function", "formula": "sin(x"}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "own_function", "formula": 7}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "own_function", "formula": "x + y + z"}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "own_function", "formula": "x y", "window": [[0, 1]]}), "$.problem.dataset.window"),
    (with_problem(dataset={"name": "own_function", "window": [[1, 0]]}), "$.problem.dataset.window[0]"),
    (with_problem(dataset={"name": "above_below", "formula": "x y"}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "above_below", "formula": "x² + 5"}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "above_below", "formula": "1/x"}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "own_function", "formula": "log(x)"}), "$.problem.dataset.formula"),
    (with_problem(dataset={"name": "above_below", "window": [[0, 1]]}), "$.problem.dataset.window"),
    (with_problem(dataset={"name": "mnist", "train_samples": 70_000}), "$.problem.dataset.train_samples"),
    (with_problem(loss="logistic"), "$.problem.loss.name"),
    (with_problem(loss={"name": "huber", "delta": 0}), "$.problem.loss.delta"),
    (with_problem(loss="cross_entropy", dataset="line"), "$.problem.loss"),
    (with_problem(initializer="ones"), "$.problem.initializer.name"),
    (with_problem(initializer={"name": "normal", "std": -1}), "$.problem.initializer.std"),
    (with_problem(inputs=["x", "z"]), "$.problem.inputs[1]"),
    (with_problem(inputs=[]), "$.problem.inputs"),
    (with_problem(inputs=["x"], dataset={"name": "sentiment"}), "$.problem.inputs"),
    (with_problem(l2=-1), "$.problem.l2"),
    (with_problem(dropout=1), "$.problem.dropout"),
    (with_problem(scaling="log"), "$.problem.scaling"),
    (with_problem(precision="float16"), "$.problem.precision"),
    (with_problem(evaluate_every=0), "$.problem.evaluate_every"),
    (with_problem(early_stopping={"patience": 0}), "$.problem.early_stopping.patience"),
    (with_problem(depth=3), "$.problem.depth"),
    # First weights.
    (with_problem(initial_parameters=[1, 2, 3]), "$.problem.initial_parameters"),
    (with_problem(initial_parameters=["a"] * 54), "$.problem.initial_parameters[0]"),
    (with_run(start=[1, 2, 3]), "$.runs[0].start"),
    (with_run(start=[None] * 54), "$.runs[0].start[0]"),
    # Own data.
    (with_rows(inputs=[[0, 0], [0, "one"], [1, 0], [1, 1]]), "$.problem.dataset.inputs[1][1]"),
    (with_rows(inputs=[[0, 0], [0], [1, 0], [1, 1]]), "$.problem.dataset.inputs[1]"),
    (with_rows(inputs=[[0, 0], [0, 1], [1, 0], []]), "$.problem.dataset.inputs[3]"),
    (with_rows(inputs=[[0, 0], [0, 1], [1, 0], [1, 1e31]]), "$.problem.dataset.inputs[3][1]"),
    (with_rows(inputs=[]), "$.problem.dataset.inputs"),
    (with_rows(inputs=[[0, 0]], targets=[1]), "$.problem.dataset.targets"),
    (with_rows(targets=[1, 1, 1, 1]), "$.problem.dataset.targets"),
    (with_rows(targets=[0, 1, 1]), "$.problem.dataset.targets"),
    (with_rows(targets=[0, 1, -7, 1]), "$.problem.dataset.targets[2]"),
    (with_rows(targets=[0, 1, None, 1]), "$.problem.dataset.targets[2]"),
    (with_rows(targets=[0, 1, 0.5, 1], task="classes"), "$.problem.dataset.targets[2]"),
    (with_problem(dataset={"name": "custom", "inputs": [[0], [1]]}), "$.problem.dataset.targets"),
    (with_rows(class_names=["only one"]), "$.problem.dataset.class_names"),
    (with_rows(feature_names=["x", "x"]), "$.problem.dataset.feature_names"),
    # Runs.
    (with_run(batch_size=31), "$.runs[0].batch_size"),
    (with_run(batch_size=0), "$.runs[0].batch_size"),
    (with_run(changes=[{"at": 2, "batch_size": 31}]), "$.runs[0].changes[0].batch_size"),
    ({**with_run(optimizer="newton"), "problem": small(hidden=layers(8, 8))}, "$.runs[0].optimizer"),
    (with_run(loss="logistic"), "$.runs[0].loss.name"),
    (with_run(loss={"name": "huber", "delta": 0}), "$.runs[0].loss.delta"),
    (with_run(loss={"delta": 1}), "$.runs[0].loss.name"),
    (with_problem(dataset=ROWS) | {"runs": [{}, {"loss": "cross_entropy"}]}, "$.runs[1].loss"),
    (with_problem(dataset="line") | {"runs": [{}, {"loss": "hinge"}]}, "$.runs[1].loss"),
    ({"problem": {"kind": "landscape"}, "runs": [{"loss": "mse"}]}, "$.runs[0].loss"),
]  # fmt: skip


def assert_problem(response: Any, path: str | None = None) -> dict[str, Any]:
    assert response.status_code == 422, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    problem: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail", "errors"} <= set(problem)
    if path is not None:
        assert problem["errors"][0]["path"] == path, problem
        assert set(problem["errors"][0]) == {"path", "expected", "got"}
    return problem


@pytest.mark.parametrize(("body", "path"), CASES, ids=[f"{i}-{path}" for i, (_, path) in enumerate(CASES)])
def test_field_is_named(client: TestClient, body: dict[str, Any], path: str) -> None:
    for call in ("traces", "experiments/normalize"):
        assert_problem(client.post(f"/api/v1/{call}", json=body), path)
    if path.startswith("$.problem"):
        assert_problem(client.post("/api/v1/samples", json={"problem": body["problem"]}), path)
    assert_problem(client.post("/api/v1/explanations", json={"experiment": body}), path.replace("$", "$.experiment", 1))


def test_a_formula_without_values_is_refused_at_its_place_whatever_is_asked(client: TestClient) -> None:
    experiment = {"problem": {"kind": "network", "dataset": {"name": "own_function", "formula": "1/x"}}, "steps": 5}
    path = "$.experiment.problem.dataset.formula"
    for call, more in (
        ("measures", {"measure": {"name": "final_loss"}}),
        ("predictions", {"inputs": [[1]]}),
        ("explanations", {}),
    ):
        problem = assert_problem(client.post(f"/api/v1/{call}", json={"experiment": experiment, **more}), path)
        assert problem["errors"][0]["got"] == "ever larger ones near x = 0"
    for accept in ("text/csv", "application/x-ndjson"):
        response = client.post("/api/v1/traces", json=experiment, headers={"accept": accept})
        assert_problem(response, "$.problem.dataset.formula")


def test_a_loss_that_does_not_fit_is_refused_in_words(client: TestClient) -> None:
    body = with_problem(dataset=ROWS, loss="mse") | {"runs": [{}, {"loss": "cross_entropy"}]}
    problem = assert_problem(client.post("/api/v1/traces", json=body))
    fitting = "binary_cross_entropy, hinge, squared_hinge, huber, mae, mse"
    [error] = problem["errors"]
    said, _, names = error["expected"].partition(": one of ")
    assert said == "a loss for two classes with 1 output, like the problem's mse"
    assert sorted(names.split(", ")) == sorted(fitting.split(", "))
    assert (error["path"], error["got"]) == ("$.runs[1].loss", "'cross_entropy'")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
@pytest.mark.parametrize(
    "place",
    [
        '"dataset": {"name": "custom", "inputs": [[%s], [1]], "targets": [0, 1]}',
        '"dataset": {"name": "custom", "inputs": [[0], [1]], "targets": [0, %s]}',
        '"dataset": "line", "hidden": [], "initial_parameters": [%s, 1]',
        '"dataset": "line", "l2": %s',
    ],
)
def test_numbers_that_are_none_are_refused(client: TestClient, number: str, place: str) -> None:
    body = '{"problem": {"kind": "network", ' + place % number + "}}"
    response = client.post("/api/v1/traces", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("start", [1e300, -1e39, 1e308])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_enormous_weights_are_an_outcome(client: TestClient, start: float, precision: str) -> None:
    for body in (
        with_problem(initial_parameters=[start] * 54, precision=precision),
        {**with_problem(precision=precision), "runs": [{"start": [start] * 54}]},
    ):
        response = client.post("/api/v1/traces?columns=loss,batch_loss,parameters,gradient", json=body)
        assert response.status_code == 200, response.text
        assert "NaN" not in response.text
        assert client.post("/api/v1/explanations", json={"experiment": body, "sample": 1}).status_code == 200


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sample": 60}, "expected 0 … 59, got 60"),
        ({"sample": -1}, "greater than or equal to 0"),
        ({"sample": "first"}, "a whole number"),
        ({"step": 6}, "$.step"),
        ({"run": 1}, "$.run"),
    ],
)
def test_explanations_of_what_is_not_there(client: TestClient, more: dict[str, Any], words: str) -> None:
    response = client.post("/api/v1/explanations", json={"experiment": with_problem(), **more})
    assert words in assert_problem(response)["detail"]


def test_a_sample_of_a_landscape_is_refused(client: TestClient) -> None:
    body = {"experiment": {"problem": {"kind": "landscape", "name": "bowl"}, "steps": 5}, "sample": 3}
    response = client.post("/api/v1/explanations", json=body)
    assert "expected sample null" in assert_problem(response)["detail"]


def test_landscapes_have_no_samples_and_networks_no_surface(client: TestClient) -> None:
    bowl = {"kind": "landscape", "name": "bowl"}
    assert_problem(client.post("/api/v1/samples", json={"problem": bowl}), "$.problem.kind")
    assert_problem(client.post("/api/v1/surfaces", json={"problem": small()}), "$.problem.kind")


@pytest.mark.parametrize("column", ["state.second_moment", "accuracy", "gradient_norm."])
def test_columns_that_a_network_lacks(client: TestClient, column: str) -> None:
    body = with_problem(dataset={"name": "line", "samples": 20})
    detail = assert_problem(client.post(f"/api/v1/traces?columns={column}", json=body))["detail"]
    assert "test_loss" in detail
    assert "gradient_norm.layer" in detail


def test_vectors_beyond_the_limit_are_refused(client: TestClient) -> None:
    dataset = {"name": "mnist", "train_samples": 100, "test_samples": 100}
    body = {"problem": {"kind": "network", "dataset": dataset}, "steps": 10_000}
    problem = assert_problem(client.post("/api/v1/traces?columns=parameters", json=body))
    assert problem["setting"].startswith("FALLLINE_")


def test_of_a_huge_table_some_rows_are_drawn(client: TestClient) -> None:
    text = "x,y\n" + "".join(f"{k},{k / 2}\n" for k in range(6000))
    response = client.post("/api/v1/datasets/csv", content=text, headers={"content-type": "text/csv"})
    assert response.status_code == 200 and "5,000 of 6,000 rows are taken" in response.text
