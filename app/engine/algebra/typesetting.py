"""LaTeX of a formula as it was read, term by term in the order of the text: what was taken for what can be seen."""

from app.engine.algebra.formula import Formula
from app.engine.algebra.nodes import Node
from app.engine.algebra.tokens import GREEK, parts

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly something holds together."""

PLAIN_FUNCTIONS = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min")
NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "log": "ln"}
PATTERNS = {
    "sqrt": r"\sqrt{%s}",
    "abs": r"\left|%s\right|",
    "exp": "e^{%s}",
    "expm1": r"\left(e^{%s} - 1\right)",
    "logistic": r"\sigma\left(%s\right)",
    "softplus": r"\ln\left(1 + e^{%s}\right)",
    "rootabs": r"\sqrt{\left|%s\right|}",
    "cosroot": r"\cos\sqrt{%s}",
    "hypot": r"\sqrt{\left(%s\right)^2 + \left(%s\right)^2}",
}


def latex(formula: Formula) -> str:
    """LaTeX of the right side, in the letters of the text."""
    return _written(formula.tree, SUM)


def letter_latex(letter: str) -> str:
    """w_1 of w₁, \\theta of θ."""
    base, index = parts(letter)
    base = f"\\{GREEK[base]}" if base in GREEK else base
    return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}" if index else base


def _written(node: Node, least: int) -> str:
    """The node, in brackets where it holds together less tightly than `least`."""
    text, tightness = _of(node)
    return text if tightness >= least else rf"\left({text}\right)"


def _of(node: Node) -> tuple[str, int]:
    match node.operation:
        case "number":
            return _number(node.name)
        case "variable":
            return letter_latex(node.name), ATOM
        case "constant":
            return (r"\pi" if node.name == "π" else "e"), ATOM
        case "add":
            return _sum(node.arguments), SUM
        case "negative":
            return f"-{_written(node.arguments[0], PRODUCT)}", SUM
        case "multiply":
            return _product(node.arguments), PRODUCT
        case "divide":
            above, below = (_written(argument, SUM) for argument in node.arguments)
            return rf"\frac{{{above}}}{{{below}}}", PRODUCT
        case "power":
            return _power(*node.arguments), POWER
    return _called(node, node.operation, ""), POWER if node.operation == "exp" else ATOM


def _number(text: str) -> tuple[str, int]:
    mantissa, _, exponent = text.lower().partition("e")
    if not exponent:
        return text, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if mantissa in ("1", "1.") else (rf"{mantissa} \cdot {power}", PRODUCT)


def _sum(terms: tuple[Node, ...]) -> str:
    text = _written(terms[0], SUM)
    for term in terms[1:]:
        negative = term.operation == "negative"
        text += f" - {_written(term.arguments[0], PRODUCT)}" if negative else f" + {_written(term, PRODUCT)}"
    return text


def _product(factors: tuple[Node, ...]) -> str:
    signed = factors[0].operation == "negative"
    text = _of(factors[0])[0] if signed else _written(factors[0], PRODUCT)
    for factor in factors[1:]:
        written = _written(factor, POWER if factor.operation == "multiply" else PRODUCT)
        digits = written[:1].isdigit() or written.startswith(r"\frac")
        text += (r" \cdot " if digits else " ") + written
    return text


def _power(base: Node, exponent: Node) -> str:
    raised = _written(exponent, SUM)
    if base.operation in PLAIN_FUNCTIONS or base.operation in NAMES:
        return _called(base, base.operation, f"^{{{raised}}}")
    return f"{_written(base, ATOM)}^{{{raised}}}"


def _called(node: Node, name: str, power: str) -> str:
    arguments = [_written(argument, SUM) for argument in node.arguments]
    if name in PATTERNS:
        return PATTERNS[name] % tuple(arguments)
    shown = NAMES.get(name, name)
    known = name in PLAIN_FUNCTIONS or name in NAMES
    called = f"\\{shown}" if known else rf"\operatorname{{{shown}}}"
    return rf"{called}{power}\left({', '.join(arguments)}\right)"


__all__ = ["latex", "letter_latex"]
