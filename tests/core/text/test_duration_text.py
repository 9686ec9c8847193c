"""Lengths of time as people read them."""

from __future__ import annotations

import pytest

from itk_inspector.core.text.duration_text import duration_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1 s"),
        (1.4, "1 s"),
        (89.4, "89 s"),
        (90.0, "2 min"),
        (1000.0, "17 min"),
        (5399.0, "90 min"),
        (5400.0, "2 h"),
    ],
)
def test_one_unit_is_told(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
