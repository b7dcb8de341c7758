"""Numbers in sentences are not torn apart at the end of a line."""

import pytest

from app.cli.terminal import printable
from app.engine.wording import number, percent


@pytest.mark.parametrize("share", [0.12, 0.971, 1e-9])
def test_a_unit_stays_with_its_number(share: float) -> None:
    said = percent(share)
    assert said.endswith("\u202f%") and " " not in said


def test_a_power_of_ten_stays_in_one_piece() -> None:
    assert number(3.2e-7) == "3.2\u202f×\u202f10⁻⁷"


def test_a_terminal_shows_plain_spaces() -> None:
    assert printable(f"{percent(0.12)} of {number(3.2e-7)}") == "12 % of 3.2 × 10⁻⁷"
