"""Values typed into the table of those around a pixel, or pasted into it."""

from __future__ import annotations

from itk_inspector.control.editing.apply_change import check_unprotected
from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.tools.shown import count_text
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.typed_block import typed_block
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.pixels.neighbourhood import cells_of


class TableEditing:
    """Writes what was typed, as one step.

    Parameters
    ----------
    images : OpenImages
    edit : EditController
    status : Status
    """

    def __init__(self, images: OpenImages, edit: EditController, status: Status) -> None:
        self._images = images
        self._edit = edit
        self._status = status

    def type(self, index: ItkIndex, text: str) -> None:
        """Set a pixel to a typed value."""

        def step(session: EditSession) -> str:
            session.set_pixel(index, text)
            return f"Set {index}."

        image = self._editable()
        if image is None or image.session is None:
            return
        try:
            check_unprotected(image, index)
            image.session.checked(text)
        except InspectorError as e:
            self._status.show_message(e.message)
        else:
            self._edit.step(step)

    def paste(self, first: ItkIndex, axes: tuple[int, int], text: str) -> None:
        """Write a table of values separated by tabs from a pixel on, to the right and downwards along two ITK axes."""
        image = self._editable()
        if image is None or image.session is None:
            return
        try:
            made = typed_block(image.session, first, axes, cells_of(text), image.paint_over)
        except InspectorError as e:
            self._status.show_message(e.message)
            return
        if made is None:
            self._status.show_message("Nothing was changed.")
            return

        def step(session: EditSession) -> str:
            session.apply(made)
            return f"Set {count_text(made.parts[0].runs.count)}."

        self._edit.step(step)

    def _editable(self) -> OpenImage | None:
        """Return the image on screen if its copy can be edited, or say what to do."""
        image = self._images.current
        if image is not None and image.session is None:
            self._status.show_message("Choose “Edit a copy” first.")
        return image if image is not None and image.is_safe else None
