"""Probes: what all of them promise on all data they are offered for, and what each of them says."""

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.datasets import datasets
from app.engine.datasets.mnist import read
from app.engine.experiment import Experiment
from app.engine.networks.drawing import PEN, as_mnist
from app.engine.probes import Findings, offered_probes, probes
from app.engine.probes.prediction import Unanswerable
from app.engine.problems.network import NetworkProblem, NetworkSettings
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.probing import UnknownProbe, asked_probe, check_probes, probing
from app.formats.tensors import TYPES
from tests.engine.networks import built, layers, points, small

SMALL: dict[str, dict[str, Any]] = {
    "mnist": {"train_samples": 100, "test_samples": 200}, "sentiment": {"words": 60},
    "custom": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 1, 0]},
}  # fmt: skip
ALL = {"weights", "histograms", "prediction", "spectrum", "gradient_noise"}
PLANE = ALL | {"boundary", "neurons", "confusion"}
LINE = ALL | {"curve", "neurons"}
TABLE = ALL | {"confusion"}
OFFERED = dict.fromkeys(("circle", "xor", "gaussians", "spiral", "moons", "rings", "above_below", "custom"), PLANE)
OFFERED |= dict.fromkeys(("line", "sine", "step", "noisy_cubic", "own_function"), LINE)
OFFERED |= {
    "hills": (LINE - {"curve"}) | {"field"},
    "penguins": TABLE,
    "mnist": TABLE | {"mistakes", "first_layer", "shift"},
    "sentiment": TABLE | {"mistakes", "words"},
}
UNITS = (5, 3)
FIELD = {"inputs": [[50, 2], [80, 3], [120, 5], [95, 4]], "targets": [210.5, 320, 480, 390]}


@cache
def problem_on(name: str, **fields: Any) -> NetworkProblem:
    dataset = {"name": name, **SMALL.get(name, {"samples": 40})} if name != "penguins" else {"name": name}
    return NetworkSettings.model_validate({"dataset": dataset, "hidden": layers(*UNITS), **fields}).build(0)


def look(problem: NetworkProblem, name: str, parameters: np.ndarray | None = None, **settings: Any) -> Findings:
    return probes[name](**settings).look(problem, problem.start() if parameters is None else parameters)


def asked(problem: NetworkProblem, name: str) -> dict[str, Any]:
    if name != "prediction":
        return {}
    samples = problem.data.samples
    return {"inputs": tuple(tuple(float(x) for x in row) for row in samples.inputs[:4])}


def shapes(problem: NetworkProblem, name: str) -> dict[str, tuple[tuple[int, ...], str]]:
    """Shapes and types by the stream's documentation."""
    sizes, classes, outputs = problem.layout.sizes, problem.classes or 0, problem.layout.sizes[-1]
    test = problem.data.total - problem.data.train
    image, counted = problem.data.samples.image is not None, min(14, test)
    plane = problem.data.samples.inputs.shape[1] == 2
    wide = (24, 24) if plane else (24,)
    mistakes = {"index": ((counted,), "int32"), "truth": ((counted,), "int32"), "answer": ((counted,), "int32"),
                "loss": ((counted,), "float64")}  # fmt: skip
    layered: dict[str, tuple[tuple[int, ...], str]] = {}
    for number, (into, out) in enumerate(pairwise(sizes), 1):
        if name == "weights":
            kind = problem.network.dtype.name
            layered[f"layer.{number}.weights"] = ((out, into), kind)
            layered[f"layer.{number}.biases"] = ((out,), kind)
        elif name == "histograms":
            for what in ("weights", "gradients", "activations")[: 3 if number < len(sizes) - 1 else 2]:
                layered[f"layer.{number}.{what}.counts"] = ((24,), "float64")
                layered[f"layer.{number}.{what}.edges"] = ((25,), "float64")
        elif name == "neurons":
            hidden = number < len(sizes) - 1
            layered[f"layer.{number}" if hidden else "output"] = ((out, *wide), "float32")
    known: dict[str, dict[str, tuple[tuple[int, ...], str]]] = {
        "boundary": {"x": ((64,), "float64"), "y": ((64,), "float64"), "scores": ((classes, 64, 64), "float32"),
                     "classes": ((64, 64), "uint8")},
        "curve": {"x": ((200,), "float64"), "y": ((200,), "float64")},
        "field": {"x": ((64,), "float64"), "y": ((64,), "float64"), "z": ((64, 64), "float64")},
        "confusion": {"counts": ((classes, classes), "int32")},
        "mistakes": mistakes | ({"images": ((counted, 784), "uint8")} if image else {}),
        "first_layer": {"images": ((UNITS[0], 28, 28), "float32")},
        "words": {},
        "spectrum": {"eigenvalues": ((5,), "float64"), "vectors": ((5, problem.dimension), "float64"),
                     "trace": ((2,), "float64"), "axis": ((200,), "float64"), "density": ((200,), "float64")},
        "gradient_noise": {"signal": ((3,), "float64"), "noise": ((3,), "float64"), "scale": ((1,), "float64"),
                           "cloud": ((64, 2), "float64")},
        "prediction": {"outputs": ((outputs, 4), "float64")} | (
            {"probabilities": ((classes, 4), "float64"), "answer": ((4,), "int32")} if classes else {}
        ),
        "shift": {"accuracy": ((1,), "float64"), "along": ((17,), "float64"), "images": ((8, 784), "uint8"),
                  "truth": ((8,), "int32"), "answer": ((8,), "int32")},
    }  # fmt: skip
    return layered or known[name]


