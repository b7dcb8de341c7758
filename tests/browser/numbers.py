"""Numbers as the page writes them, read back."""

import math

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(text: str) -> float:
    """The value of a printed number: "−1,184", "3.2 × 10⁻⁵", "10⁻⁴", "∞"."""
    plain = text.strip().replace("−", "-").replace("\u202f", "").replace(" ", "").replace(",", "")
    plain = plain.replace("∞", "inf").removeprefix("+")
    mantissa, times, power = plain.partition("×")
    if not times and plain.startswith("10") and len(plain) > 2 and not plain[2].isascii():
        mantissa, power = "1", plain
    exponent = int(power.removeprefix("10").translate(SUPERSCRIPTS)) if power else 0
    return float(mantissa) * 10.0**exponent


def agree(text: str, value: float, digits: int = 4) -> bool:
    """Whether a printed number is the value to so many significant digits: off by half a unit of the last at most."""
    shown = number(text)
    if not math.isfinite(value) or not math.isfinite(shown) or value == 0:
        return shown == value
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return abs(shown - value) <= 0.5001 * unit


def agree_in_place(text: str, value: float) -> bool:
    """Whether a printed number is the value to the last digit printed, however many there are."""
    shown = number(text)
    mantissa = text.partition("×")[0]
    decimals = len(mantissa.strip().partition(".")[2])
    size = 10.0 ** math.floor(math.log10(abs(shown))) if "×" in text and shown else 1.0
    return abs(shown - value) <= 0.5001 * size * 10.0**-decimals
