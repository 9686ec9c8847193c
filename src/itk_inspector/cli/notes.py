"""What is to be known about an image that a command has read, on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.cli.console import complain
from itk_inspector.core.text.visible_text import visible_text

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo


def say_notes(info: ImageInfo, name: str = "") -> None:
    """Print an image's notes; of several images with what each is called."""
    for note in info.notes:
        complain(f"note: {f'{name}: ' if name else ''}{visible_text(note)}")
