"""All components of a pixel, one a line, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from itk_inspector.gui.style.theme import mono

_LINES = 5


class _Components(QAbstractListModel):
    """Components that are written when they are looked at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text: Callable[[int], str] | None = None
        self._count = 0

    def show(self, count: int, text: Callable[[int], str] | None) -> None:
        """Show so many components; of none the lines stay, empty, so that the view stays where it is."""
        if count and count != self._count:
            self.beginResetModel()
            self._count = count
            self.endResetModel()
        self._text = text
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many components there are."""
        return self._count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return number and value of a component, in columns."""
        if role != Qt.ItemDataRole.DisplayRole or self._text is None:
            return None
        digits = len(str(self._count - 1))
        return f"{index.row():>{digits}}  {self._text(index.row())}"


class ComponentList(QListView):
    """A list that scrolls: number of the component, counted from 0, and its exact value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("componentList")
        self.setAccessibleName("Components of the pixel")
        self.setToolTip("All components of the pixel, counted from 0.")
        self._model = _Components(self)
        self.setModel(self._model)
        self.setFont(mono(10))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_LINES * self.fontMetrics().height() + 2 * self.frameWidth() + 4)

    def show_components(self, count: int, text: Callable[[int], str]) -> None:
        """Show the components of a pixel, each of which ``text`` writes."""
        self._model.show(count, text)

    def clear(self) -> None:
        """Show no values."""
        self._model.show(0, None)

    def texts(self) -> list[str]:
        """Return all lines."""
        return [self._model.index(row).data() or "" for row in range(self._model.rowCount())]
