"""Lengths of time as people read them."""

from __future__ import annotations

_MINUTE, _HOUR = 60, 3600
_ROUNDED = 90
"""Seconds from which minutes are told, and minutes from which hours are."""


def duration_text(seconds: float) -> str:
    """Write a length of time in one unit, rounded."""
    if seconds < _ROUNDED:
        return f"{max(1, round(seconds))} s"
    if seconds < _ROUNDED * _MINUTE:
        return f"{round(seconds / _MINUTE)} min"
    return f"{round(seconds / _HOUR)} h"
