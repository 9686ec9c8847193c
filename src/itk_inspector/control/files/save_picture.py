"""Pictures of the screen, as files."""

from __future__ import annotations

from pathlib import Path

from itk_inspector.control.file_service import FileService
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.core.errors import InspectorError


class SavePicture:
    """Writes pictures; never over a file that is open.

    Parameters
    ----------
    images : OpenImages
    service : FileService
    questions : Questions
    status : Status
    """

    def __init__(self, images: OpenImages, service: FileService, questions: Questions, status: Status) -> None:
        self._images = images
        self._service = service
        self._questions = questions
        self._status = status

    def save(self, path: Path, png: bytes) -> None:
        """Write a picture of what is on screen."""
        try:
            self._service.write_picture(path, png, self._images.open_files)
        except InspectorError as e:
            self._questions.show_error(path, e)
        else:
            self._status.show_message(f"Saved the picture {path.name}.")
