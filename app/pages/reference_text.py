"""Docstrings and JSON Schemas as HTML: paragraphs with formulas and code, rows of a table of parameters."""

import re
from collections.abc import Sequence
from html import escape
from inspect import cleandoc
from typing import Any, NamedTuple

from markupsafe import Markup

from app.pages.prose import united
from app.pages.reference_drawing import readable

MARKED = re.compile(r"\$(?P<formula>[^$]+)\$|`(?P<code>[^`]+)`")
SIZES = (
    ("taller", re.compile(r"\\sum_\{|\\frac.*\\frac")),
    ("tall", re.compile(r"\\d?frac|\\sum|\\left|\\Big")),
    ("middle", re.compile(r"\\sqrt|\\tfrac")),
)
ROWS = re.compile(r"\\\\")
CONVENTION = re.compile(r"Convention(?: \([^)]*\))?:")
ROLE = re.compile(r"\\(?:gradient|memory|decay|step)\{")
SOURCE = "Source:"


class Words(NamedTuple):
    """A docstring taken apart: its first sentence, what else it says, where it comes from."""

    summary: Markup
    notes: list[Markup]
    source: Markup


class Formula(NamedTuple):
    """One line of a rule: its LaTeX, the height that is kept free for it (a class), and what it is called."""

    latex: str
    size: str
    label: str = ""
    role: str = ""

    @property
    def plain(self) -> str:
        """The LaTeX without our own macros for the roles of terms, for those who read it as it stands."""
        latex = self.latex
        while begin := ROLE.search(latex):
            depth, end = 1, begin.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(latex[end], 0)
                end += 1
            latex = latex[: begin.start()] + latex[begin.end() : end - 1] + latex[end:]
        return latex


class Parameter(NamedTuple):
    """One row of a table of parameters."""

    name: str
    symbol: str
    default: Markup
    bounds: Markup
    help: Markup


def words(docstring: str, shown: Sequence[str], rules: bool = False) -> Words:
    """A docstring's parts without what only repeats the formulas `shown`; `rules` say all that formulas can say."""
    first, *others = [" ".join(part.split()) for part in cleandoc(docstring).split("\n\n") if part.strip()]
    source = next((part for part in others if part.startswith(SOURCE)), "")
    notes = [part for part in others if part != source and not (rules and only_formulas(part))]
    told = [marked_up(note) for part in notes if (note := without_repetition(part, shown))]
    return Words(marked_up(first), told, marked_up(capitalised(source.removeprefix(SOURCE).strip())))


def without_repetition(paragraph: str, shown: Sequence[str]) -> str:
    """A paragraph without the formula that it begins with, if that one is shown already and a new clause follows."""
    begin = re.match(r"\$([^$]+)\$(?:([;.,])\s*|$)", paragraph)
    if not begin or _bare(begin[1]) not in map(_bare, shown):
        return paragraph
    rest = paragraph[begin.end() :]
    return paragraph if begin[2] == "," and not rest.startswith("$") else capitalised(rest)


def _bare(latex: str) -> str:
    """A formula without its spaces and sizes, for comparison."""
    return re.sub(r"\\[,;! ]|\s|\\[dt](?=frac)|\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])", "", latex)


def capitalised(sentence: str) -> str:
    """A sentence whose first letter is a capital."""
    return sentence[:1].upper() + sentence[1:]


def only_formulas(paragraph: str) -> bool:
    """Whether a paragraph says nothing between its formulas."""
    between = re.sub(r"\$[^$]+\$", " ", paragraph)
    return "$" in paragraph and not set(re.findall(r"\w+", between)) - {"with", "and"}


def marked_up(paragraph: str) -> Markup:
    """A paragraph with `code` and $formulas$ marked; the page's script typesets the formulas."""
    begins = CONVENTION.match(paragraph)
    if begins is None:
        return Markup(_marked(paragraph))  # every part of it is escaped
    return Markup(f"<b>{_marked(begins[0])}</b>{_marked(paragraph[begins.end() :])}")


def _marked(paragraph: str) -> str:
    parts: list[str] = []
    end = 0
    for match in MARKED.finditer(paragraph):
        parts.append(escape(united(paragraph[end : match.start()]), quote=False))
        kind = "code" if match["code"] else "formula"
        style = "" if kind == "code" else ' class="tex"'
        parts.append(f"<code{style}>{escape(match[kind], quote=False)}</code>")
        end = match.end()
    parts.append(escape(united(paragraph[end:]), quote=False))
    return "".join(parts)


def formula(latex: str, label: str = "", role: str = "") -> Formula:
    """A formula with the height that suits it: one line, one with fractions, or several rows."""
    rows = len(ROWS.findall(latex)) + 1
    size = f"rows-{rows}" if rows > 1 else next((size for size, found in SIZES if found.search(latex)), "plain")
    return Formula(latex, size, label, role)


def parameters(schema: dict[str, Any]) -> list[Parameter]:
    """The settings that a JSON Schema describes, without the name that chooses it."""
    required = schema.get("required", [])
    return [
        Parameter(
            name,
            str(field.get("symbol", "")),
            default_of(field, name in required),
            one_of(bounds_of(field, str(field.get("unit", "")))),
            marked_up(str(field.get("description", ""))),
        )
        for name, field in schema.get("properties", {}).items()
        if name not in ("name", "kind")
    ]


def one_of(options: list[str]) -> Markup:
    """Two options with "or" between them, more with commas."""
    return Markup((", " if len(options) > 2 else " or ").join(options))


def default_of(field: dict[str, Any], required: bool) -> Markup:
    """A setting's default as JSON has it, with numbers as they are printed."""
    if required or "default" not in field:
        return Markup('<span class="needed">required</span>')
    return Markup(value(field["default"]))


def value(given: Any) -> str:
    """A JSON value for people: numbers as they are printed, everything else as code."""
    if isinstance(given, bool) or given is None:
        return f"<code>{ {True: 'true', False: 'false', None: 'null'}[given] }</code>"
    if isinstance(given, int | float):
        return readable(given)
    if isinstance(given, list | tuple):
        return "[" + ", ".join(map(value, given)) + "]"
    return f"<code>{escape(repr(str(given)).replace(chr(39), chr(34)), quote=False)}</code>"


def bounds_of(field: dict[str, Any], unit: str = "") -> list[str]:
    """What a setting may be: an interval with its unit, some values, or what its items may be."""
    options = field.get("anyOf", field.get("oneOf"))
    if options:
        return [bound for option in options for bound in bounds_of(option, unit)]
    if "enum" in field or "const" in field:
        return [value(option) for option in field.get("enum", [field.get("const")])]
    kind = field.get("type")
    if kind == "boolean":
        return [value(True), value(False)]
    if kind == "null":
        return [value(None)]
    if kind == "array":
        (items,) = bounds_of(field.get("items", {}), unit)
        return [f"list of {items.replace('list of', 'lists of')}"]
    if kind in ("number", "integer"):
        return [f"{interval(field)} {unit}".rstrip()]
    return ["text" if kind == "string" else ""]


def interval(field: dict[str, Any]) -> str:
    """Bounds as an interval: a square bracket takes the end in, a round one leaves it out."""
    low, high = field.get("minimum"), field.get("maximum")
    open_low, open_high = field.get("exclusiveMinimum"), field.get("exclusiveMaximum")
    left = f"[{readable(low)}" if low is not None else f"({readable(open_low)}" if open_low is not None else "(−∞"
    right = f"{readable(high)}]" if high is not None else f"{readable(open_high)})" if open_high is not None else "∞)"
    return f"{left},&nbsp;{right}"
