"""How a rescale is told."""

from __future__ import annotations


def rescale_note(by: str, slope: float, intercept: float) -> str:
    """Say what made the values of the stored numbers."""
    sign = "−" if intercept < 0 else "+"
    return f"Rescaled {by}: value = stored × {slope:g} {sign} {abs(intercept):g}."
