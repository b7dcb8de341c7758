"""Thousands of broken requests, always the same ones: an answer or a refusal in our words, soon, and no memory kept."""

import base64
import copy
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.document import document
from app.engine import Experiment
from app.main import create_app
from app.metrics import resident_bytes
from app.pages.landscape_presets import LANDSCAPE_PRESETS
from app.pages.network_presets import NETWORK_PRESETS
from app.settings import Settings

SLOW = 60.0
"""Seconds that no answer may take, with all the breath that a shared machine may lack."""
GROWN = 300 * 2**20
"""Bytes by which all these requests together may make the process larger, beside what it keeps."""
SETTINGS = Settings(max_rows=1200, max_streamed_rows=1200, max_map_rows=20_000, max_network_map_rows=5_000,
                    max_plane_products=10_000_000, max_resolution=41, cache_bytes=32 * 2**20)  # fmt: skip
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2, 3, 0.5, 1e-300, 1e300, -1e308, 2**31, 2**63, 10**30, "", "x", "NaN", "null", "ééé",
    "\ud800", "\0", "a" * 3000, [], [[]], [0], [None], [1e400], {}, {"name": "x"}, {"name": "sgd"}, [[1, 2], [3]],
    {"name": "cosine", "T_max": 0}, "adam", "softmax", "rosenbrock", "custom", "full", -0.0, 5e-324,
]  # fmt: skip
OTHERS_WORDS = (
    "Traceback", "pydantic", "Input should", "Input tag", "after validation", "should have at", "nable to parse",
    "Value error", "must be a valid", "File \"",
)  # fmt: skip
"""What libraries say, and no refusal of ours."""
WORDS = [
    "x", "y", "w1", "sin", "exp(", "^", "**", "(", ")", "+", "-", "*", "/", "|", "1e400", "²", "√", ",", "max(", "=",
    "f(x)=", "  ", "0", "9" * 30, "π", "log", "__import__", ".", ";", "x₁", "\n", "'", "{", "ⅷ", "·", "1/0",
]  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(SETTINGS), raise_server_exceptions=False) as made:
        yield made


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of a value, each object and list included."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, inner in items for place in leaves(inner, (*path, key))]


def broken(value: Any, chance: random.Random) -> Any:
    """The value with one to three of its places changed, taken away or doubled."""
    value = copy.deepcopy(value)
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = leaves(value)
        if not places:
            return chance.choice(ODD)
        *path, key = chance.choice(places)
        at = value
        for step in path:
            at = at[step]
        deed = chance.random()
        if deed < 0.1:
            del at[key]
        elif deed < 0.2 and isinstance(at, dict):
            at[chance.choice(["steps", "seed", "kind", "extra", "name", "", "runs"])] = chance.choice(ODD)
        elif deed < 0.35 and isinstance(at[key], int | float) and not isinstance(at[key], bool):
            at[key] = at[key] * chance.choice([-1, 1e3, 1e9, 1e-9, 0, 1.5])
        else:
            at[key] = copy.deepcopy(chance.choice(ODD))
    return value


def small(experiment: dict[str, Any]) -> dict[str, Any]:
    return {**experiment, "steps": min(int(experiment.get("steps", 20)), 20)}


EXPERIMENTS = [small(dict(preset["experiment"])) for preset in [*LANDSCAPE_PRESETS, *NETWORK_PRESETS]]
OWN = [
    {"problem": {"kind": "formula", "expression": "x^2 + y^2", "window": [[-1, 1], [-1, 1]]}, "steps": 5},
    {"problem": {"kind": "network", "dataset": {"name": "custom", "inputs": [[0, 1], [1, 0], [1, 1]],
     "targets": [0.5, 1, 2], "test_fraction": 0.2, "target_scaling": "standard"}, "hidden": [{"units": 2}]}, "steps": 5,
     "runs": [{"batch_size": 2, "changes": [{"at": 2, "learning_rate": 0.5}]}]},
    {"problem": {"kind": "network", "dataset": {"name": "above_below", "formula": "sin(x)"}}, "steps": 4},
]  # fmt: skip


def examples() -> list[tuple[str, Any]]:
    """The address of every call with a JSON body, and the bodies that its documentation shows."""
    found = []
    for path, calls in document(create_app(SETTINGS))["paths"].items():
        content = calls.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        found += [(path, item["value"]) for item in content.get("examples", {}).values()]
        found += [(path, content["example"])] if "example" in content else []
    return found


EXAMPLES = examples()


def bodies(chance: random.Random) -> tuple[str, Any]:
    """An address and a body that suits it."""
    path, body = chance.choice(EXAMPLES)
    experiment = chance.choice(EXPERIMENTS + 6 * OWN)
    if "experiment" in body:
        return path, {**body, "experiment": experiment if chance.random() < 0.7 else small(body["experiment"])}
    if "problem" in body and "steps" in body:
        return path + chance.choice(["", "", "?format=csv", "?every=2"]), experiment
    return path, {**body, "problem": experiment["problem"]} if "problem" in body else body


def kept(answer: Any, asked: Any, begin: float) -> None:
    """Whatever was asked, the answer is no accident, and comes soon."""
    assert time.monotonic() - begin < SLOW, (round(time.monotonic() - begin, 1), shortened(asked))
    assert answer.status_code < 500, (answer.status_code, answer.text[:300], shortened(asked))
    if answer.status_code >= 400:
        problem = answer.json()
        assert problem["title"] and problem["detail"], shortened(asked)
        words = [word for word in OTHERS_WORDS if word in answer.text]
        assert not words, (words, problem, shortened(asked))


