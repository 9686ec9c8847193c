"""The window: puts its widgets together, and emits what the user did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QMainWindow, QMessageBox, QVBoxLayout, QWidget
from shiboken6 import isValid

from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.tools.measuring import MEASURING_TOOLS
from itk_inspector.control.tools.registry import TOOLS
from itk_inspector.core.text.typed_path import home_folder
from itk_inspector.gui.background.application_thread import require_application_thread
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.panels.goto_bar import GotoBar
from itk_inspector.gui.panels.hover_panel import HoverPanel
from itk_inspector.gui.panels.image_panel import ImagePanel
from itk_inspector.gui.panels.slice_bar import SliceBar
from itk_inspector.gui.shell.console_dock import ConsoleDock
from itk_inspector.gui.shell.document_tabs import DocumentTabs
from itk_inspector.gui.shell.file_drops import FileDrops
from itk_inspector.gui.shell.image_list import ImageList
from itk_inspector.gui.shell.kept_title import KeptTitle
from itk_inspector.gui.shell.menus import Menus
from itk_inspector.gui.shell.side_docks import SideDocks
from itk_inspector.gui.shell.status_line import StatusLine
from itk_inspector.gui.style.plain_text import plain_title
from itk_inspector.gui.style.theme import LIGHT, Theme, Themed
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.selected_text import selected_text

if TYPE_CHECKING:
    from itk_inspector.gui.panels.edit_panel import EditPanel
    from itk_inspector.gui.panels.measure_panel import MeasurePanel

_FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox)


class MainWindow(QMainWindow):
    """Canvas, panels and status, put together."""

    action_triggered = Signal(str)
    open_requested = Signal(object, str)
    dropped = Signal(object)
    close_requested = Signal()
    discard_requested = Signal()
    activated = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAccessibleName("ITK Inspector")
        self.setAcceptDrops(True)
        self.resize(1200, 800)
        self.theme = LIGHT
        self.folder = home_folder()
        self.script: Any = None
        self.goes_to: Callable[[Any], None] | None = None
        self._may_close = False
        self._was_shown = self._has_image = False
        self._name = ""
        self.has_layout = False
        self.menus = Menus(self, self.action_triggered.emit)
        self.frame = frame = NextFrame(self)
        self.menus.has_selection = lambda: bool(self.selected_text())
        self.canvas = ImageCanvas(frame, self)
        self.slice_bar = SliceBar(frame, self)
        self.tabs = DocumentTabs(self)
        ImageList(self.menus.images, self.tabs)
        self.goto_bar = GotoBar(self)
        middle = QWidget(self)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.goto_bar)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.slice_bar)
        self.setCentralWidget(middle)
        self.docks = SideDocks(self, frame, self._panels_completed)
        self.hover_panel = self.docks.panel(HoverPanel)
        self.hover_panel.fold_requested.connect(self._fold)
        self.kept_title = KeptTitle(self.docks.hover_dock, self.canvas)
        self.image_panel = self.docks.panel(ImagePanel)
        self.console_dock = ConsoleDock(self)
        self.toggle_console = self.console_dock.toggle
        self.goto_bar.put_away.connect(self.canvas.take_focus)
        self.status_line = StatusLine(self.statusBar())
        self.status_line.cancel_requested.connect(self._cancel)
        self.canvas.action_requested.connect(self.action_triggered)
        self.canvas.path_requested.connect(self._open_recent)
        self._drops = FileDrops(middle)
        self._first_state = self.saveState()
        for view in (self.menus, self):
            view.show_state(AppState())

    def _cancel(self) -> None:
        self.action_triggered.emit("cancel")

    def _open_recent(self, path: Path) -> None:
        self.open_requested.emit(path, "")

    def _fold(self) -> None:
        self.action_triggered.emit("swappedNumbers")

    def _panels_completed(self, later: Sequence[QWidget]) -> None:
        """Take the panels that were made later."""
        panel, edit, actions = self.measure_panel, self.edit_panel, self.menus.actions
        panel.add_tools([actions[tool.id] for tool in MEASURING_TOOLS])
        panel.front_requested.connect(lambda: self.docks.bring_to_front(panel))
        edit.add_tools(actions["editCopy"], [actions[tool.id] for tool in TOOLS])
        edit.keyboard_released.connect(self.canvas.take_focus)
        edit.front_requested.connect(lambda: self.docks.bring_to_front(edit))
        for part in later:
            if isinstance(part, Themed):
                part.set_theme(self.theme)

    @property
    def edit_panel(self) -> EditPanel:
        """Tools and value for the copy."""
        from itk_inspector.gui.panels.edit_panel import EditPanel  # the window appears before it is loaded

        return self.docks.panel(EditPanel)

    @property
    def measure_panel(self) -> MeasurePanel:
        """What measures."""
        from itk_inspector.gui.panels.measure_panel import MeasurePanel  # the window appears before it is loaded

        return self.docks.panel(MeasurePanel)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        bars = (self.slice_bar, self.goto_bar, self.status_line)
        for part in (self.menus, self.canvas, *bars, self._drops, *self.docks.panels):
            if isinstance(part, Themed):
                part.set_theme(theme)

    def reset_layout(self) -> None:
        """Restore the default layout of the panels."""
        self.restoreState(self._first_state)
        self.docks.share_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels when the window appears for the first time."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            if not self.has_layout:
                self.docks.share_room()

    def show_state(self, state: AppState) -> None:
        """Show in the title what is on screen; the first image gets the keyboard."""
        if state.name != self._name or not self.windowTitle():
            self._name = state.name
            self.setWindowTitle(f"{plain_title(state.name)}[*] – ITK Inspector" if state.name else "ITK Inspector[*]")
        if state.is_modified is not self.isWindowModified():  # Qt tells the window system each time
            self.setWindowModified(state.is_modified)
        if state.has_image and not self._has_image and not isinstance(self.focusWidget(), QLineEdit):
            self.canvas.take_focus()  # Qt gave the keyboard to what comes first
        self._has_image = state.has_image

    def go_to(self, position: Any) -> None:
        """Go to a position in the image on screen, or in the first one that is opened; text as in *Go to*.

        Raises
        ------
        ProbeError
            If it is no position in this image.
        """
        if self.goes_to is not None:
            self.goes_to(position)

    def __getattr__(self, name: str) -> Any:
        """Give a script what it may ask of the window; see `itk_inspector.app.viewed_window.ViewedWindow`."""
        script = self.__dict__.get("script")
        if name.startswith("_") or script is None or not hasattr(type(script), name):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(script, name)

    def isVisible(self) -> bool:
        """Tell whether it is on screen; a script may ask when the window is gone."""
        return isValid(self) and super().isVisible()

    def copy_text(self, text: str) -> None:
        """Put text on the clipboard."""
        if text:
            QGuiApplication.clipboard().setText(text)

    def selected_text(self) -> str:
        """Return what is selected where the keyboard is, or in the hover panel."""
        return selected_text(self.focusWidget()) or self.hover_panel.selected_text()

    def picture(self) -> QPixmap:
        """Return a picture of the window, as it is when nothing waits for the next frame any more."""
        self.frame.finish()
        return self.grab()

    def copy_picture(self) -> None:
        """Put what the canvas shows on the clipboard."""
        self.frame.finish()
        QGuiApplication.clipboard().setPixmap(self.canvas.front.grab())
        self.status_line.show_message("Copied a picture of the canvas.")

    def toggle_play(self) -> None:
        """Run through the slices, or stop."""
        self.slice_bar.toggle_play()

    def come_to_front(self) -> None:
        """Show the window above the others."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def close(self, *, discard: bool = False) -> bool:
        """Close, or ask about edits, which are discarded where a script says so; it may be gone already."""
        require_application_thread("A window can only be closed")
        if not isValid(self):
            return True
        if not discard:
            return super().close()
        self.discard_requested.emit()
        return not self.isVisible()

    def close_for_good(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()

    def ask_to_close(self) -> None:
        """Close as by the window's button; a question that is open already comes to the front."""
        if self.isWindowModified():
            self.come_to_front()
        if not any(box.isVisible() for box in self.findChildren(QMessageBox, "unsavedDialog")):
            self.close()

    def changeEvent(self, event: QEvent) -> None:
        """Probe again when the window gets the pointer back from a dialog."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.canvas.find_pointer()
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keyboard back to the image: with Esc, and with Enter in a field, which has taken what was typed."""
        is_left = event.key() == Qt.Key.Key_Escape or (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), _FIELDS)
        )
        if self._has_image and is_left:
            self.canvas.take_focus(by_key=True)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before anything is lost."""
        if not self._may_close:
            self.close_requested.emit()  # may answer at once, through `close_for_good`
        if self._may_close:
            self.closed.emit()
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        self._drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take no files any more."""
        self._drops.leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files that were dropped."""
        paths = self._drops.drop(event)
        if paths:
            self.dropped.emit(paths)
