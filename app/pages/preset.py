"""What a preset is: a complete experiment with a title, a topic and one sentence on what it shows."""

from typing import Any, Literal


def preset(
    kind: str,
    group: str,
    name: str,
    title: str,
    lesson: str,
    problem: dict[str, Any],
    runs: list[dict[str, Any]],
    steps: int,
    seed: int = 0,
    *,
    step: int | None = None,
    words: str = "",
    window: tuple[tuple[float, float], ...] | None = None,
    picture: Literal["losses"] | None = None,
    point: tuple[str, ...] = (),
    view: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A preset of a lab.

    `kind` is the kind of its problem, `group` the title of its topic. It opens at `step`, or where a lab begins by
    itself; `words` are what one may search for beside title, sentence and topic. Its small picture shows the
    part `window` of a landscape, and of a network what its problem offers, or the `losses`. `point` names the parts of
    the lab that it is about, the chief one first, which is large while presenting; without any they are the usual ones
    of its kind of data.
    `view` is what else a lab looks at first, by the fields of its view.
    """
    experiment = {"problem": {"kind": kind, **problem}, "runs": runs, "steps": steps, "seed": seed}
    shown = {"group": group, "name": name, "title": title, "lesson": lesson}
    drawn = {"words": words, "window": window, "picture": picture}
    return {**shown, **drawn, "step": step, "point": point, "view": view or {}, "experiment": experiment}