CASES = [(dataset, probe) for dataset in datasets for probe in sorted(OFFERED[dataset])]


def test_probes_are_offered_where_they_belong() -> None:
    assert set(OFFERED) == set(datasets)
    for name, expected in OFFERED.items():
        problem = problem_on(name)
        assert set(offered_probes(problem)) == expected, name
    assert {probe for _, probe in CASES} == set(probes)
    landscape = Experiment.model_validate({"problem": {"kind": "landscape", "name": "bowl"}})
    assert offered_probes(landscape.problem.build(0)) == []


@pytest.mark.parametrize(("dataset", "name"), CASES)
def test_shapes_types_and_numbers(dataset: str, name: str) -> None:
    problem = problem_on(dataset)
    parameters = problem.start()
    before = parameters.copy()
    found = look(problem, name, parameters, **asked(problem, name))
    np.testing.assert_array_equal(parameters, before)
    seen = {key: (array.shape, array.dtype.name) for key, array in found.arrays.items()}
    assert seen == shapes(problem, name)
    for key, array in found.arrays.items():
        assert array.dtype.name in TYPES
        assert np.isfinite(array).all(), key
    again = look(problem, name, parameters, **asked(problem, name))
    assert again.note == found.note
    for key, array in again.arrays.items():
        np.testing.assert_array_equal(array, found.arrays[key])


@pytest.mark.parametrize(("dataset", "name"), CASES)
def test_a_diverged_network_can_be_looked_at(dataset: str, name: str) -> None:
    problem = problem_on(dataset)
    for number in (np.nan, np.inf, 1e30, 1e308):
        with np.errstate(all="ignore"):
            parameters = problem.start() * problem.network.dtype.type(number)
            found = look(problem, name, parameters, **asked(problem, name))
        assert {key: array.dtype.name for key, array in found.arrays.items()} == {
            key: kind for key, (_, kind) in shapes(problem, name).items()
        }


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy", "mse", "hinge", "multi_margin"])
@pytest.mark.parametrize("arms", [2, 3])
def test_boundary_is_the_prediction_at_the_same_points(loss: str, arms: int) -> None:
    problem = built(dataset={"name": "spiral", "samples": 60, "arms": arms}, loss=loss, inputs=["x", "y", "x*y"])
    found = look(problem, "boundary", resolution=9).arrays
    grid = tuple((float(x), float(y)) for y in found["y"] for x in found["x"])
    said = look(problem, "prediction", inputs=grid).arrays
    np.testing.assert_array_equal(found["classes"].ravel(), said["answer"])
    scores = said.get("probabilities", said["outputs"])
    assert found["scores"].shape == (len(scores), 9, 9)
    np.testing.assert_allclose(found["scores"].reshape(len(scores), -1), scores, rtol=1e-6)
    assert ("probabilities" in said) == (loss in ("cross_entropy", "binary_cross_entropy"))
    if "probabilities" in said:
        np.testing.assert_allclose(said["probabilities"].sum(axis=0), 1, rtol=1e-12)
        np.testing.assert_array_equal(said["probabilities"].argmax(axis=0), said["answer"])


