"""Formulas that people type: what is refused and how fast, and that the numbers are NumPy's."""

import math
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.algebra.formula import FormulaError, parse
from app.engine.algebra.functions import Functions
from app.engine.experiment import Experiment
from app.engine.landscapes import from_formula, landscapes
from app.engine.memory.store import Store
from app.engine.runs.traces import trace

SQUARE = ((-3.0, 3.0), (-3.0, 3.0))


@pytest.mark.parametrize(
    ("text", "dimension", "at", "value"),
    [
        ("x^2", 1, (3,), 9),
        ("x**2 + 3*y**2", 2, (1, 2), 13),
        ("2^x", 1, (3,), 8),
        ("-x^2", 1, (3,), -9),
        ("x^-2", 1, (2,), 0.25),
        ("x^2^3", 1, (1.5,), 1.5**8),
        ("x^0.5", 1, (4,), 2),
        ("x/2/y", 2, (8, 2), 2),
        ("+x - -y", 2, (1, 2), 3),
        ("007*x", 1, (1,), 7),
        (".5*x + 1.e1", 1, (2,), 11),
        ("1e-3*x", 1, (2,), 0.002),
        ("e^x + pi", 1, (0,), 1 + math.pi),
        ("ln(x) + log(x)", 1, (math.e,), 2),
        ("sqrt(x)*sqrt(2)", 1, (8,), 4),
        ("abs(x) + sign(y)", 2, (-2, -5), 1),
        ("Abs(x) + arctan(y)", 2, (-2, 0), 2),
        ("sigmoid(x) - logistic(x) + softplus(x)", 1, (0,), math.log(2)),
        ("hypot(x, y)", 2, (3, 4), 5),
        ("sinh(x)^2 - cosh(x)^2 + x", 1, (0.5,), -0.5),
        ("asin(x) + acos(x) + x", 1, (0.25,), math.pi / 2 + 0.25),
        ("expm1(x) + tan(y) + tanh(x) + atan(x)", 2, (0, 0), 0),
        ("(x)", 1, (1,), 1),
        (" x\t+ 1 ", 1, (1,), 2),
        ("x^pi", 1, (1,), 1),
        ("2.5^(x/2)", 1, (4,), 6.25),
        ("(x^2 + 1)^-1.5", 1, (0,), 1),
        ("y^2", 1, (3,), 9),
        ("-(1 + e*x)*abs(0.01)", 1, (0,), -0.01),
    ],
)
def test_reads(text, dimension, at, value):
    assert parse(text).dimension == dimension
    assert Functions(text).point(*map(float, at))[0] == pytest.approx(value, rel=1e-14, abs=1e-15)


