"""Text for a terminal: nothing in it moves the cursor, is taken for a style, or shows as it is not."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def printable(text: str) -> str:
    r"""The text on one line, with line ends, controls and marks that turn the direction as escapes such as \\n."""
    text = text.replace("\u202f", " ")  # the narrow one between a number and its unit
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)


def plain_latex(latex: str) -> str:
    """LaTeX without the marks that colour its terms."""
    while (plain := re.sub(r"\\(?:memory|gradient|decay|step)\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", latex)) != latex:
        latex = plain
    return latex.strip()


def plain_console(stderr: bool = False) -> "Console":
    """A console that takes text as it is: [brackets] are no styles, numbers get no colours."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False)
