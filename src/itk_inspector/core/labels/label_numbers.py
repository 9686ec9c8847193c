"""Numbers in label tables."""

from __future__ import annotations

import math
import re

from itk_inspector.core.labels.label_table import LARGEST, SMALLEST, packed_colour

_WHOLE = re.compile(r"[+-]?[0-9]{1,20}", re.ASCII)
_MOST_DIGITS = 40


def whole_number(text: str) -> int | None:
    """Read a value that a pixel can hold; None for anything else."""
    if _WHOLE.fullmatch(text.strip()) is None:
        return None
    value = int(text)
    return value if SMALLEST <= value <= LARGEST else None


def byte_number(text: str) -> int | None:
    """Read a whole number from 0 to 255; None for anything else."""
    value = whole_number(text)
    return value if value is not None and 0 <= value <= 255 else None


def part_of_one(text: str) -> float | None:
    """Read a number from 0 to 1; None for anything else."""
    try:
        value = float(text) if len(text) <= _MOST_DIGITS else math.nan
    except ValueError:
        return None
    return abs(value) if 0.0 <= value <= 1.0 else None


def byte_colour(red: str, green: str, blue: str) -> int | None:
    """Return ``0xRRGGBB`` of three numbers from 0 to 255; None where one is not."""
    r, g, b = byte_number(red), byte_number(green), byte_number(blue)
    return None if r is None or g is None or b is None else r << 16 | g << 8 | b


def part_colour(red: str, green: str, blue: str) -> int | None:
    """Return ``0xRRGGBB`` of three numbers from 0 to 1; None where one is not."""
    r, g, b = part_of_one(red), part_of_one(green), part_of_one(blue)
    return None if r is None or g is None or b is None else packed_colour(r, g, b)
