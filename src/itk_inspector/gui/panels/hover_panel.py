"""The heart: the pixel under the cursor in both orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.geometry.axes import ARRAY_AXIS_NAMES, SPATIAL_AXES, axis_name
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.value_unit import value_unit
from itk_inspector.core.pixels.read_outs import READ_OUTS, ReadOut
from itk_inspector.gui.style.plain_text import plain_label
from itk_inspector.gui.style.theme import LIGHT, Theme, mono
from itk_inspector.gui.widgets.component_list import ComponentList
from itk_inspector.gui.widgets.index_label import IndexLabel, caption
from itk_inspector.gui.widgets.next_frame import NextFrame
from itk_inspector.gui.widgets.probe_picture import ProbePicture
from itk_inspector.gui.widgets.probe_texts import ProbeTexts
from itk_inspector.gui.widgets.rows import beside, rule, tell
from itk_inspector.gui.widgets.value_label import ValueLabel

if TYPE_CHECKING:
    from itk_inspector.control.model.app_state import AppState
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.pixels.probe import Probe

_INDICES = ("itkIndexValue", "arrayIndexValue")
_BOLD = ("pixelValue", "itkPixelValue", "sameNumbersValue")
_POINTS = {
    "itkPixelValue": 14.0,
    "pixelValue": 14.0,
    "storedValue": 10.5,
    "physicalPointValue": 9.0,
    "rasPointValue": 9.0,
    "continuousIndexValue": 9.0,
    "sameNumbersExpression": 10.0,
}
_INDEX_POINTS = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_TRAP, _RAS = "swappedNumbers", "rasPoint"
"""The switches of rows that the user can do without."""
_WIDTH, _ANY = 360, 16777215  # Qt's QWIDGETSIZE_MAX
_FEW, _MOST_LINES = 4, 5
_GAP, _LONG_UNIT = 8, 14
_LENGTHS = {"uint8": 3, "int8": 4, "uint16": 5, "int16": 6, "float64": 18, "complex64": 22, "complex128": 38}
"""How long a number of a type is, as a rule."""


class HoverPanel(QWidget):
    """Shows one `Probe`; every line has its fixed place.

    The value stands there once while ITK and NumPy read the same, and twice where they do not.

    Parameters
    ----------
    frame : NextFrame
        When to paint.
    parent : QWidget, optional
    """

    fold_requested = Signal()
    """The row that tells what un-swapped numbers would read is to be folded, or unfolded."""

    def __init__(self, frame: NextFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hoverPanel")
        self.setAccessibleName("Under the cursor")
        self.setToolTip("The pixel under the cursor, through ITK and through NumPy.")
        self._theme = LIGHT
        self._info: ImageInfo | None = None
        self._unit = ""
        self._found: Probe | None = None
        self._captions = (QLabel(self), QLabel(self))
        self._labels = {row.id: _label(row, self) for row in READ_OUTS}
        self._itk, self._array = self._index_label("itkIndexValue"), self._index_label("arrayIndexValue")
        self._itk_value, self._array_value = self._labels["itkPixelValue"], self._labels["pixelValue"]
        self._components = ComponentList(self)
        self._components.hide()
        self._agreement, self._stored = self._labels["agreement"], self._labels["storedValue"]
        self._names = [plain_label(text, self) for text in ("ITK", "NumPy", "", "value")]
        self._headings = [plain_label(text, self) for text in ("physical", "RAS", "continuous", "if you wrote")]
        self._value_unit, self._start, self._orientation = (plain_label("", self) for _ in range(3))
        self._value_unit.setObjectName("valueUnit")
        self._start.setObjectName("startIndexNote")
        self._start.setToolTip("How the indices are counted: ITK’s from the start index, NumPy’s from 0.")
        self._fold = _fold_button(self)
        self._fold.clicked.connect(self.fold_requested)
        self._is_folded = self._shows_ras = False
        self._differs = False
        self._texts = ProbeTexts(self._labels)
        self._lay_out()
        self._picture = ProbePicture(tuple(self._labels.values()), frame, self)
        self._picture.before_look = self._texts.write
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
        rows: list[tuple[QWidget | None, QWidget | QLayout]] = [
            (None, self._captions[0]),
            (itk, self._itk),
            (None, self._captions[1]),
            (numpy, self._array),
            (None, self._start),
            (None, rule(self)),
            (via_numpy, beside((self._array_value, 1), (self._value_unit, 0))),
            (None, self._components),
            (via_itk, beside((self._itk_value, 1), (self._agreement, 1))),
            (None, self._stored),
            (None, rule(self)),
        ]
        for row, (name, content) in enumerate(rows):
            if name is not None:
                name.setMinimumWidth(name.fontMetrics().horizontalAdvance("NumPy"))
                grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            if isinstance(content, QLayout):
                grid.addLayout(content, row, 1)
            elif isinstance(content, QFrame) and not isinstance(content, QLabel):
                grid.addWidget(content, row, 0, 1, 2)
            else:
                grid.addWidget(content, row, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 4, 14, 8)
        outer.setSpacing(0)
        outer.addLayout(grid)
        outer.addLayout(self._places())
        outer.addWidget(rule(self))
        outer.addLayout(beside((self._fold, 0), (self._headings[3], 0), (self._labels["sameNumbersExpression"], 1)))
        under = QHBoxLayout()
        under.addSpacing(self._fold.width() + _GAP)
        under.addWidget(self._labels["sameNumbersValue"])
        outer.addLayout(under)
        outer.addStretch(1)
        for label in self._captions:
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for hidden in (self._itk_value, self._start, self._orientation, self._headings[1]):
            hidden.hide()
        self._labels["rasPointValue"].hide()
        self.setMinimumWidth(_WIDTH)

    def _places(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, (heading, name) in enumerate(
            zip(self._headings, ("physicalPointValue", "rasPointValue", "continuousIndexValue"), strict=False)
        ):
            grid.addWidget(heading, row, 0)
            grid.addWidget(self._labels[name], row, 1)
        grid.addWidget(self._orientation, 3, 1)
        return grid

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        quiet = (self._value_unit, self._start, self._orientation)
        for name in (*self._names, *self._headings, self._stored, *quiet):
            name.setStyleSheet(f"color: {theme.muted};")
        self._show_columns()
        if self._found is not None:
            self.show_probe(self._found)
            self.show_itk(self._found)

    def show_info(self, info: ImageInfo | None) -> None:
        """Prepare the columns for an image."""
        self._info = info
        self._unit = info.unit if info is not None else ""
        is_unplaced = info is not None and info.geometry.dimension >= SPATIAL_AXES
        is_unplaced = is_unplaced and info is not None and not info.has_letters
        tell(self._orientation, "no orientation stated" if is_unplaced else "")
        self._show_unit(info)
        start = info.geometry.start_index if info is not None else ()
        tell(self._start, f"NumPy = ITK − {ItkIndex(tuple(start))}, reversed" if any(start) else "")
        self._show_ras()
        self._stored.setVisible(info is not None and any(info.rescale))
        lines = 1 if info is None else self._lines_a_value(info)
        self._components.setVisible(lines > _MOST_LINES)
        self._array_value.set_lines(lines if lines <= _MOST_LINES else 1)
        is_long = info is not None and info.geometry.dimension > SPATIAL_AXES
        is_long = is_long or len(self._unit) > _LONG_UNIT
        self._labels["physicalPointValue"].set_lines(2 if is_long else 1)
        self._itk_value.set_lines(1 if lines == 1 else 2)
        self._agreement.setMinimumHeight(self._itk_value.height())
        self._show_columns()
        self.clear_probe()

    def _show_unit(self, info: ImageInfo | None) -> None:
        """Write the unit behind the longest number of the pixel type: near every value, and always in one place."""
        unit = "" if info is None else value_unit(info)
        tell(self._value_unit, unit)
        length = _number_length(info) if unit and info is not None else 0
        room = QFontMetrics(mono(_POINTS["pixelValue"], bold=True)).horizontalAdvance("0" * length) + _GAP
        self._array_value.setMaximumWidth(room if unit else _ANY)

    def show_state(self, state: AppState) -> None:
        """Fold or unfold what the user can do without."""
        folded, shows_ras = _TRAP not in state.switches, _RAS in state.switches
        is_other = folded is not self._is_folded or shows_ras is not self._shows_ras
        self._is_folded, self._shows_ras = folded, shows_ras
        if is_other:
            for name in ("sameNumbersExpression", "sameNumbersValue"):
                self._labels[name].setHidden(folded)
            self._headings[3].setText("if you wrote array[x, y]" if folded else "if you wrote")
            self._fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
            self._show_ras()

    def _show_ras(self) -> None:
        is_seen = self._shows_ras and self._info is not None and self._info.has_letters
        self._headings[1].setVisible(is_seen)
        self._labels["rasPointValue"].setVisible(is_seen)
        if is_seen and self._found is not None:
            self.show_probe(self._found)

    def _lines_a_value(self, info: ImageInfo) -> int:
        """Return how many lines the components of a pixel take in small text."""
        if info.channels <= _FEW:
            return 1
        room = _WIDTH - 28 - 8 - self._names[3].minimumWidth()
        letters = room // QFontMetrics(mono(8)).horizontalAdvance("0")
        in_a_line = max(1, letters // (_LENGTHS.get(info.dtype, 11) + 2))
        return -(-info.channels // in_a_line)

    def _show_columns(self) -> None:
        dimension = self._info.geometry.dimension if self._info else 2
        largest = max(self._info.geometry.size) if self._info else 99
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
        self._texts.show(found, self._unit)
        if self._components.isVisibleTo(self):
            self._components.show_components(found.components, found.component_text)
        if not found.awaits_itk:
            self._show_agreement(found)
        self._picture.show_changed()

    def show_itk(self, found: Probe) -> None:
        """Show what ITK has read, or that its answer is late."""
        self._found = found
        self._texts.show_itk(found, self._unit)
        self._show_agreement(found)
        self._picture.show_changed()

    def _show_agreement(self, found: Probe) -> None:
        """Show the value of ITK too if it is another one."""
        differs = found.itk_value is not None and not found.agree
        warning = self._theme.warning
        self._agreement.show_colour(
            self._theme.muted if found.itk_value is None else warning if differs else self._theme.good
        )
        if differs is self._differs:
            return
        self._differs = differs
        for name, text in zip(self._names[2:], ("ITK", "NumPy") if differs else ("", "value"), strict=True):
            name.setText(text)
        for label in (self._itk_value, self._array_value):
            label.show_colour(warning if differs else "")
        self._itk_value.setVisible(differs)

    def selected_text(self) -> str:
        """Return what is selected in a label; a value that takes two lines is one text."""
        labels = self.findChildren(ValueLabel)
        return next((label.selectedText().replace("\u2029", " ") for label in labels if label.hasSelectedText()), "")

    def clear_probe(self) -> None:
        """Show that the cursor is not on the image."""
        self._found = None
        self._texts.clear()
        self._components.clear()
        self._picture.show_changed()


def _number_length(info: ImageInfo) -> int:
    """Return how many characters a value takes; those that a file stores as whole numbers are rescaled to such."""
    rescales = [rescale for rescale in info.rescale if rescale is not None]
    is_whole = bool(rescales) and all(r.slope.is_integer() and r.intercept.is_integer() for r in rescales)
    return _LENGTHS["int16" if is_whole else info.dtype] if is_whole or info.dtype in _LENGTHS else 11


def _label(row: ReadOut, parent: QWidget) -> ValueLabel:
    if row.id in _INDICES:
        return IndexLabel(row.id, row.name, row.tip, parent)
    return ValueLabel(row.id, row.name, row.tip, parent, points=_POINTS.get(row.id, 11.0), bold=row.id in _BOLD)


def _fold_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName("foldSwappedNumbers")
    button.setAccessibleName("Fold the un-swapped numbers")
    button.setToolTip("Show or hide what NumPy reads at ITK’s numbers.")
    button.setAutoRaise(True)
    button.setArrowType(Qt.ArrowType.DownArrow)
    button.setFixedSize(18, 18)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