def test_curve_and_neurons_are_the_forward_pass() -> None:
    line = problem_on("sine")
    curve = look(line, "curve", resolution=11).arrays
    said = look(line, "prediction", inputs=tuple((float(x),) for x in curve["x"])).arrays
    np.testing.assert_allclose(curve["y"], said["outputs"][0])
    neurons = look(line, "neurons", resolution=11).arrays
    np.testing.assert_allclose(neurons["output"][0], curve["y"], rtol=1e-6)
    plane = problem_on("moons")
    maps, boundary = look(plane, "neurons", resolution=6).arrays, look(plane, "boundary", resolution=6).arrays
    points_of = np.array([(x, y) for y in boundary["y"] for x in boundary["x"]])
    passed = plane.network.forward(plane.start(), plane.data.inputs(points_of))
    for index, name in enumerate(("layer.1", "layer.2", "output")):
        np.testing.assert_allclose(maps[name].reshape(len(maps[name]), -1), passed.values[index], rtol=1e-6)


@pytest.mark.parametrize("name", OFFERED)
def test_window_has_room_for_all_points(name: str) -> None:
    problem = problem_on(name)
    if problem.data.samples.inputs.shape[1] > 2:
        return
    window = problem.data.samples.window
    for (low, high), values in zip(window, problem.data.samples.inputs.T, strict=True):
        assert low < values.min() < values.max() < high
    if len(window) == 2:
        assert np.ptp(window[0]) == pytest.approx(np.ptp(window[1]))


def test_a_window_of_equal_points_has_an_extent() -> None:
    for width in (1, 2):
        dataset = {"name": "custom", "inputs": [[3.0] * width] * 4, "targets": [0, 1, 0, 1]}
        assert all(low < 3 < high for low, high in built(dataset=dataset).data.samples.window)


@pytest.mark.parametrize("name", ["spiral", "penguins", "sentiment", "mnist"])
def test_confusion_adds_up_to_the_test_accuracy(name: str) -> None:
    problem = problem_on(name)
    found = look(problem, "confusion")
    counts, note = found.arrays["counts"], found.note
    truth = problem.data.samples.targets[problem.data.train :]
    assert (note["set"], note["total"], note["right"]) == ("test", len(truth), np.trace(counts))
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(truth, minlength=problem.classes))
    assert problem.measure(problem.start())["test_accuracy"] == pytest.approx(note["right"] / note["total"])


def test_confusion_falls_back_to_the_training_samples() -> None:
    problem = built(dataset=points("binary"))
    note = look(problem, "confusion").note
    assert (note["set"], note["total"]) == ("train", 24)
    assert note["right"] / 24 == pytest.approx(problem.measure(problem.start())["accuracy"])


def test_rows_of_the_confusion_are_the_truth() -> None:
    # Everything is taken for class 1.
    problem = built(dataset=points("classes"), hidden=[], initial_parameters=[0.0] * 12 + [0.0, 1.0, 0.0, 0.0])
    counts = look(problem, "confusion").arrays["counts"]
    np.testing.assert_array_equal(counts, [[0, 6, 0, 0]] * 4)


@pytest.mark.parametrize("name", ["mnist", "sentiment"])
def test_mistakes_are_the_dearest_wrong_answers(name: str) -> None:
    problem = problem_on(name)
    found = look(problem, "mistakes", count=20)
    index, samples = found.arrays["index"], problem.data.samples
    assert (index >= problem.data.train).all()
    assert len(set(index)) == 20
    np.testing.assert_array_equal(found.arrays["truth"], samples.targets[index])
    outputs = problem.network.outputs(problem.start(), problem.data.rows(index.astype(np.int64)))
    np.testing.assert_array_equal(found.arrays["answer"], problem.network.loss.predictions(outputs))
    assert (found.arrays["answer"] != found.arrays["truth"]).all()
    assert (np.diff(found.arrays["loss"]) <= 0).all()
    everything = np.arange(problem.data.train, problem.data.total)
    outputs = problem.network.outputs(problem.start(), problem.data.rows(everything))
    losses = problem.network.loss.losses(outputs, problem.targets[:, everything])
    wrong = problem.network.loss.predictions(outputs) != samples.targets[everything]
    np.testing.assert_allclose(found.arrays["loss"], np.sort(losses[wrong])[::-1][:20], rtol=1e-6)
    if samples.texts:
        assert found.note["texts"] == [samples.texts[i] for i in index]
    else:
        np.testing.assert_array_equal(found.arrays["images"], samples.inputs[index])


