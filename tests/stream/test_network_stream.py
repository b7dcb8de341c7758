"""Networks on the stream: the same bits as by REST, probes in the last frame, errors that leave the socket open."""

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient

from app.engine.datasets.mnist import read
from tests.engine.networks import layers, small
from tests.stream.test_stream import STREAM, advance, metadata_of, rows

RACE: dict[str, Any] = {
    "problem": small(dropout=0.2, evaluate_every=4),
    "runs": [
        {"label": "momentum", "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.05, "batch_size": 8,
         "changes": [{"at": 20, "learning_rate": 0.02, "batch_size": 5}]},
        {"optimizer": "adam", "learning_rate": 0.02},
    ],
    "steps": 50,
    "seed": 7,
}  # fmt: skip
COLUMNS = ["loss", "batch_loss", "parameters", "update", "gradient_norm.layer", "state.velocity"]
MNIST = {"name": "mnist", "train_samples": 200, "test_samples": 100}


def notes_of(frame: bytes) -> dict[str, Any]:
    return json.loads(metadata_of(frame)["notes"])


@pytest.mark.parametrize("columns", [None, COLUMNS])
def test_stream_equals_rest_bit_for_bit(client: TestClient, columns: list[str] | None) -> None:
    query = f"&columns={','.join(columns)}" if columns else ""
    rest = load(client.post(f"/api/v1/traces?format=safetensors{query}", json=RACE).content)
    pieces = [(0, 0), (1, 17), (18, 49), (50, 50)]
    with client.websocket_connect(STREAM) as socket:
        frames = [frame for i, (a, b) in enumerate(pieces) for frame in advance(socket, i, RACE, a, b, columns=columns)]
        back = advance(socket, 9, RACE, 10, 20, columns=columns)
    assert set(load(frames[0])) == set(rest)
    for name, values in rest.items():
        np.testing.assert_array_equal(rows(frames, name), values, err_msg=name)
        np.testing.assert_array_equal(rows(back, name), values[10:21], err_msg=name)


def test_runs_with_losses_of_their_own(client: TestClient) -> None:
    raced = RACE | {"runs": [RACE["runs"][0], RACE["runs"][0] | {"loss": "mse"}]}
    alone = RACE | {"runs": [RACE["runs"][0]], "problem": RACE["problem"] | {"loss": "mse"}}
    asked = [{"name": "boundary", "resolution": 4}]
    with client.websocket_connect(STREAM) as socket:
        for experiment in (raced, alone):  # rows that are there come in one frame
            advance(socket, 1, experiment, 0, 50)
        ours = load(advance(socket, 2, raced, 0, 50, probes=asked)[-1])
        theirs = load(advance(socket, 3, alone, 0, 50, probes=asked)[-1])
    for name, values in theirs.items():
        np.testing.assert_array_equal(ours[name.replace("s.0.", "s.1.", 1)], values, err_msg=name)
    assert not np.array_equal(ours["runs.0.loss"], ours["runs.1.loss"])
    assert not np.array_equal(ours["probes.0.boundary.scores"], ours["probes.1.boundary.scores"])


def test_single_precision_digits_are_the_same_by_both_ways(client: TestClient) -> None:
    problem = {"kind": "network", "dataset": MNIST, "hidden": layers(6, activation="relu")}
    body = {"problem": problem, "runs": [{"batch_size": 32}], "steps": 20}
    rest = load(client.post("/api/v1/traces?format=safetensors", json=body).content)
    with client.websocket_connect(STREAM) as socket:
        frames = [*advance(socket, 1, body, 0, 8), *advance(socket, 2, body, 9, 20)]
    for name, values in rest.items():
        np.testing.assert_array_equal(rows(frames, name), values, err_msg=name)


