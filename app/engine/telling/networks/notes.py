"""Settings that cannot do here what they are there for."""

from collections.abc import Iterator

from app.engine.telling.networks.view import View


def notes(v: View) -> Iterator[str]:
    """A sentence each, to stand behind the diagnosis."""
    if v.problem.kinked and not v.optimizer.proximal:
        why = f": {v.optimizer.without_pull}" if v.optimizer.without_pull else ""
        yield f" With {v.optimizer.title} L1 makes no weight exactly 0{why}."
