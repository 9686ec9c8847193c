"""Text for a cell of a spreadsheet, which takes some text for a formula."""

from __future__ import annotations

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet takes for the beginning of a formula, and the apostrophe that keeps it from that."""


def cell_text(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula; a number is none."""
    is_number = text[:1] in "+-" and _is_number(text)
    return f"'{text}" if text.startswith(FORMULA_MARKS) and not is_number else text


def _is_number(text: str) -> bool:
    try:
        complex(text.replace("Inf", "inf"))
    except ValueError:
        return False
    return True
