"""Short texts with human ratings: negative, neutral or positive."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import numpy as np

from app.engine.datasets.base import Dataset, Samples, datasets
from app.engine.datasets.words import count_matrix, most_frequent, tokens
from app.engine.declaration import setting

FILE = Path(__file__).parent / "data" / "sentiment3.csv"
CLASSES = ("negative", "neutral", "positive")
TRAIN, TEST = 3216, 804
MAX_WORDS = 5000


class Texts(NamedTuple):
    """All texts, training texts first, each part in the order of the file."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    tokens: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    """The words of the training texts, the most frequent first."""


@lru_cache(maxsize=1)
def read() -> Texts:
    """The file, read once in each process."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["split"] == "test")
    texts = tuple(row["text"] for row in rows)
    found = tuple(tuple(tokens(text)) for text in texts)
    labels = tuple(CLASSES.index(row["label"]) for row in rows)
    return Texts(texts, labels, found, most_frequent(found[:TRAIN], MAX_WORDS))


@datasets.register
class Sentiment(Dataset):
    """Real sentences as bags of words show overfitting and a limit: much is learned by heart, 62 % right is fair.

    4,020 tweets and sentences of product reviews (3,216 for training), rated by at least 20 people each, in three
    classes of equal size. An input says whether a word occurs, or how often; the words are the most frequent ones of
    the training texts. Their order is lost: "not good, it is bad" and "not bad, it is good" are the same.

    Always the same answer is right for 33 %. Logistic regression reaches 62 % with 1,000 words, more words up to 66 %;
    a hidden layer adds little on the test texts and much on the training texts. A single person agrees with the label
    83 % of the time.

    Source: Hutto and Gilbert (2014), VADER: A parsimonious rule-based model for sentiment analysis of social media
    text; Hu and Liu (2004), Mining and summarizing customer reviews.
    """

    title: ClassVar[str] = "Sentiment of short texts"
    reference: ClassVar[str] = (
        "Hutto and Gilbert (2014), VADER: A parsimonious rule-based model for sentiment analysis of social media text; "
        "Hu and Liu (2004), Mining and summarizing customer reviews"
    )
    licence: ClassVar[str] = "Ratings and compilation MIT, © 2014 C.J. Hutto; the sentences are short excerpts"
    learning_rate: ClassVar[float] = 0.3
    suggested_hidden: ClassVar[tuple[int, ...]] = (16,)
    precision: ClassVar[str] = "float32"
    slow: ClassVar[bool] = True

    name: Literal["sentiment"] = "sentiment"
    words: int = setting(
        1000, symbol="d", help="Size of the vocabulary: the most frequent words.", ge=50, le=MAX_WORDS, log=True
    )
    binary: bool = setting(True, symbol="", help="Whether a word occurs; otherwise how often it occurs.")

    @property
    def seeded(self) -> bool:
        """Nothing is random."""
        return False

    @property
    def classes(self) -> int:
        """Negative, neutral, positive."""
        return len(CLASSES)

    @property
    def features(self) -> int:
        """One for each word; the training texts have more than the largest setting."""
        return self.words

    @property
    def all_samples(self) -> int:
        """Fixed by the file."""
        return TRAIN + TEST

    @property
    def training_samples(self) -> int:
        """Fixed by the file."""
        return TRAIN

    def draw(self, random: np.random.Generator) -> Samples:  # noqa: ARG002  # nothing is drawn
        """All texts as vectors; nothing is random."""
        data = read()
        vocabulary = data.words[: self.words]
        # Bytes take an eighth of the room, and no text has a word 256 times.
        matrix = count_matrix(data.tokens, vocabulary, self.binary, np.uint8)
        return Samples(matrix, np.array(data.labels, np.int64), TRAIN, vocabulary, CLASSES, texts=data.texts)
