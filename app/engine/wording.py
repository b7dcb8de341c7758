"""Numbers in sentences: four significant digits, real minus signs, separators."""

import math

MINUS = "\u2212"
NARROW = "\u202f"
"""Between a number and what belongs to it: no line breaks there."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 4) -> str:
    """`value` with `digits` significant digits: 0.0319, 1,184, 3.2 × 10⁻⁷."""
    if not math.isfinite(value):
        return "no number"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 6:
        rounded = float(f"{value:.{digits}g}")
        places = max(0, digits - 1 - exponent)
        text = f"{rounded:,.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}{NARROW}×{NARROW}10{str(int(power)).translate(SUPERSCRIPTS)}"
    return text.replace("-", MINUS)


def two_ends(low: float, high: float, joint: str = " and ") -> str:
    """Both ends of a range, with as many digits as tell them apart."""
    digits = next((count for count in (4, 6, 8) if low == high or number(low, count) != number(high, count)), 10)
    return f"{number(low, digits)}{joint}{number(high, digits)}"


def percent(share: float, digits: int = 2) -> str:
    """A share as percentage with so many significant digits."""
    return f"{number(100 * share, digits)}{NARROW}%"


def times(factor: float) -> str:
    """A factor in words: 1.8 times."""
    return f"{number(factor, 3)} times"
