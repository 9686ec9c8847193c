"""What is said where all pixels are needed of an image that is read in parts."""

from __future__ import annotations

from itk_inspector.core.errors import NotWholeError

_IN_PARTS = "This image is read in parts: open a part of it first (File › Open this part)."
HELD = "A script holds this array, which is read in parts: view a part of it there."
_ADVICE = "Open a part of it (File › Open this part), or view a part of the array: that is an image like any other."


def why_not_whole(*, is_held: bool) -> str:
    """Say what to do first where all pixels are needed; ``is_held`` by a script, not read from a file."""
    return HELD if is_held else _IN_PARTS


def not_whole(name: str) -> NotWholeError:
    """Return what to raise; ``name`` is the image's."""
    return NotWholeError(f"{name} is read in parts: this needs all of its pixels.", advice=_ADVICE)
