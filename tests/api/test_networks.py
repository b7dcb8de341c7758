"""Networks by REST: complete experiments, data, tables, traces, explanations."""

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient

from app.engine.experiment import Experiment
from app.engine.runs.traces import trace
from tests.engine.networks import by_hand, layers, points, small

BODY: dict[str, Any] = {
    "problem": small(evaluate_every=5),
    "runs": [
        {"label": "momentum", "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.05, "batch_size": 8},
        {"optimizer": "adam", "learning_rate": 0.02},
    ],
    "steps": 12,
    "seed": 3,
}
VECTORS = "parameters,gradient,update,state.velocity,loss,gradient_norm.layer"


def post(client: TestClient, path: str, body: Any, **more: Any) -> Any:
    response = client.post(f"/api/v1/{path}", json=body, **more)
    assert response.status_code == 200, response.text
    return response


def test_normalize_completes_and_describes(client: TestClient) -> None:
    answer = post(client, "experiments/normalize", BODY).json()
    problem = answer["experiment"]["problem"]
    assert (problem["loss"]["name"], problem["scaling"], problem["inputs"]) == ("cross_entropy", "standard", ["x", "y"])
    described = {name: answer["problem"][name] for name in answer["problem"] if name != "probes"}
    assert set(answer["problem"]["probes"]) == {
        "boundary",
        "confusion",
        "gradient_noise",
        "histograms",
        "neurons",
        "prediction",
        "spectrum",
        "weights",
    }
    assert described == {
        "sizes": [2, 5, 4, 3], "parameters": 54, "suggested_rate": 0.3, "evaluate_every": 5,
        "losses": ["binary_cross_entropy", "cross_entropy", "hinge", "squared_hinge", "multi_margin", "mse", "mae",
                   "huber"],
        "columns": ["step", "epoch", "loss", "batch_loss", "accuracy", "test_loss", "test_accuracy", "learning_rate",
                    "gradient_norm", "gradient_norm.layer"],
    }  # fmt: skip
    assert answer["link"].startswith("/networks#e=")
    assert Experiment.from_payload(answer["link"].removeprefix("/networks#e=")) == Experiment.model_validate(BODY)
    assert post(client, "experiments/normalize", answer["experiment"]).json() == answer


LOSSES = {**BODY, "runs": [{"batch_size": 8}, {"batch_size": 8, "loss": "mse"}]}
"""The losses that suit the data and another one."""
ALONE = {**LOSSES, "problem": BODY["problem"] | {"loss": "mse"}, "runs": [{"batch_size": 8}]}


def test_normalizing_completes_the_losses_of_runs(client: TestClient) -> None:
    answer = post(client, "experiments/normalize", LOSSES).json()
    mse = {"name": "mse", "class_weights": None, "reduction": "mean"}
    assert [run["loss"] for run in answer["experiment"]["runs"]] == [None, mse]
    assert post(client, "experiments/normalize", answer["experiment"]).json() == answer
    assert Experiment.from_link(answer["link"]) == Experiment.model_validate(LOSSES)


@pytest.mark.parametrize("format", ["json", "ndjson", "csv"])
def test_a_runs_own_loss_is_in_every_format(client: TestClient, format: str) -> None:
    """The second run's rows are those of a problem with that loss."""
    raced, alone = (post(client, f"traces?format={format}", body).text for body in (LOSSES, ALONE))
    if format == "json":
        rows = [json.loads(text)["runs"][index]["columns"] for text, index in ((raced, 1), (alone, 0))]
    else:
        read = json.loads if format == "ndjson" else lambda line: next(csv.reader([line]))
        rows = [[read(line) for line in text.splitlines()][-13:] for text in (raced, alone)]
        for row in (row for part in rows for row in part):
            if isinstance(row, dict):
                row |= {"run": 0, "label": ""}
            else:
                row[:2] = []
    assert rows[0] == rows[1]


def test_an_explanation_is_of_the_runs_own_loss(client: TestClient) -> None:
    ours = post(client, "explanations", {"experiment": LOSSES, "run": 1, "step": 6, "sample": 2}).json()
    theirs = post(client, "explanations", {"experiment": ALONE, "run": 0, "step": 6, "sample": 2}).json()
    assert ours | {"run": 0} == theirs
    assert ours["sample"]["probabilities"] is None


def test_catalog_has_what_networks_are_made_of(client: TestClient) -> None:
    catalog = client.get("/api/v1/catalog").json()
    for part, name in (
        ("datasets", "mnist"), ("activations", "gelu_tanh"), ("losses", "multi_margin"), ("initializers", "orthogonal"),
    ):  # fmt: skip
        entry = next(entry for entry in catalog[part] if entry["name"] == name)
        assert {"name", "title", "summary", "reference", "schema"} <= set(entry)
    assert "hidden" in catalog["network"]["schema"]["properties"]
    assert catalog["network"]["features"]["x,y"][:2] == ["x", "y"]
    assert "sin(x)" in catalog["network"]["features"]["x"]


def test_samples_of_points(client: TestClient) -> None:
    answer = post(client, "samples", {"problem": BODY["problem"], "seed": 3}).json()
    assert (answer["task"], answer["train"], answer["test"]) == ("classes", 30, 30)
    assert (len(answer["classes"]), answer["features"], answer["image"]) == (3, ["x", "y"], None)
    data = Experiment.model_validate(BODY).problem.prepared(3).samples
    np.testing.assert_array_equal(answer["inputs"], data.inputs)
    np.testing.assert_array_equal(answer["targets"], data.targets)
    assert all(low < high for low, high in answer["window"])
    assert [step["name"] for step in answer["preprocessing"]] == ["split", "scaling", "one-hot", "shuffle"]
    assert answer["preprocessing"][0]["text"] == "30 samples to train on, 30 to test"
    assert (answer["sizes"], answer["parameters"]) == ([2, 5, 4, 3], 54)
    assert answer["examples"] is None


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ({"name": "sine", "samples": 30}, {"task": "regression", "classes": [], "target": "y", "features": ["x"]}),
        ({"name": "penguins"}, {"task": "classes", "train": 233, "test": 100, "window": None}),
        ({"name": "mnist", "train_samples": 200, "test_samples": 100},
         {"task": "classes", "image": [28, 28], "inputs": None, "targets": None, "window": None, "features": None}),
        ({"name": "sentiment", "words": 50}, {"classes": ["negative", "neutral", "positive"], "inputs": None}),
    ],
)  # fmt: skip
def test_samples_of_other_data(client: TestClient, dataset: dict, expected: dict) -> None:
    answer = post(client, "samples", {"problem": {"kind": "network", "dataset": dataset}}).json()
    assert {name: answer[name] for name in expected} == expected
    if dataset["name"] == "mnist":
        images = np.array(answer["examples"]["images"])
        assert images.shape == (24, 784)
        assert images.max() > 200
        assert len(answer["examples"]["labels"]) == 24
        assert "flatten" in [step["name"] for step in answer["preprocessing"]]
    if dataset["name"] == "sentiment":
        assert len(answer["examples"]["texts"]) == 24
        assert "bag of words" in [step["name"] for step in answer["preprocessing"]]


