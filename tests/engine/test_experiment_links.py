"""Experiments survive their way through JSON and through links."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.datasets import datasets
from app.engine.experiment import Experiment
from app.engine.networks.activations import activations
from app.engine.networks.features import offered
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import losses
from app.engine.optimizers import optimizers
from app.engine.problems.network import NetworkSettings

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: number + 0.0)  # −0 is written as 0
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
