"""Labels: picked to be painted with."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.control.editing.edit_controller import EditController
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import NotWholeError
from itk_inspector.core.geometry.indexing import ItkIndex, nearest_index
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.pixels.typed_values import as_typed
from itk_inspector.core.pixels.values import Value


class LabelEditing:
    """Edits that are about labels, in the copy of the image on screen.

    Parameters
    ----------
    images : OpenImages
    edit : EditController
    show_value : callable
        Shows the value that the tools write from now on.
    status : Status
    """

    def __init__(
        self, images: OpenImages, edit: EditController, show_value: Callable[[str], None], status: Status
    ) -> None:
        self._images = images
        self._edit = edit
        self._show_value = show_value
        self._status = status

    def pick(self, horizontal: float, vertical: float) -> None:
        """Paint with the value at view coordinates from now on."""
        image = self._images.current
        if image is not None:
            self._pick(image, nearest_index(image.plane.continuous(horizontal, vertical)))

    def pick_probed(self) -> None:
        """Paint with the value of the pixel under the cursor, or of the kept one, from now on."""
        image = self._images.current
        if image is not None and image.probe is not None:
            self._pick(image, image.probe.itk_index)

    def _pick(self, image: OpenImage, index: ItkIndex) -> None:
        if image.session is None:
            self._status.show_message("Choose “Edit a copy” first.")
            return
        if not image.is_safe or not image.session.geometry.contains(index):
            return
        try:
            value = image.access.pixel(index)
        except NotWholeError:  # it is asked for by that
            self._status.show_message("This pixel is still being read. Try again.")
            return
        text = typed_text(value, image.session)
        self._show_value(text)
        self._edit.set_value(text)
        name = _name(image.info.labels, value)
        self._status.show_message(f"Value to paint: {text}{f' · {name}' if name else ''}.")

    @property
    def value_in_question(self) -> str:
        """The value under the cursor, or else the one that the tools write."""
        image = self._images.current
        if image is None or image.session is None or image.probe is None or not image.is_safe:
            return self._edit.value_text
        return typed_text(image.access.pixel(image.probe.itk_index), image.session)


def typed_text(value: Value, session: EditSession) -> str:
    """Write a pixel as it would be typed, exactly."""
    numbers = value if isinstance(value, tuple) else (value,)
    return " ".join(as_typed(number, session.access.dtype) for number in numbers)


def _name(table: LabelTable | None, value: Value) -> str:
    label = table.at(value) if table is not None and not isinstance(value, tuple) else None
    return label.name if label is not None else ""
