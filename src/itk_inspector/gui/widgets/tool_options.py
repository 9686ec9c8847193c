"""What can be chosen for the tool in hand, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from itk_inspector.control.tools.option import Option
from itk_inspector.control.tools.tool import Tool
from itk_inspector.gui.style.theme import Theme
from itk_inspector.gui.widgets.index_row import IndexRow
from itk_inspector.gui.widgets.option_widget import ChoiceWidget, NumberWidget, TextWidget, option_widget

_COLUMNS = 2


class ToolOptions(QWidget):
    """Widgets of the options of one tool at a time; an option that several tools share has one widget.

    It is as high as the tool with most options needs, so that nothing below it moves when another tool is taken.

    Parameters
    ----------
    tools : sequence of Tool
    parent : QWidget
    """

    chosen = Signal(str, object)
    place_entered = Signal(str)

    def __init__(self, tools: Sequence[Tool], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toolOptions")
        self._widgets: dict[str, NumberWidget | ChoiceWidget | TextWidget | IndexRow] = {}
        self._options = {tool.id: tool.options for tool in tools}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        for option in dict.fromkeys(option for tool in tools for option in tool.options):
            self._widgets[option.id] = self._made(option)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.setFixedHeight(max((self._height(tool.options) for tool in tools), default=0))

    def _made(self, option: Option) -> NumberWidget | ChoiceWidget | TextWidget | IndexRow:
        widget = option_widget(option, self)
        widget.hide()
        if isinstance(widget, IndexRow):
            widget.entered.connect(self.place_entered)
        else:
            widget.chosen.connect(self.chosen)
        return widget

    def _placed(
        self, options: Sequence[Option]
    ) -> list[tuple[NumberWidget | ChoiceWidget | TextWidget | IndexRow, int, int, int]]:
        """Return widgets with row, column and columns; a place to type takes a row of its own."""
        placed, cell = [], 0
        for option in options:
            widget = self._widgets[option.id]
            span = _COLUMNS if isinstance(widget, IndexRow) else 1
            cell += -cell % span
            placed.append((widget, *divmod(cell, _COLUMNS), span))
            cell += span
        if placed and placed[-1][2] == 0:  # alone in its row
            placed[-1] = (*placed[-1][:3], _COLUMNS)
        return placed

    def _height(self, options: Sequence[Option]) -> int:
        rows: dict[int, int] = {}
        for widget, row, _, _ in self._placed(options):
            rows[row] = max(rows.get(row, 0), widget.sizeHint().height())
        return sum(rows.values()) + self._grid.spacing() * max(0, len(rows) - 1)

    @property
    def shown(self) -> list[QWidget]:
        """What can be chosen now, in its order."""
        return [widget for widget in self._widgets.values() if not widget.isHidden()]

    def show_tool(self, tool: str) -> None:
        """Show the options of a tool by its id; of none that is not there."""
        placed = self._placed(self._options.get(tool, ()))
        for widget in self._widgets.values():
            self._grid.removeWidget(widget)
            if all(widget is not one for one, *_ in placed):
                widget.hide()
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for widget, row, column, span in placed:
            self._grid.addWidget(widget, row, column, 1, span)
            widget.show()
        self._grid.setRowStretch(max((row for _, row, _, _ in placed), default=0) + 1, 1)

    def take_order_after(self, before: QWidget) -> QWidget:
        """Have the tabulator lead through all options after a widget; return the last of them."""
        fields: list[QWidget] = [before]
        for widget in self._widgets.values():
            fields += (widget.field, widget.button) if isinstance(widget, IndexRow) else (widget,)
        for one, other in pairwise(fields):
            QWidget.setTabOrder(one, other)
        return fields[-1]

    def show_dimension(self, dimension: int) -> None:
        """Say how indices of an image of so many axes are read."""
        for widget in self._widgets.values():
            if isinstance(widget, IndexRow):
                widget.show_orders(dimension)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for widget in self._widgets.values():
            if isinstance(widget, IndexRow):
                widget.set_theme(theme)