def test_many_samples_are_listed_in_part(client: TestClient) -> None:
    problem = {"kind": "network", "dataset": {"name": "moons", "samples": 5000, "test_fraction": 0.2}}
    answer = post(client, "samples", {"problem": problem}).json()
    assert (len(answer["inputs"]), answer["shown_train"], answer["train"]) == (2000, 1600, 4000)
    assert answer["index"][1599:1601] == [1599, 4000]


def test_tables(client: TestClient) -> None:
    text = "mass;height;kind\n1,5;2;cat\n2;3;dog\n3;1;cat\n"
    response = client.post("/api/v1/datasets/csv", content=text, headers={"content-type": "text/csv"})
    dataset = response.json()["dataset"]
    assert (dataset["inputs"], dataset["targets"]) == ([[1.5, 2], [2, 3], [3, 1]], [0, 1, 0])
    assert (dataset["feature_names"], dataset["class_names"]) == (["mass", "height"], ["cat", "dog"])
    body = {"problem": {"kind": "network", "dataset": dataset, "hidden": layers(3)}, "steps": 3}
    assert len(post(client, "traces", body).json()["runs"][0]["columns"]["loss"]) == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x,y,class\n1,2,a\n1,two,b\n", ["row 3", "'y'", "'two'"]),
        ("x,y,class\n1,2,a\n1,2\n", ["row 3", "expected 3 columns, got 2"]),
        ("x,y,class\n1,2,a\n3,4,\n", ["column 'class'", "2 to 20 classes, got 1"]),
        ("x,y,class\n1,2,a\n1,3,a\n", ["column 'class'", "2 to 20 classes, got 1"]),
        ("x,y,class\n1,2,a\n", ["column 'class'", "2 to 20 classes, got 1"]),
        ("", ["got no text"]),
        ("hello", ["columns"]),
        ("x,y,class\n1e400,2,a\n1,3,b\n", ["row 2", "'x'"]),
    ],
)
def test_bad_tables_name_row_and_column(client: TestClient, text: str, words: list[str]) -> None:
    response = client.post("/api/v1/datasets/csv", content=text, headers={"content-type": "text/csv"})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["errors"][0]["path"] == "body"
    for word in words:
        assert word in problem["detail"], problem["detail"]


