"""The window: shows what it is told, and emits what the user did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMessageBox, QVBoxLayout, QWidget

from itk_inspector.control.actions.table import ACTIONS
from itk_inspector.control.model.app_state import AppState, TabLabel, Tool
from itk_inspector.core.text.typed_path import home_folder
from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.panels.edit_panel import EditPanel
from itk_inspector.gui.panels.hover_panel import HoverPanel
from itk_inspector.gui.panels.image_panel import ImagePanel
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.panels.slice_bar import SliceBar
from itk_inspector.gui.shell.document_tabs import DocumentTabs
from itk_inspector.gui.shell.menus import Menus
from itk_inspector.gui.shell.side_docks import SideDocks
from itk_inspector.gui.shell.status_line import StatusLine
from itk_inspector.gui.style.plain_text import plain_entry, plain_tip, plain_title
from itk_inspector.gui.style.theme import LIGHT, Theme

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.geometry.planes import Plane
    from itk_inspector.core.geometry.regions import Region
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.gui.panels.levelling import Levelling


class MainWindow(QMainWindow):
    """Canvas, panels and status; implements `control.ports.View`."""

    action_triggered = Signal(str)
    open_requested = Signal(object, str)
    open_dialog_requested = Signal()
    folder_dialog_requested = Signal()
    close_requested = Signal()
    activated = Signal()
    closed = Signal()
    opened = Signal(object)
    reading = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAccessibleName("ITK Inspector")
        self.setAcceptDrops(True)
        self.resize(1200, 800)
        self.theme = LIGHT
        self.folder = home_folder()
        self.suggested_folder: Path | None = None
        self._may_close = False
        self._was_shown = self._shows_image = False
        self.has_layout = False
        self.menus = Menus(self, self.action_triggered.emit)
        self.canvas = ImageCanvas(self)
        self.slice_bar = SliceBar(self)
        self.tabs = DocumentTabs(self)
        middle = QWidget(self)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.slice_bar)
        self.setCentralWidget(middle)
        self.hover_panel = HoverPanel(self)
        self.image_panel = ImagePanel(self)
        self.levels_panel = LevelsPanel(self)
        self._levelling: Levelling | None = None
        self.edit_panel = EditPanel(self)
        actions = self.menus.actions
        self.edit_panel.add_tools(actions["editCopy"], [actions[r.id] for r in ACTIONS if r.exclusive == "tool"])
        self.edit_panel.value_entered.connect(self.canvas.take_focus)
        self._docks = SideDocks(self, self.hover_panel, self.image_panel, self.levels_panel, self.edit_panel)
        self.status_line = StatusLine(self.statusBar())
        self.status_line.cancel_requested.connect(self._cancel)
        self.canvas.open_requested.connect(self.open_dialog_requested)
        self.canvas.sample_requested.connect(self._sample)
        self.canvas.reload_requested.connect(self._reload)
        self.canvas.series_requested.connect(self._series)
        self.menus.recent.setToolTipsVisible(True)
        self._first_state = self.saveState()
        self.show_state(AppState())

    @property
    def levelling(self) -> Levelling:
        """What draws the image as the levels panel says, made when it is first needed."""
        if self._levelling is None:
            from itk_inspector.gui.panels.levelling import (
                Levelling,  # here, because the window appears before NumPy is loaded
            )

            self._levelling = Levelling(self.canvas, self.levels_panel, self)
        return self._levelling

    def _cancel(self) -> None:
        self.action_triggered.emit("cancel")

    def _sample(self) -> None:
        self.action_triggered.emit("sample")

    def _reload(self) -> None:
        self.action_triggered.emit("reload")

    def _series(self) -> None:
        self.action_triggered.emit("openSeries")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        for part in (
            self.menus,
            self.canvas,
            self.slice_bar,
            self.hover_panel,
            self.levels_panel,
            self.edit_panel,
            self.status_line,
        ):
            part.set_theme(theme)

    def reset_layout(self) -> None:
        """Put the panels back to their places."""
        self.restoreState(self._first_state)
        self._docks.share_height()

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels when the window appears for the first time."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            if not self.has_layout:
                self._docks.share_height()

    # View -----------------------------------------------------------------

    def show_tabs(self, labels: Sequence[TabLabel], current: int) -> None:
        """Show which images are open."""
        self.tabs.show_tabs(labels, current)

    def show_header(self, info: ImageInfo) -> None:
        """Show what the header says of a file whose pixels are still being read."""
        self.canvas.show_header(info)

    def view_state(self) -> object:
        """Return zoom and appearance of the image on screen."""
        return self.canvas.view_state(), self.levelling.look

    def show_document(self, document: ImageDocument, plane: Plane, *, view_state: object) -> None:
        """Show another image."""
        info = document.info
        self.hover_panel.show_document(document)
        self.slice_bar.show_document(info.geometry, info.unit, plane)
        self.image_panel.show_info(info)
        canvas, looked = view_state if isinstance(view_state, tuple) else (None, None)
        self.canvas.show_document(document, plane, view_state=canvas)
        self.levelling.show_document(document, plane, looked)
        if not self._shows_image:
            self._shows_image = True
            if not isinstance(self.focusWidget(), QLineEdit):  # Qt gave the keyboard to what comes first
                self.canvas.take_focus()

    def show_disk_change(self, text: str) -> None:
        """Say beside the image that its file changed on disk."""
        self.canvas.show_disk_change(text)

    def show_nothing(self) -> None:
        """Let go of the image that was shown."""
        self._shows_image = False
        self.levelling.clear()
        self.canvas.clear()
        self.hover_panel.show_document(None)
        self.edit_panel.show_session(None)
        self.image_panel.clear_info()
        self.slice_bar.clear()

    def show_plane(self, plane: Plane, *, axes_changed: bool) -> None:
        """Show another cut."""
        self.slice_bar.show_plane(plane)
        self.canvas.show_plane(plane, axes_changed=axes_changed)
        self.levelling.show_plane(plane)

    def show_layout(self, plane: Plane, *, is_quad: bool) -> None:
        """Show the plane alone, or the three orthogonal ones."""
        self.slice_bar.show_layout(plane, is_quad=is_quad)
        self.canvas.show_layout(plane, is_quad=is_quad)

    def show_session(self, session: EditSession | None, *, is_new: bool = False) -> None:
        """Show the edited copy, or the original again."""
        focused = self.focusWidget()
        loses_focus = session is None and focused is not None and self.edit_panel.isAncestorOf(focused)
        self.edit_panel.show_session(session)
        if loses_focus:
            self.canvas.take_focus()
        if is_new:
            self._docks.show_editing()
            self.edit_panel.take_focus()

    def show_pixels(self, pixels: Any, *, edited: bool) -> None:
        """Show these pixels on the canvas."""
        self.canvas.show_pixels(pixels, edited=edited)
        self.levelling.show_pixels(pixels)

    def show_pixels_changed(self, box: Region | None) -> None:
        """Draw the edited copy again, whose changes lie in a box; None when only its history changed."""
        if box is not None:
            self.canvas.refresh(box)
            self.levelling.refresh()
        self.edit_panel.show_history()
        self.edit_panel.show_problem("")

    def show_rectangle(self, corners: tuple[ItkIndex, ItkIndex] | None) -> None:
        """Show the rectangle being dragged."""
        self.canvas.show_rectangle(corners)

    def show_probe(self, found: Probe | None) -> None:
        """Show what is under the cursor."""
        if found is None:
            self.hover_panel.clear_probe()
        else:
            self.hover_panel.show_probe(found)
        self.canvas.show_probe(found)

    def show_state(self, state: AppState) -> None:
        """Enable what can be done now."""
        self.menus.show_state(state)
        self.canvas.set_painting(state.is_editing and state.tool is not Tool.PAN)
        self.setWindowTitle(f"{plain_title(state.name)}[*] – ITK Inspector" if state.name else "ITK Inspector[*]")
        self.setWindowModified(state.is_modified)

    def show_loading(self, path: Path | None, fraction: float | None) -> None:
        """Show that a file is being read."""
        self.status_line.show_task(f"Reading {path.name} …" if path else None, fraction)
        if path is None:
            self.canvas.show_header(None)
        else:
            self.reading.emit()

    def show_saving(self, path: Path | None) -> None:
        """Show that a copy is being written."""
        self.status_line.show_task(f"Saving {path.name} …" if path else None, None)
        if path is not None:
            self.reading.emit()

    def show_status(self, text: str) -> None:
        """Show one line about what has just happened."""
        self.status_line.show_message(text)

    def show_edit_problem(self, text: str) -> None:
        """Show why an edit was refused."""
        self.edit_panel.show_problem(text)

    def show_opened(self, path: Path) -> None:
        """Remember where files are opened."""
        if path.is_absolute():
            self.folder = path.parent
            self.opened.emit(path)

    def show_recent(self, paths: list[Path]) -> None:
        """Fill the menu of recent files."""
        menu = self.menus.recent
        menu.clear()
        for path in paths:
            action = menu.addAction(plain_entry(path.name))
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(lambda _checked=False, p=path: self.open_requested.emit(p, ""))
        menu.setEnabled(bool(paths))

    def copy_text(self, text: str) -> None:
        """Put text on the clipboard."""
        if text:
            QGuiApplication.clipboard().setText(text)

    def selected_text(self) -> str:
        """Return what is selected in the hover panel."""
        return self.hover_panel.selected_text()

    def copy_picture(self) -> None:
        """Put what the canvas shows on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.canvas.front.grab())
        self.show_status("Copied a picture of the canvas.")

    def toggle_play(self) -> None:
        """Run through the slices, or stop."""
        self.slice_bar.toggle_play()

    def come_to_front(self) -> None:
        """Show the window above the others."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

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
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files that were dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            for path in paths:
                self.open_requested.emit(path, "")
