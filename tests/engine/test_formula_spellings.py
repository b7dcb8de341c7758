"""Formulas as books print them: equal to their plain spelling, or refused in words where books mean two things."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.algebra.formula import Formula, FormulaError, parse
from app.engine.algebra.functions import Functions
from app.engine.algebra.operations import ON_ARRAYS
from app.engine.algebra.printing import array_source, function
from app.engine.algebra.recorded import Recorded
from app.engine.algebra.symbolic import Symbolic
from app.engine.algebra.typesetting import latex
from app.engine.landscapes import from_formula

POINTS = np.random.default_rng(5).uniform(0.2, 2, (2, 20))

SAME = [
    ("2x", "2*x"),
    ("3 x y", "3*x*y"),
    ("xy + xxy", "x*y + x*x*y"),
    ("2(x+1)", "2*(x+1)"),
    ("(x+1)(y-2)", "(x+1)*(y-2)"),
    ("x(1-x)", "x*(1-x)"),
    ("x² + y³", "x^2 + y^3"),
    ("x¹⁰ + x⁻²", "x^10 + x^-2"),
    ("(x+1)²(y-1)³", "(x+1)^2*(y-1)^3"),
    ("3x²y − 2y³", "3*x^2*y - 2*y^3"),
    ("−x", "-x"),
    ("x·y × 2 ⋅ x", "x*y*2*x"),
    ("x÷2", "x/2"),
    ("x**2", "x^2"),
    ("|x|", "abs(x)"),
    ("2|x-1|", "2*abs(x-1)"),
    ("|x-1||y|", "abs(x-1)*abs(y)"),
    ("||x|-1|", "abs(abs(x)-1)"),
    ("|x + |y - 1||²", "abs(x + abs(y - 1))^2"),
    ("f(x) = x²", "x^2"),
    ("f(x, y) = x² + 3y²", "x^2 + 3*y^2"),
    ("f = 2x", "2*x"),
    ("y = x² − 1", "x^2 - 1"),
    ("z = xy", "x*y"),
    ("L(w) = (w − 1)²", "(x - 1)^2"),
    ("J(θ₁, θ_2) = θ₁² + θ2", "x^2 + y"),
    ("max(0, x - 1)", "(x - 1 + abs(x - 1))/2"),
    ("min(x, y)", "(x + y - abs(x - y))/2"),
    ("max(x, 1, y)", "max(max(x, 1), y)"),
    ("x₁ + 2x_2", "x + 2*y"),
    ("w_1² w2", "x^2*y"),
    ("e^x", "exp(x)"),
    ("x e^(−x²)", "x*exp(-x^2)"),
    ("xe^-x", "x*exp(-x)"),
    ("exp x", "exp(x)"),
    ("exp −x", "exp(-x)"),
    ("2πx", "2*pi*x"),
    ("√x + √(x+y)", "sqrt(x) + sqrt(x+y)"),
    ("√x/2", "sqrt(x)/2"),
    ("ln x + 1", "log(x) + 1"),
    ("ln|x|/2", "log(abs(x))/2"),
    ("sin x", "sin(x)"),
    ("sin 2πx", "sin(2*pi*x)"),
    ("sin x cos y", "sin(x)*cos(y)"),
    ("2 sin x", "2*sin(x)"),
    ("sin²(x) + cos^2(x) + x", "sin(x)^2 + cos(x)^2 + x"),
    ("sin² x", "sin(x)^2"),
    ("ln √x", "log(sqrt(x))"),
    ("a² + 3b", "x^2 + 3*y"),
    ("u v", "x*y"),
    ("t²", "x^2"),
    ("θ² + theta", "x^2 + x"),
    ("e^2x", "exp(2)*x"),
    ("2^-x", "2^(-x)"),
    ("-x²", "-(x^2)"),
    ("x^2^3", "x^8"),
    ("1e-3x", "0.001*x"),
    ("x/2·y", "(x/2)*y"),
    ("x^100/10^9", "x^50*x^50/10^9"),
]


@pytest.mark.parametrize(("printed", "plain"), SAME)
def test_reads_what_books_print(printed: str, plain: str) -> None:
    expected, read = Functions(plain), Functions(printed)
    assert read.dimension == expected.dimension
    points = POINTS[: read.dimension]
    for one, other in zip(read.value_and_gradient(points), expected.value_and_gradient(points), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("y x", ("x", "y")),
        ("f(y, x) = x² + y", ("y", "x")),
        ("f(x, y) = x²", ("x", "y")),
        ("b + a", ("a", "b")),
        ("w2 + w10", ("w₂", "w₁₀")),
        ("θ + t", ("t", "θ")),
        ("x_1 x₁ x1", ("x₁",)),
        ("beta + α", ("α", "β")),
    ],
)
def test_letters_come_in_order(text: str, letters: tuple[str, ...]) -> None:
    assert parse(text).letters == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [("t²", ("t", "u")), ("w₂²", ("w₁", "w₂")), ("y", ("x", "y")), ("z", ("x", "z")), ("ω", ("ψ", "ω"))],
)
def test_a_letter_alone_gets_a_second_one_in_two_dimensions(text: str, letters: tuple[str, ...]) -> None:
    assert parse(text, 2).letters == letters


def test_arguments_keep_their_order() -> None:
    assert Functions("f(y, x) = x² + 10y").point(2.0, 3.0)[0] == 29
    assert Functions("x² + 10y").point(2.0, 3.0)[0] == 34


TWO_MEANINGS = [
    ("1/2x", r"column 2: expected brackets, as in 1/\(2 x\) or \(1/2\) x"),
    ("x/2 sin(x)", "column 2: expected brackets"),
    ("sin x y", "column 7: expected brackets that show where the argument of sin ends, got 'y'"),
    ("sin x²", "column 6: .*where the argument of sin ends, got '²'"),
    ("sin x^2", "column 6: .*where the argument of sin ends"),
    ("sin x/2", "column 6: .*where the argument of sin ends"),
    ("sin 2(x+1)", "column 6: .*where the argument of sin ends"),
    ("√2x", "column 3: .*where the argument of √ ends"),
    ("√x²", "column 3: .*where the argument of √ ends"),
    ("sin⁻¹(x)", r"column 4: expected a whole number as the power of sin \(or 1/sin\(…\) or asin\(…\)\), got '⁻¹'"),
    ("sin^-1(x)", "column 5: expected a whole number as the power of sin"),
    ("x²^3", "column 3: expected brackets around one of two powers"),
    ("x 2", "column 3: expected an operator before a number, got '2'"),
    ("|x|y|", "column 6: expected a number, a letter, a bracket or a function, got the end"),
]
MISTAKES = [
    ("0,5x", r"column 2: .*got ',' \(decimals have a point\)"),
    ("sin(0,5)", "column 1: expected 1 argument of sin, got 2"),
    ("(0,5)x", r"column 3: expected an operator or '\)', got ',' \(decimals have a point\)"),
    ("a x + b", "column 7: expected two letters at most, here a and x, got 'b'"),
    ("f(x) = a x", "column 8: expected x, π, e or a function, got 'a'"),
    ("f(x) = f(x)", "column 8: expected x, π, e or a function, got the unknown name 'f'"),
    ("y = y²", "column 5: expected y on the left side alone"),
    ("f(2) = x", "column 2: expected letters in brackets before ="),
    ("f(x, x) = x", "column 6: expected one letter, or two different ones"),
    ("f(x, y, z) = x", "column 9: expected one letter, or two different ones"),
    ("= x", r"column 1: expected a name before =, as in f\(x, y\) = or y =, got none"),
    ("f(x) =", "got nothing after ="),
    ("x = y = 2", "column 7: expected one = at most"),
    ("sinx", r"did you mean 'sin\(x\)'\?"),
    ("X²", "did you mean 'x'"),
    ("x^101", "column 3: expected exponents of at most 100 in size, got 101"),
    ("(x+1", r"column 1: expected '\)' somewhere after '\(', got a bracket never closed"),
    ("max(x)", "column 1: expected 2 or more arguments of max, got 1"),
    ("max x", "column 5: expected brackets after the function max"),
    ("x₁₂₃", "column 1: expected an index of at most 2 digits"),
    ("x + 'y'", r"column 5: .*got \"'\" \(U\+0027\)"),
]


@pytest.mark.parametrize(("text", "message"), TWO_MEANINGS + MISTAKES)
def test_says_at_which_column_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2x", "2 x"),
        ("3*x*y", "3 x y"),
        ("-(x+y)^2", r"-\left(x + y\right)^{2}"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("x/(2y)", r"\frac{x}{2 y}"),
        ("2|x-1|", r"2 \left|x - 1\right|"),
        ("sin^2(2x)", r"\sin^{2}\left(2 x\right)"),
        ("e^2x", "e^{2} x"),
        ("1e-3x + 2e5y", r"10^{-3} x + 2 \cdot 10^{5} y"),
        ("w₁ + w_12", "w_1 + w_{12}"),
        ("f(w1, θ) = w₁θ^(1/2)", r"w_1 \theta^{\frac{1}{2}}"),
        ("2·3x·4", r"2 \cdot 3 x \cdot 4"),
        ("max(0, x₁)", r"\max\left(0, x_1\right)"),
        ("(x²)³ + (e^x)²", r"\left(x^{2}\right)^{3} + \left(e^{x}\right)^{2}"),
        ("ln x + asin(y)", r"\ln\left(x\right) + \arcsin\left(y\right)"),
        ("sigmoid(x) + sign(y)", r"\sigma\left(x\right) + \operatorname{sign}\left(y\right)"),
        ("√(x y) π", r"\sqrt{x y} \pi"),
        ("x(-y)", r"x \left(-y\right)"),
    ],
)
def test_latex_shows_how_it_was_read(text: str, shown: str) -> None:
    assert latex(parse(text)) == shown


def sum_of_squares(count: int) -> str:
    rng = np.random.default_rng(2)
    return " + ".join(f"({y:.2f} − (a + {x:.2f}b))²" for x, y in rng.uniform(0, 9, (count, 2)))


@pytest.mark.parametrize(("count", "seconds"), [(20, 1.0), (270, 5.0)])
def test_a_sum_of_squares_over_data(count: int, seconds: float) -> None:
    x, y = np.round(np.random.default_rng(2).uniform(0, 9, (count, 2)).T, 2)
    begin = time.perf_counter()
    functions = from_formula(sum_of_squares(count)).functions
    assert time.perf_counter() - begin < seconds
    residuals = y - (0.5 + 1.5 * x)
    value, gradient = functions.value_and_gradient(np.array([0.5, 1.5]))
    assert value == pytest.approx((residuals**2).sum())
    np.testing.assert_allclose(gradient, [-2 * residuals.sum(), -2 * (residuals * x).sum()], rtol=1e-10)
    np.testing.assert_allclose(
        functions.hessian(np.array([0.5, 1.5])), [[2 * count, 2 * x.sum()], [2 * x.sum(), 2 * (x**2).sum()]], rtol=1e-10
    )


TERMS = [
    "x y",
    "x²/y",
    "sin(x) cos(y)",
    "tan(x/2)",
    "asin(x/9)",
    "acos(y/9)",
    "atan(x y)",
    "sinh(x)",
    "cosh(y)",
    "tanh(x − y)",
    "exp(x − y)",
    "expm1(x)",
    "ln(x + y)",
    "√(x y)",
    "|x − y|",
    "sign(x − 1) y",
    "max(x, y²)",
    "min(x, y, 1)",
    "logistic(x − y)",
    "softplus(x − y)",
    "hypot(x, y)",
    "rootabs(x − 5)",
    "x^2.5",
    "x^0.5",
    "x^-3",
    "2^x",
    "e^(x y)",
    "(x + y)^7",
    "x^0",
    "−x",
]


@pytest.mark.parametrize("term", TERMS)
def test_long_formulas_have_the_derivatives_of_short_ones(term: str) -> None:
    """Recorded derivatives and SymPy's are the same numbers."""
    formula = parse(f"f(x, y) = {term} + x − y")
    recorded, symbolic = Recorded(formula), Symbolic(formula, (), ("x", "y"))
    for way in ("value_and_gradient", "hessian"):
        programs = (getattr(made, way)() for made in (recorded, symbolic))
        one, other = (function("evaluate", array_source(program), ON_ARRAYS)(*POINTS) for program in programs)
        for mine, sympys in zip(one, other, strict=True):
            np.testing.assert_allclose(*np.broadcast_arrays(mine, sympys, POINTS[0])[:2], rtol=1e-9, atol=1e-12)


