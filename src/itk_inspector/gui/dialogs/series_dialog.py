"""Which series of a DICOM folder to open, and what is wrong with each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.dicom.series import DicomSeries, SeriesCatalog, Thumbnail
from itk_inspector.core.text.decimal_text import decimal_text
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_label, plain_tip, plain_title, rich
from itk_inspector.gui.style.theme import Theme, mono

_COLUMNS = ("", "Description", "Patient", "Modality", "Size (x, y, z)", "Spacing in mm", "Files", "Orientation")
_PICTURE = 72
_NUMBERS = (4, 5, 6)


class SeriesDialog(QDialog):
    """A table of series; nothing is opened here.

    Parameters
    ----------
    catalog : SeriesCatalog
    theme : Theme
    """

    chosen = Signal(object)
    deeper_requested = Signal()

    def __init__(self, catalog: SeriesCatalog, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("seriesDialog")
        self.setAccessibleName("Series of a folder")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"DICOM series in {plain_title(catalog.folder.name)}")
        self._catalog = catalog
        self._theme = theme
        self._table = QTableWidget(len(catalog.series), len(_COLUMNS), self)
        self._table.setObjectName("seriesTable")
        self._table.setAccessibleName("Series")
        self._table.setToolTip("Press Enter or double-click to open a series.")
        self._problems = QLabel(self)
        self._problems.setObjectName("seriesProblems")
        self._problems.setAccessibleName("Notes on the series")
        self._problems.setWordWrap(True)
        self._problems.setTextFormat(Qt.TextFormat.RichText)
        self._problems.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._problems.setMinimumHeight(4 * self._problems.fontMetrics().lineSpacing())
        self._remarks = plain_label(visible_text(" ".join(catalog.remarks)), self)
        self._remarks.setObjectName("seriesRemarks")
        self._remarks.setWordWrap(True)
        self._remarks.setStyleSheet(f"color: {theme.muted};")
        self._remarks.setVisible(bool(catalog.remarks))
        buttons = QDialogButtonBox(self)
        self._open = buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self._open.setObjectName("seriesOpen")
        self._open.setDefault(True)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        if catalog.subfolders:
            deeper = buttons.addButton("Search subfolders", QDialogButtonBox.ButtonRole.ActionRole)
            deeper.setObjectName("seriesDeeper")
            deeper.clicked.connect(self._look_deeper)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._problems)
        layout.addWidget(self._remarks)
        layout.addWidget(buttons)
        self._fill()
        self._table.itemSelectionChanged.connect(self._show_problems)
        self._table.doubleClicked.connect(self._double_clicked)
        self._table.setCurrentCell(0, 1)
        self._table.setFocus()
        self._show_problems()
        self.setMinimumSize(self.sizeHint().boundedTo(QSize(900, 420)))
        self.resize(self.sizeHint())

    def _fill(self) -> None:
        table = self._table
        table.setHorizontalHeaderLabels(_COLUMNS)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setIconSize(QSize(_PICTURE, _PICTURE))
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.setStyleSheet(
            "QTableWidget::item { padding: 0 8px; }"
            f"QTableWidget::item:selected {{ background: {self._theme.line}; color: {self._theme.text}; }}"
            "QHeaderView::section { padding: 4px 8px; }"
        )
        table.verticalHeader().setDefaultSectionSize(_PICTURE + 10)
        for row, series in enumerate(self._catalog.series):
            for column, text in enumerate(_cells(series)):
                item = QTableWidgetItem(visible_text(text))
                item.setToolTip(plain_tip("\n".join((text, *series.problems))))
                if column in _NUMBERS:
                    item.setFont(mono(10))
                if series.problems and column == 1:
                    item.setForeground(QColor(self._theme.warning))
                table.setItem(row, column, item)
            picture = QTableWidgetItem()
            picture.setToolTip("The middle slice.")
            if series.thumbnail is not None:
                icon = QIcon(_pixmap(series.thumbnail))
                icon.addPixmap(_pixmap(series.thumbnail), QIcon.Mode.Selected)  # as it is, without Qt's tint
                picture.setIcon(icon)
            table.setItem(row, 0, picture)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, _PICTURE + 22)

    def sizeHint(self) -> QSize:
        """Return a size that shows all columns, and up to five series."""
        header = self._table.horizontalHeader()
        columns = sum(self._table.sizeHintForColumn(c) for c in range(2, len(_COLUMNS))) + header.sectionSize(0)
        rows = min(5, max(1, len(self._catalog.series))) * (_PICTURE + 10)
        return QSize(min(1180, columns + 380), rows + 240)

    @property
    def _selected(self) -> DicomSeries | None:
        rows = {index.row() for index in self._table.selectedIndexes()}
        return self._catalog.series[rows.pop()] if rows else None

    def _show_problems(self) -> None:
        series = self._selected
        self._open.setEnabled(series is not None)
        if series is None:
            text = "" if self._catalog.series else "The folder itself holds no DICOM images."
            self._problems.setText(rich(text))
        elif series.problems:
            lines = "<br>".join("⚠ " + rich(problem) for problem in series.problems)
            self._problems.setText(f'<span style="color:{self._theme.warning}">{lines}</span>')
        else:
            said = "✓ The slices are evenly spaced." if len(series.files) > 1 else ""
            self._problems.setText(f'<span style="color:{self._theme.good}">{said}</span>')

    def _double_clicked(self, index: QModelIndex) -> None:
        self._accept()

    def _look_deeper(self) -> None:
        self.accept()
        self.deeper_requested.emit()

    def _accept(self) -> None:
        series = self._selected
        if series is not None:
            self.accept()
            self.chosen.emit(series)


def _cells(series: DicomSeries) -> tuple[str, ...]:
    name = series.description or "no description"
    if series.number is not None:
        name = f"{series.number} · {name}"
    return (
        "",
        f"{'⚠ ' if series.problems else ''}{name}",
        series.patient or "not named",
        series.modality,
        " × ".join(str(n) for n in series.size),
        " × ".join(map(decimal_text, series.spacing)),
        str(len(series.files)),
        series.orientation,
    )


def _pixmap(thumbnail: Thumbnail) -> QPixmap:
    height, width = thumbnail.shape[:2]
    is_colour = len(thumbnail.shape) == 3
    kind = QImage.Format.Format_RGB888 if is_colour else QImage.Format.Format_Grayscale8
    image = QImage(thumbnail.rows, width, height, width * (3 if is_colour else 1), kind)
    return QPixmap.fromImage(image)  # copies; the bytes may go
