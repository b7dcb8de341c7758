"""Settings of a run by their JSON path, such as `learning_rate`, `optimizer.momentum`, `problem.hidden[0].units`."""

import re
from typing import Any

from pydantic import ValidationError

from app.engine.experiment import Experiment
from app.engine.mistakes import Mistake, mistake_of
from app.engine.problems import Mismatch

WHOLE = ("problem", "steps", "seed")
"""What a path may begin with that belongs to the experiment; all else is within the run."""
PART = re.compile(r"([A-Za-z_]\w*)((?:\[\d+\])*)")
LONGEST = 120


class WrongPath(Mismatch):
    """A path that leads nowhere, or a value that does not fit there; `path` leads to it within what was asked."""

    def __init__(self, expected: str, got: Any, *path: str | int) -> None:
        super().__init__(expected, got, *(path or ("path",)))


class WrongValue(WrongPath):
    """A value that does not fit where a path leads to."""


def keys_of(path: str) -> list[str | int]:
    """The keys along a path; raises `WrongPath` where it is none."""
    keys: list[str | int] = []
    for part in path.split("."):
        found = PART.fullmatch(part)
        if found is None:
            raise WrongPath("a path such as optimizer.momentum or problem.hidden[0].units", path)
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
            raise WrongPath(_known(here) + (f" below {keys[number - 1]}" if number else ""), key)
        if number < len(keys) - 1:
            here = here[key]
    here[keys[-1]] = value
    try:
        return Experiment.model_validate(body)
    except ValidationError as error:
        raise WrongValue(_fitting(path, mistake_of(error.errors(include_url=False)[0], body)), value) from None


def _known(value: Any) -> str:
    """What keys there are."""
    if isinstance(value, list) and value:
        return f"0 … {len(value) - 1}"
    return f"one of {', '.join(value)}" if isinstance(value, dict) else "nothing"


def _fitting(path: str, mistake: Mistake) -> str:
    """What is expected of a setting; where it is another one that does not fit with it, of that one."""
    where = [key for key in mistake.location if isinstance(key, str)]
    if not where or where[-1] in (key for key in keys_of(path) if isinstance(key, str)):
        return f"{path} to be {mistake.expected}"
    return f"{path} to go with {where[-1]} = {mistake.got!r} (there: {mistake.expected})"


def _has(value: Any, key: str | int) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and key < len(value)