def test_a_table_of_other_bytes_is_refused(client: TestClient) -> None:
    response = client.post("/api/v1/datasets/csv", content=b"\xff\xfe\x00", headers={"content-type": "text/csv"})
    assert response.status_code == 422


def test_every_format_has_the_engine_s_numbers(client: TestClient) -> None:
    expected = trace(Experiment.model_validate(BODY), VECTORS.split(","))
    run = expected.runs[0].columns

    def content(format: str) -> bytes:
        return post(client, f"traces?columns={VECTORS}&format={format}", BODY).content

    document = json.loads(content("json"))["runs"]
    assert list(document[0]["columns"]) == VECTORS.split(",")
    assert "state.velocity" not in document[1]["columns"]
    np.testing.assert_array_equal(document[0]["columns"]["parameters"], run["parameters"])
    assert document[0]["columns"]["loss"][:7] == [run["loss"][0], *[None] * 4, run["loss"][5], None]
    assert document[0]["columns"]["update"][-1] == [None] * 54

    lines = [json.loads(line) for line in content("ndjson").splitlines()]
    assert len(lines) == 26
    np.testing.assert_array_equal([line["gradient"] for line in lines if line["run"] == 0], run["gradient"])

    table = list(csv.DictReader(io.StringIO(content("csv").decode())))
    np.testing.assert_array_equal(
        [float(row["gradient_norm.layer_2"]) for row in table if row["run"] == "0"], run["gradient_norm.layer"][:, 2]
    )
    assert (table[12]["update_0"], table[1]["loss"]) == ("", "")

    archive, tensors = np.load(io.BytesIO(content("npz"))), load(content("safetensors"))
    for name, values in run.items():
        np.testing.assert_array_equal(archive[f"runs.0.{name}"], values, err_msg=name)
        np.testing.assert_array_equal(tensors[f"runs.0.{name}"], values, err_msg=name)


def test_vectors_come_only_when_asked_for(client: TestClient) -> None:
    columns = post(client, "traces", BODY).json()["runs"][0]["columns"]
    assert not {"parameters", "gradient", "batch_gradient", "update", "state.velocity"} & set(columns)
    assert {"loss", "accuracy", "test_loss", "test_accuracy", "gradient_norm.layer"} <= set(columns)
    response = client.post("/api/v1/traces?columns=velocity", json=BODY)
    assert response.status_code == 422
    assert "parameters" in response.json()["detail"]


def test_thinned_vectors_are_those_of_their_rows(client: TestClient) -> None:
    whole, thin = (
        post(client, f"traces?columns=step,parameters,gradient{every}", BODY).json()["runs"][0]["columns"]
        for every in ("", "&every=5")
    )
    assert thin["step"] == [0, 5, 10, 12]
    for name in ("parameters", "gradient"):
        assert thin[name] == [whole[name][row] for row in thin["step"]]