def test_probes_come_with_the_last_frame(client: TestClient) -> None:
    asked = [
        {"name": "boundary", "resolution": 5}, {"name": "confusion", "runs": [1]}, {"name": "weights"},
        {"name": "prediction", "inputs": [[0.1, 0.2]], "runs": [0]},
    ]  # fmt: skip
    with client.websocket_connect(STREAM) as socket:
        frames = advance(socket, 1, RACE, 0, 30, columns=["step", "parameters"], probes=asked)
        later = advance(socket, 2, RACE, 0, 50, columns=["step"], probes=[{"name": "weights"}])
    assert all(not name.startswith("probes.") for frame in frames[:-1] for name in load(frame))
    found = load(frames[-1])
    probed = {tuple(name.split(".")[1:3]) for name in found if name.startswith("probes.")}
    both = {(run, name) for run in "01" for name in ("boundary", "weights")}
    assert probed == both | {("1", "confusion"), ("0", "prediction")}
    scores, classes = found["probes.0.boundary.scores"], found["probes.0.boundary.classes"]
    assert (scores.shape, scores.dtype) == ((3, 5, 5), np.float32)
    assert (classes.shape, classes.dtype) == ((5, 5), np.uint8)
    np.testing.assert_array_equal(scores.argmax(axis=0), classes)
    assert found["probes.1.confusion.counts"].dtype == np.int32
    assert notes_of(frames[-1]) == {
        "1": {"confusion": {"set": "test", "right": int(np.trace(found["probes.1.confusion.counts"])), "total": 30}}
    }
    # They belong to row `to`.
    for run in (0, 1):
        parameters = rows(frames, f"runs.{run}.parameters")[30]
        np.testing.assert_array_equal(found[f"probes.{run}.weights.layer.1.weights"].ravel(), parameters[:10])
    assert not np.array_equal(load(later[-1])["probes.0.weights.layer.1.weights"], parameters[:10].reshape(5, 2))


def test_a_long_advance_has_its_probes_at_the_end(client: TestClient) -> None:
    body = {**RACE, "steps": 3000}
    with client.websocket_connect(STREAM) as socket:
        frames = advance(socket, 1, body, 0, 3000, columns=["step"], probes=[{"name": "histograms"}])
    assert len(frames) > 1
    np.testing.assert_array_equal(rows(frames, "runs.0.step"), np.arange(3001))
    assert [any(name.startswith("probes.") for name in load(frame)) for frame in frames] == [
        *[False] * (len(frames) - 1), True,
    ]  # fmt: skip


def test_probes_without_rows_of_their_own(client: TestClient) -> None:
    """A slider that moves a digit asks for probes at one step, again and again."""
    problem = {"kind": "network", "dataset": MNIST, "hidden": layers(6, activation="relu")}
    body = {"problem": problem, "runs": [{"batch_size": 32}], "steps": 20}
    pixels = np.kron(read().pixels[0].reshape(28, 28), np.ones((8, 8), np.uint8))
    drawing = {"width": 224, "height": 224, "pixels": pixels.ravel().tolist()}
    asked = [{"name": "shift", "dx": 2}, {"name": "mistakes", "count": 3}, {"name": "prediction", "image": drawing},
             {"name": "first_layer"}]  # fmt: skip
    with client.websocket_connect(STREAM) as socket:
        (frame,) = advance(socket, 1, body, 20, 20, columns=["step"], probes=asked)
        (again,) = advance(socket, 2, body, 20, 20, columns=["step"], probes=asked)
    found, same = load(frame), load(again)
    np.testing.assert_array_equal(found["probes.0.prediction.seen"].ravel(), read().pixels[0])
    assert found["probes.0.mistakes.images"].shape == (3, 784)
    assert found["probes.0.shift.along"].shape == (17,)
    assert found["probes.0.first_layer.images"].shape == (6, 28, 28)
    for name, values in found.items():
        np.testing.assert_array_equal(values, same[name], err_msg=name)


def test_sentences_have_notes(client: TestClient) -> None:
    problem = {"kind": "network", "dataset": {"name": "sentiment", "words": 50}, "hidden": []}
    body = {"problem": problem, "runs": [{"batch_size": 64}], "steps": 5}
    asked = [
        {"name": "prediction", "text": "the qwxyz"},
        {"name": "words", "count": 2},
        {"name": "mistakes", "count": 2},
    ]
    with client.websocket_connect(STREAM) as socket:
        frame = advance(socket, 1, body, 0, 5, probes=asked)[-1]
    notes = notes_of(frame)["0"]
    assert notes["prediction"]["tokens"] == [{"text": "the", "known": True}, {"text": "qwxyz", "known": False}]
    assert [one["name"] for one in notes["words"]["classes"]] == ["negative", "neutral", "positive"]
    assert len(notes["words"]["classes"][0]["up"]) == 2
    assert len(notes["mistakes"]["texts"]) == 2


