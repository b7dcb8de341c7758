"""How large a program's numbers can become: where none can overflow, nobody has to look for infinities and NaN."""

from collections.abc import Callable

from app.engine.algebra.program import Operand, Program

MOST = 1e300
"""Far enough below the largest number that no rounding reaches it."""

SIZES: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a + b,
    "multiply": lambda a, b: a * b,
    "square": lambda a: a * a,
    **dict.fromkeys(("maximum", "minimum"), max),
    "negative": lambda a: a,
    "absolute": lambda a: a,
    "softplus": lambda a: a + 1.0,
    **dict.fromkeys(("sin", "cos", "tanh", "sign", "logistic"), lambda a: 1.0),  # noqa: ARG005  # whatever a is
}
"""Largest size of an operation's result by those of its arguments, for operations without poles."""


def always_finite(program: Program, radius: float) -> bool:
    """Whether all outputs are surely numbers wherever no coordinate is larger than `radius`."""
    sizes = dict.fromkeys(program.inputs, radius)

    def size(operand: Operand) -> float:
        return sizes[operand] if isinstance(operand, int) else abs(operand)

    for operation in program.operations:
        if operation.name not in SIZES:
            return False
        sizes[operation.target] = SIZES[operation.name](*map(size, operation.operands))
    return all(size(operand) < MOST for operand in [*sizes, *program.outputs])