def test_without_mistakes_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_on("mnist")
    truth = problem.data.samples.targets[100:]
    monkeypatch.setattr(type(problem.network.loss), "predictions", lambda *_: truth)
    found = look(problem, "mistakes").arrays
    assert found["index"].shape == (0,)
    assert found["images"].shape == (0, 784)


def test_histograms_count_everything() -> None:
    problem = problem_on("spiral")
    found = look(problem, "histograms", bins=7).arrays
    weights = look(problem, "weights").arrays
    for number in (1, 2, 3):
        matrix = weights[f"layer.{number}.weights"]
        counts, edges = (found[f"layer.{number}.weights.{what}"] for what in ("counts", "edges"))
        assert counts.sum() == matrix.size
        assert (edges[0], edges[-1]) == (matrix.min(), matrix.max())
        assert found[f"layer.{number}.gradients.counts"].sum() == matrix.size
    assert found["layer.1.activations.counts"].sum() == UNITS[0] * problem.samples
    assert "layer.3.activations.counts" not in found
    zeros = look(problem, "histograms", np.zeros(problem.dimension), bins=7).arrays["layer.1.weights.counts"]
    assert sorted(zeros) == [0] * 6 + [10]


@pytest.mark.parametrize("size", [0.0, 1.0, -1e6, 1e30, -1e300])
def test_values_that_hardly_differ_have_a_histogram(size: float) -> None:
    problem = problem_on("spiral")
    parameters = np.full(problem.dimension, size)
    parameters[::2] = np.nextafter(size, np.inf)
    with np.errstate(all="ignore"):
        found = look(problem, "histograms", parameters, bins=50).arrays
    assert found["layer.1.weights.counts"].sum() == 10
    assert (np.diff(found["layer.1.weights.edges"]) > 0).all()


def test_weights_are_in_the_order_of_the_contract() -> None:
    problem = built()
    vector = np.arange(float(problem.dimension))
    found = look(problem, "weights", problem.from_public(vector)).arrays
    parts = [found[f"layer.{number}.{what}"].ravel() for number in (1, 2, 3) for what in ("weights", "biases")]
    np.testing.assert_array_equal(np.concatenate(parts), vector)


def test_first_layer_is_the_weights_as_images() -> None:
    problem = problem_on("mnist")
    images, weights = look(problem, "first_layer").arrays["images"], look(problem, "weights").arrays
    np.testing.assert_array_equal(images.reshape(UNITS[0], -1), weights["layer.1.weights"])


@cache
def digits() -> np.ndarray:
    """The first images; all of them are read anew where nobody holds them."""
    return read().pixels[:1000].reshape(-1, 28, 28).copy()


def digit(index: int) -> np.ndarray:
    return digits()[index]


def drawn(image: np.ndarray, scale: int, top: int, left: int, height: int = 400, width: int = 300) -> np.ndarray:
    """The image drawn large, somewhere on a sheet."""
    sheet = np.zeros((height, width), np.uint8)
    large = np.kron(image, np.ones((scale, scale), np.uint8))
    sheet[top : top + large.shape[0], left : left + large.shape[1]] = large
    return sheet


@pytest.mark.parametrize(("scale", "top", "left"), [(10, 0, 0), (10, 110, 15), (3, 300, 200), (1, 7, 250)])
def test_a_drawn_digit_is_nearly_the_one_of_mnist(scale: int, top: int, left: int) -> None:
    # MNIST's own digits went through the same: cropped, 20 pixels at most, centred by mass.
    differences = [
        np.abs(as_mnist(drawn(digit(index), scale, top, left)).astype(float) - digit(index)).mean()
        for index in range(60)
    ]  # fmt: skip
    assert np.median(differences) < 1
    assert np.mean(differences) < 5
    # Against another digit the difference is about 35.
    assert np.abs(digit(0).astype(float) - digit(1)).mean() > 20


def test_drawings_are_centred_and_fitted() -> None:
    thin = np.zeros((300, 200), np.uint8)
    thin[40:260, 150:154] = 255
    seen = as_mnist(thin)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    assert (rows[0], rows[-1]) == (4, 23)
    assert set(columns) <= {13, 14, 15}
    wide = as_mnist(np.full((20, 200), 255, np.uint8))
    assert np.flatnonzero(wide.any(axis=0)).tolist() == list(range(4, 24))
    # A heavy side draws the centre of mass to itself.
    heavy = np.zeros((200, 200), np.uint8)
    heavy[:, :100], heavy[60:140, 100:] = 255, 255
    y, x = np.indices((28, 28))
    seen = as_mnist(heavy).astype(float)
    assert (seen * x).sum() / seen.sum() == pytest.approx(14, abs=0.51)
    assert (seen * y).sum() / seen.sum() == pytest.approx(14, abs=0.51)
    assert seen.max() == 255


