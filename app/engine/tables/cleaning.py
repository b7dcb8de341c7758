"""Cells that say a number or a word in another way: units beside numbers, answers that are none, other capitals."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from app.engine.tables.numbers import MARKS, NO_ANSWER, is_missing, measured, plain

SHORT_WORDS = frozenset(["no", "ja", "si", "on", "ne"])
LEAST_LETTERS = 3
"""Of shorter words capitals may mean something, as in the genotypes Aa and AA."""


def cleaned(name: str, cells: Sequence[str], said: list[str]) -> list[str]:
    """The cells of a column, as numbers and words alone; `said` gets a sentence for what was passed over."""
    found = _without_units(name, cells, said)
    return found if found is not None else _one_spelling(name, cells, said)


def _is_plain(cell: str) -> bool:
    return any(plain(cell, mark) is not None for mark in MARKS)


def _without_units(name: str, cells: Sequence[str], said: list[str]) -> list[str] | None:
    """The numbers, where all cells hold one with at most one kind of unit; None where they do not."""
    units: Counter[str] = Counter()
    found, silent = [], Counter[str]()
    for cell in cells:
        if is_missing(cell) or _is_plain(cell):
            found.append(cell)
        elif cell.casefold() in NO_ANSWER:
            silent[cell] += 1
            found.append("")
        elif (read := measured(cell)) is not None:
            units[_alike(read[1])] += 1
            found.append(read[0])
        else:
            return None
    if len(units) > 1 or not any(map(_is_plain, found)):
        return None
    if units:
        example = next(cell for cell in cells if not _is_plain(cell) and measured(cell) is not None)
        unit = (measured(example) or ("", ""))[1]
        said.append(f"Column {name!r}: the unit {unit} beside its numbers, as in {example[:30]!r}, is passed over.")
    for cell, count in silent.items():
        times = "1 cell" if count == 1 else f"{count} cells"
        said.append(f"Column {name!r}: {cell[:40]!r} in {times} is no number, and taken for a missing cell.")
    return found


def _alike(unit: str) -> str:
    """Units that are one: year and years, Kg and kg, min and min."""
    short = unit.casefold().rstrip(".")
    return short[:-1] if len(short) > LEAST_LETTERS and short.endswith("s") else short


def _one_spelling(name: str, cells: Sequence[str], said: list[str]) -> list[str]:
    """Words that differ in their capitals alone, written as most of them are."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        if cell in (cell.lower(), cell.upper(), cell.capitalize()) and _is_word(cell):
            spellings[cell.lower()][cell] += 1
    usual: dict[str, str] = {}
    for several in (counts for counts in spellings.values() if len(counts) > 1):
        chosen, *others = [cell for cell, _ in several.most_common()]
        usual |= dict.fromkeys(others, chosen)
        listed = " and ".join(repr(cell[:30]) for cell in others)
        said.append(f"Column {name!r}: {listed} {'is' if len(others) == 1 else 'are'} taken for {chosen[:30]!r}.")
    return [usual.get(cell, cell) for cell in cells]


def _is_word(cell: str) -> bool:
    return sum(map(str.isalpha, cell)) >= LEAST_LETTERS or cell.lower() in SHORT_WORDS
