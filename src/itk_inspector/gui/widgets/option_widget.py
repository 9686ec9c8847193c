"""A widget for what can be chosen for a tool."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from itk_inspector.control.tools.option import ChoiceOption, NumberOption, Option, PlaceOption, TextOption
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.widgets.index_row import IndexRow

_BEFORE = 6


class NumberWidget(QSpinBox):
    """A whole number; ``chosen`` tells the option's id and the number."""

    chosen = Signal(str, object)

    def __init__(self, option: NumberOption, parent: QWidget) -> None:
        super().__init__(parent)
        _name(self, option)
        self.setRange(option.low, option.high)
        self.setSuffix(option.unit)
        self.setPrefix(option.prefix)
        self.setValue(option.initial)
        self.valueChanged.connect(self._choose)

    def _choose(self, value: int) -> None:
        self.chosen.emit(self.objectName(), value)


class ChoiceWidget(QComboBox):
    """One of several words; ``chosen`` tells the option's id and the word."""

    chosen = Signal(str, object)

    def __init__(self, option: ChoiceOption, parent: QWidget) -> None:
        super().__init__(parent)
        _name(self, option)
        self.addItems(option.choices)
        self.setCurrentText(option.initial)
        self.currentTextChanged.connect(self._choose)

    def _choose(self, word: str) -> None:
        self.chosen.emit(self.objectName(), word)


class TextWidget(QLineEdit):
    """A typed text; ``chosen`` tells the option's id and the text."""

    chosen = Signal(str, object)

    def __init__(self, option: TextOption, parent: QWidget) -> None:
        super().__init__(parent)
        _name(self, option)
        self.setPlaceholderText(option.hint)
        mark = plain_label(option.mark, self)
        mark.move(_BEFORE, (self.sizeHint().height() - mark.sizeHint().height()) // 2)
        self.setTextMargins(_BEFORE + mark.sizeHint().width(), 0, 0, 0)
        self.textChanged.connect(self._choose)

    def _choose(self, text: str) -> None:
        self.chosen.emit(self.objectName(), text)


def option_widget(option: Option, parent: QWidget) -> NumberWidget | ChoiceWidget | IndexRow | TextWidget:
    """Return the widget of an option."""
    match option:
        case NumberOption():
            return NumberWidget(option, parent)
        case ChoiceOption():
            return ChoiceWidget(option, parent)
        case PlaceOption():
            return IndexRow(option, parent)
        case TextOption():
            return TextWidget(option, parent)
        case _:
            assert_never(option)


def _name(widget: QWidget, option: NumberOption | ChoiceOption | TextOption) -> None:
    widget.setObjectName(option.id)
    widget.setAccessibleName(option.name)
    widget.setToolTip(plain_tip(option.tip))
