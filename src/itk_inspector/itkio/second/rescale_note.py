"""How a rescale is told."""

from __future__ import annotations


def rescale_note(by: str, slope: float, intercept: float) -> str:
    """Say what made the values of the stored numbers."""
    sign = "−" if intercept < 0 else "+"
    return f"Rescaled {by}: value = stored × {slope:g} {sign} {abs(intercept):g}."


def range_text(numbers: list[float]) -> str:
    """Return the least and the greatest of some numbers; one where they are the same."""
    low, high = (f"{n:g}".replace("-", "−") for n in (min(numbers), max(numbers)))
    return low if low == high else f"{low} to {high}"
