"""Settings of a run by their JSON path, such as `learning_rate`, `optimizer.momentum`, `problem.hidden[0].units`."""

import re
from typing import Any

from pydantic import ValidationError

from app.engine.experiment import Experiment

WHOLE = ("problem", "steps", "seed")
"""What a path may begin with that belongs to the experiment; all else is within the run."""
PART = re.compile(r"([A-Za-z_]\w*)((?:\[\d+\])*)")
LONGEST = 120


class WrongPath(ValueError):
    """A path that leads nowhere, or a value that does not fit there; `path` leads to it within what was asked."""

    path: tuple[str | int, ...] = ("path",)


def keys_of(path: str) -> list[str | int]:
    """The keys along a path; raises `WrongPath` where it is none."""
    keys: list[str | int] = []
    for part in path.split("."):
        found = PART.fullmatch(part)
        if found is None:
            raise WrongPath(f"expected a path such as optimizer.momentum or problem.hidden[0].units, got {path!r}")
        keys += [found[1], *(int(number) for number in re.findall(r"\d+", found[2]))]
    return keys


def varied(experiment: Experiment, index: int, path: str, value: Any) -> Experiment:
    """The experiment with one setting of run `index`, or of the whole, at another value.

    Raises `WrongPath` for a path that leads nowhere and for a value that does not fit there.
    """
    body = experiment.complete()
    keys = keys_of(path)
    here: Any = body if keys[0] in WHOLE else body["runs"][index]
    for number, key in enumerate(keys):
        if not _has(here, key):
            at = path if number == 0 else f"{path!r}, below {keys[number - 1]!r}"
            known = ", ".join(here) if isinstance(here, dict) else "nothing" if here is None else "no such number"
            raise WrongPath(f"{at}: expected {known}, got {key!r}")
        if number < len(keys) - 1:
            here = here[key]
    here[keys[-1]] = value
    try:
        return Experiment.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise WrongPath(f"{path} = {value!r}: {first['msg']}") from None


def _has(value: Any, key: str | int) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and key < len(value)
