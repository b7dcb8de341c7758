"""The WebSocket: frames, replace and cancel, and the same bits as REST."""

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from app.settings import Settings

STREAM = "/api/v1/stream"


def metadata_of(frame: bytes) -> dict[str, str]:
    length = int.from_bytes(frame[:8], "little")
    return json.loads(frame[8 : 8 + length])["__metadata__"]


def advance(socket: Any, number: int, experiment: dict, first: int, last: int, **more: object) -> list[bytes]:
    message = {"type": "advance", "id": number, "experiment": experiment, "from": first, "to": last, **more}
    socket.send_text(json.dumps(message))
    frames = [socket.receive_bytes()]
    while metadata_of(frames[-1])["last"] != "true":
        frames.append(socket.receive_bytes())
    return frames


def rows(frames: list[bytes], name: str) -> np.ndarray:
    return np.concatenate([load(frame)[name] for frame in frames])


def test_stream_equals_rest_bit_for_bit(client: TestClient, race: dict) -> None:
    rest = load(client.post("/api/v1/traces?format=safetensors", json=race).content)
    with client.websocket_connect(STREAM) as socket:
        pieces = [advance(socket, i, race, a, b) for i, (a, b) in enumerate([(0, 0), (1, 17), (18, 50)])]
    for name, values in rest.items():
        np.testing.assert_array_equal(rows([f for frames in pieces for f in frames], name), values, err_msg=name)


def test_frames_say_what_they_are(client: TestClient, race: dict) -> None:
    with client.websocket_connect(STREAM) as socket:
        (frame,) = advance(socket, 7, race, 0, 50, columns=["loss", "parameters"])
    metadata = metadata_of(frame)
    assert (metadata["id"], metadata["from"], metadata["to"], metadata["last"]) == ("7", "0", "50", "true")
    assert [outcome["status"] for outcome in json.loads(metadata["outcomes"])] == ["running", "running"]
    assert set(load(frame)) == {f"runs.{i}.{name}" for i in (0, 1) for name in ("loss", "parameters")}
    assert load(frame)["runs.0.parameters"].shape == (51, 2)


def test_scrubbing_back_gives_the_same_rows(client: TestClient, race: dict) -> None:
    with client.websocket_connect(STREAM) as socket:
        whole = rows(advance(socket, 1, race, 0, 50), "runs.1.loss")
        back = rows(advance(socket, 2, race, 10, 20), "runs.1.loss")
    np.testing.assert_array_equal(back, whole[10:21])


def test_long_advance_comes_in_step_order(client: TestClient, race: dict) -> None:
    long = {**race, "steps": 20_000}
    with client.websocket_connect(STREAM) as socket:
        frames = advance(socket, 1, long, 0, 20_000, columns=["step"])
    assert len(frames) > 1
    np.testing.assert_array_equal(rows(frames, "runs.0.step"), np.arange(20_001))


def test_a_diverged_run_stops_while_the_others_go_on(client: TestClient, race: dict) -> None:
    body = {**race, "runs": [*race["runs"], {"learning_rate": 1.0}]}
    with client.websocket_connect(STREAM) as socket:
        frames = advance(socket, 1, body, 0, 50)
        later = advance(socket, 2, body, 40, 50)
    assert len(rows(frames, "runs.2.loss")) < 51
    assert len(rows(frames, "runs.0.loss")) == 51
    assert len(rows(later, "runs.2.loss")) == 0
    assert json.loads(metadata_of(later[-1])["outcomes"])[2]["status"] == "diverged"


def test_runs_that_all_end_on_the_way_send_the_rest_at_once(
    client: TestClient, race: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.stream.frames.FRAME_SECONDS", 0.0)
    diverging = race | {"runs": [{"learning_rate": 1.0, "label": label} for label in "ab"]}
    with client.websocket_connect(STREAM) as socket:
        frames = advance(socket, 1, diverging, 0, 50)
    assert [item["status"] for item in json.loads(metadata_of(frames[-1])["outcomes"])] == ["diverged"] * 2
    for name, values in load(client.post("/api/v1/traces?format=safetensors", json=diverging).content).items():
        np.testing.assert_array_equal(rows(frames, name), values, err_msg=name)


def test_sockets_do_not_disturb_each_other(client: TestClient, race: dict) -> None:
    other = {**race, "seed": 8}
    with client.websocket_connect(STREAM) as one, client.websocket_connect(STREAM) as two:
        for k in range(0, 50, 10):
            a, b = (rows(advance(s, k, e, k, k + 9), "runs.0.loss") for s, e in ((one, race), (two, other)))
            assert not np.array_equal(a[1:], b[1:]) or k == 0


def test_binary_messages_get_an_error(client: TestClient) -> None:
    with client.websocket_connect(STREAM) as socket:
        socket.send_bytes(b"\x00\x01")
        assert json.loads(socket.receive_text())["type"] == "error"


def test_a_full_server_closes_with_1013() -> None:
    with TestClient(create_app(Settings(max_connections=1))) as client, client.websocket_connect(STREAM):
        with client.websocket_connect(STREAM) as second, pytest.raises(WebSocketDisconnect) as closed:
            second.receive_text()
        assert closed.value.code == 1013