HOSTILE = {
    "import": "__import__('os').system('id')",
    "class": "().__class__.__bases__",
    "tower": "9**9**9",
    "tower times x": "x + 9^9^9",
    "long": "x+" * 5000 + "x",
    "many operations": "+".join(["x"] * 2002),
    "many products": "x" * 2002,
    "longest": "x" * 10_000,
    "nested bars": "|" * 5000 + "x" + "|" * 5000,
    "nested roots": "\u221a" * 5000 + "x",
    "nested bare functions": "sin " * 2400 + "x",
    "nested powers": "x^" * 4000 + "2",
    "nested signs": "-+" * 4000 + "x",
    "alternating": "x" + "*2/3" * 1000,
    "alternating roots": "\u221a(" * 3000 + "x",
    "many equals": "=" * 9000,
    "many arguments": "max(" + "x," * 3000 + "x)",
    "many letters": "f(" + "x," * 3000 + "x) = x",
    "nested brackets": "(" * 200 + "x" + ")" * 200,
    "nested minus": "-" * 499 + "x",
    "nested calls": "sin(" * 40 + "x" + ")" * 40,
    "unknown function": "foo(x)",
    "unknown name": "xp + 1",
    "three letters": "a*x + b",
    "dunder": "__name__",
    "overflowing constant": "1e400*x",
    "large constant": "10^13*x",
    "large folded constant": "x + exp(exp(exp(10)))",
    "tiny constant": "1e-300*x",
    "overflowing product": "x" + "*1e12" * 40,
    "many digits": "1" * 100 + "*x",
    "huge exponent": "x**1e9",
    "nested exponents": "((((x**20)**20)**20)**20)",
    "nested constant exponents": "x + " + "(" * 12 + "1.0000000000001" + ")**100" * 12,
    "lambda": "lambda x: x",
    "comprehension": "[x for x in (1, 2)]",
    "generator": "sum(x for x in y)",
    "f-string": "f'{x}'",
    "attribute": "x.real",
    "walrus": "(x:=1)",
    "string": "'x'",
    "bytes": "b'x'",
    "subscript": "x[0]",
    "NUL": "x\0+1",
    "newline": "x\n+1",
    "cyrillic x": "\u0445 + 1",
    "mathematical x": "\U0001d4cd + 1",
    "fullwidth digit": "\uff12*x",
    "arabic digit": "\u0662*x",
    "surrogate": "x\ud800",
    "empty": "",
    "blank": "  \t",
    "constant": "3 + 4",
    "hidden constant": "x - x",
    "hidden constant power": "x^0",
    "undefined": "1/(x - x)",
    "division by zero": "x/0",
    "zero to minus one": "x + 0^-1",
    "imaginary constant": "x*sqrt(-1)",
    "complex power": "x*(-1)^0.5",
    "imaginary literal": "1j*x",
    "boolean": "x + True",
    "none": "None",
    "conditional": "x if y else 1",
    "comparison": "x < y",
    "logic": "x and y",
    "modulo": "x % 2",
    "floor division": "x // 2",
    "matrix product": "x @ y",
    "bit or": "x | y",
    "tuple": "x, y",
    "starred": "sin(*x)",
    "double starred": "sin(**x)",
    "keyword": "sin(x=1)",
    "no argument": "sin()",
    "two arguments": "sin(x, y)",
    "bare function": "x + sin",
    "open bracket": "(x",
    "closed bracket": "x)",
    "variable exponent": "x^y",
    "two operators": "x*/y",
    "hexadecimal": "0x10*x",
    "underscore": "1_000*x",
    "two points": "1.2.3*x",
    "asin of 2": "x*asin(2)",
    "log of 0": "x*log(0)",
    "nowhere finite": "log(-1 - x^2)",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_refuses_quickly(text):
    landscapes["bowl"].functions.point(1.0, 1.0)  # SymPy is loaded by now, so that its import is not timed.
    begin = time.perf_counter()
    with pytest.raises(FormulaError, match=r"^formula.*expected .*, got "):
        from_formula(text, SQUARE)
    assert time.perf_counter() - begin < 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x + foo(x)", "column 5: .*'foo'"),
        ("x + cosg(x)", r"did you mean 'cos'\?"),
        ("x^2 + 9^300", "column 9: expected exponents of at most 100 in size, got 300"),
        ("x + 1e13", r"column 5: expected constants of at most 1e\+12"),
        ("x ^ y", r"column 5: .*exp\(exponent \* log\(base\)\)"),
        ("x + (y", "column 5: .*never closed"),
        ("x + \u0445", r"column 5: .*U\+0445"),
        ("hypot(x)", "column 1: expected 2 arguments of hypot, got 1"),
    ],
)
def test_messages_say_where_and_what(text, message):
    with pytest.raises(FormulaError, match=message):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(x+y+1)^20*(x-y)^20",
        "sin(cos(sin(cos(sin(x+y)))))",
        "((x^4+y)^4+1)^4",
        "(123456789012*x)^0.123456789123 + y",
        "sin(x + " + " + ".join(f"{i}*pi/7" for i in range(1, 30)) + ")",
        "sqrt(sqrt(sqrt(sqrt(x^2+1)^2+1)^2+1)^2+y^2)",
        "abs(abs(abs(abs(abs(x)-1)-1)-1)-1)",
        "*".join(f"(x-{i})" for i in range(40)),
        "sin(x*" * 14 + "x" + ")" * 14,
        "+".join(["x"] * 2000),
        " + ".join(f"ln(1 + exp(-({i % 7}.5x - {i % 5}.25y)))" for i in range(180)),
        " + ".join(f"({i % 7}.5x + {i % 5}.25y - {i})\u00b2" for i in range(280)),
        "log(log(log(log(x+5)+5)+5)+5) - y",
    ],
)
def test_heavy_but_valid_formulas_compile_in_time(text):
    begin = time.perf_counter()
    functions = from_formula(text, SQUARE).functions
    functions.hessian(np.ones(2))
    assert time.perf_counter() - begin < 5.0


def test_dimension_can_be_forced_up_and_not_down():
    assert parse("x^2", 2).dimension == 2
    with pytest.raises(FormulaError, match="expected one letter alone"):
        parse("x + y", 1)


