"""Edits that were left behind by a window that was ended: what is told of them, and what is to become of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Protocol

from itk_inspector.control.editing.recovery_controller import LeftFile
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.edit_log import EditLog
from itk_inspector.core.errors import EditError
from itk_inspector.core.image.edited_image import EditedImage


class LeftChoice(Enum):
    """Answer to the question what to do with edits that were left behind."""

    RESTORE = "restore"
    DISCARD = "discard"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class LeftRow:
    """What is told of the edits of one image.

    Parameters
    ----------
    path : pathlib.Path
        Of the image.
    changed : float
        When the last of them was made: seconds since 1970.
    count : int
        How many there are.
    problem : str
        Why they cannot be restored; empty when they can.
    """

    path: Path
    changed: float
    count: int
    problem: str = ""


class LeftQuestion(Protocol):
    """Asks what to do with edits that were left behind."""

    def ask_left_edits(self, rows: Sequence[LeftRow], answer: Callable[[Sequence[LeftChoice]], None]) -> None:
        """Ask about all of them at once; one answer for each."""
        ...


@dataclass(frozen=True, slots=True)
class LeftEdits:
    """A file that was left behind, what it is about, and what is told of it."""

    file: LeftFile
    image: EditedImage
    row: LeftRow

    @classmethod
    def of(cls, file: LeftFile) -> LeftEdits | None:
        """Read how much there is to restore; None where that is not what this program writes."""
        texts = file.texts()
        try:
            image = EditedImage.read(next(texts, b""))
        except EditError:
            return None
        try:
            count, problem = EditLog.read(texts, with_records=False).count, image.why_gone()
        except EditError as e:
            count, problem = 1, e.message
        return cls(file, image, LeftRow(Path(image.path), file.changed, count, problem))

    def read(self) -> EditLog | EditError:
        """Read what was done, or return why that cannot be."""
        try:
            return EditLog.read(islice(self.file.texts(), 1, None))
        except EditError as e:
            return e
