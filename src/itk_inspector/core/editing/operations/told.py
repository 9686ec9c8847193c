"""What is said of an operation before it is done."""

from __future__ import annotations

from itk_inspector.core.editing.operations.expected import Expected
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.text.byte_text import byte_text


def outcome_text(info: ImageInfo, expected: Expected) -> str:
    """Say what comes out: size, pixel type, and memory."""
    size = f"{' × '.join(map(str, expected.geometry.size))} pixels"
    if expected.geometry == info.geometry:
        size = f"{size} as before"
    kind = f"{expected.channels} × {expected.dtype}" if expected.channels > 1 else expected.dtype
    needed = expected.bytes + expected.working_bytes
    working = f"; {byte_text(needed)} while it is computed" if expected.working_bytes else ""
    return f"{size}, {kind}, {byte_text(expected.bytes)}{working}."
