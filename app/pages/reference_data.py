"""Pictures of data sets: points, curves, images, sentences or rows, whatever their samples are."""

import re
from collections.abc import Sequence
from html import escape

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from app.engine.datasets import Dataset, Samples
from app.engine.declaration import FloatArray
from app.engine.memory.store import Store
from app.engine.networks.data import drawn
from app.pages.reference_drawing import Picture, Plane, compact, marker, picture, readable
from app.pages.reference_links import dataset_example

FEW = 10
SHOWN_POINTS = 220
SHOWN_TEXTS = 3
PLAIN_TEXT = re.compile(r"[A-Z][A-Za-z' ,]{44,}[.!?]")
"""Sentences as one writes them, without addresses and hash marks, of some length."""
SHOWN_ROWS = 2
DIGITS_ACROSS, DIGITS_DOWN, DIGIT = 8, 5, 40.0
INKS = 3


def dataset_picture(name: str) -> Picture:
    """A picture of a data set's first samples."""
    dataset = dataset_example(name)
    samples = drawn(dataset, 0, Store())
    if samples.image is not None:
        return _images(dataset, samples)
    if samples.texts:
        return _texts(samples)
    if len(samples.inputs) < FEW or len(samples.features) > 2:
        return _rows(dataset, samples)
    if samples.curve:
        return _curve(dataset, samples)
    return _points(dataset, samples) if samples.classes else _heights(dataset, samples)


def _points(dataset: Dataset, samples: Samples) -> Picture:
    labels = samples.targets[:SHOWN_POINTS].astype(np.int64)
    kinds = f"{len(samples.classes)} classes"
    return _in_plane(dataset, samples, labels, np.full(len(labels), 3.1), f"in {kinds}", kinds)


def _heights(dataset: Dataset, samples: Samples) -> Picture:
    """Points that are the larger the farther their values are from 0, of one kind above and of another below."""
    values = samples.targets[:SHOWN_POINTS]
    sizes = 1.2 + 3.4 * np.abs(values) / np.abs(values).max()
    said = f"the larger the farther {samples.target} is from 0: squares above it, circles below"
    return _in_plane(dataset, samples, (values > 0).astype(np.int64), sizes, said, said)


def _in_plane(
    dataset: Dataset, samples: Samples, labels: NDArray[np.int64], sizes: FloatArray, said: str, caption: str
) -> Picture:
    """Points of the plane with a marker for each label."""
    points = samples.inputs[: len(labels)]
    reach = float(np.abs(points).max())
    plane = Plane((-1.05 * reach, 1.05 * reach), (-1.05 * reach, 1.05 * reach), 240, 240, right=10)
    places = plane.places(*points.T)
    content = plane.scales()
    for index in np.unique(labels).tolist():
        chosen = labels == index
        outlines = "".join(
            marker(index, place, size) for place, size in zip(places[chosen], sizes[chosen].tolist(), strict=True)
        )
        content += f'<path class="class-{index + 1}" d="{outlines}"/>'
    names, far = " and ".join(samples.features), max(1, round(reach))
    words = f"{len(points)} points of {dataset.title} {said}, {names} from −{far} to {far} or so."
    return Picture(
        Markup(plane.picture(content, words, "square")),
        Markup(f"{len(points)} of {len(samples.inputs):,} points, {caption}"),
    )


def _curve(dataset: Dataset, samples: Samples) -> Picture:
    x, y = samples.inputs[:, 0], samples.targets
    low, high = float(y.min()), float(y.max())
    room = 0.08 * (high - low)
    plane = Plane((float(x.min()) - 0.04, float(x.max()) + 0.04), (low - room, high + room))
    outlines = "".join(marker(0, place, 2.4) for place in plane.places(x, y))
    content = plane.scales() + f'<path class="samples" d="{outlines}"/>'
    left, right = readable(round(float(x.min()))), readable(round(float(x.max())))
    words = (
        f"{len(x)} samples of {dataset.title}, {samples.target} from {readable(round(low, 2))} to "
        f"{readable(round(high, 2))} against {samples.features[0]} from {left} to {right}."
    )
    caption = f"{len(x)} samples, {samples.target} against {samples.features[0]}"
    return Picture(Markup(plane.picture(content, words)), Markup(caption))


