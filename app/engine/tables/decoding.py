"""From bytes to text: which encoding, and how that is known."""

import codecs

from app.engine.tables.choices import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
LOOKED_AT = 4096
LATIN = 0.3
"""Share of zero bytes at odd or even places from which on text is UTF-16 without a mark."""


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text, and a sentence that says how it was read; empty where it is plain UTF-8."""
    if encoding is not None:
        return _as_told(data, encoding), f"The text is read as {encoding}, as you said."
    for mark, name, title in MARKS:
        if data.startswith(mark):
            return _strictly(data, name, title), f"The text begins with the mark of {title} and is read as that."
    sixteen = _unmarked(data[:LOOKED_AT])
    if sixteen is not None:
        return _strictly(data, sixteen, "UTF-16"), "Every second byte is 0: the text is read as UTF-16."
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        said = f"The text is no UTF-8 (byte {error.start + 1:,} is {data[error.start]:#04x}): read as Windows-1252."
    return _strictly(data, "windows-1252", "Windows-1252"), said


def _as_told(data: bytes, encoding: str) -> str:
    try:
        known = codecs.lookup(encoding)
        if not known._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError):  # a zero byte is no name either
        raise Refused(
            f"encoding: expected the name of an encoding, such as utf-8, got {encoding!r}", "encoding"
        ) from None
    return _strictly(data, "utf-8-sig" if known.name == "utf-8" else known.name, encoding)


def _strictly(data: bytes, name: str, title: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError as error:
        place = f"byte {error.start + 1:,}" if isinstance(error, UnicodeDecodeError) else "the text"
        raise Refused(f"{place}: expected text in {title}, got other bytes; say the encoding", "encoding") from None


def _unmarked(head: bytes) -> str | None:
    pairs = len(head) // 2
    if not pairs:
        return None
    even, odd = (head[first::2].count(0) / pairs for first in (0, 1))
    if max(even, odd) < LATIN or min(even, odd) > LATIN / 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
