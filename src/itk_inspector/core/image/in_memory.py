"""An image in memory that is measured with one that is read in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.image.document import ImageDocument

if TYPE_CHECKING:
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True, eq=False)
class InMemory:
    """An image as it is shown: its edited copy where there is one, and whether it holds the labels."""

    document: ImageDocument
    session: EditSession | None
    is_labels: bool

    @property
    def info(self) -> ImageInfo:
        """What is known of it."""
        copied = None if self.session is None else self.session.info
        return self.document.info if copied is None else copied