def test_mnist_learns_in_a_few_steps(client: TestClient) -> None:
    dataset = {"name": "mnist", "train_samples": 500, "test_samples": 200}
    problem = {"kind": "network", "dataset": dataset, "hidden": layers(16, activation="relu"), "evaluate_every": 30}
    body = {"problem": problem, "runs": [{"batch_size": 32, "learning_rate": 0.2}], "steps": 90}
    answer = post(client, "traces", body).json()
    columns = answer["runs"][0]["columns"]
    assert answer["experiment"]["problem"]["precision"] == "float32"
    assert columns["test_accuracy"][0] < 0.3
    assert columns["test_accuracy"][-1] > 0.7
    assert len(columns["gradient_norm.layer"][0]) == 2


def explained(client: TestClient, body: dict = BODY, **more: Any) -> dict[str, Any]:
    return post(client, "explanations", {"experiment": body, **more}).json()


def test_explanation_by_layers(client: TestClient) -> None:
    answer = explained(client, step=7)
    rows = trace(
        Experiment.model_validate(BODY), ["parameters", "batch_gradient", "update", "batch_loss", "loss", "epoch"]
    ).runs[0].columns  # fmt: skip
    assert answer["batch_loss"] == rows["batch_loss"][7]
    assert answer["epoch"] == rows["epoch"][7]
    assert (answer["learning_rate"], answer["batch_size"], answer["sample"]) == (0.05, 6, None)
    assert [layer["name"] for layer in answer["layers"]] == ["layer 1", "layer 2", "layer 3"]
    assert [layer["activation"] for layer in answer["layers"]] == ["tanh", "tanh", None]

    def gathered(weights: str, biases: str) -> np.ndarray:
        return np.concatenate([np.ravel(layer[name]) for layer in answer["layers"] for name in (weights, biases)])

    np.testing.assert_array_equal(gathered("weights", "biases"), rows["parameters"][7])
    np.testing.assert_array_equal(gathered("weight_gradient", "bias_gradient"), rows["batch_gradient"][7])
    np.testing.assert_array_equal(gathered("weight_update", "bias_update"), rows["update"][7])
    first = answer["layers"][0]
    for size, part in (("weight", slice(0, 15)),):
        assert first[size] == pytest.approx(np.sqrt(np.mean(rows["parameters"][7][part] ** 2)))
    assert first["gradient_norm"] == pytest.approx(np.linalg.norm(rows["batch_gradient"][7][:15]))
    assert first["update"] == pytest.approx(np.sqrt(np.mean(rows["update"][7][:15] ** 2)))
    assert answer["optimizer"]["name"] == "sgd"
    assert answer["lines"]
    assert "".join(part["text"] for part in answer["diagnosis"]["sentence"])
    last = explained(client, step=12)
    assert "weight_update" not in last["layers"][0]
    assert last["layers"][0]["update"] is None


def test_explanation_of_one_sample_is_the_pass_by_hand(client: TestClient) -> None:
    answer = explained(client, step=4, sample=2)
    sample = answer["sample"]
    experiment = Experiment.model_validate(BODY)
    data, raw = experiment.problem.prepared(3), experiment.problem.prepared(3).samples
    vector = trace(experiment, ["parameters"]).runs[0].columns["parameters"][4]
    x = (raw.inputs[2] - raw.inputs[:30].mean(axis=0)) / raw.inputs[:30].std(axis=0)
    np.testing.assert_allclose(sample["inputs"], x, rtol=1e-12)
    problem = experiment.problem.build(3)
    passed = by_hand(problem, vector, x[None])
    for layer, (_, sums) in zip(sample["layers"], passed, strict=True):
        np.testing.assert_allclose(layer["z"], sums[0], rtol=1e-12)
    for layer in sample["layers"][:-1]:
        np.testing.assert_allclose(layer["a"], np.tanh(layer["z"]), rtol=1e-12)
    z = np.array(sample["layers"][-1]["z"])
    p = np.exp(z) / np.exp(z).sum()
    truth = int(data.samples.targets[2])
    np.testing.assert_allclose(sample["probabilities"], p, rtol=1e-12)
    assert sample["loss"] == pytest.approx(-np.log(p[truth]), rel=1e-12)
    assert sample["target"] == np.eye(3)[truth].tolist()
    assert (sample["label"], sample["answer"]) == (raw.classes[truth], raw.classes[int(p.argmax())])
    assert (sample["index"], sample["train"]) == (2, True)
    # Backwards, layer by layer.
    delta = p - np.eye(3)[truth]
    for index in (2, 1, 0):
        np.testing.assert_allclose(sample["layers"][index]["delta"], delta, rtol=1e-10, atol=1e-14)
        delta = delta @ passed[index][0]
        if index:
            delta = delta * (1 - np.array(sample["layers"][index - 1]["a"]) ** 2)
    assert sample["mean_loss"] == answer["loss"]
    assert explained(client, step=4, sample=45)["sample"]["train"] is False


