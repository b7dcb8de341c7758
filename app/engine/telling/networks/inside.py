"""What stands in the way inside a network: units alike, dead or saturated; slopes that fade on the way back."""

import numpy as np

from app.engine.networks.units import LayerUnits
from app.engine.telling.diagnosis import Diagnosis, said
from app.engine.telling.networks.cures import LARGE, scaled_inputs, scaled_targets
from app.engine.telling.networks.view import View
from app.engine.wording import number, two_ends

VANISHING = 1e-3
EXPLODING = 1e3


def symmetric(v: View) -> Diagnosis | None:
    """All units of the first hidden layer are alike, in what they take and in what they give on."""
    if len(v.problem.layout.sizes) < 3 or v.problem.layout.sizes[1] < 2 or v.problem.settings.dropout > 0:
        return None
    first, second = v.problem.layout.matrices(v.live.point(v.row))[:2]
    if not all((part == part[:1]).all() for part in (first, second[:, :-1].T)):
        return None
    rest = (
        f": all {len(first)} units of the first hidden layer have the same weights and get the same gradient, so they "
        "stay alike. Random first weights tell them apart."
    )
    return Diagnosis("symmetric", said("The hidden units are ", "all alike", rest))


def blocked(v: View) -> Diagnosis | None:
    """A hidden layer none of whose units passes a slope back."""
    for place, layer in enumerate(v.units, 1):
        if layer.blocked:
            return _saturated(v, place, layer) if layer.saturated.any() else _dead(v, place, layer)
    return None


def _dead(v: View, place: int, layer: LayerUnits) -> Diagnosis:
    rest = (
        f": {_all_of(layer)} of hidden layer {place} {_answers(layer.units)} to none of the training samples, so no "
        "gradient reaches the weights before it."
    )
    return Diagnosis("dead", said("The hidden units are ", "dead", rest), v.slower_from_start(3, 10))


def _all_of(layer: LayerUnits) -> str:
    return "the only unit" if layer.units == 1 else f"all {layer.units} units"


def _answers(count: int) -> str:
    return "answers" if count == 1 else "answer"


def _saturated(v: View, place: int, layer: LayerUnits) -> Diagnosis:
    saturated = int(layer.saturated.sum())
    which = _all_of(layer) if saturated == layer.units else f"{saturated} of the {layer.units} units"
    dead = "" if saturated == layer.units else ", the others answer to no sample"
    stand = "stands" if saturated == 1 else "stand"
    rest = (
        f": {which} of hidden layer {place} {stand} at an end of the range for every training sample, where "
        f"next to no gradient passes{dead}.{_sizes(v)}"
    )
    cures = [*scaled_targets(v), *scaled_inputs(v), *v.slower_from_start(3, 10)]
    return Diagnosis("saturated", said("The hidden units are ", "saturated", rest), cures)


def _sizes(v: View) -> str:
    """How large the targets of a regression are, where that is large for the network."""
    if v.problem.classes:
        return ""
    targets = v.problem.targets[:, : v.problem.samples]
    low, high = float(targets.min()), float(targets.max())
    large = max(abs(low), abs(high)) > LARGE
    return f" The targets lie between {two_ends(low, high)}." if large else ""


def partly_dead(v: View) -> Diagnosis | None:
    """At least half of a hidden layer answers to no sample."""
    for place, layer in enumerate(v.units, 1):
        dead = int(layer.dead.sum())
        if 2 * dead >= layer.units:
            rest = (
                f": {dead} of the {layer.units} units of hidden layer {place} {_answers(dead)} to none of the training "
                f"samples, so no gradient reaches their weights. The loss is {number(v.measured('loss')[1][-1])}."
            )
            return Diagnosis("partly dead", said("The hidden units are ", "partly dead", rest), v.slower_from_start(3))
    return None


def few_dead(v: View) -> str:
    """What is to be added where fewer are dead."""
    layers = [(place, int(layer.dead.sum()), layer.units) for place, layer in enumerate(v.units, 1)]
    told = [f" {dead} of the {units} units of hidden layer {place} {_answers(dead)} to no sample."
            for place, dead, units in layers if dead]  # fmt: skip
    return "".join(told)


def vanishing(v: View) -> Diagnosis | None:
    """The gradient fades, or grows, from layer to layer."""
    norms = v.norms
    if len(norms) < 3 or not np.isfinite(norms).all() or norms[0] <= 0 or norms[-1] <= 0:
        return None
    ratio = norms[0] / norms[-1]
    sizes = f"from {number(norms[-1], 3)} at the last layer to {number(norms[0], 3)} at the first"
    if ratio < VANISHING:
        each = (1 / ratio) ** (1 / (len(norms) - 1))
        rest = (
            f" on the way back: {sizes}, {number(each, 2)} times less with each layer. The first layers hardly learn."
        )
        return Diagnosis("vanishing", said("The gradient ", "vanishes", rest))
    if ratio > EXPLODING:
        rest = f" on the way back: {sizes}. The first layers are thrown about."
        return Diagnosis("exploding", said("The gradient ", "explodes", rest), v.slower_from_start(3, 10))
    return None
