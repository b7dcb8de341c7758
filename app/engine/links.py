"""JSON values as text in an address: plain behind `e=`, and where that is long, deflated behind `z=`.

The pages have the same rules: static/js/state/payload.js.
"""

import base64
import binascii
import re
import zlib
from typing import Any

import orjson

LONGEST_PLAIN = 2_000
"""Characters up to which the plain text stands: many programs cut off longer addresses."""
MOST_BYTES = 8 * 2**20
"""Most bytes of JSON behind a deflated text: a few kilobytes could be made to unfold into gigabytes."""
RAW_DEFLATE = -15
"""What zlib calls a stream without header and checksum, a browser's `deflate-raw`."""
PARAMETER = re.compile(r"(?:^|[#?&])([ez])=([^&#]*)")


class TooLong(ValueError):
    """A deflated text unfolds into more than is taken."""


def plain(value: Any) -> str:
    """The text behind `e=`: base64url, without padding, of the JSON with sorted keys."""
    return _base64url(_json(value))


def deflated(value: Any) -> str:
    """The text behind `z=`: the same with the JSON deflated, without a header."""
    packer = zlib.compressobj(level=9, wbits=RAW_DEFLATE)
    return _base64url(packer.compress(_json(value)) + packer.flush())


def parameter(value: Any) -> str:
    """`e=…`, or `z=…` where the plain text is long and the deflated one shorter."""
    text = plain(value)
    packed = deflated(value) if len(text) > LONGEST_PLAIN else text
    return f"z={packed}" if len(packed) < len(text) else f"e={text}"


def decoded(text: str) -> Any:
    """The JSON value of a plain text, not yet looked at; raises `ValueError` where there is none."""
    return _parsed(_bytes(text, "JSON in base64url"), "JSON in base64url")


def inflated(text: str, most: int = MOST_BYTES) -> Any:
    """The JSON value of a deflated text; raises `TooLong` beyond `most` bytes, `ValueError` where there is none."""
    expected = "deflated JSON in base64url"
    unpacker = zlib.decompressobj(wbits=RAW_DEFLATE)
    try:
        value = unpacker.decompress(_bytes(text, expected), most + 1)
    except zlib.error:
        raise ValueError(f"expected {expected}, got other bytes") from None
    if len(value) > most:
        raise TooLong(f"expected {expected} of at most {most:,} bytes, got more")
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError(f"expected {expected}, got other bytes")
    return _parsed(value, expected)


def holds_experiment(text: str) -> bool:
    """Whether a text has the parameter of an experiment, as the address of a page or of the API has."""
    return PARAMETER.search(text) is not None


def value_of(link: str) -> Any:
    """The JSON value in an address; raises `ValueError` where there is none."""
    found = PARAMETER.search(link)
    if found is None:
        raise ValueError(f"expected a link with an experiment, #e=… or #z=…, got {link[:80]!r}")
    name, text = found.groups()
    return decoded(text) if name == "e" else inflated(text)


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str, expected: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"expected {expected}, got other text") from None


def _parsed(data: bytes, expected: str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        raise ValueError(f"expected {expected}, got other bytes") from None
