"""Text that means the same in every character set."""

from __future__ import annotations


def is_plain(value: bytes) -> bool:
    """Tell whether a value is ASCII and switches to no other character set (ISO 2022)."""
    return value.isascii() and b"\x1b" not in value
