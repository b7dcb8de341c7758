"""Classes from cells: which numbers look like labels, and how labels become class numbers and names."""

from collections.abc import Sequence
from decimal import Decimal

from app.engine.datasets.custom import MAX_CLASSES


def look_like_labels(numbers: Sequence[float]) -> bool:
    """0 and 1, or two whole numbers, or all from 0 or 1 to at most 20, that occur twice on average."""
    values = sorted(set(numbers))
    if values == [0, 1] and len(numbers) > 2:
        return True
    if not all(value.is_integer() for value in values) or len(values) > min(MAX_CLASSES, len(numbers) / 2):
        return False
    return len(values) == 2 or values in ([*range(len(values))], [*range(1, len(values) + 1)])


def named_classes(labels: Sequence[str], numbers: Sequence[str] | None) -> tuple[list[int], list[str]]:
    """The class number of each label, and the classes' names: by size where labels are `numbers`, else by name.

    Numbers are compared digit by digit: names of many digits, such as those of articles, differ in the last.
    """
    if numbers is None:
        names = sorted(set(labels))
        number_of = {name: number for number, name in enumerate(names)}
        return [number_of[label] for label in labels], names
    exact = dict(zip(labels, map(_exact, numbers), strict=True))
    spelled: dict[Decimal, str] = {}
    for label in sorted(exact, key=lambda label: (exact[label], len(label), label)):
        spelled.setdefault(exact[label], _plain(exact[label], label))
    place = {value: number for number, value in enumerate(spelled)}
    return [place[exact[label]] for label in labels], list(spelled.values())


def _exact(text: str) -> Decimal:
    """The number with all its digits; one of too many places is what a float makes of it."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal(float(text))


def _plain(number: Decimal, label: str) -> str:
    """The shortest usual way to write a number; the label itself where a float is not that number."""
    usual = float(number)
    if Decimal(repr(usual)) != number:
        return label
    return repr(usual).removesuffix(".0") if usual else "0"