PAPER = np.zeros((28, 28), np.uint8)
HOOK = np.array([(8.0, 12.0), (14.0, 5.0), (14.0, 24.0)])


@pytest.mark.parametrize(("scale", "x", "y"), [(1, 0, 0), (0.2, 1, 20), (0.05, 26, 0), (1.1, -8, -4)])
def test_strokes_are_seen_alike_wherever_and_however_large_they_are_drawn(scale: float, x: float, y: float) -> None:
    seen, moved = (as_mnist(PAPER, [line]).astype(int) for line in (HOOK, scale * HOOK + (x, y)))
    assert np.abs(seen - moved).max() <= 1
    assert seen.any(axis=1).sum() == 20
    # The stem alone: as wide as the pen.
    assert seen[18].sum() / 255 == pytest.approx(PEN, abs=0.05)


def test_a_dot_is_a_dot_and_a_line_is_no_longer_than_a_digit() -> None:
    dot = as_mnist(PAPER, [[(3, 25)]])
    assert np.flatnonzero(dot.any(axis=1)).tolist() == np.flatnonzero(dot.any(axis=0)).tolist() == [13, 14, 15]
    line = as_mnist(PAPER, [[(2, 2), (2.5, 2)]])
    assert np.flatnonzero(line.any(axis=0)).tolist() == list(range(4, 24))
    # Many points on one line are that line, also where they are drawn a part at a time.
    many = np.column_stack([np.linspace(2, 2.5, 2000), np.full(2000, 2.0)])
    assert np.abs(as_mnist(PAPER, [many]).astype(int) - line).max() <= 1


def test_strokes_upon_a_picture_keep_their_places() -> None:
    picture = digit(3)
    rows, columns = (np.flatnonzero(picture.any(axis=axis)) for axis in (1, 0))
    middle = (columns[0] + columns[-1] + 1) / 2
    inside = [(middle, rows[0] + 4.0), (middle, rows[-1] - 4.0)]
    alone, both = as_mnist(picture), as_mnist(picture, [inside])
    np.testing.assert_array_equal(alone, picture)
    added = np.flatnonzero((both > alone).any(axis=0))
    assert both[14].max() == 255 and len(added) <= 4 and abs(added.mean() + 0.5 - middle) <= 2
    # One that leads far beyond the picture makes all of it smaller.
    wide = as_mnist(picture, [[(1.0, 14.0), (27.0, 14.0)]])
    assert np.flatnonzero(wide.any(axis=0)).tolist() == list(range(4, 24))
    assert len(np.flatnonzero(wide.any(axis=1))) < len(rows)


@pytest.mark.parametrize("shape", [(28, 28), (1, 1), (400, 300), (1, 500)])
def test_blank_paper_stays_blank(shape: tuple[int, int]) -> None:
    assert not as_mnist(np.zeros(shape, np.uint8)).any()
    assert not as_mnist(np.full(shape, 10, np.uint8)).any(), "a shade is not ink"
    dot = np.zeros(shape, np.uint8)
    dot[0, 0] = 255
    assert as_mnist(dot).any()