def _images(dataset: Dataset, samples: Samples) -> Picture:
    count = DIGITS_ACROSS * DIGITS_DOWN
    content = mosaic(samples, range(count), DIGITS_ACROSS, DIGIT)
    width, height = DIGIT * DIGITS_ACROSS, DIGIT * DIGITS_DOWN
    labels = [samples.classes[int(label)] for label in samples.targets[:count]]
    words = f"{count} images of {dataset.title}, in rows of {DIGITS_ACROSS}: {', '.join(labels)}."
    rows, columns = samples.image or (0, 0)
    caption = f"The first {count} of {len(samples.inputs):,} images, {rows} × {columns} pixels each"
    return Picture(Markup(picture(content, width, height, words, "digits")), Markup(caption))


def mosaic(samples: Samples, numbers: Sequence[int], across: int, size: float) -> str:
    """Images of some samples, `across` in a row, each `size` pixels wide."""
    assert samples.image is not None
    rows, columns = samples.image
    paths: list[list[str]] = [[] for _ in range(INKS)]
    for place, number in enumerate(numbers):
        pixels = np.asarray(samples.inputs[number]).reshape(rows, columns)
        for ink, runs in enumerate(_inked(pixels)):
            paths[ink] += [
                f"M{left + columns * (place % across)} {row + rows * (place // across)}h{width}"
                for row, left, width in runs
            ]
    lines = "".join(f'<path class="ink-{ink + 1}" d="{"".join(path)}"/>' for ink, path in enumerate(paths))
    return f'<g class="pixels" transform="scale({compact(size / columns, 4)}) translate(0 .5)">{lines}</g>'


def _inked(pixels: NDArray[np.uint8]) -> list[list[tuple[int, int, int]]]:
    """Runs of pixels (row, left, length) of each ink, the palest first."""
    level = np.minimum(INKS, np.ceil(pixels / 255 * INKS - 0.3)).astype(int)
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(INKS)]
    for row, values in enumerate(level):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], values, [0]])))
        for left, right in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            if values[left] > 0:
                found[values[left] - 1].append((row, left, right - left))
    return found


def _texts(samples: Samples) -> Picture:
    parts = []
    for index, name in enumerate(samples.classes):
        chosen = [text for text, label in zip(samples.texts, samples.targets, strict=True) if label == index]
        short = sorted(filter(PLAIN_TEXT.fullmatch, chosen), key=len)[:SHOWN_TEXTS]
        items = "".join(f"<li>{escape(text, quote=False)}</li>" for text in short)
        parts.append(f"<dt>{escape(name)}</dt><dd><ul>{items}</ul></dd>")
    caption = f"{SHOWN_TEXTS} texts of each class, of {len(samples.texts):,}"
    return Picture(Markup(f'<dl class="sentences">{"".join(parts)}</dl>'), Markup(caption))


def _rows(dataset: Dataset, samples: Samples) -> Picture:
    shown = np.arange(len(samples.inputs))
    if len(shown) >= FEW:
        shown = np.concatenate([np.flatnonzero(samples.targets == i)[:SHOWN_ROWS] for i in range(len(samples.classes))])
    heads = "".join(f'<th scope="col">{escape(name.replace("_", " "))}</th>' for name in samples.features)
    body = ""
    for index in shown:
        cells = "".join(f"<td>{readable(float(value))}</td>" for value in samples.inputs[index])
        body += f'<tr>{cells}<th scope="row">{escape(samples.classes[int(samples.targets[index])])}</th></tr>'
    head = f'<thead><tr>{heads}<th scope="col">class</th></tr></thead>'
    total = len(samples.inputs)
    count = f"{len(shown)} rows" if len(shown) == total else f"{len(shown)} of {total:,} rows"
    caption = Markup(f"{count} of {dataset.title.lower()}")
    return Picture(Markup(f'<table class="rows">{head}<tbody>{body}</tbody></table>'), caption)
