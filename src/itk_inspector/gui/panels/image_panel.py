"""What the header says, the file's own keys, and the geometry in both orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.header.header_text import info_lines, metadata_rows
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import Theme, mono
from itk_inspector.gui.widgets.read_as_chooser import read_as_chooser

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.gui.panels.bridge_page import BridgePage
    from itk_inspector.gui.widgets.linked_grids import LinkedGrids

_LEAST = 48
"""Pixels of a table: less than Qt's own least height, so that all of the window fits on a small screen."""


_LATER = ("Geometry", "Bridge", "Coordinates")


class _Behind:
    """The pages behind the first one: no picture waits for them.

    Parameters
    ----------
    panel : QWidget
        Their parent.
    """

    def __init__(self, panel: QWidget) -> None:
        from itk_inspector.gui.panels.bridge_page import BridgePage
        from itk_inspector.gui.widgets.geometry_table import GeometryTable
        from itk_inspector.gui.widgets.linked_grids import LinkedGrids

        self.geometry = GeometryTable(panel)
        self.bridge = BridgePage(panel)
        self._grids = LinkedGrids(panel)
        self.pages = self.geometry, self.bridge, _coordinates(self._grids)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._grids.set_theme(theme)
        self.bridge.set_theme(theme)


class ImagePanel(QWidget):
    """The header's facts and the metadata with a filter; the geometry; and as what the file is read.

    Parameters
    ----------
    parent : QWidget, optional
    """

    read_as_requested = Signal(str)
    """The file is to be read as this pixel type; ``""`` is the stored one."""
    copy_requested = Signal(str)
    """A text for the clipboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imagePanel")
        self.setAccessibleName("Image")
        self.setToolTip("What the file's header says.")
        self._facts = _table(self, "imageFacts", "Header")
        self._metadata = _table(self, "imageMetadata", "Metadata")
        self._filter = QLineEdit(self)
        self._filter.setObjectName("metadataFilter")
        self._filter.setAccessibleName("Metadata filter")
        self._filter.setPlaceholderText("Filter metadata (name, tag, value)")
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._apply_filter)
        self._none = plain_label("", self)
        self._none.setObjectName("imageNone")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        header = QWidget(self)
        layout = QVBoxLayout(header)
        layout.setContentsMargins(0, 6, 0, 0)
        self._is_read_as = ""
        self._read_as = read_as_chooser(self)
        self._read_as.setObjectName("imageReadAs")
        self._how = QLabel("Read as", self)
        reading = QHBoxLayout()
        reading.addWidget(self._how)
        reading.addWidget(self._read_as, 1)
        layout.addLayout(reading)
        layout.addWidget(self._facts, 3)
        layout.addWidget(self._filter)
        layout.addWidget(self._metadata, 2)
        layout.addWidget(self._none)
        self._pages = QTabWidget(self)
        self._pages.setObjectName("imagePages")
        self._pages.setDocumentMode(True)
        self._pages.addTab(header, "Header")
        self._holders = [QWidget(self) for _ in _LATER]
        for holder, title in zip(self._holders, _LATER, strict=True):
            self._pages.addTab(holder, title)
        self._info: ImageInfo | None = None
        self._theme: Theme | None = None
        self._behind: _Behind | None = None
        self._read_as.activated.connect(self._choose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 4, 10, 10)
        outer.addWidget(self._pages)
        self.clear_info()

    @property
    def bridge(self) -> BridgePage:
        """How ITK and NumPy share the image."""
        return self.complete().bridge

    def complete(self) -> _Behind:
        """Make the pages behind the first one, where that is not done yet."""
        if self._behind is None:
            behind = self._behind = _Behind(self)
            for holder, page in zip(self._holders, behind.pages, strict=True):
                layout = QVBoxLayout(holder)
                layout.setContentsMargins(0, 0, 0, 0)
                layout.addWidget(page)
            for part in (behind.geometry, behind.bridge):
                part.copy_requested.connect(self.copy_requested)
            behind.geometry.show_info(self._info)
            if self._theme is not None:
                behind.set_theme(self._theme)
        return self._behind

    def _show_geometry(self, info: ImageInfo | None) -> None:
        self._info = info
        if self._behind is not None:
            self._behind.geometry.show_info(info)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._behind is not None:
            self._behind.set_theme(theme)

    def show_info(self, info: ImageInfo) -> None:
        """Show an image's header."""
        _fill(self._facts, info_lines(info))
        _fill(self._metadata, metadata_rows(info))
        self._show_geometry(info)
        self._is_read_as = info.read_as
        self._read_as.setCurrentIndex(self._read_as.findData(info.read_as))
        for widget in (self._how, self._read_as):
            widget.setVisible(info.is_on_disk)
        self._filter.clear()
        has_keys = bool(info.metadata)
        self._facts.show()
        self._none.setText("This file has no metadata.")
        self._filter.setVisible(has_keys)
        self._metadata.setVisible(has_keys)
        self._none.setVisible(not has_keys)

    def clear_info(self) -> None:
        """Show that nothing is open."""
        _fill(self._facts, [])
        _fill(self._metadata, [])
        self._show_geometry(None)
        for widget in (self._facts, self._filter, self._metadata, self._how, self._read_as):
            widget.hide()
        self._none.setText("No image is open.")
        self._none.show()

    def _choose(self) -> None:
        """Ask for a type; until the image is read as that one, the box goes on naming the type that it is read as."""
        chosen = self._read_as.currentData()
        self._read_as.setCurrentIndex(self._read_as.findData(self._is_read_as))
        self.read_as_requested.emit(chosen)

    def _apply_filter(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self._metadata.rowCount()):
            cells = [self._metadata.item(row, column) for column in range(self._metadata.columnCount())]
            shown = any(wanted in cell.text().casefold() for cell in cells if cell is not None)
            self._metadata.setRowHidden(row, not shown)


def _coordinates(grids: LinkedGrids) -> QWidget:
    page = QWidget()
    words = QLabel("The same nine pixels in both orders. Point at a cell.", page)
    words.setWordWrap(True)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 8, 0, 0)
    layout.addWidget(words)
    layout.addWidget(grids)
    layout.addStretch(1)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area


def _table(parent: QWidget, name: str, title: str) -> QTableWidget:
    table = QTableWidget(0, 2, parent)
    table.setObjectName(name)
    table.setAccessibleName(title)
    table.setToolTip(plain_tip(title))
    table.horizontalHeader().hide()
    table.verticalHeader().hide()
    table.horizontalHeader().setStretchLastSection(True)
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.setTabKeyNavigation(False)
    table.setMinimumHeight(_LEAST)
    return table


def _fill(table: QTableWidget, lines: Sequence[tuple[str, ...]]) -> None:
    """Show lines of as many cells each; the last one is a value."""
    table.setRowCount(len(lines))
    table.setColumnCount(max((len(cells) for cells in lines), default=2))
    for row, (*labels, text) in enumerate(lines):
        for column, label in enumerate(labels):
            table.setItem(row, column, QTableWidgetItem(visible_text(label)))
        value = QTableWidgetItem(visible_text(text))
        value.setFont(mono(10))
        value.setToolTip(plain_tip(text))
        table.setItem(row, len(labels), value)
    table.resizeColumnsToContents()  # once: a header that follows contents measures all of them at each cell
