"""Maps in the reference: landscapes, and the paths of optimizers on one of them."""

from dataclasses import replace

import numpy as np
from markupsafe import Markup

from app.engine.declaration import FloatArray
from app.engine.landscapes import Landscape, landscapes
from app.engine.optimizers import Optimizer
from app.pages.prose import NARROW
from app.pages.reference_drawing import Picture, Plane, Range, marker, path_data, plus, readable, ring, text, ticks
from app.pages.reference_ground import compact_frame, field, ground
from app.pages.reference_links import PATH_LANDSCAPE, PATH_STEPS, best_path

MAP_SIDE = 272.0
LOWEST_MAP, HIGHEST_MAP = 170.0, 272.0
PATH_WINDOW: tuple[Range, Range] = ((-5.2, 2.8), (-2.2, 2.9))


def landscape_picture(landscape: Landscape) -> Picture:
    """A map with bands of loss, or the curve of a landscape with one parameter."""
    return _curve_of(landscape) if landscape.dimension == 1 else _map_of(landscape)


def _map_of(landscape: Landscape) -> Picture:
    (left, right), (low, high) = landscape.window
    height = min(HIGHEST_MAP, max(LOWEST_MAP, MAP_SIDE * (high - low) / (right - left)))
    plane = Plane(landscape.window[0], landscape.window[1], MAP_SIDE, height, right=10)
    places = plane.places(*np.asarray([minimum.point for minimum in landscape.minima]).reshape(-1, 2).T)
    (start,) = plane.places(*np.asarray([landscape.start]).T)
    inside = [place for place in places if _within(place, plane)]
    shown = field(landscape)
    content = clipped(ground(shown, plane), plane) + frame_scales(plane)
    content += "".join(plus(place) for place in inside) + ring(start)
    count = "no minimum" if not inside else "the minimum" if len(inside) == 1 else f"the {len(inside)} minima"
    words = (
        f"Map of {landscape.title}, w₁ from {readable(left)} to {readable(right)}, "
        f"w₂ from {readable(low)} to {readable(high)}, darker where the loss is lower; "
        f"a ring at the start ({', '.join(map(readable, landscape.start))}), {count} marked."
    )
    return Picture(Markup(plane.picture(content, words, "map")), Markup(_contours(shown.step, landscape.log)))


def _contours(step: float, log: bool) -> str:
    if not log:
        return f"Contours every {readable(step)}"
    if step >= 1:
        return f"Contours every {'decade' if step == 1 else f'{step:g} decades'}"
    values = ", ".join(f"{10 ** (number * step):.2g}" for number in range(round(1 / step)))
    return f"Contours at {values}{NARROW}×{NARROW}10ⁿ" if step >= 0.25 else f"Contours {round(1 / step)} a decade"


def _within(place: FloatArray, plane: Plane) -> bool:
    x, y = place[0] - plane.left, place[1] - plane.top
    return bool(-0.5 <= x <= plane.width + 0.5 and -0.5 <= y <= plane.height + 0.5)


def clipped(content: str, plane: Plane) -> str:
    """Content that ends at the frame."""
    (left, right), (top, bottom) = ((value[0] / 2, value[1] / 2) for value in compact_frame(plane))
    size = f'width="{right - left:g}" height="{bottom - top:g}"'
    view = f'viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}"'
    return f'<svg x="{left:g}" y="{top:g}" {size} {view}>{content}</svg>'


def frame_scales(plane: Plane) -> str:
    """A map's frame with the names of its axes and a few round numbers."""
    base, right = plane.top + plane.height, plane.left + plane.width
    x, y = (value[0] / 2 for value in compact_frame(plane))
    parts = [f'<path class="frame" d="M{x:g} {y:g}h{plane.width:g}v{round(2 * plane.height) / 2:g}H{x:g}z"/>']
    for value in ticks(*plane.x):
        ((place, _),) = plane.places([value], [plane.y[0]])
        if place < right - 18:
            parts.append(text(place, base + 17, readable(value), "middle"))
    for value in ticks(*plane.y):
        ((_, place),) = plane.places([plane.x[0]], [value])
        if place > plane.top + 16:
            parts.append(text(plane.left - 7, place + 4, readable(value), "end"))
    parts.append(_name(right, base + 17, 1, "end") + _name(plane.left - 7, plane.top + 9, 2, "end"))
    return "".join(parts)