@pytest.mark.parametrize(("rate", "fields"), [(1e6, {}), (0.05, {"early_stopping": {"patience": 1, "min_delta": 9}})])
def test_a_run_that_ended_is_probed_in_its_last_row(client: TestClient, rate: float, fields: dict[str, Any]) -> None:
    problem = small(evaluate_every=4, hidden=layers(5, 4, activation="relu"), loss="mse", **fields)
    body = {"problem": problem, "runs": [{"learning_rate": rate}, {"learning_rate": 0.01}], "steps": 50}
    asked = [{"name": "weights"}, {"name": "boundary", "resolution": 4}, {"name": "histograms"}]
    with client.websocket_connect(STREAM) as socket:
        frames = advance(socket, 1, body, 0, 50, columns=["parameters", "loss"], probes=asked)
    status = json.loads(metadata_of(frames[-1])["outcomes"])[0]["status"]
    assert status == ("stopped" if fields else "diverged")
    parameters = rows(frames, "runs.0.parameters")
    assert len(parameters) < 51
    np.testing.assert_array_equal(load(frames[-1])["probes.0.weights.layer.1.weights"].ravel(), parameters[-1][:10])


BAD: list[tuple[dict[str, Any], str]] = [
    ({"probes": [{"name": "nothing"}]}, "boundary"),
    ({"probes": [{"name": "curve"}]}, "unknown probe 'curve'"),
    ({"probes": [{"name": "boundary", "resolution": 10**6}]}, "less than or equal to 256"),
    ({"probes": [{"name": "boundary", "colour": 1}]}, "no such field"),
    ({"probes": [{}]}, "expected"),
    ({"probes": ["boundary"]}, "$.probes[0]"),
    ({"probes": [{"name": "weights"}] * 17}, "at most 16"),
    ({"probes": [{"name": "weights", "runs": [2]}]}, "expected runs 0 … 1, got 2"),
    ({"probes": [{"name": "weights", "runs": ["all"]}]}, "a whole number"),
    ({"probes": [{"name": "prediction"}]}, "exactly one of inputs, image and text"),
    ({"probes": [{"name": "prediction", "inputs": [[1]]}]}, "inputs[0]: expected 2 numbers, got 1"),
    ({"probes": [{"name": "prediction", "text": "hello"}]}, "the data are no texts"),
    ({"every": 0}, "greater than or equal to 1"),
    ({"experiment": {**RACE, "problem": small(dataset="titanic")}}, "titanic"),
    ({"experiment": {**RACE, "problem": small(hidden=layers(0))}}, "greater than or equal to 1"),
    (
        {"experiment": {**RACE, "problem": small(hidden=layers(9, 9)), "runs": [{"optimizer": "newton"}]}},
        "second derivatives",
    ),
    ({"to": 51}, "at most 50"),
]


@pytest.mark.parametrize(("message", "words"), BAD, ids=range(len(BAD)))
def test_bad_messages_get_an_error_and_the_socket_lives(
    client: TestClient, message: dict[str, Any], words: str
) -> None:
    body = {"type": "advance", "id": 1, "experiment": RACE, "from": 0, "to": 10} | message
    with client.websocket_connect(STREAM) as socket:
        for _ in range(2):
            socket.send_text(json.dumps(body))
            answer = json.loads(socket.receive_text())
            assert (answer["type"], answer["id"], answer["problem"]["status"]) == ("error", 1, 422)
            assert words in json.dumps(answer["problem"], ensure_ascii=False)
        assert len(rows(advance(socket, 2, RACE, 0, 5), "runs.0.loss")) == 6


def test_landscapes_offer_no_probes(client: TestClient) -> None:
    bowl = {"problem": {"kind": "landscape", "name": "bowl"}, "steps": 5}
    with client.websocket_connect(STREAM) as socket:
        body = {"type": "advance", "id": 1, "experiment": bowl, "to": 3, "probes": [{"name": "weights"}]}
        socket.send_text(json.dumps(body))
        assert "a landscape offers no probes" in json.loads(socket.receive_text())["problem"]["detail"]


def test_vectors_beyond_the_limit_are_refused(client: TestClient) -> None:
    body = {"problem": {"kind": "network", "dataset": MNIST}, "runs": [{"batch_size": 32}], "steps": 5000}
    with client.websocket_connect(STREAM) as socket:
        message = {"type": "advance", "id": 1, "experiment": body, "from": 0, "to": 5000, "columns": ["parameters"]}
        socket.send_text(json.dumps(message))
        assert "FALLLINE_" in json.loads(socket.receive_text())["problem"]["setting"]
        frames = advance(socket, 2, body, 0, 1, columns=["parameters"])
    assert [load(frame)["runs.0.parameters"].shape for frame in frames] == [(1, 109_386)] * 2
