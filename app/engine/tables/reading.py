"""A table from beginning to end: bytes or frames in, a data set out, with a line for whatever was supposed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.engine.datasets.custom import MAX_CLASSES, MAX_FEATURES, MAX_ROWS, Custom
from app.engine.sampling.streams import Stream, generator
from app.engine.tables.cells import Grid, cells_of
from app.engine.tables.choices import Refused, Scaling, TableChoices, column_numbers
from app.engine.tables.columns import columns_of
from app.engine.tables.decoding import decoded
from app.engine.tables.frames import framed
from app.engine.tables.headers import named
from app.engine.tables.inputs import Inputs, inputs_of
from app.engine.tables.names import distinct, shortened
from app.engine.tables.numbers import is_missing
from app.engine.tables.targets import Targets, targets_of

SHOWN = 8
"""Rows of the preview."""
LEAST_FOR_TESTING = 20
"""Of more rows than this some are kept for testing."""
TESTED = 0.2


@dataclass(frozen=True)
class ReadTable:
    """A table that was read."""

    settings: dict[str, Any]
    """The data set `custom`, as `problem.dataset` takes it."""
    assumptions: list[str]
    """What was found out, left out, filled or supposed, one sentence each."""
    preview: dict[str, Any]
    """Columns with their parts, the first rows as text, the number of rows."""

    @property
    def dataset(self) -> Custom:
        """The data set, checked."""
        return Custom.model_validate(self.settings)


def read_table(source: Any, choices: TableChoices | None = None, **chosen: Any) -> ReadTable:
    """Read a path, bytes, text, a pandas or polars frame, columns by name, or an array whose last column is the target.

    `chosen` are fields of `TableChoices`. Raises `Refused`, a `ValueError` that names row, column and reason.
    """
    choices = choices or TableChoices(**{name: _listed(name, value) for name, value in chosen.items()})
    said: list[str] = []
    if isinstance(source, Path):
        source = source.read_bytes()
    if isinstance(source, bytes | bytearray):
        source, how = decoded(bytes(source), choices.encoding)
        said += [how] if how else []
    if isinstance(source, str):
        grid = cells_of(source, choices, said)
        grid, names, has_names = named(grid, choices, said)
    else:
        grid, names = framed(source)
        has_names = [True] * len(names)
    if not grid.rows:
        raise Refused("expected a row of data at least, got names alone")
    return _Reading(grid, shortened(_different(names, said)), has_names, choices, said).read()


def _listed(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [value] if name in ("target", "columns", "leave_out") and isinstance(value, str) else value


def _different(names: list[str], said: list[str]) -> list[str]:
    found = distinct(names)
    for name, other in zip(names, found, strict=True):
        if other != name:
            said.append(f"Two columns are called {name[:60]!r}: the later one is {other!r} here.")
    return found


class _Reading:
    """A table on its way: columns found, then targets, inputs, rows."""

    def __init__(self, grid: Grid, names: list[str], named: list[bool], choices: TableChoices, said: list[str]) -> None:
        self.grid, self.choices, self.said = grid, choices, said
        self.columns = columns_of(grid, names, named, choices.decimal, said)
        self.names = names
        self.why: dict[int, str] = {}
        self.targets: list[int] = []
        self.inputs: list[int] = []

    def read(self) -> ReadTable:
        try:
            self._pick()
            kept = self._drawn(self._kept())
            targets = targets_of(
                [self.columns[i] for i in self.targets], self.grid.rows, kept, self.choices.task, self.said
            )
            inputs = inputs_of([self.columns[i] for i in self.inputs], self.grid.rows, kept, self.said)
            settings = self._settings(inputs, targets, len(kept))
            self._say_classes(settings)
        except Refused as error:
            error.table = {"preview": self._preview(None), "assumptions": self.said}
            raise
        return ReadTable(settings, self.said, self._preview(targets))

    def _pick(self) -> None:
        choices, names = self.choices, self.names
        left_out = column_numbers(choices.leave_out or [], names, "leave_out")
        self.why = dict.fromkeys(left_out, "as you said")
        there = [number for number in range(len(names)) if number not in left_out]
        if choices.target is None:
            filled = [number for number in there if self.columns[number].kind != "empty"]
            self.targets = filled[-1:]
        else:
            self.targets = column_numbers(choices.target, names, "target")
        both = next((number for number in self.targets if number in left_out), None)
        if both is not None or not self.targets:
            raise Refused(f"target: expected a column that is not left out, got {names[both or 0]!r}", "target")
        wanted = None if choices.columns is None else column_numbers(choices.columns, names, "columns")
        for number in there:
            if number in self.targets:
                continue
            why = "you named the inputs" if wanted is not None else self.columns[number].of_no_use()
            if (wanted is None and not why) or (wanted is not None and number in wanted):
                self.inputs.append(number)
            else:
                self.why[number] = why
        self._say_parts()

    def _say_parts(self) -> None:
        targets = [repr(self.names[number]) for number in self.targets]
        last = "the last column" if self.targets == [len(self.names) - 1] else "the last column with anything in it"
        which = "" if self.choices.target else f", {last},"
        inputs = ", ".join(self.names[number] for number in self.inputs)
        self.said.append(
            f"{', '.join(targets)}{which} {'is' if len(targets) == 1 else 'are'} predicted from {inputs or 'nothing'}."
        )
        for number, why in self.why.items():
            self.said.append(f"Column {self.names[number]!r} is left out: {why}.")
        if not self.inputs:
            why = "; ".join(f"{self.names[number]!r}: {why}" for number, why in self.why.items())
            left = f"; left out are {why}" if why else ""
            raise Refused(f"columns: expected at least one input beside what is predicted, got none{left}", "columns")

    def _kept(self) -> list[int]:
        """Places of the rows that are used: without those whose target is missing, or any input if they are dropped."""
        used = [*self.inputs, *self.targets]
        gaps = {number: {i for i, cell in enumerate(self.columns[number].cells) if is_missing(cell)} for number in used}
        rows, choice = len(self.grid.rows), self.choices.missing
        where = ", ".join(f"{self.names[number]} ({len(gap)})" for number, gap in gaps.items() if gap)
        targetless = set[int]().union(*(gaps[number] for number in self.targets))
        incomplete = targetless.union(*gaps.values())
        if incomplete and choice == "refuse":
            first = min(incomplete)
            name = next(self.names[number] for number in used if first in gaps[number])
            raise Refused(
                f"row {self.grid.rows[first]}, column {name!r}: expected a value, got a missing cell", "missing"
            )
        dropped = incomplete if choice == "drop" else targetless
        if dropped:
            what = "a missing cell" if choice == "drop" else "no target"
            self.said.append(
                f"{len(dropped)} of {rows} rows with {what} {'is' if len(dropped) == 1 else 'are'} left out: {where}."
            )
        filled = len(incomplete) - len(dropped)
        if filled:
            self.said.append(
                f"{filled} of {rows} rows have missing cells among the inputs: each is filled with the {choice} of the "
                f"training rows, missing words are a category of their own: {where}."
            )
        if rows == len(dropped):
            raise Refused(f"expected a row at least without missing cells, got none: {where}", "missing")
        return [i for i in range(rows) if i not in dropped]

    def _drawn(self, kept: list[int]) -> list[int]:
        """All rows go along with every question about a run: of too many some are drawn, always the same ones."""
        if len(kept) <= MAX_ROWS:
            return kept
        self.said.append(
            f"{MAX_ROWS:,} of {len(kept):,} rows are taken, drawn at random: an experiment holds no more of them."
        )
        places = generator(0, Stream.DATA).choice(len(kept), MAX_ROWS, replace=False)
        return [kept[place] for place in sorted(places)]

    def _settings(self, inputs: Inputs, targets: Targets, rows: int) -> dict[str, Any]:
        choices = self.choices
        classes = targets.class_names is not None
        test = (
            choices.test_fraction if choices.test_fraction is not None else TESTED if rows > LEAST_FOR_TESTING else 0.0
        )
        order = choices.order or ("stratified" if classes else "shuffled")
        found = len(targets.class_names or [])
        if classes and not 2 <= found <= MAX_CLASSES:
            raise Refused(f"column {targets.names[0]!r}: expected 2 to {MAX_CLASSES} classes, got {found}", "task")
        if len(inputs.names) > MAX_FEATURES:
            raise Refused(
                f"expected at most {MAX_FEATURES} inputs, got {len(inputs.names)}: leave some columns out", "columns"
            )
        if classes and choices.target_scaling == "standard":
            raise Refused("target_scaling: expected none, since the targets are classes", "target_scaling")
        suited: Scaling = "standard" if rows > 1 else "none"  # one row alone has no deviation
        scaling = choices.scaling or suited
        scaled = "none" if classes else choices.target_scaling or suited
        self._say_settings(test, order, (scaling, scaled), rows, classes)
        return {
            "name": "custom",
            "inputs": inputs.rows,
            "targets": targets.values,
            "task": "classes" if classes else "regression",
            "test_fraction": test,
            "order": order,
            "input_scaling": scaling,
            "target_scaling": scaled,
            "missing": inputs.missing,
            "fill": choices.missing if inputs.missing else None,
            "feature_names": inputs.names,
            "table_columns": inputs.columns if any(column["categories"] for column in inputs.columns) else None,
            "target_names": targets.names,
            "class_names": targets.class_names,
        }

    def _say_settings(self, test: float, order: str, scalings: tuple[Scaling, str], rows: int, classes: bool) -> None:
        scaling, scaled = scalings
        if test:
            how = {
                "shuffled": "drawn at random",
                "stratified": "drawn from every class alike",
                "in_order": "the last ones",
            }
            self.said.append(f"{test:.0%} of the {rows} rows are kept for testing, {how[order]}.")
        else:
            self.said.append(
                f"All {rows} rows are trained on, in their order." if rows > 1 else "The one row is trained on."
            )
        inputs = {
            "none": "Inputs are taken as they are",
            "unit": "Inputs are divided by the largest",
            "standard": "Inputs are standardised",
        }
        target = (
            ""
            if classes
            else "; targets are standardised, and answers given in the table's own units"
            if scaled == "standard"
            else "; targets are taken as they are"
        )
        self.said.append(inputs[scaling] + target + ".")

    def _say_classes(self, settings: dict[str, Any]) -> None:
        """Which classes would be missing from the rows to train on, or from those for testing."""
        if settings["class_names"] is None or not settings["test_fraction"]:
            return
        samples = Custom.model_validate(settings).draw(generator(0, Stream.DATA))
        chance = " (with seed 0; another draws other rows)" if settings["order"] == "shuffled" else ""
        self.said += [f"{sentence}{chance}." for sentence in samples.gaps()]

    def _preview(self, targets: Targets | None) -> dict[str, Any]:
        def part(number: int) -> str:
            return "target" if number in self.targets else "input" if number in self.inputs else "left out"

        return {
            "columns": [
                {**column.summary(), "part": part(number), "why": self.why.get(number, "")}
                for number, column in enumerate(self.columns)
            ],
            "rows": [[cells[i] for cells in self.grid.columns] for i in range(min(SHOWN, len(self.grid.rows)))],
            "row_count": len(self.grid.rows),
            "task": None if targets is None else "regression" if targets.class_names is None else "classes",
        }
