"""The panel of what is drawn, between which values, in which colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from itk_inspector.gui.style.theme import LIGHT, Theme

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.gui.panels.level_controls import LevelControls


class LevelsPanel(QWidget):
    """Says how to begin, or holds the controls of the image on screen."""

    came_into_view = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levelsPanel")
        self.setAccessibleName("Levels")
        self.setToolTip("What is drawn, between which values, in which colours.")
        self._theme = LIGHT
        self._controls: LevelControls | None = None
        self._hint = QLabel("Open an image to see how its values are spread.", self)
        self._hint.setObjectName("levelsHint")
        self._hint.setWordWrap(True)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(12, 8, 12, 8)
        self._outer.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def controls(self) -> LevelControls:
        """The controls, made when they are first needed."""
        if self._controls is None:
            from itk_inspector.gui.panels.level_controls import LevelControls  # here, because it loads NumPy

            self._controls = LevelControls(self)
            self._controls.set_theme(self._theme)
            self._controls.hide()
            self._outer.addWidget(self._controls, 1)
        return self._controls

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._hint.setStyleSheet(f"color: {theme.muted};")
        if self._controls is not None:
            self._controls.set_theme(theme)

    def show_controls(self, shown: bool) -> None:
        """Show the controls, or how to begin."""
        self._hint.setVisible(not shown)
        self.controls.setVisible(shown)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is only made when it can be seen."""
        super().showEvent(event)
        self.came_into_view.emit()
