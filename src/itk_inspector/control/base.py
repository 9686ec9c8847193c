"""What all intents share: the open images, the tasks under way, the view."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from itk_inspector.control.model.app_state import AppState, TabLabel, Tool
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.ports import FileService, Questions, View
from itk_inspector.control.requests import OpenIntent
from itk_inspector.control.tools.painting import Painting
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.planes import Plane, has_three_planes
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import ItkPixels


def nothing() -> None:
    """Do nothing."""


class ControllerBase:
    """State of the application and what the view is told of it.

    Parameters
    ----------
    files : FileService
    view : View
    questions : Questions
    wrap_copy : callable
        Makes an `ItkPixels` for the array of an edited copy: ``(array, document) -> ItkPixels``.
    clock : callable, optional
        Gives seconds; another one for tests.
    switches : ViewSwitches, optional
        What the window shows beside the image.
    """

    def __init__(
        self,
        files: FileService,
        view: View,
        questions: Questions,
        wrap_copy: Callable[[object, ImageDocument], ItkPixels],
        clock: Callable[[], float] = time.monotonic,
        switches: ViewSwitches | None = None,
    ) -> None:
        self._files = files
        self._view = view
        self._questions = questions
        self._wrap_copy = wrap_copy
        self._clock = clock
        self._switches = switches
        self._is_inverted = False
        self._images: list[OpenImage] = []
        self._image: OpenImage | None = None
        self._token = 0
        self._waiting: deque[OpenIntent] = deque()
        self._request: OpenIntent | None = None
        self._loading: tuple[int, Path] | None = None
        self._has_header = False
        self._began = 0.0
        self._saving: tuple[int, Path] | None = None
        self._saving_session: EditSession | None = None
        self._after_save: list[tuple[Callable[[], None], Callable[[], None]]] = []
        self._leaves_after_save: Callable[[], None] | None = None
        self._held = False
        self._asks_stalled = False
        self.painting = Painting()

    @property
    def image(self) -> OpenImage | None:
        """The image on screen."""
        return self._image

    @property
    def images(self) -> tuple[OpenImage, ...]:
        """All open images, in the order of their tabs."""
        return tuple(self._images)

    @property
    def open_files(self) -> tuple[FileStamp, ...]:
        """The files of all open images, which nothing replaces without a separate yes."""
        return tuple(stamp for image in self._images for stamp in image.document.info.own_files)

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
        switches = self._switches
        state = AppState(
            is_loading=self.is_loading,
            is_saving=self.is_saving,
            is_inverted=self._is_inverted,
            switches=switches.on if switches is not None else frozenset(),
            theme=switches.theme if switches is not None else "system",
        )
        image = self._image
        if image is None:
            return state
        session = image.session
        return replace(
            state,
            name=image.document.info.path.name,
            has_image=True,
            has_file=image.document.can_be_read_again,
            hidden_axes=len(image.moving_axes),
            has_probe=image.found is not None,
            is_held=self._held,
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
            open_images=len(self._images),
        )

    def refresh(self) -> None:
        """Tell the view the present state."""
        self._end_gesture_elsewhere()
        self._view.show_state(self.state())
        labels = [TabLabel(i.document.info.path.name, str(i.document.info.path), i.is_modified) for i in self._images]
        self._view.show_tabs(labels, -1 if self._image is None else self._images.index(self._image))

    def show_inverted(self, is_inverted: bool) -> None:
        """Know whether the colour map is reversed."""
        if is_inverted != self._is_inverted:
            self._is_inverted = is_inverted
            self.refresh()

    def release_image(self) -> None:
        """Let go of all images for good."""
        self._waiting.clear()
        if self._image is not None:
            self._view.show_nothing()
        self._image = None
        while self._images:
            self._images.pop().close()

    def _move(self, image: OpenImage, plane: Plane) -> None:
        """Put another cut of the image on screen."""
        if plane != image.plane:
            image.plane = plane
            self._view.show_plane(plane, axes_changed=False)
            self._look()

    def _end_gesture_elsewhere(self) -> None:
        """End a drag when what it began on is not on screen any more, whatever brought the change."""
        image = self.painting.end_elsewhere(self._image)
        if image is None:
            return
        self._view.show_rectangle(None)
        if image is self._image and image.session is not None:
            self._view.show_pixels_changed(image.session.take_changed())

    def _look(self) -> None:
        self._end_gesture_elsewhere()
        if self._image is not None:
            self._view.show_probe(self._image.look())
