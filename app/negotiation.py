"""What a client would like to have, by the headers that name it with weights (RFC 9110, 12.4.2)."""

from collections.abc import Iterable

IDENTITY = "identity"


def weighted(header: str) -> list[tuple[str, float]]:
    """What a header names, in small letters and in its order, each with its weight between 0 and 1."""
    return [_weighed(part) for part in header.lower().split(",")]


def preferred_coding(accepted: str, offered: Iterable[str]) -> str:
    """The content coding among `offered`, best first, that `Accept-Encoding` likes best; else "identity".

    Of several that it likes alike the first wins. The plain form is sent where no coding is taken, even to a client
    that forbids it: a page that comes is worth more than a 406.
    """
    weights = dict(weighted(accepted))
    rest = weights.get("*", 0.0)
    taken = [coding for coding in offered if weights.get(coding, rest) > 0]
    plain = weights.get(IDENTITY, 0.0)
    return max((*taken, IDENTITY), key=lambda coding: plain if coding == IDENTITY else weights.get(coding, rest))


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    return name, next((_weight(each[2:]) for each in parameters if each.startswith("q=")), 1.0)


def _weight(text: str) -> float:
    """A q-value; what is none counts as 0: a form that cannot be read is worse than any other."""
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
