"""What is said where all pixels are needed of an image that is read in parts."""

from __future__ import annotations

from itk_inspector.core.errors import NotWholeError

IN_PARTS = "This image is read in parts: open a part of it first (File › Open this part)."
_ADVICE = "Open a part of it (File › Open this part): that is an image like any other."


def not_whole(name: str) -> NotWholeError:
    """Return what to raise; ``name`` is the image's."""
    return NotWholeError(f"{name} is read in parts: this needs all of its pixels.", advice=_ADVICE)
