"""What a script asks of a window that it opened, and what the window tells it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QTimer

from itk_inspector.app.callbacks import Callbacks, Called
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import UsageError
from itk_inspector.gui.background.application_thread import require_application_thread

if TYPE_CHECKING:  # no picture waits for it to be loaded
    import numpy as np
    import numpy.typing as npt

    from itk_inspector.app.composition import Composition
    from itk_inspector.app.edited_copy import EditedCopy
    from itk_inspector.app.window_layers import WindowLayer
    from itk_inspector.control.model.open_image import OpenImage
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.geometry.indexing import ArrayIndex, ItkIndex, PhysicalPoint
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.core.probing.point_rows import PointRow


ItkRegion: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""Index and size, x first."""
_FRAME = 16
"""Milliseconds from one picture to the next, on most screens."""
_PATIENCE = 1.0
"""Seconds that ITK's answer is waited for."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What there was to ask about the image on screen when the window was closed."""

    probe: Probe | None = None
    points: tuple[PointRow, ...] = ()
    region: ItkRegion | None = None
    session: EditSession | None = None


class ViewedWindow:
    """The window, as a script sees it: its names are names of the returned ``QMainWindow``, too.

    All of it is about the image on screen, the chosen one of its tab. After the window was closed, ``probe``,
    ``points``, ``region`` and ``edited`` are what they were at its end. In another thread than the main one all raise
    a `UsageError`.

    Parameters
    ----------
    composition : Composition
    """

    def __init__(self, composition: Composition) -> None:
        self._held: Composition | None = composition
        self._last = _Seen()
        self._noted: tuple[Any, ...] = (None, (), None)
        self._timer: QTimer | None = None
        self._on_probe, self._on_point, self._on_edit = (Callbacks(self._listen) for _ in range(3))
        self._on_close = Callbacks(_require_own_thread)
        composition.disposing.connect(self._leave)
        composition.disposed.connect(self._left)

    # what is there ------------------------------------------------------------

    @property
    def probe(self) -> Probe | None:
        """The pixel in the hover panel: the kept one, or the one under the pointer; read through both APIs."""
        if self._composition is None:
            return self._last.probe
        image = self._image()
        return None if image is None else _settled(self._composition, image)

    @property
    def points(self) -> tuple[PointRow, ...]:
        """The points that the user keeps of the image, in the order of the list."""
        return self._last.points if self._composition is None else self._composition.app.points.rows()

    @property
    def region(self) -> ItkRegion | None:
        """Index and size of the selected rectangle as an ``itk::ImageRegion`` has them, x first; None without one.

        `itk_inspector.export` takes it as ``region=``.
        """
        if self._composition is None:
            return self._last.region
        image = self._image()
        return None if image is None else _region(image)

    @property
    def edited(self) -> EditedCopy | None:
        """The edited copy as it is now; None where nothing was edited, or the edits were given up.

        Raises
        ------
        NotWholeError
            If it is of an image that is read in parts: its changed chunks can be saved in the window.
        """
        image = self._image()
        session = self._last.session if image is None else _edits(image)
        if session is None:
            return None
        from itk_inspector.app.edited_copy import EditedCopy  # it loads NumPy

        return EditedCopy(session)

    @property
    def layers(self) -> Sequence[WindowLayer]:
        """The images of the tab on screen from the bottom to the top, each with its name, document and look."""
        from itk_inspector.app.window_layers import WindowLayers  # no picture waits for it to be loaded

        return WindowLayers(self._open().app).all()

    @property
    def document(self) -> ImageDocument | None:
        """The image on screen as it was opened; None while there is none."""
        self._open()
        image = self._image()
        return None if image is None else image.document

    # what is asked for ----------------------------------------------------------

    def go_to(self, position: str | ItkIndex | ArrayIndex | PhysicalPoint | Sequence[int]) -> None:
        """Go to a position in the image on screen, or in the first one that is opened.

        Parameters
        ----------
        position : str, ItkIndex, ArrayIndex, PhysicalPoint or sequence of int
            Whole numbers without a type are in ITK's order. Text as in the field of *Go to*: ``"(12, 7, 3)"`` in
            ITK's order, ``"[3, 7, 12]"`` in NumPy's, ``"p: 1 2 3"``, ``"max"``, ``"nan"``, ``"label 7"``. A value is
            looked for from the probed pixel on: the same call goes to the next one.

        Raises
        ------
        ProbeError
            If it is no position in this image, or none of its pixels has the value.
        UsageError
            If the window is closed.
        """
        from itk_inspector.core.probing.given_position import position_text  # no picture waits for it to be loaded

        self._open().app.navigation.go_to(position_text(position), waits=True)

    def refresh(self) -> None:
        """Show the images as they are now: call it after the script changed an array or an itk image.

        An itk image that was allocated anew is shown as it is now, and what had to be copied is copied again. An edited
        copy stays as it is.

        Raises
        ------
        UsageError
            If one has no pixels any more, or another size or type than its edited copy; if the window is closed.
        """
        from itk_inspector.app.refreshing import refresh  # few windows are asked for it

        refresh(self._open().app)

    def screenshot(self, path: str | os.PathLike[str] | None = None) -> npt.NDArray[np.uint8]:
        """Return a picture of the window, and write it as PNG where a path is given; a file there is replaced.

        Returns
        -------
        numpy.ndarray
            Shape (height, width, 4), red, green, blue and opacity.

        Raises
        ------
        ExportError
            If the file cannot be written.
        UsageError
            If the window is closed.
        """
        from itk_inspector.app.window_picture import window_picture  # few windows are asked for it

        return window_picture(self._open(), None if path is None else Path(os.fsdecode(path)).absolute())

    def close(self, *, discard: bool = False) -> bool:
        """Close the window; unsaved edits are asked about, or given up where they are to be discarded.

        Returns
        -------
        bool
            Whether it is closed: not while a question, or a copy that is being saved, is open.
        """
        return self._composition is None or self._composition.window.close(discard=discard)

    def wait(self) -> None:
        """Wait until the window is closed; at once where it is.

        Raises
        ------
        KeyboardInterrupt
            If Ctrl+C closed it.
        """
        if self._composition is not None:
            from itk_inspector.app.waiting import wait_until_closed  # it is loaded with scripts only

            wait_until_closed(self._composition)

    # what is told ----------------------------------------------------------------

    def on_probe(self, callback: Called) -> Called:
        """Call ``callback(probe)`` when another pixel, or another value, is in the hover panel; None when it is empty.

        At most once a frame, after the event. What a callback raises is written to stderr once. Returned, so that
        it can be used as a decorator, as the others.
        """
        return self._on_probe.add(callback)

    def on_point(self, callback: Called) -> Called:
        """Call ``callback(points)`` when the list of points of the image on screen is another one."""
        return self._on_point.add(callback)

    def on_edit(self, callback: Called) -> Called:
        """Call ``callback(session)`` after each edit, undo and redo; see `itk_inspector.EditSession`."""
        return self._on_edit.add(callback)

    def on_close(self, callback: Called) -> Called:
        """Call ``callback()`` when the window was closed."""
        return self._on_close.add(callback)

    def remove_callback(self, callback: Callable[..., object]) -> None:
        """Call this one no longer, whatever it was added for."""
        _require_own_thread()
        for callbacks in (self._on_probe, self._on_point, self._on_edit, self._on_close):
            callbacks.remove(callback)

    # inside -----------------------------------------------------------------------

    @property
    def _composition(self) -> Composition | None:
        if self._held is not None:  # what is left of a closed one may be asked for anywhere
            _require_own_thread()
        return self._held

    def _open(self) -> Composition:
        if self._composition is None:
            raise UsageError("The window is closed.")
        return self._composition

    def _image(self) -> OpenImage | None:
        return None if self._composition is None else self._composition.app.images.current

    def _leave(self) -> None:
        """Keep what can be asked for afterwards: the images are let go of next."""
        image = self._image()
        if image is not None:
            self._last = _Seen(image.probe, self.points, _region(image), _edits(image))

    def _left(self) -> None:
        self._held = None
        self._on_close.tell()

    def _listen(self) -> None:
        if self._timer is None:
            composition = self._open()
            self._timer = QTimer(composition.window)
            self._timer.setSingleShot(True)
            self._timer.setInterval(_FRAME)
            self._timer.timeout.connect(self._tell)
            self._noted = self._notable()
            composition.app.end_of_event.follow(self)
            composition.window.canvas.hovered.connect(self.show)

    def show(self, *_: object) -> None:
        """Tell what is another than when it was last told: at the end of an event, or where the pointer moved."""
        if self._composition is not None and self._timer is not None and not self._timer.isActive():
            self._timer.start()

    def _notable(self) -> tuple[Any, ...]:
        image = self._image()
        if image is None:
            return None, (), None
        session, probe = image.session, image.probe
        told = None if probe is None else (probe.itk_index, repr(probe.itk_value), repr(probe.array_value))
        return told, image.points, session and (session, session.history.journal.revision)

    def _tell(self) -> None:
        if self._composition is None:
            return
        image = self._image()
        probe = None if image is None else image.probe
        before, now = self._noted, self._notable()
        if probe is not None and probe.awaits_itk:
            now = (before[0], *now[1:])
            self.show()  # told when ITK has read it
        self._noted = now
        if now[0] != before[0]:
            self._on_probe.tell(probe)
        if now[1] != before[1]:
            self._on_point.tell(self.points)
        if now[2] != before[2] and now[2] is not None:
            self._on_edit.tell(now[2][0])


if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    class ScriptWindow(ViewedWindow, QMainWindow):
        """What `itk_inspector.view` returns, for type checkers: the window, with the names of `ViewedWindow`."""


def _require_own_thread() -> None:
    require_application_thread("A window can only be used")


def _settled(composition: Composition, image: OpenImage) -> Probe | None:
    """Return the probe, with what ITK has read: a child that was asked a moment ago is waited for."""
    composition.app.probe.look()  # a script may have changed its array under a resting pointer
    line, end = composition.files.line, time.monotonic() + _PATIENCE
    while line is not None and image.probe is not None and image.probe.awaits_itk and time.monotonic() < end:
        line.receive()
        if not image.settle():
            time.sleep(0.001)
    return image.probe


def _region(image: OpenImage) -> ItkRegion | None:
    """Return index and size of the selected rectangle, x first."""
    from itk_inspector.control.model.measured_region import measured_region
    from itk_inspector.core.export.part import itk_region

    region = measured_region(image)
    return None if region is None else itk_region(region, image.info.geometry)


def _edits(image: OpenImage) -> EditSession | None:
    """Return the copy where it has edits that the user has not given up."""
    return image.session if image.has_edits and not image.is_given_up else None
