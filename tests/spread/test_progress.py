"""A time left is measured over what is done, and not said before there is something to measure."""

import pytest

from app.cli.telling import duration_text, progress_text
from app.spread.progress import Progress


class Clock:
    """A clock that is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_said_without_a_basis() -> None:
    clock = Clock()
    progress = Progress(100, clock)
    clock.now += 30  # what had to be prepared says nothing of the cells
    assert progress.seconds_left is None
    progress.add(10)
    clock.now += 1
    for _ in range(4):
        assert progress.seconds_left is None
        progress.add(5)
    assert progress.seconds_left is None, "too short"
    clock.now += 4
    assert progress.seconds_left == pytest.approx(5 * 70 / 20)
    clock.now += 1
    assert progress.seconds_left == pytest.approx(6 * 70 / 20), "who waits for the next cells sees the time grow"
    progress.add(10)
    assert progress.seconds_left == pytest.approx(6 * 60 / 30)
    assert progress_text(progress) == "40 of 100 cells, about 12 s left"
    progress.anew()
    assert progress.seconds_left is None
    progress.add(20)
    clock.now += 9
    assert progress_text(progress) == "60 of 100 cells"


def test_a_few_cells_are_no_basis() -> None:
    clock = Clock()
    progress = Progress(1_000, clock)
    for _ in range(9):
        clock.now += 60
        progress.add(1)
    assert progress.seconds_left is None


def test_at_the_end_nothing_is_left() -> None:
    clock = Clock()
    progress = Progress(6, clock)
    for _ in range(6):
        clock.now += 9
        progress.add(1)
    assert progress.seconds_left == 0
    assert progress_text(progress) == "6 of 6 cells"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (100, "2 min"), (3_600, "60 min"), (9_000, "2 h 30 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
