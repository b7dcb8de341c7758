"""Bags of words: how a text becomes tokens, and tokens a vector."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray

_PLACEHOLDER = r"@\w+|<\w+>|https?://\S+"
_EYES_FIRST = r"[:;=][-o^']?[)(\]\[/|*]+|(?<!\w)[:;=][-o^']?[dp](?!\w)"
_MOUTH_FIRST = r"(?<!\w)[)(]+[-o^']?[:;=](?!\w)"
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_TOKEN = re.compile(rf"(?P<skip>{_PLACEHOLDER})|<3+|{_EYES_FIRST}|{_MOUTH_FIRST}|\^_*\^|{_WORD}")


class Bag(NamedTuple):
    """A text as a model sees it, and what it does not see."""

    vector: FloatArray
    """Presence or count of each word of the vocabulary, (words,)."""
    tokens: tuple[str, ...]
    """The tokens of the text, in order."""
    known: tuple[bool, ...]
    """For each token, whether the vocabulary has it; the others are ignored."""


def tokens(text: str) -> list[str]:
    """Words and emoticons of a text, in order and in lower case.

    A word is a run of letters, with apostrophes inside: "don't" is one word. Emoticons such as `:)`, `;-)`, `:(`,
    `:d`, `<3` are one token each. Dropped are numbers, other punctuation, and names and links (`@user`, `<url>`,
    `https://…`): they say who and where, not how it is meant.
    """
    return [match.group().replace("’", "'") for match in _TOKEN.finditer(text.lower()) if not match["skip"]]


def most_frequent(texts: Iterable[Sequence[str]], words: int) -> tuple[str, ...]:
    """The `words` most frequent tokens of texts given as tokens, the most frequent first, equals by the alphabet."""
    counts = Counter(token for text in texts for token in text)
    return tuple(sorted(counts, key=lambda token: (-counts[token], token))[:words])


def count_matrix(
    texts: Sequence[Sequence[str]], vocabulary: Sequence[str], binary: bool = True, dtype: type = float
) -> NDArray[Any]:
    """Texts given as tokens, as presence (0 or 1) or counts of the words: (texts, words)."""
    column = {word: index for index, word in enumerate(vocabulary)}
    places = [(row, column[token]) for row, text in enumerate(texts) for token in text if token in column]
    rows, columns = np.array(places, np.int64).reshape(-1, 2).T
    matrix: NDArray[Any] = np.zeros((len(texts), len(column)), dtype)
    if binary:
        matrix[rows, columns] = 1
    else:
        np.add.at(matrix, (rows, columns), 1)
    return matrix


def vectorize(text: str, vocabulary: Sequence[str], binary: bool = True) -> Bag:
    """A sentence as a vector over `vocabulary`, and which of its tokens count. The order of the words is lost."""
    found = tuple(tokens(text))
    known = set(vocabulary)
    return Bag(count_matrix([found], vocabulary, binary)[0], found, tuple(token in known for token in found))
