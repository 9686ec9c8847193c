"""What all intents share: the open image, the tasks under way, the view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from itk_inspector.control.open_image import OpenImage
from itk_inspector.control.painting import Painting
from itk_inspector.control.ports import FileService, View
from itk_inspector.control.state import AppState, Tool
from itk_inspector.core.document import ImageDocument
from itk_inspector.core.editing import EditSession
from itk_inspector.core.planes import has_three_planes
from itk_inspector.core.probe import ItkPixels


def nothing() -> None:
    """Do nothing."""


class ControllerBase:
    """State of the application and what the view is told of it.

    Parameters
    ----------
    files : FileService
    view : View
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, document) -> ItkPixels``.
    """

    def __init__(
        self,
        files: FileService,
        view: View,
        wrap_copy: Callable[[object, ImageDocument], ItkPixels],
    ) -> None:
        self._files = files
        self._view = view
        self._wrap_copy = wrap_copy
        self._image: OpenImage | None = None
        self._token = 0
        self._read_as = ""
        self._loading: tuple[int, Path] | None = None
        self._saving: tuple[int, Path] | None = None
        self._saving_session: EditSession | None = None
        self._after_save: Callable[[], None] | None = None
        self._save_given_up: Callable[[], None] = nothing
        self._reloads = False
        self._held = False
        self._asks_stalled = False
        self._given_up: tuple[int, int] | None = None
        self.painting = Painting()

    @property
    def image(self) -> OpenImage | None:
        """The open image."""
        return self._image

    @property
    def is_loading(self) -> bool:
        """Tell whether a file is being read."""
        return self._loading is not None

    @property
    def is_saving(self) -> bool:
        """Tell whether a copy is being written."""
        return self._saving is not None

    def state(self) -> AppState:
        """Derive the state that menus and titles show."""
        image = self._image
        if image is None:
            return AppState(is_loading=self.is_loading, is_saving=self.is_saving)
        session = image.session
        return AppState(
            name=image.document.info.path.name,
            has_image=True,
            has_file=image.document.info.is_on_disk,
            hidden_axes=len(image.moving_axes),
            has_probe=image.found is not None,
            is_held=self._held,
            is_loading=self.is_loading,
            is_saving=self.is_saving,
            is_editing=session is not None,
            is_modified=image.is_modified,
            undo_label=session.undo_label if session else "",
            redo_label=session.redo_label if session else "",
            tool=self.painting.tool if session else Tool.PAN,
            dimension=image.document.geometry.dimension,
            plane_axes=(image.plane.horizontal, image.plane.vertical),
            offers_series=image.document.info.has_sibling_slices,
            is_quad=image.is_quad,
            offers_quad=has_three_planes(image.document.geometry),
        )

    def refresh(self) -> None:
        """Tell the view the present state."""
        self._view.show_state(self.state())

    def release_image(self) -> None:
        """Let go of the image for good."""
        if self._image is not None:
            self._view.show_nothing()
            self._image.close()
            self._image = None

    def _look(self) -> None:
        if self._image is not None:
            self._view.show_probe(self._image.look())
