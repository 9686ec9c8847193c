"""The heart: the pixel under the cursor in both orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, SPATIAL_AXES, axis_name
from itk_inspector.core.pixels.read_outs import READ_OUTS, ReadOut
from itk_inspector.gui.style.plain_text import plain_label
from itk_inspector.gui.style.theme import LIGHT, Theme, mono
from itk_inspector.gui.widgets.component_list import ComponentList
from itk_inspector.gui.widgets.index_label import IndexLabel, caption
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.probe_picture import ProbePicture
from itk_inspector.gui.widgets.value_label import ValueLabel

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.pixels.probe import Probe

_INDICES = ("itkIndexValue", "arrayIndexValue")
_BOLD = ("pixelValue", "sameNumbersValue")
_POINTS = {
    "itkPixelValue": 14.0,
    "pixelValue": 14.0,
    "storedValue": 10.5,
    "physicalPointValue": 10.5,
    "continuousIndexValue": 10.5,
    "sameNumbersExpression": 10.0,
}
_INDEX_POINTS = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_WIDTH = 360
_FEW, _MOST_LINES = 4, 5
_LENGTHS = {"uint8": 3, "int8": 4, "uint16": 5, "int16": 6, "float64": 18, "complex64": 22, "complex128": 38}
"""How long a number of a type is, as a rule."""


class HoverPanel(QWidget):
    """Shows one `Probe`; every line has its fixed place.

    Parameters
    ----------
    frame : NextFrame
        When to paint.
    parent : QWidget, optional
    """

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hoverPanel")
        self.setAccessibleName("Under the cursor")
        self.setToolTip("The pixel under the cursor, through ITK and through NumPy.")
        self._theme = LIGHT
        self._document: ImageDocument | None = None
        self._unit = ""
        self._found: Probe | None = None
        self._captions = (QLabel(self), QLabel(self))
        self._labels = {row.id: _label(row, self) for row in READ_OUTS}
        self._itk, self._array = self._index_label("itkIndexValue"), self._index_label("arrayIndexValue")
        self._itk_value, self._array_value = self._labels["itkPixelValue"], self._labels["pixelValue"]
        self._components = ComponentList(self)
        self._components.hide()
        self._agreement, self._stored = self._labels["agreement"], self._labels["storedValue"]
        self._names = [plain_label(text, self) for text in ("ITK", "NumPy", "ITK", "NumPy")]
        self._headings = [plain_label(text, self) for text in ("physical point", "continuous index", "if you wrote")]
        self._lay_out()
        self._picture = ProbePicture(tuple(self._labels.values()), frame, self)
        self.set_theme(LIGHT)
        self.clear_probe()

    def _index_label(self, name: str) -> IndexLabel:
        label = self._labels[name]
        assert isinstance(label, IndexLabel)
        return label

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        itk, numpy, via_itk, via_numpy = self._names
        physical, continuous, same = self._headings
        rows: list[tuple[QWidget | None, QWidget]] = [
            (None, self._captions[0]),
            (itk, self._itk),
            (None, self._captions[1]),
            (numpy, self._array),
            (None, _rule(self)),
            (via_itk, self._itk_value),
            (via_numpy, self._array_value),
            (None, self._components),
            (None, self._agreement),
            (None, self._stored),
            (None, _rule(self)),
        ]
        for row, (name, widget) in enumerate(rows):
            if name is not None:
                name.setMinimumWidth(name.fontMetrics().horizontalAdvance("NumPy"))
                grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            if isinstance(widget, QFrame) and not isinstance(widget, QLabel):
                grid.addWidget(widget, row, 0, 1, 2)
            else:
                grid.addWidget(widget, row, 1)
        point, where = self._labels["physicalPointValue"], self._labels["continuousIndexValue"]
        whole = (physical, point, continuous, where, _rule(self))
        for row, widget in enumerate(whole, len(rows)):
            grid.addWidget(widget, row, 0, 1, 2)
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(same)
        heading.addWidget(self._labels["sameNumbersExpression"], 1)
        grid.addLayout(heading, len(rows) + len(whole), 0, 1, 2)
        grid.addWidget(self._labels["sameNumbersValue"], len(rows) + len(whole) + 1, 0, 1, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 4, 14, 10)
        outer.addLayout(grid)
        outer.addStretch(1)
        for label in self._captions:
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_WIDTH)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for name in (*self._names, *self._headings, self._stored):
            name.setStyleSheet(f"color: {theme.muted};")
        self._show_columns()
        if self._found is not None:
            self.show_probe(self._found)
            self.show_itk(self._found)

    def show_document(self, document: ImageDocument | None) -> None:
        """Prepare the columns for an image."""
        self._document = document
        self._unit = document.info.unit if document is not None else ""
        is_unplaced = document is not None and document.geometry.dimension >= SPATIAL_AXES
        is_unplaced = is_unplaced and document is not None and not document.info.has_letters
        self._headings[0].setText(f"physical point{' · no orientation stated' if is_unplaced else ''}")
        self._stored.setVisible(document is not None and any(document.info.rescale))
        lines = 1 if document is None else self._lines_a_value(document.info)
        self._components.setVisible(lines > _MOST_LINES)
        for label in (self._itk_value, self._array_value):
            label.set_lines(lines if lines <= _MOST_LINES else 1)
        self._show_columns()
        self.clear_probe()

    def _lines_a_value(self, info: ImageInfo) -> int:
        """Return how many lines the components of a pixel take in small text."""
        if info.channels <= _FEW:
            return 1
        room = _WIDTH - 28 - 8 - self._names[3].minimumWidth()
        letters = room // QFontMetrics(mono(8)).horizontalAdvance("0")
        in_a_line = max(1, letters // (_LENGTHS.get(info.dtype, 11) + 2))
        return -(-info.channels // in_a_line)

    def _show_columns(self) -> None:
        dimension = self._document.geometry.dimension if self._document else 2
        largest = max(self._document.geometry.size) if self._document else 99
        axes = tuple(range(dimension))
        names = tuple(axis_name(a) for a in axes)
        array_names = tuple(ARRAY_AXIS_NAMES.get(n, n) for n in reversed(names))
        colours = tuple(self._theme.axis(a) for a in axes)
        digits = max(len(str(largest)), 3)
        width = max(digits, max(len(n) for n in array_names))
        points = self._largest_font((width + 2) * dimension + 2)
        for label in self._captions:
            label.setFont(mono(points))
        self._captions[0].setText(caption(names, "()", width, colours))
        self._captions[1].setText(caption(array_names, "[]", width, colours[::-1]))
        self._itk.set_columns(points, "()", width, colours)
        self._array.set_columns(points, "[]", width, colours[::-1])
        for label in self._captions:
            label.setFixedHeight(label.fontMetrics().height())

    def _largest_font(self, characters: int) -> float:
        """Return the largest size at which the indices fit into the panel at its smallest."""
        room = _WIDTH - 28 - 8 - self._names[3].minimumWidth()
        for points in _INDEX_POINTS:
            if QFontMetrics(mono(points, bold=True)).horizontalAdvance("0" * characters) <= room:
                return points
        return _INDEX_POINTS[-1]

    def show_probe(self, found: Probe) -> None:
        """Show a probe; while ITK has not answered, what it read of the last one stays until `show_itk`."""
        self._found = found
        for row in READ_OUTS:
            if not (row.is_of_itk and found.awaits_itk):
                self._labels[row.id].show_text(row.text(found, self._unit))
        if self._components.isVisibleTo(self):
            self._components.show_components(found.components, found.component_text)
        if not found.awaits_itk:
            self._agreement.show_colour(self._agreement_colour(found))
        self._picture.show_changed()

    def show_itk(self, found: Probe) -> None:
        """Show what ITK has read, or that its answer is late."""
        self._found = found
        for row in READ_OUTS:
            if row.is_of_itk:
                self._labels[row.id].show_text(row.text(found, self._unit))
        self._agreement.show_colour(self._agreement_colour(found))
        self._picture.show_changed()

    def _agreement_colour(self, found: Probe) -> str:
        if found.itk_value is None:
            return self._theme.muted
        return self._theme.good if found.agree else self._theme.warning

    def selected_text(self) -> str:
        """Return what is selected in a label; a value that takes two lines is one text."""
        labels = self.findChildren(ValueLabel)
        return next((label.selectedText().replace("\u2029", " ") for label in labels if label.hasSelectedText()), "")

    def clear_probe(self) -> None:
        """Show that the cursor is not on the image."""
        self._found = None
        for label in self._labels.values():
            label.show_text("")
        self._components.clear()
        self._picture.show_changed()


def _label(row: ReadOut, parent: QWidget) -> ValueLabel:
    if row.id in _INDICES:
        return IndexLabel(row.id, row.name, row.tip, parent)
    return ValueLabel(row.id, row.name, row.tip, parent, points=_POINTS.get(row.id, 11.0), bold=row.id in _BOLD)


def _rule(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setStyleSheet("color: palette(midlight);")
    line.setFixedHeight(9)
    return line
