"""Experiments survive their way through JSON and through links."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from app.engine.datasets import datasets
from app.engine.experiment import Experiment, numeric_fields
from app.engine.networks.activations import activations
from app.engine.networks.features import offered
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import losses
from app.engine.optimizers import optimizers
from app.engine.problems.network import NetworkSettings
from app.engine.runs.traces import trace
from app.engine.schedules import schedules

numbers = st.floats(-1e6, 1e6, allow_nan=False)
widths = st.integers(1, 12)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def own_rows(draw: st.DrawFn) -> dict[str, Any]:
    rows, width = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    row = st.lists(numbers, min_size=width, max_size=width)
    classes = [0, 1, *draw(st.lists(st.integers(0, 3), min_size=rows - 2, max_size=rows - 2))]
    regression = draw(st.lists(numbers, min_size=rows, max_size=rows))
    task = draw(st.sampled_from(["classes", "regression"]))
    dataset = {
        "name": "custom",
        "inputs": draw(st.lists(row, min_size=rows, max_size=rows)),
        "targets": classes if task == "classes" else regression,
        "task": task,
        "test_fraction": draw(st.sampled_from([0, 0.25, 0.5])),
    }
    if draw(st.booleans()):
        dataset["feature_names"] = [f"Größe {number} “a/b”" for number in range(width)]
    return dataset


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(datasets)))
    dataset: Any = draw(own_rows()) if name == "custom" else draw(st.sampled_from([name, {"name": name}]))
    settings_of = NetworkSettings.model_validate({"dataset": dataset})
    columns = settings_of.dataset.columns
    fitting = [loss for loss in losses if settings_of.task in losses[loss].tasks]
    units = st.fixed_dictionaries({"units": widths, "activation": st.sampled_from(sorted(activations))})
    problem = {
        "kind": "network",
        "dataset": dataset,
        "inputs": draw(maybe(st.lists(st.sampled_from(offered(columns)), min_size=1, max_size=4, unique=True)))
        if columns
        else None,
        "hidden": draw(maybe(st.lists(units, max_size=3))),
        "loss": draw(maybe(st.sampled_from(fitting))),
        "initializer": draw(st.sampled_from(sorted(initializers))),
        "l1": draw(st.sampled_from([0, 0.001, 1])),
        "l2": draw(st.floats(0, 10)),
        "dropout": draw(st.floats(0, 0.9)),
        "scaling": draw(maybe(st.sampled_from(["none", "unit", "standard"]))),
        "shuffle": draw(st.booleans()),
        "precision": draw(maybe(st.sampled_from(["float32", "float64"]))),
        "evaluate_every": draw(maybe(st.integers(1, 1000))),
        "evaluate_samples": draw(st.integers(1, 60_000)),
        "early_stopping": draw(maybe(st.fixed_dictionaries({"patience": st.integers(1, 50)}))),
    }
    count = NetworkSettings.model_validate(problem).parameter_count
    if count < 50 and draw(st.booleans()):
        problem["initial_parameters"] = draw(st.lists(numbers, min_size=count, max_size=count))
    # A client may leave fields out, too.
    return {key: value for key, value in problem.items() if value is not None or draw(st.booleans())}


@st.composite
def experiments(draw: st.DrawFn) -> dict[str, Any]:
    problem = draw(problems())
    most = NetworkSettings.model_validate(problem).sample_count
    run = st.fixed_dictionaries(
        {
            "optimizer": st.sampled_from(sorted(set(optimizers) - {"newton"})),
            "learning_rate": maybe(st.floats(1e-6, 10)),
            "batch_size": maybe(st.integers(1, most)),
            "label": st.text(max_size=20),
        }
    )
    return {
        "problem": problem,
        "runs": draw(st.lists(run, min_size=1, max_size=3)),
        "steps": draw(st.integers(1, 10**6)),
        "seed": draw(st.integers(0, 2**53 - 1)),
    }


@settings(max_examples=150, deadline=None)
@given(body=experiments())
def test_networks_survive_links_and_json(body: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(body)
    complete = json.loads(json.dumps(experiment.complete()))
    assert Experiment.model_validate(complete) == experiment
    assert Experiment.model_validate(complete).complete() == experiment.complete()
    assert Experiment.model_validate(experiment.minimal()) == experiment
    payload = experiment.payload()
    assert Experiment.from_payload(payload) == experiment
    assert Experiment.from_link(experiment.link) == experiment
    # One experiment has one link, however it was written.
    assert Experiment.from_payload(payload).payload() == payload
    assert Experiment.model_validate(complete).payload() == payload


def test_links_leave_out_what_is_usual() -> None:
    minimal = Experiment.model_validate({"problem": {"kind": "network", "dataset": "moons"}}).minimal()
    assert minimal["runs"] == [{}]
    # What is filled in to suit the data is said: it may be filled in differently one day.
    suited = {"inputs", "hidden", "loss", "scaling", "precision"}
    assert set(minimal["problem"]) == {"kind", "dataset"} | suited
    assert minimal["problem"]["dataset"] == {"name": "moons"}


@pytest.mark.parametrize(
    "payload", ["", "!", "e30", "bm9uc2Vuc2U", "eyJwcm9ibGVtIjp7ImtpbmQiOiJuZXR3b3JrIiwibDEiOi0xfX0"]
)
def test_other_texts_are_no_links(payload: str) -> None:
    with pytest.raises(ValueError):
        Experiment.from_payload(payload)


def other_ways(value: Any, draw: st.DataObject) -> Any:
    """The same JSON value in other words: whole numbers as fractions and back, zeros with a sign, names as objects."""
    if isinstance(value, dict):
        written = {key: other_ways(item, draw) for key, item in value.items()}
        for key in ("optimizer", "dataset", "activation", "loss", "initializer"):
            if isinstance(value.get(key), str) and draw.draw(st.booleans()):
                written[key] = {"name": value[key]}
        return written
    if isinstance(value, list):
        return [other_ways(item, draw) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if value == 0:
        return draw.draw(st.sampled_from([0, 0.0, -0.0]))
    return draw.draw(st.sampled_from([int(value), float(value)])) if value == int(value) else value


SPECIAL = st.sampled_from([0, 0.0, -0.0, 1, 1.0, 0.5])


@st.composite
def races(draw: st.DrawFn) -> dict[str, Any]:
    """Landscapes with every optimizer, schedule and kind of change, where zeros and whole numbers abound."""
    name = draw(st.sampled_from(sorted(optimizers)))
    kind = optimizers[name]

    def values(fields: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in fields:
            value = draw(SPECIAL)
            if kind.model_fields[field].annotation is int:
                value = draw(st.sampled_from([1, 1.0, 3, 3.0]))
            try:
                kind.model_validate({field: value})
            except ValueError:
                continue
            found[field] = value
        return found

    fields = draw(st.lists(st.sampled_from(numeric_fields(kind) or ["none"]), unique=True, max_size=3))
    fields = [field for field in fields if field != "none"]
    change = {"at": draw(st.sampled_from([0, 2, 2.0])), "learning_rate": draw(maybe(st.sampled_from([1, 1.0, 0.01])))}
    schedule = draw(st.sampled_from(sorted(schedules)))
    formula = {
        "kind": "formula",
        "expression": "x^2/2 + y^2*x",
        "window": draw(st.sampled_from([[[-2, 2], [-0.0, 1]]])),
    }
    named = {"kind": "landscape", "name": "saddle", "noise": draw(SPECIAL), "samples": draw(st.sampled_from([8, 8.0]))}
    run = {
        "optimizer": draw(st.sampled_from([name, {"name": name, **values(fields)}])),
        "learning_rate": draw(
            st.sampled_from([1, 0.01, 1.0, {"name": schedule, "initial": draw(st.sampled_from([1, 1.0]))}])
        ),
        "batch_size": draw(st.sampled_from([None, 4, 4.0])),
        "start": draw(st.sampled_from([None, [0, -0.0], [-0.0, 1], [1, 0.0]])),
        "changes": [change | values(fields)],
    }
    return {"problem": draw(st.sampled_from([formula, named])), "runs": [run], "steps": draw(st.sampled_from([6, 6.0]))}


def bits(experiment: Experiment) -> dict[str, bytes]:
    return {
        f"{index}.{name}": values.tobytes()
        for index, run in enumerate(trace(experiment).runs)
        for name, values in run.columns.items()
    }


@settings(max_examples=200, deadline=None)
@given(body=races() | experiments(), draw=st.data())
def test_what_means_the_same_is_the_same(body: dict[str, Any], draw: st.DataObject) -> None:
    """One link, one experiment, one trace, however the numbers were written."""
    try:
        one = Experiment.model_validate(body)
    except ValidationError:  # settings that do not go together
        assume(False)
    other = Experiment.model_validate(other_ways(body, draw))
    assert repr(one.model_dump()) == repr(other.model_dump())  # where 1 is not 1.0, nor −0.0 0.0
    assert one.payload() == other.payload()
    again = Experiment.from_payload(one.payload())
    assert repr(again.model_dump()) == repr(one.model_dump())
    assert repr(Experiment.model_validate(one.complete()).model_dump()) == repr(one.model_dump())
    if one.problem.kind != "network":
        assert bits(one) == bits(other) == bits(again)


def floats(model: type[BaseModel]) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.annotation is float]


DECLARED = [
    *optimizers.values(),
    *schedules.values(),
    *datasets.values(),
    *activations.values(),
    *initializers.values(),
]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.key())
def test_no_declared_number_is_minus_zero_or_of_another_type(declared: type[BaseModel]) -> None:
    given: dict[str, Any] = {"initial": 1} if declared in schedules.values() else dict(getattr(declared, "example", {}))
    for name in floats(declared):
        for value, expected in ((-0.0, "0.0"), (0, "0.0"), (1, "1.0"), (np.float64(1), "1.0")):
            try:
                model = declared.model_validate({**given, name: value})
            except ValueError:  # out of bounds
                continue
            assert repr(getattr(model, name)) == expected


@pytest.mark.parametrize("rows", [[[-0.0, 1], [1, 0]], [[1, 2], [-0.0, -0.0]]])
def test_tables_and_lists_have_no_minus_zero(rows: list[list[float]]) -> None:
    dataset = {"name": "custom", "inputs": rows, "targets": [-0.0, 1]}
    problem = {"kind": "network", "dataset": dataset, "hidden": [], "initial_parameters": [-0.0, 0, 1]}
    network = Experiment.model_validate({"problem": problem})
    landscape = Experiment.model_validate({"problem": {"kind": "landscape"}, "runs": [{"start": [-0.0, 1]}]})
    for experiment in (network, landscape):
        assert "-0.0" not in experiment.model_dump_json() + str(experiment.model_dump())
    assert landscape.runs[0].start == [0.0, 1.0]
    assert type(network.problem.initial_parameters) is tuple


def test_long_decimals_are_the_number_that_they_round_to() -> None:
    text = '{"problem": {"kind": "landscape"}, "runs": [{"learning_rate": 0.1000000000000000055511151231257827}]}'
    assert Experiment.model_validate(json.loads(text)).runs[0].learning_rate == 0.1
    for huge in (10**400, -(10**400), 10**20):
        with pytest.raises(ValidationError):
            Experiment.model_validate({"problem": {"kind": "landscape"}, "runs": [{"learning_rate": huge}]})
        with pytest.raises(ValidationError):
            Experiment.model_validate(
                {"problem": {"kind": "landscape"}, "runs": [{"changes": [{"at": 1, "momentum": huge}]}]}
            )
