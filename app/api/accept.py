"""What a client would like to have, by its `Accept` header (RFC 9110, 12.5.1)."""

from collections.abc import Mapping
from typing import NamedTuple

from app.errors import BadRequest
from app.negotiation import weighted


class _Range(NamedTuple):
    """A media range of the header: `text/csv`, `text/*` or `*/*`."""

    kind: str
    quality: float

    def closeness(self, media_type: str) -> int:
        """How closely the range names a media type, 2 for the type itself; −1 where it does not."""
        if self.kind == media_type:
            return 2
        if self.kind == "*/*":
            return 0
        return 1 if self.kind.endswith("/*") and media_type.startswith(self.kind[:-1]) else -1


def chosen_format(accept: str, asked: str | None, offered: Mapping[str, str]) -> str:
    """The name of the format by `?format=`, else by `Accept`. Raises `BadRequest` for a name that is not offered."""
    if asked is None:
        return preferred(accept, offered)
    if asked not in offered:
        raise BadRequest(("query", "format"), f"one of {', '.join(offered)}", asked)
    return asked


def preferred(accept: str, offered: Mapping[str, str]) -> str:
    """The name of the offered media type that the header likes best; the first one where it likes none.

    Of types that it likes alike the one that is named most closely wins, then the one that is named first, then the one
    that is offered first.
    """
    ranges = [_Range(kind, quality) for kind, quality in weighted(accept)]
    best, name = (0.0, -1, 0), next(iter(offered))
    for candidate, media_type in offered.items():
        rank = _rank(media_type.partition(";")[0], ranges)
        if rank[0] > 0 and rank > best:
            best, name = rank, candidate
    return name


def _rank(media_type: str, ranges: list[_Range]) -> tuple[float, int, int]:
    """Quality by the closest range, how close that is, and how early it comes."""
    closeness, place = max((one.closeness(media_type), -place) for place, one in enumerate(ranges))
    return (0.0 if closeness < 0 else ranges[-place].quality), closeness, place
