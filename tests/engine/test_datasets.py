"""Contract of every data set, and facts about the real ones."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.engine.datasets import Dataset, Samples, datasets
from app.engine.datasets.custom import Custom
from app.engine.datasets.generated import Generated, Planar, Regression, held_back
from app.engine.datasets.mnist import Mnist, balanced_order
from app.engine.datasets.penguins import Penguins
from app.engine.datasets.sentiment import Sentiment, read
from app.engine.datasets.words import most_frequent, tokens, vectorize
from app.engine.sampling.streams import Stream, generator

DATA = Path(__file__).parents[2] / "app" / "engine" / "datasets" / "data"
every_class = pytest.mark.parametrize("cls", list(datasets.values()), ids=list(datasets))
planar = pytest.mark.parametrize("cls", [cls for cls in datasets.values() if issubclass(cls, Planar)])
generated = pytest.mark.parametrize("cls", [cls for cls in datasets.values() if issubclass(cls, Generated)])
SIZES = ("arms", "clusters", "rings")


def made(cls: type[Dataset], **settings: Any) -> Dataset:
    example: Mapping[str, Any] = getattr(cls, "example", {})
    return cls(**{**example, **settings})


def drawn(dataset: Dataset, seed: int = 0) -> Samples:
    return dataset.draw(generator(seed, Stream.DATA))


def variants(cls: type[Dataset]) -> list[Dataset]:
    """The defaults, and every numeric setting at both of its bounds."""
    found = [made(cls)]
    for name, schema in cls.model_json_schema()["properties"].items():
        ends = {schema[bound] for bound in ("minimum", "maximum") if bound in schema}
        found += [made(cls, **{name: end}) for end in ends]
    return found


@every_class
def test_what_is_known_beforehand_is_what_is_drawn(cls: type[Dataset]) -> None:
    for dataset in variants(cls):
        samples = drawn(dataset)
        n, width = samples.inputs.shape
        assert (samples.targets.shape, samples.train, width) == ((n,), dataset.training_samples, dataset.features)
        assert 1 <= samples.train <= n == dataset.all_samples
        assert len(samples.features) == len(set(samples.features)) == width
        assert dataset.columns in (None, samples.features)
        if dataset.classes is None:
            assert samples.targets.dtype == np.float64 and samples.target and not samples.classes
        else:
            assert samples.targets.dtype == np.int64 and len(samples.classes) == dataset.classes
            assert samples.targets.min() >= 0 and samples.targets.max() < dataset.classes
        assert np.isfinite(samples.targets).all()


@every_class
def test_same_seed_gives_the_same_data(cls: type[Dataset]) -> None:
    first, again = drawn(made(cls), 5), drawn(made(cls), 5)
    np.testing.assert_array_equal(first.inputs, again.inputs)
    np.testing.assert_array_equal(first.targets, again.targets)


@every_class
def test_declaration_is_complete(cls: type[Dataset]) -> None:
    dataset = made(cls)
    assert cls.title and cls.reference and cls.__doc__
    assert cls.key() == dataset.model_dump()["name"]
    assert cls.scaling in ("none", "unit", "standard") and cls.precision in ("float64", "float32")
    assert 0 < cls.learning_rate <= 1 and all(units > 0 for units in cls.suggested_hidden)
    assert cls.model_validate_json(dataset.model_dump_json()) == dataset
    assert all(
        "description" in schema for name, schema in cls.model_json_schema()["properties"].items() if name != "name"
    )
    with pytest.raises(ValidationError):
        made(cls, unknown=1)


@generated
def test_noise_moves_the_points_without_drawing_them_anew(cls: type[Generated]) -> None:
    rest, little, much = (drawn(cls(noise=noise)) for noise in (0.0, 0.1, 0.2))
    moved = [np.column_stack([s.inputs - rest.inputs, s.targets - rest.targets]) for s in (little, much)]
    assert np.abs(moved[0]).max() > 0
    np.testing.assert_allclose(moved[1], 2 * moved[0], atol=1e-12)


@generated
def test_another_seed_gives_other_data(cls: type[Generated]) -> None:
    assert not np.array_equal(drawn(cls(), 1).inputs, drawn(cls(), 2).inputs)


@generated
def test_points_lie_within_about_one_or_in_the_window(cls: type[Generated]) -> None:
    samples = drawn(cls(samples=1000, noise=0))
    if "window" in cls.model_fields:
        np.testing.assert_allclose([samples.inputs.min(), samples.inputs.max()], [-3, 3], atol=0.1)
        return
    for values in (samples.inputs, samples.targets if issubclass(cls, Regression) else samples.inputs):
        assert 0.5 < np.abs(values).max() < 1.5


@planar
def test_classes_are_balanced_and_mixed_in_both_parts(cls: type[Planar]) -> None:
    bounds = cls.model_json_schema()["properties"]
    sizes = [{name: bounds[name]["maximum"]} for name in SIZES if name in bounds]
    for settings in ({}, *sizes):
        dataset = cls(samples=301, test_fraction=0.3, **settings)
        samples = drawn(dataset)
        for part in (samples.targets[: samples.train], samples.targets[samples.train :]):
            counts = np.bincount(part, minlength=dataset.classes)
            assert counts.max() - counts.min() <= 1
            assert not np.array_equal(part, np.sort(part))
            assert len(set(part[: 10 * dataset.classes])) == dataset.classes


@planar
def test_without_noise_no_two_classes_touch(cls: type[Planar]) -> None:
    samples = drawn(cls(samples=300, noise=0))
    distances = np.linalg.norm(samples.inputs[:, None] - samples.inputs[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = samples.targets[distances.argmin(axis=1)]
    assert (nearest == samples.targets).mean() > 0.97


def test_split_is_the_nearest_whole_number_and_leaves_one_for_training() -> None:
    assert [held_back(n, part) for n, part in ((500, 0.5), (10, 0.9), (100, 0.29), (7, 0), (2, 0.9))] == [
        250, 9, 29, 0, 1,
    ]  # fmt: skip


def test_contract_example_is_accepted() -> None:
    body = {"name": "spiral", "samples": 500, "noise": 0.1, "test_fraction": 0.5}
    spiral = datasets["spiral"].model_validate(body)
    assert (spiral.training_samples, spiral.classes, spiral.features) == (250, 2, 2)


def test_mnist_is_the_published_one() -> None:
    samples = drawn(Mnist())
    train, labels = samples.inputs[:60_000], samples.targets[:60_000]
    assert samples.inputs.shape == (70_000, 784) and samples.inputs.dtype == np.uint8
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert samples.targets[60_000:60_010].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    histogram = np.bincount(train.ravel(), minlength=256) / train.size
    mean = histogram @ np.arange(256) / 255
    assert (round(mean, 4), round(np.sqrt(histogram @ (np.arange(256) / 255) ** 2 - mean**2), 4)) == (0.1307, 0.3081)
    assert samples.image == (28, 28) and samples.features[28] == "pixel 1,0"
    # The original label file is a header of 8 bytes and one byte for each image.
    original = (2049).to_bytes(4, "big") + (60_000).to_bytes(4, "big") + labels.astype(np.uint8).tobytes()
    assert hashlib.sha256(original).hexdigest() == "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"


def test_mnist_stays_in_memory_once_and_cannot_be_changed() -> None:
    first, again = drawn(Mnist()), drawn(Mnist(), 1)
    assert np.shares_memory(first.inputs, again.inputs)
    with pytest.raises(ValueError, match="read-only"):
        first.inputs[0, 0] = 1


def test_fewer_digits_are_balanced_and_in_the_original_order() -> None:
    everything, few = drawn(Mnist()), drawn(Mnist(train_samples=1000, test_samples=105))
    assert np.bincount(few.targets[:1000]).tolist() == [100] * 10
    assert set(np.bincount(few.targets[1000:])) == {10, 11}
    np.testing.assert_array_equal(few.inputs[:50], everything.inputs[:50])
    assert balanced_order(np.array([1, 1, 1, 0, 1, 0])).tolist() == [0, 3, 1, 5, 2, 4]


def test_one_permutation_of_the_pixels_for_all_images() -> None:
    plain, shuffled = (drawn(Mnist(train_samples=100, test_samples=100, permutation=p), 3) for p in (False, True))
    order = generator(3, Stream.DATA).permutation(784)
    np.testing.assert_array_equal(shuffled.inputs, plain.inputs[:, order])
    np.testing.assert_array_equal(shuffled.targets, plain.targets)


def test_penguins_are_the_published_ones() -> None:
    samples = drawn(Penguins())
    assert np.bincount(samples.targets).tolist() == [146, 68, 119]
    assert samples.inputs[samples.targets == 2].mean(axis=0) == pytest.approx(
        [47.568, 14.997, 217.235, 5092.437], abs=1e-3
    )
    assert samples.train == 233


def test_sentiment_is_balanced_in_both_parts() -> None:
    samples = drawn(Sentiment())
    assert (samples.train, len(samples.targets), len(samples.texts)) == (3216, 4020, 4020)
    assert np.bincount(samples.targets[:3216]).tolist() == [1072] * 3
    assert np.bincount(samples.targets[3216:]).tolist() == [268] * 3
    assert samples.classes == ("negative", "neutral", "positive")


def test_vocabulary_is_made_from_the_training_texts_alone() -> None:
    samples = drawn(Sentiment(words=50))
    found = [tokens(text) for text in samples.texts]
    assert samples.features == most_frequent(found[:3216], 50) == read().words[:50]
    assert read().words != most_frequent(found, 5000)
    assert len(read().words) == 5000


def test_typed_sentence_gives_the_vector_of_the_same_text() -> None:
    for binary in (True, False):
        samples = drawn(Sentiment(binary=binary))
        for index in (0, 100, 4000):
            bag = vectorize(samples.texts[index], samples.features, binary)
            np.testing.assert_array_equal(bag.vector, samples.inputs[index])
    assert samples.inputs.max() > 1


def test_order_of_the_words_is_lost() -> None:
    sentence = "not good , it is bad :( and and so on"
    words = sentence.split()
    np.random.default_rng(0).shuffle(words)
    vocabulary = read().words[:1000]
    first, second = vectorize(sentence, vocabulary, False), vectorize(" ".join(words), vocabulary, False)
    assert first.tokens != second.tokens
    np.testing.assert_array_equal(first.vector, second.vector)


def test_unknown_words_are_reported_and_ignored() -> None:
    bag = vectorize("A good Zyzzyva, good!", ("bad", "good"), binary=False)
    assert bag.tokens == ("a", "good", "zyzzyva", "good") and bag.known == (False, True, False, True)
    assert bag.vector.tolist() == [0, 2]
    assert vectorize("", ("bad", "good")).vector.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I DON’T know", ["i", "don't", "know"]),
        ("@user great:) <url> https://a.b/c", ["great", ":)"]),
        (":-( ;) :D <3 =] (: ^_^ :'(", [":-(", ";)", ":d", "<3", "=]", "(:", "^_^", ":'("]),
        ("at 10:30, 3 x (and/or) mp3s", ["at", "x", "and", "or", "mp", "s"]),
        ("Müller's café", ["müller's", "café"]),
        ("!!! 123", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_own_data_keep_their_order_when_nothing_is_held_back() -> None:
    samples = drawn(Custom(inputs=[[3, 1], [2, 5], [0, 4]], targets=[2, 0, 2]))
    assert samples.inputs.tolist() == [[3, 1], [2, 5], [0, 4]]
    assert samples.targets.tolist() == [2, 0, 2] and samples.classes == ("0", "1", "2")
    assert samples.features == ("x1", "x2")


def test_own_data_are_shuffled_whole_rows_when_split() -> None:
    inputs = [[float(i), 2.0 * i] for i in range(20)]
    samples = drawn(Custom(inputs=inputs, targets=[i + 0.5 for i in range(20)], test_fraction=0.25))
    assert samples.train == 15 and sorted(samples.inputs.tolist()) == inputs and samples.inputs.tolist() != inputs
    np.testing.assert_array_equal(samples.targets, samples.inputs[:, 0] + 0.5)


def test_signs_are_two_classes() -> None:
    samples = drawn(Custom(inputs=[[1], [2], [3]], targets=[1, -1, 1]))
    assert samples.targets.tolist() == [1, 0, 1] and samples.classes == ("-1", "+1")


def test_task_of_own_data() -> None:
    rows = [[1.0], [2.0], [3.0]]
    assert Custom(inputs=rows, targets=[0, 1, 1]).classes == 2
    assert Custom(inputs=rows, targets=[0, 1, 1.5]).classes is None
    assert Custom(inputs=rows, targets=[0, 100, -7], task="regression").classes is None
    named = Custom(inputs=rows, targets=[0, 1, 1], class_names=["no", "yes", "perhaps"], feature_names=["age"])
    assert (named.classes, drawn(named).classes[2], named.columns) == (3, "perhaps", ("age",))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"inputs": [[1, 2], [3, 4], [5, 6, 7]], "targets": [0, 1, 1]}, "row 3: expected 2 numbers, got 3"),
        ({"inputs": [[1], [2]], "targets": [0]}, "expected 2 targets, one for each row, got 1"),
        ({"inputs": [[1]], "targets": [0]}, "expected at least 2 classes, got only class 0"),
        ({"inputs": [[1], [2]]}, "Field required"),
        ({"inputs": [[1], [2]], "targets": [0, None]}, "valid number"),
        ({"inputs": [], "targets": []}, "at least 1 item"),
        ({"inputs": [[], []], "targets": [0, 1]}, "at least 1 item"),
        ({"inputs": [[1], [2]], "targets": [1, 1]}, "expected at least 2 classes, got only class 1"),
        ({"inputs": [[1], [2]], "targets": [0, 20]}, "row 2: expected a class from 0 to 19, got 20; for a regression"),
        ({"inputs": [[1], [2]], "targets": [0, 0.5], "task": "classes"}, "row 2: expected a class from 0 to 19, got"),
        ({"inputs": [[1], [2], [3]], "targets": [0, -1, 1]}, "row 2: expected a class"),
        ({"inputs": [[1], [float("nan")]], "targets": [0, 1]}, "finite number"),
        ({"inputs": [[1], [2e30]], "targets": [0, 1]}, "less than or equal to 10{30}"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "missing": [[0, 0]]}, "expected mean or median"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "missing": [[2, 0]], "fill": "mean"}, "the place of a number"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "target_scaling": "standard"}, "expected none"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "table_columns": [{"name": "a"}, {"name": "b"}]}, "of 1 inputs"),
        ({"inputs": [[1]] * 5001, "targets": [0, 1]}, "at most 5000 items"),
        ({"inputs": [[1] * 65] * 2, "targets": [0, 1]}, "at most 64 items"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "feature_names": ["a", "b"]}, "expected 1 names, got 2"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "class_names": ["a", "a"]}, "same name twice"),
        ({"inputs": [[1], [2]], "targets": [0, 1], "class_names": ["a"]}, "expected 2 names, got 1"),
        ({"inputs": [[1], [2]], "targets": [0, 0.5], "class_names": ["a", "b"]}, "no names of classes"),
    ],
)  # fmt: skip
def test_bad_own_data_are_refused_by_name(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Custom.model_validate({"name": "custom", **settings})


def test_bad_number_is_found_by_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        Custom(inputs=[[1, 2], [3, "four"]], targets=[0, 1])
    assert [error["loc"] for error in caught.value.errors()] == [("inputs", 1, 1)]


@pytest.mark.parametrize("file", sorted(path for path in DATA.iterdir() if not path.name.startswith("NOTICE")))
def test_real_data_bear_a_notice_with_the_licence(file: Path) -> None:
    notice = (DATA / f"NOTICE-{file.stem}.txt").read_text("utf-8")
    assert notice.startswith(file.name) and "cite" in notice
    assert any(licence in notice for licence in ("CC0", "CC BY-SA 3.0", "MIT License"))
