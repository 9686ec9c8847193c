"""A part of an image that is read in parts, opened as an image of its own."""

from __future__ import annotations

from itk_inspector.control.files.open_files import OpenFiles
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions, Status
from itk_inspector.core.chunked.part_choice import part_choices
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.tiled_document import TiledDocument

_AT_ONCE = 1 << 30
"""Bytes, at the most, of what is chosen at first."""


class OpenPart:
    """Asks which level and slices of what is on screen, and opens them in a tab.

    Parameters
    ----------
    images : OpenImages
    files : OpenFiles
    questions : Questions
    status : Status
    """

    def __init__(self, images: OpenImages, files: OpenFiles, questions: Questions, status: Status) -> None:
        self._images, self._files = images, files
        self._questions, self._status = questions, status

    def ask(self) -> None:
        """Ask about the image on screen, if it is read in parts."""
        image = self._images.current
        if image is None or not isinstance(image.document, TiledDocument):
            return
        info, choices = image.document.info, part_choices(image.document.tiles, image.plane)
        if not choices:
            self._status.show_message("Nothing of this image has been read yet.")
            return

        def chosen(number: int) -> None:
            one = choices[number]
            request = OpenRequest(info.path, part=info.part, level=one.level, box=one.ranges)
            self._files.open_then(request, lambda _: None)

        fits = (n for n, one in enumerate(choices) if one.has_all_slices and one.nbytes <= _AT_ONCE)
        rows = [one.text for one in choices]
        self._questions.ask_box(info.name, rows, next(fits, len(choices) - 1), chosen)
