"""Starting the program: its window, a window for a script, or a picture of it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from itk_inspector.composition import Composition
from itk_inspector.core.document import ImageDocument
from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.indexing import ItkIndex
from itk_inspector.gui import display
from itk_inspector.gui.main_window import MainWindow
from itk_inspector.gui.settings import MemoryStore, Settings
from itk_inspector.gui.theme import ThemeChoice
from itk_inspector.itkio.pixel_types import read_as_name
from itk_inspector.worker.blocking import open_document
from itk_inspector.worker.client import FileClient
from itk_inspector.worker.patience import Limits

_kept: list[Composition] = []


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if "propagateSizeHints" in text:  # what the offscreen platform says to every window
        return
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    logging.getLogger("itk_inspector.qt").log(level, text)


def _application() -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_log_qt)
    application = QApplication(sys.argv[:1])
    # a fast stroke must go through every point that the pointer went through; X11's plugin has just switched it on
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    application.setApplicationName("ITK Inspector")
    application.setDesktopFileName("itk-inspector")
    application.setStyle("Fusion")
    return application


def run(paths: list[Path], files: FileClient, *, read_as: str = "", theme: str = "system") -> int:
    """Open a window for each image, or an empty one, and stay until all are closed.

    Parameters
    ----------
    paths : list of pathlib.Path
    files : FileClient
        With its reading child started, so that it loads itk while this process loads Qt.
    read_as : str
        A name of `READ_AS`, or ``""``.
    theme : {"system", "light", "dark"}
    """
    application = _application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    composition = Composition(_settings(theme), files=files)
    composition.window.show()
    composition.warm_up(expects_image=bool(paths))
    compositions = [composition]
    for path in paths[1:]:
        further = Composition(_settings(theme), files=FileClient(limits=files.limits))
        further.window.show()
        further.warm_up(expects_image=True)
        compositions.append(further)
        further.open(path, read_as)
    if paths:
        composition.open(paths[0], read_as)
    code = application.exec()
    for each in compositions:
        each.dispose()
    return code


def _settings(theme: str) -> Settings:
    settings = Settings.default()
    if theme != "system":
        settings.theme = ThemeChoice(theme)
    return settings


def view(path: Path | None, document: ImageDocument | None, *, block: bool) -> MainWindow | None:
    """Open a window on a file or a document; the window is returned unless ``block``."""
    if QApplication.instance() is None:
        display.check_display()
    application = _application()
    composition = Composition(Settings.default())
    _kept.append(composition)
    composition.disposed.connect(_kept.remove)
    composition.window.show()
    if document is not None:
        composition.controller.adopt(document)
    elif path is not None:
        composition.warm_up(expects_image=True)
        composition.open(path)
    if not block:
        return composition.window
    application.exec()
    composition.dispose()
    return None


def screenshot(
    path: Path,
    out: Path,
    at: ItkIndex | None,
    *,
    read_as: str = "",
    series: str = "",
    size: tuple[int, int] = (1200, 800),
    theme: str = "system",
    limits: Limits | None = None,
) -> None:
    """Render the real window with an image, and the probe at an index, into a PNG; needs no display.

    Raises
    ------
    OpenError
        If the image cannot be read.
    ProbeError
        If the index is outside.
    ExportError
        If the PNG cannot be written.
    """
    if not out.absolute().parent.is_dir():
        raise UsageError(f"The folder {out.absolute().parent} does not exist.")
    document = open_document(path, read_as_name(read_as), series, limits=limits)
    if at is not None:
        document.probe(at)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = _application()
    settings = Settings(MemoryStore())
    settings.theme = ThemeChoice(theme)
    composition = Composition(settings)
    composition.window.resize(*size)
    composition.window.show()
    composition.controller.adopt(document)
    if at is not None:
        composition.controller.show_index(at)
    for _ in range(5):
        application.processEvents()
    picture = composition.window.grab()
    composition.dispose()
    composition.window.close_for_good()
    if not picture.save(str(out), "PNG"):
        raise ExportError(f"{out.name} could not be written.", advice="Check the folder and its free space.")
