"""A window for a script, or a picture of one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.app.recovery import Recovery
from itk_inspector.app.viewed_window import ViewedWindow
from itk_inspector.control.files.open_intent import Over
from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.titles import Titles
from itk_inspector.core.chunked.in_parts import not_whole
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.given_look import GivenLook
from itk_inspector.core.display.linked_view import PLACE
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import ProbeError, UsageError
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.pixels.pixel_types import read_as_name
from itk_inspector.core.probing.search import index_at
from itk_inspector.gui.background.application_thread import require_application_thread
from itk_inspector.gui.shell import display_check
from itk_inspector.gui.shell.screenshot import png_bytes
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.gui.style.theme import ThemeChoice
from itk_inspector.storage.atomic_write import Consent, write_bytes
from itk_inspector.worker.parent.blocking import open_document
from itk_inspector.worker.parent.watchdog import Limits

_kept: list[Composition] = []
_titles = Titles()


@dataclass(frozen=True, slots=True)
class Shown:
    """An image for a tab.

    Parameters
    ----------
    source : pathlib.Path or ImageDocument
    name : str
        Shown instead of the file's name, or ``""``.
    is_owned : bool
        The document is closed with its tab.
    layers : tuple
        What comes over it.
    """

    source: Path | ImageDocument
    name: str = ""
    is_owned: bool = True
    layers: Over = ()


def open_edited(image: Shown) -> Composition:
    """Open a window on an editable copy; its end asks whether the edits go back to the script.

    Raises
    ------
    UsageError
        If no window can be opened here.
    """
    composition = open_window([image])
    composition.app.unsaved.returns = True
    at_once = _EditAtOnce(composition)
    composition.app.end_of_event.follow(at_once)
    at_once.show()
    return composition


class _EditAtOnce:
    """Begins with the copy when there is an image.

    Parameters
    ----------
    composition : Composition
    """

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self._is_done = False

    def show(self) -> None:
        """Look whether there is one."""
        app = self._composition.app
        if not self._is_done and app.images.current is not None and not app.tasks.is_loading:
            self._is_done = True
            QTimer.singleShot(0, self._composition, self._begin)

    def _begin(self) -> None:
        image = self._composition.app.images.current
        if image is not None and image.document.is_tiled:  # the script waits for all pixels; a part can be opened
            self._composition.questions.show_error(None, not_whole(image.label))
        else:
            self._composition.app.edit.set_editing(True)


def open_window(
    images: Sequence[Shown], *, at: str = "", look: GivenLook | None = None, link: bool | None = None
) -> Composition:
    """Open a window with the images, the first in front.

    Images of one place are layers of one tab, others have tabs of their own. All are drawn as ``look`` says; ``link``
    links the tabs of this window in place, or not.

    Raises
    ------
    UsageError
        If no window can be opened here.
    """
    require_application_thread("A window can only be opened")
    if QCoreApplication.instance() is None:
        display_check.check_display()
    application()
    composition = Composition(Settings.default(), titles=_titles, keeps_recent=False)
    Recovery(composition)  # it asks nothing: the program does, at its next start
    composition.place_beside([other.window for other in _kept])
    _kept.append(composition)
    composition.disposed.connect(_kept.remove)
    script = ViewedWindow(composition)
    composition.window.script, composition.window.goes_to = script, script.go_to
    composition.window.show()
    if any(isinstance(source, Path) for each in images for source in (each.source, *(one for one, _ in each.layers))):
        composition.warm_up(expects_image=True)
    if link is not None:
        composition.app.switches.set_for_now([part.value for part in PLACE], are_on=link)
    placing = Placing.TOGETHER if len(images) > 1 else Placing.TAB
    looks = partial(_draw_so, composition, look or GivenLook())
    for order, each in enumerate(images):
        title, there = ImageTitle(given=each.name, order=order), at if order == 0 else ""
        if isinstance(each.source, Path):
            composition.open(each.source, at=there, title=title, layers=each.layers, placing=placing, then=looks)
        else:
            composition.watch_parts(each.source)
            image = composition.app.files.adopt(
                each.source, owned=each.is_owned, title=title, layers=each.layers, placing=placing
            )
            looks(image)
            if there:
                _go_to(composition, there)
    return composition


def _draw_so(composition: Composition, look: GivenLook, image: OpenImage | None) -> None:
    """Draw an image as the script says."""
    if image is not None:
        with composition.app.images.changing():
            image.settings = look.applied(image.settings)


def _go_to(composition: Composition, at: str) -> None:
    """Go to a position; a window that cannot is closed again."""
    try:
        composition.app.navigation.go_to(at)
    except ProbeError:
        composition.window.close_for_good()
        raise


def screenshot(
    path: Path,
    out: Path,
    at: str,
    *,
    layers: Sequence[tuple[Path, Placing]] = (),
    read_as: str = "",
    series: str = "",
    part: int = 0,
    size: tuple[int, int] = (1200, 800),
    theme: str = "system",
    limits: Limits | None = None,
) -> None:
    """Render the real window with an image, others over it, and the probe at an index, into a PNG; needs no display.

    Raises
    ------
    OpenError
        If the image cannot be read.
    ProbeError
        If the index is outside.
    ExportError
        If the PNG cannot be written.
    """
    if not os.path.isdir(out.absolute().parent):
        raise UsageError(f"The folder {out.absolute().parent} does not exist.")
    document = open_document(OpenRequest(path, read_as_name(read_as), series=series, part=part), limits)
    over = [(open_document(OpenRequest(each), limits), placing) for each, placing in layers]
    own = (*document.info.own_files, *(stamp for each, _ in over for stamp in each.info.own_files))
    index = index_at(at, document.access, document.info.space) if at else None
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qt = application()
    settings = Settings(MemoryStore())
    settings.theme = ThemeChoice(theme)
    composition = Composition(settings)
    composition.window.resize(*size)
    composition.window.show()
    image = composition.app.files.adopt(document)
    for each, placing in over:
        composition.app.files.adopt(each, placing=placing, over=image)
    if index is not None:
        composition.app.probe.show_index(index)
    for _ in range(5):
        qt.processEvents()
    picture = composition.window.picture()
    composition.dispose()
    composition.window.close_for_good()
    write_bytes(out, png_bytes(picture), Consent(overwrite=True, protected=own))
