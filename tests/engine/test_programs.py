"""Programs give the same bits however they are printed, and everything that is printed comes from one table."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.algebra.operations import ON_ARRAYS, ON_FLOATS, OPERATIONS
from app.engine.algebra.printing import MAX_INLINED, array_source, float_source, function, plan_source, printed
from app.engine.algebra.program import Operand, Program, Recorder, registers
from app.engine.stepping.scalar_tape import UFUNCS

APP = Path(__file__).parent.parent.parent / "app"

COMPARISONS = {name: getattr(np, name) for name in ("less", "less_equal", "greater", "greater_equal")}
EXACT = {
    name: getattr(np, name) for name in ("add", "subtract", "multiply", "divide", "negative", "square", "absolute")
}
EXACT |= {"sqrt": np.sqrt, "sign": np.sign, "select": np.where, **COMPARISONS}
"""Operations whose every bit IEEE arithmetic determines, as NumPy has them: on floats and on arrays."""

TIED = {
    "maximum": lambda a, b: b if a == b else float(np.maximum(a, b)),
    "minimum": lambda a, b: b if a == b else float(np.minimum(a, b)),
}
"""Of 0.0 and -0.0 NumPy takes either."""

CALLED = {name: getattr(math, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log")}
CALLED |= {"asin": math.asin, "acos": math.acos, "atan": math.atan, "power": math.pow}
CALLED |= {
    "array_power": lambda a, b: (np.array(a) ** b).item(),
    "logistic": lambda z: 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z)),
    "softplus": lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))) if z == z else z,
    "sincroot2": lambda q: OPERATIONS["sincroot2"].arrays(np.array([q])).item(),
}
"""Operations on floats that are rounded as a library does."""


def _as_python(ufunc: Callable[..., Any]) -> Callable[..., float]:
    return lambda *operands: float(ufunc(*operands))


DIRECT_FLOATS = {name: _as_python(ufunc) for name, ufunc in EXACT.items()} | TIED | CALLED
DIRECT_FLOATS |= {"divide": operator.truediv, "sqrt": math.sqrt}  # which raise where NumPy gives inf or nan
DIRECT_ARRAYS = {
    **EXACT,
    **{name: getattr(np, name, None) or getattr(np, "arc" + name[1:], None) for name in CALLED},
    "maximum": np.maximum,
    "minimum": np.minimum,
    "array_power": operator.pow,
    "logistic": lambda z: 1 / (1 + np.exp(-z)),
    "softplus": lambda z: np.logaddexp(0, z),
    "sincroot2": OPERATIONS["sincroot2"].arrays,
}
ARITY = dict.fromkeys(DIRECT_FLOATS, 1)
ARITY |= dict.fromkeys(["add", "subtract", "multiply", "divide", *TIED, *COMPARISONS, "power", "array_power"], 2)
ARITY["select"] = 3

NUMBERS = st.floats(-4, 4) | st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e-200, -1e200, 1e308]) | st.floats()


@st.composite
def programs(draw: st.DrawFn, names: tuple[str, ...] = tuple(OPERATIONS)) -> Program:
    """Any operations on x, y, earlier values and constants; what is compared serves to select alone."""
    recorder = Recorder()
    held: list[Operand] = [recorder.input("x"), recorder.input("y")]

    def noted(name: str, *first: Operand) -> int:
        count = ARITY[name] - len(first)
        free: list[Operand] = [draw(st.sampled_from(held) | NUMBERS) for _ in range(count)]
        free[draw(st.integers(0, count - 1))] = draw(st.sampled_from(held))
        return recorder.record(name, *first, *free)

    for name in draw(st.lists(st.sampled_from([n for n in names if n not in COMPARISONS]), min_size=1, max_size=12)):
        condition = [noted(draw(st.sampled_from(list(COMPARISONS))))] if name == "select" else []
        held.append(noted(name, *condition))
    outputs = draw(st.lists(st.sampled_from(held), max_size=2))
    return recorder.program([*outputs, *draw(st.lists(NUMBERS, max_size=1)), held[-1]])


def directly(program: Program, functions: Mapping[str, Callable[..., Any]], x: Any, y: Any) -> list[Any]:
    """The outputs, operation by operation."""
    values: dict[int, Any] = {register: {"x": x, "y": y}[name] for register, name in program.inputs.items()}

    def value(operand: Operand) -> Any:
        return values[operand] if isinstance(operand, int) else operand

    with np.errstate(all="ignore"):
        for operation in program.operations:
            values[operation.target] = functions[operation.name](*map(value, operation.operands))
    return [value(output) for output in program.outputs]


class Refused(Exception):
    """Called for by printed code whose operations raise."""


def on_floats(program: Program, x: float, y: float) -> list[float] | None:
    """The outputs of the printed function, None where it falls back."""

    def fallback(*inputs: float) -> None:
        assert repr(inputs) == repr((x, y))
        raise Refused

    point = function("point", float_source(program), ON_FLOATS, fallback=fallback)
    try:
        with np.errstate(all="ignore"):
            outputs = point(x, y)
    except Refused:
        return None
    return list(outputs) if len(program.outputs) > 1 else [outputs]


def on_arrays(program: Program, points: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        outputs = function("evaluate", array_source(program), ON_ARRAYS)(*points)
    return np.array([np.broadcast_to(output, points[0].shape) for output in outputs], dtype=float)


def in_buffers(program: Program, points: np.ndarray) -> np.ndarray:
    source, buffers, constants = plan_source(program)
    outputs = np.full((len(program.outputs), points.shape[1]), np.nan)
    scratch = [np.full(points.shape[1], np.nan) for _ in range(buffers)]
    kept = points.copy()
    function("make", source, ON_ARRAYS)(None, *outputs, *scratch, *map(np.array, constants))(points)
    assert_same_bits(points, kept)
    return outputs


def assert_same_bits(left: Any, right: Any) -> None:
    """Equal numbers with equal signs, that of 0 included; one NaN is like another."""
    a, b = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(np.signbit(a[a == a]), np.signbit(b[b == b]))


def of_one(name: str) -> Program:
    """A program of a single operation, whose operands are x, y and a comparison of them."""
    recorder = Recorder()
    x, y = recorder.input("x"), recorder.input("y")
    condition = [recorder.record("less", x, y)] if name == "select" else []
    return recorder.program([recorder.record(name, *condition, *(x, y)[: ARITY[name] - len(condition)])])


POINTS = np.random.default_rng(1).normal(0, 1, (2, 37))
POINTS[:, :7] = [[0.0, -0.0, np.nan, 1.0, np.inf, 1.0, 2.0], [0.0, 0.0, 1.0, np.nan, 2.0, -np.inf, 2.0]]


def test_every_operation_has_been_thought_of() -> None:
    assert set(OPERATIONS) == set(DIRECT_FLOATS) == set(DIRECT_ARRAYS)
    assert set(EXACT) | set(TIED) == UFUNCS | {"select"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_on_floats(name: str) -> None:
    program = of_one(name)
    written = 0
    for x, y in POINTS.T.tolist():
        outputs = on_floats(program, x, y)
        if outputs is not None:
            written += 1
            assert_same_bits(outputs, directly(program, DIRECT_FLOATS, x, y))
    assert written > len(POINTS.T) / 4


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_on_arrays_and_in_buffers(name: str) -> None:
    program = of_one(name)
    expected = np.array(directly(program, DIRECT_ARRAYS, *POINTS), dtype=float)
    np.testing.assert_allclose(in_buffers(program, POINTS), expected, rtol=1e-15)
    assert_same_bits(on_arrays(program, POINTS), on_arrays(program, POINTS.copy()))
    assert_same_bits(on_arrays(program, POINTS), in_buffers(program, POINTS))


@settings(max_examples=120, deadline=None)
@given(programs(), NUMBERS, NUMBERS)
def test_printed_on_floats_a_program_has_the_bits_of_its_operations(program: Program, x: float, y: float) -> None:
    outputs = on_floats(program, x, y)
    try:
        expected = directly(program, DIRECT_FLOATS, x, y)
    except (ArithmeticError, ValueError):
        return  # what is not selected is not computed either, and then raises nothing
    assert outputs is not None
    assert_same_bits(outputs, expected)


@settings(deadline=None)
@given(NUMBERS | st.integers(1, 10**6), NUMBERS | st.integers(0, 30))
def test_powers_are_those_of_pythons_own_operator(base: float, exponent: float) -> None:
    try:
        expected = base**exponent
        outputs = ON_FLOATS["power"](base, exponent)
    except (ArithmeticError, ValueError):
        return
    assert_same_bits(outputs, expected)


POINT_ARRAYS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=9).map(
    lambda points: np.array(points).T.copy()
)


@settings(max_examples=120, deadline=None)
@given(programs(), POINT_ARRAYS)
def test_printed_on_arrays_and_in_buffers_too(program: Program, points: np.ndarray) -> None:
    expected = directly(program, {name: OPERATIONS[name].arrays for name in OPERATIONS}, *points)
    expected = [np.broadcast_to(output, points[0].shape) for output in expected]
    assert_same_bits(on_arrays(program, points), expected)
    assert_same_bits(in_buffers(program, points), expected)


@settings(max_examples=120, deadline=None)
@given(programs(tuple(EXACT)), POINT_ARRAYS)
def test_what_ieee_determines_has_the_same_bits_in_all_three_forms(program: Program, points: np.ndarray) -> None:
    rows = in_buffers(program, points)
    assert_same_bits(on_arrays(program, points), rows)
    for place, (x, y) in enumerate(points.T.tolist()):
        outputs = on_floats(program, x, y)
        if outputs is not None:
            assert_same_bits(outputs, rows[:, place])


@settings(max_examples=120, deadline=None)
@given(programs(), NUMBERS, NUMBERS)
def test_what_does_not_change_is_computed_before_the_loop(program: Program, x: float, y: float) -> None:
    lines = printed(program, unchanging=frozenset(["x"]))
    assert not any(re.search(r"\by\b", line) for line in lines.before)
    body = [*lines.before, *lines.inside, f"return [{', '.join(lines.outputs)}]"]
    split = function("split", ["def split(x, y):", *(f"    {line}" for line in body)], ON_FLOATS)
    expected = on_floats(program, x, y)
    try:
        with np.errstate(all="ignore"):
            outputs = split(x, y)
    except (ArithmeticError, ValueError):
        return  # what is hoisted is computed although it may not be selected
    assert expected is not None
    assert_same_bits(outputs, expected)


@settings(max_examples=100, deadline=None)
@given(programs())
def test_the_printed_text_is_arithmetic_alone(program: Program) -> None:
    known = {*ON_FLOATS, *ON_ARRAYS, *program.inputs.values(), "fallback", "result", "plan", "w"}
    known |= {"ArithmeticError", "ValueError"}
    for source in (float_source(program), array_source(program), plan_source(program)[0]):
        for node in ast.walk(ast.parse("\n".join(source))):
            assert not isinstance(node, ast.Attribute | ast.Import | ast.ImportFrom | ast.Lambda | ast.Subscript)
            if isinstance(node, ast.Name):
                assert node.id in known or re.fullmatch(r"(t|b|c|out)\d+", node.id)
            if isinstance(node, ast.Constant):
                assert isinstance(node.value, float) or node.value == "ignore"


def test_equal_operations_are_recorded_once_and_numbers_told_apart() -> None:
    recorder = Recorder()
    x, y = recorder.input("x"), recorder.input("y")
    assert recorder.record("add", x, y) == recorder.record("add", x, y)
    assert (x, y) == (0, 1)
    assert len({recorder.record("add", x, operand) for operand in (y, 1.0, x, 0.0, -0.0)}) == 5


def test_what_no_output_needs_is_left_out() -> None:
    recorder = Recorder()
    x = recorder.input("x")
    recorder.record("cos", recorder.record("sin", x))
    kept = recorder.record("exp", x)
    program = recorder.program([kept])
    assert [operation.name for operation in program.operations] == ["exp"]
    assert registers(program.outputs) == [kept]


def test_values_read_once_are_written_in_place_while_they_are_short() -> None:
    recorder = Recorder()
    x, y = recorder.input("x"), recorder.input("y")
    total = recorder.record("add", x, y)
    assert printed(recorder.program([recorder.record("sin", total)])).outputs == ["sin((x + y))"]
    twice = printed(recorder.program([recorder.record("multiply", total, total)]))
    assert (twice.inside, twice.outputs) == ([f"t{total} = (x + y)"], [f"(t{total} * t{total})"])
    branch = printed(recorder.program([recorder.record("maximum", total, 0.0)]))
    assert branch.inside == [f"t{total} = (x + y)"]
    for _ in range(30):
        total = recorder.record("add", total, y)
    long = printed(recorder.program([total]))
    assert long.inside
    assert all(len(line) <= MAX_INLINED + 16 for line in long.inside)


def test_what_reads_only_unchanging_inputs_is_hoisted() -> None:
    recorder = Recorder()
    rate, x = recorder.input("rate"), recorder.input("x")
    product = recorder.record("multiply", recorder.record("subtract", 1.0, rate), x)
    lines = printed(recorder.program([product]), unchanging=frozenset(["rate"]))
    assert (lines.before, lines.inside, lines.outputs) == (["t2 = (1.0 - rate)"], [], ["(t2 * x)"])


def test_buffers_are_used_again() -> None:
    recorder = Recorder()
    value = recorder.input("x")
    for name in ("sin", "cos", "exp", "tanh"):
        value = recorder.record(name, value)
    source, buffers, constants = plan_source(recorder.program([value]))
    assert (buffers, constants) == (1, [])
    assert [line.strip() for line in source[4:8]] == ["sin(x, b0)", "cos(b0, b0)", "exp(b0, b0)", "tanh(b0, out0)"]


def test_constants_are_told_apart_by_their_bits() -> None:
    recorder = Recorder()
    x = recorder.input("x")
    numbers = [0.0, -0.0, 2.0, -2.0, math.inf, -math.inf]
    program = recorder.program([*numbers, *(recorder.record("multiply", x, number) for number in (*numbers, math.nan))])
    points = np.array([[1.5, -1.0]])
    expected = [[number * x for x in points[0]] for number in (*numbers, math.nan)]
    for rows in (in_buffers(program, points), on_arrays(program, points)):
        assert_same_bits(rows, [*([number] * 2 for number in numbers), *expected])


def _strings(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_there_is_one_table_of_templates() -> None:
    rooms = [path for room in ("algebra", "stepping") for path in sorted((APP / "engine" / room).glob("*.py"))]
    assert len(rooms) > 10
    with_templates = [path.stem for path in rooms if any("{0}" in text for text in _strings(path))]
    assert with_templates == ["operations"]


def test_there_is_one_place_where_source_is_compiled() -> None:
    compiling = {
        path.stem
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("exec", "eval", "compile")
    }
    assert compiling == {"printing"}