def test_sympy_is_not_loaded_by_importing_or_refusing():
    script = (
        "import sys\n"
        "from app.engine.landscapes import from_formula, landscapes\n"
        "assert len(landscapes) and landscapes['bowl'].functions\n"
        "try:\n    from_formula('9**9**9')\nexcept ValueError:\n    pass\n"
        "sys.exit('sympy' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_own_formula_gets_a_start_and_a_rate():
    landscape = from_formula("x^2 + 3*y^2", SQUARE)
    assert (landscape.name, landscape.dimension, landscape.minima) == ("formula", 2, ())
    assert landscape.latex == "x^{2} + 3 y^{2}"
    assert landscape.gradient_latex == ("2 x", "6 y")
    assert landscape.start == (-2.1, 1.8)
    assert landscape.learning_rate == 0.02
    assert not landscape.log
    assert from_formula("100*(y - x^2)^2 + (1 - x)^2", SQUARE).log
    assert not from_formula("x^4").log
    assert from_formula("x^4").window == ((-3.0, 3.0),)
    assert from_formula("x", ((0.0, 1.0),)).learning_rate == 0.1


def test_start_avoids_points_without_a_value():
    assert from_formula("log(x) + y^2", SQUARE).start[0] > 0
    assert from_formula("sqrt(-x^2)", ((-1.0, 1.0),)).start == (0.0,)


NUMBERS = st.integers(1, 9).map(str) | st.sampled_from(["0.5", "2.25", "pi", "e", "1e-2"])


def _combined(inner):
    pairs = st.tuples(inner, inner)
    larger = st.sampled_from(["max", "min"])
    named = st.sampled_from(["sin", "cos", "tanh", "exp", "atan", "abs", "logistic", "softplus", "sqrt", "log"])
    return (
        pairs.flatmap(lambda ab: st.sampled_from("+-*/").map(lambda sign: f"({ab[0]} {sign} {ab[1]})"))
        | st.tuples(named, inner).map(lambda fa: f"{fa[0]}({fa[1]})")
        | st.tuples(inner, st.integers(2, 4)).map(lambda an: f"({an[0]})^{an[1]}")
        | st.tuples(larger, inner, inner).map(lambda fab: f"{fab[0]}({fab[1]}, {fab[2]})")
        | inner.map(lambda a: f"(-{a})")
    )


EXPRESSIONS = st.recursive(st.sampled_from(["x", "y"]) | NUMBERS, _combined, max_leaves=10)
NUMPY = {name: getattr(np, name) for name in ("sin", "cos", "tanh", "exp", "abs", "sqrt", "log", "pi", "e")}
NUMPY |= {
    "max": np.maximum,
    "min": np.minimum,
    "atan": np.arctan,
    "logistic": lambda z: 1 / (1 + np.exp(-z)),
    "softplus": lambda z: np.logaddexp(0, z),
}
SAMPLES = np.random.default_rng(3).uniform(-2, 2, (2, 12))


def reference_value(text, dtype):
    """The text evaluated by Python and NumPy; right only for texts that this file made."""
    x, y = SAMPLES.astype(dtype)
    with np.errstate(all="ignore"):
        return np.broadcast_to(eval(text.replace("^", "**"), {**NUMPY, "x": x, "y": y}), x.shape)


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS.filter(lambda text: "x" in text.replace("exp", "").replace("max", "") or "y" in text))
def test_random_formulas_have_numpys_values(text):
    try:
        functions = Functions(text, (), 2)
        values, gradients = functions.value_and_gradient(SAMPLES)
    except FormulaError as error:
        assert any(word in str(error) for word in ("constant", "finite", "undefined", "divisor", "shorten")), error
        return
    expected, precise = reference_value(text, np.float64), reference_value(text, np.longdouble)
    # Where the textbook order of operations itself loses digits, there is nothing to compare with.
    sound = np.isfinite(expected) & (np.abs(expected - precise) <= 1e-12 * np.abs(precise)) & (np.abs(expected) < 1e12)
    np.testing.assert_allclose(values[sound], expected[sound], rtol=1e-9, atol=1e-12)
    planned = functions.bound(SAMPLES.shape)(SAMPLES)
    np.testing.assert_array_equal(planned[0], values)
    np.testing.assert_array_equal(planned[1], gradients)


@pytest.mark.parametrize(
    ("text", "window", "sides", "shown"),
    [
        ("x^4 - 3*x^2", None, 1, "x^{4} - 3 x^{2}"),
        ("x^4 - 3*x^2", [[-2, 2]], 1, "x^{4} - 3 x^{2}"),
        ("x^4 - 3*x^2", [[-2, 2], [-1, 1]], 2, "x^{4} - 3 x^{2}"),
        ("exp(y) + y^2", None, 1, "e^{y} + y^{2}"),
        ("exp(y) + y^2", [[0, 2]], 1, "e^{y} + y^{2}"),
        ("y^2", [[-2, 2], [-1, 1]], 2, "y^{2}"),
        ("x^2 + 10*y^2", None, 2, "x^{2} + 10 y^{2}"),
    ],
)
def test_a_formula_in_one_letter_is_a_curve(text: str, window: object, sides: int, shown: str) -> None:
    problem = {"kind": "formula", "expression": text, **({} if window is None else {"window": window})}
    made = Experiment.model_validate({"problem": problem})
    assert made.problem.dimension == sides
    landscape = made.problem.landscape(Store())
    assert (landscape.dimension, landscape.latex) == (sides, shown)
    assert not any("w" in part for part in landscape.gradient_latex)
    assert Experiment.from_link(made.link) == made
    assert ("window" in made.minimal()["problem"]) == (window is not None)
    columns = trace(Experiment.model_validate({"problem": problem, "steps": 5})).runs[0].columns
    assert columns["parameters"].shape == (6, sides)


def test_y_alone_is_stepped_as_x_alone() -> None:
    losses = [
        trace(Experiment.model_validate({"problem": {"kind": "formula", "expression": text}})).runs[0].columns["loss"]
        for text in ("x^4 - 3*x^2 + sin(x)", "y^4 - 3*y^2 + sin(y)")
    ]
    np.testing.assert_array_equal(*losses)
