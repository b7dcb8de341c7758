"""Straight-line programs: a flat list of operations in which equal values occur once.

Formulas are lowered to programs, and optimizers' updates recorded as programs; `printing` makes functions of both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

Operand = int | float
"""The number of a register (int), or a constant (float)."""


def registers(operands: Iterable[Operand]) -> list[int]:
    """Those operands that are no constants."""
    return [operand for operand in operands if isinstance(operand, int)]


@dataclass(frozen=True, slots=True)
class Operation:
    """register[`target`] = `name`(`operands`), one of `OPERATIONS`."""

    target: int
    name: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Operations in order, names of the registers that hold the inputs, and where the outputs lie."""

    inputs: dict[int, str]
    operations: tuple[Operation, ...]
    outputs: tuple[Operand, ...]

    def only(self, outputs: Iterable[Operand]) -> "Program":
        """What some outputs need, and nothing else, in the same order."""
        kept: list[Operation] = []
        outputs = tuple(outputs)
        live = set(registers(outputs))
        for operation in reversed(self.operations):
            if operation.target in live:
                kept.append(operation)
                live.update(registers(operation.operands))
        return Program(dict(self.inputs), tuple(reversed(kept)), outputs)


class Recorder:
    """Takes down operations, each distinct one once, and makes a program of them."""

    def __init__(self) -> None:
        self._inputs: dict[int, str] = {}
        self._operations: list[Operation] = []
        self._known: dict[tuple[str, ...], int] = {}

    def input(self, name: str) -> int:
        """A register that holds an input of this name."""
        register = self._next
        self._inputs[register] = name
        return register

    def record(self, name: str, *operands: Operand) -> int:
        """The register that holds `name`(`operands`)."""
        # By text, because register 1 and the constant 1.0 are equal as numbers, and so are 0.0 and -0.0.
        key = (name, *map(repr, operands))
        if key not in self._known:
            self._known[key] = self._next
            self._operations.append(Operation(self._next, name, operands))
        return self._known[key]

    @property
    def _next(self) -> int:
        return len(self._inputs) + len(self._operations)

    def program(self, outputs: Iterable[Operand]) -> Program:
        """What the outputs need, and nothing else."""
        return Program(self._inputs, tuple(self._operations), ()).only(outputs)
