"""Planes against numbers of another library, and against single evaluations."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine import plane
from app.engine.experiment import Experiment
from app.engine.planes.choice import WrongPlane
from app.engine.planes.directions import Plane, principal
from app.engine.problems.network import NetworkProblem
from app.engine.sampling.batches import epoch_order
from tests.engine.test_networks_golden import problem_of, run_of

GOLDEN = dict(np.load(Path(__file__).parent.parent / "golden" / "planes.npz"))
"""The network of `spiral_relu_ce` after 0, 5, … 100 steps, planes through its end, and losses there."""
GIVEN = {
    "problem": problem_of("spiral_relu_ce") | {"initial_parameters": GOLDEN["trajectory"][0].tolist()},
    "runs": [run_of("spiral_relu_ce", "sgd") | {"learning_rate": 0.2}],
    "steps": 100,
}
SMALL = {
    "problem": {"kind": "network", "dataset": {"name": "spiral", "samples": 60}, "hidden": [{"units": 5}], "l2": 0.01},
    "runs": [
        {"optimizer": "adam", "learning_rate": 0.05, "batch_size": 16},
        {"optimizer": "sgd", "learning_rate": 0.1, "batch_size": 16},
    ],
    "steps": 60,
}
FILTER = {"kind": "random"}


def drained(work: Generator[None, None, Any]) -> Any:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def network(experiment: dict[str, Any] = GIVEN) -> NetworkProblem:
    parsed = Experiment.model_validate(experiment)
    problem = parsed.problem.build(parsed.seed)
    assert isinstance(problem, NetworkProblem)
    return problem


def numbers(values: Any) -> np.ndarray:
    return np.array(values, dtype=float)


def test_the_plane_of_a_path_is_that_of_the_reference() -> None:
    sides = [(float(GOLDEN[name][0]), float(GOLDEN[name][-1])) for name in ("pca_axis1", "pca_axis2")]
    found = plane(GIVEN, path_every=5, window=sides, resolution=11)
    close = {"rtol": 0, "atol": 1e-8}
    np.testing.assert_allclose(found["origin"], GOLDEN["center"], **close)
    np.testing.assert_allclose([found["u"], found["v"]], GOLDEN["pca_components"], **close)
    np.testing.assert_allclose(found["explained_variance"], GOLDEN["pca_explained_ratio"], **close)
    np.testing.assert_allclose(found["path"], GOLDEN["pca_coords"], **close)
    np.testing.assert_allclose(numbers(found["values"]).T, GOLDEN["pca_grid"], **close)
    assert found["path_steps"] == list(range(0, 101, 5))
    np.testing.assert_allclose(found["a"], GOLDEN["pca_axis1"], **close)
    unasked = plane(GIVEN, path_every=5, resolution=11)
    np.testing.assert_allclose(unasked["b"], GOLDEN["pca_axis2"], **close)


@pytest.mark.parametrize(
    ("name", "normalization", "ignore"),
    [("filter", "filter", True), ("filter_keep_bias", "filter", False), ("layer", "layer", True)],
)
def test_directions_are_as_long_as_the_weights(name: str, normalization: Any, ignore: bool) -> None:
    problem = network()
    origin = problem.from_public(GOLDEN["center"])
    for number in (1, 2):
        raw = problem.from_public(GOLDEN[f"raw{number}"])
        found = problem.slices().normalised(raw, origin, normalization, ignore)
        np.testing.assert_allclose(problem.to_public(found), GOLDEN[f"{name}{number}"], rtol=0, atol=1e-12)


def test_losses_on_given_directions_are_those_of_the_reference() -> None:
    given = {"kind": "directions", "u": GOLDEN["filter1"].tolist(), "v": GOLDEN["filter2"].tolist()}
    found = plane(GIVEN, plane=given, resolution=11)
    np.testing.assert_allclose(numbers(found["values"]).T, GOLDEN["grid_filter"], rtol=0, atol=1e-8)


def test_losses_on_a_line_between_two_points_are_those_of_the_reference() -> None:
    line = {"kind": "between", "other": {"step": 100}}
    found = plane(GIVEN, step=0, until=100, plane=line, window=[(-0.5, 1.5)], resolution=21)
    np.testing.assert_allclose(found["values"], [GOLDEN["line_interp_init_final"]], rtol=0, atol=1e-8)
    assert found["b"] is None
    assert found["v"] is None
    assert found["marks"] == [[pytest.approx(1)]]


KINDS: list[dict[str, Any]] = [
    {"kind": "pca"},
    FILTER,
    FILTER | {"normalization": "none", "ignore_biases": False, "seed": 3},
    {"kind": "weights", "indices": [2, 20]},
    {"kind": "between", "other": {"run": 1}},
    {"kind": "points", "others": [{"run": 1}, {"step": 0}]},
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("over", ["train", "test", {"batch": 7}], ids=str)
def test_a_loss_on_a_plane_is_that_of_its_point(kind: dict[str, Any], over: Any) -> None:
    found, problem = plane(SMALL, plane=kind, over=over, resolution=5), network(SMALL)
    u, v = numbers(found["u"]), numbers(found["v"] or [0] * problem.dimension)
    rows = found["b"] or [0.0]
    if isinstance(over, dict):
        batches = -(-problem.samples // 16)
        epoch, number = divmod(over["batch"], batches)
        chosen = epoch_order(0, epoch, problem.samples)[16 * number :][:16]
        assert found["samples"] == len(chosen)

    def wanted(point: np.ndarray) -> float:
        inner = problem.from_public(point)
        if over == "train":
            return float(problem.value(inner))
        if over == "test":
            return problem.measure(inner)["test_loss"]
        outputs = problem.network.outputs(inner, problem.data.rows(chosen))
        return problem._loss(outputs, chosen) + problem.network.penalty(inner)

    for row, b in enumerate(rows):
        for column, a in enumerate(found["a"]):
            point = numbers(found["origin"]) + a * u + b * v
            assert found["values"][row][column] == pytest.approx(wanted(point), rel=1e-12)


@pytest.mark.parametrize("step", [0, 7, 31, 60])
def test_on_the_plane_of_a_batch_the_run_has_the_loss_that_its_step_sees(step: int) -> None:
    """The training step knows nothing of planes: it says what its own batch's loss is at its own point."""
    from app.engine import trace

    rows = trace(Experiment.model_validate(SMALL), columns=["batch_loss"]).runs[0]["batch_loss"]
    found = plane(SMALL, over={"batch": step}, resolution=2, path_every=1)
    assert found["path_loss"][step] == pytest.approx(float(rows[step]), rel=1e-12)
    full = plane(SMALL, resolution=2, path_every=1)
    assert (found["a"], found["b"], found["path"]) == (full["a"], full["b"], full["path"])
    assert found["path_loss"][step] != pytest.approx(full["path_loss"][step], rel=1e-3)


