"""The values around a pixel, in every view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QScrollArea, QScrollBar, QSpinBox, QVBoxLayout, QWidget

from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme
from itk_inspector.gui.widgets.next_frame import NextFrame

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.display.scene import Scene
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.gui.widgets.cell_editing import CellEditing
    from itk_inspector.gui.widgets.cross_table import Cell, CrossTable

_SMALLEST, _FIRST, _LARGEST = 3, 5, 21


class NeighbourhoodPanel(QWidget):
    """A table that follows the pixel under the cursor, or the one that is kept; implements `control.ports.SceneView`.

    When the pointer leaves the image, the last pixel stays: its index stands above the values. They are read while
    the panel can be seen, once a picture.
    """

    copy_requested = Signal(str)
    value_typed = Signal(object, str)
    """A pixel, and the value for it."""
    table_pasted = Signal(object, object, str)
    """The pixel of the first cell, the ITK axes to the right and downwards, and the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neighbourhoodPanel")
        self.setAccessibleName("Values around the pixel")
        self.setToolTip("")
        self._scene: Scene | None = None
        self._index: ItkIndex | None = None
        self._table: CrossTable | None = None
        self._cells: CellEditing | None = None
        self._theme = LIGHT
        self._shown: tuple[object, ...] = ()
        self._frame = NextFrame(self)
        self._size = QSpinBox(self)
        self._size.setObjectName("neighbourhoodSize")
        self._size.setAccessibleName("Rows and columns")
        self._size.setToolTip("How many rows and columns are shown.")
        self._size.setRange(_SMALLEST, _LARGEST)
        self._size.setSingleStep(2)
        self._size.setKeyboardTracking(False)
        self._size.setValue(_FIRST)
        self._size.valueChanged.connect(self._take_size)
        self._across = plain_label("", self)
        self._copy = QPushButton("Copy", self)
        self._copy.setObjectName("copyNeighbourhoodButton")
        self._copy.setToolTip(plain_tip("Copy the values as a table, or as a NumPy array."))
        menu = QMenu(self)
        menu.setObjectName("copyNeighbourhoodMenu")
        menu.addAction("As &table (tab-separated)", self._copy_table)
        menu.addAction("As &NumPy array", self._copy_literal)
        self._copy.setMenu(menu)
        self._area = QScrollArea(self)
        self._area.setObjectName("neighbourhoodArea")
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setWidgetResizable(True)
        for bar in (self._area.horizontalScrollBar(), self._area.verticalScrollBar()):
            bar.rangeChanged.connect(partial(_to_the_middle, bar))
            bar.valueChanged.connect(self._scrolled)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._size)
        line.addWidget(self._across)
        line.addStretch(1)
        line.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.addLayout(line)
        layout.addWidget(self._area, 1)
        self._show_size()
        self._show_nothing()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._table is not None:
            self._table.set_theme(theme)
        self._across.setStyleSheet(f"color: {theme.muted};")

    @property
    def table(self) -> CrossTable:
        """The values, made when they are first shown: the window appears before NumPy is loaded."""
        if self._table is None:
            from itk_inspector.gui.widgets.cell_editing import CellEditing
            from itk_inspector.gui.widgets.cross_table import CrossTable

            self._table = CrossTable(self, shows_all=True)
            self._cells = CellEditing(self._table, self._area)
            self._cells.typed.connect(self._typed)
            self._cells.pasted.connect(self._pasted)
            self._cells.closed.connect(self._read)
            self._table.setObjectName("neighbourhoodTable")
            self._table.set_theme(self._theme)
            self._area.setWidget(self._table)
        return self._table

    @property
    def _radius(self) -> int:
        return self._size.value() // 2

    # what is shown ------------------------------------------------------------

    def show_scene(self, scene: Scene | None) -> None:
        """Follow what is on screen; None holds no pixels."""
        before, self._scene = self._scene, scene
        if scene is None or (before is not None and scene.info is not before.info):
            self._index = None
            self._show_nothing()
        if scene is None:
            return
        self._index = scene.marks.pixel or self._index
        if self.isVisible():
            self._frame.ask(self._read)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was not read while nobody could see it."""
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        scene, index = self._scene, self._index
        if scene is None or index is None or (self._cells is not None and self._cells.is_open):
            return
        plane = scene.plane
        access = scene.source.access
        key = (access, scene.pixels_version, index, plane.horizontal, plane.vertical, self._radius)
        if self._shown and self._shown[0] is key[0] and self._shown[1:] == key[1:]:
            return
        try:
            found = access.around(index, plane, self._radius)
        except PixelsGoneError:
            self._show_nothing()
            return
        self._shown = key
        self._copy.setEnabled(True)
        self.table.show_values(found, f"Around {index}")

    def _show_nothing(self) -> None:
        self._shown = ()
        if self._cells is not None:
            self._cells.close()
        self._copy.setEnabled(False)
        if self._table is not None:
            self._table.clear()

    def _take_size(self, size: int) -> None:
        """Show another square; one with a pixel in its middle has an odd number of rows."""
        if size % 2 == 0:
            self._size.setValue(size + 1)
            return
        self._show_size()
        self._read()

    def _show_size(self) -> None:
        self._across.setText(f"× {self._size.value()}")

    def _scrolled(self) -> None:
        """Draw the names anew at the edges of what is seen."""
        if self._table is not None:
            self._table.update()

    # cells ----------------------------------------------------------------------

    def _typed(self, cell: Cell, text: str) -> None:
        self.value_typed.emit(self.table.index_of(cell), text)

    def _pasted(self, cell: Cell, text: str) -> None:
        self.table_pasted.emit(self.table.index_of(cell), self.table.axes, text)

    # the clipboard ------------------------------------------------------------

    def _copy_table(self) -> None:
        self.copy_requested.emit(self.table.as_table())

    def _copy_literal(self) -> None:
        """Copy what is in memory now: the table may be a picture older."""
        scene, index = self._scene, self._index
        if scene is None or index is None:
            return
        try:
            self.copy_requested.emit(scene.source.access.literal_around(index, scene.plane, self._radius))
        except PixelsGoneError:
            self._show_nothing()


def _to_the_middle(bar: QScrollBar, least: int, most: int) -> None:
    """Have the pixel in the middle on screen when there is other room, or other values need it."""
    bar.setValue((least + most) // 2)
