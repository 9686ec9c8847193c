"""What is told of a shape, one fact a row; a pixel that is named can be gone to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.gui.style.plain_text import plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    from itk_inspector.core.measure.facts import Fact


class FactsTable(QTableWidget):
    """A table as high as its rows.

    Parameters
    ----------
    parent : QWidget, optional
    wraps : bool
        Long texts are broken into lines; not in a table that follows the pointer.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, wraps: bool = False) -> None:
        super().__init__(0, 2, parent)
        self._wraps = wraps
        self.setObjectName("factsTable")
        self.setAccessibleName("Measured")
        self.setToolTip(plain_tip("Click an index to go there."))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self._theme = LIGHT
        self._facts: tuple[Fact, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._cells: dict[tuple[int, int], QTableWidgetItem] = {}
        self.cellClicked.connect(self._choose)
        self.cellActivated.connect(self._choose)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        facts, self._facts = self._facts, ()
        self.show_facts(facts, self._columns)

    def show_facts(self, facts: tuple[Fact, ...], columns: tuple[str, ...]) -> None:
        """Show these; ``columns`` names the components, where there are several."""
        if facts == self._facts and columns == self._columns:
            return
        is_laid_out = columns == self._columns and _form(facts) == _form(self._facts)
        self._facts, self._columns = facts, columns
        if not is_laid_out:
            self._lay_out(facts, columns)
        for row, fact in enumerate(facts):
            for column, text in enumerate(fact.texts, start=1):
                self._cells[row, column].setText(visible_text(text))
        if self._wraps:
            self._share_height()

    def _lay_out(self, facts: tuple[Fact, ...], columns: tuple[str, ...]) -> None:
        self._cells.clear()
        self.clear()
        self.clearSpans()
        count = max(1, len(columns))
        self.setRowCount(len(facts))
        self.setColumnCount(count + 1)
        for column, name in enumerate(("", *(columns or ("",)))):
            heading = QTableWidgetItem(visible_text(name))
            heading.setToolTip(plain_tip(visible_text(name)))
            self.setHorizontalHeaderItem(column, heading)
        self.horizontalHeader().setVisible(bool(columns))
        for row, fact in enumerate(facts):
            label = QTableWidgetItem(fact.label)
            label.setForeground(QColor(self._theme.muted))
            self.setItem(row, 0, label)
            for column in range(1, len(fact.texts) + 1):
                cell = self._cells[row, column] = self._cell(is_link=bool(fact.places))
                self.setItem(row, column, cell)
            if len(fact.texts) < count:
                self.setSpan(row, 1, 1, count)
        self._take_height()

    def _take_height(self) -> None:
        header = self.horizontalHeader().sizeHint().height() if self._columns else 0
        self.setFixedHeight(header + self.verticalHeader().length() + 2 * self.frameWidth() + 2)

    def _share_height(self) -> None:
        """Give each row the lines that its text needs."""
        self.resizeRowsToContents()
        self._take_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the texts anew."""
        super().resizeEvent(event)
        if self._wraps and event.size().width() != event.oldSize().width():
            self._share_height()

    def _cell(self, *, is_link: bool) -> QTableWidgetItem:
        item = QTableWidgetItem()
        font = mono(10)
        if is_link:
            font.setUnderline(True)
            item.setForeground(QColor(self._theme.accent))
        item.setFont(font)
        return item

    def _choose(self, row: int, column: int) -> None:
        places = self._facts[row].places
        place = places[min(column - 1, len(places) - 1)] if places and column else None
        if place is not None:
            self.chosen.emit(place)

    def event(self, event: QEvent) -> bool:
        """Keep the key for copying from the window's own action while cells are selected."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_key and self.selectedIndexes() and event.matches(QKeySequence.StandardKey.Copy):  # type: ignore[attr-defined]
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected cells."""
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        rows: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column())):
            rows.setdefault(index.row(), []).append(str(index.data() or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows.values()))


def _form(facts: tuple[Fact, ...]) -> list[tuple[str, int, bool]]:
    return [(fact.label, len(fact.texts), bool(fact.places)) for fact in facts]