def test_the_loss_on_the_plane_of_a_batch_is_the_mean_over_exactly_its_samples() -> None:
    """Each sample alone, as a full batch of a data set of its own, without the penalty."""
    problem = SMALL["problem"] | {"l2": 0}
    small = SMALL | {"problem": problem}
    found, there = plane(small, over={"batch": 7}, resolution=3), network(small)
    batches = -(-there.samples // 16)
    epoch, number = divmod(7, batches)
    chosen = epoch_order(0, epoch, there.samples)[16 * number :][:16]
    point = numbers(found["origin"]) + found["a"][2] * numbers(found["u"]) + found["b"][0] * numbers(found["v"])
    inner = there.from_public(point)
    alone = [there._loss(there.network.outputs(inner, there.data.rows(one)), one) for one in chosen[:, None]]
    assert found["values"][0][2] == pytest.approx(float(np.mean(alone)), rel=1e-12)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_closer_look_is_computed_afresh_and_the_whole_stays_known(kind: dict[str, Any]) -> None:
    wide = plane(SMALL, plane=kind, resolution=5)
    ends = [(side[0], side[-1]) for side in (wide["a"], wide["b"]) if side]
    np.testing.assert_allclose(wide["whole"], ends)
    half = [(side[1], side[3]) for side in (wide["a"], wide["b"]) if side]
    near = plane(SMALL, plane=kind, resolution=5, window=half)
    assert near["whole"] == wide["whole"]
    inner = numbers(wide["values"])[1:4, 1:4] if wide["b"] else numbers(wide["values"])[:, 1:4]
    np.testing.assert_allclose(numbers(near["values"])[:: 2 if wide["b"] else 1, ::2], inner, rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_path_is_projected_to_the_nearest_points(kind: dict[str, Any]) -> None:
    found, problem = plane(SMALL, plane=kind, resolution=3, path_every=7), network(SMALL)
    directions = numbers([found["u"]] + ([found["v"]] if found["v"] else []))
    from app.engine import trace

    points = trace(Experiment.model_validate(SMALL), columns=["parameters"]).runs[0]["parameters"]
    assert found["path_steps"] == [*range(0, 60, 7), 60]
    for step, place, loss, projected, distance in zip(
        *(found[name] for name in ("path_steps", "path", "path_loss", "path_projected_loss", "path_distance")),
        strict=True,
    ):
        on_plane = numbers(found["origin"]) + numbers(place) @ directions
        rest = points[step] - on_plane
        np.testing.assert_allclose(directions @ rest, 0, atol=1e-10)
        assert distance == pytest.approx(np.linalg.norm(rest), abs=1e-10)
        assert loss == pytest.approx(float(problem.value(problem.from_public(points[step]))))
        assert projected == pytest.approx(float(problem.value(problem.from_public(on_plane))))
    assert sum(found["explained_variance"]) <= 1 + 1e-12


def test_the_own_path_explains_more_than_random_directions() -> None:
    own, other = (
        sum(plane(SMALL, plane=kind, resolution=2)["explained_variance"]) for kind in ({"kind": "pca"}, FILTER)
    )
    assert other < 0.5 < own


def test_three_points_lie_on_their_plane_which_is_drawn_to_scale() -> None:
    found = plane(SMALL, plane=KINDS[-1], resolution=2, path_every=60)
    assert np.linalg.norm(found["u"]) == pytest.approx(np.linalg.norm(found["v"]))
    assert np.dot(found["u"], found["v"]) == pytest.approx(0, abs=1e-9)
    assert found["marks"][0] == pytest.approx([1, 0])
    assert found["marks_loss"][1] == pytest.approx(found["path_loss"][0])
    np.testing.assert_allclose(found["path_distance"], 0, atol=1e-9)
    assert found["path"][0] == pytest.approx(found["marks"][1])


def test_a_centre_on_the_way_keeps_the_path_that_is_asked_for() -> None:
    found = plane(SMALL, plane=FILTER, step=10, until=40, resolution=2, path_every=10)
    assert found["path_steps"] == [0, 10, 20, 30, 40]
    assert found["path"][1] == pytest.approx([0, 0], abs=1e-9)
    assert plane(SMALL, plane=FILTER, step=10, resolution=2)["path_steps"][-1] == 10


def test_what_is_no_number_is_null() -> None:
    layer = {"units": 2, "activation": "relu"}
    problem = {"kind": "network", "dataset": {"name": "line"}, "hidden": [layer, layer], "precision": "float32"}
    far = {"kind": "directions", "u": [1e6] * 13, "v": [0] * 12 + [1]}
    found = plane(SMALL | {"problem": problem}, plane=far, window=[(0, 1e6), (0, 1)], resolution=3)
    assert [[value is None for value in row] for row in found["values"]] == [[False, True, True]] * 3


def test_a_path_ends_where_the_numbers_do() -> None:
    wild = SMALL | {"runs": [{"optimizer": "sgd", "learning_rate": 1e6}], "problem": SMALL["problem"] | {"l2": 10}}
    found = plane(wild, plane=FILTER, resolution=2)
    assert found["path_steps"][-1] < 60
    assert np.isfinite(numbers(found["path"])).all()


def test_large_networks_come_in_pieces() -> None:
    big: dict[str, Any] = {"problem": {"kind": "network", "dataset": {"name": "mnist"}, "evaluate_samples": 300}}
    big |= {"runs": [{"optimizer": "sgd", "batch_size": 32}], "steps": 6}
    found = plane(big, plane=FILTER, resolution=3, vectors=False)
    assert found["origin"] is None
    assert found["samples"] == 300
    assert found["path_steps"] == [0, 6]
    few = plane(big, plane=FILTER, resolution=2, vectors=False, samples=40)
    assert few["samples"] == 40
    assert np.isfinite(numbers(found["values"])).all()


@pytest.mark.parametrize(
    ("asked", "path", "said"),
    [
        ({"step": 0}, "plane.kind", "three or more points"),
        ({"plane": {"kind": "weights", "indices": [1, 1]}}, "plane.indices", "two different numbers, 0 … 20"),
        ({"plane": {"kind": "weights", "indices": [1, 21]}}, "plane.indices", "two different numbers"),
        ({"plane": {"kind": "directions", "u": [1.0], "v": [1.0]}}, "plane.u", "21 numbers"),
        ({"plane": {"kind": "between", "other": {"run": 0}}}, "plane.other", "another point"),
        ({"plane": {"kind": "points", "others": [{"step": 1}, {"step": 1}]}}, "plane.kind", "nor parallel"),
    ],
    ids=str,
)
def test_planes_that_there_are_not(asked: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(WrongPlane, match=said) as raised:
        plane(SMALL, **asked)
    assert ".".join(map(str, raised.value.path)) == path


@pytest.mark.parametrize(
    "asked",
    [
        {"run": 2},
        {"step": 61},
        {"plane": {"kind": "between", "other": {"run": 2}}},
        {"over": {"batch": 61}},
        {"window": [(-1, 1)]},
        {"window": [(1, 1), (0, 1)]},
        {"resolution": 1},
        {"plane": "tilted"},
    ],
    ids=str,
)
def test_requests_that_do_not_fit(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        plane(SMALL, **asked)


def test_a_landscape_has_no_planes() -> None:
    with pytest.raises(WrongPlane, match="expected network") as raised:
        plane({"problem": {"kind": "landscape", "name": "rosenbrock"}, "steps": 10})
    assert raised.value.path == ("experiment", "problem", "kind")


def test_a_straight_path_has_no_plane() -> None:
    line = np.outer(np.arange(5.0), np.arange(1.0, 4.0))
    assert drained(principal(line)) is None
    bent = line + np.outer([0, 0, 1, 0, 0], [1.0, 0, 0])
    found = drained(principal(bent))
    assert found is not None
    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-12)
    flat = Plane(np.zeros(3), *found)
    np.testing.assert_allclose(flat.distances(bent, flat.places(bent)), 0, atol=1e-9)
