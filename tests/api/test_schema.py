"""The OpenAPI document: complete, without duplicates, and true of whatever is sent, allowed or forbidden."""

import json
import re
import threading
import time
from collections.abc import Iterator

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from jsonschema_rs import Draft202012Validator
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from app.api.document import document
from app.engine.datasets import datasets
from app.engine.experiment import Experiment
from app.engine.optimizers import optimizers
from app.main import create_app
from app.pages.landscape_presets import LANDSCAPE_PRESETS as PRESETS
from app.pages.network_presets import NETWORK_PRESETS
from app.settings import Settings

APP = create_app(Settings(max_rows=300, max_streamed_rows=300))
DOCUMENT = document(APP)
OPERATIONS = [(path, method, call) for path, calls in DOCUMENT["paths"].items() for method, call in calls.items()]

# An experiment has some four thousand edges, which one call that takes it shows as well as five.
SAME_BODY = [f"/api/v1/{call}" for call in ("traces", "figures", "explanations", "measures", "samples", "predictions")]
every_edge = schemathesis.openapi.from_dict(DOCUMENT).exclude(path=SAME_BODY, method="POST")
some_cases = schemathesis.openapi.from_dict(DOCUMENT).include(path=SAME_BODY, method="POST")
some_cases.config.phases.coverage.enabled = False


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of its own."""
    server = uvicorn.Server(uvicorn.Config(APP, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def check(case: schemathesis.Case, address: str) -> None:
    # What fits the schema may still be refused: a batch larger than the data, more rows than the server gives.
    case.call_and_validate(base_url=address, excluded_checks=[positive_data_acceptance], timeout=30)


@every_edge.parametrize()
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_does_what_its_document_says(case: schemathesis.Case, address: str) -> None:
    check(case, address)


@some_cases.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_calls_with_the_same_body_do_so_too(case: schemathesis.Case, address: str) -> None:
    check(case, address)


@pytest.mark.parametrize(("path", "method", "call"), OPERATIONS, ids=lambda part: part if isinstance(part, str) else "")
def test_every_call_is_described(path: str, method: str, call: dict) -> None:
    assert call["summary"]
    assert call["description"]
    assert call["tags"]
    if path.startswith("/api/v1") and (method == "post" or call.get("parameters")):
        for code in ("400", "413", "422", "503"):
            content = call["responses"][code]["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
    for parameter in call.get("parameters", []):
        assert parameter.get("description") or parameter["name"] == "accept"


def test_schemas_are_named_once_and_all_are_used() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert not [name for name in schemas if re.search(r"-Input|-Output|__|HTTPValidationError", name)]
    contents = [
        json.dumps({k: v for k, v in body.items() if k != "title"}, sort_keys=True) for body in schemas.values()
    ]
    assert len(set(contents)) == len(contents)
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))
    assert named == set(schemas)


def examples() -> Iterator[tuple[str, str, str, object]]:
    for path, method, call in OPERATIONS:
        for media_type, content in call.get("requestBody", {}).get("content", {}).items():
            found = [item["value"] for item in content.get("examples", {}).values()]
            for value in [*found, *([content["example"]] if "example" in content else [])]:
                yield path, method, media_type, value


def test_every_body_has_an_example() -> None:
    with_body = {path for path, _, call in OPERATIONS if "requestBody" in call}
    assert {path for path, *_ in examples()} == with_body


@pytest.mark.parametrize(("path", "method", "media_type", "value"), list(examples()))
def test_examples_run(client: TestClient, path: str, method: str, media_type: str, value: object) -> None:
    content = value if isinstance(value, str) else json.dumps(value)
    answer = client.request(method, path, content=content, headers={"Content-Type": media_type})
    assert answer.status_code == 200, answer.text


def declared(path: str) -> Draft202012Validator:
    """What a call is said to answer, with all that this names."""
    (call,) = [call for at, _, call in OPERATIONS if at == path]
    schema = call["responses"]["200"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


@pytest.mark.parametrize("dataset", [name for name in datasets if name != "custom"])
def test_samples_of_every_data_set_are_as_declared(client: TestClient, dataset: str) -> None:
    problem = {"kind": "network", "dataset": {"name": dataset}}
    declared("/api/v1/samples").validate(client.post("/api/v1/samples", json={"problem": problem}).json())
    answer = client.post("/api/v1/experiments/normalize", json={"problem": problem}).json()
    declared("/api/v1/experiments/normalize").validate(answer)


@pytest.mark.parametrize("rate", [1e-3, 1e6])
@pytest.mark.parametrize("optimizer", list(optimizers))
def test_explanations_are_as_declared_where_a_run_ends_badly_too(
    client: TestClient, optimizer: str, rate: float
) -> None:
    spiral = {"kind": "network", "dataset": "spiral", "hidden": [{"units": 3}]}
    landscapes: list[tuple[dict, int | None]] = [({"kind": "landscape", "name": "rosenbrock"}, None)]
    for problem, sample in landscapes + ([] if optimizers[optimizer].needs_hessian else [(spiral, 2)]):
        experiment = {"problem": problem, "runs": [{"optimizer": optimizer, "learning_rate": rate}], "steps": 20}
        for step in (0, 3, 20):
            body = {"experiment": experiment, "step": step, "sample": sample}
            answer = client.post("/api/v1/explanations", json=body).json()
            declared("/api/v1/explanations").validate(answer)
            assert ("layers" in answer) == (problem is spiral)


def test_the_catalog_is_as_declared(client: TestClient) -> None:
    declared("/api/v1/catalog").validate(client.get("/api/v1/catalog").json())


def test_the_schema_of_an_experiment_knows_every_preset(client: TestClient) -> None:
    answer = client.get("/api/v1/experiment.schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    validator = Draft202012Validator(answer.json())
    for preset in [*PRESETS, *NETWORK_PRESETS]:
        experiment = Experiment.model_validate(preset["experiment"])
        for value in (preset["experiment"], experiment.complete(), experiment.minimal()):
            validator.validate(json.loads(json.dumps(value)))
    assert not validator.is_valid({"problem": {"kind": "landscape"}, "stepps": 5})
    assert validator.is_valid({"problem": {"kind": "network", "dataset": "mnist"}, "runs": [{"optimizer": "adam"}]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", False),
        ("steps", "200"),
        ("steps", 5.5),
        ("runs", [{"learning_rate": "0.1"}]),
        ("runs", [{"batch_size": True}]),
        ("runs", [{"optimizer": {"name": "sgd", "nesterov": 1}}]),
    ],
)
def test_values_in_disguise_are_refused(client: TestClient, race: dict, field: str, value: object) -> None:
    answer = client.post("/api/v1/traces", json={**race, field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"].startswith(f"$.{field}")


def test_a_whole_number_may_be_written_with_a_point(client: TestClient, race: dict) -> None:
    assert client.post("/api/v1/traces", json={**race, "steps": 5.0}).status_code == 200
