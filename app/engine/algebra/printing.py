"""Programs printed as Python source: one function on floats or arrays, and plans of NumPy calls into fixed buffers.

The source is made of names of listed operations, register numbers and float constants alone; no text that a person
wrote ever reaches the compiler.
"""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.engine.algebra.program import Argument, Program

MAX_INLINED = 60
"""A value that is read once is written into its reader's line while it has at most this many characters."""

_INFIX = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
_VARIABLES = ("x", "y")


def _name(program: "Program", argument: "Argument") -> str:
    if isinstance(argument, float):
        return repr(argument) if argument >= 0 else f"({argument!r})"
    return _VARIABLES[argument] if argument < program.inputs else f"t{argument}"


def _lines(program: "Program") -> tuple[list[str], list[str]]:
    """The program as assignments and output expressions; short values that are read once are written in place."""
    operands = [*(argument for operation in program.operations for argument in operation.arguments), *program.outputs]
    reads = Counter(operand for operand in operands if isinstance(operand, int))
    inlined: dict[int, str] = {}
    lines: list[str] = []

    def text(argument: "Argument") -> str:
        if isinstance(argument, int) and argument in inlined:
            return inlined.pop(argument)
        return _name(program, argument)

    for operation in program.operations:
        arguments = [text(argument) for argument in operation.arguments]
        if operation.name in _INFIX:
            line = f"({arguments[0]} {_INFIX[operation.name]} {arguments[1]})"
        elif operation.name == "negative":
            line = f"(-{arguments[0]})"
        else:
            line = f"{operation.name}({', '.join(arguments)})"
        if reads[operation.target] == 1 and len(line) <= MAX_INLINED:
            inlined[operation.target] = line
        else:
            lines.append(f"t{operation.target} = {line}")
    return lines, [text(output) for output in program.outputs]


def scalar_source(program: "Program") -> list[str]:
    """Source of a function on Python floats that falls back to arrays where `math` raises."""
    lines, outputs = _lines(program)
    variables = ", ".join(_VARIABLES[: program.inputs])
    body = [*lines, f"return {', '.join(outputs)}"]
    return [
        f"def point({variables}):",
        "    try:",
        *(f"        {line}" for line in body),
        "    except (ArithmeticError, ValueError):",
        f"        return fallback({variables})",
    ]


def array_source(program: "Program") -> list[str]:
    """Source of a function on arrays of one shape that returns the tuple of outputs."""
    lines, outputs = _lines(program)
    variables = ", ".join(_VARIABLES[: program.inputs])
    return [f"def evaluate({variables}):", *(f"    {line}" for line in lines), f"    return ({', '.join(outputs)},)"]


def plan_source(program: "Program") -> tuple[list[str], int, list[float]]:
    """Source of a factory of plans, the number of scratch buffers that its plans need, and their constants.

    A register's buffer is free for another value after the last operation that reads it. Outputs are written
    where they belong: `out0` is f, `out1`, … the rows of the gradient.
    """
    last_use = program.last_uses()
    places = {index: _VARIABLES[index] for index in range(program.inputs)}
    rows = {
        output: f"out{row}" for row, output in reversed(list(enumerate(program.outputs))) if isinstance(output, int)
    }
    free: list[str] = []
    buffers = 0
    constants: list[float] = []
    lines: list[str] = []

    def text(argument: "Argument") -> str:
        if isinstance(argument, int):
            return places[argument]
        if argument not in constants:
            constants.append(argument)
        return f"c{constants.index(argument)}"

    for index, operation in enumerate(program.operations):
        arguments = [text(argument) for argument in operation.arguments]
        for register in {argument for argument in operation.arguments if isinstance(argument, int)}:
            if last_use[register] == index and places[register].startswith("b"):
                free.append(places[register])
        if operation.target in rows:
            places[operation.target] = rows[operation.target]
        elif free:
            places[operation.target] = free.pop()
        else:
            places[operation.target] = f"b{buffers}"
            buffers += 1
        lines.append(f"{operation.name}({', '.join([*arguments, places[operation.target]])})")
    for row, output in enumerate(program.outputs):
        if text(output) != f"out{row}":
            lines.append(f"copyto(out{row}, {text(output)})")
    variables = ", ".join(_VARIABLES[: program.inputs])
    bound = [f"out{row}" for row in range(len(program.outputs))] + [f"b{number}" for number in range(buffers)]
    source = [
        f"def make({', '.join(['value', 'gradient', *bound, *(f'c{n}' for n in range(len(constants)))])}):",
        "    def plan(w):",
        f"        {variables}{',' * (program.inputs == 1)} = w",
        '        with errstate(all="ignore"):',
        *(f"            {line}" for line in lines),
        "        return value, gradient",
        "    return plan",
    ]
    return source, buffers, constants
