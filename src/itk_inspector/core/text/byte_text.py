"""Numbers of bytes as people read them."""

from __future__ import annotations


def byte_text(count: int) -> str:
    """Write a number of bytes in decimal units with three digits."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if unit == "bytes" and value < 1000:
            return f"{count} bytes"
        if value < 999.5 and unit != "bytes":
            return f"{value:.3g} {unit}"
        if unit == "TB":
            return f"{value:,.0f} {unit}"
        value /= 1000
    raise AssertionError
