"""How ITK and NumPy share the image: each fact with the call behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.gui.style.plain_text import plain_label, plain_tip
from itk_inspector.gui.style.theme import LIGHT, Theme, mono


class BridgePage(QWidget):
    """The facts of ``itk-inspector bridge``; implements `control.probing.bridge_report.BridgePage`.

    Parameters
    ----------
    parent : QWidget, optional
    """

    came_into_view = Signal()
    copy_requested = Signal(str)
    """Lines for the clipboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bridgePage")
        self.setAccessibleName("Bridge")
        self._theme = LIGHT
        self._facts: tuple[BridgeFact, ...] = ()
        self._note = plain_label("", self)
        self._note.setWordWrap(True)
        self._table = QTableWidget(0, 2, self)
        self._table.setObjectName("bridgeFacts")
        self._table.setAccessibleName("How ITK and NumPy share the image")
        self._table.setToolTip("Measured on this image; below each fact the call that gives it.")
        self._table.horizontalHeader().hide()
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._table.verticalHeader().setMinimumSectionSize(1)
        self._copy = QPushButton("Copy report", self)
        self._copy.setObjectName("copyBridge")
        self._copy.setToolTip("Copy the lines that “itk-inspector bridge” prints.")
        self._copy.clicked.connect(self._copy_lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self._note)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_facts(None)

    @property
    def is_in_view(self) -> bool:
        """Tell whether anybody sees it."""
        return self.isVisible()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._note.setStyleSheet(f"color: {theme.muted};")
        self._colour_rows()

    def _colour_rows(self) -> None:
        """Let the lines of a fact stand on one ground, and those of the next one on another."""
        for row in range(self._table.rowCount()):
            ground = QColor(self._theme.window if row // 2 % 2 else self._theme.panel)
            for column in range(2):
                item = self._table.item(row, column)
                if item is not None:
                    item.setBackground(ground)
                    item.setForeground(QColor(self._theme.muted if row % 2 else self._theme.text))

    def show_facts(self, facts: tuple[BridgeFact, ...] | None, why: str = "") -> None:
        """Show what was found out; None while nothing is known; where there is nothing, ``why`` that is."""
        self._facts = facts or ()
        self._note.setText((why or "ITK wraps no image of these pixels.") if facts == () else "")
        self._note.setVisible(facts == ())
        self._copy.setEnabled(bool(facts))
        self._table.clearSpans()
        self._table.setRowCount(2 * len(self._facts))
        for number, fact in enumerate(self._facts):
            label, result, code = (QTableWidgetItem(text) for text in (fact.label, fact.result, fact.code))
            result.setFont(mono(9))
            code.setFont(mono(8))
            code.setToolTip(plain_tip(fact.code))
            label.setToolTip(plain_tip(fact.line))
            self._table.setItem(2 * number, 0, label)
            self._table.setItem(2 * number, 1, result)
            self._table.setItem(2 * number + 1, 0, code)
            self._table.setSpan(2 * number + 1, 0, 1, 2)
        self._colour_rows()

    def _copy_lines(self) -> None:
        self.copy_requested.emit("".join(f"{fact.line}\n" for fact in self._facts))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the facts of the image on screen."""
        super().showEvent(event)
        self.came_into_view.emit()
