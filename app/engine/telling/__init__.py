"""What the numbers of a run mean, in sentences that they bear out: a folder a kind of problem, and what they share."""

from app.engine.telling.base import NoSuchSample, Teller, Unexplainable, teller_of, tellers

__all__ = ["NoSuchSample", "Teller", "Unexplainable", "teller_of", "tellers"]
