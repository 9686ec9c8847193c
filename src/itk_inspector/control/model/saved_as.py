"""Where an image was saved, and how, so that it goes there again without a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.file_stamp import FileStamp

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.export.preflight import ExportRequest


@dataclass(frozen=True, slots=True)
class SavedAs:
    """A save that was agreed to and done.

    Parameters
    ----------
    request : ExportRequest
        The whole image, all values kept.
    stamp : FileStamp
        Of the file that was written.
    """

    request: ExportRequest
    stamp: FileStamp
