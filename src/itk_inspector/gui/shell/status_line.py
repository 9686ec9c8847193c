"""What is going on, how far it is, and the button to stop it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QToolButton

from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.theme import Theme
from itk_inspector.gui.widgets.elided_label import ElidedLabel


class StatusLine(QObject):
    """Message, progress bar and Cancel in a status bar.

    The bar and the button appear when a task takes longer than a blink, so
    that quick ones do not flicker.

    Parameters
    ----------
    bar : QStatusBar
    """

    cancel_requested = Signal()
    open_requested = Signal(object)
    folder_requested = Signal(object)

    def __init__(self, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._message = ElidedLabel(bar)
        self._message.setObjectName("statusMessage")
        self._message.setAccessibleName("Status")
        self._message.setToolTip("What is going on.")
        self._message.setIndent(8)
        self._progress = QProgressBar(bar)
        self._progress.setObjectName("openProgress")
        self._progress.setAccessibleName("Progress")
        self._progress.setToolTip("Part of the file that has been read.")
        self._progress.setFixedWidth(180)
        self._progress.setMaximumHeight(self._message.fontMetrics().height() + 2)
        self._cancel = QPushButton("Cancel", bar)
        self._cancel.setObjectName("cancelButton")
        self._cancel.setAccessibleName("Cancel")
        self._cancel.setToolTip("Stop, and keep the present image (Esc).")
        self._cancel.clicked.connect(self.cancel_requested)
        self._saved: Path | None = None
        self._open = self._link(bar, "openSaved", "Open")
        self._open.setToolTip("Open the file that was saved in a tab.")
        self._open.clicked.connect(self._ask_open)
        self._folder = self._link(bar, "showInFolder", "Show in folder")
        self._folder.setToolTip("Show the folder of the file that was saved.")
        self._folder.clicked.connect(self._ask_folder)
        bar.addWidget(self._message, 1)
        bar.addPermanentWidget(self._open)
        bar.addPermanentWidget(self._folder)
        bar.addPermanentWidget(self._progress)
        bar.addPermanentWidget(self._cancel)
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 8, 0)
        self._task: str | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(120)
        self._soon.timeout.connect(self._show_controls)
        self._hide_controls()

    def _link(self, bar: QStatusBar, name: str, text: str) -> QToolButton:
        made = QToolButton(bar)
        made.setObjectName(name)
        made.setText(text)
        made.setAccessibleName(text)
        made.setAutoRaise(True)
        made.setMaximumHeight(self._message.fontMetrics().height() + 4)
        made.hide()
        return made

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._message.setStyleSheet(f"color: {theme.text};")
        for link in (self._open, self._folder):
            link.setStyleSheet(f"color: {theme.accent};")

    def show_message(self, text: str) -> None:
        """Show one line; what was saved before is not offered any more."""
        self._offer(None)
        self._message.setText(visible_text(text) if text else "")  # a stroke begins by taking away what was said
        self._message.setToolTip(plain_tip(text) if text else "")

    def show_loading(self, path: Path | None, fraction: float | None) -> None:
        """Show that a file is being read; None when none is."""
        self.show_task(f"Reading {path.name} …" if path else None, fraction)

    def show_saving(self, path: Path | None) -> None:
        """Show that a copy is being written; None when none is."""
        self.show_task(f"Saving {path.name} …" if path else None, None)

    def show_saved(self, path: Path) -> None:
        """Offer to open a file that was written, and to show its folder, until there is something else to say."""
        self._offer(path)

    def _offer(self, path: Path | None) -> None:
        self._saved = path
        self._open.setVisible(path is not None)
        self._folder.setVisible(path is not None)

    def _ask_open(self) -> None:
        if self._saved is not None:
            self.open_requested.emit(self._saved)

    def _ask_folder(self) -> None:
        if self._saved is not None:
            self.folder_requested.emit(self._saved)

    def show_operating(self, text: str | None, fraction: float | None) -> None:
        """Show that an operation is under way; None when none is."""
        self.show_task(text, fraction)

    def show_task(self, text: str | None, fraction: float | None) -> None:
        """Show that a task is under way and how far it is; None when it has ended."""
        if text is None:
            self._task = None
            self._soon.stop()
            self._hide_controls()
            return
        if text != self._task:
            self._task = text
            self.show_message(text)
            self._soon.start()
        if fraction is None:
            self._progress.setRange(0, 0)
        else:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * fraction))

    def _show_controls(self) -> None:
        self._progress.show()
        self._cancel.show()

    def _hide_controls(self) -> None:
        self._progress.hide()
        self._cancel.hide()
