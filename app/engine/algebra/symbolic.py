"""Formulas as SymPy expressions: derivatives and LaTeX. Imported on first use, for SymPy loads slowly.

Expressions are built node by node from a checked tree; `sympify` never sees a text. The functions defined here
carry derivatives that are safe in floating point, where SymPy's own would divide 0 by 0 or overflow.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from typing import Any

import sympy

from app.engine.algebra.formula import Formula, FormulaError, Node
from app.engine.algebra.lowering import Expression, lower
from app.engine.algebra.program import Program

X, Y = sympy.Symbol("x"), sympy.Symbol("y")
SYMBOLS = (X, Y)


class _Function(sympy.Function):  # type: ignore[misc]  # SymPy has no types
    """A function with its own derivative `slope`, printed as `pattern` % argument."""

    nargs: Any = 1
    pattern = ""

    def slope(self) -> Expression:
        """Derivative by the argument."""
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> Expression:
        """SymPy's name for `slope`."""
        del argindex
        return self.slope()

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        shown = self.pattern % tuple(printer._print(argument) for argument in self.args)
        return rf"\left({shown}\right)^{{{exp}}}" if exp else shown


class sign(_Function):
    """−1, 0 or 1; its derivative is taken as 0."""

    pattern = r"\operatorname{sign}\left(%s\right)"

    def slope(self) -> Expression:
        return sympy.Integer(0)


class absolute(_Function):
    """|u| for real u, with derivative sign u, which is 0 at the kink."""

    pattern = r"\left|%s\right|"

    def slope(self) -> Expression:
        return sign(self.args[0])


class floored(_Function):
    """max(r, 1e-150) for a length r: a divisor that is never 0, so that x / floored(r) is 0 where x and r are."""

    pattern = "%s"

    def slope(self) -> Expression:
        return sympy.Integer(1)


class hypot(_Function):
    """√(a² + b²) with gradient (a, b)/√(a² + b²), which is taken as 0 at the origin."""

    nargs = 2
    pattern = r"\sqrt{\left(%s\right)^2 + \left(%s\right)^2}"

    def fdiff(self, argindex: int = 1) -> Expression:
        return self.args[argindex - 1] / floored(self)


class rootabs(_Function):
    """√|u|, whose slope sign(u)/(2√|u|) is taken as 0 at 0."""

    pattern = r"\sqrt{\left|%s\right|}"

    def slope(self) -> Expression:
        return sign(self.args[0]) / (2 * floored(self))


class sincroot2(_Function):
    """(sin t − t cos t)/t³ at t = √q: −2 times the derivative of sin(√q)/√q."""

    pattern = r"\operatorname{s}_2\left(%s\right)"


class sincroot(_Function):
    """sin(√q)/√q, which is 1 at 0."""

    pattern = r"\operatorname{sinc}\sqrt{%s}"

    def slope(self) -> Expression:
        return -sincroot2(self.args[0]) / 2


class cosroot(_Function):
    """cos √q: smooth at q = 0, where the plain chain rule divides 0 by 0."""

    pattern = r"\cos\sqrt{%s}"

    def slope(self) -> Expression:
        return -sincroot(self.args[0]) / 2


class logistic(_Function):
    """s(z) = 1/(1 + e^−z) with s'(z) = s(z) s(−z), which cannot overflow."""

    pattern = r"\sigma\left(%s\right)"

    def slope(self) -> Expression:
        return self * logistic(-self.args[0])


class softplus(_Function):
    """log(1 + e^z), with the logistic function as derivative."""

    pattern = r"\log\left(1 + e^{%s}\right)"

    def slope(self) -> Expression:
        return logistic(self.args[0])


class expm1(_Function):
    """e^u − 1 without cancellation near 0."""

    pattern = r"\left(e^{%s} - 1\right)"

    def slope(self) -> Expression:
        return sympy.exp(self.args[0])


class maximum(_Function):
    """The larger of two; the slopes of both count half where they are equal."""

    nargs = 2
    pattern = r"\max\left(%s, %s\right)"
    side = 1

    def fdiff(self, argindex: int = 1) -> Expression:
        difference = self.args[argindex - 1] - self.args[2 - argindex]
        return (1 + self.side * sign(difference)) / 2


class minimum(maximum):
    """The smaller of two, likewise."""

    pattern = r"\min\left(%s, %s\right)"
    side = -1


