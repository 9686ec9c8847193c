"""Numbers of bytes as people read them."""

from __future__ import annotations

import pytest

from itk_inspector.core.text.byte_text import byte_text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (1_234_567, "1.23 MB"),
        (999_999, "1 MB"),
        (2_000_000_000, "2 GB"),
        (5 * 10**15, "5,000 TB"),
    ],
)
def test_bytes_for_people(count: int, text: str) -> None:
    assert byte_text(count) == text
