"""Four fields for two levels: lowest and highest value, or a window's width and middle."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from itk_inspector.core.display.window_level import Levels, from_window, is_usable, level_from, level_text, window_level
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono

_FIELDS = (
    ("levelLow", "Low", "Shown as the first colour (black)."),
    ("levelHigh", "High", "The value that gets the last colour."),
    ("windowWidth", "Window", "High minus low."),
    ("windowLevel", "Level", "The middle between low and high."),
)


class LevelFields(QWidget):
    """Shows levels exactly and takes any number, also as ``1e-3``; what makes no sense is refused in a line."""

    levels_entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levelFields")
        self._theme = LIGHT
        self._levels = Levels(0.0, 1.0)
        self._fields: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for number, (name, label, tip) in enumerate(_FIELDS):
            field = QLineEdit(self)
            field.setObjectName(name)
            field.setAccessibleName(label)
            field.setToolTip(plain_tip(tip))
            field.setFont(mono(10))
            field.setMinimumWidth(40)
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.editingFinished.connect(self._entered)
            title = plain_label(label, self)
            title.setBuddy(field)
            grid.addWidget(title, number // 2, number % 2 * 2)
            grid.addWidget(field, number // 2, number % 2 * 2 + 1)
            self._fields[name] = field
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._problem = plain_label("", self)
        self._problem.setObjectName("levelProblem")
        self._problem.setAccessibleName("Why a level was refused")
        self._problem.setWordWrap(True)
        self._problem.hide()
        grid.addWidget(self._problem, 2, 0, 1, 4)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._problem.setStyleSheet(f"color: {theme.warning};")

    def show_levels(self, levels: Levels) -> None:
        """Show levels; what was typed and refused is replaced."""
        self._levels = levels
        for name, value in zip(self._fields, (levels.low, levels.high, *window_level(levels)), strict=True):
            self._fields[name].setText(level_text(value))
            self._fields[name].setCursorPosition(0)
        self._show_problem("")

    def _entered(self) -> None:
        """Take the field that was changed; the others follow."""
        shown = dict(zip(self._fields, (self._levels.low, self._levels.high, *window_level(self._levels)), strict=True))
        for name, field in self._fields.items():
            if field.text() == level_text(shown[name]):
                continue
            value = level_from(field.text())
            if value is None:
                self._show_problem("Enter a number.")
                return
            shown[name] = value
            if name in ("levelLow", "levelHigh"):
                self._take(Levels(shown["levelLow"], shown["levelHigh"]), "Low must be less than high.")
            else:
                window, level = shown["windowWidth"], shown["windowLevel"]
                self._take(from_window(window, level), "The window must be greater than 0.")
            return
        self._show_problem("")

    def _take(self, levels: Levels, refusal: str) -> None:
        if is_usable(levels):
            self._show_problem("")
            self.levels_entered.emit(levels)
        else:
            self._show_problem(refusal)

    def _show_problem(self, text: str) -> None:
        self._problem.setText(visible_text(text))
        self._problem.setVisible(bool(text))
