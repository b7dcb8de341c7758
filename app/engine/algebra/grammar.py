"""The grammar of formulas: from tokens to a checked tree, by recursive descent.

    sum       term { (+ | −) term }
    term      signed { (* | /) signed | power }      a factor without a sign before it is multiplied: 2x, 3(x + 1)
    signed    { + | − } power
    power     operand [ ^ signed | superscript ]
    operand   number | letter | constant | ( sum ) | | sum | | √ operand | call
    call      function [ ^ number | superscript ] ( ( sum { , sum } ) | bare )
    bare      { + | − } ( { number | constant } [ letter ] | | sum | | √ operand | call )

What books write in one way and mean in two is refused: 1/2x, sin x y, sin x², √2x, sin⁻¹(x).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.engine.algebra.nodes import MAX_DEPTH, Node, combine, joined, number, power
from app.engine.algebra.tokens import ARITY, CONSTANTS, FUNCTIONS, Token, raised, refused, unknown

MAX_OPERATIONS = 2000
MAX_BRACKETS = 30
BEGINNINGS = ("number", "constant", "letter", "function", "word")
"""Kinds of tokens that a factor begins with, besides brackets and roots."""


class Parser:
    """Reads tokens up to the end of the text; `letters` are the variables met, in their order."""

    def __init__(self, found: Sequence[Token], allowed: Sequence[str] = (), output: str = "") -> None:
        """The right side may have only the `allowed` letters, or any two; `output` is the name on the left."""
        self._tokens = found
        self._place = 0
        self._operations = 0
        self._level = 0
        self._open: list[str] = []
        self._allowed = allowed
        self._output = output
        self.letters: list[str] = []

    def whole(self) -> Node:
        """The tree of all tokens."""
        node = self._sum()
        if self._next.kind != "end":
            raise self._unexpected("an operator or the end")
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += token.kind != "end"
        return token

    def _sees(self, *texts: str) -> bool:
        return self._next.kind == "operator" and self._next.text in texts

    def _unexpected(self, expected: str) -> ValueError:
        token = self._next
        before = self._tokens[self._place - 1] if self._place else token
        hint = " (decimals have a point)" if token.text == "," and before.kind == "number" else ""
        return refused(token.column, expected, "the end" if token.kind == "end" else f"{token.text[:40]!r}{hint}")

    @contextmanager
    def _deeper(self, column: int) -> Iterator[None]:
        """What nests without brackets is counted here: powers of powers, functions of functions."""
        self._level += 1
        if self._level > MAX_DEPTH:
            raise refused(column, f"at most {MAX_DEPTH} nested operations", "more")
        yield
        self._level -= 1

    def _operation(self, column: int) -> None:
        """Count one."""
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            raise refused(column, f"at most {MAX_OPERATIONS} operations", "more")

    def _sum(self) -> Node:
        node = self._term()
        while self._sees("+", "-"):
            sign = self._take()
            self._operation(sign.column)
            term = self._term()
            node = joined(sign.column, "add", node, term if sign.text == "+" else _negative(sign.column, term))
        return node

    def _term(self) -> Node:
        node = self._signed()
        divided: Token | None = None
        while True:
            sign = self._next
            if self._sees("*", "/"):
                self._take()
                divided = sign if sign.text == "/" else None
                factor = self._signed()
            elif self._begins_factor():
                self._check_product(divided)
                factor = self._power()
            else:
                return node
            self._operation(sign.column)
            node = (combine if divided else joined)(sign.column, "divide" if divided else "multiply", node, factor)

    def _begins_factor(self) -> bool:
        """Whether the next token begins a factor; a bar closes the bars that are open."""
        if self._sees("|"):
            return self._open[-1:] != ["|"]
        return self._next.kind in BEGINNINGS or self._sees("(", "√")

    def _check_product(self, divided: Token | None) -> None:
        """Refuse what stands after another factor where no product can be meant, or where two can."""
        if self._next.kind == "number":
            raise self._unexpected("an operator before a number")
        if divided:
            came = "a product without a sign after a division"
            raise refused(divided.column, "brackets, as in 1/(2 x) or (1/2) x", came)

    def _signed(self) -> Node:
        signs = []
        while self._sees("+", "-"):
            signs.append(self._take())
        node = self._power()
        for sign in reversed(signs):
            self._operation(sign.column)
            node = _negative(sign.column, node) if sign.text == "-" else node
        return node

    def _power(self) -> Node:
        node = self._operand()
        if self._next.kind == "power":
            node = self._raised(self._next.column, node, self._superscript())
            if self._next.kind == "power" or self._sees("^"):
                raise self._unexpected("brackets around one of two powers")
        elif self._sees("^"):
            self._take()
            column = self._next.column
            with self._deeper(column):
                node = self._raised(column, node, self._signed())
        return node

    def _raised(self, column: int, base: Node, exponent: Node) -> Node:
        self._operation(column)
        return power(column, base, exponent)

    def _superscript(self) -> Node:
        token = self._take()
        text = raised(token.text)
        node = number(token.column, text.lstrip("+-"))
        return _negative(token.column, node) if text[0] == "-" else node

    def _operand(self) -> Node:
        token = self._next
        if token.kind == "function":
            return self._call()
        if self._sees("("):
            return self._inside("(", ")")
        if self._sees("|"):
            self._operation(token.column)
            return combine(token.column, "abs", self._inside("|", "|"))
        if self._sees("√"):
            return self._root()
        self._take()
        match token.kind:
            case "number":
                return number(token.column, token.text)
            case "constant":
                return Node("constant", name=token.text, value=CONSTANTS[token.text])
            case "letter":
                return self._letter(token)
            case "word":
                raise refused(token.column, self._names(), unknown(token.text, called=self._sees("(")))
        self._place -= token.kind != "end"
        raise self._unexpected("a number, a letter, a bracket or a function")

    def _names(self) -> str:
        return f"{', '.join(self._allowed) or 'x, y or another letter'}, π, e or a function"

    def _letter(self, token: Token) -> Node:
        name = token.text
        if name == self._output:
            raise refused(token.column, f"{name} on the left side alone", f"{name!r} on the right")
        if self._allowed and name not in self._allowed:
            raise refused(token.column, self._names(), f"{name!r}")
        if name not in self.letters:
            self.letters.append(name)
        if len(self.letters) > 2:
            raise refused(token.column, f"two letters at most, here {' and '.join(self.letters[:2])}", f"{name!r}")
        return Node("variable", name=name, degree=1.0)

    def _inside(self, opening: str, closing: str) -> Node:
        """A sum in brackets or bars."""
        opened = self._enter(opening)
        node = self._sum()
        self._leave(opened, closing)
        return node

    def _enter(self, opening: str) -> Token:
        opened = self._take()
        self._open.append(opening)
        if len(self._open) > MAX_BRACKETS:
            raise refused(opened.column, f"at most {MAX_BRACKETS} nested brackets", "more")
        return opened

    def _leave(self, opened: Token, closing: str) -> None:
        if self._next.kind == "end":
            raise refused(opened.column, f"{closing!r} somewhere after {opened.text!r}", "a bracket never closed")
        if not self._sees(closing):
            raise self._unexpected(f"an operator or {closing!r}")
        self._take()
        self._open.pop()

    def _root(self) -> Node:
        sign = self._take()
        self._operation(sign.column)
        bracketed = self._sees("(", "|")
        with self._deeper(sign.column):
            node = combine(sign.column, "sqrt", self._operand())
        if not bracketed:
            self._check_end_of_bare("√", division=True)
        return node

    def _call(self) -> Node:
        name = self._take()
        self._operation(name.column)
        exponent = self._function_power(name)
        if self._sees("("):
            node = self._called(name)
        else:
            with self._deeper(name.column):
                node = self._bare(name)
        return node if exponent is None else self._raised(name.column, node, exponent)

    def _function_power(self, name: Token) -> Node | None:
        """The 2 of sin²(x) and sin^2(x)."""
        hat = self._sees("^")
        if hat:
            self._take()
        token = self._next
        if not hat and token.kind != "power":
            return None
        text = raised(token.text)
        if token.kind != ("number" if hat else "power") or not text.isdecimal():
            inverse = f"1/{name.text}(…)" + (f" or a{name.text}(…)" if "a" + name.text in FUNCTIONS else "")
            raise self._unexpected(f"a whole number as the power of {name.text} (or {inverse})")
        self._take()
        return number(token.column, text)

    def _called(self, name: Token) -> Node:
        """A function with its arguments in brackets."""
        opened = self._enter("(")
        least, most = ARITY.get(name.text, (1, 1))
        arguments = [] if self._sees(")") else [self._sum()]
        while self._sees(","):
            self._operation(self._take().column)
            arguments.append(self._sum())
        self._leave(opened, ")")
        if not least <= len(arguments) <= most:
            some = f"{least} argument{'s' * (least > 1)}" if least == most else f"{least} or more arguments"
            raise refused(name.column, f"{some} of {name.text}", f"{len(arguments)}")
        return combine(name.column, name.text, *arguments)

    def _bare(self, name: Token) -> Node:
        """A function before an argument without brackets."""
        if name.text in ARITY or not (self._begins_factor() or self._sees("+", "-")):
            raise self._unexpected(f"brackets after the function {name.text}")
        signs = []
        while self._sees("+", "-"):
            signs.append(self._take())
        delimited = self._sees("|")
        node = self._operand() if self._sees("|", "√") or self._next.kind == "function" else self._plain_product(name)
        self._check_end_of_bare(name.text, division=delimited, product=delimited)
        for sign in reversed(signs):
            node = _negative(sign.column, node) if sign.text == "-" else node
        return combine(name.column, name.text, node)

    def _plain_product(self, name: Token) -> Node:
        """Numbers and constants, then at most one letter: the 2πx of sin 2πx."""
        node: Node | None = None
        while self._next.kind in ("number", "constant", "letter"):
            if node is not None and self._next.kind == "number":
                break
            token = self._next
            factor = self._operand()
            node = factor if node is None else joined(token.column, "multiply", node, factor)
            if token.kind == "letter":
                break
        if node is None:
            raise self._unexpected(f"brackets around the argument of {name.text}")
        return node

    def _check_end_of_bare(self, name: str, division: bool = False, product: bool = False) -> None:
        """Refuse what could belong to an argument without brackets, and could not."""
        goes_on = self._next.kind == "power" or self._sees("^") or (self._sees("/") and not division)
        beside = self._begins_factor() and self._next.kind != "function" and not product
        if goes_on or beside:
            raise self._unexpected(f"brackets that show where the argument of {name} ends")


def _negative(column: int, node: Node) -> Node:
    return combine(column, "negative", node)


__all__ = ["Parser"]