def test_the_network_sees_what_is_drawn() -> None:
    plain = problem_on("mnist")
    sheet = drawn(digit(3), 4, 10, 20, 140, 150)
    image = {"width": 150, "height": 140, "pixels": sheet.ravel().tolist()}
    found = look(plain, "prediction", image=image).arrays
    np.testing.assert_array_equal(found["seen"], as_mnist(sheet))
    as_inputs = tuple(map(float, found["seen"].ravel()))
    same = look(plain, "prediction", inputs=(as_inputs,)).arrays
    np.testing.assert_allclose(found["outputs"], same["outputs"], rtol=1e-6)
    # Strokes are asked about in the same way.
    stroked = {"width": 28, "height": 28, "strokes": [HOOK.tolist()]}
    seen = look(plain, "prediction", image=stroked).arrays["seen"]
    np.testing.assert_array_equal(seen, as_mnist(PAPER, [HOOK]))
    both = look(plain, "prediction", image=image | {"strokes": [HOOK.tolist()]}).arrays["seen"]
    np.testing.assert_array_equal(both, as_mnist(sheet, [HOOK]))
    # Where the pixels are permuted the drawing is permuted in the same way.
    mixed = built(
        dataset={"name": "mnist", "train_samples": 100, "test_samples": 100, "permutation": True}, hidden=layers(*UNITS)
    )
    assert mixed.data.samples.pixel_order is not None
    np.testing.assert_array_equal(look(mixed, "prediction", image=image).arrays["seen"], found["seen"])
    permuted = (tuple(map(float, found["seen"].ravel()[mixed.data.samples.pixel_order])),)
    expected = look(mixed, "prediction", inputs=permuted).arrays["outputs"]
    np.testing.assert_allclose(look(mixed, "prediction", image=image).arrays["outputs"], expected, rtol=1e-6)


def test_shift_by_nothing_is_the_accuracy() -> None:
    problem = problem_on("mnist")
    accuracy = problem.measure(problem.start())["test_accuracy"]
    found = look(problem, "shift").arrays
    assert found["accuracy"][0] == found["along"][8] == pytest.approx(accuracy)
    np.testing.assert_array_equal(found["images"], problem.data.samples.inputs[100:108])
    right = look(problem, "shift", dx=3).arrays
    assert right["accuracy"][0] == found["along"][11]
    np.testing.assert_array_equal(right["along"], found["along"])


@pytest.mark.parametrize(("dx", "dy"), [(3, 0), (-4, 2), (0, -5), (14, -14)])
def test_shifted_digits_move_right_and_down(dx: int, dy: int) -> None:
    problem = problem_on("mnist")
    found = look(problem, "shift", dx=dx, dy=dy).arrays
    for moved, image in zip(found["images"].reshape(-1, 28, 28), problem.data.samples.inputs[100:108], strict=True):
        padded = np.zeros((28 * 3, 28 * 3), np.uint8)
        padded[28 + dy : 56 + dy, 28 + dx : 56 + dx] = image.reshape(28, 28)
        np.testing.assert_array_equal(moved, padded[28:56, 28:56])
    outputs = problem.network.outputs(problem.start(), problem.data.inputs(found["images"]))
    np.testing.assert_array_equal(found["answer"], outputs.argmax(axis=0))


def test_words_without_order_and_unknown_words() -> None:
    problem = problem_on("sentiment")
    words = problem.data.samples.features
    sentence = f"{words[0]} {words[7]} qwxyz {words[20]}"
    found, mixed = (look(problem, "prediction", text=text) for text in (sentence, " ".join(reversed(sentence.split()))))
    for name, values in found.arrays.items():
        np.testing.assert_array_equal(values, mixed.arrays[name])
    assert found.note["tokens"] == [
        {"text": words[0], "known": True}, {"text": words[7], "known": True},
        {"text": "qwxyz", "known": False}, {"text": words[20], "known": True},
    ]  # fmt: skip
    assert [token["text"] for token in mixed.note["tokens"]] == [words[20], "qwxyz", words[7], words[0]]
    assert found.arrays["probabilities"].shape == (3, 1)
    nothing, unknown = (look(problem, "prediction", text=text).arrays["outputs"] for text in ("", "qwxyz zyxwq"))
    np.testing.assert_array_equal(nothing, unknown)
    assert not np.array_equal(nothing, found.arrays["outputs"])


def test_sentences_of_the_data_are_predicted_as_the_data_are() -> None:
    problem = problem_on("sentiment")
    for index in (0, 17, 4000):
        said = look(problem, "prediction", text=problem.data.samples.texts[index]).arrays["outputs"]
        row = problem.network.outputs(problem.start(), problem.data.rows(slice(index, index + 1)))
        np.testing.assert_allclose(said, row, rtol=1e-5, atol=1e-7)


