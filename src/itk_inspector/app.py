"""The composition root of the window: everything is made and connected here."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from itk_inspector import __version__
from itk_inspector.control.controller import Controller
from itk_inspector.core.document import ImageDocument
from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.indexing import ItkIndex
from itk_inspector.core.probe import ItkPixels
from itk_inspector.gui import display, menus
from itk_inspector.gui.main_window import MainWindow
from itk_inspector.gui.qt_dispatch import ChildNotifier
from itk_inspector.gui.resources import app_icon, resources_root, sample
from itk_inspector.gui.settings import MemoryStore, Settings
from itk_inspector.gui.theme import ThemeChoice, chosen_theme, palette, style_sheet
from itk_inspector.itkio import engine
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.itkio.pixel_types import read_as_name
from itk_inspector.worker.blocking import open_document
from itk_inspector.worker.child import Child
from itk_inspector.worker.client import FileClient
from itk_inspector.worker.mapping import ScratchPolicy

SAMPLE = "head-phantom.png"
_kept: list[Composition] = []


class Composition(QObject):
    """A window with its controller and its children.

    Parameters
    ----------
    settings : Settings
    policy : ScratchPolicy, optional
        Where pixels may lie.
    """

    def __init__(self, settings: Settings, policy: ScratchPolicy | None = None) -> None:
        super().__init__()
        self.settings = settings
        self._is_disposed = False
        self.window = MainWindow()
        self.files = FileClient(policy)
        self.notifier = ChildNotifier(self._child_speaks, self)
        for child in self.files.children:
            child.on_change = self.notifier.watch
        self.controller = Controller(self.files, self.window, _wrap_copy)
        self._poll = QTimer(self)
        self._poll.setInterval(50)
        self._poll.timeout.connect(self._tick)
        self._connect()
        self.apply_theme()
        self._restore()
        QApplication.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def _connect(self) -> None:
        window, controller = self.window, self.controller
        window.action_triggered.connect(self._act)
        window.open_requested.connect(self.open)
        window.export_requested.connect(controller.export)
        window.export_dismissed.connect(controller.give_up_saving_first)
        window.close_requested.connect(self._close)
        window.closed.connect(self._closed)
        window.opened.connect(self._remember)
        window.slice_bar.slice_requested.connect(controller.set_slice)
        view = window.canvas.view
        view.hovered.connect(controller.hover)
        view.slice_step_requested.connect(controller.step_slice)
        view.pressed.connect(self._pressed)
        view.dragged.connect(self._dragged)
        view.released.connect(self._released)
        panel = window.edit_panel
        panel.value_changed.connect(controller.set_value)
        panel.brush_changed.connect(self._set_brush)
        panel.set_pixel_requested.connect(controller.set_pixel)

    # files ------------------------------------------------------------------

    def open(self, path: Path, read_as: str = "") -> None:
        """Open a file in the window."""
        self.controller.open(path.absolute(), read_as)
        self._poll.start()

    def warm_up(self) -> None:
        """Start the reading child, and load this process's part of itk when there is nothing else to do."""
        self.files.warm_up()
        QTimer.singleShot(60, self, engine.preload_bridge)

    def _child_speaks(self, child: Any) -> None:
        assert isinstance(child, Child)
        self.controller.receive(self.files.receive(child))
        if self.controller.is_loading and not self._poll.isActive():
            self._poll.start()

    def _tick(self) -> None:
        if self.controller.is_loading:
            self.controller.tick()
        else:
            self._poll.stop()

    def _remember(self, path: Path) -> None:
        self.settings.add_recent(path)
        self.window.show_recent(self.settings.recent)

    # actions ----------------------------------------------------------------

    def _act(self, name: str) -> None:
        controller, window = self.controller, self.window
        image = controller.image
        axes = menus.plane_of(name)
        tool = menus.tool_of(name)
        if axes is not None:
            controller.set_axes(*axes)
        elif tool is not None:
            controller.set_tool(tool)
        elif name.startswith("theme"):
            self.settings.theme = ThemeChoice(name.removeprefix("theme").lower())
            self.apply_theme()
        elif name in ("firstSlice", "lastSlice") and image is not None:
            far = max(image.document.geometry.size)
            controller.step_slice(far if name == "lastSlice" else -far)
        else:
            simple: dict[str, Callable[[], object]] = {
                "open": window.ask_open,
                "openFolder": window.ask_folder,
                "openSeries": controller.open_whole_series,
                "saveCopy": controller.ask_export,
                "cancel": controller.cancel,
                "sample": lambda: self.open(sample(SAMPLE)),
                "quit": window.close,
                "undo": controller.undo,
                "redo": controller.redo,
                "copyProbe": lambda: window.copy_text(controller.probe_text()),
                "copyCode": lambda: window.copy_text(controller.probe_code()),
                "editCopy": lambda: controller.set_editing(not controller.state().is_editing),
                "fit": window.canvas.fit,
                "oneToOne": window.canvas.one_to_one,
                "zoomIn": lambda: window.canvas.zoom(1.25),
                "zoomOut": lambda: window.canvas.zoom(0.8),
                "autoLevels": self._auto_levels,
                "previousSlice": lambda: controller.step_slice(-1),
                "nextSlice": lambda: controller.step_slice(1),
                "resetLayout": window.reset_layout,
                "conventions": lambda: window.show_help("conventions"),
                "shortcuts": lambda: window.show_help("shortcuts"),
                "about": lambda: window.show_about(__version__),
            }
            simple[name]()

    def _auto_levels(self) -> None:
        levels = self.window.canvas.auto_levels()
        if levels is not None:
            self.window.show_status(f"Black at {levels.low:g}, white at {levels.high:g}.")

    # edit -------------------------------------------------------------------

    def _pressed(self, horizontal: float, vertical: float) -> None:
        self.controller.press(horizontal, vertical)
        self._show_rectangle()

    def _dragged(self, horizontal: float, vertical: float) -> None:
        self.controller.drag(horizontal, vertical)
        self._show_rectangle()

    def _released(self, horizontal: float, vertical: float) -> None:
        self.controller.release(horizontal, vertical)
        self._show_rectangle()

    def _show_rectangle(self) -> None:
        self.window.canvas.show_rectangle(self.controller.painting.rectangle)

    def _set_brush(self, shape: Any, radius: int) -> None:
        self.controller.painting.brush = shape
        self.controller.painting.radius = radius

    # window -----------------------------------------------------------------

    def apply_theme(self) -> None:
        """Take the light or dark look that is asked for."""
        choice = self.settings.theme
        theme = chosen_theme(choice)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(palette(theme))
        self.window.setStyleSheet(style_sheet(theme, (resources_root() / "icons" / "check.svg").as_posix()))
        self.window.set_theme(theme, choice)

    def _restore(self) -> None:
        self.window.setWindowIcon(app_icon())
        self.window.show_recent(self.settings.recent)
        recent = self.settings.recent
        if recent and recent[0].parent.is_dir():
            self.window.folder = recent[0].parent
        layout = self.settings.layout
        if layout is not None:
            self.window.restoreGeometry(layout[0])
            self.window.has_layout = self.window.restoreState(layout[1])

    def _close(self) -> None:
        self.controller.close(self.window.close_for_good)

    def _closed(self) -> None:
        self.settings.set_layout(self.window.saveGeometry(), self.window.saveState())
        self.dispose()

    def dispose(self) -> None:
        """End the children and let go of the pixels; may be called twice."""
        if self._is_disposed:
            return
        self._is_disposed = True
        QApplication.styleHints().colorSchemeChanged.disconnect(self.apply_theme)
        self._poll.stop()
        self.notifier.stop()
        self.files.close()
        self.controller.release_image()
        if self in _kept:
            _kept.remove(self)


def _wrap_copy(pixels: Any, document: ImageDocument) -> ItkPixels:
    return WrappedPixels(pixels, document.info)


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
    application.setApplicationName("ITK Inspector")
    application.setDesktopFileName("itk-inspector")
    application.setStyle("Fusion")
    return application


def run(paths: list[Path], *, read_as: str = "", theme: str = "system") -> int:
    """Open the window, and the images in it, and stay until it is closed.

    Raises
    ------
    UsageError
        If there is no display.
    """
    read_as = read_as_name(read_as)
    display.check_display()
    application = _application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    composition = Composition(_settings(theme))
    composition.window.show()
    composition.warm_up()
    if paths:
        composition.open(paths[-1], read_as)
    code = application.exec()
    composition.dispose()
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
    composition.window.show()
    if document is not None:
        composition.controller.adopt(document)
    elif path is not None:
        composition.warm_up()
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
    document = open_document(path, read_as_name(read_as), series)
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