def _name(x: float, y: float, number: int, anchor: str) -> str:
    letter = f'<tspan class="symbol">w</tspan><tspan class="lowered" dy="3">{number}</tspan>'
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{letter}</text>'


def _curve_of(landscape: Landscape) -> Picture:
    (window,) = landscape.window
    x = np.linspace(*window, 401)
    y = landscape.functions.value(x[np.newaxis])
    room = 0.1 * float(np.ptp(y))
    plane = Plane(window, (float(y.min()) - room, float(y.max()) + room))
    content = plane.area(x, y, plane.y[0], "below") + plane.scales() + plane.line(x, y, "curve")
    content += "".join(plus(place) for place in _on_curve(landscape, [m.point for m in landscape.minima], plane))
    content += "".join(ring(place) for place in _on_curve(landscape, [landscape.start], plane))
    words = (
        f"Curve of {landscape.title} for w from {readable(window[0])} to {readable(window[1])}; "
        f"a ring at the start {readable(landscape.start[0])}, a cross at the minimum."
    )
    return Picture(Markup(plane.picture(content, words)), Markup("Loss against <i>w</i>"))


def _on_curve(landscape: Landscape, points: list[tuple[float, ...]], plane: Plane) -> FloatArray:
    x = np.asarray(points, dtype=float)[:, 0]
    return plane.places(x, landscape.functions.value(x[np.newaxis]))


def optimizer_picture(optimizer: type[Optimizer]) -> Picture:
    """The path of a short run, with that of plain gradient descent below it, on one map for all optimizers."""
    plane = _path_plane()
    rate, path = best_path(optimizer.key())
    plain_rate, plain = best_path("sgd")
    places = plane.places(*path.T)
    content = '<use href="#path-ground"/>' + plus(*plane.places([0], [0])[:1])
    compared = optimizer.key() != "sgd"
    inner = f'<path class="plain" d="{path_data(plane.places(*plain.T))}"/>' if compared else ""
    line = path_data(places)
    inner += f'<path class="casing" d="{line}"/><path class="path" d="{line}"/>'
    inner += f'<path class="dots" d="{"".join(marker(0, place, 1.7) for place in places[1:-1])}"/>'
    inner += f'<path class="end" d="{marker(1, places[-1], 4.2)}"/>' + ring(places[0])
    content += clipped(inner, plane) + frame_scales(plane)
    end = ", ".join(readable(round(float(value), 2)) for value in path[-1])
    words = (
        f"Path of {optimizer.title} on a map of an elongated bowl: {PATH_STEPS} steps from (−4.5, 2) to ({end}) "
        f"with learning rate {readable(rate)}; the minimum is at (0, 0)."
    )
    caption = f"{PATH_STEPS} steps at η = {readable(rate)}"
    if compared:
        words += f" A thin line shows plain gradient descent with learning rate {readable(plain_rate)}."
        caption += f"; thin: SGD at η = {readable(plain_rate)}"
    return Picture(Markup(plane.picture(content, words, "map")), Markup(caption))


def path_ground() -> Markup:
    """The map below the optimizers' paths, defined once and used by each of them."""
    plane = _path_plane()
    inner = clipped(ground(field(replace(landscapes[PATH_LANDSCAPE], window=PATH_WINDOW)), plane), plane)
    hidden = '<svg class="defined" aria-hidden="true" width="0" height="0">'
    return Markup(f'{hidden}<defs><g id="path-ground">{inner}</g></defs></svg>')


def _path_plane() -> Plane:
    x, y = PATH_WINDOW
    return Plane(x, y, MAP_SIDE, round(MAP_SIDE * (y[1] - y[0]) / (x[1] - x[0])), right=10)
