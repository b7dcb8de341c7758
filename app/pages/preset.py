"""What a preset is: a complete experiment with a title, a group and one sentence on what it shows."""

from typing import Any


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
) -> dict[str, Any]:
    """A preset of a lab; `kind` is the kind of its problem."""
    experiment = {"problem": {"kind": kind, **problem}, "runs": runs, "steps": steps, "seed": seed}
    return {"group": group, "name": name, "title": title, "lesson": lesson, "experiment": experiment}
