"""Names of columns, inputs and classes: short enough, and no two alike."""

from collections.abc import Sequence

LONGEST_NAME = 60


def shortened(names: Sequence[str]) -> list[str]:
    """Different names of at most so many characters; of those that begin alike the later ones end in a number."""
    found: list[str] = []
    taken = {name for name in names if len(name) <= LONGEST_NAME}
    for name in names:
        short, number = name[:LONGEST_NAME], 1
        while len(name) > LONGEST_NAME and short in taken:
            number += 1
            end = f"… {number}"
            short = name[: LONGEST_NAME - len(end)] + end
        taken.add(short)
        found.append(short)
    return found


def distinct(names: Sequence[str]) -> list[str]:
    """No two alike: the later ones end in a number."""
    found: list[str] = []
    for name in names:
        other, number = name, 1
        while other in found:
            number += 1
            end = f" ({number})"
            other = name[: LONGEST_NAME - len(end)] + end
        found.append(other)
    return found