def test_explanation_of_a_regression(client: TestClient) -> None:
    body = {"problem": small(dataset={"name": "sine", "samples": 20}, hidden=[]), "steps": 3}
    sample = explained(client, body, step=1, sample=0)["sample"]
    assert sample["probabilities"] is None
    assert sample["answer"] == sample["layers"][0]["z"][0]
    assert sample["loss"] == pytest.approx((sample["answer"] - sample["label"]) ** 2)


def test_explanation_of_a_large_network_leaves_the_numbers_out(client: TestClient) -> None:
    dataset = {"name": "mnist", "train_samples": 100, "test_samples": 100}
    body = {"problem": {"kind": "network", "dataset": dataset, "hidden": layers(8)}, "steps": 3}
    answer = explained(client, body, step=2, sample=0)
    assert "weights" not in answer["layers"][0]
    assert answer["layers"][0]["weight"] > 0
    assert answer["sample"]["inputs"] is None
    assert len(answer["sample"]["probabilities"]) == 10


@pytest.mark.parametrize(
    ("change", "run", "verdict"),
    [
        ({"dataset": points("regression")}, {"learning_rate": 1e4}, "diverged"),
        ({"initial_parameters": [0.2] * 54}, {"learning_rate": 0.01}, "symmetric"),
        ({"initializer": "zeros"}, {"learning_rate": 0.01}, "symmetric"),
        ({"hidden": layers(*[5] * 8, activation="sigmoid")}, {"learning_rate": 0.01}, "vanishing"),
        ({"early_stopping": {"patience": 1, "min_delta": 100}, "evaluate_every": 1}, {}, "stopped"),
        ({"dataset": {"name": "gaussians", "samples": 40, "noise": 0.05}}, {"learning_rate": 0.5}, "learned"),
    ],
)
def test_diagnosis_says_what_is_the_matter(client: TestClient, change: dict, run: dict, verdict: str) -> None:
    body = {"problem": small(**change), "runs": [run], "steps": 40}
    rows = len(post(client, "traces", body).json()["runs"][0]["columns"]["batch_loss"])
    answer = explained(client, body, step=rows - 1)
    assert answer["diagnosis"]["verdict"] == verdict
    assert explained(client, body, step=rows - 1) == answer


@pytest.mark.parametrize(("activation", "rate"), [("identity", 1), ("tanh", 3), ("tanh", 50), ("relu", 10)])
def test_remedy_is_tried_before_it_is_described(client: TestClient, activation: str, rate: float) -> None:
    problem = small(dataset=points("regression"), hidden=layers(5, 4, activation=activation))
    body = {"problem": problem, "runs": [{"learning_rate": rate}], "steps": 400}
    rows = len(post(client, "traces", body).json()["runs"][0]["columns"]["batch_loss"])
    answer = explained(client, body, step=rows - 1)
    assert answer["diagnosis"]["verdict"] == "diverged"
    remedy = answer["diagnosis"]["remedy"]
    assert remedy["from_start"] is True
    losses = post(client, "traces", {**body, "runs": [remedy["change"]]}).json()["runs"][0]["columns"]["loss"]
    assert losses[40] < losses[0], "smaller steps that blow up later are no remedy"
