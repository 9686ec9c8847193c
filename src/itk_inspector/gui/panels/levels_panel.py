"""The panel of what is drawn, between which values, in which colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from itk_inspector.gui.panels.level_requests import LevelRequests
from itk_inspector.gui.style.theme import LIGHT, Theme

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.display.display_settings import ComponentChoice, DisplaySettings
    from itk_inspector.core.display.histogram import Histogram
    from itk_inspector.core.display.named_windows import NamedWindow
    from itk_inspector.gui.panels.level_controls import LevelControls


class LevelsPanel(QWidget):
    """Says how to begin, or holds the controls of the image on screen.

    Implements `control.viewing.levels_controller.LevelsView`.
    """

    came_into_view = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levelsPanel")
        self.setAccessibleName("Levels")
        self.setToolTip("What is shown, between which values, in which colours.")
        self.requests = LevelRequests(self)
        self._theme = LIGHT
        self._controls: LevelControls | None = None
        self._waiting: dict[str, Callable[[LevelControls], None]] = {}
        self._hint = QLabel("Open an image to see its histogram.", self)
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

            self._controls = LevelControls(self.requests, self)
            self._controls.set_theme(self._theme)
            self._controls.hide()
            self._outer.addWidget(self._controls, 1)
            waiting, self._waiting = self._waiting, {}
            for show in waiting.values():
                show(self._controls)
        return self._controls

    def _show(self, what: str, show: Callable[[LevelControls], None]) -> None:
        """Show something by the controls; where nobody has seen them yet, when they are made."""
        if self._controls is None and not self.is_seen:
            self._waiting[what] = show
        else:
            show(self.controls)

    def prepare(self) -> None:
        """Make the controls now."""
        _ = self.controls

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._hint.setStyleSheet(f"color: {theme.muted};")
        if self._controls is not None:
            self._controls.set_theme(theme)

    @property
    def is_seen(self) -> bool:
        """Tell whether it can be seen: what costs time is made only then."""
        return self.isVisible()

    def show_choices(
        self, choices: tuple[tuple[ComponentChoice, str], ...], *, has_slices: bool, windows: tuple[NamedWindow, ...]
    ) -> None:
        """Show the controls, with what suits an image."""

        def show(controls: LevelControls) -> None:
            controls.show()
            controls.show_image(choices, has_slices=has_slices, windows=windows)

        self._hint.hide()
        self._show("image", show)

    def show_settings(self, settings: DisplaySettings) -> None:
        """Show how the image is drawn."""
        self._show("settings", lambda controls: controls.show_settings(settings))

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show how often which value occurs; None while that is not known."""
        if histogram is not None or self._controls is not None:
            self._show("histogram", lambda controls: controls.show_histogram(histogram))

    def show_counting(self, fraction: Callable[[], float] | None) -> None:
        """Show that all values are being counted, and how far that has come; None when they are not."""
        if self._controls is not None:
            self._controls.count.show_counting(fraction)

    def show_uncounted(self, text: str, *, offers_count: bool) -> None:
        """Say why there is no histogram, and offer to count all values where that can be done."""
        self._show("count", lambda controls: controls.count.show_uncounted(text, offers_count=offers_count))

    def show_nothing(self) -> None:
        """Say how to begin."""
        self._hint.show()
        self._waiting.clear()
        if self._controls is not None:
            self._controls.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is only made when it can be seen."""
        super().showEvent(event)
        if self._waiting:
            self.prepare()
        self.came_into_view.emit()
