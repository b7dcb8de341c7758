"""Numbers in the sentences of measures."""


def number_text(value: float) -> str:
    """Four significant digits, as prose has them: 0.0123, 1,234, 1.2e-05."""
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value):,}"
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e6 else f"{value:.4g}"


def percent_text(share: float) -> str:
    """A share as percent with one decimal, held together with its sign: 97.1 %."""
    return f"{100 * share:.1f}\u00a0%"


def amount_text(value: float, unit: str) -> str:
    """A number with what it counts, which is one of it where it is 1: 12 steps, 1 step, 0.25."""
    return f"{number_text(value)} {unit.removesuffix('s') if value == 1 else unit}".strip()