PIECES = st.sampled_from(
    [
        *"xyzabteijfθπ√|()+-*/^=, 0123.²³⁻₁_−·×÷",
        "sin",
        "ln",
        "max",
        "exp",
        "w1",
        "x_2",
        "f(x) = ",
        "**",
        "\x00",
        "\ud800",
    ]
)


@settings(max_examples=400, deadline=1000)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
def test_any_text_is_a_formula_or_an_error_in_words(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError as error:
        assert "expected" in str(error) and ", got " in str(error)
        return
    assert isinstance(formula, Formula) and formula.dimension in (1, 2)
    shown = latex(formula)
    assert shown.count("{") == shown.count("}") and shown.count(r"\left") == shown.count(r"\right")


REPEATED = [
    *"(|√-x1²=,θ.",
    "x+",
    "x^",
    "2^",
    "|x",
    "x|",
    "x/",
    "e^",
    "ln√",
    "x²",
    "sin(",
    "sin ",
    "max(",
    "f(x)=",
    "w1 ",
]
ENDLESS = [piece * (10_000 // len(piece)) for piece in REPEATED]


@pytest.mark.parametrize("text", ENDLESS)
def test_endless_texts_are_refused_at_once(text: str) -> None:
    begin = time.perf_counter()
    for shown in (text, f"x + {text[:9990]}", f"{text[:9990]} x"):
        with pytest.raises(FormulaError):
            parse(shown)
    assert time.perf_counter() - begin < 2.0
