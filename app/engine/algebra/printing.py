"""Programs printed as Python source: lines on floats or arrays, and plans of NumPy calls into fixed buffers.

The source is made of names of listed operations and declared inputs, register numbers and float constants alone; no
text that a person wrote ever reaches the compiler.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.engine.algebra.operations import OPERATIONS, Spelling
from app.engine.algebra.program import Operand, Program, registers

MAX_INLINED = 60
"""A value that is read once is written into its reader's line while it has at most this many characters."""


@dataclass(slots=True)
class Lines:
    """A program as assignments, and what to write for each of its outputs."""

    before: list[str] = field(default_factory=list)
    """What no pass of a loop changes, for it reads nothing but unchanging inputs."""
    inside: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)


def printed(program: Program, on_arrays: bool = False, unchanging: frozenset[str] = frozenset()) -> Lines:
    """The program on floats or arrays. Short values that are read once are written in place."""
    result = Lines()
    texts = dict(program.inputs)
    fixed = {register for register, name in texts.items() if name in unchanging}
    templates = [
        _template(operation.name, OPERATIONS[operation.name], len(operation.operands), on_arrays)
        for operation in program.operations
    ]
    reads = _reads(program, templates)
    for operation, (template, _) in zip(program.operations, templates, strict=True):
        target = operation.target
        text = template.format(*[_text(operand, texts) for operand in operation.operands])
        if unchanging and fixed.issuperset(registers(operation.operands)):
            fixed.add(target)
        elif reads[target] == 1 and len(text) <= MAX_INLINED:
            texts[target] = text
            continue
        texts[target] = f"t{target}"
        (result.before if target in fixed else result.inside).append(f"t{target} = {text}")
    result.outputs += (_text(output, texts) for output in program.outputs)
    return result


@lru_cache(maxsize=256)
def _template(name: str, spelling: Spelling, operands: int, on_arrays: bool) -> tuple[str, list[int]]:
    """How an operation is written, and which of its operands that reads, as often as it does."""
    template = spelling.template(name, operands, on_arrays)
    return template, [int(place) for place in re.findall(r"\{(\d)\}", template)]


def _reads(program: Program, templates: list[tuple[str, list[int]]]) -> Counter[int]:
    """How often each register is written down; a template may do so several times."""
    operands = list(program.outputs)
    for operation, (_, places) in zip(program.operations, templates, strict=True):
        operands += [operation.operands[place] for place in places]
    return Counter(registers(operands))


def _text(operand: Operand, texts: Mapping[int, str]) -> str:
    """A register's name or expression; a constant as Python writes it, which reads back to the same bits."""
    if isinstance(operand, int):
        return texts[operand]
    return repr(operand) if operand >= 0 else f"({operand!r})"


def float_source(program: Program) -> list[str]:
    """Source of a function `point` on Python floats that calls `fallback` where an operation raises."""
    body, inputs = printed(program), ", ".join(program.inputs.values())
    return [
        f"def point({inputs}):",
        "    try:",
        *(f"        {line}" for line in body.inside),
        f"        return {', '.join(body.outputs)}",
        "    except (ArithmeticError, ValueError):",
        f"        return fallback({inputs})",
    ]


def array_source(program: Program) -> list[str]:
    """Source of a function `evaluate` on arrays of one shape that returns the tuple of outputs."""
    body = printed(program, on_arrays=True)
    return [
        f"def evaluate({', '.join(program.inputs.values())}):",
        *(f"    {line}" for line in body.inside),
        f"    return ({', '.join(body.outputs)},)",
    ]


def plan_source(program: Program) -> tuple[list[str], int, list[float]]:
    """Source of a factory `make` of plans, the number of scratch buffers that its plans need, and their constants.

    Outputs are written where they belong, `out0`, `out1`, …; a plan returns the `result` that they are parts of.
    """
    places, buffers = _places(program)
    constants: dict[str, tuple[str, float]] = {}

    def text(operand: Operand) -> str:
        if isinstance(operand, int):
            return places[operand]
        return constants.setdefault(repr(operand), (f"c{len(constants)}", operand))[0]

    calls = [
        f"{operation.name}({', '.join(map(text, [*operation.operands, operation.target]))})"
        for operation in program.operations
    ]
    rows = [f"out{row}" for row in range(len(program.outputs))]
    calls += (f"copyto({row}, {text(out)})" for row, out in zip(rows, program.outputs, strict=True) if text(out) != row)
    bound = [*rows, *(f"b{number}" for number in range(buffers)), *(name for name, _ in constants.values())]
    source = [
        f"def make(result, {', '.join(bound)}):",
        "    def plan(w):",
        f"        {', '.join(program.inputs.values())}, = w",
        '        with errstate(all="ignore"):',
        *(f"            {call}" for call in calls),
        "        return result",
        "    return plan",
    ]
    return source, buffers, [constant for _, constant in constants.values()]


def _places(program: Program) -> tuple[dict[int, str], int]:
    """Where each register's value lies, and how many buffers that takes.

    A buffer is free for another value after the last operation that reads it, and for that operation's own.
    """
    rows = {output: f"out{row}" for row, output in reversed([*enumerate(program.outputs)]) if isinstance(output, int)}
    places = rows | program.inputs
    read_later = set(places)  # what has a place of its own never frees one
    freed: list[set[int]] = []
    for operation in reversed(program.operations):
        freed.append(set(registers(operation.operands)) - read_later)
        read_later |= freed[-1]
    free: list[str] = []
    buffers = 0
    for operation in program.operations:
        free += [places[register] for register in freed.pop()]
        if operation.target not in places:
            if not free:
                free.append(f"b{buffers}")
                buffers += 1
            places[operation.target] = free.pop()
    return places, buffers


def function(name: str, source: list[str], known: Mapping[str, Any], **more: Any) -> Any:
    """Compile the printed lines of one function, which use the `known` names and more, and return it."""
    names = {**known, **more}
    # Safe: the lines are made of operations of our own table, declared names, register numbers and float constants.
    exec(compile("\n".join(source) + "\n", f"<{name}>", "exec"), names)
    return names[name]
