"""The tabulator goes the way that the eye goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow_layout(top: QWidget) -> None:
    """Let the tabulator go through the widgets of a layout in its order, whatever was made first."""
    for before, after in pairwise(_in_order(top.layout())):
        QWidget.setTabOrder(before, after)


def _in_order(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    for place in range(layout.count()):
        item = layout.itemAt(place)
        assert item is not None
        widget = item.widget()
        if widget is None:
            yield from _in_order(item.layout())
        elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        else:
            yield from _in_order(widget.layout())