def shortened(asked: Any) -> str:
    return repr(asked)[:1500]


def written(body: Any) -> bytes:
    """JSON as others write it: NaN, infinities and lone surrogates included."""
    return json.dumps(body).encode()


def posted(client: TestClient, path: str, content: bytes, kind: str = "application/json") -> Any:
    begin = time.monotonic()
    answer = client.post(path, content=content, headers={"Content-Type": kind})
    kept(answer, (path, content), begin)
    return answer


@pytest.mark.parametrize("part", range(6))
def test_broken_experiments(client: TestClient, part: int) -> None:
    chance = random.Random(part)
    for _ in range(400):
        path, body = bodies(chance)
        posted(client, path, written(broken(body, chance)))


def test_broken_json(client: TestClient) -> None:
    chance = random.Random(11)
    for _ in range(300):
        path, body = bodies(chance)
        text = bytearray(written(body))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            text[place : place + chance.choice((0, 1, 1, 5))] = bytes(chance.choices(b'{}[]",:0-e\xff\\n ', k=2))
        posted(client, path, bytes(text))
    posted(client, "/api/v1/traces", b"[" * 100_000)
    posted(client, "/api/v1/traces", b'{"a":' * 100_000)


def test_formulas_of_any_characters(client: TestClient) -> None:
    chance = random.Random(12)
    for _ in range(500):
        text = "".join(chance.choices(WORDS, k=chance.choice((1, 2, 4, 8, 30, 400))))
        problem = chance.choice([
            {"kind": "formula", "expression": text, "window": [[-1, 1], [-1, 1]]},
            {"kind": "formula", "expression": text, "window": [[-1, 1]]},
            {"kind": "network", "dataset": {"name": "own_function", "formula": text}},
        ])  # fmt: skip
        posted(client, "/api/v1/traces", written({"problem": problem, "steps": 2}))


def test_tables_of_any_bytes(client: TestClient) -> None:
    chance = random.Random(13)
    plain = [
        "a,b,c\n1,2,3\n4,5,6\n7,8,9\n",
        "x;y\n1,5;2\n2,5;4\n",
        "n\tk\nanna\t1\nbob\t2\n",
        "| x | y |\n|--|--|\n|1|2|\n",
    ]
    for number in range(500):
        text = bytearray(chance.choice(plain).encode(chance.choice(["utf-8", "utf-16", "latin-1"])))
        for _ in range(chance.randint(0, 6)):
            place = chance.randrange(len(text) + 1)
            text[place:place] = bytes(chance.choices(b'\0\xff\xfe",;\t\n\r 1e+-.x%$|=', k=chance.randint(1, 6)))
        query = chance.choice(["", "?separator=%09", "?header=two", "?missing=mean", "?task=classes", "?target=1"])
        kind = chance.choice(["text/csv", "application/octet-stream", "text/plain"])
        answer = posted(client, f"/api/v1/tables{query}", bytes(text), kind)
        if answer.status_code == 200 and number % 5 == 0:
            made = {"problem": {"kind": "network", "dataset": answer.json()["dataset"]}, "steps": 2}
            posted(client, "/api/v1/traces", written(made))


def test_links_of_any_letters(client: TestClient) -> None:
    chance = random.Random(14)
    payloads = [Experiment.model_validate(experiment).payload() for experiment in OWN + EXPERIMENTS[:6]]
    for _ in range(500):
        text = list(chance.choice(payloads))
        for _ in range(chance.randint(1, 5)):
            text[chance.randrange(len(text))] = chance.choice("ABCabc019-_=~!%é\0")
        cut = "".join(text)[: chance.choice((None, 3, 20, -1))]
        begin = time.monotonic()
        kept(client.get("/api/v1/traces", params={"e": cut}), cut, begin)
    bomb = base64.urlsafe_b64encode(b"x\x9c" + b"\0" * 2000).decode()
    kept(client.get("/api/v1/traces", params={"e": bomb}), "bomb", time.monotonic())


def test_messages_of_any_kind(client: TestClient) -> None:
    chance = random.Random(15)
    for number in range(60):
        with client.websocket_connect("/api/v1/stream") as socket:
            for _ in range(12):
                message = {
                    "type": "advance",
                    "id": 1,
                    "experiment": chance.choice(OWN + EXPERIMENTS),
                    "from": 0,
                    "to": 3,
                }
                socket.send_text(written(broken(message, chance)).decode())
            socket.send_text(json.dumps({"type": "ping", "id": 77}))
            ended(socket, number)


def ended(socket: Any, number: int) -> None:
    """The stream goes on to answer: errors are told, and none of them is the server's own."""
    for _ in range(400):
        message = socket.receive()
        if message["type"] == "websocket.close":
            assert message["code"] in (1008, 1013), (number, message)
            return
        if "text" not in message:
            continue
        told = json.loads(message["text"])
        if told["type"] == "error":
            assert told["problem"]["status"] < 500, (number, told)
        if told["type"] == "pong" and told["id"] == 77:
            return
    raise AssertionError(f"no pong in {number}")


def test_it_all_leaves_no_memory_behind(client: TestClient) -> None:
    chance = random.Random(16)

    def ask() -> int:
        for _ in range(120):
            path, body = bodies(chance)
            posted(client, path, written(broken(body, chance)))
        return resident_bytes()

    before = ask()
    assert ask() - before < GROWN
