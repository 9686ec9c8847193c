"""What was changed since somebody last looked."""

from __future__ import annotations

from itk_inspector.core.geometry.regions import Region


class Changes:
    """The box around all changes, until it is taken."""

    def __init__(self) -> None:
        self._box: Region | None = None

    def note(self, box: Region | None) -> None:
        """Add a box of changed pixels; None where nothing changed."""
        if box is not None:
            self._box = box if self._box is None else self._box.united(box)

    def note_all(self, shape: tuple[int, ...]) -> None:
        """Other pixels of this shape are there now; what was noted of the former ones is void."""
        self._box = Region((0,) * len(shape), shape)

    def take(self) -> Region | None:
        """Return the box that holds all changes, and forget it; None when there were none."""
        box, self._box = self._box, None
        return box