def test_words_of_a_linear_network_are_its_weights() -> None:
    problem = built(dataset={"name": "sentiment", "words": 50}, hidden=[], precision="float64")
    parameters = np.random.default_rng(0).normal(size=problem.dimension)
    weights = problem.layout.matrices(parameters)[0][:, :-1]
    classes = look(problem, "words", parameters, count=5).note["classes"]
    names = problem.data.samples.features
    assert [one["name"] for one in classes] == ["negative", "neutral", "positive"]
    for one, row in zip(classes, weights, strict=True):
        order = np.argsort(row)
        assert [word for word, _ in one["up"]] == [names[i] for i in order[::-1][:5]]
        assert [word for word, _ in one["down"]] == [names[i] for i in order[:5]]
        np.testing.assert_allclose([effect for _, effect in one["up"]], row[order[::-1][:5]], atol=1e-12)


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("spiral", {"inputs": [[1, 2, 3]]}, r"inputs\[0\]: expected 2 numbers, got 3"),
        ("spiral", {"image": {"width": 1, "height": 1, "pixels": [0]}}, "the data are no images"),
        ("spiral", {"text": "hello"}, "the data are no texts"),
        ("mnist", {"inputs": [[1, 2]]}, "expected 784 numbers, got 2"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(name: str, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(Unanswerable, match=message):
        look(problem_on(name), "prediction", **settings)


@pytest.mark.parametrize(
    "request_of",
    [
        {"name": "prediction"},
        {"name": "prediction", "text": "a", "inputs": [[1, 2]]},
        {"name": "prediction", "image": {"width": 2, "height": 2, "pixels": [0]}},
        {"name": "prediction", "image": {"width": 1, "height": 1, "pixels": [256]}},
        {"name": "prediction", "image": {"width": 0, "height": 0, "pixels": []}},
        {"name": "prediction", "image": {"width": 28, "height": 28}},
        {"name": "prediction", "image": {"width": 28, "height": 28, "strokes": [[]]}},
        {"name": "prediction", "image": {"width": 28, "height": 28, "strokes": [[[1, 29]]]}},
        {"name": "prediction", "image": {"width": 28, "height": 28, "strokes": [[[-1, 2]]]}},
        {"name": "prediction", "image": {"width": 28, "height": 28, "strokes": [[[1, 2, 3]]]}},
        {"name": "prediction", "image": {"width": 28, "height": 28, "strokes": [[[1, 2]] * 8193]}},
        {"name": "boundary", "resolution": 1},
        {"name": "boundary", "resolution": 10**6},
        {"name": "shift", "dx": 15},
        {"name": "boundary", "colour": "red"},
        {"name": "nothing"},
        {"resolution": 5},
        {"name": "boundary", "runs": "all"},
    ],
)
def test_malformed_requests_are_refused(request_of: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked_probe(request_of)


def race_of(*names: str) -> Any:
    runs = [{"optimizer": name, "learning_rate": 0.05} for name in names]
    return LiveRuns().race(Experiment.model_validate({"problem": small(), "runs": runs, "steps": 10}))


def findings_of(race: Any, step: int, *requests: dict[str, Any]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    for _ in race.compute(step):
        pass
    work = probing(race, step, [asked_probe(request) for request in requests])
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_runs_are_probed_at_the_step() -> None:
    race = race_of("sgd", "adam")
    # Somebody has been further already.
    for _ in race.compute(10):
        pass
    arrays, notes = findings_of(race, 7, {"name": "weights"}, {"name": "confusion", "runs": [1]})
    assert {name.split(".")[1] for name in arrays if ".confusion." in name} == {"1"}
    assert set(notes) == {"1"}
    assert set(notes["1"]) == {"confusion"}
    for index in (0, 1):
        point = race.problem.layout.matrices(race.runs[index].point(7))[0]
        np.testing.assert_array_equal(arrays[f"probes.{index}.weights.layer.1.weights"], point[:, :-1])
    ended, _ = findings_of(race_of("sgd"), 10, {"name": "weights"})
    assert not np.array_equal(ended["probes.0.weights.layer.1.weights"], arrays["probes.0.weights.layer.1.weights"])


@pytest.mark.parametrize(
    ("request_of", "message"),
    [
        ({"name": "curve"}, "unknown probe 'curve' for this problem; expected one of"),
        ({"name": "weights", "runs": [2]}, "expected runs 0 … 1, got 2"),
        ({"name": "weights", "runs": [-1]}, "expected runs 0 … 1, got -1"),
    ],
)
def test_probes_and_runs_that_are_not_there_are_refused(request_of: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownProbe, match=message):
        check_probes(race_of("sgd", "adam"), [asked_probe(request_of)])


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_field_is_the_answer_in_own_units_over_the_plane(scaling: str) -> None:
    dataset = {"name": "custom", **FIELD, "input_scaling": scaling, "target_scaling": scaling}
    problem = NetworkSettings.model_validate({"dataset": dataset, "hidden": layers(*UNITS)}).build(0)
    assert set(offered_probes(problem)) == (LINE - {"curve"}) | {"field"}
    field = look(problem, "field", resolution=5).arrays
    assert (field["x"].shape, field["y"].shape, field["z"].shape) == ((5,), (5,), (5, 5))
    places = tuple((float(x), float(y)) for y in field["y"] for x in field["x"])
    answers = look(problem, "prediction", inputs=places).arrays["outputs"]
    np.testing.assert_allclose(field["z"].ravel(), answers[0], rtol=1e-12)


def test_inputs_in_different_units_have_ranges_of_their_own() -> None:
    samples = NetworkSettings.model_validate({"dataset": {"name": "custom", **FIELD}}).build(0).data.samples
    (left, right), (low, high) = samples.window
    assert left < 50 < 120 < right < 130
    assert low < 2 < 5 < high < 6


def test_the_spectrum_is_that_of_the_hessian() -> None:
    problem = built(l2=0.01)
    point = problem.start()
    found = look(problem, "spectrum", point, eigenvalues=4, draws=32).arrays
    hessian = problem.hessian(point)
    every = np.linalg.eigvalsh(hessian)
    np.testing.assert_allclose(found["eigenvalues"], every[::-1][:4], rtol=1e-10)
    for value, vector in zip(found["eigenvalues"], problem.from_public(found["vectors"]), strict=True):
        np.testing.assert_allclose(hessian @ vector, value * vector, atol=1e-6)
    assert found["trace"][0] == pytest.approx(every.sum(), abs=4 * found["trace"][1])
    inside = (found["axis"] >= every[0] - 0.1) & (found["axis"] <= every[-1] + 0.1)
    assert found["density"][inside].sum() == pytest.approx(found["density"].sum())


@pytest.mark.parametrize("size", [1, 7, 30])
def test_noise_is_the_spread_of_the_gradients_of_all_batches(size: int) -> None:
    """Against the gradients of single samples, one after the other, and of thousands of batches."""
    problem = built(dataset={"name": "spiral", "samples": 40, "arms": 3, "test_fraction": 0.25}, l2=0.02)
    point, samples = problem.start(), problem.samples
    singles = np.array([problem.gradient_of(point, np.array([index])) for index in range(samples)])
    whole = problem.value_and_gradient(point)[1]
    np.testing.assert_allclose(singles.mean(axis=0), whole, atol=1e-12)
    found = look(problem, "gradient_noise", point, batch_size=size).arrays
    layers_of = problem.layout.layers
    np.testing.assert_allclose(found["signal"], [np.linalg.norm(layer) for layer in layers_of(whole)], rtol=1e-12)
    squares = np.square(singles - whole).mean(axis=0)
    left = (samples - size) / (samples - 1) / size
    expected = [np.sqrt(layer.sum() * left) for layer in layers_of(squares)]
    np.testing.assert_allclose(found["noise"], expected, rtol=1e-10, atol=1e-12)
    assert found["scale"][0] == pytest.approx(squares.sum() / (whole @ whole), rel=1e-10)
    random = np.random.default_rng(0)
    drawn = [problem.gradient_of(point, random.permutation(samples)[:size]) for _ in range(2000)]
    spread = np.sqrt(np.square(np.array(drawn) - whole).sum(axis=1).mean())
    assert spread == pytest.approx(np.linalg.norm(found["noise"]), rel=0.03, abs=1e-12)


def test_the_cloud_is_that_of_the_batches_of_an_epoch() -> None:
    problem = built()
    point = problem.start()
    found = look(problem, "gradient_noise", point, batch_size=10, batches=3 * (problem.samples // 10)).arrays
    along = found["cloud"][:, 0]
    assert along.mean() == pytest.approx(np.linalg.norm(found["signal"]), rel=1e-9)
    assert found["cloud"][:, 1].mean() == pytest.approx(0, abs=1e-12)
    assert np.square(found["cloud"][:, 1]).mean() <= np.square(found["noise"]).sum() * 1.5
    whole = look(problem, "gradient_noise", point, batch_size=10_000).arrays
    assert (whole["noise"] == 0).all()
    np.testing.assert_allclose(whole["cloud"][:, 0], np.linalg.norm(whole["signal"]), rtol=1e-12)
