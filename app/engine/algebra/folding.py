"""Recording operations, with constants folded and neutral operands left out."""

from collections.abc import Sequence

import numpy as np

from app.engine.algebra.operations import OPERATIONS
from app.engine.algebra.program import Operand, Recorder, registers


def _constant(name: str, operands: Sequence[float]) -> float:
    with np.errstate(all="ignore"):
        return float(OPERATIONS[name].arrays(*map(np.float64, operands)))


class Folding:
    """A recorder for expressions of registers and constants."""

    def __init__(self) -> None:
        self.recorder = Recorder()

    def emit(self, name: str, *operands: Operand) -> Operand:
        """The register that holds `name`(`operands`), or its value where all operands are constants."""
        numbers = [operand for operand in operands if isinstance(operand, float)]
        if len(numbers) == len(operands):
            return _constant(name, numbers)
        if (name == "multiply" and 1.0 in numbers) or (name == "add" and 0.0 in numbers):
            return registers(operands)[0]
        if name == "multiply" and -1.0 in numbers:
            return self.emit("negative", *registers(operands))
        return self.recorder.record(name, *operands)

    def multiplied_power(self, value: Operand, exponent: int) -> Operand:
        """`value` to a whole `exponent` from 1 on, by squaring."""
        if exponent == 1:
            return value
        if exponent % 2:
            return self.emit("multiply", self.multiplied_power(value, exponent - 1), value)
        half = self.multiplied_power(value, exponent // 2)
        return self.emit("multiply", half, half)