_CLASSES = {
    "abs": absolute,
    "sign": sign,
    "hypot": hypot,
    "rootabs": rootabs,
    "cosroot": cosroot,
    "logistic": logistic,
    "softplus": softplus,
    "expm1": expm1,
}


def expression(formula: Formula) -> Expression:
    """The SymPy expression of a checked formula, in the symbols `X` and `Y` for its letters.

    Raises `FormulaError` where it turns out constant, undefined or complex.
    """
    built = _build(formula.tree, dict(zip(formula.letters, SYMBOLS, strict=False)))
    if built.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I):
        raise FormulaError("formula: expected real numbers somewhere on the plane, got an undefined expression")
    if not built.free_symbols:
        raise FormulaError(f"formula: expected x (and y) to matter, got the constant {built}")
    return built


def _build(node: Node, symbols: Mapping[str, Expression]) -> Expression:
    if node.exact is not None:
        return sympy.Rational(node.exact.numerator, node.exact.denominator)
    if node.operation == "variable":
        return symbols[node.name]
    arguments = [_build(argument, symbols) for argument in node.arguments]
    match node.operation:
        case "constant":
            return sympy.pi if node.name == "π" else sympy.E
        case "add":
            return sympy.Add(*arguments)
        case "multiply":
            return sympy.Mul(*arguments)
        case "divide":
            return arguments[0] / arguments[1]
        case "negative":
            return -arguments[0]
    if node.value is not None and not _stays_symbolic(node):
        # SymPy would look for closed forms of constants, which can take for ever.
        return sympy.Float(node.value)
    if node.operation == "power":
        return arguments[0] ** arguments[1]
    if node.operation in ("max", "min"):
        return reduce(maximum if node.operation == "max" else minimum, arguments)
    function = _CLASSES.get(node.operation) or getattr(sympy, node.operation)
    return function(*arguments)


def _stays_symbolic(node: Node) -> bool:
    """True for constants that read better as they were written, such as π² and √2."""
    base = node.arguments[0]
    if node.operation == "power":
        exponent = node.arguments[1].exact
        return base.operation == "constant" and exponent is not None and exponent.denominator == 1
    return node.operation == "sqrt" and base.exact is not None and base.exact.denominator == 1 and base.exact < 1000


class Symbolic:
    """Value, gradient and Hessian of a formula by SymPy. Raises `FormulaError`, as `expression` does."""

    def __init__(self, formula: Formula, gradient: Sequence[Formula], letters: tuple[str, ...]) -> None:
        """`gradient` gives partial derivatives instead of the derived ones, `letters` are those of `gradient_latex`."""
        self._letters = letters
        self._symbols = SYMBOLS[: formula.dimension]
        self._value = expression(formula)
        self._given = gradient

    @cached_property
    def _gradient(self) -> list[Expression]:
        if self._given:
            return [expression(partial) for partial in self._given]
        return [sympy.diff(self._value, symbol) for symbol in self._symbols]

    def value(self) -> Program:
        """The value alone."""
        return lower([self._value], self._symbols)

    def value_and_gradient(self) -> Program:
        """The value and the partial derivatives."""
        return lower([self._value, *self._gradient], self._symbols)

    def hessian(self) -> Program:
        """[f″] in one dimension, [f_xx, f_xy, f_yy] in two, from the partial derivatives."""
        pairs = [(row, symbol) for row, _ in enumerate(self._symbols) for symbol in self._symbols[row:]]
        return lower([sympy.diff(self._gradient[row], symbol) for row, symbol in pairs], self._symbols)

    @property
    def gradient_latex(self) -> tuple[str, ...]:
        """LaTeX of the partial derivatives."""
        return tuple(latex(partial, self._letters) for partial in self._gradient)


def latex(shown: Expression, letters: tuple[str, ...]) -> str:
    """LaTeX of an expression with these letters for x (and y), and decimals where people would write them."""
    names = dict(zip((X, Y), letters, strict=False))
    decimals = {number: _decimal(number) for number in shown.atoms(sympy.Rational)}
    decimals = {number: decimal for number, decimal in decimals.items() if decimal is not None}
    return str(sympy.latex(shown.xreplace(decimals), symbol_names=names))


def _decimal(number: Any) -> Expression | None:
    """The number as a decimal, None where a fraction reads better: small or periodic denominators."""
    denominator = int(number.q)
    if denominator <= 10:
        return None
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return sympy.Float(str(float(number))) if denominator == 1 else None
